"""A search: what it asks in words, what it found, what it left out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format

from inspections.models import EvidenceAudience, EvidencePack, Inspection
from inspections.presenters.words import moment
from inspections.values import EVIDENCE_PAGE, SOURCE_LABELS, STRENGTH_LABELS, Asked, Strength
from inspections.values.packs import MOST_TAGGED, PACK_FORMAT_LABELS, PackFormat
from inspections.values.search import Search, Words
from pages.shown import Colour, SummaryRow

# What narrows a search: the name of each fact, and the fact in words.
Facts = Sequence[tuple[str, str]]
SHOWN_LETTERS = 300
_STRENGTH_COLOURS: dict[str, Colour] = {Strength.STRENGTH: "green", Strength.WEAKNESS: "orange"}
_UNSEEN = (
    "What another inspectorate records in a strand of its own is not searched until it is shared "
    "with yours, and then in the version that was shared."
)
_WITHDRAWN_OUT = "Withdrawn items are left out."
_WITHDRAWN_ONLY = "Only withdrawn items are listed."


@dataclass(frozen=True)
class Chip:
    """One thing that a search asks, and the address of the search without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Result:
    """One item in a list of results."""

    reference: str
    url: str
    text: str
    strength: str
    colour: Colour
    facts: str
    criteria: str
    tags: str
    note: str
    audited: str


@dataclass(frozen=True)
class Results:
    """One page of results and the addresses of the pages beside it."""

    items: list[Result]
    newer_url: str
    older_url: str
    left_out: str
    chips: list[Chip]
    pairs: list[tuple[str, str]]
    query: str


def address_of(path: str, search: Search, **more: str) -> str:
    """The address of a search."""
    pairs = [*search.as_query(), *more.items()]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def search_path(inspection: Inspection | None) -> str:
    """Where an inspection is searched, or all of one's own."""
    if inspection is None:
        return reverse("inspections:search_all")
    return reverse("inspections:search", args=[inspection.reference])


def chips_of(search: Search, facts: Facts, path: str) -> list[Chip]:
    """What a search asks, each with the way to ask without it."""
    chips = []
    if search.q:
        chips.append(Chip(f"Words: {search.q}", address_of(path, search.without("q"))))
    return chips + [Chip(said, address_of(path, search.without(name))) for name, said in facts]


def search_in_words(search: Search, facts: Facts) -> str:
    """A whole search in a line."""
    said = [f"Words: {', '.join(search.words.in_words())}"] if search.words else []
    said += [one for _name, one in facts]
    return "; ".join(said) or "Everything that your inspectorate’s team may see"


def left_out(search: Search) -> str:
    """What a list of results does not show."""
    parts = [f"The newest first, {EVIDENCE_PAGE} to a page, and long texts are cut."]
    if search.withdrawn == "":
        parts.append(_WITHDRAWN_OUT)
    elif search.withdrawn == "only":
        parts.append(_WITHDRAWN_ONLY)
    return " ".join([*parts, _UNSEEN])


def results(
    found: list[dict[str, Any]],
    marks: Mapping[UUID, Mapping[str, list[str]]],
    search: Search,
    facts: Facts,
    asked: Asked,
    path: str,
) -> Results:
    """A page of results from one row more than it shows."""
    more = len(found) > EVIDENCE_PAGE
    shown = found[:EVIDENCE_PAGE]
    if asked.newer_than:
        shown = shown[::-1]
    has_newer = more if asked.newer_than else bool(asked.older_than)
    has_older = True if asked.newer_than else more
    drawing = _Drawing(search.words)
    return Results(
        items=[drawing.result(row, marks.get(row["evidence_id"], {})) for row in shown],
        newer_url=_beside(path, search, "newer", shown[0]) if shown and has_newer else "",
        older_url=_beside(path, search, "older", shown[-1]) if shown and has_older else "",
        left_out=left_out(search),
        chips=chips_of(search, facts, path),
        pairs=search.as_query(),
        query=urlencode(search.as_query()),
    )


def _beside(path: str, search: Search, side: str, row: Mapping[str, Any]) -> str:
    position = f"{row['recorded_at'].isoformat()}_{row['evidence_id'].hex}"
    return address_of(path, search, **{side: position})


