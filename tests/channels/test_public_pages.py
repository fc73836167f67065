"""Texts in both languages, security headers, and figures that are true or absent."""

import datetime as dt

import pytest
from django.conf import settings

from channels import queries
from contactcentre.kit import clock
from contactcentre.kit.formatting import today_in
from tests import factories
from tests.channels.visitors import Visitor
from tickets.actions.reply import reply
from tickets.actions.texts import new_text_version, publish_text
from tickets.models import StandardText

TEXTS = ["accessibility", "privacy", "terms"]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_text_is_a_page_in_both_languages(visitor, name, language):
    text = StandardText.objects.get_published(name)
    shown = visitor.text(name, language)
    assert f"<h1>{text.title_in(language)}</h1>" in shown
    assert shown.count("<h1") == 1
    assert "<h2>" in shown
    modified = today_in(text.published_at, settings.CENTRE_TIME_ZONE)
    assert f'datetime="{modified}"' in shown
    assert f'hreflang="{"fr" if language == "en" else "en"}"' in shown


def test_a_text_is_escaped(visitor):
    by = factories.user("administrator")
    text = new_text_version(text=StandardText.objects.get_published("terms"), by=by)
    text.body_en = "## <script>1</script>\n\n- <b>x</b>"
    text.save()
    publish_text(text_id=text.pk, by=by, now=clock.now())
    shown = visitor.text("terms")
    assert "<script>1" not in shown
    assert "<b>x</b>" not in shown


def test_a_text_that_is_not_published_is_not_there(visitor):
    StandardText.objects.filter(code="terms").update(replaced_at=clock.now())
    assert visitor.get("terms").status_code == 404


def test_every_page_leads_to_them(visitor):
    shown = visitor.text("start", "fr")
    for name in TEXTS:
        assert f'href="{visitor.url(name, "fr")}"' in shown


@pytest.mark.parametrize("name", ["start", "topic", "status", *TEXTS])
def test_no_page_lets_anything_foreign_in(visitor, name):
    response = visitor.get(name)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    text = response.content.decode()
    for inline in ["<style", " style=", "onclick=", "javascript:"]:
        assert inline not in text


class TestUsualTime:
    def answered(self, count, days):
        agent = factories.user("agent")
        now = clock.now()
        for _ in range(count):
            ticket = factories.ticket(now=now - dt.timedelta(days=days))
            ticket.refresh_from_db()
            reply(
                ticket_id=ticket.pk,
                text="Here it is.",
                thread_version=ticket.thread_version,
                by=agent,
                now=now - dt.timedelta(minutes=10),
            )

    def test_it_is_the_median_of_what_was_answered_lately(self, visitor):
        self.answered(6, days=9)
        self.answered(5, days=2)
        assert "We answer web enquiries in about 9 days" in visitor.text("start")
        assert "en 9\xa0jours environ" in visitor.text("start", "fr")

    def test_too_few_answers_say_nothing(self, visitor):
        self.answered(queries.ENOUGH - 1, days=9)
        assert "We answer web enquiries" not in visitor.text("start")


def test_the_root_leads_to_the_form(centre):
    visitor = Visitor()
    assert visitor.client.get("/en/")["Location"] == visitor.url("start")
    assert visitor.client.get("/fr/")["Location"] == visitor.url("start", "fr")
