"""Demonstration data: invented people and 60 days of work, lived through the real verbs."""
