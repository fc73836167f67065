"""Who writes, and for a representative, whether the client has named them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from channels.forms.about import RepresentativeForm, WhoForm
from channels.steps import Step
from channels.views.steps import Page, answer_page, personal

WHO = Page(Step.WHO, WhoForm, "channels/form/who.html")
REPRESENTATIVE = Page(Step.REPRESENTATIVE, RepresentativeForm, "channels/form/representative.html")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    return answer_page(request, WHO)


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def representative(request: HttpRequest) -> HttpResponse:
    return answer_page(request, REPRESENTATIVE)
