"""How the answer reaches the writer."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from channels.forms.reach import ReachForm
from channels.steps import Step
from channels.views.steps import Page, answer_page, personal

PAGE = Page(Step.REACH, ReachForm, "channels/form/reach.html")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest) -> HttpResponse:
    return answer_page(request, PAGE)
