"""The line of Members' and Senators' offices, as their portal shows it to who is signed in."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from channels.enums import LineKind
from channels.queries.phone_facts import phone_facts
from channels.views.phone_words import hours_words, wait_words
from contactcentre.kit import clock
from contactcentre.kit.languages import page_language


def draw_members_line() -> SafeString:
    """Its number, hours and wait; empty without such a line."""
    phone = phone_facts(page_language(), kind=LineKind.MEMBERS, now=clock.now())
    if phone is None:
        return SafeString("")
    words = [hours_words(phone), wait_words(phone)]
    return render_to_string("channels/members_line.html", {"phone": phone, "words": words})
