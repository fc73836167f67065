"""Commands about who works here."""
