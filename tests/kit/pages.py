"""A few pages in the house's look, under translated addresses, for the tests of the kit."""

import datetime as dt

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django.utils.functional import lazy
from django.utils.translation import get_language

from contactcentre.kit.forms import CentreForm, DatePartsField, HintedRadioSelect

# What the pages below have seen; a test that uses them clears it first.
SEEN: dict = {"rows": 0, "ids": [], "files": []}
MOMENT = dt.datetime(2026, 11, 23, 18, 5, tzinfo=dt.UTC)


# A part of an address that reads differently in each language.
slug = lazy(lambda english, french: french if get_language() == "fr" else english, str)


class SampleForm(CentreForm):
    topic = forms.ChoiceField(
        label="What is it about",
        choices=[("status", "Status"), ("other", "Something else")],
        widget=HintedRadioSelect(hints={"status": "You applied"}),
        error_messages={"required": "Select what your enquiry is about"},
    )
    born = DatePartsField(label="Date of birth", required=False)
    email = forms.EmailField(label="E-mail")
    question = forms.CharField(
        label="Your question", widget=forms.Textarea(attrs={"data-count": "10"})
    )
    agree = forms.BooleanField(label="I agree", required=False)
    file = forms.FileField(label="A file", required=False)


FORM = """{% extends "public.html" %}{% block title %}A form{% endblock %}{% block content %}
{% include "components/error_summary.html" with form=form %}<h1>A form</h1>
<form method="post" novalidate data-once data-autosave-url="/save/" id="sample">{% csrf_token %}
{% for field in form %}{% include "components/field.html" %}{% endfor %}
{% include "components/saved.html" %}{% button "Continue" name="go" value="1" %}
</form>{% endblock %}"""

DESK = """{% extends "staff.html" %}{% block title %}A desk{% endblock %}{% block content %}
<h1>A desk</h1>{% copyable "CC-1" %}
<button type="button" data-keys-open>Keys</button>
<a href="#taken" data-key="a">Take</a>
<ul class="rows" data-keys-scope data-rows>
{% for name in names %}<li class="row" data-row>
<h2 class="row-title"><a href="#{{ name }}" id="row-{{ name }}">{{ name }}</a></h2></li>{% endfor %}
</ul>
<div data-composer><div class="composer-tabs">
<a href="#reply" data-composer-tab="reply" data-key="r">Reply</a>
<a href="#note" data-composer-tab="note" data-key="i">Note</a></div>
<section class="composer composer--reply" id="reply"><form method="get" action="#sent">
<label for="t1">Reply</label><textarea id="t1"></textarea>
<button type="submit" class="button" data-send name="sent" value="yes">Send</button>
</form></section>
<section class="composer composer--note" id="note">
<label for="t2">Note</label><textarea id="t2"></textarea></section></div>
{% include "components/keys.html" with keys=keys %}{% endblock %}"""

ALL = """{% extends "public.html" %}{% block title %}All{% endblock %}{% block content %}
<h1>All</h1>{% include "components/breadcrumbs.html" %}{% include "components/progress.html" %}
{% include "components/tracker.html" %}{% include "components/summary_list.html" %}
{% include "components/tabs.html" %}{% include "components/files.html" %}
{% include "components/pager.html" %}{% include "components/empty.html" %}
{% notice "warning" title="Late" %}<p>Text</p>{% endnotice %}
{% clock "overdue" due=moment now=moment seconds=90000 %}{% badge "urgent" "Urgent" %}
{% time_tag moment style="short" %}{% copyable "CC-1" %}{% button "Go" href="/" kind="start" %}
{% endblock %}"""


LIST = """{% extends "staff.html" %}{% block title %}A list{% endblock %}{% block content %}
<h1>A list</h1>{% with url="/stream/" last_id="4" refresh_url=again target="#list" %}
{% include "components/live.html" %}{% endwith %}
{% include "components/news.html" %}{% include "list" %}{% endblock %}"""

UPLOAD = """{% extends "public.html" %}{% load static %}{% block title %}Files{% endblock %}
{% block scripts %}<script src="{% static 'js/upload.js' %}" defer></script>{% endblock %}
{% block content %}<h1>Files</h1><form method="post" enctype="multipart/form-data" novalidate>
{% csrf_token %}{% with field=form.file url="/upload/" max_size=1000 %}
{% include "components/upload.html" %}{% endwith %}
{% button "Continue" %}</form>{% endblock %}"""