@dataclass
class _Drawing:
    """Makes the lines of one page; each date and each beginning of an address is made once."""

    words: Words
    days: dict[date, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def result(self, row: Mapping[str, Any], marks: Mapping[str, Sequence[str]]) -> Result:
        """One line."""
        reference, inspection = row["evidence__reference"], row["inspection__reference"]
        facts = [
            SOURCE_LABELS.get(row["revision__source"], row["revision__source"]),
            f"observed {self.day(row['revision__observed_on'])}",
            f"case {row['evidence__case__reference']}"
            if row["evidence__case__reference"]
            else "no case",
            row["revision__agency__name"] or "the partnership",
            f"{row['evidence__author__name']}, {row['evidence__owner__short_name']}",
        ]
        if row["revision__is_childs_voice"]:
            facts.insert(0, "The child’s voice")
        return Result(
            reference=reference,
            url=f"{self.address(inspection)}{reference}/",
            text=excerpt(row["revision__text"], self.words),
            strength=STRENGTH_LABELS[row["revision__strength"]],
            colour=_STRENGTH_COLOURS.get(row["revision__strength"], ""),
            facts=" · ".join(facts),
            criteria=", ".join(marks.get("criterion", ())),
            tags=", ".join(marks.get("tag", ())),
            note=_note(row),
            audited=f"{reference} v{row['revision__version']}",
        )

    def day(self, day: date) -> str:
        """A day in words."""
        if day not in self.days:
            self.days[day] = date_format(day, "j F Y")
        return self.days[day]

    def address(self, inspection: str) -> str:
        """Where the evidence of an inspection is."""
        if inspection not in self.addresses:
            self.addresses[inspection] = reverse("inspections:evidence", args=[inspection])
        return self.addresses[inspection]


def _note(row: Mapping[str, Any]) -> str:
    notes = []
    if row["evidence__withdrawn_at"]:
        notes.append("Withdrawn.")
    if row["pinned"]:
        version = row["revision__version"]
        notes.append(f"Shared with your inspectorate at version {version}.")
    return " ".join(notes)


def excerpt(text: str, words: Words) -> str:
    """The beginning of a text or, where a word was found further on, what stands around it."""
    if len(text) <= SHOWN_LETTERS:
        return text
    start = at = 0
    if words.every:
        # Not in `text.lower()`, which may be longer ("İ" becomes two) and put the word elsewhere.
        found = re.search(re.escape(words.every[0].words[0]), text, re.IGNORECASE)
        at = found.start() if found else 0
        if at > SHOWN_LETTERS * 2 // 3:
            # From the beginning of a word.
            start = text.find(" ", at - SHOWN_LETTERS // 3, at) + 1 or at
    cut = text[start : start + SHOWN_LETTERS]
    end = start + SHOWN_LETTERS < len(text)
    # At the end of a word, unless the word that was searched for would go with it.
    if end and (space := cut.rfind(" ")) > at - start:
        cut = cut[:space]
    return f"{'… ' if start else ''}{cut}{' …' if end else ''}"


@dataclass(frozen=True)
class Saved:
    """A saved search in the list of one's own."""

    name: str
    url: str
    change_url: str
    replace_url: str


def saved_rows(saved: Mapping[str, str], search: Search) -> list[Saved]:
    """The person's saved searches; each opens what it asks, and can ask this search instead."""
    rows = []
    for key, name in saved.items():
        reference = UUID(key)  # however the database writes it
        change = reverse("inspections:change_saved_search", args=[reference])
        instead = "" if search.asks_nothing else address_of(change, search)
        rows.append(
            Saved(name, reverse("inspections:saved_search", args=[reference]), change, instead)
        )
    return rows


@dataclass(frozen=True)
class BothSearches:
    """What two windows made of one saved search."""

    mine: str
    theirs: str


def conflict_of(mine: tuple[str, str], theirs: tuple[str, str]) -> BothSearches:
    """The name and the search that were sent, and those that were saved first."""
    return BothSearches(mine="\n".join(mine), theirs="\n".join(theirs))


# --- tags -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """What is to be tagged."""

    count: int
    too_many: bool
    references: str
    title: str


def items_in_words(count: int) -> str:
    """A number of items of evidence."""
    return f"{count:,} item{'' if count == 1 else 's'} of evidence"


def chosen_of(rows: Sequence[EvidenceAudience], *, is_all: bool) -> Chosen:
    """What was ticked, or all that a search finds."""
    names = [] if is_all else [row.evidence.reference for row in rows]
    return Chosen(
        count=len(rows),
        too_many=len(rows) > MOST_TAGGED,
        references=", ".join(names),
        title=f"Tag {items_in_words(len(rows))}" if rows else "Nothing to tag",
    )


def tagged_message(now: int, chosen: int, name: str, *, taken_off: bool) -> str:
    """What was done."""
    others = chosen - now
    if taken_off:
        more = f" {items_in_words(others)} did not have it." if others > 0 else ""
        return f"Tag “{name}” taken off {items_in_words(now)}.{more}"
    more = f" {items_in_words(others)} had it already." if others > 0 else ""
    return f"Tag “{name}” put on {items_in_words(now)}.{more}"


# --- packs ----------------------------------------------------------------------------------------


def pack_facts(pack: EvidencePack, said: str) -> list[SummaryRow]:
    """What a pack is."""
    form = PACK_FORMAT_LABELS[PackFormat(pack.format)]
    cut = ": the newest; the search found more than a pack holds" if pack.is_cut else ""
    file = getattr(pack, "file", None)
    rows = [
        SummaryRow("Searched for", said, verbatim=True),
        SummaryRow("Holds", f"{items_in_words(pack.size)}{cut}"),
        SummaryRow("Made as", form),
        SummaryRow("Seen by", f"The team of {pack.inspectorate.name}"),
        SummaryRow("Kept until", moment(pack.expires_at)),
    ]
    if file is not None:
        rows.append(SummaryRow("SHA-256", file.sha256))
    return rows
