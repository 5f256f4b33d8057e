"""The picture that other pages show of a link to an event: drawn by us of its name, days, place and colour."""
