"""Plumbing shared by every room. Django only; a thing enters when it has two users."""
