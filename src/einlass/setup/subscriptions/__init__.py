"""People who want one mail when applications open: they ask, confirm by mail, are told once, and are forgotten."""
