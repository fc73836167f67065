"""What a supervisor fills in to open or edit a special operation; both languages side by side."""

import datetime as dt
import hashlib
import json
import re
from dataclasses import fields
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import Team, User
from contactcentre.kit.formatting import phone
from contactcentre.kit.forms import CentreForm, DatePartsField
from contactcentre.kit.languages import page_language
from tickets.actions.open_operation import OperationPlan
from tickets.actions.texts import blanks, fill
from tickets.enums import Priority
from tickets.models import EnquiryType, OperationTemplate, Queue, SpecialOperation
from tickets.models.operations import PAIRS, OperationTexts
from tickets.queries.operations import free_lines

DAYS = 14
LONGEST_TEXT = 2000
SHORTEST_WORD, LONGEST_WORD, MOST_WORDS = 3, 60, 30
NEW_QUEUE = "new"
PLAIN = [
    item.name for item in fields(OperationPlan) if item.name not in ("queue", "teams", "ends_at")
]


class Pair(NamedTuple):
    """The fields of one text in both languages."""

    english: Any
    french: Any


def _line(label: Any, language: str, *, longest: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": language, "autocomplete": "off"})
    return forms.CharField(label=label, widget=widget, max_length=longest, **options)


def _text(label: Any, language: str, *, rows: int = 3, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "lang": language})
    return forms.CharField(label=label, widget=widget, max_length=LONGEST_TEXT, **options)


class WordsField(forms.CharField):
    """Words with commas between them, as a list without repeats."""

    def __init__(self, label: Any, language: str, help_text: Any = "") -> None:
        widget = forms.TextInput(attrs={"lang": language, "autocomplete": "off"})
        super().__init__(label=label, required=False, widget=widget, help_text=help_text)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        parts = (" ".join(part.split()) for part in re.split(r"[,;\n]", super().clean(value)))
        words = list(dict.fromkeys(part for part in parts if part))
        if len(words) > MOST_WORDS:
            raise ValidationError(_("Use up to 30 words"))
        for word in words:
            if not SHORTEST_WORD <= len(word.rstrip("*")) <= LONGEST_WORD:
                message = _("Use words of 3 to 60 letters: “%(word)s” would catch too much")
                raise ValidationError(message % {"word": word})
        return tuple(words)


class TemplateForm(CentreForm):
    """Where to start from: a ready-made kind of event, and where it is."""

    template = forms.ModelChoiceField(
        label=_("Kind of event"),
        queryset=OperationTemplate.objects.all(),
        to_field_name="code",
        empty_label=_("Another event"),
        required=False,
    )
    place_en = _line(_("Place or system, in English"), "en", longest=60, required=False)
    place_fr = _line(_("Place or system, in French"), "fr", longest=60, required=False)

    def filled(self) -> dict[str, Any]:
        """What the operation's form begins with."""
        if not self.is_valid() or self.cleaned_data["template"] is None:
            return {}
        chosen: OperationTemplate = self.cleaned_data["template"]
        places = {language: self.cleaned_data[f"place_{language}"] for language in ("en", "fr")}
        return {**texts_of(chosen, places), "days": chosen.days}


def texts_of(source: OperationTexts, places: dict[str, str] | None = None) -> dict[str, Any]:
    """The texts, words, priority and type of an operation or template, as a form holds them."""
    found: dict[str, Any] = {"priority": source.priority}
    if source.enquiry_type is not None:
        found["enquiry_type"] = source.enquiry_type.code
    for language in ("en", "fr"):
        place = (places or {}).get(language, "")
        facts = {"place": place} if place else {}
        for name in ("name", "announcement", *PAIRS):
            found[f"{name}_{language}"] = fill(getattr(source, f"{name}_{language}"), facts)
        words = getattr(source, f"words_{language}")
        found[f"words_{language}"] = [fill(word, facts) for word in words]
    return found


