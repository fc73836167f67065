"""Files that wait with a draft until it is sent: a refusal or a reload loses none."""

import datetime as dt
import unicodedata

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from tickets.adapters.files import StoredFile, keep
from tickets.enums import DraftKind
from tickets.exceptions import Incomplete
from tickets.filetypes import MAX_FILES, MAX_SIZE, FileRefused, Refusal, judge, with_extension
from tickets.models import Draft, DraftFile, Ticket

LONGEST_NAME = 150


def take_upload(upload: UploadedFile) -> StoredFile:
    """Judge an uploaded file by its content and store it. Raises FileRefused."""
    if (upload.size or 0) > MAX_SIZE:
        raise FileRefused(Refusal.TOO_BIG)
    content = upload.read()
    kind = judge(content)
    sha256, size = keep(content)
    name = with_extension(_plain_name(upload.name or ""), kind)
    return StoredFile(sha256=sha256, name=name, content_type=kind.content_type, size=size)


def _plain_name(name: str) -> str:
    """Without folders, control characters and marks that turn the direction of writing."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(". ")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:20]}" or "file"


@transaction.atomic
def add_draft_file(
    *, ticket: Ticket, kind: DraftKind, file: StoredFile, by: User, now: dt.datetime
) -> DraftFile:
    """Keep one more stored file with the draft; the same content twice is one file."""
    draft, _ = Draft.objects.get_or_create(
        ticket=ticket,
        user=by,
        kind=kind,
        defaults={"body": "", "thread_version": ticket.thread_version, "saved_at": now},
    )
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    known = draft.files.filter(sha256=file.sha256).first()
    if known:
        return known
    if draft.files.count() >= MAX_FILES:
        raise Incomplete
    return DraftFile.objects.create(
        draft=draft,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
    )


@transaction.atomic
def remove_draft_file(*, ticket: Ticket, kind: DraftKind, file_id: int, by: User) -> None:
    """Take a file off one's own draft; it may be gone already."""
    DraftFile.objects.filter(
        pk=file_id, draft__ticket=ticket, draft__user=by, draft__kind=kind
    ).delete()
