"""Commands that answer questions: one JSON object a line in, one a line out, to the end."""

import json
import os
import sys
from collections.abc import Callable
from io import TextIOBase
from typing import Any

Line = dict[str, Any]


class BadLineError(ValueError):
    """A line that is no question, in words for whoever wrote the script."""


def answer_lines(answer: Callable[[bytes], Line], out: TextIOBase) -> None:
    """Answer each line of standard input as it comes, until it ends or the reader has gone."""
    try:
        for raw in sys.stdin.buffer:
            if raw.strip():
                out.write(json.dumps(answer(raw)) + "\n")
                out.flush()
    except BrokenPipeError:
        # The reader has gone; what Python flushes at its exit has to go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def read_object(raw: bytes) -> Line:
    """Return the object that a line holds; raises BadLineError for anything else."""
    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadLineError("not a line of JSON") from error
    if not isinstance(data, dict):
        raise BadLineError("a line must be a JSON object")
    return data


def _refuse(constant: str) -> None:
    raise ValueError(constant)
