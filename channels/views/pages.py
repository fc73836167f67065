"""Accessibility, privacy and terms: standard texts in both languages, drawn from simple markup."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from channels.markup import parse
from contactcentre.kit.formatting import today_in
from contactcentre.kit.languages import page_language
from tickets.enums import TextUse
from tickets.models import StandardText


@public
@require_safe
def text_page(request: HttpRequest, code: str) -> HttpResponse:
    text = StandardText.objects.published().filter(code=code, use=TextUse.PAGE).first()
    if text is None:
        raise Http404
    language = page_language()
    context = {
        "title": text.title_in(language),
        "blocks": parse(text.body_in(language)),
        "modified": text.published_at and today_in(text.published_at, settings.CENTRE_TIME_ZONE),
    }
    return render(request, "channels/page.html", context)
