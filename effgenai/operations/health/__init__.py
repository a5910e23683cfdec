"""What watchers ask: whether the process is alive, and whether all is there that it needs."""
