"""The team's view of the outbox: what went out, what did not and why, and what to do about it."""
