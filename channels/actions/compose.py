"""The mails that go out, made from rows: nothing in a row can add a header or a recipient."""

import datetime as dt
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.models import SignInMail
from channels.adapters.smtp import Letter
from channels.addressing import Addressing, Kind
from channels.envelopes.charsets import one_line
from channels.models import StatusCode
from contactcentre.kit.formatting import NBSP
from tickets import references
from tickets.actions.texts import fill
from tickets.adapters.files import open_file
from tickets.enums import Direction
from tickets.models import Message, Notice, StandardText, Ticket

LANGUAGES = ("en", "fr")
MOST_REFERENCES = 20
CODE_TEXT = "status_code"


def addressing() -> Addressing:
    """The addresses of this centre."""
    return Addressing(
        key=settings.SECRET_KEY.encode(),
        local=settings.MAIL_LOCAL_PART,
        domain=settings.MAIL_DOMAIN,
    )


def subject_line(message: Message, ticket: Ticket) -> str:
    """The subject with the ticket's number, by which an answer finds its ticket."""
    subject = one_line(message.subject, 200)
    if ticket.reference in references.find(subject):
        return subject
    return f"{subject} [{ticket.number}]".strip()


def letter_of_message(message: Message, *, now: dt.datetime) -> Letter:
    """A reply or an automatic message to the one address that it is for."""
    ticket, ours = message.ticket, addressing()
    content = _opened(message.language, now=now, message_id=message.message_id)
    content["Subject"] = subject_line(message, ticket)
    content["To"] = message.to_email
    content["Reply-To"] = ours.reply_address(ticket.reference)
    _thread(content, message)
    if message.automatic:
        content["Auto-Submitted"] = "auto-replied"
        content["X-Auto-Response-Suppress"] = "All"
    _write(content, _body(message, ticket), message.language)
    for item in message.attachments.order_by("id"):
        with open_file(item.sha256) as stored:
            main, _, sub = item.content_type.partition("/")
            content.add_attachment(
                stored.read(),
                maintype=main,
                subtype=sub or "octet-stream",
                filename=one_line(item.name, 150),
            )
    sender = "" if message.automatic else ours.return_path(Kind.MESSAGE, message.pk)
    return Letter(content, sender=sender, recipient=message.to_email)


def letter_of_notice(notice: Notice, *, now: dt.datetime) -> Letter:
    """What a duty inbox is told: the kind and the number, in both languages, nothing personal."""
    ours = addressing()
    content = _opened("en", now=now, message_id=_fixed_id(Kind.NOTICE, notice.pk))
    number = notice.ticket.number if notice.ticket else ""
    content["Subject"] = " / ".join(_in(language, notice) for language in LANGUAGES) + f" {number}"
    content["To"] = notice.to_email
    content["Auto-Submitted"] = "auto-generated"
    paragraphs = [_notice_words(notice, number, language) for language in LANGUAGES]
    _write(content, "\n\n---\n\n".join(paragraphs) + "\n", *LANGUAGES)
    return Letter(
        content, sender=ours.return_path(Kind.NOTICE, notice.pk), recipient=notice.to_email
    )


def letter_of_code(code: StatusCode, *, now: dt.datetime) -> Letter:
    """The one-time code for the status page, to the address that the enquiry has."""
    party = code.party
    if party is None:
        raise ValueError("a code without a party is never sent")
    content = _opened(code.language, now=now, message_id=_fixed_id(Kind.CODE, code.pk))
    digits = code.code()
    text = StandardText.objects.get_published(CODE_TEXT)
    # Easy to read aloud in the subject, easy to copy in the text.
    spaced = f"{digits[:3]}{NBSP}{digits[3:]}"
    content["Subject"] = fill(text.title_in(code.language), {"code": spaced})
    content["To"] = party.email
    content["Auto-Submitted"] = "auto-generated"
    content["X-Auto-Response-Suppress"] = "All"
    words = fill(text.body_in(code.language), {"code": digits})
    _write(content, f"{words}\n", code.language)
    return Letter(content, sender="", recipient=party.email)


def letter_of_sign_in(mail: SignInMail, *, now: dt.datetime) -> Letter:
    """A mail about an account, as the accounts worded it."""
    message_id = f"sign-in-{mail.pk}@{settings.MAIL_DOMAIN}"
    content = _opened(mail.language, now=now, message_id=message_id)
    content["Subject"] = one_line(mail.subject, 200)
    content["To"] = mail.to_email
    content["Auto-Submitted"] = "auto-generated"
    content["X-Auto-Response-Suppress"] = "All"
    _write(content, mail.body.strip() + "\n", mail.language)
    return Letter(content, sender="", recipient=mail.to_email)


def _opened(language: str, *, now: dt.datetime, message_id: str) -> EmailMessage:
    content = EmailMessage()
    content["Message-ID"] = f"<{message_id}>"
    content["Date"] = format_datetime(now)
    name = settings.BRAND_NAMES[language]
    content["From"] = Address(name, settings.MAIL_LOCAL_PART, settings.MAIL_DOMAIN)
    return content


def _write(content: EmailMessage, text: str, *languages: str) -> None:
    content.set_content(text, cte="quoted-printable")
    content["Content-Language"] = ", ".join(f"{language}-CA" for language in languages)


def _thread(content: EmailMessage, message: Message) -> None:
    """In-Reply-To is what the client wrote last; References, the thread as far as it has ids."""
    earlier = (
        Message.objects.filter(ticket=message.ticket_id, id__lt=message.pk, flagged=False)
        .exclude(message_id="")
        .order_by("-id")
        .values_list("direction", "message_id")[:MOST_REFERENCES]
    )
    received = next((name for way, name in earlier if way == Direction.IN), "")
    if received:
        content["In-Reply-To"] = f"<{_id(received)}>"
    if earlier:
        content["References"] = " ".join(f"<{_id(name)}>" for _, name in reversed(earlier))


def _id(message_id: str) -> str:
    """Another's message id as a header may hold it."""
    return "".join(char for char in message_id if "!" <= char <= "~" and char not in "<>")


def _body(message: Message, ticket: Ticket) -> str:
    """An automatic text is complete; a reply says at its end what it is and how to answer."""
    body = message.body.strip()
    if message.automatic:
        return body + "\n"
    with override(message.language):
        path = reverse("channels:status")
        footer = gettext(
            "Your enquiry number: %(number)s\n"
            "To answer us, reply to this e-mail. To see your enquiry: %(url)s"
        ) % {"number": ticket.number, "url": f"{settings.BASE_URL}{path}"}
    return f"{body}\n\n-- \n{settings.BRAND_NAMES[message.language]}\n{footer}\n"


def _in(language: str, notice: Notice) -> str:
    with override(language):
        return str(notice.get_kind_display())


def _notice_words(notice: Notice, number: str, language: str) -> str:
    with override(language):
        path = reverse("home")
        return gettext("%(what)s: %(number)s\nSign in to read it: %(url)s") % {
            "what": notice.get_kind_display(),
            "number": number,
            "url": f"{settings.BASE_URL}{path}",
        }


def _fixed_id(kind: Kind, pk: int) -> str:
    """One row, one id, however often it is tried: the return path holds row and proof."""
    return addressing().return_path(kind, pk)
