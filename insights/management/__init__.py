"""Commands of the supervisors’ room."""
