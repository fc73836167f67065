"""Ask a processing office, or take the question back."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Can
from tickets.actions import referrals
from tickets.actions.escalate import escalate as escalate_ticket
from tickets.adapters.files import StoredFile
from tickets.forms.deeds import EscalateForm, WithdrawForm
from tickets.models import Attachment, Referral
from tickets.views.desk.acting import Deed, door


def _escalate(*, attachments: Iterable[Attachment] = (), **facts: Any) -> Referral:
    return escalate_ticket(files=tuple(_stored(item) for item in attachments), **facts)


def _stored(item: Attachment) -> StoredFile:
    return StoredFile(
        sha256=item.sha256, name=item.name, content_type=item.content_type, size=item.size
    )


def _withdraw(
    *, ticket_id: int, referral: Referral, reason: str, by: User, now: dt.datetime
) -> Referral:
    return referrals.withdraw(referral_id=referral.pk, reason=reason, by=by, now=now)


escalate = door(
    Deed(
        title=_("Refer or escalate to a processing office"),
        text=_("The ticket waits for the office. Its clocks go on, and you are told of each step."),
        button=_("Send to the office"),
        done=_("The question was sent to the processing office."),
        do=_escalate,
        form=EscalateForm,
    ),
    Can.ESCALATE,
)
withdraw = door(
    Deed(
        title=_("Withdraw a referral"),
        text=_("The office is told that its answer is no longer needed."),
        button=_("Withdraw"),
        done=_("The referral was withdrawn."),
        do=_withdraw,
        form=WithdrawForm,
        kind="danger",
    ),
    Can.ESCALATE,
)
