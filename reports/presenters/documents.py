"""The documents of an inspection, each with who writes it and what it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst

from inspections.models import Assignment
from organisations.models import Inspectorate
from pages.shown import SummaryRow
from reports.models import Report
from reports.permissions import leader_of, may_open, may_read
from reports.states import ReportState
from reports.values import named


@dataclass(frozen=True)
class ShownDocument:
    """A document of the list.

    Args:
        url: its page; empty for a reader to whom its draft does not exist yet.
        begin_url: where whoever writes it begins it.
    """

    title: str
    slug: str
    rows: Sequence[SummaryRow]
    url: str = ""
    begin_url: str = ""


def shown_documents(
    documents: Sequence[Report], inspectorates: Sequence[Inspectorate], member: Assignment
) -> list[ShownDocument]:
    """Each document as this member of the team sees it. It asks nothing of the database.

    Args:
        inspectorates: all that take part in the inspection.
    """
    return [_shown(one, [one.short_name for one in inspectorates], member) for one in documents]


def _shown(report: Report, everybody: list[str], member: Assignment) -> ShownDocument:
    opens = may_open(member, report)
    is_open = report.is_begun and may_read(member, report).allowed
    return ShownDocument(
        title=report.form.title,
        slug=report.slug,
        rows=[
            SummaryRow("Written by", written_by(report, everybody)),
            SummaryRow("Stage", capfirst(report.state_label) if report.is_begun else "Not begun"),
            SummaryRow("Waits for", waits_for(report)),
            *([_parts_row(report)] if report.is_combined else []),
        ],
        url=reverse("reports:report", args=report.where) if is_open else "",
        begin_url=reverse("reports:begin", args=report.where)
        if opens.allowed and not report.is_begun
        else "",
    )


def _parts_row(report: Report) -> SummaryRow:
    return SummaryRow(
        "Made of",
        "The summary and the report of each inspectorate, as they were signed",
        url=reverse("reports:parts", args=report.where),
        action="See the parts",
    )


def written_by(report: Report, everybody: list[str]) -> str:
    """Whose words it is: one inspectorate, or all together."""
    return report.owner.short_name if report.owner else f"{named(everybody)}, together"


def waits_for(report: Report) -> str:
    """Who has to do what before it goes on."""
    leader = capfirst(leader_of(report))
    if not report.is_begun:
        leads = report.owner or report.is_combined
        starter = leader if leads else "The lead of an inspectorate"
        return f"{starter} to begin it"
    if report.is_combined and report.state == ReportState.AGREEMENT:
        return f"{leader} to build it from its parts, once each of them is signed"
    assurer = report.form.quality_assured_by.short_name
    signs = report.owner.short_name if report.owner else "every inspectorate"
    return {
        ReportState.DRAFTING: f"{leader} to send it to quality assurance",
        ReportState.QUALITY_ASSURANCE: f"The quality assurer of {assurer}",
        ReportState.AGREEMENT: f"The sign-off of {signs}, then sending to the chair",
        ReportState.WITH_CHAIR: "The response of the chair",
        ReportState.ANSWERING: "Answers to the comments of the chair",
        ReportState.FINAL_AGREEMENT: f"The sign-off of {signs}, then publication by two people",
    }.get(ReportState(report.state), "Nothing")
