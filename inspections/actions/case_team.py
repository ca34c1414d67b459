"""The inspectors who work on a case."""

from datetime import datetime

from django.utils import timezone

from inspections.models import Assignment, Case, CaseMember, Inspection
from inspections.permissions import assignment_of, may_change_case
from inspections.values import TeamRole
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require


def put_on_case(*, case: Case, person: str, by: User, at: datetime) -> CaseMember:
    """Put somebody of the inspection's team on a case.

    Args:
        person: the address of somebody who is on the team that day.

    Raises:
        PermissionRefused: the person does not change cases, or not at this stage.
        ActionRefused: they are not on the team, only read, or work on the case already.
    """
    inspection = _allow(case, by, at)
    team = Assignment.objects.of(inspection).on(timezone.localdate(at)).for_page()
    assignment = team.filter(person__email=person.lower()).order_by("-pk").first()
    if assignment is None:
        raise ActionRefused(f"{person} is not on the team of this inspection. Choose again.")
    if assignment.role == TeamRole.QUALITY_ASSURER:
        raise ActionRefused(f"{assignment.person} assures quality, and works on no case.")
    if CaseMember.objects.of(case).of_person(person) is not None:
        raise ActionRefused(f"{assignment.person} works on case {case.reference} already.")
    return CaseMember.objects.create(case=case, assignment=assignment, put_on_by=by, put_on_at=at)


def take_off_case(*, member: CaseMember, by: User, at: datetime) -> CaseMember:
    """End somebody's work on a case. What they did stays, under their name.

    Raises:
        PermissionRefused: the person does not change cases, or not at this stage.
        ActionRefused: it has ended already.
    """
    _allow(member.case, by, at)
    standing = CaseMember.objects.standing().filter(pk=member.pk)
    if not standing.update(taken_off_by=by, taken_off_at=at):
        raise ActionRefused("Their work on this case has ended already.")
    member.taken_off_by, member.taken_off_at = by, at
    return member


def _allow(case: Case, by: User, at: datetime) -> Inspection:
    # Two people who put the same inspector on a case at once are told in turn.
    inspection = Inspection.objects.select_for_update().get(pk=case.inspection_id)
    require(may_change_case(assignment_of(by, inspection, timezone.localdate(at)), inspection))
    return inspection
