"""What a TwiML provider posts: whether it is the provider, and what it says, without the keys."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.http import HttpRequest
from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from channels.enums import CallEventKind

PROVIDER = "twiml"
FORM = "application/x-www-form-urlencoded"
TELEPHONE = re.compile(r"\+[1-9]\d{4,14}")
# How a withheld number looks: ANONYMOUS, RESTRICTED, UNKNOWN and the like on a keypad.
WITHHELD = {"+266696687", "+7378742833", "+86282452253", "+2562533", "+8656696"}
# What may be kept of a report. No number, no name, no place, and never the keys.
KEPT = (
    "CallSid", "ParentCallSid", "CallStatus", "Direction", "CallDuration", "Timestamp",
    "SequenceNumber", "StatusCallbackEvent", "ConferenceSid", "FriendlyName", "Hold", "Muted",
    "SipResponseCode", "ErrorCode", "StirVerstat", "AnsweredBy", "ReasonConferenceEnded",
    "CallSidEndingConference",
)  # fmt: skip
LONGEST = 100
LEG_KINDS = {
    "ringing": CallEventKind.LEG_RINGING,
    "in-progress": CallEventKind.LEG_UP,
    "completed": CallEventKind.LEG_ENDED,
    "busy": CallEventKind.LEG_ENDED,
    "no-answer": CallEventKind.LEG_ENDED,
    "failed": CallEventKind.LEG_ENDED,
    "canceled": CallEventKind.LEG_ENDED,
}
# Ends of a telephone that nobody spoke into.
UNMET = ("busy", "no-answer", "failed", "canceled")
CONFERENCE_KINDS = {
    "participant-unhold": CallEventKind.LEG_UP,
    "participant-hold": CallEventKind.LEG_HELD,
}


@dataclass(frozen=True)
class Report:
    """One thing that the provider says of one end of a call. It may come late, or twice."""

    kind: CallEventKind
    event_id: str
    leg: str
    occurred_at: dt.datetime
    payload: dict[str, str]


def verify(request: HttpRequest) -> bool:
    """Whether our provider signed exactly this. The address is the public one that it knows."""
    signature = request.headers.get(SIGNATURE_HEADER, "")
    if not signature or request.content_type != FORM:
        return False
    algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER))
    secrets = {HMAC_SHA1: settings.PHONE_TOKENS, HMAC_SHA256: settings.PHONE_SHARED_KEYS}
    address = settings.BASE_URL + request.get_full_path()
    return request.POST.get("AccountSid") == settings.PHONE_ACCOUNT and any(
        RequestValidator(secret).validate(address, request.POST, signature, algorithm)
        for secret in secrets.get(algorithm, ())
    )


def number_of(fields: Mapping[str, str]) -> str:
    """The calling number as +16135550100; empty when it is withheld or none."""
    number = fields.get("From", "")
    return number if TELEPHONE.fullmatch(number) and number not in WITHHELD else ""


def report_of_leg(fields: Mapping[str, str], *, now: dt.datetime) -> Report | None:
    """What a status callback says; None where the centre need not know it."""
    status, leg = fields.get("CallStatus", ""), fields.get("CallSid", "")
    if status not in LEG_KINDS or not leg:
        return None
    event_id = ":".join([leg, status, fields.get("SequenceNumber", "")])
    report = _report(LEG_KINDS[status], event_id, fields, now)
    return replace(report, payload=report.payload | ({"cause": status} if status in UNMET else {}))


def report_of_conference(fields: Mapping[str, str], *, now: dt.datetime) -> Report | None:
    """Who is held in a conference, or no longer; None of what their telephones tell as well."""
    event, leg = fields.get("StatusCallbackEvent", ""), fields.get("CallSid", "")
    if event not in CONFERENCE_KINDS or not leg:
        return None
    event_id = ":".join([fields.get("ConferenceSid", ""), event, fields.get("SequenceNumber", "")])
    return _report(CONFERENCE_KINDS[event], event_id, fields, now)


def redacted(fields: Mapping[str, str]) -> dict[str, str]:
    """What may be kept of what was posted."""
    return {name: fields[name][:LONGEST] for name in KEPT if name in fields}


def _report(
    kind: CallEventKind, event_id: str, fields: Mapping[str, str], now: dt.datetime
) -> Report:
    return Report(
        kind=kind,
        event_id=event_id[:LONGEST],
        leg=fields.get("CallSid", "")[:64],
        occurred_at=_moment(fields.get("Timestamp", ""), now),
        payload=redacted(fields),
    )


def _moment(text: str, now: dt.datetime) -> dt.datetime:
    """The provider's time (RFC 2822), or ours where it gives none that can be read."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return now
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
