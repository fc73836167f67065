"""Who writes to us: persons, their addresses and files, the bodies that write for them."""
