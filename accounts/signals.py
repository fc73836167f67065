"""What has happened, for the rooms above."""

from django.dispatch import Signal

mail_queued = Signal()
"""A sign-in mail was committed as queued (sent after commit). Gives mail_id."""
