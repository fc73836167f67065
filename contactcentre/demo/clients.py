"""Invented clients, and the enquiries that they send."""

import datetime as dt
import itertools
import unicodedata
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from contactcentre.demo.files import Situation, listed, phrases
from contactcentre.demo.pdf import page
from contactcentre.kit import formatting
from tickets.actions.open import Enquiry, Sender
from tickets.actions.texts import fill
from tickets.adapters.files import StoredFile, keep
from tickets.enums import Channel, PartyRole

DAY = dt.timedelta(days=1)
LETTERS = {"citizenship": "C", "family": "F", "work": "W", "study": "S", "visitor": "V"}
WRITTEN_FOR = {"representative", "employer"}


@dataclass(frozen=True)
class Client:
    """Somebody who writes: a name, where they are, and the facts of their file."""

    given: str
    family: str
    email: str
    place: str
    province: str
    zone: str
    born: dt.date
    uci: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


class Clients:
    """Invents clients, no two with the same address."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._numbers = itertools.count(1)

    def invent(self, language: str) -> Client:
        chance = self.chance
        groups = [group for group in listed("people") if language in group["languages"]]
        group = chance.choice(groups)
        given, family = chance.choice(group["given"]), chance.choice(group["family"])
        place, province, zone = chance.choice(phrases(language)["places"])
        domain = chance.choice(["example.org", "example.com", "example.net"])
        return Client(
            given=given,
            family=family,
            email=f"{_plain(given)}.{_plain(family)}{next(self._numbers)}@{domain}",
            place=place,
            province=province,
            zone=zone,
            born=dt.date(1950, 1, 1) + chance.randrange(55 * 365) * DAY,
            uci=str(chance.randrange(10_000_000, 99_999_999)),
        )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in letters if letter.isalnum())


class Words:
    """Fills what a situation leaves open: a month, a city, a day to come."""

    def __init__(self, client: Client, language: str, now: dt.datetime, chance: Random) -> None:
        self.language = language
        past = chance.randrange(3, 20) * DAY
        applied = now - chance.randrange(60, 300) * DAY
        self.facts = {
            "city": client.place,
            "month": formatting.MONTHS[language][applied.month - 1],
            "weeks": str(chance.randrange(9, 40)),
            "day": self.date(now + chance.randrange(3, 10) * DAY),
            "past": self.date(now - past),
        }

    def date(self, moment: dt.datetime) -> str:
        return formatting.long_date(moment, self.language, settings.CENTRE_TIME_ZONE)

    def fill(self, text: str, **more: str) -> str:
        return fill(text, {**self.facts, **more})


def enquiry_of(
    situation: Situation,
    client: Client,
    words: Words,
    *,
    key: str,
    now: dt.datetime,
    chance: Random,
    continues: int | None = None,
    operation: int | None = None,
) -> Enquiry:
    """What the door receives from this client in this situation."""
    channel = Channel(situation.channel or chance.choices(["web", "email", "api"], [70, 26, 4])[0])
    by_form = channel != Channel.EMAIL
    knows_numbers = by_form and chance.random() < 0.8
    body = words.fill(situation.body)
    others = situation.role in WRITTEN_FOR
    return Enquiry(
        channel=channel,
        key=key,
        language=situation.language,
        subject=words.fill(situation.subject),
        body=body if by_form else f"{body}\n\n{client.name}",
        sender=_sender(situation, client, chance),
        client_name=Clients(chance).invent(situation.language).name if others else "",
        client_family_name="" if others or not by_form else client.family,
        client_date_of_birth=client.born if by_form and not others else None,
        enquiry_type=topic_of(situation.code) if by_form else "",
        country=situation.country if by_form else "",
        province=client.province if by_form and situation.country == "CA" else "",
        time_zone=client.zone if by_form and situation.country == "CA" else "",
        uci=client.uci if knows_numbers else "",
        application_numbers=(number_of(situation.code, client),) if knows_numbers else (),
        urgency_claimed=situation.urgency if by_form else "",
        urgency_date=_day_of(now, chance) if by_form and situation.urgency else None,
        message_id="" if by_form else f"{key}@{client.email.partition('@')[2]}",
        continues=continues,
        operation=operation if by_form else None,
        files=(document(situation.file, situation.language, client),) if situation.file else (),
    )


def _sender(situation: Situation, client: Client, chance: Random) -> Sender:
    role = {
        "representative": PartyRole.REPRESENTATIVE,
        "employer": PartyRole.CORRESPONDENT,
    }.get(situation.role, PartyRole.CLIENT)
    # 555-0100 to 0199 are numbers that nobody has.
    phone = f"+1 613 555 01{chance.randrange(100):02}" if chance.random() < 0.6 else ""
    return Sender(name=client.name, email=client.email, phone=phone, role=role)


def topic_of(code: str) -> str:
    """The topic of the form that an enquiry type belongs to."""
    topics = ("status", "documents", "account_problem", "urgent", "general", "privacy")
    return next((topic for topic in (*topics, "complaint") if code.startswith(topic)), "other")


def number_of(code: str, client: Client) -> str:
    """The client's application number, whether they gave it or not."""
    letter = next((LETTERS[word] for word in LETTERS if word in code), "E")
    return f"{letter}3{client.uci}"


def _day_of(now: dt.datetime, chance: Random) -> dt.date:
    local = now.astimezone(ZoneInfo(settings.CENTRE_TIME_ZONE))
    return local.date() + chance.randrange(1, 10) * DAY


def document(kind: str, language: str, client: Client) -> StoredFile:
    """A real, small PDF of the client's, in storage."""
    files = phrases(language)["files"]
    name, title = files[kind]
    sha256, size = keep(page([title, client.name, phrases(language)["not_real"]]))
    return StoredFile(sha256=sha256, name=name, content_type="application/pdf", size=size)
