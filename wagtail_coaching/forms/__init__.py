"""Forms that the public fills in."""
