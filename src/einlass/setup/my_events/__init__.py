"""The events that somebody belongs to, and who may make new ones."""
