"""Plan a judgement meeting, say who came, minute it, and agree the minutes."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import timezone

from inspections.models import Assignment, Inspection
from inspections.permissions import assignment_of
from judgements.actions.holding import lock
from judgements.models import (
    AgendaItem,
    Attendance,
    Invitation,
    Meeting,
    MeetingPlan,
    Minute,
    MinutesAgreement,
)
from judgements.permissions import judgement_of, judgements_of
from judgements.permissions.meetings import may_minute, may_plan_meeting
from judgements.values.meetings import AttendanceContent, Attended, MinuteContent, PlanContent
from organisations.models import User
from records.actions import once
from records.errors import ActionRefused, Conflict
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft

_MINUTED_MEANWHILE = (
    "Somebody wrote this minute after you opened the page. Both texts are kept: compare them and "
    "choose."
)


def plan_meeting(
    *, inspection: Inspection, content: PlanContent, key: uuid.UUID, by: User, at: datetime
) -> Meeting:
    """Plan a meeting of the inspectorates' leads (150031 ¶39–40).

    Args:
        content: when, where, which judgements in which order, and who is invited.
        key: the form's key; the same form sent twice plans one meeting.

    Raises:
        PermissionRefused: the person does not lead the inspection, or nothing is judged now.
        ActionRefused: there is no place, no agenda or nobody invited; a judgement or a person is
            not of this inspection.
    """

    def act() -> str:
        require(may_plan_meeting(_place(by, inspection, at), lock(inspection=inspection.pk)))
        number = Meeting.objects.of(inspection).count() + 1
        meeting = Meeting.objects.create(inspection=inspection, number=number)
        _put_plan(meeting, 1, content, by=by, at=at)
        return str(meeting.pk)

    made = _once(inspection, "plan meeting", content.as_data(), key, by, at, act)
    return Meeting.objects.select_related("inspection").get(pk=made)


def change_plan(
    *,
    meeting: Meeting,
    version: int,
    content: PlanContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> MeetingPlan:
    """Change when or where a meeting is, its agenda, or invite more people.

    What was minuted stays, also of a judgement that is on the agenda no more.

    Args:
        version: of the plan that was on the page.

    Raises:
        PermissionRefused: the person does not lead the inspection, or nothing is judged now.
        ActionRefused: somebody changed it meanwhile, or lacks as with `plan_meeting`.
    """

    def act() -> str:
        inspection = meeting.inspection
        require(may_plan_meeting(_place(by, inspection, at), lock(inspection=inspection.pk)))
        if meeting.plan().version != version:
            raise ActionRefused(
                "Somebody changed this meeting after you opened the page. Look at how it is "
                "planned now, then change it again."
            )
        return str(_put_plan(meeting, version + 1, content, by=by, at=at).pk)

    data = {"meeting": meeting.pk, "version": version, **content.as_data()}
    made = _once(meeting.inspection, "change meeting", data, key, by, at, act)
    return MeetingPlan.objects.get(pk=made)


def record_attendance(
    *, meeting: Meeting, content: AttendanceContent, key: uuid.UUID, by: User, at: datetime
) -> int:
    """Say who came, who sent apologies, and who came for somebody. The newest word counts.

    Raises:
        PermissionRefused: the person does not lead the inspection, or nothing is judged now.
        ActionRefused: the meeting has not begun; somebody was not invited; a deputy is not of the
            same inspectorate.

    Returns:
        How many people that was said of.
    """

    def act() -> str:
        inspection = meeting.inspection
        require(may_plan_meeting(_place(by, inspection, at), lock(inspection=inspection.pk)))
        _require_begun(meeting, at)
        invited = {one.person.email: one for one in meeting.invitations.select_related("person")}
        for email, came in content.came.items():
            if email not in invited:
                raise ActionRefused(f"{email} was not invited. Open the page again.")
            _put_attendance(invited[email], came, by=by, at=at)
        return str(len(content.came))

    data = {"meeting": meeting.pk, **content.as_data()}
    return _once(meeting.inspection, "record attendance", data, key, by, at, act)


def record_minute(
    *,
    meeting: Meeting,
    area: str,
    version: int,
    content: MinuteContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Minute:
    """Minute an item of the agenda, or write its minute anew.

    While a round of positions on it is open nothing is minuted of a judgement: minutes would tell
    a position before it is revealed.

    Args:
        area: the code of the judgement's area.
        version: of the minute that was on the page, 0 where there was none.
        heard: what the page knew of its draft; a later one stays.

    Raises:
        PermissionRefused: the person is no lead, or nothing is judged now.
        Conflict: somebody minuted it meanwhile; `theirs` is the newest minute.
        ActionRefused: the meeting has not begun, the item is not on its agenda, a round is open,
            nothing is said, or agreed minutes are corrected without a reason.
    """

    def act() -> str:
        inspection = lock(inspection=meeting.inspection_id)
        require(may_minute(_place(by, inspection, at), inspection))
        _require_begun(meeting, at)
        require_minutable(inspection=inspection, meeting=meeting, area=area)
        return str(_put_minute(meeting, area, version, content, by=by, at=at).pk)

    data = {"meeting": meeting.pk, "area": area, "version": version, **content.as_data()}
    made = _once(meeting.inspection, "minute meeting", data, key, by, at, act, heard)
    return Minute.objects.select_related("meeting").get(pk=made)


def agree_minutes(
    *, meeting: Meeting, up_to: int, key: uuid.UUID, by: User, at: datetime
) -> MinutesAgreement:
    """Agree for one's inspectorate that the minutes say what was said and decided.

    Args:
        up_to: the key of the newest minute that was on the page.

    Raises:
        PermissionRefused: the person is no lead, or nothing is judged now.
        ActionRefused: an item has no minute, the minutes changed after the page was opened, or the
            inspectorate has agreed them already.
    """

    def act() -> str:
        inspection = lock(inspection=meeting.inspection_id)
        place = _place(by, inspection, at)
        require(may_minute(place, inspection))
        if place is None:
            raise LookupError("the permission has found the person's place")
        newest = newest_minute(meeting=meeting)
        if newest.pk != up_to:
            raise ActionRefused(
                "The minutes changed after you opened them, and you have not agreed them. Read "
                "them as they are now, then agree."
            )
        if newest.agreements.filter(inspectorate=place.inspectorate).exists():
            raise ActionRefused(
                f"{place.inspectorate.short_name} has agreed these minutes already. One agreement "
                "stands for the whole inspectorate."
            )
        agreed = MinutesAgreement.objects.create(
            meeting=meeting, inspectorate=place.inspectorate, person=by, up_to=newest, at=at
        )
        return str(agreed.pk)

    data = {"meeting": meeting.pk, "up_to": up_to}
    made = _once(meeting.inspection, "agree minutes", data, key, by, at, act)
    return MinutesAgreement.objects.get(pk=made)


def newest_minute(*, meeting: Meeting) -> Minute:
    """The newest minute, once every item of the agenda has one.

    Raises:
        ActionRefused: an item has none.
    """
    minuted = set(meeting.minutes.values_list("area", flat=True))
    missing = [one.title for one in meeting.plan().items.all() if one.area not in minuted]
    if missing:
        raise ActionRefused(f"Nothing is minuted yet of: {', '.join(missing)}. Minute that first.")
    newest: Minute = meeting.minutes.latest("pk")
    return newest


def require_minutable(*, inspection: Inspection, meeting: Meeting, area: str) -> None:
    """That an item is on the agenda, and that a minute of it can tell no hidden position.

    Raises:
        ActionRefused: it is not, or a round of positions is open.
    """
    if not meeting.plan().items.filter(area=area).exists():
        raise ActionRefused(
            "This judgement is not on the agenda any more. The overall lead can put it back."
        )
    judgement = judgement_of(inspection, area)
    if judgement is not None and judgement.open_round() is not None:
        raise ActionRefused(
            f"A round of positions on {judgement.area.title} is open. A minute could tell a "
            "position before all are in, so write it once they are shown."
        )


def _place(by: User, inspection: Inspection, at: datetime) -> Assignment | None:
    return assignment_of(by, inspection, timezone.localdate(at))


def _once(
    inspection: Inspection,
    act: str,
    content: Mapping[str, object],
    key: uuid.UUID,
    by: User,
    at: datetime,
    do: Callable[[], str],
    heard: HeardOfDraft = NO_DRAFT,
) -> int:
    # The lock first: see `holding.once_under_lock`.
    lock(inspection=inspection.pk)
    about = {"inspection": inspection.pk, **content}
    receipt = once(key=key, by=by, act=act, content=about, at=at, do=do, heard=heard)
    return int(receipt.result)


def _put_plan(
    meeting: Meeting, version: int, content: PlanContent, *, by: User, at: datetime
) -> MeetingPlan:
    if not content.place.strip():
        raise ActionRefused("Say where the meeting is.")
    plan = MeetingPlan.objects.create(
        meeting=meeting,
        version=version,
        starts_at=content.starts_at,
        place=content.place.strip(),
        by=by,
        at=at,
    )
    titles = {one.area.code: one.area.title for one in judgements_of(meeting.inspection)}
    if not content.areas:
        raise ActionRefused("Put at least one judgement on the agenda.")
    if not set(content.areas) <= set(titles):
        raise ActionRefused(
            "A judgement that you chose is not made in this inspection any more. Choose again."
        )
    AgendaItem.objects.bulk_create(
        AgendaItem(plan=plan, order=order, area=area, title=titles[area])
        for order, area in enumerate(content.areas, start=1)
    )
    _invite(meeting, content.invited, by=by, at=at)
    return plan


def _invite(meeting: Meeting, emails: tuple[str, ...], *, by: User, at: datetime) -> None:
    there = set(meeting.invitations.values_list("person__email", flat=True))
    if not emails and not there:
        raise ActionRefused("Invite at least one person.")
    team = Assignment.objects.of(meeting.inspection).on(timezone.localdate(at)).for_page()
    places = {one.person.email: one for one in team}
    for email in emails:
        if email in there:
            continue
        if email not in places:
            raise ActionRefused(f"{email} is not on the team of this inspection. Choose again.")
        Invitation.objects.create(
            meeting=meeting,
            person=places[email].person,
            inspectorate=places[email].inspectorate,
            by=by,
            at=at,
        )


def _put_attendance(invitation: Invitation, came: str, *, by: User, at: datetime) -> None:
    deputy = None
    if came not in (Attended.PRESENT, Attended.APOLOGIES):
        team = Assignment.objects.of(invitation.meeting.inspection).on(timezone.localdate(at))
        same = team.for_page().filter(inspectorate=invitation.inspectorate_id)
        place = same.filter(person__email=came).exclude(person=invitation.person_id).first()
        if place is None:
            raise ActionRefused(
                f"{invitation.person} sends somebody of their own inspectorate. Choose again."
            )
        deputy = place.person
    Attendance.objects.create(
        invitation=invitation,
        attended=Attended.DEPUTY if deputy else came,
        deputy=deputy,
        by=by,
        at=at,
    )


def _put_minute(
    meeting: Meeting, area: str, version: int, content: MinuteContent, *, by: User, at: datetime
) -> Minute:
    if not (content.discussion.strip() and content.decision.strip()):
        raise ActionRefused("Say what was talked about, and what was decided.")
    # A minute is a row of its own, so the version is compared here, under the inspection's lock,
    # and set by the insert, of which the database takes one for each version.
    newest = meeting.minutes.for_page().filter(area=area).first()
    if (newest.version if newest else 0) != version:
        raise Conflict(_MINUTED_MEANWHILE, theirs=newest)
    if newest and meeting.agreements.exists() and not content.reason.strip():
        raise ActionRefused("These minutes were agreed. Say why this one is corrected.")
    return Minute.objects.create(
        meeting=meeting,
        area=area,
        version=version + 1,
        discussion=content.discussion.strip(),
        decision=content.decision.strip(),
        reason=content.reason.strip(),
        by=by,
        at=at,
    )


def _require_begun(meeting: Meeting, at: datetime) -> None:
    if at < meeting.plan().starts_at:
        raise ActionRefused(
            "The meeting has not begun. Who came, and what was said, is written down afterwards."
        )
