"""The telephone provider's webhooks: who is let in, what is answered, what is kept, what is not."""

import datetime as dt
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from email.utils import format_datetime
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.http import QueryDict
from django.test import Client
from twilio.request_validator import (
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)

from channels.actions import note_call
from channels.enums import CallEventKind, CallOutcome, LegRole
from channels.models import Call, CallEvent, IvrFlow, IvrFlowVersion, Offer, VoiceLine
from channels.views import phone_hooks
from contactcentre.kit import clock
from tests.conftest import NOW
from tickets.models import BusinessCalendar

ACCOUNT, TOKEN, SHARED = "AC" + "1" * 32, "token-of-the-account", "shared-secret"
CALLER, FALLBACK = "+15145550142", "+16135550199"
MENU = {
    "start": "language",
    "nodes": {
        "language": {
            "kind": "ask",
            "say": {"en": "For English, press 1.", "fr": "Pour le français, appuyez sur le 2."},
            "languages": {"1": "en", "2": "fr"},
            "next": "bye",
            "silent": "bye",
        },
        "bye": {"kind": "end", "say": {"en": "Goodbye.", "fr": "Au revoir."}},
    },
}


@pytest.fixture(autouse=True)
def provider(settings):
    settings.PHONE_ACCOUNT, settings.PHONE_TOKENS = ACCOUNT, (TOKEN, "the-next-token")
    settings.PHONE_SHARED_KEYS = (SHARED,)
    settings.BASE_URL = "https://centre.example"
    settings.ALLOWED_HOSTS = ["*"]
    phone_hooks._last_words.clear()


@pytest.fixture
def line(centre) -> VoiceLine:
    flow = IvrFlow.objects.create(code="hooks", name_en="Menu", name_fr="Menu")
    IvrFlowVersion.objects.create(flow=flow, nodes=MENU, published_at=NOW)
    return VoiceLine.objects.create(
        slug="hooks",
        number="+16135550100",
        name_en="General",
        name_fr="Générale",
        flow=flow,
        calendar=BusinessCalendar.objects.first(),
        fallback_number=FALLBACK,
    )


def signed(
    path: str,
    fields: dict,
    *,
    secret: str = TOKEN,
    base: str = "https://centre.example",
    algorithm: str | None = None,
    **headers: str,
):
    """Post as the provider does; `base` is the address that it signs."""
    fields = {"AccountSid": ACCOUNT, "CallSid": "CA1", "From": CALLER} | fields
    pairs = urlencode(fields, doseq=True)
    signature = RequestValidator(secret).compute_signature(base + path, QueryDict(pairs), algorithm)
    settings_header = (
        {SIGNATURE_SETTINGS_HEADER: f"key=webhooks_sharedkey_1,algorithm={algorithm}"}
        if algorithm
        else {}
    )
    return Client(headers={SIGNATURE_HEADER: signature, **settings_header, **headers}).post(
        path, pairs, content_type="application/x-www-form-urlencoded"
    )


VOICE = "/hooks/phone/hooks/voice/"


def test_the_provider_s_signature_opens_the_door(line):
    answer = signed(VOICE, {"CallStatus": "ringing"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    gather = ET.fromstring(answer.content)[0]
    assert [say.get("language") for say in gather] == ["en-CA", "fr-CA"]
    assert gather.get("action") == "https://centre.example/hooks/phone/hooks/keys/1/"
    assert Call.objects.get(provider_id="CA1").caller_number == CALLER


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "another"},
        {"base": "https://other.example"},
        {"base": "http://centre.example"},
        {"algorithm": "HMAC_MD5", "secret": TOKEN},
        {"algorithm": HMAC_SHA256, "secret": TOKEN},
    ],
    ids=["secret", "host", "scheme", "unknown algorithm", "token for a shared key"],
)
def test_what_another_signed_is_refused(line, how):
    if how.get("algorithm") == "HMAC_MD5":
        answer = signed(VOICE, {}, **{SIGNATURE_SETTINGS_HEADER: "algorithm=HMAC_MD5"})
    else:
        answer = signed(VOICE, {}, **how)
    assert answer.status_code == 403
    assert not Call.objects.exists()


