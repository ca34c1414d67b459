"""The pages of judgement meetings."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from inspections.models import Assignment
from judgements import actions
from judgements.forms.meetings import AgreeMinutesForm, AttendanceForm, MeetingForm, MinuteForm
from judgements.models import Meeting
from judgements.permissions import judgements_of
from judgements.permissions.meetings import inspectorates_of, may_minute, may_plan_meeting
from judgements.presenters.meetings import (
    MeetingPresenter,
    MeetingsPresenter,
    meeting_address,
    two_minutes,
)
from judgements.values.meetings import ATTENDANCE_LABELS, Attended
from judgements.values.typed import MINUTE_DRAFT
from judgements.views.base import InspectionPage, TypedActPage
from pages.forms import GovForm
from records.errors import Conflict
from records.permissions import Answer


class MeetingsPage(InspectionPage):
    """The meetings of an inspection."""

    template_name = "judgements/meetings.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """A line for each."""
        seen = Meeting.objects.visible_to(self.person, timezone.localdate(self.now))
        page = MeetingsPresenter(self.inspection, list(seen.of(self.inspection)))
        return self.render(
            {"page": page, "may_plan": may_plan_meeting(self.member, self.inspection)}
        )


class PlannedPage(InspectionPage):
    """A page with the form of a plan."""

    def permission(self) -> Answer:
        """The overall lead."""
        return may_plan_meeting(self.member, self.inspection)

    def choices(self, invited: set[int]) -> dict[str, Any]:
        """What can be talked through, and who can be invited still; the leads come chosen."""
        team = Assignment.objects.visible_to(self.person, timezone.localdate(self.now))
        here = team.of(self.inspection).on(timezone.localdate(self.now)).for_page()
        free = [one for one in here if one.person_id not in invited]
        return {
            "areas": {one.area.code: one.area.title for one in judgements_of(self.inspection)},
            "people": [
                (one.person.email, f"{one.person} ({one.inspectorate.short_name})") for one in free
            ],
            "leads": [one.person.email for one in free if one.is_lead],
        }


class PlanMeetingPage(PlannedPage):
    """Plan a meeting."""

    template_name = "judgements/plan_meeting.html"

    def form(self, data: Any = None) -> MeetingForm:
        """The form, with the leads invited."""
        given = self.choices(set())
        leads = given.pop("leads")
        form = MeetingForm(data, initial={"invited": leads}, **given)
        form.submit_label = "Plan this meeting"
        return form

    def shown(self, form: MeetingForm, *, status: int = 200) -> TemplateResponse:
        """The page with this form on it."""
        page = MeetingsPresenter(self.inspection, [])
        return self.render({"page": page, "form": form}, status=status)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Plan it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        meeting = actions.plan_meeting(
            inspection=self.inspection,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(meeting)
        messages.success(request, f"Meeting {meeting.number} is planned.")
        return redirect(meeting_address(meeting))


class OneMeetingMixin(InspectionPage):
    """A page of one meeting."""

    meeting: Meeting
    texts = ("place", "discussion", "decision", "reason")

    def load(self, **kwargs: Any) -> None:
        """The meeting, by its number."""
        super().load(**kwargs)
        seen = Meeting.objects.visible_to(self.person, timezone.localdate(self.now))
        found = seen.of(self.inspection).numbered(kwargs["meeting"])
        if found is None:
            raise Http404
        self.meeting = found
        self.page = MeetingPresenter(found, self.inspection, self.member)

    def done(self, sentence: str) -> HttpResponse:
        """Back to the meeting, which says what was done."""
        messages.success(self.request, sentence)
        return redirect(meeting_address(self.meeting))

    def back_address(self) -> str:
        """The page of the meeting, which shows how things stand now."""
        kwargs = self.kwargs
        return reverse("judgements:meeting", args=[kwargs["inspection"], kwargs["meeting"]])

    def shown(self, form: GovForm, *, status: int = 200, **more: Any) -> TemplateResponse:
        """The page with this form on it."""
        form.cancel_url = self.page.here
        return self.render({"page": self.page, "form": form, **more}, status=status)


class MeetingPage(OneMeetingMixin):
    """When and where, the agenda, who came, what was said and decided, and who agreed that."""

    template_name = "judgements/meeting.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The page; its minutes go into the audit entry."""
        self.disclosed(self.meeting, *(row for rows in self.page.minutes.values() for row in rows))
        context = {
            "page": self.page,
            "agreed": self.page.agreed(inspectorates_of(self.inspection)),
            "may_plan": may_plan_meeting(self.member, self.inspection),
            "may_minute": may_minute(self.member, self.inspection),
        }
        return self.render(context)


