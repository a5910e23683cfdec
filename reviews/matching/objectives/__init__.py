"""What may be aimed at (greatest total, max-min, evenness), and the one call that solves for it."""
