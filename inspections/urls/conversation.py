"""Addresses of conversations."""

from django.urls import path

from inspections.views import conversation

urlpatterns = [
    path("", conversation.ConversationsPage.as_view(), name="conversations"),
    path(
        "record/<slug:question_set>/",
        conversation.RecordConversationPage.as_view(),
        name="record_conversation",
    ),
    path("<str:conversation>/", conversation.ConversationPage.as_view(), name="conversation"),
    path(
        "<str:conversation>/change/",
        conversation.ChangeConversationPage.as_view(),
        name="change_conversation",
    ),
    path(
        "<str:conversation>/withdraw/",
        conversation.WithdrawConversationPage.as_view(),
        name="withdraw_conversation",
    ),
]
