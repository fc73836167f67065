"""Screens of the supervisors: one a file."""
