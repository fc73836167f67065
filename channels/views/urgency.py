"""Why it is urgent, and where to call first when somebody is in danger."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from channels.forms.about import SafetyForm, UrgencyForm
from channels.steps import Step
from channels.views.steps import Page, answer_page, personal

URGENCY = Page(Step.URGENCY, UrgencyForm, "channels/form/urgency.html")
SAFETY = Page(Step.SAFETY, SafetyForm, "channels/form/safety.html")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def urgency(request: HttpRequest) -> HttpResponse:
    return answer_page(request, URGENCY)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def safety(request: HttpRequest) -> HttpResponse:
    return answer_page(request, SAFETY)
