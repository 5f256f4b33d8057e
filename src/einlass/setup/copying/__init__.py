"""Taking over parts of another event, chosen one by one."""
