"""What has happened, for the rooms above. Sent inside the transaction unless said otherwise."""

from django.dispatch import Signal

reply_asked = Signal()
"""A reply is about to be written; a receiver that raises Refused stops it. Gives ticket (locked),
general (True when the writer says that it holds no personal facts) and now."""

replied = Signal()
"""A reply was written. Gives ticket, message, by and now."""

message_queued = Signal()
"""An outgoing message was committed as queued (sent after commit). Gives message_id."""

notice_queued = Signal()
"""A notice was committed as queued (sent after commit). Gives notice_id."""
