"""Members, terms and offices in the administration, and the first manager's invitation."""

from mp_office.admin import members, offices

__all__ = ["members", "offices"]
