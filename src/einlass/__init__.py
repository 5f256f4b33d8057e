"""A conference that more people want to attend than it has seats for."""
