"""The version of the product, as the status page names it; a test holds it against pyproject.toml."""

VERSION = "0.2.0"
