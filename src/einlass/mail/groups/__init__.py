"""Messages to groups: one text to everybody who has a ticket, say, or whose offer is open."""
