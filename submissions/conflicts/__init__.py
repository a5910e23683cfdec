"""Conflicts of interest: what binds, what waits for a chair, and what people say of themselves."""
