"""Files as they arrive: to the disk, and never more of one than may be kept."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

# A request longer than this is not read to its end: its text comes before its files.
NOT_READ_FURTHER = 512 * 1024 * 1024


class LimitHandler(FileUploadHandler):
    """Stands before the handlers that keep a file, and leaves out one that is too long.

    What is left out is read and thrown away, so that the rest of the form arrives: the text that
    was typed beside the file is kept. The form is told by `refused_files`.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: Any,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Take note of how long the request is."""
        self._is_endless = content_length > NOT_READ_FURTHER

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the part on, or leave the file out."""
        if self._is_endless or start + len(raw_data) > settings.LARGEST_UPLOAD:
            self._leave_out()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The other handlers keep it."""

    def _leave_out(self) -> NoReturn:
        refused_files(self.request).append((self.field_name, self.file_name or ""))
        if self._is_endless:
            raise StopUpload(connection_reset=True)
        raise SkipFile


def refused_files(request: HttpRequest | None) -> list[tuple[str, str]]:
    """Of the files that came with a request, those that were too long: field and name."""
    refused: list[tuple[str, str]] | None = getattr(request, "files_left_out", None)
    if refused is None:
        refused = []
        if request is not None:
            request.files_left_out = refused  # type: ignore[attr-defined]  # the parser's way to say it
    return refused
