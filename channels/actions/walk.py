"""A caller's walk through the menu: the pure steps, the checks between them, what is then told.

What a caller keys is handed to a check and forgotten. The texts are not kept either: only which
ones, so that a question that comes twice is answered alike.
"""

import datetime as dt
from dataclasses import replace

from channels import ivr
from channels.actions import identify, switchboard
from channels.actions.apologise import apologise
from channels.actions.menu_checks import CHECKS
from channels.actions.menu_texts import fill
from channels.enums import CallEventKind, CallOutcome, HangUpBy, LegRole
from channels.instructions import Gather, HangUp, Instruction, Join, Park, Say
from channels.models import Call, IvrFlowVersion, IvrSession

LANGUAGES = ("en", "fr")
SECONDS, PARK_SECONDS = 6, 30
SECOND_FACTOR = "birth"


def start(*, call: Call, now: dt.datetime) -> IvrSession:
    """Put a caller at the first node of their line's menu; a call that stands somewhere stays."""
    session = IvrSession.objects.filter(call=call).select_related("version").first()
    if session is not None:
        return session
    version = IvrFlowVersion.objects.in_force().get(flow=call.line.flow_id)
    session = IvrSession(call=call, version=version, updated_at=now)
    _follow(session, ivr.begin(ivr.Flow.of(version.nodes)), "", now)
    return session


def go_on(*, session: IvrSession, keys: str, now: dt.datetime) -> None:
    """Take what was keyed at the session's node, or that nothing was, and go on from there."""
    flow, place = ivr.Flow.of(session.version.nodes), _place(session)
    turn = ivr.answer(flow, place, keys)
    if turn.place.node == place.node and ivr.accepts(flow, place, keys):
        turn = _judge(session, flow, turn, keys, now)
    _follow(session, turn, keys, now)


def _judge(
    session: IvrSession, flow: ivr.Flow, turn: ivr.Turn, keys: str, now: dt.datetime
) -> ivr.Turn:
    check = CHECKS[flow.nodes[turn.place.node]["check"]]
    word = check(session, keys, now)
    place = replace(turn.place, language=session.call.language or turn.place.language)
    following = ivr.resume(flow, place, word)
    return replace(following, said=(*turn.said, *following.said))


def _follow(session: IvrSession, turn: ivr.Turn, keys: str, now: dt.datetime) -> None:
    """Through every check that needs no keys, to where the caller is heard; then keep the place."""
    flow = ivr.Flow.of(session.version.nodes)
    _choose_language(session.call, turn.place.language, now)
    while ivr.needs_check(flow, turn):
        turn = _judge(session, flow, turn, "", now)
    place = turn.place
    session.node, session.failures, session.is_slow = place.node, place.failures, place.is_slow
    session.step += 1
    session.updated_at = now
    session.data |= {
        "back": list(place.back),
        "star": place.star,
        "said": [[spoken.node, spoken.which] for spoken in turn.said],
    }
    # A star may still lead back to the second question.
    if SECOND_FACTOR not in (_check_at(flow, place.node), _check_at(flow, place.star)):
        identify.forget(session)
    session.save()


def _check_at(flow: ivr.Flow, node: str) -> str:
    return str(flow.nodes[node].get("check", "")) if node else ""


def _choose_language(call: Call, language: str, now: dt.datetime) -> None:
    if language and call.language != language:
        call.language = language
        call.save(update_fields=["language"])
        switchboard.say(call, CallEventKind.LANGUAGE, now=now, once=language)


def _place(session: IvrSession) -> ivr.Place:
    return ivr.Place(
        node=session.node,
        failures=session.failures,
        language=session.call.language,
        is_slow=session.is_slow,
        back=tuple(session.data.get("back", [])),
        star=session.data.get("star", ""),
    )


def told(*, session: IvrSession, now: dt.datetime) -> list[Instruction]:
    """What the provider is to do now: the same however often it asks."""
    call = session.call
    if call.ended_at and call.hung_up_by == HangUpBy.PROVIDER:
        # It had given the caller up, and they are here all the same.
        return apologise(line=call.line, language=call.language)
    if call.outcome == CallOutcome.ANSWERED:
        return _with_agent(call)
    if call.ended_at:
        return [HangUp()]
    flow = ivr.Flow.of(session.version.nodes)
    says = _says(session, flow, now)
    node, kind = flow.nodes[session.node], flow.kind(session.node)
    if kind == ivr.Kind.END:
        return [*says, HangUp()]
    if kind == ivr.Kind.PARK:
        return [Park(says, session.step, node.get("seconds", PARK_SECONDS))]
    return [
        Gather(
            prompts=says,
            step=session.step,
            least=node.get("least", 1),
            most=node.get("most", 1),
            finish=node.get("finish", ""),
            timeout=node.get("seconds", SECONDS) * (2 if session.is_slow else 1),
            is_sensitive=node.get("sensitive", False),
        )
    ]


def _with_agent(call: Call) -> list[Instruction]:
    """Together with the agent as long as one is there; then there is nothing more to say."""
    with_agent = call.legs.filter(role=LegRole.AGENT, ended_at__isnull=True).exists()
    if with_agent and not call.ended_at:
        return [Join(switchboard.conference_of(call))]
    return [HangUp()]


def _says(session: IvrSession, flow: ivr.Flow, now: dt.datetime) -> tuple[Say, ...]:
    languages = (session.call.language,) if session.call.language else LANGUAGES
    says = []
    for language in languages:
        for node, which in session.data["said"]:
            text = flow.text(ivr.Spoken(node, which), language)
            if filled := fill(text, session, language, now):
                says.append(Say(filled, language))
    return tuple(says)
