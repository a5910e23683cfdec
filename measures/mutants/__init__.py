"""Small faults in the code that says who sees what, one at a time: does a test notice? `make mutants`."""
