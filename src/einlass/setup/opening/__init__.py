"""Ready to open? What is tested before everybody sees an event, and opening it."""
