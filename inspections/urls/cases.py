"""Addresses of cases."""

from django.urls import path

from inspections.views import case_team, case_work, cases, change_case

urlpatterns = [
    path("cases/", cases.CasesPage.as_view(), name="cases"),
    path("cases/add/", cases.AddCasePage.as_view(), name="add_case"),
    path("cases/<str:case>/", cases.CasePage.as_view(), name="case"),
    path("cases/<str:case>/change/", change_case.ChangeCasePage.as_view(), name="change_case"),
    path("cases/<str:case>/history/", change_case.CaseHistoryPage.as_view(), name="case_history"),
    path("cases/<str:case>/links/", case_team.LinkCasePage.as_view(), name="link_case"),
    path(
        "cases/<str:case>/links/<slug:kind>/<str:other>/end/",
        case_team.EndCaseLinkPage.as_view(),
        name="end_case_link",
    ),
    path("cases/<str:case>/team/", case_team.CaseTeamPage.as_view(), name="case_team"),
    path(
        "cases/<str:case>/team/<str:person>/end/",
        case_team.EndCaseMemberPage.as_view(),
        name="end_case_member",
    ),
    path("cases/<str:case>/steps/", case_work.CaseStepsPage.as_view(), name="case_steps"),
    path("cases/<str:case>/steps/<int:step>/", case_work.CaseStepPage.as_view(), name="case_step"),
]
