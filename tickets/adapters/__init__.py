"""Where the heart touches the network and the disk."""
