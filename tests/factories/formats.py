"""Other formats of what is published, as a worker would have kept them."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.utils import timezone

from reports.actions.format_requests import ask_for_format
from reports.actions.formats import Published, large_print_key
from reports.actions.printing import keep_print
from reports.models import Artefact, FormatRequest
from reports.print.jobs import Printed
from reports.values.formats import FormatKind, FormatWish

LARGE = b"%PDF-1.7 in large print"
WISH = FormatWish(FormatKind.AUDIO, "On a memory stick, please.", "reader@island.example")


def large_print_of(row: Published) -> Artefact:
    """The large print of a publication, or of a letter that was published elsewhere."""
    made = Printed(LARGE, sha256(LARGE).hexdigest(), 9, ())
    return keep_print(key=large_print_key(of=row), printed=made, at=timezone.now())


def format_request_of(row: Published, wish: FormatWish = WISH, **changes: Any) -> FormatRequest:
    """Somebody asks for a format; `changes` are arguments of the action."""
    usual = {"once": uuid4(), "at": timezone.now()}
    return ask_for_format(of=row, wish=wish, **{**usual, **changes})
