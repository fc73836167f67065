"""The base of the form's pages: shown from saved answers, giving back answers to save."""

import datetime as dt
from typing import Any

from contactcentre.kit.forms import CentreForm
from contactcentre.kit.languages import page_language


class StepForm(CentreForm):
    """One page. `answers` are those given so far; `today` is the centre's date."""

    fields: Any

    def __init__(self, *args: Any, answers: dict[str, Any], today: dt.date, **kwargs: Any) -> None:
        self.given, self.today, self.language = answers, today, page_language()
        kwargs.setdefault("initial", self.shown(answers))
        super().__init__(*args, **kwargs)
        self.adapt()

    def shown(self, answers: dict[str, Any]) -> dict[str, Any]:
        """What the fields start with."""
        return {name: answers[name] for name in self.base_fields if name in answers}

    def adapt(self) -> None:
        """Fit choices and words to the answers given so far."""

    def new_answers(self) -> dict[str, Any]:
        """What is saved: plain values that JSON can hold."""
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in self.cleaned_data.items()
            if value is not None
        }


def saved_date(answers: dict[str, Any], name: str) -> dt.date | None:
    """A date among the answers."""
    return dt.date.fromisoformat(answers[name]) if answers.get(name) else None


def one_line(text: str) -> str:
    """Text without line breaks and other control characters, spaces single."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
