"""Whether a machine wrote the message: what must never be acknowledged, nor move a ticket."""

import re

from channels.envelopes import headers

_PRECEDENCE = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
_MARKS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-autoreply-from",
    "x-auto-reply",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-vacation",
    "x-fc-machinegenerated",
    "x-failed-recipients",
    "x-ms-exchange-generated-message-source",
    "x-feedback-id",
    "list-id",
    "list-unsubscribe",
)
_SUPPRESSED = re.compile(r"\b(?:all|autoreply|oof)\b", re.IGNORECASE)
_ROBOT = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|autoresponder|auto-reply)@", re.I)
_PREFIX = r"\A\W{0,4}(?:(?:re|tr|fw|fwd|aw)\s?:\s*)?"
_SUBJECTS = "|".join(
    (
        r"auto(?:matic|mated|matische|matica)?[ -]?(?:reply|response|respond|antwort)",
        r"auto-?(?:reply|response)",
        r"auto ?:",
        r"out[ -]of[ -](?:the[ -])?office(?! hours)",
        r"out of (?:the )?office auto-?reply",
        r"(?:i am|i'm) (?:currently )?(?:out of (?:the )?office|on (?:leave|vacation|holiday))",
        r"(?:on|away on) (?:annual |parental |sick |maternity )?(?:leave|vacation)",
        r"vacation (?:reply|response|message|notice|auto)",
        r"away from (?:the office|my (?:desk|mail))",
        r"r[ée]ponse (?:automatique|auto)",
        r"message automatique",
        r"accus[ée] de r[ée]ception automatique",
        r"absence du bureau",
        r"absente? du bureau",
        r"(?:avis|message|notification|notice) d['\u2019 ]absence",
        r"absence (?:temporaire|prolong[ée]e)",
        r"(?:je suis|actuellement) (?:actuellement )?(?:absente?|en (?:vacances|cong[ée]))",
        r"hors (?:du )?bureau",
        r"en dehors du bureau",
        r"gestionnaire d['\u2019]absence",
        r"respuesta autom[áa]tica",
        r"resposta autom[áa]tica",
        r"risposta automatica",
        r"abwesenheitsnotiz",
    )
)
_SUBJECT = re.compile(rf"{_PREFIX}(?:{_SUBJECTS})(?=\W|\Z)", re.IGNORECASE)
_FROM_RECEIPT = {"disposition-notification", "feedback-report"}


def is_automatic(
    fields: headers.Fields, *, subject: str, sender: str, report_type: str = ""
) -> bool:
    """By RFC 3834 and by what programs set instead, then by the subject."""
    if has_null_return_path(fields) or _is_marked(fields):
        return True
    if report_type in _FROM_RECEIPT or _ROBOT.match(sender):
        return True
    return is_absence(subject)


def is_absence(subject: str) -> bool:
    """An out-of-office note, by its subject in either language."""
    return bool(_SUBJECT.match(subject[:200]))


def has_null_return_path(fields: headers.Fields) -> bool:
    """`Return-Path: <>`; a field left empty says the same."""
    return any(value.strip() in ("<>", "") for value in fields.texts("return-path"))


def _is_marked(fields: headers.Fields) -> bool:
    submitted = fields.text("auto-submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no"):
        return True
    if fields.text("precedence").strip().lower() in _PRECEDENCE:
        return True
    if _SUPPRESSED.search(fields.text("x-auto-response-suppress")):
        return True
    return any(
        fields.text(name).strip().lower() not in ("", "no", "false", "0") for name in _MARKS
    ) or fields.has("list-id")
