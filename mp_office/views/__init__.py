"""Pages of the offices, of the person who consents, and the offices' parts of the desk."""
