"""The audit trail as a page: who did what and when, in words, with what it changed; checked and handed out as a file."""
