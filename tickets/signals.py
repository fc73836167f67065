"""What has happened, for the rooms above. Sent inside the transaction unless said otherwise."""

from django.dispatch import Signal

message_queued = Signal()
"""An outgoing message was committed as queued (sent after commit). Gives message_id."""

notice_queued = Signal()
"""A notice was committed as queued (sent after commit). Gives notice_id."""
