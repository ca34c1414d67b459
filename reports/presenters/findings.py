"""Findings and recommendations as pages show them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst

from frameworks.models import ReportSection
from pages.shown import Link, SummaryRow
from reports.actions import takes
from reports.models import Finding, FindingRevision, Paragraph, Report
from reports.presenters.typing import Conflicting
from reports.values import first_words, long_moment
from reports.values.findings import FindingKind, Rank

_KINDS = {FindingKind.STRENGTH: "Strength", FindingKind.WEAKNESS: "Weakness"}
UNRANKED = "Not ranked"


@dataclass(frozen=True)
class ShownFinding:
    """A finding in a list."""

    label: str
    text: str
    facts: str
    evidence: str
    rests_on_nothing: bool
    url: str
    uses: Sequence[Link]
    is_withdrawn: bool


@dataclass(frozen=True)
class ShownVersion:
    """What a finding said at a version."""

    version: int
    said: str
    text: str


def shown_findings(
    findings: Iterable[Finding],
    *,
    reference: str,
    board: str,
    ranks: Mapping[Rank, str],
    readable: Collection[int],
) -> list[ShownFinding]:
    """Each finding as the list shows it. It asks nothing of the database.

    Args:
        reference: of the inspection.
        board: the name of the partnership.
        readable: keys of the documents that the reader may open.
    """
    return [
        ShownFinding(
            label=one.label,
            text=one.text,
            facts=", ".join(_facts(one, board, ranks)),
            evidence=evidence_words(_count(one)),
            rests_on_nothing=not _count(one),
            url=reverse("reports:finding", args=[reference, one.label]),
            uses=uses_of(one.uses.all(), reference, readable),
            is_withdrawn=one.is_withdrawn,
        )
        for one in findings
    ]


def finding_rows(
    finding: Finding, *, board: str, ranks: Mapping[Rank, str], withdrawn: FindingRevision | None
) -> list[SummaryRow]:
    """The facts of one finding.

    Args:
        withdrawn: the revision that says why, where it was withdrawn.
    """
    rows = [
        SummaryRow("Called", finding.name),
        SummaryRow("What it is", _KINDS[FindingKind(finding.kind)]),
        SummaryRow("Attributed to", attributed_to(finding, board)),
    ]
    if finding.is_recommendation and ranks:
        rows.append(SummaryRow("How urgent", rank_words(finding, ranks)))
    rows.append(SummaryRow("Found by", finding.owner.name if finding.owner else "All, together"))
    if finding.strand is not None:
        rows.append(SummaryRow("Part of the inspection", finding.strand.title))
    about = ", ".join(part for part in (finding.area, finding.criterion) if part)
    if about:
        rows.append(SummaryRow("Belongs to", about))
    recorded = f"{long_moment(finding.recorded_at)} by {finding.recorded_by}"
    rows.append(SummaryRow("Recorded", recorded))
    if withdrawn is not None:
        rows.append(
            SummaryRow(
                "Withdrawn", f"{long_moment(withdrawn.at)} by {withdrawn.by}: {withdrawn.why}"
            )
        )
    return rows


def shown_versions(revisions: Iterable[FindingRevision]) -> list[ShownVersion]:
    """What it said before, the newest first."""
    return [
        ShownVersion(one.version, f"{long_moment(one.at)} by {one.by}{_because(one)}", one.text)
        for one in sorted(revisions, key=lambda row: -row.version)
    ]


def uses_of(
    paragraphs: Iterable[Paragraph], reference: str, readable: Collection[int]
) -> list[Link]:
    """Where a finding is stated, as far as the reader may open the document."""
    return [
        Link(
            f"{one.report.form.title}, {one.section.heading}",
            reverse("reports:report", args=[reference, one.report.slug]) + f"#{one.reference}",
        )
        for one in paragraphs
        if one.report_id in readable
    ]


def attributed_to(finding: Finding, board: str) -> str:
    """The agency, or the partnership by its name."""
    return finding.agency.name if finding.agency else board


def rank_words(finding: Finding, ranks: Mapping[Rank, str]) -> str:
    """How urgent it is, in the words of the framework."""
    return ranks.get(Rank(finding.rank), UNRANKED) if finding.rank else UNRANKED


def choosable(
    findings: Iterable[Finding], report: Report, section: ReportSection, board: str
) -> list[tuple[str, str, str]]:
    """What a section can state: the label of each, its words, and to whom it is attributed."""
    sections = list(report.form.sections.all())
    used = {one.finding_id for one in report.paragraphs.standing() if one.finding_id}
    return [
        (one.label, one.text, f"{one.label}, {attributed_to(one, board)}")
        for one in findings
        if one.pk not in used and takes(sections=sections, section=section, finding=one)
    ]


def conflicting_finding(message: str, mine: str, theirs: Finding) -> Conflicting:
    """The text that was not saved, beside the finding as it is now."""
    note = "Withdrawn" if theirs.is_withdrawn else f"Saved as version {theirs.version}"
    return Conflicting(message, mine, theirs.text, note)


def evidence_words(count: int) -> str:
    """On how much a finding rests."""
    if not count:
        return "Rests on no evidence"
    return f"Rests on {count} item{'' if count == 1 else 's'} of evidence"


def use_words(finding: Finding) -> str:
    """How a link names a finding to somebody who hears it out of its place."""
    return f"{finding.label}, {first_words(finding.text)}"


def _facts(finding: Finding, board: str, ranks: Mapping[Rank, str]) -> list[str]:
    facts = [_KINDS[FindingKind(finding.kind)], f"for {attributed_to(finding, board)}"]
    if finding.is_recommendation and ranks:
        facts.append(rank_words(finding, ranks).lower())
    if finding.owner is not None:
        facts.append(f"found by {finding.owner.short_name}")
    return [capfirst("withdrawn"), *facts] if finding.is_withdrawn else facts


def _because(revision: FindingRevision) -> str:
    if not revision.why:
        return ""
    word = "withdrawn" if revision.is_withdrawn else "stands again"
    return f", {word}: {revision.why}"


def _count(finding: Finding) -> int:
    count: int = finding.evidence_count  # type: ignore[attr-defined]  # annotated
    return count
