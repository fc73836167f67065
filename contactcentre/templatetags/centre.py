"""Formats, icons, buttons, notices and badges for every template; built in, so never loaded."""

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, ChoiceField
from django.forms.forms import BaseForm
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from contactcentre.kit import formatting, languages
from contactcentre.kit.languages import brand_name, page_language

register = template.Library()

BUTTON_KINDS = ("primary", "secondary", "danger", "start", "quiet")
NOTICE_ICONS = {"info": "info", "success": "check", "warning": "warning", "danger": "warning"}
MESSAGE_KINDS = {"debug": "info", "error": "danger"}  # Django's names for its messages
CLOCK_ICONS = {
    "on_track": "clock",
    "at_risk": "half-clock",
    "overdue": "warning",
    "paused": "pause",
    "met": "check",
    "missed": "cross",
}
BADGE_ICONS = {
    "urgent": "flag",
    "restricted": "lock",
    "mp": "office",
    "operation": "live",
    "language": "",
    "plain": "",
}


def _zone() -> str:
    return settings.CENTRE_TIME_ZONE


register.filter("language_word", languages.language_word)


@register.filter
def language_words(codes: list[str]) -> str:
    """English, French; Anglais, Français."""
    return ", ".join(languages.language_word(code) for code in codes)


@register.filter
def long_date(value: date | datetime) -> str:
    return formatting.long_date(value, page_language(), _zone())


@register.filter
def weekday_date(value: date | datetime) -> str:
    return formatting.weekday_date(value, page_language(), _zone())


@register.filter
def short_date(value: date | datetime, now: datetime | None = None) -> str:
    today = formatting.today_in(now, _zone()) if now else None
    return formatting.short_date(value, page_language(), _zone(), today=today)


@register.filter
def time(value: datetime) -> str:
    return formatting.time_of_day(value, page_language(), _zone())


@register.filter
def date_time(value: datetime) -> str:
    return formatting.date_time(value, page_language(), _zone())


@register.filter
def deadline(value: datetime) -> str:
    return formatting.deadline(value, page_language(), _zone())


@register.filter
def number(value: float) -> str:
    return formatting.number(value, page_language())


@register.filter
def percent(ratio: float) -> str:
    return formatting.percent(ratio, page_language())


@register.filter
def duration(seconds: float) -> str:
    return formatting.duration(seconds, page_language())


@register.filter
def file_size(size: int) -> str:
    return formatting.file_size(size, page_language())


@register.filter
def phone(raw: str, extension: str = "") -> str:
    return formatting.phone(raw, page_language(), extension=extension)


@register.simple_tag
def time_tag(
    value: date | datetime, style: str = "full", zone: str = "", now: datetime | None = None
) -> str:
    """A `<time>` whose attribute is exact and whose title is the whole moment."""
    where, language = zone or _zone(), page_language()
    if isinstance(value, datetime):
        whole = formatting.date_time(value, language, where)
        text = whole if style == "full" else _moment_words(value, style, where, now)
    else:
        whole = formatting.long_date(value, language, where)
        text = whole if style == "full" else _day_words(value, style, where, now)
    return _time_element(value, text, whole)


def _moment_words(value: datetime, style: str, zone: str, now: datetime | None) -> str:
    """Styles time ("1:05 pm"), moment ("Nov 23, 1:05 pm"), due (the same, but at midnight the day
    that ends then), and those of a day.
    """
    if style == "due":
        if formatting.is_midnight(value, zone):
            return _day_words(formatting.last_day(value, zone), "short", zone, now)
        style = "moment"
    at = formatting.time_of_day(value, page_language(), zone)
    if style == "time":
        return at
    if style == "moment":
        return f"{_day_words(value, 'short', zone, now)}, {at}"
    return _day_words(value, style, zone, now)


def _day_words(value: date | datetime, style: str, zone: str, now: datetime | None) -> str:
    """Styles long ("November 23, 2026") and short ("Nov 23")."""
    language = page_language()
    if style == "long":
        return formatting.long_date(value, language, zone)
    if style == "short":
        today = formatting.today_in(now, zone) if now else None
        return formatting.short_date(value, language, zone, today=today)
    raise template.TemplateSyntaxError(f"no such style of time: {style}")


def _time_element(value: date | datetime, text: str, whole: str) -> str:
    if text == whole:
        return format_html('<time datetime="{}">{}</time>', formatting.iso(value), text)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', formatting.iso(value), whole, text
    )


