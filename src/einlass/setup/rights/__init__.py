"""What each role may see and do, as a table read off the rules of access."""
