"""The public pages, one screen a file."""
