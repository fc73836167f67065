"""The numbers by which a file is found."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from channels.forms.numbers import NumbersForm
from channels.steps import Step
from channels.views.steps import Page, answer_page, personal

PAGE = Page(
    Step.NUMBERS,
    NumbersForm,
    "channels/form/numbers.html",
    lambda answers, language: {"for_oneself": answers.get("role") == "applicant"},
)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest) -> HttpResponse:
    return answer_page(request, PAGE)
