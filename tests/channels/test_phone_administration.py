"""Lines and menus in the administration: a menu is checked, copied and published there."""

import copy
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels.models import IvrFlowVersion, VoiceLine


@pytest.fixture
def desk(administrator: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(administrator)


def begun(desk: Client) -> IvrFlowVersion:
    version = IvrFlowVersion.objects.get(flow__code="general")
    desk.post(reverse("admin:copy_ivrflowversion", args=[version.pk]))
    return IvrFlowVersion.objects.get(flow__code="general", version=2)


def saved(desk: Client, draft: IvrFlowVersion, nodes: object) -> int:
    address = reverse("admin:channels_ivrflowversion_change", args=[draft.pk])
    data = {"flow": draft.flow_id, "version": 2, "comment": "", "nodes": json.dumps(nodes)}
    return desk.post(address, data).status_code


def test_a_version_is_copied_edited_and_published(desk):
    draft = begun(desk)
    nodes = copy.deepcopy(draft.nodes)
    nodes["nodes"]["goodbye"]["say"]["en"] = "Goodbye."
    assert saved(desk, draft, nodes) == 302
    desk.post(reverse("admin:publish_ivrflowversion", args=[draft.pk]))
    in_force = IvrFlowVersion.objects.in_force().get(flow=draft.flow)
    assert (in_force, in_force.nodes) == (draft, nodes)


def test_a_menu_with_a_dead_end_is_not_saved(desk):
    draft = begun(desk)
    nodes = copy.deepcopy(draft.nodes)
    nodes["nodes"]["menu"].pop("silent")
    assert saved(desk, draft, nodes) == 200
    draft.refresh_from_db()
    assert "silent" in draft.nodes["nodes"]["menu"]


def test_the_number_of_a_line_is_kept_as_the_provider_says_it(desk):
    line = VoiceLine.objects.get(slug="general")
    address = reverse("admin:channels_voiceline_change", args=[line.pk])
    data = {
        "number": "1 888 555-0177",
        "name_en": line.name_en,
        "name_fr": line.name_fr,
        "kind": line.kind,
        "slug": line.slug,
        "flow": line.flow_id,
        "queue": "",
        "calendar": line.calendar_id,
        "most_waiting": 50,
        "wrap_up_seconds": 120,
        "fallback_number": "613-555-0199",
        "is_active": "on",
    }
    assert desk.post(address, data).status_code == 302
    line.refresh_from_db()
    assert (line.number, line.fallback_number) == ("+18885550177", "+16135550199")


def test_a_menu_is_shown_in_the_order_in_which_it_is_walked(desk):
    draft = begun(desk)
    page = desk.get(reverse("admin:channels_ivrflowversion_change", args=[draft.pk]))
    shown = page.context["adminform"].form.initial["nodes"]
    assert shown == draft.nodes
    assert list(shown) == ["start", "texts", "nodes"]
    assert list(shown["nodes"])[:3] == ["welcome", "news", "usual"]
    assert list(shown["nodes"]["welcome"])[:2] == ["kind", "say"]


def test_a_published_menu_can_be_read(desk):
    published = IvrFlowVersion.objects.get(flow__code="general")
    page = desk.get(reverse("admin:channels_ivrflowversion_change", args=[published.pk]))
    assert "For the status of your application, press 1." in page.content.decode()
