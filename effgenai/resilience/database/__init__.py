"""PostgreSQL with an end to waiting: for a statement, for a lock, for a server that is silent."""
