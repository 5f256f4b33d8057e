"""From an empty database to the first account, by a one-time secret."""
