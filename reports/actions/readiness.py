"""What the judgements of a report's strand lack before the report's next gate."""

from datetime import date

from django.urls import reverse

from inspections.models import Assignment
from judgements.actions import Missing, readiness_of
from judgements.rules.readiness import Check, Gate, Severity
from organisations.models import User
from records.errors import ActionRefused
from reports.models import Report
from reports.permissions import place_of
from reports.rules import Problem, blocking_sentence
from reports.states import OVER, ReportState


def missing_now(*, report: Report, member: Assignment) -> list[Problem]:
    """What is missing before the report's next gate: what blocks line by line, the rest in one.

    The gates are real: what the rules of readiness say blocks a draft keeps the report from quality
    assurance and from its final text, and what blocks a release keeps it from being proposed and
    confirmed for publication. What is only to be settled first is one line, and stops nothing.

    It is what this member of the team may see, in the report's own strand. So each of those who
    take a step answers for what their own inspectorate knows, and learns of no other's.
    """
    if report.state in OVER:
        return []
    gate = Gate.RELEASE if report.state == ReportState.FINAL_AGREEMENT else Gate.DRAFT
    readiness = readiness_of(inspection=report.inspection, member=member)
    missing = readiness.missing(gate, report.strand_id)
    blocking = [_problem(one) for one in missing if one.severity == Severity.BLOCKS]
    settle = [one for one in missing if one.severity == Severity.SETTLE]
    headings = [one for one in settle if _is_heading_of(report, one)]
    rest = len(settle) - len(headings)
    return [
        *blocking,
        *(_not_considered(one) for one in headings),
        *([_to_settle(report, gate, rest)] if rest else []),
    ]


def missing_for(*, report: Report, by: User, day: date) -> list[Problem]:
    """The same, for somebody who takes a step; nothing for somebody who is not on the team."""
    place = place_of(by, report, day)
    return missing_now(report=report, member=place) if place else []


def require_ready(*, report: Report, by: User, day: date) -> None:
    """A report is published when nothing that blocks a release is missing.

    Raises:
        ActionRefused: something is; the sentence lists what.
    """
    refusal = blocking_sentence(
        missing_for(report=report, by=by, day=day), "the report is published"
    )
    if refusal:
        raise ActionRefused(f"{refusal} Nothing was changed.")


def _is_heading_of(report: Report, missing: Missing) -> bool:
    """Whether it is a heading of an evaluation in words that one inspectorate is to consider."""
    in_words = f"{reverse('judgements:board', args=[report.inspection.reference])}evaluations/"
    is_open = missing.gap.check == Check.NOT_CONSIDERED
    return report.owner is not None and is_open and missing.url.startswith(in_words)


def _not_considered(missing: Missing) -> Problem:
    return Problem(
        f"Nobody has considered “{missing.heading}” of {missing.about}.",
        "",
        blocks=False,
        url=missing.url,
    )


def _problem(missing: Missing) -> Problem:
    return Problem(missing.gap.because, "", blocks=True, url=missing.url)


def _to_settle(report: Report, gate: Gate, number: int) -> Problem:
    said = "1 thing" if number == 1 else f"{number} things"
    where = reverse("judgements:readiness", args=[report.inspection.reference])
    return Problem(
        f"{said} to settle first in what the judgements rest on",
        "",
        blocks=False,
        url=f"{where}?gate={gate}",
    )
