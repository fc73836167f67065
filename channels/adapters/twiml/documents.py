"""Neutral instructions written as a TwiML document, by the provider's own builder."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from twilio.twiml.voice_response import Gather, VoiceResponse

from channels import instructions as told
from channels.adapters.twiml.addresses import Addresses

VOICES = {"en": "en-CA", "fr": "fr-CA"}
NO_KEY_ENDS = ""
# A document with one of these is no XML, and the caller would hear nothing.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# How long static/sounds/waiting.wav is.
SOUND_SECONDS = 6
AFTER_SOUND_SECONDS = 1
CONFERENCE_EVENTS = "hold"


def render(instructions: Sequence[told.Instruction], addresses: Addresses) -> bytes:
    """The document that makes the provider do this, in this order."""
    document = VoiceResponse()
    for instruction in instructions:
        WRITERS[type(instruction)](document, instruction, addresses)
    return str(document).encode()


def _say(parent: Any, say: told.Say, _addresses: Addresses) -> None:
    parent.say(NOT_IN_XML.sub(" ", say.text), language=VOICES[say.language])


def _gather(document: VoiceResponse, ask: told.Gather, addresses: Addresses) -> None:
    finish = ask.finish if ask.most > 1 else NO_KEY_ENDS
    _keys(document, ask.prompts, addresses, step=ask.step, most=ask.most, finish=finish,
          seconds=ask.timeout)  # fmt: skip


def _park(document: VoiceResponse, park: told.Park, addresses: Addresses) -> None:
    """The centre holds the queue, not the provider: the caller only waits, and is asked about.

    A call in a Gather is under way, so a command can take it out at any moment.
    """
    gather = _keys(document, park.prompts, addresses, step=park.step, most=1, finish=NO_KEY_ENDS,
                   seconds=AFTER_SOUND_SECONDS)  # fmt: skip
    gather.play(addresses.waiting_sound(), loop=max(1, park.seconds // SOUND_SECONDS))


def _keys(
    document: VoiceResponse,
    prompts: Sequence[told.Say],
    addresses: Addresses,
    *,
    step: int,
    most: int,
    finish: str,
    seconds: int,
) -> Gather:
    answer = addresses.keys(step)
    gather = document.gather(
        input="dtmf",
        action=answer,
        method="POST",
        num_digits=most,
        finish_on_key=finish,
        timeout=seconds,
        barge_in=True,
        action_on_empty_result=True,
    )
    for prompt in prompts:
        _say(gather, prompt, addresses)
    # For those who do not know actionOnEmptyResult: silence must not end the call.
    document.redirect(answer, method="POST")
    return gather


def _join(document: VoiceResponse, join: told.Join, addresses: Addresses) -> None:
    dial = document.dial()
    dial.conference(
        join.conference,
        beep=False,
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        status_callback=addresses.conference(),
        status_callback_method="POST",
        status_callback_event=CONFERENCE_EVENTS,
    )
    document.hangup()


def _dial(document: VoiceResponse, dial: told.Dial, _addresses: Addresses) -> None:
    document.dial(dial.number)
    document.hangup()


def _hang_up(document: VoiceResponse, _hang_up: told.HangUp, _addresses: Addresses) -> None:
    document.hangup()


WRITERS: dict[type, Callable[[VoiceResponse, Any, Addresses], None]] = {
    told.Say: _say,
    told.Gather: _gather,
    told.Park: _park,
    told.Join: _join,
    told.Dial: _dial,
    told.HangUp: _hang_up,
}
