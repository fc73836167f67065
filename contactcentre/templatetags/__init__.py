"""Tags and filters that every template has (settings list them as built in)."""
