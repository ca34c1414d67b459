"""The report as it will read: the text that is being written, and a frozen draft."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from frameworks.models import ReportSection
from frameworks.values import SectionKind
from judgements.models import NarrativeFinding
from judgements.values import FindingKind
from pages.shown import Link
from reports.actions import Unsettled, name_of, notes_on
from reports.models import Paragraph, Report
from reports.presenters.pens import ShownPen
from reports.print.outline import is_study
from reports.rules import ADDRESSED_KINDS, WRITTEN_KINDS
from reports.values import first_words

_FOUND_IN = {
    SectionKind.STRENGTHS: FindingKind.STRENGTH,
    SectionKind.IMPROVEMENT: FindingKind.IMPROVEMENT,
}


@dataclass(frozen=True)
class ShownParagraph:
    """A paragraph in the editor, with what can be done to it."""

    reference: str
    label: str
    text: str
    addressed_to: str
    evidence: str
    rests_on_nothing: bool
    links: Sequence[Link] = ()
    move_url: str = ""
    can_go_up: bool = False
    can_go_down: bool = False


@dataclass(frozen=True)
class ShownSection:
    """A section in the editor."""

    key: str
    heading: str
    kind: str
    guidance: str
    paragraphs: Sequence[ShownParagraph]
    add_url: str = ""
    # Where a finding of the inspection is chosen to be stated next.
    use_url: str = ""
    judgements: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[str] = ()
    findings: Sequence["ShownFinding"] = ()
    pen: ShownPen | None = None
    statement: "ShownStatement | None" = None


@dataclass(frozen=True)
class ShownStatement:
    """The statement of action in the editor: what is recorded, and where it is changed."""

    facts: Sequence[Mapping[str, str]]
    url: str


@dataclass(frozen=True)
class ShownFinding:
    """A finding of an evaluation in words, that a paragraph can be written from."""

    name: str
    text: str
    about: str
    url: str


def shown_findings(
    section: ReportSection, report: Report, findings: Iterable[NarrativeFinding]
) -> list[ShownFinding]:
    """Those that belong in a section: strengths in one, areas for improvement in the other."""
    kind = _FOUND_IN.get(SectionKind(section.kind))
    add = reverse("reports:add_paragraph", args=[*report.where, section.key])
    return [
        ShownFinding(
            name=str(one),
            text=one.text,
            about=f"{one.evaluation.area.title}: {one.about}",
            url=f"{add}?{urlencode({'finding': name_of(finding=one)})}",
        )
        for one in findings
        if one.kind == kind
    ]


@dataclass(frozen=True)
class FrozenParagraph:
    """A paragraph of a frozen draft, with the reader's own comments where there are any."""

    reference: str
    number: str
    text: str
    addressed_to: str
    comment_url: str = ""
    comments: Sequence[Link] = ()

    @property
    def name(self) -> str:
        """How a link names it to somebody who hears it out of its place."""
        if self.number.startswith("R"):
            return f"recommendation {self.number}"
        return f"paragraph {self.number or first_words(self.text)}"


@dataclass(frozen=True)
class FrozenSection:
    """A section of a frozen draft."""

    key: str
    heading: str
    kind: str
    paragraphs: Sequence[FrozenParagraph] = field(default_factory=tuple)
    is_study: bool = False
    statement: Sequence[Mapping[str, str]] = ()
    # By which names its recommendations are followed up.
    cited: str = ""


