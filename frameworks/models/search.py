"""Looking for words in everything that frameworks judge by."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast

from frameworks.models.area import Criterion, GradeDescriptor, JudgementArea
from frameworks.models.version import FrameworkVersion

MOST_WORDS = 8
# A hit is told by its kind, so that an area stands before its criteria and these before grades.
AREA, CRITERION, DESCRIPTOR = 1, 2, 3
_ORDER = ("framework", "-name", "area_order", "kind", "own_order", "key")
_IN_AREA = ("title", "scope", "note", "paragraph")
_IN_CRITERION = ("reference", "heading", "statement", "points", "condition", "note")
_IN_DESCRIPTOR = ("reference", "statement", "grade__title")

Hit = JudgementArea | Criterion | GradeDescriptor


@dataclass(frozen=True)
class Looked:
    """What somebody looks for.

    Args:
        words: each has to be there; none asks for everything that the rest leaves.
        theme: the code of a theme: only criteria have any.
        inspectorate: the code of one that answers the judgement area.
    """

    words: tuple[str, ...] = ()
    theme: str = ""
    inspectorate: str = ""

    @classmethod
    def for_text(cls, text: str, *, theme: str = "", inspectorate: str = "") -> "Looked":
        """For a line that somebody typed."""
        return cls(tuple(text.split()[:MOST_WORDS]), theme, inspectorate)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not (self.words or self.theme or self.inspectorate)


def spellings(word: str) -> set[str]:
    """How a word may be written: the apostrophe is straight in one file and curved in another."""
    return {word, word.replace("’", "'"), word.replace("'", "’")}


def hits(
    versions: Iterable[FrameworkVersion], looked: Looked, *, start: int, size: int
) -> list[Hit]:
    """Areas, criteria and descriptors that have the words, framework by framework.

    Args:
        versions: where to look.
        start: how many to pass over.
        size: how many at most.

    Returns:
        Rows with area, version and framework; in four queries, however many there are.
    """
    within = [version.pk for version in versions]
    found = _criteria(within, looked)
    if not looked.theme:
        found = found.union(_areas(within, looked), _descriptors(within, looked), all=True)
    keys = [(row["kind"], row["key"]) for row in found.order_by(*_ORDER)[start : start + size]]
    rows = _rows(keys)
    return [rows[kind, _key(kind, key)] for kind, key in keys]


def _rows(keys: Sequence[tuple[int, str]]) -> dict[tuple[int, Any], Hit]:
    """The rows themselves."""
    read: dict[int, models.QuerySet[Any]] = {
        AREA: JudgementArea.objects.select_related("version__framework"),
        CRITERION: Criterion.objects.select_related("area__version__framework"),
        DESCRIPTOR: GradeDescriptor.objects.select_related("grade", "area__version__framework"),
    }
    return {
        (kind, pk): row
        for kind, rows in read.items()
        for pk, row in rows.in_bulk([_key(kind, key) for of, key in keys if of == kind]).items()
    }


def _key(kind: int, text: str) -> Any:
    return UUID(text) if kind == AREA else int(text)


# --- the three kinds ------------------------------------------------------------------------------


def _areas(within: list[int], looked: Looked) -> models.QuerySet[Any, Any]:
    rows = JudgementArea.objects.filter(_all_words(looked, _IN_AREA), version__in=within)
    if looked.inspectorate:
        rows = rows.filter(participations__inspectorate__code=looked.inspectorate)
    return _as_hits(rows, AREA, version="version", order=Value(0), area="order")


def _criteria(within: list[int], looked: Looked) -> models.QuerySet[Any, Any]:
    rows = Criterion.objects.filter(_with_its_area(looked, _IN_CRITERION), version__in=within)
    if looked.theme:
        rows = rows.on_theme(looked.theme)
    if looked.inspectorate:
        rows = rows.filter(area__participations__inspectorate__code=looked.inspectorate)
    return _as_hits(rows, CRITERION, version="version", order=F("order"), area="area__order")


def _descriptors(within: list[int], looked: Looked) -> models.QuerySet[Any, Any]:
    condition = _with_its_area(looked, _IN_DESCRIPTOR)
    rows = GradeDescriptor.objects.filter(condition, area__version__in=within)
    if looked.inspectorate:
        rows = rows.filter(area__participations__inspectorate__code=looked.inspectorate)
    order = F("grade__rank") * Value(1000) + F("order")
    return _as_hits(rows, DESCRIPTOR, version="area__version", order=order, area="area__order")


def _as_hits(
    rows: models.QuerySet[Any], kind: int, *, version: str, order: Any, area: str
) -> models.QuerySet[Any, Any]:
    """The rows as hits, of which three kinds are put together: where, and in which order."""
    return rows.order_by().values(
        kind=Value(kind, models.IntegerField()),
        key=Cast("pk", models.CharField()),
        framework=F(f"{version}__framework__title"),
        name=F(f"{version}__version"),
        area_order=F(area),
        own_order=Cast(order, models.IntegerField()),
    )


# --- words ----------------------------------------------------------------------------------------


def _all_words(looked: Looked, fields: Sequence[str]) -> Q:
    """Every word stands somewhere in the fields."""
    condition = Q()
    for word in looked.words:
        condition &= _word_in(word, fields)
    return condition


def _with_its_area(looked: Looked, fields: Sequence[str]) -> Q:
    """Every word stands in the fields or in the title of the area, and one at least in the fields.

    “Police missing” finds what the criteria on the police say of children who go missing; “police”
    alone does not find all of their criteria.
    """
    some = Q()
    for word in looked.words:
        some |= _word_in(word, fields)
    return _all_words(looked, (*fields, "area__title")) & some


def _word_in(word: str, fields: Sequence[str]) -> Q:
    condition = Q()
    for field in fields:
        for spelling in spellings(word) | (_in_json(word) if field == "points" else set()):
            condition |= Q(**{f"{field}__icontains": spelling})
    return condition


def _in_json(word: str) -> set[str]:
    """As SQLite keeps a word in JSON, where what is not ASCII is written with numbers."""
    return {json.dumps(spelling)[1:-1] for spelling in spellings(word)}
