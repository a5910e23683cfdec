"""The typefaces of the pages: which there are, how their files are made, and what styles say of them."""
