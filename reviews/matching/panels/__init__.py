"""Rules on the reviewers of a paper taken together, which no flow can hold."""
