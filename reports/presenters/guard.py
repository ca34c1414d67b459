"""What is held in a report's text, as pages show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pages.shown import SummaryRow
from reports.models import HoldDecision
from reports.rules import Problem
from reports.rules.held import Held
from reports.values import long_moment

# How much of the text is shown on each side of what is held.
_AROUND = 160


@dataclass(frozen=True)
class ShownHeld:
    """Something that is held: what, where, and where it is decided."""

    label: str
    shown: str
    where: str
    times: str
    place_url: str
    decide_url: str = ""


@dataclass(frozen=True)
class Excerpt:
    """The words around something that is held, so that it is seen where it stands."""

    before: str
    marked: str
    after: str


def shown_held(held: Held, *, report_url: str, decide_url: str = "") -> ShownHeld:
    """One thing that is held.

    Args:
        report_url: the page of the report, which has an anchor for each paragraph.
        decide_url: where this reader may decide; empty where another does.
    """
    return ShownHeld(
        label=held.label,
        shown=held.shown,
        where=held.passage.label,
        times="" if held.count == 1 else f"{held.count} times",
        place_url=f"{report_url}#{held.passage.place}",
        decide_url=decide_url,
    )


def excerpt_of(held: Held) -> Excerpt:
    """The words around it, whole words where the text is cut."""
    text = held.passage.text
    before, after = text[: held.start], text[held.end :]
    if len(before) > _AROUND:
        before = f"… {before[-_AROUND:].partition(' ')[2]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND].rpartition(' ')[0]} …"
    return Excerpt(before, text[held.start : held.end], after)


def held_problems(open_holds: Sequence[Held], *, held_url: str) -> list[Problem]:
    """What is held, as lines of the list of what is to settle; in many, one line for all."""
    if len(open_holds) > 1:
        said = f"{len(open_holds)} things in the text are held: they may not belong here"
        return [Problem(said, "", blocks=True, url=held_url)]
    return [
        Problem(f"{one.label} is held in {one.passage.label}", "", blocks=True, url=held_url)
        for one in open_holds
    ]


def decision_rows(decisions: Iterable[HoldDecision], counting: Iterable[Held]) -> list[SummaryRow]:
    """What was let stand: by whom, why, and whether the text still is the one that was decided."""
    still = {one.fingerprint for one in counting}
    return [
        SummaryRow(
            key=f"{one.get_kind_display()} ({one.shown}) in {one.place}",
            value=f"{one.reason}\n{one.by}, {one.inspectorate}, {long_moment(one.at)}."
            + ("" if one.fingerprint in still else " The text was changed since."),
            verbatim=True,
        )
        for one in decisions
    ]
