"""Put a file beside a draft: judged by its content, stored, then named in a row."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mp_office.actions.draft import lock_draft
from mp_office.enums import Purpose
from mp_office.exceptions import TooManyFiles
from mp_office.models import EnquiryFile, OfficeEnquiry
from tickets.actions.draft_files import take_upload
from tickets.filetypes import MAX_FILES


def add_file(*, enquiry: OfficeEnquiry, purpose: Purpose, upload: UploadedFile) -> EnquiryFile:
    """Take one file; the same file twice is one file.

    Raises FileRefused for what it is, TooManyFiles for how many there are, AlreadySent.
    """
    file = take_upload(upload)
    with transaction.atomic():
        locked = lock_draft(enquiry)
        ours = locked.files.filter(purpose=purpose)
        known = ours.filter(sha256=file.sha256).first()
        if known:
            return known
        if ours.count() >= MAX_FILES:
            raise TooManyFiles
        return EnquiryFile.objects.create(
            enquiry=locked,
            purpose=purpose,
            sha256=file.sha256,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
        )


def remove_file(*, enquiry: OfficeEnquiry, file_id: int) -> None:
    """Take a file away again; one that is not there is no mistake."""
    with transaction.atomic():
        lock_draft(enquiry).files.filter(pk=file_id).delete()
