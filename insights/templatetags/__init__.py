"""Tags of the supervisors’ templates."""