def editor_sections(
    report: Report,
    paragraphs: Iterable[Paragraph],
    *,
    may_write: bool,
    judgements: Sequence[Mapping[str, Any]] = (),
    findings: Sequence[NarrativeFinding] = (),
    unsettled: Unsettled | None = None,
    pens: Mapping[str, ShownPen] | None = None,
    statement: ShownStatement | None = None,
) -> list[ShownSection]:
    """The form's sections with what is written in each.

    Args:
        paragraphs: those that stand, in order, with their evidence counts.
        may_write: whether the reader gets the links that change something.
        judgements: the lines of the table of judgements.
        findings: what evaluations in words have found, for whoever writes.
        unsettled: the remarks and suggestions that wait; None for whoever reads none.
        pens: who holds the pen of each section, likewise.
        statement: what is recorded of the statement of action, for the next steps.
    """
    written: dict[int, list[Paragraph]] = {}
    for paragraph in paragraphs:
        written.setdefault(paragraph.section_id, []).append(paragraph)
    board = report.inspection.partnership.name
    return [
        ShownSection(
            key=section.key,
            heading=section.heading,
            kind=section.kind,
            guidance=section.guidance,
            paragraphs=_editor_paragraphs(
                report,
                section,
                written.get(section.pk, []),
                board,
                may_write=may_write,
                unsettled=unsettled,
            ),
            add_url=reverse("reports:add_paragraph", args=[*report.where, section.key])
            if may_write and section.kind in WRITTEN_KINDS
            else "",
            use_url=reverse("reports:use_finding", args=[*report.where, section.key])
            if may_write and section.kind in ADDRESSED_KINDS
            else "",
            judgements=judgements if section.kind == SectionKind.JUDGEMENT else (),
            notes=notes_on(lines=judgements) if section.kind == SectionKind.JUDGEMENT else (),
            findings=shown_findings(section, report, findings) if may_write else (),
            pen=(pens or {}).get(section.key),
            statement=statement if section.is_next_steps else None,
        )
        for section in report.form.sections.all()
    ]


def addressed_to(paragraph: Paragraph, section: ReportSection, board: str) -> str:
    """To whom a point is addressed, in words; empty for nobody in particular."""
    if paragraph.agency is not None:
        return paragraph.agency.name
    return board if section.is_addressed else ""


def evidence_words(count: int) -> str:
    """On how much a paragraph rests."""
    if not count:
        return "Rests on no evidence"
    return f"Rests on {count} item{'' if count == 1 else 's'} of evidence"


def _editor_paragraphs(
    report: Report,
    section: ReportSection,
    paragraphs: Sequence[Paragraph],
    board: str,
    *,
    may_write: bool,
    unsettled: Unsettled | None,
) -> list[ShownParagraph]:
    shown = []
    for place, paragraph in enumerate(paragraphs):
        where = [*report.where, paragraph.reference]
        count: int = paragraph.evidence_count  # type: ignore[attr-defined]  # annotated
        shown.append(
            ShownParagraph(
                reference=paragraph.reference,
                label=paragraph.number or paragraph.reference,
                text=paragraph.text,
                addressed_to=addressed_to(paragraph, section, board),
                evidence=evidence_words(count),
                rests_on_nothing=not count,
                links=[*_links(where, may_write=may_write), *_remarks(where, paragraph, unsettled)],
                move_url=reverse("reports:move_paragraph", args=where) if may_write else "",
                can_go_up=may_write and place > 0,
                can_go_down=may_write and place + 1 < len(paragraphs),
            )
        )
    return shown


def _links(where: list[str], *, may_write: bool) -> list[Link]:
    evidence = Link("Evidence", reverse("reports:paragraph_evidence", args=where))
    if not may_write:
        return [evidence]
    return [
        Link("Change", reverse("reports:change_paragraph", args=where)),
        evidence,
        Link("Remove", reverse("reports:remove_paragraph", args=where)),
    ]


def _remarks(where: list[str], paragraph: Paragraph, unsettled: Unsettled | None) -> list[Link]:
    if unsettled is None:
        return []
    number = unsettled.on(paragraph.pk)
    label = f"Remarks ({number} open)" if number else "Remarks"
    return [Link(label, reverse("reports:paragraph_remarks", args=where))]


def frozen_sections(
    snapshot: Mapping[str, Any],
    *,
    comment_url: Callable[[str], str] | None = None,
    comments: Mapping[str, Sequence[Link]] | None = None,
) -> list[FrozenSection]:
    """A frozen draft or a publication, section by section.

    Args:
        comment_url: gives the address at which a paragraph is commented on, for the chair.
        comments: the chair's own, by the paragraph's reference.
    """
    return [
        FrozenSection(
            key=section["key"],
            heading=section["heading"],
            kind=section["kind"],
            paragraphs=[
                FrozenParagraph(
                    reference=one["reference"],
                    number=one["number"] or "",
                    text=one["text"],
                    addressed_to=one["addressed_to"] or "",
                    comment_url=comment_url(one["reference"]) if comment_url else "",
                    comments=(comments or {}).get(one["reference"], ()),
                )
                for one in section["paragraphs"]
            ],
            is_study=is_study(section),
            statement=(section.get("statement") or {}).get("facts", ()),
            cited=section.get("cited", ""),
        )
        for section in snapshot["sections"]
    ]
