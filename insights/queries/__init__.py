"""Reads that have a name: one number, one query."""
