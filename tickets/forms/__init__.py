"""What people type in the heart's screens, one module a group of screens."""
