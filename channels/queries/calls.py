"""Calls as an agent sees them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from channels.enums import CallDirection, LegRole, OfferResult
from channels.models import (
    Call,
    Callback,
    CallLeg,
    Disposition,
    IdentityCheck,
    Offer,
    QueueEntry,
    VoiceLine,
)
from channels.models.waiting import turn_of
from people.models import ClientFile
from tickets.enums import LIVE_STATES, Channel
from tickets.models import Contact, Queue, Ticket
from tickets.models.ticket import TicketQuerySet

# Begins the key of the contact of a call that was written down by hand.
BY_HAND = "hand:"
MOST = 5
MOST_SHOWN = 50


@dataclass(frozen=True)
class MyCall:
    """What an agent is in: ringing (an offer), connecting (their telephone), dialling (the
    client's), talking, or wrap_up.
    """

    state: str
    call: Call
    offer: Offer | None = None
    disposition: Disposition | None = None

    @property
    def place(self) -> QueueEntry | None:
        """Where the caller waits; nobody does before a callback."""
        return getattr(self.call, "waiting", None)

    @property
    def key(self) -> str:
        """The same as long as nothing has to be drawn anew."""
        until = self.disposition.wrap_up_until.isoformat() if self.disposition else ""
        return f"{self.state}-{self.call.pk}-{self.offer.pk if self.offer else ''}-{until}"


def my_call(user: User) -> MyCall | None:
    """The agent's offer, else their call, else the work after one; three queries at most."""
    offers = Offer.objects.under_way().filter(agent=user)
    offer = offers.select_related(
        "call__line", "call__ticket__queue", "call__waiting__queue", "call__ivr__file"
    ).first()
    if offer:
        state = "connecting" if offer.result == OfferResult.ACCEPTED else "ringing"
        return MyCall(state, offer.call, offer=offer)
    legs = CallLeg.objects.filter(
        user=user, role=LegRole.AGENT, ended_at__isnull=True, call__ended_at__isnull=True
    )
    leg = legs.select_related("call__line", "call__ticket").order_by("-id").first()
    if leg:
        dialling = leg.call.direction == CallDirection.OUT and not leg.call.answered_at
        return MyCall("dialling" if dialling else "talking", leg.call)
    open_work = Disposition.objects.in_wrap_up(user.pk)
    work = open_work.select_related("call__line", "call__ticket").order_by("id").first()
    return MyCall("wrap_up", work.call, disposition=work) if work else None


def calls_in_hand(user: User) -> QuerySet[Call]:
    """The calls that an agent took and has not finished yet, the work after them included."""
    return Call.objects.filter(_taken(user), ~_finished(user))


def calls_of_agent(user: User) -> QuerySet[Call]:
    """The calls whose pages an agent may open: those in their hands, and those that they finished
    as far as they may still see the ticket.
    """
    seen = Ticket.objects.visible_to(user).filter(pk=OuterRef("ticket"))
    kept = _finished(user) & (Q(ticket__isnull=True) | Q(Exists(seen)))
    return Call.objects.filter(_taken(user) & ~_finished(user) | kept)


def _taken(user: User) -> Q:
    accepted = Offer.objects.filter(call=OuterRef("pk"), agent=user, result=OfferResult.ACCEPTED)
    ending = Disposition.objects.in_wrap_up(user.pk).filter(call=OuterRef("pk"))
    return Q(Exists(accepted)) | Q(Exists(ending))


def _finished(user: User) -> Q:
    mine = Disposition.objects.filter(call=OuterRef("pk"), agent=user)
    return Q(Exists(mine.filter(ended_at__isnull=False)))


def known_file(call: Call) -> ClientFile | None:
    """The file that the caller proved to be theirs, by the keypad or to an agent."""
    passed = IdentityCheck.objects.filter(call=call, file__isnull=False)
    check = passed.select_related("file").order_by("-id").first()
    if check:
        return check.file
    walk = getattr(call, "ivr", None)
    return walk.file if walk and walk.is_identified else None


def keypad_is_locked(call: Call) -> bool:
    """Whether the menu refused to identify this caller: too many wrong tries in a day."""
    walk = getattr(call, "ivr", None)
    return bool(walk and walk.data.get("locked"))


def tickets_of_caller(call: Call, user: User, file: ClientFile | None) -> list[Ticket]:
    """The newest tickets of this number and of the known file, as far as the user may see them."""
    seen = _tickets_of(call, user, file)
    ids = seen.order_by("-created_at", "-id").values("pk").distinct()[:MOST]
    found = Ticket.objects.filter(pk__in=[row["pk"] for row in ids])
    return list(found.select_related("queue").order_by("-created_at", "-id"))


def _tickets_of(call: Call, user: User, file: ClientFile | None) -> TicketQuerySet:
    same = Q(parties__phone=call.caller_number) if call.caller_number else Q(pk__in=[])
    if file and file.uci:
        same |= Q(uci=file.uci)
    return Ticket.objects.visible_to(user).filter(same).exclude(calls=call)


@dataclass(frozen=True)
class Known:
    """What is told of a caller before an agent checks their identity: no fact of a file."""

    by_keypad: bool
    open_enquiries: int


def known_of(call: Call, user: User) -> Known:
    """Of a call that rings. The enquiries are those that the user may see."""
    file = known_file(call)
    theirs = _tickets_of(call, user, file).live().order_by().values("pk").distinct()
    return Known(by_keypad=file is not None, open_enquiries=theirs.count())


def earlier_calls(call: Call, user: User) -> list[Call]:
    """The last calls from this number, as far as the user may see their tickets."""
    if not call.caller_number:
        return []
    calls = calls_seen_by(user).filter(caller_number=call.caller_number).exclude(pk=call.pk)
    return list(calls.order_by("-started_at")[:MOST])


def calls_seen_by(user: User) -> QuerySet[Call]:
    """The call log: calls on no ticket, and those on a ticket that the user may see."""
    seen = Ticket.objects.visible_to(user).values("pk")
    calls = Call.objects.filter(Q(ticket__isnull=True) | Q(ticket__in=seen))
    return calls.select_related("line", "ticket")


def logged_by_hand() -> QuerySet[Contact]:
    """Calls that came by another telephone, and that an agent wrote down."""
    return Contact.objects.filter(channel=Channel.PHONE, key__startswith=BY_HAND)


def calls_of_ticket(ticket: Ticket) -> list[Call]:
    calls = Call.objects.filter(ticket=ticket).select_related("line")
    return list(calls.prefetch_related("dispositions__agent").order_by("-started_at")[:20])


def callbacks_seen_by(user: User) -> QuerySet[Callback]:
    """Callbacks of the queues that the user works, on tickets that they may see."""
    seen = Ticket.objects.visible_to(user).values("pk")
    mine = Queue.objects.worked_by(user).values("pk")
    return Callback.objects.filter(ticket__in=seen, queue__in=mine)


def callbacks_waiting(user: User) -> list[Callback]:
    """Those that wait or are being called, in the order of their place."""
    waiting = callbacks_seen_by(user).filter(ended_at__isnull=True)
    return list(
        waiting.select_related("ticket__client", "queue", "agent").order_by(
            "-is_crisis", turn_of("ticket__priority", "rank"), "id"
        )[:MOST_SHOWN]
    )


def callbacks_of_ticket(ticket: Ticket) -> list[Callback]:
    return list(Callback.objects.filter(ticket=ticket).order_by("-created_at")[:10])


def can_be_called_back(ticket: Ticket) -> bool:
    """Whether a callback can be promised: the ticket is live, none waits already, a line calls."""
    if ticket.state not in LIVE_STATES or not VoiceLine.objects.filter(is_active=True).exists():
        return False
    return not Callback.objects.filter(ticket=ticket, ended_at__isnull=True).exists()


def number_of_client(ticket: Ticket) -> str:
    """The telephone number that the client of a ticket has left; "" without one."""
    phones = ticket.parties.exclude(phone="").values_list("phone", flat=True)
    return phones.order_by("id").first() or ""
