"""The agents' desk: one screen a file. Views ask perms, call one verb, and draw."""
