"""Fields say what they want, what is wrong, and where."""

import datetime as dt
import re

import pytest
from django import forms
from django.test import Client
from django.utils import translation

from contactcentre.kit.forms import CentreForm, DatePartsField
from tests.kit.pages import SampleForm


class Born(CentreForm):
    born = DatePartsField(
        label="Date of birth",
        not_before=dt.date(1900, 1, 1),
        not_after=lambda: dt.date(2026, 11, 23),
    )


def born(day: str = "", month: str = "", year: str = "") -> Born:
    return Born({"born_day": day, "born_month": month, "born_year": year})


def test_a_date_in_three_parts() -> None:
    form = born("23", "11", "1980")
    assert form.is_valid()
    assert form.cleaned_data["born"] == dt.date(1980, 11, 23)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", "", ""), "Fill in “Date of birth”"),
        (("", "11", "1980"), "Enter the day"),
        (("23", "", "1980"), "Select the month"),
        (("23", "11", ""), "Enter the year, in four digits"),
        (("23", "11", "80"), "Enter the year, in four digits"),
        (("x", "11", "1980"), "Enter the day"),
        (("31", "2", "1980"), "Enter a date that exists"),
        (("31", "12", "1899"), "Enter a later date"),
        (("24", "11", "2026"), "Enter an earlier date"),
    ],
)
def test_what_is_wrong_with_a_date(parts: tuple[str, str, str], message: str) -> None:
    assert born(*parts).errors["born"] == [message]


@pytest.mark.parametrize(
    ("language", "order"), [("en", ["month", "day", "year"]), ("fr", ["day", "month", "year"])]
)
def test_the_order_of_a_date_follows_the_language(language: str, order: list[str]) -> None:
    with translation.override(language):
        html = str(Born()["born"])
    assert re.findall(r'name="born_(\w+)"', html) == order


def test_a_date_keeps_its_value_in_the_other_language() -> None:
    with translation.override("fr"):
        html = str(Born(initial={"born": dt.date(1980, 11, 3)})["born"])
    assert 'name="born_day" value="3"' in html
    assert '<option value="11" selected>novembre</option>' in html


def test_stock_messages_are_replaced_and_own_ones_kept() -> None:
    class Form(CentreForm):
        name = forms.CharField(label="Full name")
        kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
        other = forms.ChoiceField(label="Other", choices=[("a", "A")])
        own = forms.CharField(error_messages={"required": "Write your question"})

    assert Form({"other": "z"}).errors == {
        "name": ["Fill in “Full name”"],
        "kind": ["Select an answer for “Kind”"],
        "other": ["Select one of the answers listed for “Other”"],
        "own": ["Write your question"],
    }


def test_messages_follow_the_language_of_the_page_not_of_the_start() -> None:
    form = SampleForm({})
    with translation.override("fr"):
        assert form.errors["email"] == ["Remplissez «\u00a0E-mail\u00a0»"]


def test_browsers_do_not_check_in_our_place() -> None:
    assert " required" not in str(SampleForm()["email"])


def test_failed_page(pages: Client) -> None:
    html = pages.post("/en/form/", {"topic": ""}).content.decode()
    assert re.search(r"<title>\s*Error: A form – ", html)
    [summary, *_] = re.findall(r"<div class=\"error-summary\".*?</div>", html, re.DOTALL)
    links = re.findall(r'<a href="#(\w+)">([^<]+)</a>', summary)
    assert links[0] == ("id_topic_0", "Select what your enquiry is about")
    for target, text in links:
        assert f'id="{target}"' in html
        assert html.count(text) == 2, "the same words stand in the summary and at the field"


def test_field_points_to_its_hint_and_its_error(pages: Client) -> None:
    html = pages.post("/en/form/", {"topic": ""}).content.decode()
    [group, *_] = re.findall(r'<fieldset class="field field--error".*?>', html)
    assert 'aria-describedby="id_topic_error"' in group
    assert 'aria-describedby="id_topic_0_hint"' in html
    assert 'id="id_topic_0_hint"' in html
    assert 'id="id_email_error"' in html
    assert re.search(r'<input type="email"[^>]*aria-invalid="true"[^>]*id="id_email"', html)


def test_optional_fields_say_so_and_required_ones_do_not(pages: Client) -> None:
    html = pages.get("/en/form/").content.decode()
    assert re.search(r"A file <span class=\"optional\">\(optional\)</span>", html)
    assert "E-mail <span" not in html
    assert "*" not in re.sub(r"<[^>]+>", "", html)