class OperationForm(CentreForm):
    """One page. A name, a queue and a text suffice; the rest has what is usual."""

    name_en = _line(_("Name in English"), "en", longest=100)
    name_fr = _line(_("Name in French"), "fr", longest=100)
    announcement_en = _text(
        pgettext_lazy("special operation", "Text in English"),
        "en",
        help_text=_("What the telephone says, and the form and the banner unless you write others"),
    )
    announcement_fr = _text(pgettext_lazy("special operation", "Text in French"), "fr")
    queue = forms.ChoiceField(label=_("Queue"))
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams that work it"),
        queryset=Team.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ends_on = DatePartsField(
        label=_("Last day"),
        help_text=_("It ends by itself at the end of this day. You can move it later."),
        error_messages={
            "required": _("Enter the last day"),
            "too_early": _("The last day is today or later"),
            "too_late": _("The last day is within a year"),
        },
    )
    phone_number = forms.ChoiceField(
        label=_("Telephone line"),
        help_text=_("The number that people call for this event"),
        required=False,
    )
    enquiry_type = forms.ModelChoiceField(
        label=_("Type of the enquiries"),
        help_text=_("With a type, the form does not ask for one"),
        queryset=EnquiryType.objects.filter(active=True, on_form=True),
        to_field_name="code",
        empty_label=_("Let people choose"),
        required=False,
    )
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)
    banner_en = _line(_("Banner in English"), "en", longest=300, required=False)
    banner_fr = _line(_("Banner in French"), "fr", longest=300, required=False)
    facts_en = _text(_("Key facts in English"), "en", required=False)
    facts_fr = _text(_("Key facts in French"), "fr", required=False)
    guidance_en = _text(_("Urgent guidance in English"), "en", required=False)
    guidance_fr = _text(_("Urgent guidance in French"), "fr", required=False)
    words_en = WordsField(
        _("Words in English"),
        "en",
        _("With commas. E-mails and forms with one of them come to this queue. * is any ending."),
    )
    words_fr = WordsField(_("Words in French"), "fr")
    closing_en = _text(_("Once closed, in English"), "en", required=False)
    closing_fr = _text(_("Once closed, in French"), "fr", required=False)

    def __init__(self, *args: Any, by: User, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # what is pasted is never cut in silence
        _within_a_year(self.fields.get("ends_on"), today)
        self.initial.setdefault("priority", Priority.HIGH)
        self.initial.setdefault("queue", NEW_QUEUE)
        days = self.initial.get("days", DAYS)
        self.initial.setdefault("ends_on", today + dt.timedelta(days=days))
        self.initial.setdefault("teams", [team.code for team in by.teams.all()])
        self.queues = {queue.code: queue for queue in Queue.objects.receiving()}
        named = [(code, queue.name) for code, queue in self.queues.items()]
        new = (NEW_QUEUE, _("Make a new one for this event"))
        self.offer_queues([new, *named])
        self.offer_lines(free_lines())

    def offer_lines(self, lines: list[tuple[str, str]]) -> None:
        """The first is taken unless another, or none, is chosen."""
        control: Any = self.fields["phone_number"]
        shown = [(number, f"{phone(number, page_language())} · {name}") for number, name in lines]
        control.choices = [*shown, ("", pgettext("telephone line", "None"))]
        self.initial.setdefault("phone_number", lines[0][0] if lines else "")

    def offer_queues(self, choices: list[tuple[str, Any]]) -> None:
        control: Any = self.fields["queue"]
        control.choices = choices

    @property
    def first(self) -> list[Pair]:
        """What has to be written."""
        return self._pairs("name", "announcement")

    @property
    def further(self) -> list[Pair]:
        """What may be written besides."""
        return self._pairs("banner", "facts", "guidance", "words", "closing")

    @property
    def further_errors(self) -> bool:
        """Whether a mistake lies in the part that is folded away."""
        names = {field.name for pair in self.further for field in pair}
        return bool(self.errors.keys() & {*names, "enquiry_type", "priority"})

    def _pairs(self, *names: str) -> list[Pair]:
        return [Pair(self[f"{name}_en"], self[f"{name}_fr"]) for name in names]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        for name in ("name", "announcement", *PAIRS, "words"):
            self._check_pair(name)
        if cleaned.get("queue") == NEW_QUEUE and "teams" in cleaned and not cleaned["teams"]:
            self.add_error("teams", _("Select at least one team that works the new queue"))
        return cleaned

    def _check_pair(self, name: str) -> None:
        """Both languages or neither, and nothing left in braces."""
        english, french = f"{name}_en", f"{name}_fr"
        given = {field: self.cleaned_data.get(field) for field in (english, french)}
        for field, value in given.items():
            whole = " ".join(value) if isinstance(value, tuple) else value or ""
            if left := blanks(whole):
                message = _("Write what stands for {%(name)s}")
                self.add_error(field, message % {"name": sorted(left)[0]})
        empty = [field for field in given if not given[field] and field not in self.errors]
        if len(empty) == 1:
            self.add_error(empty[0], _("Write it in both languages, or in neither"))

    @property
    def ends_at(self) -> dt.datetime:
        """The end of the last day, in the centre's zone."""
        return end_of(self.cleaned_data["ends_on"])

    def plan(self) -> OperationPlan:
        """What was checked, as the verbs take it."""
        cleaned = self.cleaned_data
        return OperationPlan(
            **{name: cleaned[name] for name in PLAIN},
            queue=self.queues.get(cleaned["queue"]),
            teams=tuple(cleaned["teams"]),
            ends_at=self.ends_at,
        )

    def digest(self) -> str:
        """A fingerprint of what was checked: opened is what was previewed."""
        facts = {name: str(value) for name, value in self.cleaned_data.items()}
        facts["teams"] = ",".join(sorted(team.code for team in self.cleaned_data["teams"]))
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


class EditForm(OperationForm):
    """The same while the operation is open: its end is moved on a page of its own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ends_on = None  # type: ignore[assignment]

    def __init__(self, *args: Any, operation: SpecialOperation, **kwargs: Any) -> None:
        self.operation = operation
        initial = {
            **texts_of(operation),
            "queue": operation.queue.code,
            "teams": [],
            "phone_number": operation.phone_number,
            "version": operation.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.queues.setdefault(operation.queue.code, operation.queue)
        self.offer_queues([(code, queue.name) for code, queue in self.queues.items()])
        lines = dict(free_lines(but=operation))
        if operation.phone_number:
            lines.setdefault(operation.phone_number, operation.name)
        self.offer_lines(list(lines.items()))
        teams: Any = self.fields["teams"]
        teams.label = _("More teams to work it")
        teams.queryset = Team.objects.exclude(queues=operation.queue)

    @property
    def ends_at(self) -> dt.datetime:
        return self.operation.ends_at


class ExtendForm(CentreForm):
    """Another last day."""

    ends_on = DatePartsField(
        label=_("Last day"),
        help_text=_("It ends by itself at the end of this day"),
        error_messages={
            "required": _("Enter the last day"),
            "too_early": _("The last day is today or later"),
            "too_late": _("The last day is within a year"),
        },
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _within_a_year(self.fields["ends_on"], today)

    @property
    def ends_at(self) -> dt.datetime:
        return end_of(self.cleaned_data["ends_on"])


def _within_a_year(field: Any, today: dt.date) -> None:
    if field is not None:
        field.not_before, field.not_after = today, today + dt.timedelta(days=366)


def end_of(day: dt.date) -> dt.datetime:
    """The midnight after a day of the centre, as an instant."""
    zone = ZoneInfo(settings.CENTRE_TIME_ZONE)
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    return midnight.astimezone(dt.UTC)
