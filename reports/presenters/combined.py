"""A combined document: its parts as they are now, and as they read in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from inspections.models import Assignment
from pages.shown import SummaryRow
from reports.actions import PartNow
from reports.models import CombinedPart
from reports.permissions import may_read
from reports.presenters.document import FrozenSection, frozen_sections
from reports.states import SIGNING


@dataclass(frozen=True)
class ShownPart:
    """A part on the page of a combined document.

    Args:
        url: its own page; empty for a reader to whom its draft does not exist yet.
    """

    title: str
    slug: str
    rows: Sequence[SummaryRow]
    url: str = ""


@dataclass(frozen=True)
class ReadingPart:
    """A part as it reads in the whole. `id` stands before the ids of what is in it."""

    id: str
    title: str
    letter: Mapping[str, Any]
    sections: Sequence[FrozenSection]


def shown_parts(
    parts: Sequence[PartNow], built: Sequence[CombinedPart], member: Assignment
) -> list[ShownPart]:
    """Each part as this member of the team sees it. It asks nothing of the database.

    Args:
        built: the parts of the newest build.
    """
    by_report = {one.part.report_id: one for one in built}
    return [_shown(one, by_report.get(one.report.pk), member) for one in parts]


def _shown(part: PartNow, built: CombinedPart | None, member: Assignment) -> ShownPart:
    report = part.report
    is_open = report.is_begun and may_read(member, report).allowed
    stage = capfirst(report.state_label) if report.is_begun else "Not begun"
    rows = [
        SummaryRow("Stage", stage),
        SummaryRow("Ready", part.missing or "Signed by all who must sign it"),
    ]
    if part.draft is not None and not part.missing:
        rows.append(SummaryRow("SHA-256 of its content", part.draft.content_hash))
    if built is not None:
        rows.append(_built(part, built))
    return ShownPart(
        title=report.form.title,
        slug=report.slug,
        rows=rows,
        url=reverse("reports:report", args=report.where) if is_open else "",
    )


def _built(part: PartNow, built: CombinedPart) -> SummaryRow:
    """Whether what was built in is what stands now."""
    number = built.part.number
    if part.missing:
        return SummaryRow("Built in", f"Draft {number}, which does not stand any more")
    if part.draft is not None and part.draft.pk != built.part_id:
        said = f"Draft {number}; draft {part.draft.number} stands now"
        return SummaryRow("Built in", said)
    return SummaryRow("Built in", f"Draft {number}, as it stands")


def not_now(parts: Sequence[PartNow], changed: Sequence[str], state: str, *, is_built: bool) -> str:
    """Why it cannot be built now; empty where it can.

    Args:
        state: the stage of the combined document; empty where nobody has begun it.
        changed: why what was built does not stand any more.
    """
    if not state:
        return "Nobody has begun this document. The overall lead begins it."
    if state not in SIGNING:
        return (
            "It is built once its own words have passed quality assurance, and until it is "
            "published."
        )
    if any(one.missing for one in parts):
        return "It can be built when every part is signed by all who must sign it."
    if is_built and not changed:
        return "It is built from what stands now."
    return ""


def reading_parts(parts: Sequence[Mapping[str, Any]]) -> list[ReadingPart]:
    """The parts that a draft was built from, as they read; an id is there once in the whole."""
    return [_reading(f"part-{place}", one) for place, one in enumerate(parts, 1)]


def _reading(name: str, part: Mapping[str, Any]) -> ReadingPart:
    sections = [
        replace(
            one,
            key=f"{name}-{one.key}",
            paragraphs=[
                replace(said, reference=f"{name}-{said.reference}") for said in one.paragraphs
            ],
        )
        for one in frozen_sections(part["content"])
        if one.kind != "signatures"
    ]
    return ReadingPart(name, part["title"], part["content"], sections)
