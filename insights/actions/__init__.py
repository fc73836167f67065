"""Verbs of the supervisors’ room: one a file."""
