"""Canadian English formats."""
