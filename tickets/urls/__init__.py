"""Addresses of the heart: the desk, the processing offices, the API."""
