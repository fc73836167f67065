"""Screens of the desk and of the processing offices: one a file."""
