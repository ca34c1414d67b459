"""Addresses of sample selection."""

from django.urls import path

from inspections.views import samples, samples_draw, samples_upload

urlpatterns = [
    path("", samples.SamplesPage.as_view(), name="samples"),
    path("requests/add/", samples.RequestListPage.as_view(), name="request_list"),
    path(
        "requests/<str:list_request>/close/",
        samples.CloseRequestPage.as_view(),
        name="close_request",
    ),
    path("upload/", samples_upload.UploadListPage.as_view(), name="upload_list"),
    path("upload/<str:upload>/map/", samples_upload.MapListPage.as_view(), name="map_list"),
    path("upload/<str:upload>/check/", samples_upload.CheckListPage.as_view(), name="check_list"),
    path(
        "upload/<str:upload>/accept/", samples_upload.AcceptListPage.as_view(), name="accept_list"
    ),
    path("upload/<str:upload>/drop/", samples_upload.DropUploadPage.as_view(), name="drop_upload"),
    path("lists/<str:agency_list>/", samples.AgencyListPage.as_view(), name="agency_list"),
    path(
        "lists/<str:agency_list>/withdraw/",
        samples.WithdrawListPage.as_view(),
        name="withdraw_list",
    ),
    path("recognised/", samples.RecognisedPage.as_view(), name="recognised"),
    path("subjects/<str:subject>/", samples.SubjectPage.as_view(), name="subject"),
    path("subjects/<str:subject>/key/", samples_draw.KeyPage.as_view(), name="subject_key"),
    path(
        "subjects/<str:subject>/split/<str:agency_list>/",
        samples.SplitSubjectPage.as_view(),
        name="split_subject",
    ),
    path("draws/add/", samples_draw.DrawSamplePage.as_view(), name="draw_sample"),
    path("draws/<str:draw>/", samples_draw.DrawPage.as_view(), name="draw"),
    path("draws/<str:draw>/again/", samples_draw.ReproducePage.as_view(), name="reproduce_draw"),
    path("draws/<str:draw>/key/", samples_draw.KeyPage.as_view(), name="draw_key"),
    path(
        "draws/<str:draw>/substitute/<str:case>/",
        samples_draw.SubstitutePage.as_view(),
        name="substitute_case",
    ),
]
