"""Names and chairs proposed for sessions."""
