"""Addresses of the inspections app."""

from django.urls import URLPattern, URLResolver, include, path

from inspections.views import cases, evidence, items, opening, places, stage, strands, team

app_name = "inspections"

_evidence = [
    path("", evidence.EvidenceListPage.as_view(), name="evidence"),
    path("record/", evidence.RecordEvidencePage.as_view(), name="record_evidence"),
    path("autosave/<uuid:key>/", evidence.AutosavePage.as_view(), name="autosave"),
    path("autosave/<uuid:key>/discard/", evidence.DiscardNotePage.as_view(), name="discard_note"),
    path("<str:evidence>/", items.EvidenceItemPage.as_view(), name="evidence_item"),
    path("<str:evidence>/change/", items.ChangeEvidencePage.as_view(), name="change_evidence"),
    path("<str:evidence>/share/", items.ShareEvidencePage.as_view(), name="share_evidence"),
    path(
        "<str:evidence>/withdraw/<slug:inspectorate>/",
        items.WithdrawSharePage.as_view(),
        name="withdraw_share",
    ),
]
_inspection: list[URLPattern | URLResolver] = [
    path("team/", team.TeamPage.as_view(), name="team"),
    path("team/lead/", team.NameLeadPage.as_view(), name="name_lead"),
    path("team/member/", team.NameMemberPage.as_view(), name="name_member"),
    path("team/<str:person>/end/", team.EndAssignmentPage.as_view(), name="end_assignment"),
    path("dates/", team.KeyDatesPage.as_view(), name="dates"),
    path("agencies/", places.AgenciesPage.as_view(), name="agencies"),
    path("agencies/add/", places.AddAgencyPage.as_view(), name="add_agency"),
    path("agencies/chair/", places.ChairPage.as_view(), name="chair"),
    path("cases/", cases.CasesPage.as_view(), name="cases"),
    path("cases/add/", cases.AddCasePage.as_view(), name="add_case"),
    path("cases/<str:case>/", cases.CasePage.as_view(), name="case"),
    path("strands/<slug:strand>/", strands.StrandPage.as_view(), name="strand"),
    path("stage/", stage.StagePage.as_view(), name="stage"),
    path("evidence/", include(_evidence)),
]
urlpatterns = [
    path("", opening.InspectionListPage.as_view(), name="list"),
    path("open/", opening.OpenInspectionPage.as_view(), name="open"),
    path("<str:inspection>/", include(_inspection)),
]
