"""How long a call takes an agent: one expression for the wait told, staffing and history."""

import datetime as dt

from django.db.models import Case, DurationField, ExpressionWrapper, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from channels.models import Disposition

# Work may overrun its limit by so much. Beyond, it was left open and finished at the next sign-in,
# which is no night of work: it counts to its limit.
_OVERRUN = dt.timedelta(minutes=15)
_WORK_OVER = Subquery(
    Disposition.objects.filter(call=OuterRef("pk"), ended_at__isnull=False)
    .annotate(
        worked_until=Case(
            When(ended_at__lte=F("wrap_up_until") + _OVERRUN, then="ended_at"),
            default="wrap_up_until",
        )
    )
    .order_by("-worked_until")
    .values("worked_until")[:1]
)
# From the answer to the end of the work after the call; of calls that are over.
HANDLED = ExpressionWrapper(
    Greatest(F("ended_at"), Coalesce(_WORK_OVER, F("ended_at"))) - F("answered_at"),
    output_field=DurationField(),
)
