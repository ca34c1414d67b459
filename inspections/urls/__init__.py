"""Addresses of the inspections app."""

from django.urls import URLPattern, URLResolver, include, path

from inspections.urls import intelligence, search
from inspections.views import (
    evidence,
    items,
    opening,
    places,
    sharing,
    stage,
    strands,
    team,
)

app_name = "inspections"

_evidence: list[URLPattern | URLResolver] = [
    path("autosave/<uuid:key>/", evidence.AutosavePage.as_view(), name="autosave"),
    path("", evidence.EvidenceListPage.as_view(), name="evidence"),
    path("record/", evidence.RecordEvidencePage.as_view(), name="record_evidence"),
    path("autosave/<uuid:key>/discard/", evidence.DiscardNotePage.as_view(), name="discard_note"),
    path("shared/", sharing.SharedWithUsPage.as_view(), name="shared_with_us"),
    *search.in_evidence,
    path("", include("inspections.urls.attachments")),
    path("", include("inspections.urls.evidence_versions")),
    path("<str:evidence>/", items.EvidenceItemPage.as_view(), name="evidence_item"),
    path("<str:evidence>/change/", items.ChangeEvidencePage.as_view(), name="change_evidence"),
    path("<str:evidence>/share/", sharing.ShareEvidencePage.as_view(), name="share_evidence"),
    path(
        "<str:evidence>/withdraw/<slug:inspectorate>/",
        sharing.WithdrawSharePage.as_view(),
        name="withdraw_share",
    ),
]
_inspection: list[URLPattern | URLResolver] = [
    # What is asked most stands first: an address is tried against one path after the other.
    path("evidence/", include(_evidence)),
    path("team/", team.TeamPage.as_view(), name="team"),
    path("team/lead/", team.NameLeadPage.as_view(), name="name_lead"),
    path("team/member/", team.NameMemberPage.as_view(), name="name_member"),
    path("team/", include("inspections.urls.deputies")),
    path("team/<str:person>/end/", team.EndAssignmentPage.as_view(), name="end_assignment"),
    path("dates/", team.KeyDatesPage.as_view(), name="dates"),
    path("agencies/", places.AgenciesPage.as_view(), name="agencies"),
    path("agencies/add/", places.AddAgencyPage.as_view(), name="add_agency"),
    path("agencies/chair/", places.ChairPage.as_view(), name="chair"),
    path("", include("inspections.urls.cases")),
    path("cases/<str:case>/journey/", include("inspections.urls.journey")),
    path("", include("inspections.urls.practice")),
    path("conversations/", include("inspections.urls.conversation")),
    path("samples/", include("inspections.urls.samples")),
    path("strands/<slug:strand>/", strands.StrandPage.as_view(), name="strand"),
    path("stage/", stage.StagePage.as_view(), name="stage"),
    path("", include("inspections.urls.joint_audit")),
    path("", include("inspections.urls.concerns")),
    path("intelligence/", include(intelligence.sent)),
]
urlpatterns = [
    path("", opening.InspectionListPage.as_view(), name="list"),
    path("open/", opening.OpenInspectionPage.as_view(), name="open"),
    path("intelligence/", include(intelligence.received)),
    *search.of_all,
    path("<str:inspection>/", include(_inspection)),
]
