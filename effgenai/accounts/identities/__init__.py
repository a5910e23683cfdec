"""Several accounts of one person: how they are found, asked about, and merged. See docs/identities.md."""
