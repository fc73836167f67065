"""Commands of the channels."""
