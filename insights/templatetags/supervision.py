"""What every page of the supervisors shows: the sections of their room."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext

from contactcentre.kit import navigation

register = template.Library()


@register.inclusion_tag("components/tabs.html", takes_context=True)
def supervision_tabs(context: Context) -> dict[str, Any]:
    """The sections that this person may open; apps add theirs to `navigation.supervision`."""
    links = navigation.supervision.links(context["request"])
    tabs = [
        {"label": link.label, "url": link.href, "current": link.current, "count": None}
        for link in links
    ]
    return {"tabs": tabs, "label": gettext("Sections of supervision")}


@register.filter
def unlocalized(value: float) -> str:
    """A number as a drawing or an address takes it, in either language."""
    return f"{value:g}" if abs(value) < 100_000 else str(round(value))
