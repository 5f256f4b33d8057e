"""A new event, with everything that can be worked out from its day and its seats."""
