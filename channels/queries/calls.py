"""Calls as an agent sees them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from channels.enums import LegRole, OfferResult
from channels.models import Call, Callback, CallLeg, Disposition, IdentityCheck, Offer
from people.models import ClientFile
from tickets.models import Queue, Ticket

MOST = 5
MOST_SHOWN = 50


@dataclass(frozen=True)
class MyCall:
    """What an agent is in: an offer that rings or is being connected, a call, the work after."""

    state: str
    call: Call
    offer: Offer | None = None
    disposition: Disposition | None = None

    @property
    def key(self) -> str:
        """The same as long as nothing has to be drawn anew."""
        until = self.disposition.wrap_up_until.isoformat() if self.disposition else ""
        return f"{self.state}-{self.call.pk}-{self.offer.pk if self.offer else ''}-{until}"


def my_call(user: User) -> MyCall | None:
    """The agent's offer, else their call, else the work after one; three queries at most."""
    offers = Offer.objects.under_way().filter(agent=user)
    offer = offers.select_related("call__line", "call__ticket__queue", "call__waiting").first()
    if offer:
        state = "connecting" if offer.result == OfferResult.ACCEPTED else "ringing"
        return MyCall(state, offer.call, offer=offer)
    legs = CallLeg.objects.filter(
        user=user, role=LegRole.AGENT, ended_at__isnull=True, call__ended_at__isnull=True
    )
    leg = legs.select_related("call__line", "call__ticket").order_by("-id").first()
    if leg:
        return MyCall("talking", leg.call)
    open_work = Disposition.objects.in_wrap_up(user.pk)
    work = open_work.select_related("call__line", "call__ticket").order_by("id").first()
    return MyCall("wrap_up", work.call, disposition=work) if work else None


def calls_of_agent(user: User) -> QuerySet[Call]:
    """The calls whose pages an agent may open: those offered to them or taken by them."""
    offered = Offer.objects.filter(agent=user, result=OfferResult.ACCEPTED).values("call")
    ended = Disposition.objects.filter(agent=user).values("call")
    return Call.objects.filter(Q(pk__in=offered) | Q(pk__in=ended))


def known_file(call: Call) -> ClientFile | None:
    """The file that the caller proved to be theirs, by the keypad or to an agent."""
    passed = IdentityCheck.objects.filter(call=call, file__isnull=False)
    check = passed.select_related("file").order_by("-id").first()
    if check:
        return check.file
    walk = getattr(call, "ivr", None)
    return walk.file if walk and walk.is_identified else None


def tickets_of_caller(call: Call, user: User, file: ClientFile | None) -> list[Ticket]:
    """The newest tickets of this number and of the known file, as far as the user may see them."""
    same = Q(parties__phone=call.caller_number) if call.caller_number else Q(pk__in=[])
    if file and file.uci:
        same |= Q(uci=file.uci)
    seen = Ticket.objects.visible_to(user).filter(same).exclude(calls=call)
    ids = seen.order_by("-created_at", "-id").values("pk").distinct()[:MOST]
    found = Ticket.objects.filter(pk__in=[row["pk"] for row in ids])
    return list(found.select_related("queue").order_by("-created_at", "-id"))


def earlier_calls(call: Call) -> list[Call]:
    """The last calls from this number."""
    if not call.caller_number:
        return []
    calls = Call.objects.filter(caller_number=call.caller_number).exclude(pk=call.pk)
    return list(calls.select_related("line").order_by("-started_at")[:MOST])


def calls_seen_by(user: User) -> QuerySet[Call]:
    """The call log: calls on no ticket, and those on a ticket that the user may see."""
    seen = Ticket.objects.visible_to(user).values("pk")
    calls = Call.objects.filter(Q(ticket__isnull=True) | Q(ticket__in=seen))
    return calls.select_related("line", "ticket")


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
        waiting.select_related("ticket__client", "queue", "agent").order_by("rank", "id")[:50]
    )


def callbacks_of_ticket(ticket: Ticket) -> list[Callback]:
    return list(Callback.objects.filter(ticket=ticket).order_by("-created_at")[:10])
