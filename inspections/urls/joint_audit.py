"""Addresses of the joint audit: for inspectors, and for the partnership's leaders."""

from django.urls import path

from inspections.views import audit_comparison, joint_audit, local_audit

_ROOT = "joint-audit"
urlpatterns = [
    path(f"{_ROOT}/", joint_audit.JointAuditPage.as_view(), name="joint_audit"),
    path(f"{_ROOT}/ask/", joint_audit.AskAuditPage.as_view(), name="ask_audit"),
    path(f"{_ROOT}/change/", joint_audit.ChangeAuditPage.as_view(), name="change_audit"),
    path(f"{_ROOT}/admit/", joint_audit.AdmitLeadersPage.as_view(), name="admit_leaders"),
    path(f"{_ROOT}/withdraw/", joint_audit.WithdrawAuditPage.as_view(), name="withdraw_audit"),
    path(f"{_ROOT}/reopen/", joint_audit.ReopenAuditPage.as_view(), name="reopen_audit"),
    path(
        f"{_ROOT}/evidence/",
        audit_comparison.AuditEvidencePage.as_view(),
        name="begin_audit_evidence",
    ),
    path(f"{_ROOT}/cases/<str:case>/", audit_comparison.AuditCasePage.as_view(), name="audit_case"),
    path(
        f"{_ROOT}/cases/<str:case>/compare/",
        audit_comparison.CompareCasePage.as_view(),
        name="compare_case",
    ),
    path(
        f"{_ROOT}/cases/<str:case>/typed/<uuid:key>/",
        audit_comparison.TypeComparisonPage.as_view(),
        name="type_comparison",
    ),
    path(f"{_ROOT}/local/", local_audit.LocalAuditListPage.as_view(), name="local_audit"),
    path(f"{_ROOT}/local/check/", local_audit.CheckAuditPage.as_view(), name="check_audit"),
    path(f"{_ROOT}/local/return/", local_audit.ReturnAuditPage.as_view(), name="return_audit"),
    path(f"{_ROOT}/local/receipt/", local_audit.AuditReceiptPage.as_view(), name="local_receipt"),
    path(
        f"{_ROOT}/local/cases/<str:case>/",
        local_audit.EnterCasePage.as_view(),
        name="local_case",
    ),
    path(
        f"{_ROOT}/local/cases/<str:case>/typed/<uuid:key>/",
        local_audit.TypeLocalCasePage.as_view(),
        name="type_local_case",
    ),
]
