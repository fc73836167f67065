"""Page 1: what the enquiry is about."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from channels.forms.about import TopicForm
from channels.steps import Step
from channels.views.steps import Page, answer_page, personal

PAGE = Page(Step.TOPIC, TopicForm, "channels/form/topic.html")


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest) -> HttpResponse:
    return answer_page(request, PAGE)
