"""Verbs of the heart: one a file. Views, API, tasks and the admin call the same."""
