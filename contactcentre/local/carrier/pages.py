"""What all pages of the carrier have: a strict content policy, the other language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def content_policy(answer: Callable[[HttpRequest], HttpResponse]):  # type: ignore[no-untyped-def]
    """What the centre says is text, and stays text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return middleware


def other_language(request: HttpRequest) -> dict[str, str]:
    """The same screen in the other language."""
    code = "fr" if request.path.startswith("/en/") else "en"
    return {"other_url": f"/{code}/" + request.get_full_path()[4:]}
