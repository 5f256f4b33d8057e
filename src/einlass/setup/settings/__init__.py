"""Changing an event: each part of it is a page; while it is in preparation, they follow one another."""
