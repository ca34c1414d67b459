"""Remarks and suggestions, as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from pages.differences import Piece, differences
from pages.shown import Colour, SummaryRow, Task
from reports.models import Paragraph, Remark, RemarkEntry, Report, Suggestion, SuggestionOutcome
from reports.values import first_words, long_moment
from reports.values.remarks import EntryKind, Outcome

OPEN, SETTLED, MINE, ALL = "open", "settled", "mine", "all"
FILTERS = {OPEN: "Open", SETTLED: "Settled", MINE: "Mine", ALL: "All"}
_COLOURS: dict[str, Colour] = {
    Outcome.ACCEPTED: "green",
    Outcome.DECLINED: "red",
    Outcome.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class FilterLink:
    """One of the filters of the list."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class ShownEntry:
    """A reply to a remark, or its settling or reopening."""

    text: str
    who: str


def is_settled(one: Remark | Suggestion) -> bool:
    """Whether it waits for nobody any more."""
    if isinstance(one, Remark):
        return bool(one.last_act == EntryKind.SETTLE)  # type: ignore[attr-defined]  # annotated
    return outcome_of(one) is not None


def outcome_of(suggestion: Suggestion) -> SuggestionOutcome | None:
    """What became of it, if somebody has decided."""
    return getattr(suggestion, "outcome", None)


def filters(show: str, url: str) -> list[FilterLink]:
    """The filters of the list, as links."""
    return [
        FilterLink(label, f"{url}?show={name}", name == show) for name, label in FILTERS.items()
    ]


def listed(
    report: Report, rows: Iterable[Remark | Suggestion], show: str, reader: Any
) -> list[Task]:
    """The remarks and suggestions that a filter leaves, the newest first."""
    wanted = {
        OPEN: lambda one: not is_settled(one),
        SETTLED: is_settled,
        MINE: lambda one: one.by_id == reader.pk,
        ALL: lambda one: True,
    }[show]
    newest = sorted(rows, key=lambda one: (one.at, one.pk), reverse=True)
    return [as_task(report, one) for one in newest if wanted(one)]


def as_task(report: Report, one: Remark | Suggestion) -> Task:
    """One line of a list."""
    name = "remark" if isinstance(one, Remark) else "suggestion"
    where = f"{where_of(one)}. {said_by(one.by, one.inspectorate, one.at)}"
    return Task(
        title=f"{_named(one)}: {first_words(one.text)}",
        status=status_of(one),
        url=reverse(f"reports:{name}", args=[*report.where, one.number]),
        hint=where,
        colour=_colour_of(one),
    )


def status_of(one: Remark | Suggestion) -> str:
    """How it stands, in a word."""
    if isinstance(one, Remark):
        return "Settled" if is_settled(one) else "Open"
    outcome = outcome_of(one)
    return str(outcome).capitalize() if outcome else "Open"


def where_of(one: Remark | Suggestion) -> str:
    """On what: “On P3 at version 2; it is at version 4 now”."""
    paragraph, version = one.paragraph, one.paragraph_version
    said = f"On {paragraph} at version {version}"
    if paragraph.is_removed:
        return f"{said}; removed since"
    if paragraph.version != version:
        return f"{said}; it is at version {paragraph.version} now"
    return said


def said_by(by: Any, inspectorate: Any, at: datetime) -> str:
    """Who, for whom, when."""
    return f"{by}, {inspectorate}, {long_moment(at)}"


def remark_rows(remark: Remark) -> list[SummaryRow]:
    """What is known of a remark."""
    return [
        SummaryRow("Remark", remark.text, verbatim=True),
        SummaryRow("Made by", said_by(remark.by, remark.inspectorate, remark.at)),
        SummaryRow("Where", where_of(remark)),
        SummaryRow("How it stands", status_of(remark), colour=_colour_of(remark)),
    ]


def entries_of(entries: Iterable[RemarkEntry]) -> list[ShownEntry]:
    """What was said and done since, in its order."""
    return [
        ShownEntry(
            one.text,
            f"{one.by}, {one.inspectorate}, {one.get_kind_display()} on {long_moment(one.at)}",
        )
        for one in entries
    ]


def suggestion_rows(suggestion: Suggestion) -> list[SummaryRow]:
    """What is known of a suggestion, and what became of it."""
    rows = [
        SummaryRow("Made by", said_by(suggestion.by, suggestion.inspectorate, suggestion.at)),
        SummaryRow("Where", where_of(suggestion)),
        SummaryRow("How it stands", status_of(suggestion), colour=_colour_of(suggestion)),
    ]
    if suggestion.why:
        rows.insert(0, SummaryRow("Why", suggestion.why, verbatim=True))
    outcome = outcome_of(suggestion)
    if outcome is None:
        return rows
    decided = said_by(outcome.by, outcome.inspectorate, outcome.at)
    rows.append(SummaryRow(f"{status_of(suggestion)} by", decided))
    if outcome.reason:
        rows.append(SummaryRow("Reason", outcome.reason, verbatim=True))
    if outcome.became_version is not None:
        said = f"Version {outcome.became_version} of {suggestion.paragraph}"
        rows.append(SummaryRow("Became", said))
    return rows


@dataclass(frozen=True)
class Moved:
    """A suggestion and a paragraph that was changed since: both against what both began from."""

    base: str
    suggested: Sequence[Piece]
    now: Sequence[Piece]
    now_note: str


def moved_on(suggestion: Suggestion, base: str, paragraph: Paragraph) -> Moved | None:
    """Both texts, where the paragraph is not any more what the suggestion was made on."""
    if paragraph.version == suggestion.paragraph_version:
        return None
    return Moved(
        base=base,
        suggested=differences(base, suggestion.text),
        now=differences(base, paragraph.text),
        now_note="Removed" if paragraph.is_removed else f"Saved as version {paragraph.version}",
    )


def _named(one: Remark | Suggestion) -> str:
    return f"{one}".capitalize()


def _colour_of(one: Remark | Suggestion) -> Colour:
    if not is_settled(one):
        return "orange"
    if isinstance(one, Remark):
        return "green"
    return _COLOURS.get(str(outcome_of(one)), "")
