"""An agency's list on its way in: uploaded, mapped, checked, mended, accepted."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from inspections.actions.samples import locked_for_samples, new_reference
from inspections.models import (
    AgencyList,
    Inspection,
    ListedSubject,
    Listing,
    ListRequest,
    ListUpload,
    RequestClosing,
    SubjectKey,
)
from inspections.rules.list_words import guess
from inspections.rules.listing import check
from inspections.rules.pseudonyms import household_mark, marks_of, seal, unseal
from inspections.rules.recognition import Recogniser
from inspections.rules.spreadsheets import read_table
from inspections.values import Subject
from inspections.values.samples import Checked, Closing, Known, Marks, Row, Table
from inspections.values.samples import Mapping as Columns
from organisations.models import Agency, LocalArea, User
from organisations.values import AgencyKind
from records.actions import save_if_version
from records.errors import ActionRefused
from records.values import clean_text

KEPT_FOR = timedelta(days=1)
_UPLOAD, _KEY = "an upload", "the key"
_BATCH = 1_000
_SUBJECT_OF = {
    AgencyKind.YOUTH_OFFENDING: Subject.YOUNG_PERSON,
    AgencyKind.PROBATION: Subject.ADULT_OFFENDER,
}


@dataclass(frozen=True)
class Preview:
    """What accepting a list would do: how many are new, and who is known from other lists."""

    checked: Checked
    known: int

    @property
    def new(self) -> int:
        """How many get a reference of their own."""
        return len(self.checked.rows) - self.known


def keep_upload(
    *,
    inspection: Inspection,
    agency: Agency | None,
    request: ListRequest | None,
    content: bytes,
    by: User,
    at: datetime,
) -> ListUpload:
    """Read a file and keep what it says, sealed, until it is accepted or dropped.

    The file itself is kept nowhere, nor its name. What anybody left lying for a day is dropped.

    Raises:
        PermissionRefused: the person does not select the sample, or not at this stage.
        ListRefused: the file cannot be read as a list; with a sentence.
    """
    inspection = locked_for_samples(inspection=inspection, by=by, at=at)
    table = read_table(content)
    ListUpload.objects.filter(at__lt=at - KEPT_FOR).delete()
    columns = guess(table.headings)
    kind = AgencyKind(agency.kind) if agency else AgencyKind.OTHER
    guessed = {
        **columns.as_data(),
        "subject": _SUBJECT_OF.get(kind, Subject.CHILD),
        "cohort": request.cohort if request else "",
    }
    return ListUpload.objects.create(
        inspection=inspection,
        reference=new_reference(prefix="U"),
        agency=agency,
        request=request,
        sealed=_sealed(table),
        mapping=guessed,
        row_count=len(table.rows),
        by=by,
        at=at,
    )


def table_of(*, upload: ListUpload) -> Table:
    """What the upload says.

    Raises:
        ActionRefused: it was sealed with a key that the service has not any more.
    """
    try:
        data = unseal(upload.sealed, key=settings.PSEUDONYM_KEY, purpose=_UPLOAD)
    except ValueError as fault:
        raise ActionRefused("This upload cannot be opened any more. Upload the list anew.") from (
            fault
        )
    return Table.from_data(data)


def map_columns(*, upload: ListUpload, columns: Columns, version: int) -> None:
    """Say what the columns of an upload hold.

    Raises:
        Conflict: another window has changed the upload since.
    """
    rows = ListUpload.objects.filter(pk=upload.pk)
    save_if_version(rows, version=version, mapping=columns.as_data())


def check_upload(*, upload: ListUpload, at: datetime) -> Checked:
    """The rows of an upload as they would be kept, and what is wrong with them."""
    return check(table_of(upload=upload), Columns.from_data(upload.mapping), _known(upload, at))


def mend_upload(
    *,
    upload: ListUpload,
    cells: Mapping[tuple[int, int], str],
    left_out: Iterable[int],
    version: int,
) -> None:
    """Put right what was wrong: other words in cells, rows that are left out.

    Args:
        cells: what shall stand in a cell, by row and place of the column.
        left_out: the numbers of rows that are not wanted.

    Raises:
        Conflict: another window has changed the upload since.
    """
    table, out = table_of(upload=upload), set(left_out)
    by_row: dict[int, dict[int, str]] = {}
    for (number, place), text in cells.items():
        by_row.setdefault(number, {})[place] = clean_text(text).strip()
    rows = tuple(
        (number, _with(row, by_row[number]) if number in by_row else row)
        for number, row in table.rows
        if number not in out
    )
    save_if_version(
        ListUpload.objects.filter(pk=upload.pk),
        version=version,
        sealed=_sealed(Table(table.headings, rows)),
        row_count=len(rows),
        left_out=upload.left_out + len(table.rows) - len(rows),
    )


def drop_upload(*, upload: ListUpload) -> None:
    """Drop an upload: nothing of it stays."""
    ListUpload.objects.filter(pk=upload.pk).delete()


def preview(*, upload: ListUpload, at: datetime) -> Preview:
    """What accepting it would do."""
    checked = check_upload(upload=upload, at=at)
    recogniser = _recogniser(upload.inspection_id)
    marks = (_marks(row, upload) for row in checked.rows)
    return Preview(checked, sum(recogniser.find(one) is not None for one in marks))


def accept_upload(*, upload: ListUpload, by: User, at: datetime) -> AgencyList:
    """Accept a list: each row gets a reference, who it is goes into the key, the upload goes.

    Whoever is known from another list keeps the reference. The same form sent twice accepts once.

    Raises:
        PermissionRefused: the person does not select the sample, or not at this stage.
        ActionRefused: something is wrong with a row, or the upload was dropped.
    """
    inspection = locked_for_samples(inspection=upload.inspection, by=by, at=at)
    standing = ListUpload.objects.select_for_update().filter(pk=upload.pk, by=by).first()
    if standing is None:
        earlier: AgencyList | None = AgencyList.objects.from_upload(upload.reference)
        if earlier is None:
            raise ActionRefused("This upload was dropped. Upload the list anew.")
        return earlier
    checked = check_upload(upload=standing, at=at)
    if not checked.is_sound:
        raise ActionRefused("Something is still wrong with this list. Check it again.")
    accepted = AgencyList.objects.create(
        inspection=inspection,
        reference=new_reference(prefix="L"),
        upload=standing.reference,
        agency=standing.agency,
        request=standing.request,
        columns=sorted(set(Columns.from_data(standing.mapping).columns.values())),
        left_out=standing.left_out,
        accepted_by=by,
        accepted_at=at,
    )
    _keep_rows(accepted, standing, checked.rows)
    _close(standing.request, accepted, len(checked.rows), by, at)
    standing.delete()
    return accepted


def _close(
    request: ListRequest | None, accepted: AgencyList, rows: int, by: User, at: datetime
) -> None:
    """The list that came closes the request for it."""
    if request is not None and not RequestClosing.objects.filter(request=request).exists():
        came = f"List {accepted.reference}: {rows:,} rows"
        RequestClosing.objects.create(
            request=request, how=Closing.CAME, what_came=came, by=by, at=at
        )


def _keep_rows(accepted: AgencyList, upload: ListUpload, rows: Iterable[Row]) -> None:
    """References, what the list says, and the key, in batches."""
    recogniser = _recogniser(accepted.inspection_id)
    for batch in _batches(rows):
        subjects, listings, links, keys = [], [], [], []
        for row in batch:
            marks = _marks(row, upload)
            found = recogniser.find(marks)
            if found is None:
                subject = ListedSubject(
                    inspection_id=accepted.inspection_id, reference=new_reference(prefix="P")
                )
                subjects.append(subject)
                found = subject.pk
            recogniser.learn(found, marks)
            listing = _listing(accepted, found, row, marks)
            listings.append(listing)
            links += [
                Listing.agencies.through(listing_id=listing.pk, agency_id=agency)
                for agency in sorted(row.facts.agencies)
            ]
            who = seal(row.identifiers.as_data(), key=settings.PSEUDONYM_KEY, purpose=_KEY)
            keys.append(
                SubjectKey(listing=listing, inspection_id=accepted.inspection_id, sealed=who)
            )
        ListedSubject.objects.bulk_create(subjects)
        Listing.objects.bulk_create(listings)
        Listing.agencies.through.objects.bulk_create(links)
        SubjectKey.objects.bulk_create(keys)


def _listing(accepted: AgencyList, subject: UUID, row: Row, marks: Marks) -> Listing:
    facts = row.facts
    household = household_mark(
        facts.household,
        key=settings.PSEUDONYM_KEY,
        inspection=accepted.inspection_id,
        agency=accepted.agency_id,
    )
    return Listing(
        id=uuid4(),
        agency_list=accepted,
        subject_id=subject,
        row=row.number,
        kind=facts.subject,
        adults_part=facts.adults_part,
        age_band=facts.age_band,
        cohort=facts.cohort,
        lives_in_id=facts.lives_in,
        placed_by_id=facts.placed_by,
        household=household,
        nhs_mark=marks.nhs,
        person_mark=marks.person,
        number_mark=marks.number,
        **dict.fromkeys(sorted(facts.flags), True),
    )


def identifiers_in(*, sealed: bytes | memoryview) -> dict[str, str]:
    """Who somebody is: number, nhs, name, born.

    Raises:
        ActionRefused: the service has not the key any more with which it was sealed.
    """
    try:
        found: dict[str, str] = unseal(sealed, key=settings.PSEUDONYM_KEY, purpose=_KEY)
    except ValueError as fault:
        raise ActionRefused(
            "The key cannot be opened: it was sealed with another secret than the service has now."
        ) from fault
    return found


# --- marks ----------------------------------------------------------------------------------------


def _marks(row: Row, upload: ListUpload) -> Marks:
    return marks_of(
        row.identifiers,
        key=settings.PSEUDONYM_KEY,
        inspection=upload.inspection_id,
        agency=upload.agency_id,
    )


def _recogniser(inspection: int) -> Recogniser[UUID]:
    known = Listing.objects.filter(agency_list__inspection=inspection).order_by(
        "agency_list__accepted_at", "row"
    )
    rows = known.values_list("subject_id", "nhs_mark", "person_mark", "number_mark")
    return Recogniser((subject, Marks(*marks)) for subject, *marks in rows)


def _known(upload: ListUpload, at: datetime) -> Known:
    agencies: dict[str, int] = {}
    for agency in Agency.objects.filter(areas=upload.inspection.area_id):
        for name in (agency.name, agency.code):
            agencies[" ".join(name.casefold().split())] = agency.pk
    areas: dict[str, int] = {}
    for pk, name, code, ons in LocalArea.objects.values_list("pk", "name", "code", "ons_code"):
        areas.update({" ".join(one.casefold().split()): pk for one in (name, code, ons)})
    return Known(agencies, areas, timezone.localdate(at), upload.agency_id)


def _sealed(table: Table) -> bytes:
    return seal(table.as_data(), key=settings.PSEUDONYM_KEY, purpose=_UPLOAD)


def _with(row: tuple[str, ...], cells: Mapping[int, str]) -> tuple[str, ...]:
    longer = [*row, *[""] * (max(cells) + 1 - len(row))]
    for place, text in cells.items():
        longer[place] = text
    return tuple(longer)


def _batches(rows: Iterable[Any]) -> Iterable[list[Any]]:
    left = iter(rows)
    return iter(lambda: list(itertools.islice(left, _BATCH)), [])
