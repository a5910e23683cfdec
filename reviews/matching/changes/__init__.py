"""With an assignment in force: solving again with the fewest changes, and substitutes for one paper."""
