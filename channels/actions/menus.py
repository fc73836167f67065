"""Telephone menus: publish a version, begin the next one."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from channels import ivr
from channels.actions.menu_checks import WORDS
from channels.actions.menu_texts import marks
from channels.exceptions import MenuProblem
from channels.models import IvrFlowVersion


@transaction.atomic
def publish_menu(*, version_id: int, by: User | None, now: dt.datetime) -> IvrFlowVersion:
    """Put a version in force for every call that comes from now on; calls under way keep theirs.

    Raises MenuProblem for a menu in which a caller could get stuck or hear nothing.
    """
    version = IvrFlowVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    if version.published_at is not None:
        return version
    check_menu(version.nodes)
    same = IvrFlowVersion.objects.filter(flow=version.flow_id)
    same.in_force().update(replaced_at=now)
    version.published_at, version.published_by = now, by
    version.save(update_fields=["published_at", "published_by"])
    return version


def check_menu(data: object) -> None:
    """Raise MenuProblem, which names the node, unless every node leads on, in both languages."""
    problem = ivr.problem_of(data, words=WORDS, marks=marks())
    if problem is not None:
        raise MenuProblem(*problem)


@transaction.atomic
def new_menu_version(*, version: IvrFlowVersion) -> IvrFlowVersion:
    """Copy a version into an unpublished next one, or return the one that there is."""
    versions = IvrFlowVersion.objects.select_for_update(of=("self",)).filter(flow=version.flow_id)
    latest = versions.order_by("-version")[0]
    if latest.published_at is None:
        return latest
    return IvrFlowVersion.objects.create(
        flow_id=version.flow_id, version=latest.version + 1, nodes=version.nodes
    )
