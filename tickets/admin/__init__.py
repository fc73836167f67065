"""Reference data of the heart in the administration. Tickets are never here."""

from tickets.admin import reference, rules, standards, texts

__all__ = ["reference", "rules", "standards", "texts"]
