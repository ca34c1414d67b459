"""Lists and samples for tests: uploaded, accepted and drawn as people do it, through the actions.

    came = list_of(joint, rows=30)          thirty children of the local authority, accepted
    drawn = sample_of(joint, [came])        six of them drawn, three in reserve

Every name is invented, and every NHS number is one that its check digit allows.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from inspections.actions import samples, samples_draw, samples_lists
from inspections.models import AgencyList, Draw, ListRequest, ListUpload
from inspections.values.samples import DrawSettings, Mapping, Share
from organisations.models import Agency, User
from records.actor import acting_as
from tests.factories.inspections import JointInspection

HEADINGS = ("Case number", "NHS number", "Name", "Date of birth", "Status", "Household")
COHORTS = ("CIN", "CP", "LAC", "Early help")


def nhs(number: int) -> str:
    """A valid NHS number, another one for each number."""
    for tail in range(10):
        digits = f"9{number:07d}{tail}"
        total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits))
        check = (11 - total % 11) % 11
        if check < 10:
            return f"{digits}{check}"
    raise AssertionError("one of ten has a check digit")


def row_of(number: int, **changes: Any) -> list[str]:
    """A row of a list about child `number`; `changes` by heading, in small letters."""
    usual = {
        "case_number": f"LA{number:05d}",
        "nhs_number": nhs(number),
        "name": f"Child {'ABCDEFGHIJ'[number % 10]}{number}",
        "date_of_birth": f"{1 + number % 28:02d}/{1 + number % 12:02d}/{2016 + number % 8}",
        "status": COHORTS[number % len(COHORTS)],
        "household": f"H{number // 2}",
    }
    return [str(cell) for cell in {**usual, **changes}.values()]


def csv_of(
    rows: Iterable[Sequence[str]], *, headings: Sequence[str] = HEADINGS, encoding: str = "utf-8"
) -> bytes:
    """The bytes of a CSV file."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(headings)
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def request_of(joint: JointInspection, by: User | None = None, **changes: Any) -> ListRequest:
    """A list that was asked for; `changes` are arguments of `request_list`."""
    usual = {
        "inspection": joint.inspection,
        "agency": joint.agencies[0],
        "cohort": "",
        "asked_for": "Everybody on 1 May.",
        "wanted_by": timezone.localdate() + timedelta(days=3),
        "by": by or joint.inspectors["cqc"],
        "at": timezone.now(),
    }
    return samples.request_list(**{**usual, **changes})


def upload_of(
    joint: JointInspection,
    content: bytes | None = None,
    *,
    rows: int = 6,
    first: int = 1,
    agency: Agency | None = None,
    request: ListRequest | None = None,
    by: User | None = None,
    at: datetime | None = None,
) -> ListUpload:
    """An upload of children `first` to `first + rows - 1`, its columns guessed from its headings.

    It is the list of the local authority unless another agency is named.
    """
    by = by or joint.inspectors["ofsted"]
    content = content or csv_of(row_of(number) for number in range(first, first + rows))
    with acting_as(by):
        return samples_lists.keep_upload(
            inspection=joint.inspection,
            agency=agency or joint.agencies[0],
            request=request,
            content=content,
            by=by,
            at=at or timezone.now(),
        )


def accept(upload: ListUpload, *, at: datetime | None = None, **columns: Any) -> AgencyList:
    """The list that an upload becomes; `columns` are fields of `Mapping`."""
    if columns:
        mapping = Mapping.from_data({**upload.mapping, **columns})
        samples_lists.map_columns(upload=upload, columns=mapping, version=upload.version)
    with acting_as(upload.by):
        return samples_lists.accept_upload(upload=upload, by=upload.by, at=at or timezone.now())


def list_of(
    joint: JointInspection, *args: Any, at: datetime | None = None, **kw: Any
) -> AgencyList:
    """An accepted list; the arguments are those of `upload_of`."""
    return accept(upload_of(joint, *args, at=at, **kw), at=at)


def sample_of(
    joint: JointInspection,
    lists: Sequence[AgencyList],
    *,
    size: int = 3,
    reserves: int = 3,
    shares: tuple[Share, ...] = (),
    seed: str = "a seed",
    kind: str = "tracked",
    by: User | None = None,
    at: datetime | None = None,
    **order: Any,
) -> Draw:
    """A draw; `order` are further fields of `DrawOrder`."""
    by = by or joint.inspectors["ofsted"]
    settings = DrawSettings(size=size, reserves=reserves, shares=shares)
    with acting_as(by):
        return samples_draw.draw_sample(
            inspection=joint.inspection,
            lists=lists,
            order=samples_draw.DrawOrder(kind=kind, settings=settings, seed=seed, **order),
            by=by,
            at=at or timezone.now() - timedelta(seconds=1),
        )
