"""Addresses of intelligence: the receiver's own, and the sender's under the inspection."""

from django.urls import path

from inspections.views import intelligence

received = [
    path("", intelligence.ReceivedIntelligencePage.as_view(), name="intelligence_received"),
    path(
        "<str:intelligence>/",
        intelligence.ReceivedItemPage.as_view(),
        name="intelligence_received_item",
    ),
    path(
        "<str:intelligence>/confirm/",
        intelligence.ReceiveIntelligencePage.as_view(),
        name="receive_intelligence",
    ),
    path(
        "<str:intelligence>/readers/",
        intelligence.NameReaderPage.as_view(),
        name="name_intelligence_reader",
    ),
    path(
        "<str:intelligence>/outcome/",
        intelligence.OutcomePage.as_view(),
        name="intelligence_outcome",
    ),
]
sent = [
    path("", intelligence.SentIntelligencePage.as_view(), name="intelligence_sent"),
    path("send/", intelligence.SendIntelligencePage.as_view(), name="send_intelligence"),
    path(
        "<str:intelligence>/",
        intelligence.SentItemPage.as_view(),
        name="intelligence_sent_item",
    ),
    path(
        "<str:intelligence>/withdraw/",
        intelligence.WithdrawIntelligencePage.as_view(),
        name="withdraw_intelligence",
    ),
]
