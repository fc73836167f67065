"""Verbs of the doors, one a file."""
