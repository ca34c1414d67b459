"""Addresses of evaluating practice: in all cases, and under those of one."""

from django.urls import path

from inspections.views import practice

_CASE = "cases/<str:case>/practice/"
urlpatterns = [
    path("practice/", practice.PracticePage.as_view(), name="practice"),
    path(_CASE, practice.CasePracticePage.as_view(), name="case_practice"),
    path(f"{_CASE}<str:evaluation>/", practice.EvaluationPage.as_view(), name="evaluation"),
    path(
        f"{_CASE}<str:evaluation>/withdraw/",
        practice.WithdrawEvaluationPage.as_view(),
        name="withdraw_evaluation",
    ),
    path(
        f"{_CASE}<slug:strand>/<slug:area>/<slug:agency>/",
        practice.EvaluatePracticePage.as_view(),
        name="evaluate_practice",
    ),
]
