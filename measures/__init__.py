"""What the code promises about its own shape, counted. `make measures` prints it; tests hold it.

Only the standard library is used, and nothing of the site is imported: a broken site can still be measured.
"""
