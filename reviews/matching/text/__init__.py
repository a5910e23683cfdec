"""How well a reviewer fits a paper: affinity from words, meaning, topics and tables."""
