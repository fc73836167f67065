"""Forms of the offices' pages."""
