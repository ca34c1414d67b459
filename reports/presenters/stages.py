"""Where a report is, what comes next and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from inspections.models import Assignment
from organisations.models import Inspectorate
from pages.shown import Step, SummaryRow, Task, steps
from records.models import Job
from records.permissions import Answer
from records.states import JobState
from reports.actions import Print
from reports.models import AccuracyRound, Draft, PublicationProposal, Report, SignOff
from reports.permissions import may_answer, may_assure, may_lead, may_sign_off
from reports.states import REPORT, SIGNING, TRACK, ReportState
from reports.values import long_date, long_moment

_WITH_THE_CHAIR = frozenset({ReportState.WITH_CHAIR, ReportState.ANSWERING})


@dataclass(frozen=True)
class ShownPrint:
    """The PDF of a draft as a page shows it: a link, a job on its way, or a button that asks."""

    pdf_url: str = ""
    facts: str = ""
    ask_url: str = ""
    ask_label: str = ""
    state: str = ""
    stage: str = ""
    reason: str = ""
    job_url: str = ""


def track(report: Report) -> list[Step]:
    """The stages of the report, with today's; a combined document does not go to the chair."""
    stages = [one for one in TRACK if not (report.is_combined and one in _WITH_THE_CHAIR)]
    labels = [REPORT.label(state).capitalize() for state in stages]
    at = ReportState(report.state)
    current = stages.index(at) if at in stages else len(stages)
    return steps(labels, current=current)


def stage_tasks(
    report: Report, member: Assignment, participants: Sequence[Inspectorate], release: Answer
) -> list[Task]:
    """What is to be done at this stage, each with whose it is.

    Args:
        release: whether the reader sees what is about to be published.
    """
    where, owner = report.where, report.owner
    lead = may_lead(member, report)
    leader = f"Lead of {owner.short_name}" if owner else "Overall lead"
    signs = owner.short_name if owner else "Each inspectorate"
    sign = may_sign_off(member, report, participants)
    if report.is_combined and report.state in SIGNING:
        return _combined_tasks(report, lead, sign, release)
    again = _task("Reopen the text", "reports:reopen", where, lead, leader)
    by_state = {
        ReportState.DRAFTING: [
            _task("Send to quality assurance", "reports:send_to_quality", where, lead, leader)
        ],
        ReportState.QUALITY_ASSURANCE: [
            _task(
                "Quality-assure the report",
                "reports:quality",
                where,
                may_assure(member, report),
                report.form.quality_assured_by.short_name,
            )
        ],
        ReportState.AGREEMENT: [
            _task("Sign the draft off", "reports:sign", where, sign, signs),
            _task("Send the draft to the chair", "reports:send", where, lead, leader),
            again,
        ],
        ReportState.WITH_CHAIR: [
            _task("See how long the chair has", "reports:answers", where, lead, "The chair"),
            _task(
                "Close factual accuracy after the deadline",
                "reports:close_accuracy",
                where,
                lead,
                leader,
            ),
        ],
        ReportState.ANSWERING: [
            _task(
                "Answer the chair’s comments",
                "reports:answers",
                where,
                may_answer(member, report),
                leader if owner else "Inspectorates’ leads",
            )
        ],
        ReportState.FINAL_AGREEMENT: [
            _task("Sign the final draft off", "reports:sign", where, sign, signs),
            _task("Publish", "reports:publish", where, release, "Two people"),
            again,
        ],
    }
    return by_state.get(ReportState(report.state), [])


def _combined_tasks(report: Report, lead: Answer, sign: Answer, release: Answer) -> list[Task]:
    """Of a combined document, that is built and not sent to the chair: each part was."""
    where = report.where
    tasks = [_task("Build it from its parts", "reports:parts", where, lead, "Overall lead")]
    if report.state == ReportState.FINAL_AGREEMENT:
        tasks += [
            _task("Sign the whole document off", "reports:sign", where, sign, "Each inspectorate"),
            _task("Publish", "reports:publish", where, release, "Two people"),
        ]
    return [*tasks, _task("Reopen the text", "reports:reopen", where, lead, "Overall lead")]


