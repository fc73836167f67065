"""Put a file beside a draft: judged by its content, stored, then named in a row."""

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from channels.actions.draft_enquiry import lock_draft
from channels.envelopes import filenames
from channels.exceptions import TooManyFiles
from channels.models import DraftFile, EnquiryDraft
from tickets.adapters.files import keep
from tickets.filetypes import MAX_FILES, MAX_SIZE, FileRefused, Refusal, judge, with_extension


def add_file(*, draft: EnquiryDraft, upload: UploadedFile, now: dt.datetime) -> DraftFile:
    """Take one file; the same file twice is one file.

    Raises FileRefused for what it is, TooManyFiles for how many there are.
    """
    if (upload.size or 0) > MAX_SIZE:
        raise FileRefused(Refusal.TOO_BIG)
    content = upload.read()
    kind = judge(content)
    sha256, size = keep(content)
    name = with_extension(filenames.safe(upload.name or "", kind.content_type, 1), kind)
    with transaction.atomic():
        locked = lock_draft(draft)
        known = locked.files.filter(sha256=sha256).first()
        if known:
            return known
        if locked.files.count() >= MAX_FILES:
            raise TooManyFiles
        return DraftFile.objects.create(
            draft=locked,
            sha256=sha256,
            name=name,
            content_type=kind.content_type,
            size=size,
            created_at=now,
        )


def remove_file(*, draft: EnquiryDraft, file_id: int) -> None:
    """Take a file away again; one that is not there is no mistake."""
    with transaction.atomic():
        lock_draft(draft).files.filter(pk=file_id).delete()
