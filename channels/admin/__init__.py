"""Telephone lines and menus in the administration. Calls are never here."""

from channels.admin import phone

__all__ = ["phone"]
