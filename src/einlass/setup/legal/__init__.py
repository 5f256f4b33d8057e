"""Imprint, privacy, code of conduct: texts to begin with, and what is missing."""
