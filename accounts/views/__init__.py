"""The account screens, one a file."""
