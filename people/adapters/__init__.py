"""What the people room gets from outside."""
