"""Reads that have a name: what an office may be told, what it may still read, which files count."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import OFFICE_ROLES
from accounts.models import User
from accounts.queries import find_invitation
from mp_office.enums import Signer, Told
from mp_office.models import ConsentRequest, EnquiryFile, Office, OfficeEnquiry, StaffInvitation
from mp_office.models.offices import centre_day
from people.enums import ConsentEnd, ConsentState, Evidence
from people.models import Consent
from people.queries import Reading
from tickets import references
from tickets.enums import LIVE_STATES, Author, EventKind
from tickets.models import Event, Message, Ticket
from tickets.queries.statuses import statuses_for

# Whoever likes has an address there; an office that does shares it with its constituents.
FOR_EVERYBODY = frozenset(
    {
        "bell.net",
        "gmail.com",
        "hotmail.com",
        "icloud.com",
        "live.ca",
        "live.com",
        "me.com",
        "outlook.com",
        "proton.me",
        "rogers.com",
        "sympatico.ca",
        "telus.net",
        "videotron.ca",
        "yahoo.ca",
        "yahoo.com",
    }
)
OF_CONSENT = {
    ConsentState.VALID: Told.VALID,
    ConsentState.NOT_YET: Told.WAITING,
    ConsentState.EXPIRED: Told.EXPIRED,
    ConsentState.ENDED: Told.ENDED,
}


def told(enquiry: OfficeEnquiry, now: dt.datetime) -> Told:
    """What stands with the consent at this moment: asked at each reply and each page.

    A no of the person counts here also where the numbers that tell of it came to light later.
    """
    if enquiry.office.term_at(now) is None:
        return Told.MANDATE_ENDED
    state = consent_state(enquiry, centre_day(now))
    if state == Told.VALID and any(_overruled(enquiry, signer) for signer in enquiry.signers):
        return Told.ENDED
    return state


def _overruled(enquiry: OfficeEnquiry, signer: Signer) -> bool:
    """Whether the person said no to the office after this consent, or on the day of its form."""
    consent, no = enquiry.consent_of(signer), last_no(enquiry, signer)
    if consent is None or no is None:
        return False
    if consent.evidence == Evidence.LINK:
        return no > consent.recorded_at
    return centre_day(no) >= consent.signed_on


def consent_state(enquiry: OfficeEnquiry, day: dt.date) -> Told:
    """The same for an office whose mandate is known to last: with two consents, both count."""
    states = consent_states(enquiry, day).values()
    return next((state for state in states if state != Told.VALID), Told.VALID)


def consent_states(enquiry: OfficeEnquiry, day: dt.date) -> dict[Signer, Told]:
    """What stands with the consent of each who has to; asks nothing that was fetched."""
    return {signer: _state_of(enquiry, signer, day) for signer in enquiry.signers}


def missing_signers(enquiry: OfficeEnquiry, day: dt.date) -> list[Signer]:
    """Whose consent does not count."""
    states = consent_states(enquiry, day)
    return [signer for signer, state in states.items() if state != Told.VALID]


def _state_of(enquiry: OfficeEnquiry, signer: Signer, day: dt.date) -> Told:
    consent = enquiry.consent_of(signer)
    if consent is None:
        asked = [one for one in enquiry.requests.all() if one.whose == signer]
        return Told.REFUSED if asked and asked[-1].agreed is False else Told.WAITING
    state = OF_CONSENT[consent.state_on(day)]
    if state == Told.VALID and enquiry.ticket and not covered(consent, enquiry.ticket):
        return Told.NOT_COVERED
    return state


def covered(consent: Consent, ticket: Ticket) -> bool:
    """Whether the consent is for all that the ticket is about."""
    return consent.covers(ticket.application_numbers)


def with_same_signer(enquiry: OfficeEnquiry, signer: Signer) -> QuerySet[OfficeEnquiry]:
    """The office's sent enquiries on which the same person consents, this one among them.

    Each enquiry has persons of its own, so that they are known by the file: its client number, an
    application number where no other client number contradicts it, or name and date of birth.
    """
    ticket = enquiry.ticket
    if ticket is None:
        return OfficeEnquiry.objects.none()
    same = Q(pk=enquiry.pk)
    numbers = Q(ticket__application_numbers__overlap=ticket.application_numbers)
    if ticket.uci:
        same |= Q(ticket__uci=ticket.uci)
        numbers &= Q(ticket__uci__in=["", ticket.uci])
    if ticket.application_numbers:
        same |= numbers
    if born := ticket.client.date_of_birth:
        same |= Q(
            ticket__client__name__iexact=ticket.client.name, ticket__client__date_of_birth=born
        )
    alike = OfficeEnquiry.objects.sent().filter(same, office=enquiry.office_id)
    if signer == Signer.CLIENT:
        return alike
    named = Q(constituent__name__iexact=enquiry.constituent_name) | Q(pk=enquiry.pk)
    return alike.filter(named, constituent__isnull=False)


def open_alike(office: Office, uci: str, numbers: Sequence[str]) -> QuerySet[OfficeEnquiry]:
    """The office's enquiries that are not answered yet about this client or these applications."""
    same = Q(ticket__application_numbers__overlap=list(numbers)) if numbers else Q(pk__in=[])
    if uci:
        same |= Q(ticket__uci=uci)
    live = OfficeEnquiry.objects.sent().filter(same, ticket__state__in=LIVE_STATES, office=office)
    return live.select_related("ticket").order_by("-sent_at", "-id")


