"""Measurements. Claims about speed and memory come from here, never from a test."""
