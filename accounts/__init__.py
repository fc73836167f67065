"""Who works here: users, teams, roles, presence, and the log of what was opened."""
