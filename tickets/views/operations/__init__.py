"""The supervisor's screens of special operations."""
