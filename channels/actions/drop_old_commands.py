"""What a telephone provider was told is of no use once its calls are long over."""

import datetime as dt

from channels.models import CallCommand

KEPT = dt.timedelta(days=30)


def drop_old_commands(*, now: dt.datetime, limit: int) -> int:
    """Delete commands made more than 30 days ago, the oldest first; return how many."""
    # Ids follow time: where none is old, no more than the first few are read.
    oldest = CallCommand.objects.order_by("id").values("pk")[:limit]
    return CallCommand.objects.filter(pk__in=oldest, created_at__lt=now - KEPT).delete()[0]