FILES = """{% include "components/files.html" %}"""


def draw(request: HttpRequest, source: str, **context: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request))


@login_not_required
def form(request: HttpRequest) -> HttpResponse:
    bound = SampleForm(request.POST, request.FILES) if request.method == "POST" else SampleForm()
    return draw(request, FORM, form=bound)


@login_not_required
def desk(request: HttpRequest) -> HttpResponse:
    return draw(request, DESK, names=["one", "two"], keys=[{"key": "j", "label": "Next row"}])


@login_not_required
def everything(request: HttpRequest, number: int) -> HttpResponse:
    return draw(
        request,
        ALL,
        moment=MOMENT,
        crumbs=[{"label": "Home", "url": "/"}, {"label": "Here"}],
        step=2,
        total=6,
        steps=[
            {"label": "Received", "state": "done", "when": MOMENT},
            {"label": "Looked at", "state": "current"},
            {"label": "Answered", "state": "next"},
        ],
        rows=[{"label": "Phone", "value": "", "change_url": "/"}, {"label": "Name", "value": "Li"}],
        label="Lists",
        tabs=[{"label": "All", "url": "/", "current": True, "count": 1234}],
        files=[{"name": "a.pdf", "size": 2048, "problem": "Too big", "remove_url": "/x"}],
        previous_url="/p",
        next_url="/n",
        title="Nothing",
    )


@login_not_required
def failing(request: HttpRequest, page: str) -> HttpResponse:
    return render(request, f"{page}.html")


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """Rows of which there is one more at each reading, as a fragment for htmx."""
    SEEN["rows"] += 1
    rows = "".join(f"<li>row {n}</li>" for n in range(SEEN["rows"]))
    fragment = f'<ul id="list">{rows}</ul>'
    if request.headers.get("HX-Request"):
        return HttpResponse(fragment)
    source = LIST.replace('{% include "list" %}', fragment)
    return draw(request, source, again=request.path)


@login_not_required
def stream(request: HttpRequest) -> StreamingHttpResponse:
    """One event, then the line drops, so that the browser comes back with the id it has."""
    SEEN["ids"].append(request.headers.get("Last-Event-ID") or request.GET.get("last"))
    first = len(SEEN["ids"]) == 1
    event = 'id: 5\nevent: changed\ndata: {"count": 3, "say": "3 new enquiries."}\n\n'
    parts = ["retry: 50\n\n", event if first else ": nothing new\n\n"]
    return StreamingHttpResponse(parts, content_type="text/event-stream")


@login_not_required
def files(request: HttpRequest) -> HttpResponse:
    return draw(request, UPLOAD, form=SampleForm())


@login_not_required
def upload(request: HttpRequest) -> HttpResponse:
    SEEN["files"] += [file.name for file in request.FILES.getlist("file")]
    return _files(request)


@login_not_required
def remove(request: HttpRequest, name: str) -> HttpResponse:
    SEEN["files"].remove(name)
    return _files(request)


def _files(request: HttpRequest) -> HttpResponse:
    rows = [
        {"name": name, "state": "Ready", "remove_url": f"/remove/{name}/"} for name in SEEN["files"]
    ]
    return draw(request, FILES, files=rows)


@login_not_required
def save(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"saved": f"2:41 pm, {request.POST['question']}"})


urlpatterns = [
    path("save/", save),
    path("stream/", stream),
    path("upload/", upload),
    path("remove/<str:name>/", remove),
    *i18n_patterns(
        path("", form, name="home"),
        path("out/", form, name="account_logout"),
        path(slug("form/", "formulaire/"), form, name="form"),
        path(slug("desk/", "poste/"), desk, name="desk"),
        path(slug("all/<int:number>/", "tout/<int:number>/"), everything, name="all"),
        path("list/", listing, name="list"),
        path("files/", files, name="files"),
        path("failing/<str:page>/", failing, name="failing"),
        path("", include("channels.urls")),  # the footer leads there
    ),
]
