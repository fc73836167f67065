"""What has happened, for the rooms above."""

from django.dispatch import Signal

invitation_accepted = Signal()
"""Somebody invited became a user (sent inside the transaction). Gives invitation, user, now."""

away_while_ringing = Signal()
"""Somebody chose another state than ready while a call was offered to them (sent after commit).
Gives user, state and now."""

mail_queued = Signal()
"""A sign-in mail was committed as queued (sent after commit). Gives mail_id."""