def _task(title: str, name: str, where: list[str], answer: Answer, whose: str) -> Task:
    return Task(
        title=title,
        status=whose,
        url=reverse(name, args=where) if answer.allowed else "",
        hint="" if answer.allowed else answer.reason,
    )


def signature_rows(
    participants: Sequence[Inspectorate], signed: Sequence[SignOff]
) -> list[SummaryRow]:
    """Who stands for the draft, and whose sign-off is missing."""
    by_inspectorate = {one.inspectorate_id: one for one in signed}
    rows = []
    for inspectorate in participants:
        found = by_inspectorate.get(inspectorate.pk)
        rows.append(
            SummaryRow(
                key=inspectorate.short_name,
                value=f"{found.by_whom}, {long_moment(found.at)}" if found else "Not signed yet",
                colour="" if found else "yellow",
            )
        )
    return rows


def draft_rows(draft: Draft) -> list[SummaryRow]:
    """What a draft is: its number, when it was made, its hash."""
    return [
        SummaryRow("Draft", str(draft.number)),
        SummaryRow("Made", long_moment(draft.made_at)),
        SummaryRow("SHA-256 of its content", draft.content_hash),
    ]


def round_rows(accuracy_round: AccuracyRound) -> list[SummaryRow]:
    """How a round of factual accuracy stands."""
    if accuracy_round.returned_at:
        outcome = f"Returned on {long_moment(accuracy_round.returned_at)}"
    elif accuracy_round.closed_at:
        outcome = f"Closed without a response on {long_moment(accuracy_round.closed_at)}"
    else:
        outcome = "Not returned yet"
    return [
        SummaryRow("Sent to", str(accuracy_round.chair)),
        SummaryRow("Sent", long_moment(accuracy_round.sent_at)),
        SummaryRow("To be returned by the end of", long_date(accuracy_round.due_at)),
        SummaryRow("Response", outcome),
    ]


def proposal_words(proposal: PublicationProposal | None) -> str:
    """Who proposed the publication and when; empty while nobody has."""
    if proposal is None:
        return ""
    return f"{proposal.by} proposed the publication on {long_moment(proposal.at)}."


def shown_print(found: Print, *, pdf_url: str, ask_url: str, reader: int) -> ShownPrint:
    """The PDF of a draft for this reader.

    Args:
        reader: the person's key; the script follows the job only for whoever asked for it.
    """
    if found.artefact is not None:
        facts = f"{found.artefact.pages} pages, {size_words(found.artefact.size)}"
        return ShownPrint(pdf_url=pdf_url, facts=facts)
    if found.job is None:
        return ShownPrint(ask_url=ask_url, ask_label="Make the PDF")
    if found.job.state in {JobState.FAILED, JobState.PARKED}:
        return ShownPrint(
            ask_url=ask_url,
            ask_label="Try again",
            state=found.job.state,
            reason=found.job.reason,
        )
    return _on_its_way(found.job, reader)


def _on_its_way(job: Job, reader: int) -> ShownPrint:
    mine = job.asked_by_id == reader
    return ShownPrint(
        state=job.state,
        stage=job.stage.capitalize(),
        job_url=reverse("pages:job", args=[job.reference]) if mine else "",
    )


def size_words(size: int) -> str:
    """A size of a file as people say it."""
    kilobytes = max(1, round(size / 1024))
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{size / 1024 / 1024:.1f} MB"


def time_left(due_at: datetime, working_days: int) -> str:
    """Until when, as a date and as working days."""
    if working_days == 1:
        return f"until the end of {long_date(due_at)}: 1 working day is left"
    return f"until the end of {long_date(due_at)}: {working_days} working days are left"
