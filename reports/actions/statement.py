"""The statement of action: who writes it, with whom, to whom it goes, by when (150092 ¶28)."""

import uuid
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from inspections.rules import is_working_day
from organisations.models import Agency, Inspectorate, User
from organisations.values import AgencyKind
from records.actions import once, save_if_version
from records.errors import ActionRefused, Conflict, NotVisible
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft, clean_text
from reports.models import Report, StatementOfAction, StatementRevision
from reports.permissions import may_state_action, participants_of, place_of
from reports.rules import Problem
from reports.rules.statement import StatedAction, facts_of, wrong_day
from reports.states import EDITABLE
from reports.values import FIELDWORK_END_STEP
from reports.values.statement import SEND_TO_LIMIT, STATEMENT_STEP, StatementContent


def has_statement(*, report: Report) -> bool:
    """Whether the document’s form has next steps, in which a statement of action stands."""
    return any(section.is_next_steps for section in report.form.sections.all())


def statement_of(*, report: Report) -> StatementOfAction | None:
    """What is recorded, with its agencies; None while nothing is."""
    rows = StatementOfAction.objects.filter(report=report)
    return rows.select_related("writer", "inspectorate").prefetch_related("involved").first()


def content_of(*, statement: StatementOfAction) -> StatementContent:
    """What the row says."""
    return StatementContent(
        writer=statement.writer_id,
        involved=tuple(one.pk for one in statement.involved.all()),
        inspectorate=statement.inspectorate_id,
        send_to=statement.send_to,
        due_on=statement.due_on,
    )


def working_days_of(*, report: Report) -> int | None:
    """How many working days after publication it is due; None where the framework has no step."""
    steps = report.inspection.inspection_type.key_dates.filter(code=STATEMENT_STEP)
    days: int | None = steps.values_list("working_days", flat=True).first()
    return days


def statement_facts(*, report: Report) -> dict[str, Any] | None:
    """What a snapshot says of it, in the words that are printed; None where nothing is recorded.

    For a document whose form has next steps: three queries, however many agencies.
    """
    statement = statement_of(report=report)
    if statement is None:
        return None
    days = working_days_of(report=report)
    writer = statement.writer
    facts = facts_of(
        StatedAction(
            writer=writer.name if writer else report.inspection.partnership.name,
            is_principal=writer is not None and writer.kind == AgencyKind.LOCAL_AUTHORITY,
            involved=[one.name for one in statement.involved.all()],
            inspectorate=statement.inspectorate.name,
            send_to=statement.send_to,
            due_on=statement.due_on,
            working_days=days,
        )
    )
    return {
        "due_on": statement.due_on.isoformat() if statement.due_on else None,
        "working_days": days,
        "facts": [{"label": label, "text": text} for label, text in facts],
    }


def statement_problems(*, report: Report) -> list[Problem]:
    """A letter with next steps does not leave drafting before they say who answers it."""
    if report.state not in EDITABLE or not has_statement(report=report):
        return []
    if StatementOfAction.objects.filter(report=report).exists():
        return []
    url = reverse("reports:statement", args=report.where)
    said = "Nobody has recorded who writes the statement of action, and by when."
    return [Problem(said, "", blocks=True, url=url)]


def record_statement(
    *,
    report: Report,
    content: StatementContent,
    version: int,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> StatementOfAction:
    """Record or change the statement of action, if it is still at the version that was open.

    Args:
        version: that was on the page; 0 where nothing was recorded yet.

    Raises:
        NotVisible: the document has no next steps.
        PermissionRefused: the person does not lead the document, or its text cannot change now.
        Conflict: somebody else recorded it first; carries the row as it is now.
        ActionRefused: an agency does not serve the area, the inspectorate takes no part, the
            address is missing or too long, or the day cannot be one on which it is due.
        AlreadySent: the form was sent before with other content.
    """

    def record() -> str:
        row = Report.objects.lock(report)
        if not has_statement(report=row):
            raise NotVisible("This document has no next steps.")
        require(may_state_action(place_of(by, row, timezone.localdate(at)), row))
        written = _checked(row, content)
        statement = _saved(row, written, version)
        statement.involved.set(written.involved)
        StatementRevision.objects.create(
            statement=statement,
            version=statement.version,
            content=written.as_data(),
            by=by,
            at=at,
        )
        return str(statement.version)

    told = {"report": report.pk, "version": version, **content.as_data()}
    once(key=key, by=by, act="record statement", content=told, at=at, do=record, heard=heard)
    return StatementOfAction.objects.get(report=report)


def _saved(report: Report, content: StatementContent, version: int) -> StatementOfAction:
    """The row, made or changed. The report’s row is locked, so that nobody makes another."""
    changes = {
        "writer_id": content.writer,
        "inspectorate_id": content.inspectorate,
        "send_to": content.send_to,
        "due_on": content.due_on,
    }
    standing = statement_of(report=report)
    if standing is None and version == 0:
        return StatementOfAction.objects.create(report=report, **changes)
    if standing is None or version == 0:
        raise Conflict(
            "Somebody else recorded this while you were typing. Nothing was lost: compare both.",
            theirs=standing,
        )
    rows = StatementOfAction.objects.filter(pk=standing.pk)
    try:
        standing.version = save_if_version(rows, version=version, **changes)
    except Conflict as conflict:
        raise Conflict(conflict.message, theirs=standing) from conflict
    return standing


def _checked(report: Report, content: StatementContent) -> StatementContent:
    send_to = clean_text(content.send_to).strip()
    if not send_to:
        raise ActionRefused("Enter the address that the statement is sent to.")
    if len(send_to) > SEND_TO_LIMIT:
        raise ActionRefused(f"An address has at most {SEND_TO_LIMIT} characters.")
    involved = tuple(sorted(set(content.involved) - {content.writer}))
    _check_agencies(report, {*involved, *([content.writer] if content.writer else [])})
    if content.inspectorate not in {one.pk for one in participants_of(report)}:
        raise ActionRefused(
            "The statement goes to an inspectorate that signs the letter. Choose another."
        )
    if content.due_on is None and working_days_of(report=report) is None:
        raise ActionRefused(
            "The framework does not say by when the statement is due. Enter the date."
        )
    last = _last_day_on_site(report)
    wrong = wrong_day(
        content.due_on,
        after=last,
        is_working=content.due_on is not None and is_working_day(content.due_on),
    )
    if wrong:
        raise ActionRefused(wrong)
    return StatementContent(content.writer, involved, content.inspectorate, send_to, content.due_on)


def _check_agencies(report: Report, agencies: set[int]) -> None:
    here = Agency.objects.filter(pk__in=agencies, areas=report.inspection.area_id).count()
    if here != len(agencies):
        raise ActionRefused("That agency does not serve the inspected area. Choose another.")


def _last_day_on_site(report: Report) -> date:
    steps = {step.code: step.on for step in report.inspection.key_dates.all()}
    return steps.get(FIELDWORK_END_STEP, report.inspection.fieldwork_starts_on)


def receivers_of(*, report: Report) -> list[Inspectorate]:
    """The inspectorates that a statement can go to: those that sign the letter."""
    return participants_of(report)
