"""Files without a row go after a day; rows without a file are reported. One folder a run."""

import datetime as dt

import structlog

from tickets.adapters import files
from tickets.models import Attachment, DraftFile

KEEP_ORPHANS = dt.timedelta(days=1)
FOLDERS = 256
logger = structlog.get_logger(__name__)


def sweep_files(*, now: dt.datetime) -> int:
    """Sweep the folder whose turn it is at `now` (all 256 within a day); return how many went."""
    turn = int(now.timestamp() // 300) % FOLDERS
    folder = f"{turn:02x}"
    old = files.stored(folder, before=now - KEEP_ORPHANS)
    orphans = old - files.named(old)
    for sha256 in orphans:
        files.forget(sha256)
    _report_missing(folder)
    return len(orphans)


def _report_missing(folder: str) -> None:
    named = Attachment.objects.filter(sha256__startswith=folder).values_list("sha256", flat=True)
    for sha256 in named.distinct().iterator():
        if not files.default_storage.exists(files.location(sha256)):
            logger.error("file_missing", sha256=sha256)


def attachments_named(candidates: set[str]) -> set[str]:
    """Which of the candidates an attachment names, or a file that waits with a draft."""
    return {
        sha256
        for model in (Attachment, DraftFile)
        for sha256 in model._default_manager.filter(sha256__in=candidates).values_list(
            "sha256", flat=True
        )
    }
