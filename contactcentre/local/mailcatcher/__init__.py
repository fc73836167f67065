"""Catches all mail that goes out, shows it, and lets one answer it as the client would."""
