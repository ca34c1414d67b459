"""Addresses of the judgements app, under those of an inspection."""

from django.urls import path

from judgements.views import agreement, findings, meetings, narrative, shared, single
from judgements.views.area import CriterionPage, ReadAreaPage
from judgements.views.board import BoardPage
from judgements.views.readiness import ReadinessPage
from judgements.views.reasoning import ReasoningPage

app_name = "judgements"
_meeting = "meetings/<int:meeting>/"
_meetings = [
    path("meetings/", meetings.MeetingsPage.as_view(), name="meetings"),
    path("meetings/plan/", meetings.PlanMeetingPage.as_view(), name="plan_meeting"),
    path(_meeting, meetings.MeetingPage.as_view(), name="meeting"),
    path(f"{_meeting}agenda/", meetings.ChangeAgendaPage.as_view(), name="change_agenda"),
    path(f"{_meeting}attendance/", meetings.AttendancePage.as_view(), name="attendance"),
    path(f"{_meeting}agree/", meetings.AgreeMinutesPage.as_view(), name="agree_minutes"),
    path(f"{_meeting}minutes/<slug:area>/", meetings.MinutesPage.as_view(), name="minutes"),
]
urlpatterns = [
    path("", BoardPage.as_view(), name="board"),
    path("readiness/", ReadinessPage.as_view(), name="readiness"),
    *_meetings,
    path("areas/<slug:area>/", ReadAreaPage.as_view(), name="area"),
    path("agency/<slug:area>/", single.GradedPage.as_view(), name="graded"),
    path("agency/<slug:area>/propose/", single.ProposeGradePage.as_view(), name="propose_grade"),
    path("agency/<slug:area>/decide/", single.DecidePage.as_view(), name="decide"),
    path("agency/<slug:area>/moderate/", single.ModeratePage.as_view(), name="moderate"),
    path("agency/<slug:area>/reopen/", single.ReopenGradePage.as_view(), name="reopen_grade"),
    path("evaluations/<slug:area>/", narrative.EvaluationPage.as_view(), name="evaluation"),
    path(
        "evaluations/<slug:area>/findings/add/",
        findings.AddFindingPage.as_view(),
        name="add_finding",
    ),
    path(
        "evaluations/<slug:area>/findings/<int:number>/change/",
        findings.ChangeFindingPage.as_view(),
        name="change_finding",
    ),
    path(
        "evaluations/<slug:area>/findings/<int:number>/withdraw/",
        findings.WithdrawFindingPage.as_view(),
        name="withdraw_finding",
    ),
    path(
        "evaluations/<slug:area>/criteria/<int:number>/consider/",
        narrative.ConsiderHeadingPage.as_view(),
        name="consider_heading",
    ),
    path(
        "evaluations/<slug:area>/complete/",
        narrative.CompleteEvaluationPage.as_view(),
        name="complete_evaluation",
    ),
    path(
        "evaluations/<slug:area>/reopen/",
        narrative.ReopenEvaluationPage.as_view(),
        name="reopen_evaluation",
    ),
    path("<slug:area>/", shared.JudgementPage.as_view(), name="judgement"),
    path("<slug:area>/criteria/<int:number>/", CriterionPage.as_view(), name="criterion"),
    path("<slug:area>/positions/open/", shared.OpenPositionsPage.as_view(), name="open"),
    path("<slug:area>/position/", shared.PositionPage.as_view(), name="position"),
    path("<slug:area>/propose/", shared.ProposePage.as_view(), name="propose"),
    path("<slug:area>/reasoning/", ReasoningPage.as_view(), name="reasoning"),
    path("<slug:area>/sign/", shared.SignPage.as_view(), name="sign"),
    path("<slug:area>/discuss/", agreement.DiscussPage.as_view(), name="discuss"),
    path("<slug:area>/print/", agreement.PrintDecisionPage.as_view(), name="print_decision"),
    path("<slug:area>/reopen/", agreement.ReopenPage.as_view(), name="reopen"),
    path("<slug:area>/escalate/", agreement.EscalatePage.as_view(), name="escalate"),
    path("<slug:area>/senior/", agreement.NameSeniorPage.as_view(), name="name_senior"),
    path("<slug:area>/outcome/", agreement.RecordOutcomePage.as_view(), name="record_outcome"),
]
