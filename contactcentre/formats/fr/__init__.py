"""Canadian French formats."""
