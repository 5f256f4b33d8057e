"""Addresses that do not exist, so that nobody writes to them again and again."""
