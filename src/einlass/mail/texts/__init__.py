"""The words of each mail: the default, and what the team made of it. An edited text is data: placeholders and nothing else."""