@register.simple_tag
def lang_attr(language: str | None) -> str:
    """The lang attribute of content that is not in the page's language; nothing when it is."""
    if not language or language == page_language():
        return ""
    return format_html(' lang="{}"', language)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the sprite; decorative, so a word always stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false" width="20" height="20">'
        '<use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def button(label: str, kind: str = "primary", **options: Any) -> SafeString:
    """A submit button, or with `href` a link that looks like one."""
    if kind not in BUTTON_KINDS:
        raise template.TemplateSyntaxError(f"no such kind of button: {kind}")
    known = {"href", "name", "value", "icon", "keys", "form", "type", "formaction", "popovertarget"}
    if unknown := set(options) - known:
        raise template.TemplateSyntaxError(f"a button has no {', '.join(sorted(unknown))}")
    return render_to_string("components/button.html", {"label": label, "kind": kind, **options})


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "", alert: bool = False) -> SafeString:
    kind = MESSAGE_KINDS.get(kind, kind)
    return render_to_string(
        "components/notice.html",
        {
            "content": content,
            "kind": kind,
            "title": title,
            "alert": alert,
            "icon_name": NOTICE_ICONS[kind],
        },
    )


@register.simple_tag
def badge(kind: str, word: str, detail: str = "") -> SafeString:
    return _badge(f"badge badge--{kind}", BADGE_ICONS[kind], word, detail)


@register.simple_tag
def clock(
    state: str,
    due: datetime | None = None,
    now: datetime | None = None,
    seconds: float | None = None,
    reason: str = "",
) -> SafeString:
    """A service clock's state: icon, word, time; `seconds` are those left, or late."""
    if seconds is None and due and now:
        seconds = abs((due - now).total_seconds())
    detail = reason or _clock_detail(state, due, now, seconds)
    if detail and due:
        whole = formatting.date_time(due, page_language(), _zone())
        detail = _time_element(due, detail, whole)
    return _badge(f"clock clock--{state}", CLOCK_ICONS[state], _clock_word(state), detail)


def _badge(classes: str, icon_name: str, word: str, detail: str) -> SafeString:
    drawing = icon(icon_name) if icon_name else ""
    more = format_html(' <span class="badge-detail">· {}</span>', detail) if detail else ""
    return format_html('<span class="{}">{}<b>{}</b>{}</span>', classes, drawing, word, more)


def _clock_word(state: str) -> str:
    return {
        "on_track": pgettext("service clock", "On track"),
        "at_risk": pgettext("service clock", "At risk"),
        "overdue": pgettext("service clock", "Overdue"),
        "paused": pgettext("service clock", "Paused"),
        "met": pgettext("service clock", "Met"),
        "missed": pgettext("service clock", "Missed"),
    }[state]


def _clock_detail(
    state: str, due: datetime | None, now: datetime | None, seconds: float | None
) -> str:
    language = page_language()
    if state == "on_track" and due:
        return _due_words(due, now)
    if state == "at_risk" and seconds is not None:
        return formatting.time_left(seconds, language)
    if state == "overdue" and seconds is not None:
        return formatting.duration(seconds, language)
    if state == "missed" and seconds is not None:
        return gettext("by %(time)s") % {"time": formatting.duration(seconds, language)}
    return ""


def _due_words(due: datetime, now: datetime | None) -> str:
    """ "due Dec 3", or "due 4:30 pm" when that is today."""
    language, zone = page_language(), _zone()
    if now and formatting.today_in(now, zone) == formatting.today_in(due, zone):
        at = formatting.time_of_day(due, language, zone)
        return pgettext("clock, today", "due %(time)s") % {"time": at}
    today = formatting.today_in(now, zone) if now else None
    on = formatting.short_date(formatting.last_day(due, zone), language, zone, today=today)
    return pgettext("clock, another day", "due %(date)s") % {"date": on}


@register.simple_tag
def copyable(text: str, label: str = "") -> SafeString:
    """Text that is often copied; its button appears with JavaScript."""
    return render_to_string("components/copy.html", {"text": text, "label": label})


@register.filter
def error_target(field: BoundField) -> str:
    """The id that a link of the error summary goes to: the first control of a group."""
    own = field.field.widget.id_for_label(field.auto_id)
    if own:
        return own
    return f"{field.auto_id}_0" if isinstance(field.field, ChoiceField) else field.auto_id


@register.filter
def error_links(form: BaseForm) -> list[dict[str, str]]:
    """The errors in the order of the fields; those of the whole form lead nowhere."""
    links = [{"href": "", "text": str(text)} for text in form.non_field_errors()]
    for field in form:
        links += [{"href": f"#{error_target(field)}", "text": str(text)} for text in field.errors]
    return links


@register.filter
def count_limit(field: BoundField) -> str:
    """How many characters a text may have, when its widget says so (`data-count`)."""
    return field.field.widget.attrs.get("data-count", "")


@register.simple_tag
def brand(language: str) -> str:
    return brand_name(language)
