"""PostgreSQL, whose tables a test empties and gets back in a twentieth of the time."""
