"""A file that came with a referral: always a download, never shown in the page's origin."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import StaffRequest, requires
from accounts.roles import Can
from contactcentre.kit import clock
from tickets.adapters.files import open_file
from tickets.perms import open_referral_or_404


@requires(Can.ANSWER_REFERRALS)
@require_safe
def file(request: StaffRequest, pk: int, file_pk: int) -> FileResponse:
    referral = open_referral_or_404(request.user, pk, now=clock.now())
    attachment = get_object_or_404(referral.attachments, pk=file_pk)
    try:
        content = open_file(attachment.sha256)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
        headers={"Cache-Control": "private, no-store"},
    )
