"""Sessions of similar talks: a set partition by column generation."""
