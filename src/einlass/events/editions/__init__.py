"""An edition of the conference as a whole: made, changed, renamed, opened. Needs nothing but the event."""
