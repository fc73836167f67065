"""Commands of the heart, one a file."""
