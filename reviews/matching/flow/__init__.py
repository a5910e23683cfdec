"""The assignment as a minimum-cost flow: greatest total, max-min, evenness, and what is infeasible."""
