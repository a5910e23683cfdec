"""What is to be planned, and what a plan is: read, checked, in arrays."""
