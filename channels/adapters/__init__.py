"""Where the doors touch the network."""
