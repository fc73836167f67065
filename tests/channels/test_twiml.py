"""TwiML as it goes out: read back by an XML parser, and by the demonstration carrier's own reading.

The provider's builder accepts nonsense, so that it built a document proves nothing.
"""

import wave
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings

from channels.adapters.twiml.addresses import Addresses
from channels.adapters.twiml.documents import SOUND_SECONDS, render
from channels.instructions import Dial, Gather, HangUp, Join, Park, Say
from contactcentre.local.carrier.documents import DocumentError, read

BASE = f"{settings.BASE_URL}/hooks/phone/general"


def written(*instructions) -> ET.Element:
    """The document's root; it was also accepted by the strict reader."""
    document = render(instructions, Addresses("general"))
    read(document)
    return ET.fromstring(document)


def test_each_language_is_spoken_in_its_canadian_voice():
    root = written(Say("Bonjour à tous", "fr"), Say("Hello <all> & more", "en"))
    assert [(say.get("language"), say.text) for say in root] == [
        ("fr-CA", "Bonjour à tous"),
        ("en-CA", "Hello <all> & more"),
    ]


def test_a_text_with_characters_that_no_document_may_hold_is_still_heard():
    assert written(Say("one\x0btwo\ufffe", "en"))[0].text == "one two "


def test_one_key_is_any_key_and_silence_is_told_too():
    gather, redirect = written(Gather((Say("Menu", "en"),), step=3))
    assert gather.attrib == {
        "input": "dtmf",
        "action": f"{BASE}/keys/3/",
        "method": "POST",
        "numDigits": "1",
        "finishOnKey": "",
        "timeout": "6",
        "bargeIn": "true",
        "actionOnEmptyResult": "true",
    }
    assert [verb.tag for verb in gather] == ["Say"]
    assert (redirect.tag, redirect.text) == ("Redirect", f"{BASE}/keys/3/")


def test_several_keys_end_with_the_key_that_finishes():
    gather, _redirect = written(Gather((), step=4, least=8, most=10, finish="#", timeout=12))
    assert (gather.get("numDigits"), gather.get("finishOnKey")) == ("10", "#")
    assert gather.get("timeout") == "12"


def test_who_waits_is_asked_again_and_may_key_something_meanwhile():
    gather, redirect = written(Park((Say("You are first.", "en"),), step=9, seconds=30))
    assert (gather.get("timeout"), gather.get("numDigits")) == ("1", "1")
    say, play = gather
    assert (say.text, play.get("loop")) == ("You are first.", "5")
    assert play.text == f"{settings.BASE_URL}/static/sounds/waiting.wav"
    assert gather.get("action") == redirect.text == f"{BASE}/keys/9/"


def test_the_sound_is_as_long_as_the_documents_think():
    with wave.open(str(settings.BASE_DIR / "static/sounds/waiting.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() == SOUND_SECONDS


def test_an_end_joins_the_others_and_the_conference_ends_with_it():
    dial, hangup = written(Join("call-7"))
    (conference,) = dial
    assert (conference.text, conference.get("endConferenceOnExit")) == ("call-7", "true")
    assert conference.get("statusCallback") == f"{BASE}/conference/"
    assert (conference.get("beep"), hangup.tag) == ("false", "Hangup")


def test_a_caller_is_passed_on_or_the_call_ends():
    dial, hangup = written(Dial("+16135550199"))
    assert (dial.tag, dial.text, hangup.tag) == ("Dial", "+16135550199", "Hangup")
    assert [verb.tag for verb in written(HangUp())] == ["Hangup"]


@pytest.mark.parametrize(
    "document",
    [
        b"<Response><Gather numDigits='eight'/></Response>",
        b"<Response><Gather speed='1'/></Response>",
        b"<Response><Sing>la</Sing></Response>",
        b"<Response><Say><Pause/></Say></Response>",
        b"<Reply/>",
        b"<Response>",
    ],
)
def test_the_strict_reader_refuses_what_the_builder_would_have_written(document):
    with pytest.raises(DocumentError):
        read(document)