def found_by(sent: QuerySet[OfficeEnquiry], typed: str) -> QuerySet[OfficeEnquiry]:
    """By the office's own reference, the constituent's name, the ticket's number, or words that
    the office wrote.
    """
    wrote = Message.objects.filter(
        ticket=OuterRef("ticket"), author=Author.CLIENT, body__icontains=typed
    )
    match = Q(own_reference__icontains=typed) | Q(constituent_name__icontains=typed)
    if number := references.parse(typed):
        match |= Q(ticket__reference=number)
    return sent.filter(match | Q(Exists(wrote)))


def _persons(enquiry: OfficeEnquiry, signer: Signer) -> QuerySet[OfficeEnquiry, int]:
    field = "ticket__client_id" if signer == Signer.CLIENT else "constituent_id"
    return with_same_signer(enquiry, signer).values_list(field, flat=True)


def last_no(enquiry: OfficeEnquiry, signer: Signer) -> dt.datetime | None:
    """When the person last refused the office, or withdrew; None when they never did."""
    refused = ConsentRequest.objects.filter(
        enquiry__in=with_same_signer(enquiry, signer), whose=signer, agreed=False
    )
    withdrawn = Consent.objects.filter(
        organisation=enquiry.office.organisation_id,
        person__in=_persons(enquiry, signer),
        end=ConsentEnd.WITHDRAWN,
    )
    moments = [
        *refused.values_list("answered_at", flat=True),
        *withdrawn.values_list("ended_at", flat=True),
    ]
    return max((moment for moment in moments if moment), default=None)


def open_consents(enquiry: OfficeEnquiry, signer: Signer) -> list[Consent]:
    """What the person of this enquiry gave the office and did not take back."""
    person = enquiry.person_of(signer)
    given = Consent.objects.filter(person=person, organisation=enquiry.office.organisation_id)
    return list(given.filter(ended_at=None)) if person else []


def free_to_join(email: str, now: dt.datetime) -> User | None:
    """Who has an account for offices only and works in none now: what is left of a place whose
    mandate has ended does not count.
    """
    user = User.objects.active().filter(email__iexact=email.strip()).first()
    if user is None or not user.roles or not OFFICE_ROLES.issuperset(user.roles):
        return None
    return None if Office.objects.open_to(user, now).exists() else user


def joining(secret: str, user: User, now: dt.datetime) -> StaffInvitation | None:
    """The invitation of a link that is still good, and this user's."""
    found = find_invitation(secret=secret, now=now)
    if found is None or found.email != user.email.lower():
        return None
    return StaffInvitation.objects.select_related("office").filter(invitation=found).first()


def is_of_office(office: Office, email: str) -> bool:
    """Whether the address is one of the office's own: its domain, or of whoever works there.

    Of a domain that everybody may have an address in, only the address itself is the office's.
    """
    address = email.strip().lower()
    box, _at, domain = address.rpartition("@")
    staff = office.staff.values_list("user__email", flat=True)
    own = {office.email.lower(), *(one.lower() for one in staff)}
    if {address, f"{box.partition('+')[0]}@{domain}"} & own:
        return True
    domains = {one.rpartition("@")[2] for one in own} - FOR_EVERYBODY
    return any(domain == one or domain.endswith(f".{one}") for one in domains)


def enquiry_of(ticket: Ticket) -> OfficeEnquiry | None:
    """The office's side of a ticket; None when no office filed it."""
    return (
        OfficeEnquiry.objects.filter(ticket=ticket)
        .select_related(
            "office__member",
            "office__organisation",
            "consent",
            "second_consent",
            "constituent",
            "author",
            "called_by",
            "ticket__client",
        )
        .prefetch_related("requests")
        .first()
    )


def readable_messages(enquiry: OfficeEnquiry, state: Told) -> list[Message]:
    """The thread as the office may read it now.

    Without a consent that counts, what the centre wrote is held back but for general replies.
    """
    if enquiry.ticket is None:
        return []
    said = enquiry.ticket.messages.shown_to_client().select_related("user", "person")
    messages = list(said.prefetch_related("attachments").order_by("created_at", "id"))
    if state == Told.VALID:
        return messages
    general = set(
        Event.objects.filter(
            ticket=enquiry.ticket, kind=EventKind.REPLIED, data__general=True
        ).values_list("data__message", flat=True)
    )
    return [m for m in messages if m.author != Author.AGENT or m.pk in general]


def readable_statuses(enquiry: OfficeEnquiry, state: Told, now: dt.datetime) -> list[Reading]:
    """Where the applications stand, of those that the consent covers.

    Only once somebody at the centre has the ticket: until then nobody has looked at the evidence.
    """
    ticket, consent = enquiry.ticket, enquiry.consent
    if state != Told.VALID or ticket is None or consent is None or not ticket.assignee_id:
        return []
    readings = statuses_for(ticket, now=now)
    return [one for one in readings if consent.covers([one.status.application_number])]


def files_named(candidates: set[str]) -> set[str]:
    """Which of the candidates a draft's file or a consent's evidence names."""
    drafts = EnquiryFile.objects.filter(sha256__in=candidates)
    forms = Consent.objects.filter(file_sha256__in=candidates)
    return {
        *drafts.values_list("sha256", flat=True),
        *forms.values_list("file_sha256", flat=True),
    }
