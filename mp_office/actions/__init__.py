"""Verbs of the Members' and Senators' offices."""
