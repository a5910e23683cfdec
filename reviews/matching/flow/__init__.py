"""The assignment as a minimum-cost flow, the dual prices that prove it best, and why places stay empty."""
