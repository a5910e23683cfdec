"""What is to be solved and what an answer is: plain data, checked once."""
