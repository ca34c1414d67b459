"""A letter that was published elsewhere is kept as a published document, once."""

from datetime import datetime
from itertools import chain, count

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from organisations.models import Inspectorate, LocalArea
from organisations.values import FORMER_AREAS, former_areas_before
from records.errors import ActionRefused
from records.values import content_hash
from reports.actions.printing import keep_print
from reports.models import RecordedLetter, RecordedLetterInspectorate
from reports.print.jobs import Printed
from reports.print.recorded import recorded_key, undrawn
from reports.values import short_date
from reports.values.letter_file import LetterFile, read_letter
from reports.values.letter_json import LetterProblem, LetterRefused
from reports.values.recorded import Letter


def check_letter(*, content: bytes, name: str, at: datetime) -> LetterFile:
    """Read a letter's file, and hold it against the areas that there are and were.

    Args:
        content: the bytes of the file.
        name: of the file.
        at: when; no letter is dated after that day.

    Raises:
        LetterRefused: the file has faults; it carries every one, with its place.
    """
    file = read_letter(content, name=name, today=timezone.localdate(at))
    problems = [*_area_problems(file.letter), *undrawn(file.data)]
    if problems:
        raise LetterRefused(problems)
    return file


def find_recorded(*, file: LetterFile) -> RecordedLetter | None:
    """The letter, if it was recorded before with the same content.

    Raises:
        ActionRefused: it was recorded with other content. What was published never changes.
    """
    letter = file.letter
    found = RecordedLetter.objects.same(
        area_code=letter.area_code, day=letter.day, title=letter.title
    )
    if found is not None and found.content_hash != content_hash(file.data):
        raise ActionRefused(
            f"The letter “{letter.title}” of {letter.area}, {short_date(letter.day)}, is recorded "
            f"with other content since {short_date(timezone.localdate(found.recorded_at))}. What "
            "was published never changes. Nothing was recorded, and nothing was changed."
        )
    return found


def record_letter(*, file: LetterFile, printed: Printed, at: datetime) -> RecordedLetter:
    """Keep a letter with its PDF, for ever. One that is there with the same content is that one.

    Args:
        file: the letter, as `check_letter` read it.
        printed: its PDF.

    Raises:
        ActionRefused: it was recorded with other content, or another letter of the same place and
            day was recorded at this moment.
    """
    found = find_recorded(file=file)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _record(file, printed, at)
    except IntegrityError as error:
        # Somebody recorded it, or another letter of that area and day, since it was looked for.
        found = find_recorded(file=file)
        if found is None:
            raise ActionRefused(
                "Another letter of this area and day was recorded at the same moment. Nothing was "
                "recorded. Record this one again."
            ) from error
        return found


def _record(file: LetterFile, printed: Printed, at: datetime) -> RecordedLetter:
    letter, hashed = file.letter, content_hash(file.data)
    row = RecordedLetter.objects.create(
        local_area=LocalArea.objects.filter(code=letter.area_code).first(),
        area_code=letter.area_code,
        name=letter.area,
        published_on=letter.day,
        title=letter.title,
        theme=letter.theme,
        slug=_slug(letter),
        content=file.data,
        content_hash=hashed,
        source=letter.source,
        artefact=keep_print(key=recorded_key(hashed, letter.source), printed=printed, at=at),
        recorded_at=at,
    )
    ours = _inspectorates()
    for order, name in enumerate(letter.inspectorates, 1):
        RecordedLetterInspectorate.objects.create(
            letter=row, inspectorate=ours.get(_plain(name)), name=name, order=order
        )
    return row


def _slug(letter: Letter) -> str:
    """The letter's permanent address: area and day, and a number from the second letter on."""
    stem = f"{slugify(letter.area)[:100] or letter.area_code}-{letter.day}"
    taken = set(RecordedLetter.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], numbered) if slug not in taken)


def _inspectorates() -> dict[str, Inspectorate]:
    """Each of ours by every name that it bears or bore."""
    names: dict[str, Inspectorate] = {}
    for one in Inspectorate.objects.prefetch_related("names"):
        said = [one.code, one.name, one.short_name]
        said += [name for dated in one.names.all() for name in (dated.name, dated.short_name)]
        names |= {_plain(name): one for name in said}
    return names


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _area_problems(letter: Letter) -> list[LetterProblem]:
    """An area that never was, or was not there on the letter's day or at fieldwork."""
    code, began = letter.area_code, letter.fieldwork_start
    former = FORMER_AREAS.get(code)
    if former is not None:
        # A letter may follow the end of an area that inspectors were still in.
        if began > former.until:
            last = short_date(former.until)
            what = f"{former.name} was there until {last}. Write its successor’s code: "
            return [LetterProblem("la_code", what + " or ".join(former.successors))]
        return []
    if not LocalArea.objects.filter(code=code).exists():
        what = f"There is no local area “{code[:40]}”. Write the DfE’s number, such as 334"
        return [LetterProblem("la_code", what)]
    before = former_areas_before(code, letter.day)
    if before:
        names = " or ".join(f"{area.code} ({area.name})" for area in before)
        what = f"this area was not there yet on {short_date(letter.day)}. Write the code of then:"
        return [LetterProblem("la_code", f"{what} {names}")]
    return []
