"""Randomised assignments: marginal probabilities under a limit, and samples from them."""
