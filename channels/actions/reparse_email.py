"""Take a mail out of the quarantine, to be read again."""

import datetime as dt

from django.db import transaction

from channels.enums import InboundState
from channels.models import InboundMessage
from contactcentre.kit.wake import wake


@transaction.atomic
def reparse_email(*, inbound_id: int, now: dt.datetime) -> InboundMessage:
    """Put a quarantined mail back among those to be read. Nothing else has a second reading."""
    inbound = InboundMessage.objects.select_for_update(no_key=True, of=("self",)).get(pk=inbound_id)
    if inbound.state != InboundState.QUARANTINED:
        return inbound
    inbound.state, inbound.action, inbound.doubt = InboundState.RECEIVED, "", ""
    inbound.attempts, inbound.next_attempt_at = 0, now
    inbound.key, inbound.seen_at, inbound.seen_by = None, None, None
    inbound.save(
        update_fields=[
            "state", "action", "doubt", "attempts", "next_attempt_at", "key", "seen_at", "seen_by",
        ]
    )  # fmt: skip
    wake("channels.receive", inbound.pk)
    return inbound
