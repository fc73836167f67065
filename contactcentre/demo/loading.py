"""Puts the demonstration into the database: all of it, or nothing."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from contactcentre.demo.calls import Telephones
from contactcentre.demo.lines import open_at_all_hours
from contactcentre.demo.members import Parliament
from contactcentre.demo.past import load_past
from contactcentre.demo.staff import Account, make_staff
from contactcentre.demo.statuses import load_statuses
from contactcentre.demo.world import DAYS, World
from contactcentre.kit import wake
from contactcentre.reference.loading import load_reference
from insights.actions.sample_board import sample_arrivals
from tickets.actions.index import index_ticket
from tickets.actions.notices import mark_read
from tickets.adapters import live
from tickets.models import Ticket

READ_AFTER = dt.timedelta(days=2)


def load_demo(
    *,
    now: dt.datetime,
    tickets: int,
    seed: int,
    progress: Callable[[float], None],
    keep_accounts: Callable[[list[Account]], None],
    past: bool = True,
) -> None:
    """Play the past days up to `now`. The accounts are handed over before anything commits.

    With `past` the figures of the years before are loaded as well, and the days are counted.

    Nobody is woken meanwhile: what there is to do is done here, and a page that is open
    fetches again anyway.
    """
    begun = now - dt.timedelta(days=DAYS + 1)
    with wake.circuit.held(), live.circuit.held(), transaction.atomic():
        load_reference(now=begun)
        open_at_all_hours(begun)
        accounts = make_staff()
        world = World(now=now, tickets=tickets, seed=seed)
        world.run(progress)
        Telephones(now=now, tickets=tickets, seed=seed).play()
        accounts += Parliament(now=now, seed=seed).play()
        for ticket_id in Ticket.objects.values_list("pk", flat=True):
            index_ticket(ticket_id=ticket_id)
        load_statuses(world.cases.values(), now=now, seed=seed)
        _read_old_notices(now)
        if past:
            load_past(now=now, seed=seed)
            sample_arrivals(now=now)
        keep_accounts(accounts)


def _read_old_notices(now: dt.datetime) -> None:
    for user in User.objects.all():
        old = user.notices.filter(created_at__lt=now - READ_AFTER)
        ids = list(old.values_list("pk", flat=True))
        mark_read(notice_ids=ids, user_id=user.pk, now=now)
