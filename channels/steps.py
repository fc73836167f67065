"""The order of the web form's questions, and which of them apply to somebody's answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

Answers = Mapping[str, Any]
URGENT = "urgent"
SAFETY_REASON = "safety"


class Step(StrEnum):
    """A page of the form; its value is the name of its address."""

    TOPIC = "topic"
    URGENCY = "urgency"
    SAFETY = "safety"
    WHO = "who"
    REPRESENTATIVE = "representative"
    NUMBERS = "numbers"
    QUESTION = "question"
    FILES = "files"
    REACH = "reach"


# A page that goes on with the question before it: it has no number of its own.
BELONGS_TO = {Step.SAFETY: Step.URGENCY, Step.REPRESENTATIVE: Step.WHO}


def asked(answers: Answers) -> list[Step]:
    """The pages that these answers lead through, in order."""
    urgent = answers.get("topic") == URGENT
    left_out = {
        Step.URGENCY: not urgent,
        Step.SAFETY: not (urgent and answers.get("urgency") == SAFETY_REASON),
        Step.REPRESENTATIVE: answers.get("role") != "representative",
    }
    return [step for step in Step if not left_out.get(step)]


def next_step(step: Step, answers: Answers) -> Step | None:
    """The page after this one; None after the last."""
    pages = asked(answers)
    place = pages.index(step) + 1
    return pages[place] if place < len(pages) else None


def previous_step(step: Step, answers: Answers) -> Step | None:
    """The page before this one; None before the first."""
    place = list(Step).index(step)
    before = [page for page in asked(answers) if list(Step).index(page) < place]
    return before[-1] if before else None


def first_unanswered(answers: Answers) -> Step | None:
    """The first page that applies and was not gone through yet."""
    done = answers.get("done", [])
    return next((step for step in asked(answers) if step not in done), None)


def position(step: Step, answers: Answers) -> tuple[int, int]:
    """The number of a page and how many there are: "Step 2 of 6"."""
    pages = [page for page in asked(answers) if page not in BELONGS_TO]
    shown = BELONGS_TO.get(step, step)
    return (pages.index(shown) + 1 if shown in pages else 1), len(pages)


def with_answers(answers: Answers, step: Step, new: Answers) -> dict[str, Any]:
    """The answers with those of one page added, and what they make void taken out."""
    merged = {**answers, **new}
    done = [page for page in merged.get("done", []) if page != step]
    if new.get("topic") and answers.get("topic") not in (None, new["topic"]):
        merged.pop("subtopic", None)
        done = [page for page in done if page != Step.QUESTION]
    if "urgency" in new:
        done = [page for page in done if page != Step.SAFETY]
    merged["done"] = [*done, str(step)]
    return merged


def preset(operation: int, kind: str, topic: str) -> dict[str, Any]:
    """What an enquiry by a special operation's form begins with.

    `kind` is the code of its type and `topic` of the type's parent, or the same; empty when the
    writer chooses.
    """
    answers = {"operation": operation}
    if not topic:
        return answers
    subtopic = {"subtopic": kind} if kind != topic else {}
    return with_answers(answers, Step.TOPIC, {"topic": topic, **subtopic})
