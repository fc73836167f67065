"""The form, page by page, without JavaScript and in both languages."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from tests.channels.visitors import ANSWERS, Visitor, pdf
from tickets.models import EnquiryType

PAGES = ["topic", "who", "numbers", "question", "files", "reach"]
MISTAKES = {
    "topic": ({}, "Select what your enquiry is about", "Sélectionnez l’objet de votre demande"),
    "who": ({}, "Select who you are", "Sélectionnez qui vous êtes"),
    "numbers": ({"uci": "12-34-5"}, "UCI must be 8 or 10 digits", "L’IUC doit compter 8 ou 10"),
    "question": ({"question": " "}, "Write your question", "Écrivez votre question"),
    "reach": (
        {**ANSWERS["reach"], "email": "minh@"},
        "Enter an e-mail address, like",
        "Entrez une adresse de courriel, par exemple",
    ),
}


def test_addresses_are_translated(visitor):
    assert visitor.url("start", "en") == "/en/contact/"
    assert visitor.url("start", "fr") == "/fr/communiquer/"
    assert visitor.url("check", "en") == "/en/contact/check-answers/"
    assert visitor.url("check", "fr") == "/fr/communiquer/verifier-reponses/"
    assert visitor.url("status", "fr") == "/fr/suivi/"
    assert visitor.url("accessibility", "fr") == "/fr/pages/accessibilite/"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_whole_form_leads_from_page_to_page(centre, language):
    visitor = Visitor(language)
    assert visitor.get("start").status_code == 200
    here = "topic"
    for following in [*PAGES[1:], "check"]:
        page = visitor.get(here)
        assert page.status_code == 200
        assert page["Cache-Control"].count("no-store") == 1
        response = visitor.post(here, ANSWERS[here])
        assert response["Location"] == visitor.url(following)
        here = following
    receipt = visitor.client.get(visitor.send()["Location"])
    assert visitor.draft.ticket.number in receipt.content.decode()


@pytest.mark.parametrize("page", MISTAKES)
@pytest.mark.parametrize(("first", "second"), [("en", "fr"), ("fr", "en")])
def test_a_mistake_is_said_twice_and_survives_reload_and_language(centre, page, first, second):
    visitor = Visitor(first)
    visitor.fill()
    typed, english, french = MISTAKES[page]
    words = {"en": english, "fr": french}
    posted = visitor.post(page, typed)
    for response, language in [
        (posted, first),
        (visitor.get(page), first),
        (visitor.get(page, second), second),
    ]:
        text = response.content.decode()
        assert response.status_code == 200
        assert text.count(words[language]) == 2
        prefix = {"en": "Error: ", "fr": "Erreur\xa0: "}[language]
        assert re.search(rf"<title>\s*{prefix}", text)
    for value in typed.values():
        assert not value.strip() or value in text


def test_no_answer_is_lost_by_switching_language_on_any_page(visitor):
    visitor.fill(files={"upload": [pdf("passport page.pdf")]})
    for page in PAGES:
        english, french = visitor.get(page, "en"), visitor.get(page, "fr")
        assert english.status_code == french.status_code == 200
        assert f'href="{visitor.url(page, "fr")}"' in english.content.decode()
        if page != "files":
            fields = english.context["form"].fields
            for name in fields:
                en, fr = english.context["form"][name], french.context["form"][name]
                assert str(en.value()) == str(fr.value())
    assert "passport page.pdf" in visitor.text("files", "fr")
    check = visitor.text("check", "fr")
    for answer in ["L’état d’une demande", "11-2233-4455", "W123456789", "Minh Trần", "Québec"]:
        assert answer in check


def test_the_toggle_leads_to_the_same_page_with_its_query_and_is_no_post(visitor):
    visitor.fill()
    text = visitor.client.get("/en/contact/topic/?return=check").content.decode()
    assert 'href="/fr/communiquer/sujet/?return=check"' in text


def test_later_pages_lead_to_the_start_where_nothing_was_begun(visitor):
    for page in [*PAGES[1:], "urgency", "safety", "representative", "check"]:
        assert visitor.get(page)["Location"] == visitor.url("start")


def test_check_leads_to_the_first_page_without_an_answer(visitor):
    visitor.post("topic", ANSWERS["topic"])
    visitor.post("who", ANSWERS["who"])
    assert visitor.get("check")["Location"] == visitor.url("numbers") + "?return=check"


def test_change_comes_back_to_check_and_asks_only_what_is_new(visitor):
    visitor.fill()
    response = visitor.post("reach", ANSWERS["reach"], query="?return=check")
    assert response["Location"] == visitor.url("check")
    response = visitor.post("topic", {"topic": "urgent"}, query="?return=check")
    assert response["Location"] == visitor.url("urgency") + "?return=check"
    response = visitor.post("urgency", {"urgency": "other"}, query="?return=check")
    assert response["Location"] == visitor.url("question") + "?return=check"
    response = visitor.post("question", ANSWERS["question"], query="?return=check")
    assert response["Location"] == visitor.url("check")
    assert "Another urgent reason" in visitor.text("check")


class TestUrgency:
    def test_travel_needs_its_date(self, visitor):
        visitor.post("topic", {"topic": "urgent"})
        page = visitor.post("urgency", {"urgency": "travel"})
        assert page.context["form"].errors == {"urgency_date": ["Enter the date of your travel"]}

    def test_safety_shows_emergency_numbers_before_going_on(self, visitor):
        visitor.post("topic", {"topic": "urgent"})
        response = visitor.post("urgency", {"urgency": "safety"})
        assert response["Location"] == visitor.url("safety")
        assert "911" in visitor.text("safety")
        assert visitor.post("safety")["Location"] == visitor.url("who")

    def test_a_date_has_month_first_in_english_and_day_first_in_french(self, visitor):
        visitor.post("topic", {"topic": "urgent"})
        parts = r'name="urgency_date_(\w+)"'
        assert re.findall(parts, visitor.text("urgency")) == ["month", "day", "year"]
        assert re.findall(parts, visitor.text("urgency", "fr")) == ["day", "month", "year"]


class TestWho:
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_members_offices_are_led_to_their_own_door(self, visitor, language):
        visitor.post("topic", ANSWERS["topic"])
        response = visitor.get("who")
        choices = dict(response.context["form"].fields["role"].choices)
        assert set(choices) == {"applicant", "family", "representative", "organisation"}
        with translation.override(language):
            assert f'href="{reverse("account_login")}"' in visitor.text("who", language)

    def test_a_representative_is_asked_whether_the_client_named_them(self, visitor):
        visitor.post("topic", ANSWERS["topic"])
        response = visitor.post("who", {"role": "representative"})
        assert response["Location"] == visitor.url("representative")
        assert visitor.post("representative", {"named": "yes"})["Location"] == visitor.url(
            "numbers"
        )


class TestQuestion:
    def test_the_prompt_is_that_of_the_topic_in_the_language_of_the_page(self, visitor):
        visitor.post("topic", ANSWERS["topic"])
        kind = EnquiryType.objects.get(code="status")
        assert kind.prompt_en in visitor.text("question")
        assert kind.prompt_fr in visitor.text("question", "fr")

    def test_the_limit_is_told_never_imposed(self, visitor):
        visitor.post("topic", ANSWERS["topic"])
        long = "x" * 4010
        page = visitor.post("question", {"question": long})
        assert page.context["form"].errors["question"] == [
            "Your text has 10 characters too many. You can use up to 4,000"
        ]
        assert long in visitor.text("question", "fr")
        assert "maxlength" not in page.content.decode()

    def test_autosave_keeps_what_is_typed_without_judging_it(self, visitor):
        visitor.fill()
        answer = visitor.post("question_draft", {"question": "Half a sent"})
        assert set(answer.json()) == {"saved"}
        assert "Half a sent" in visitor.text("question")
        assert visitor.get("check")["Location"].startswith(visitor.url("question"))

    def test_the_second_level_is_asked_where_the_form_offers_one(self, visitor):
        EnquiryType.objects.filter(parent__code="status").update(on_form=True)
        visitor.post("topic", ANSWERS["topic"])
        page = visitor.post("question", ANSWERS["question"])
        assert "subtopic" in page.context["form"].errors
        child = EnquiryType.objects.filter(parent__code="status").first()
        visitor.post("question", {**ANSWERS["question"], "subtopic": child.code})
        assert visitor.draft.answers["subtopic"] == child.code


class TestStart:
    def test_a_draft_can_be_gone_on_with_or_dropped(self, visitor):
        visitor.post("topic", ANSWERS["topic"])
        text = visitor.text("start")
        assert "You have an enquiry that you have not sent" in text
        assert f'href="{visitor.url("who")}"' in text
        assert visitor.post("start")["Location"] == visitor.url("topic")
        assert "You have an enquiry" not in visitor.text("start")

    def test_processing_times_are_those_published(self, visitor):
        text = visitor.text("start", "fr")
        assert "Carte de résident permanent" in text
        assert "En date du 17\xa0novembre\xa02026" in text

    def test_no_waiting_time_is_told_where_none_was_measured(self, visitor):
        assert "We answer web enquiries in about" not in visitor.text("start")


@pytest.mark.parametrize("page", ["urgency", "numbers"])
def test_the_privacy_notice_stands_beside_the_first_personal_field(visitor, page):
    visitor.post("topic", {"topic": "urgent"})
    text = visitor.text(page)
    assert visitor.url("privacy") in text
    assert "autofocus" not in text


def test_the_token_of_a_draft_is_in_no_address_and_no_script_can_read_it(visitor):
    response = visitor.post("topic", ANSWERS["topic"])
    cookie = response.cookies["enquiry"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie.value not in response["Location"]
    assert cookie.value not in visitor.text("who")
    assert visitor.draft.token_digest != cookie.value


def test_another_browser_sees_nothing_of_a_draft(visitor):
    visitor.fill()
    stranger = Visitor()
    stranger.client.cookies["enquiry"] = "x" * 43
    assert stranger.get("check")["Location"] == stranger.url("start")


@pytest.mark.parametrize("page", ["topic", "question", "check", "status"])
def test_forms_of_other_sites_are_refused(visitor, page):
    visitor.fill()
    strict = Visitor(enforce_csrf_checks=True)
    strict.client.cookies = visitor.client.cookies
    assert strict.post(page, ANSWERS.get(page)).status_code == 403


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "a\0b"]
)
def test_names_are_shown_as_they_are_and_run_nothing(visitor, name):
    visitor.fill()
    page = visitor.post("reach", {**ANSWERS["reach"], "name": name})
    text = page.content.decode() if page.status_code == 200 else visitor.text("check")
    assert name not in text or "<" not in name
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "49" not in re.findall(r"<dd[^>]*>(.*?)</dd>", text)


def test_a_name_with_line_ends_is_one_line(visitor):
    visitor.fill(reach={"name": "Minh\r\nBcc: evil@example.org"})
    assert visitor.draft.answers["name"] == "Minh Bcc: evil@example.org"
