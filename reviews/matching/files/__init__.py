"""Problems and results in files: NumPy archives, CSV and JSON."""
