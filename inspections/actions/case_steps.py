"""What is to be read and asked on a case: planning it, and saying what became of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from inspections.models import Assignment, Case, CaseStep, Inspection, StepReport
from inspections.permissions import assignment_of, may_change_case
from inspections.rules.cases import wrong_in_report
from inspections.values import (
    STEPS_AT_AGENCY,
    STEPS_ONCE,
    Outcome,
    StepAsked,
    StepKind,
    StepSaid,
)
from organisations.models import User
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import require
from records.values import clean_text, content_hash

_REPORTED = (
    "Somebody else reported on this after you opened it. Nothing of theirs is overwritten: read it "
    "above yours, and send yours again if it still holds."
)
_SENT_BEFORE = "This form was sent before with other content. The first one was saved."


def plan_steps(*, case: Case, asked: Sequence[StepAsked], by: User, at: datetime) -> list[CaseStep]:
    """Plan what is to be done on a case. What is planned already is not planned twice.

    Raises:
        PermissionRefused: the person does not work on cases, or not at this stage.
        ActionRefused: a step is not one of this case, or none is left to plan.
    """
    _allow(case, by, at)
    before = CaseStep.objects.planned_on(case)
    fresh = []
    for one in dict.fromkeys(asked):
        _check_step(case, one)
        if one.kind not in STEPS_ONCE or (one.kind, one.agency) not in before:
            fresh.append(one)
    if not fresh:
        raise ActionRefused("All of this is planned already. Reopen what is to be done again.")
    last = case.steps.aggregate(last=Max("number"))["last"] or 0
    return [
        CaseStep.objects.create(
            case=case,
            number=number,
            kind=one.kind,
            agency_id=one.agency,
            planned_by=by,
            planned_at=at,
        )
        for number, one in enumerate(fresh, last + 1)
    ]


def report_step(
    *, step: CaseStep, key: UUID, base: int, said: StepSaid, by: User, at: datetime
) -> StepReport:
    """Say what became of a step: done on a day, not to be done, or to be done again.

    Args:
        base: the number of the newest report that was on the page; 0 where there was none.

    Raises:
        PermissionRefused: the person does not work on cases, or not at this stage.
        ActionRefused: the report does not fit the step.
        Conflict: somebody else reported meanwhile.
        AlreadySent: the key was used before with other content.
    """
    inspection = _allow(step.case, by, at)
    said = _cleaned(said, by)
    content = {**said.as_data(), "step": step.pk}
    earlier = StepReport.objects.filter(key=key).first()
    if earlier is not None:
        if not earlier.proves(person=by, content=content):
            raise AlreadySent(_SENT_BEFORE)
        return earlier
    newest = StepReport.objects.filter(step=step).order_by("-number").first()
    if (newest.number if newest else 0) != base:
        raise Conflict(_REPORTED, theirs=newest)
    standing = newest.outcome if newest else Outcome.TO_DO
    _check_report(step, standing, said, at)
    try:
        with transaction.atomic():
            return StepReport.objects.create(
                key=key,
                person=by,
                content_hash=content_hash(content),
                at=at,
                step=step,
                number=base + 1,
                outcome=said.outcome,
                on=said.on,
                done_by=_doer(inspection, said, at),
                consent=said.consent,
                present=sorted(said.present),
                note=said.note,
            )
    except IntegrityError as error:
        raise Conflict(_REPORTED) from error


def _allow(case: Case, by: User, at: datetime) -> Inspection:
    # The row first: two who report on one step at once are told in turn.
    inspection = Inspection.objects.select_for_update().get(pk=case.inspection_id)
    require(may_change_case(assignment_of(by, inspection, timezone.localdate(at)), inspection))
    return inspection


def _check_step(case: Case, asked: StepAsked) -> None:
    if asked.kind not in set(StepKind) or (asked.kind == StepKind.ADULT and not case.is_adults):
        raise ActionRefused("Choose what is to be done from what there is.")
    if (asked.kind in STEPS_AT_AGENCY) != (asked.agency is not None):
        raise ActionRefused("Records, practitioners and managers are an agency’s. Choose again.")
    of_area = case.inspection.area.agencies
    if asked.agency is not None and not of_area.filter(pk=asked.agency).exists():
        raise ActionRefused("An agency is not one of this area. Choose it again.")


def _cleaned(said: StepSaid, by: User) -> StepSaid:
    is_done = said.outcome == Outcome.DONE
    return StepSaid(
        outcome=said.outcome,
        on=said.on if is_done else None,
        done_by=(said.done_by or by.email).lower() if is_done else "",
        consent=said.consent,
        present=tuple(sorted(said.present)) if is_done else (),
        note=clean_text(said.note).strip(),
    )


def _check_report(step: CaseStep, standing: str, said: StepSaid, at: datetime) -> None:
    wrong = wrong_in_report(step.kind, standing, said, timezone.localdate(at))
    if wrong:
        raise ActionRefused(wrong.says)


def _doer(inspection: Inspection, said: StepSaid, at: datetime) -> Assignment | None:
    """Who of the team did it, as they stood on the team that day.

    Raises:
        ActionRefused: they were not on the team on that day.
    """
    if said.on is None:
        return None
    team = Assignment.objects.of(inspection).filter(person__email=said.done_by)
    there = team.on(said.on).order_by("-pk").first() or team.on(timezone.localdate(at)).first()
    if there is None:
        raise ActionRefused("Whoever did this is not on the team of this inspection.")
    return there
