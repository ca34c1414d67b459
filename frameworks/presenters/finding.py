"""What a search found, framework by framework, with the words marked; and where a reference is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from frameworks.models import (
    Criterion,
    FrameworkVersion,
    GradeDescriptor,
    JudgementArea,
    LimitingRule,
)
from frameworks.models.search import Hit, Looked, spellings
from frameworks.presenters.anchors import (
    anchor,
    area_anchor,
    descriptor_anchor,
    place,
    rule_anchor,
    scope_anchor,
)

PAGE = 50
LAST_PAGE = 400


@dataclass(frozen=True)
class Piece:
    """A piece of text; marked, when it is what somebody looked for."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Found:
    """One hit: what it is called, where it stands, and what it says."""

    url: str
    name: list[Piece]
    title: list[Piece]
    texts: list[list[Piece]]


@dataclass(frozen=True)
class FoundInArea:
    """The hits in one judgement area; `about` is of the area itself, where that is a hit."""

    title: list[Piece]
    url: str
    about: list[list[Piece]] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)


@dataclass(frozen=True)
class FoundInVersion:
    """The hits in one version of a framework."""

    title: str
    version: str
    url: str
    record_name: str
    areas: list[FoundInArea]


@dataclass(frozen=True)
class Results:
    """A page of what was found."""

    versions: list[FoundInVersion]
    shown: str
    page: int
    has_more: bool


def results(rows: Sequence[Hit], looked: Looked, *, page: int) -> Results:
    """A page of hits.

    Args:
        rows: one more than a page has, where there are more; those of a version and of an area
            stand together.
        looked: what was looked for.
        page: which page it is, from 1.
    """
    shown = rows[:PAGE]
    marks = _Marks(looked)
    versions = [
        FoundInVersion(
            title=version.title,
            version=version.version,
            url=version.get_absolute_url(),
            record_name=version.record_name,
            areas=[
                _in_area(area, list(hits), marks)
                for area, hits in groupby(of_version, key=_area_of)
            ],
        )
        for version, of_version in groupby(shown, key=lambda hit: _area_of(hit).version)
    ]
    first = (page - 1) * PAGE + 1
    sentence = f"Results {first} to {first + len(shown) - 1}." if shown else ""
    return Results(versions, sentence, page, has_more=len(rows) > PAGE and page < LAST_PAGE)


def page_asked(query: Mapping[str, str]) -> int:
    """Which page an address asks for; what cannot be read asks for the first."""
    text = query.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(number, 1), LAST_PAGE)


@dataclass(frozen=True)
class Beside:
    """The addresses of the pages before and after; empty where there is none."""

    before: str
    after: str


def pages_beside(shown: Results, query: QueryDict, address: str) -> Beside:
    """Where the pages before and after this one are.

    Args:
        query: of this page, which the others keep.
        address: of the search.
    """

    def at(page: int) -> str:
        asked = query.copy()
        asked["page"] = str(page)
        return f"{address}?{asked.urlencode()}"

    return Beside(
        before=at(shown.page - 1) if shown.page > 1 else "",
        after=at(shown.page + 1) if shown.has_more else "",
    )


def _area_of(hit: Hit) -> JudgementArea:
    return hit if isinstance(hit, JudgementArea) else hit.area


def _in_area(area: JudgementArea, hits: Sequence[Hit], marks: "_Marks") -> FoundInArea:
    about = []
    if any(isinstance(hit, JudgementArea) for hit in hits):
        about = marks.where_found([area.scope, area.note, area.paragraph])
    return FoundInArea(
        title=marks.of(area.title),
        url=place(area.version, area_anchor(area.code)),
        about=about,
        found=[_found(hit, marks) for hit in hits if not isinstance(hit, JudgementArea)],
    )


