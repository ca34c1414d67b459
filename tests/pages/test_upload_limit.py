"""A file that is too long is left out while it arrives, part by part."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadhandler import SkipFile, StopUpload
from django.http import HttpRequest

from pages.uploads import NOT_READ_FURTHER, LimitHandler, refused_files


@pytest.fixture(autouse=True)
def limit(settings: LazySettings) -> None:
    settings.LARGEST_UPLOAD = 10


def handler(length: int = 100, name: str | None = "a.png") -> LimitHandler:
    """One that has begun to take a file of a request that is so long."""
    made = LimitHandler(HttpRequest())
    made.handle_raw_input(None, {}, length, b"edge")
    made.new_file("files", name, "image/png", None)
    return made


@pytest.mark.parametrize("parts", [[10], [5, 5], [1] * 10, [0], []])
def test_a_file_of_the_largest_size_is_handed_on_whole(parts: list[int]) -> None:
    took, start = handler(), 0
    for size in parts:
        assert took.receive_data_chunk(b"x" * size, start) == b"x" * size
        start += size
    assert took.file_complete(start) is None
    assert refused_files(took.request) == []


@pytest.mark.parametrize("parts", [[11], [5, 6], [10, 1], [100]])
def test_one_byte_more_and_it_is_left_out(parts: list[int]) -> None:
    took, start = handler(), 0
    for size in parts[:-1]:
        took.receive_data_chunk(b"x" * size, start)
        start += size
    with pytest.raises(SkipFile):
        took.receive_data_chunk(b"x" * parts[-1], start)
    assert refused_files(took.request) == [("files", "a.png")]


@pytest.mark.parametrize(
    ("length", "error"), [(NOT_READ_FURTHER, SkipFile), (NOT_READ_FURTHER + 1, StopUpload)]
)
def test_a_request_that_is_longer_than_anybody_reads_is_ended(length: int, error: Any) -> None:
    took = handler(length)
    with pytest.raises(error) as raised:
        took.receive_data_chunk(b"x" * 11, 0)
    assert getattr(raised.value, "connection_reset", False) is (error is StopUpload)


def test_of_such_a_request_not_even_a_short_file_is_kept() -> None:
    with pytest.raises(StopUpload):
        handler(NOT_READ_FURTHER + 1).receive_data_chunk(b"x", 0)


def test_a_file_without_a_name_is_left_out_without_one() -> None:
    took = handler(name=None)
    with pytest.raises(SkipFile):
        took.receive_data_chunk(b"x" * 11, 0)
    assert refused_files(took.request) == [("files", "")]


def test_every_file_that_was_left_out_is_remembered_in_its_order() -> None:
    took = handler()
    for name in ("a.png", "b.png"):
        took.new_file("files", name, "image/png", None)
        with pytest.raises(SkipFile):
            took.receive_data_chunk(b"x" * 11, 0)
    assert refused_files(took.request) == [("files", "a.png"), ("files", "b.png")]


def test_two_requests_remember_nothing_of_each_other() -> None:
    first, second = HttpRequest(), HttpRequest()
    refused_files(first).append(("files", "a.png"))
    assert refused_files(second) == []
    assert refused_files(first) == [("files", "a.png")]


def test_without_a_request_nothing_is_remembered() -> None:
    refused_files(None).append(("files", "a.png"))
    assert refused_files(None) == []
