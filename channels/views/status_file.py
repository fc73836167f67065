"""A file of the thread, for the person who may read the thread: always as a download."""

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from channels.access import granted_party
from channels.queries import file_for_client
from channels.views.steps import personal
from contactcentre.kit import clock
from tickets.adapters.files import open_file

logger = structlog.get_logger(__name__)


@personal
@require_safe
def status_file(request: HttpRequest, file_id: int) -> HttpResponse:
    party = granted_party(request, clock.now())
    attachment = file_for_client(party.ticket, file_id) if party else None
    if attachment is None:
        raise Http404
    try:
        with open_file(attachment.sha256) as stored:
            content = stored.read()
    except FileNotFoundError as error:
        logger.exception("file_missing", attachment=attachment.pk)
        raise Http404 from error
    response = HttpResponse(content, content_type=attachment.content_type)
    response["Content-Disposition"] = content_disposition_header(True, attachment.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
