"""Every address of the product. tests/attacks holds each of them against the matrix of who may."""

from django.urls import include, path

handler403 = "pages.errors.refused"
handler404 = "pages.errors.not_found"
handler500 = "pages.errors.broken"

urlpatterns = [
    path("accounts/", include("organisations.account_urls")),
    path("people/", include("organisations.urls")),
    path("frameworks/", include("frameworks.urls")),
    path("inspections/", include("inspections.urls")),
    path("inspections/<str:inspection>/judgements/", include("judgements.urls")),
    path("inspections/<str:inspection>/report/", include("reports.old_urls")),
    path("inspections/<str:inspection>/reports/", include("reports.urls")),
    path("outcomes/", include("judgements.public_urls")),
    path("published/", include("reports.public_urls")),
    path("", include("pages.urls")),
    path("", include("desk.urls")),
]