def test_what_was_changed_on_the_way_is_refused(line):
    fields = {"AccountSid": ACCOUNT, "CallSid": "CA1", "From": CALLER}
    signature = RequestValidator(TOKEN).compute_signature("https://centre.example" + VOICE, fields)
    changed = urlencode(fields | {"From": "+15145550143"})
    answer = Client(headers={SIGNATURE_HEADER: signature}).post(
        VOICE, changed, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 403


def test_nothing_unsigned_nothing_got_and_nothing_of_another_account_is_answered(line, client):
    assert client.post(VOICE, {"CallSid": "CA1"}).status_code == 403
    assert client.get(VOICE).status_code == 405
    assert signed(VOICE, {"AccountSid": "AC" + "2" * 32}).status_code == 403


def test_a_second_token_serves_while_the_first_is_replaced(line):
    assert signed(VOICE, {}, secret="the-next-token").status_code == 200


def test_a_shared_key_signs_with_sha256(line):
    assert signed(VOICE, {}, secret=SHARED, algorithm=HMAC_SHA256).status_code == 200


def test_parameters_that_come_twice_are_signed_twice(line):
    assert signed(VOICE, {"SipHeader_X-Note": ["b", "a"]}).status_code == 200


@pytest.mark.parametrize("base", ["https://centre.example:443", "https://centre.example"])
def test_the_port_may_be_signed_or_not(line, base):
    assert signed(VOICE, {}, base=base).status_code == 200


def test_behind_a_proxy_the_public_address_counts_whatever_the_inner_one_is(line):
    answer = signed(VOICE, {}, Host="web:8000", **{"X-Forwarded-Proto": "http"})
    assert answer.status_code == 200


def test_no_token_no_call(line, settings):
    settings.PHONE_TOKENS = ()
    assert signed(VOICE, {}, secret="").status_code == 403


def test_a_line_that_is_none_is_not_found(centre):
    assert signed("/hooks/phone/none/voice/", {}).status_code == 404


@pytest.mark.parametrize("number", ["anonymous", "+266696687", "sip:x@example", ""])
def test_a_number_that_is_withheld_is_none(line, number):
    signed(VOICE, {"From": number})
    assert Call.objects.get().caller_number == ""


def test_a_line_out_of_use_says_so_and_begins_no_call(line):
    line.is_active = False
    line.save()
    root = ET.fromstring(signed(VOICE, {}).content)
    assert [verb.tag for verb in root] == ["Say", "Say", "Hangup"]
    assert "not in use" in root[0].text
    assert "ne sert pas" in root[1].text
    assert not Call.objects.exists()


def test_a_call_under_way_goes_on_when_its_line_is_taken_out_of_use(line):
    signed(VOICE, {})
    line.is_active = False
    line.save()
    answer = signed("/hooks/phone/hooks/keys/1/", {"Digits": "2"})
    assert ET.fromstring(answer.content)[0].text == "Au revoir."


def test_keys_lead_on_and_a_repeated_answer_is_answered_alike(line):
    signed(VOICE, {})
    path = "/hooks/phone/hooks/keys/1/"
    first = signed(path, {"Digits": "2"})
    assert [verb.tag for verb in ET.fromstring(first.content)] == ["Say", "Hangup"]
    assert ET.fromstring(first.content)[0].text == "Au revoir."
    assert signed(path, {"Digits": "2"}).content == first.content
    assert Call.objects.get().language == "fr"


@pytest.mark.parametrize("keyed", ["ABC", "1" * 40, "٣", "<1>"])
def test_what_no_keypad_sends_is_nothing_keyed(line, keyed):
    signed(VOICE, {})
    answer = signed("/hooks/phone/hooks/keys/1/", {"Digits": keyed})
    assert ET.fromstring(answer.content)[0].tag == "Gather"


def test_keys_of_a_call_that_never_reached_us_begin_it(line):
    answer = signed("/hooks/phone/hooks/keys/7/", {"Digits": "2", "CallSid": "CA9"})
    assert ET.fromstring(answer.content)[0].tag == "Gather"
    assert Call.objects.get().provider_id == "CA9"


def test_what_was_keyed_is_in_no_row(line):
    signed(VOICE, {})
    signed("/hooks/phone/hooks/keys/1/", {"Digits": "19871203"})
    signed("/hooks/phone/hooks/status/", {"CallStatus": "completed", "Digits": "19871203"})
    kept = str(list(CallEvent.objects.values())) + str(list(Call.objects.values()))
    assert "19871203" not in kept


def ended(**more):
    at = format_datetime(dt.datetime(2026, 11, 24, 15, 3, tzinfo=dt.UTC))
    fields = {"CallStatus": "completed", "Timestamp": at, "SequenceNumber": "0", "To": "+1613"}
    return signed("/hooks/phone/hooks/status/", fields | more)


def test_a_report_is_kept_once_without_numbers_and_ends_the_call(line):
    signed(VOICE, {})
    assert ended().status_code == 204
    assert ended().status_code == 204
    (event,) = CallEvent.objects.filter(kind=CallEventKind.LEG_ENDED)
    assert event.occurred_at == dt.datetime(2026, 11, 24, 15, 3, tzinfo=dt.UTC)
    provider_s = {name: fact for name, fact in event.payload.items() if name[0].isupper()}
    assert provider_s == {
        "CallSid": "CA1",
        "CallStatus": "completed",
        "Timestamp": "Tue, 24 Nov 2026 15:03:00 +0000",
        "SequenceNumber": "0",
    }
    assert event.payload["role"] == LegRole.CALLER
    assert Call.objects.get().outcome == CallOutcome.LEFT_IN_IVR


def test_a_report_is_kept_and_answered_though_acting_on_it_fails(line, monkeypatch):
    signed(VOICE, {})

    def fail(*_arguments):
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(note_call, "follow", fail)
        assert ended().status_code == 204
    assert CallEvent.objects.filter(kind=CallEventKind.LEG_ENDED).count() == 1
    assert Call.objects.get().ended_at is None
    assert note_call.follow_left_over(now=clock.now() + dt.timedelta(minutes=1), limit=9) == 1
    assert Call.objects.get().outcome == CallOutcome.LEFT_IN_IVR


def test_a_report_that_names_no_time_is_of_now(line):
    signed(VOICE, {})
    assert ended(Timestamp="yesterday").status_code == 204
    event = CallEvent.objects.get(kind=CallEventKind.LEG_ENDED)
    assert event.occurred_at == event.received_at


def test_what_the_centre_need_not_know_is_taken_and_forgotten(line):
    signed(VOICE, {})
    assert ended(CallStatus="queued").status_code == 204
    assert CallEvent.objects.filter(leg="CA1").count() == 0


def test_an_agent_s_telephone_reports_to_the_call_and_the_offer(line, agent):
    signed(VOICE, {})
    call = Call.objects.get()
    offer = Offer.objects.create(call=call, agent=agent, made_at=NOW, rings_until=NOW)
    path = f"/hooks/phone/hooks/agent/{call.uuid}/{offer.pk}/"
    answer = signed(path, {"CallSid": "CA2", "CallStatus": "busy", "SequenceNumber": "2"})
    assert answer.status_code == 204
    event = CallEvent.objects.get(leg="CA2")
    assert event.payload["offer"] == offer.pk
    assert (event.payload["role"], event.payload["cause"]) == (LegRole.AGENT, "busy")


def test_reports_of_an_unknown_call_are_not_found(line):
    none = "00000000-0000-0000-0000-000000000000"
    assert signed(f"/hooks/phone/hooks/agent/{none}/7/", {}).status_code == 404
    assert signed(f"/hooks/phone/hooks/called/{none}/", {}).status_code == 404
    assert ended().status_code == 404


def test_the_fallback_apologises_in_both_languages_and_passes_on(line):
    root = ET.fromstring(signed("/hooks/phone/hooks/fallback/", {}).content)
    assert [verb.tag for verb in root] == ["Say", "Say", "Dial", "Hangup"]
    assert [say.get("language") for say in root.iter("Say")] == ["en-CA", "fr-CA"]
    assert root[2].text == FALLBACK


def test_the_fallback_answers_unsigned_but_tells_no_number(line, client, settings):
    """A wrong public address makes all signatures fail, and the caller must hear something."""
    settings.PHONE_FALLBACK_NUMBER = FALLBACK
    answer = client.post("/hooks/phone/hooks/fallback/")
    assert [verb.tag for verb in ET.fromstring(answer.content)] == ["Say", "Say", "Hangup"]


@pytest.fixture
def database_away(monkeypatch):
    """PostgreSQL does not answer this process."""

    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    @contextmanager
    def away():
        with monkeypatch.context() as patch:
            patch.setattr("django.db.backends.utils.CursorWrapper.execute", refuse)
            yield

    return away


def test_without_database_a_caller_hears_the_apology_and_reaches_the_last_known_number(
    line, database_away, caplog
):
    signed(VOICE, {})
    with database_away():
        answer = signed("/hooks/phone/hooks/keys/1/", {"Digits": "19871203"})
        assert ended().status_code == 503
    assert answer.status_code == 200
    root = ET.fromstring(answer.content)
    assert [verb.tag for verb in root] == ["Say", "Say", "Dial", "Hangup"]
    assert root[2].text == FALLBACK
    assert "19871203" not in caplog.text


def test_without_database_an_unknown_line_has_the_words_at_least(line, database_away):
    with database_away():
        root = ET.fromstring(signed(VOICE, {}).content)
    assert [verb.tag for verb in root] == ["Say", "Say", "Hangup"]


def test_an_error_in_a_hook_is_logged_without_its_words(line, caplog, monkeypatch):
    def fail(*, keys, **_facts):
        raise ValueError(keys)

    monkeypatch.setattr(phone_hooks, "press", fail)
    signed(VOICE, {})
    answer = signed("/hooks/phone/hooks/keys/1/", {"Digits": "19871203"})
    assert b"<Dial>" in answer.content
    assert "19871203" not in caplog.text
    assert "phone_hook_failed" in caplog.text


def test_a_hook_asks_few_questions(line, django_assert_max_num_queries):
    signed(VOICE, {})
    with django_assert_max_num_queries(30):
        signed("/hooks/phone/hooks/keys/1/", {"Digits": "1"})
