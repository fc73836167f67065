"""Uploads are counted while they arrive: what is too big is never stored, and the page says so."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from tickets.filetypes import MAX_SIZE


class LimitedUploadHandler(FileUploadHandler):
    """Stands before Django's own handlers. The rest of a refused file is read and dropped, so
    that the browser gets an answer instead of a broken connection."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MAX_SIZE:
            refused_names(self.request).append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def refused_names(request: Any) -> list[str]:
    """The names of the files of this request that were dropped for their size."""
    if not hasattr(request, "_refused_uploads"):
        request._refused_uploads = []
    return request._refused_uploads