class ChangeAgendaPage(OneMeetingMixin, PlannedPage):
    """Change when, where and on what a meeting is, and invite more people."""

    template_name = "judgements/change_agenda.html"

    def form(self, data: Any = None) -> MeetingForm:
        """The form, as it is planned now."""
        plan = self.page.plan
        given = self.choices({one.person_id for one in self.page.invited})
        given.pop("leads")
        begins = timezone.localtime(plan.starts_at)
        initial = {
            "starts_on": begins.date(),
            "begins": f"{begins:%H:%M}",
            "place": plan.place,
            "version": plan.version,
        }
        agenda = [one.area for one in plan.items.all()]
        form = MeetingForm(data, initial=initial, agenda=agenda, **given)
        form.submit_label = "Change this meeting"
        return form

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Change it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        actions.change_plan(
            meeting=self.meeting,
            version=form.cleaned_data["version"] or 0,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(self.meeting)
        return self.done("The meeting is changed.")


class AttendancePage(OneMeetingMixin):
    """Say who came."""

    template_name = "judgements/attendance.html"

    def permission(self) -> Answer:
        """The overall lead."""
        return may_plan_meeting(self.member, self.inspection)

    def form(self, data: Any = None) -> AttendanceForm:
        """A list for each person invited; deputies are of the same inspectorate."""
        today = timezone.localdate(self.now)
        team = Assignment.objects.visible_to(self.person, today).of(self.inspection).on(today)
        here = list(team.for_page())
        usual = [
            (one.value, ATTENDANCE_LABELS[one]) for one in (Attended.PRESENT, Attended.APOLOGIES)
        ]
        rows = []
        for one in self.page.invited:
            deputies = [
                (other.person.email, f"{other.person} came for them")
                for other in here
                if other.inspectorate_id == one.inspectorate_id and other.person_id != one.person_id
            ]
            row = self.page.attendance.get(one.pk)
            said = "" if row is None else row.deputy.email if row.deputy else row.attended
            name = f"{one.person} ({one.inspectorate.short_name})"
            rows.append((one.person.email, name, [*usual, *deputies], said))
        return AttendanceForm(data, invited=rows)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form."""
        return self.shown(self.form())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Write it down."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        actions.record_attendance(
            meeting=self.meeting,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(self.meeting)
        return self.done("It is written down who came.")


class MinutesPage(TypedActPage, OneMeetingMixin):
    """Minute an item of the agenda."""

    template_name = "judgements/minutes.html"
    draft_kind = MINUTE_DRAFT

    def load(self, **kwargs: Any) -> None:
        """The item, by the code of its area."""
        super().load(**kwargs)
        found = [one for one in self.page.items if one.area == kwargs["area"] and one.order]
        if not found:
            raise Http404
        self.item = found[0]

    def permission(self) -> Answer:
        """Any lead."""
        return may_minute(self.member, self.inspection)

    def form(self, data: Any = None) -> MinuteForm:
        """The form, with the newest text."""
        initial: dict[str, Any] = {"base": 0}
        if self.item.minutes:
            newest = self.item.minutes[0]
            initial = {
                "base": newest.version,
                "discussion": newest.discussion,
                "decision": newest.decision,
            }
        corrects = bool(self.item.minutes) and self.meeting.agreements.exists()
        return MinuteForm(data, corrects=corrects, initial=initial)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The form, unless a round is open."""
        actions.require_minutable(
            inspection=self.inspection, meeting=self.meeting, area=self.item.area
        )
        self.disclosed(self.meeting)
        return self.shown(self.kept(self.form()), item=self.item)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Write it down; a refusal leaves what was typed on the page."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(self.kept(form), status=422, item=self.item)
        try:
            minute = actions.record_minute(
                meeting=self.meeting,
                area=self.item.area,
                version=form.cleaned_data["base"],
                content=form.content(),
                key=form.cleaned_data["once"],
                by=self.person,
                at=self.now,
                heard=form.heard,
            )
        except Conflict as conflict:
            return self.conflict(form, conflict)
        self.changed(minute)
        return self.done(f"{self.item.title} is minuted.")

    def conflict(self, form: MinuteForm, conflict: Conflict) -> HttpResponse:
        """Both texts, and the form to save what is made of them over the newer minute."""
        theirs = conflict.theirs
        if theirs is None:
            form.add_error(None, "Nobody has minuted this yet. What you typed is below.")
            form.bear(base=0)
            return self.shown(self.kept(form), status=409, item=self.item)
        self.disclosed(theirs)
        form.bear(base=theirs.version)
        both = two_minutes(form.content(), theirs)
        return self.shown(self.kept(form), status=409, item=self.item, both=both)


class AgreeMinutesPage(OneMeetingMixin):
    """A lead reads the minutes and agrees them."""

    template_name = "judgements/agree_minutes.html"

    def permission(self) -> Answer:
        """Any lead."""
        return may_minute(self.member, self.inspection)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The minutes, and what agreeing does."""
        newest = actions.newest_minute(meeting=self.meeting)
        self.disclosed(*(row for rows in self.page.minutes.values() for row in rows))
        return self.shown(AgreeMinutesForm(initial={"up_to": newest.pk}))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Agree them."""
        form = AgreeMinutesForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        agreed = actions.agree_minutes(
            meeting=self.meeting,
            up_to=form.cleaned_data["up_to"],
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(agreed)
        return self.done("You have agreed the minutes.")
