"""Which sessions each paper may go to, who gets a place, and why not."""
