"""A file that is far too long: refused on its way, with little memory and little of the disk."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from inspections.values.attachments import LARGEST, MEGABYTE
from pages.uploads import NOT_READ_FURTHER, refused_files

HUGE = 200 * MEGABYTE
BOUNDARY = "----edge"
WITHOUT_LIMIT = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]


class Streamed:
    """What a browser sends, made as it is read: it is never whole in memory."""

    def __init__(self, *parts: tuple[str, str, int]) -> None:
        self._length = 0
        self._pieces = self._said(parts)
        self._rest = b""
        self.length = sum(map(len, self._said(((a, b, 0) for a, b, _ in parts)))) + sum(
            size for *_, size in parts
        )

    def _said(self, parts: Any) -> Iterator[bytes]:
        for name, filename, size in parts:
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'
            head += f'; filename="{filename}"\r\nContent-Type: image/png' if filename else ""
            yield f"{head}\r\n\r\n".encode()
            for start in range(0, size, MEGABYTE):
                yield b"x" * min(MEGABYTE, size - start)
            yield b"\r\n"
        yield f"--{BOUNDARY}--\r\n".encode()

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def readline(self, size: int = -1) -> bytes:
        raise AssertionError("A form with files is not read by lines.")


def request_with(*parts: tuple[str, str, int]) -> WSGIRequest:
    body = Streamed(*parts)
    request = RequestFactory().post("/")
    return WSGIRequest(
        {
            **request.META,
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(body.length),
            "wsgi.input": body,
        }
    )


@pytest.fixture
def incoming(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return Path(settings.FILE_UPLOAD_TEMP_DIR)


def weighed(request: WSGIRequest) -> int:
    """The most memory that reading the request took, in bytes."""
    tracemalloc.start()
    try:
        request.FILES  # noqa: B018 - reading it parses the request
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_two_hundred_megabytes_are_refused_and_the_text_beside_them_arrives(
    incoming: Path,
) -> None:
    request = request_with(("text", "", 500), ("files", "huge.png", HUGE), ("why", "", 9))
    most = weighed(request)
    assert refused_files(request) == [("files", "huge.png")]
    assert request.POST["text"] == "x" * 500
    assert request.POST["why"] == "x" * 9
    assert request.FILES.getlist("files") == []
    assert list(incoming.iterdir()) == []
    assert most < LARGEST


def test_without_the_limit_all_of_it_lies_on_the_disk(incoming: Path, settings: Any) -> None:
    """The control: the test above would see a file that is kept."""
    settings.FILE_UPLOAD_HANDLERS = WITHOUT_LIMIT
    request = request_with(("files", "huge.png", HUGE))
    (kept,) = request.FILES.getlist("files")
    assert kept.size == HUGE
    assert sum(one.stat().st_size for one in incoming.iterdir()) == HUGE
    kept.close()


def test_a_file_of_the_largest_size_is_kept_and_one_byte_more_is_not(incoming: Path) -> None:
    request = request_with(("files", "just.png", LARGEST), ("files", "over.png", LARGEST + 1))
    kept = request.FILES.getlist("files")
    assert [(one.name, one.size) for one in kept] == [("just.png", LARGEST)]
    assert refused_files(request) == [("files", "over.png")]
    for one in kept:
        one.close()


def test_a_request_without_end_is_not_read_to_its_end(incoming: Path) -> None:
    request = request_with(("text", "", 50), ("files", "endless.png", NOT_READ_FURTHER))
    body = request.environ["wsgi.input"]
    assert request.POST["text"] == "x" * 50
    assert refused_files(request) == [("files", "endless.png")]
    assert next(body._pieces, b"") != b""
    assert list(incoming.iterdir()) == []


def test_a_text_field_that_is_too_long_is_still_refused(incoming: Path) -> None:
    request = request_with(("text", "", 5 * MEGABYTE))
    with pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018 - reading it parses the request


def test_without_a_request_nothing_was_refused() -> None:
    assert refused_files(None) == []
