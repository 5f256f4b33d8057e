"""Where somebody is signed in: listed, and ended by oneself or by an owner of the event."""