def _found(hit: Criterion | GradeDescriptor, marks: "_Marks") -> Found:
    version = hit.area.version
    if isinstance(hit, Criterion):
        return Found(
            url=place(version, anchor(hit.reference)),
            name=marks.of(hit.reference),
            title=marks.of(hit.heading),
            texts=[
                marks.of(hit.statement),
                *marks.where_found([*hit.points, hit.condition, hit.note]),
            ],
        )
    return Found(
        url=place(version, descriptor_anchor(hit, hit.area.code)),
        name=marks.of(hit.reference),
        title=marks.of(f"Grade descriptor: {hit.grade.title}"),
        texts=[marks.of(hit.statement)],
    )


class _Marks:
    """Marks the words in texts."""

    def __init__(self, looked: Looked) -> None:
        words = sorted({each for word in looked.words for each in spellings(word)}, key=len)
        # The longest first: of “care” and “care leavers” the longer is marked as one.
        pattern = "|".join(re.escape(word) for word in reversed(words))
        self._pattern = re.compile(f"({pattern})", re.IGNORECASE) if words else None

    def of(self, text: str) -> list[Piece]:
        """The text in pieces."""
        if self._pattern is None:
            return [Piece(text, is_marked=False)]
        # Between the brackets of the pattern stands what was found: every second piece.
        pieces = enumerate(self._pattern.split(text))
        return [Piece(piece, is_marked=bool(number % 2)) for number, piece in pieces if piece]

    def where_found(self, texts: Iterable[str]) -> list[list[Piece]]:
        """Those of the texts in which a word stands."""
        if self._pattern is None:
            return []
        return [self.of(text) for text in texts if self._pattern.search(text)]


# --- by reference ---------------------------------------------------------------------------------

_MOST = 500


def place_of(reference: str, versions: Iterable[FrameworkVersion]) -> str:
    """The address of what has this reference; empty when nothing has it, or several frameworks do.

    “140112 ¶68a”, “140112-68a”, “¶68a” and “68a” all lead to the same criterion. A criterion goes
    before an area, an area before a grade's descriptors, and these before scopes and rules.

    Args:
        reference: as somebody typed it.
        versions: where to look, the ones to prefer first; with their frameworks.
    """
    wanted = anchor(reference)
    if not wanted:
        return ""
    by_key = {version.pk: version for version in versions}
    rank = {key: number for number, key in enumerate(by_key)}
    found = [
        (said != wanted, kind, rank[key], number, key, at)
        for kind, rows in enumerate(_named(wanted, by_key))
        for number, (key, text, at) in enumerate(rows)
        if (said := anchor(text)) == wanted or said.endswith(f"-{wanted}")
    ]
    if not found:
        return ""
    best = min(found)
    alike = {by_key[each[4]].framework_id for each in found if each[:2] == best[:2]}
    return place(by_key[best[4]], best[5]) if len(alike) == 1 else ""


_Named = Iterator[tuple[int, str, str]]


def _named(wanted: str, by_key: dict[int, FrameworkVersion]) -> list[_Named]:
    """What has a reference like this one: its version, its reference, and where it stands."""
    within = list(by_key)

    def like(rows: "QuerySet[Any]", name: str, version: str) -> "QuerySet[Any]":
        condition = Q(**{f"{version}__in": within})
        for part in wanted.split("-"):
            condition &= Q(**{f"{name}__icontains": part})
        return rows.filter(condition)[:_MOST]

    criteria = like(Criterion.objects.order_by("version", "order"), "reference", "version")
    areas = like(JudgementArea.objects.order_by("version", "order"), "paragraph", "version")
    descriptors = like(
        GradeDescriptor.objects.select_related("grade", "area").order_by("area__order"),
        "reference",
        "area__version",
    )
    rules = like(LimitingRule.objects.order_by("version", "order"), "source", "version")
    return [
        ((each.version_id, each.reference, anchor(each.reference)) for each in criteria),
        ((each.version_id, each.paragraph, area_anchor(each.code)) for each in areas),
        (
            (each.area.version_id, each.reference, descriptor_anchor(each, each.area.code))
            for each in descriptors
        ),
        (
            (key, scope.reference, scope_anchor(scope.code))
            for key, version in by_key.items()
            for scope in version.shared_scopes()
        ),
        ((each.version_id, each.source, rule_anchor(each.code)) for each in rules),
    ]
