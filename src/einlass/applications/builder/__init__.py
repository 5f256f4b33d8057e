"""Building the form: what a question is (spec), whether a form holds together (checks), what a change does (changes),
doing it (actions), and the form as a TOML file (toml)."""
