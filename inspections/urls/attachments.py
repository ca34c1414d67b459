"""Addresses of the files of an item; they stand under the item's own."""

from django.urls import path

from inspections.views import attachments

urlpatterns = [
    path("<str:evidence>/attachments/", attachments.FilesChangePage.as_view(), name="attach_files"),
    path(
        "<str:evidence>/attachments/<str:attachment>/",
        attachments.AttachmentPage.as_view(),
        name="attachment",
    ),
    path(
        "<str:evidence>/attachments/<str:attachment>/replace/",
        attachments.ReplaceFilePage.as_view(),
        name="replace_attachment",
    ),
    path(
        "<str:evidence>/attachments/<str:attachment>/remove/",
        attachments.RemoveFilePage.as_view(),
        name="remove_attachment",
    ),
    path(
        "<str:evidence>/attachments/<str:attachment>/scan/",
        attachments.ScanFilePage.as_view(),
        name="scan_attachment",
    ),
]
