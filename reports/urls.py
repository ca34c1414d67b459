"""Addresses of a report, under its inspection's."""

from django.urls import path

from reports.views import (
    answers,
    chair,
    drafts,
    evidence,
    paragraphs,
    publishing,
    release,
    response,
    writing,
)

app_name = "reports"
urlpatterns = [
    path("", writing.EditorPage.as_view(), name="report"),
    path("begin/", writing.BeginPage.as_view(), name="begin"),
    path("preview/", writing.PreviewPage.as_view(), name="preview"),
    # --- a paragraph
    path(
        "sections/<slug:section>/add/", paragraphs.AddParagraphPage.as_view(), name="add_paragraph"
    ),
    path(
        "sections/<slug:section>/add/typed/<uuid:key>/",
        paragraphs.TypeNewParagraphPage.as_view(),
        name="type_new_paragraph",
    ),
    path(
        "paragraphs/<slug:paragraph>/",
        paragraphs.ChangeParagraphPage.as_view(),
        name="change_paragraph",
    ),
    path(
        "paragraphs/<slug:paragraph>/typed/<uuid:key>/",
        paragraphs.TypeParagraphPage.as_view(),
        name="type_paragraph",
    ),
    path(
        "paragraphs/<slug:paragraph>/remove/",
        paragraphs.RemoveParagraphPage.as_view(),
        name="remove_paragraph",
    ),
    path(
        "paragraphs/<slug:paragraph>/move/",
        paragraphs.MoveParagraphPage.as_view(),
        name="move_paragraph",
    ),
    path(
        "paragraphs/<slug:paragraph>/evidence/",
        evidence.ParagraphEvidencePage.as_view(),
        name="paragraph_evidence",
    ),
    path(
        "paragraphs/<slug:paragraph>/evidence/unlink/",
        evidence.UnlinkEvidencePage.as_view(),
        name="unlink_evidence",
    ),
    # --- frozen drafts
    path("drafts/<int:number>/", drafts.DraftPage.as_view(), name="draft"),
    path("drafts/<int:number>/print/", drafts.PrintDraftPage.as_view(), name="print_draft"),
    path("drafts/<int:number>/letter.pdf", drafts.DraftPdfPage.as_view(), name="draft_pdf"),
    path("drafts/<int:number>/final.pdf", drafts.FinalPdfPage.as_view(), name="final_pdf"),
    # --- release
    path("send-to-quality/", release.SendToQualityPage.as_view(), name="send_to_quality"),
    path("quality/", release.QualityPage.as_view(), name="quality"),
    path("quality/pass/", release.PassQualityPage.as_view(), name="pass_quality"),
    path("quality/return/", release.ReturnToDraftingPage.as_view(), name="return_to_drafting"),
    path("sign/", release.SignPage.as_view(), name="sign"),
    path("send/", release.SendToChairPage.as_view(), name="send"),
    path("reopen/", release.ReopenPage.as_view(), name="reopen"),
    path("close-accuracy/", release.CloseAccuracyPage.as_view(), name="close_accuracy"),
    path("close-door/", release.CloseDoorPage.as_view(), name="close_door"),
    path("answers/", answers.AnswersPage.as_view(), name="answers"),
    path("answers/finish/", answers.FinishAnswersPage.as_view(), name="finish_answers"),
    path("answers/<slug:comment>/", answers.AnswerPage.as_view(), name="answer"),
    path("publish/", publishing.PublishPage.as_view(), name="publish"),
    path("publish/propose/", publishing.ProposePage.as_view(), name="propose"),
    path("publish/confirm/", publishing.ConfirmPage.as_view(), name="confirm"),
    # --- the chair
    path("factual-accuracy/", chair.DraftForChairPage.as_view(), name="chair"),
    path("factual-accuracy/draft.pdf", chair.ChairPdfPage.as_view(), name="chair_pdf"),
    path("factual-accuracy/print/", chair.ChairPrintPage.as_view(), name="chair_print"),
    path("factual-accuracy/check/", response.CheckResponsePage.as_view(), name="check_response"),
    path("factual-accuracy/return/", response.ReturnResponsePage.as_view(), name="return_response"),
    path("factual-accuracy/receipt/", response.ReceiptPage.as_view(), name="receipt"),
    path(
        "factual-accuracy/paragraphs/<slug:paragraph>/",
        chair.AddCommentPage.as_view(),
        name="add_comment",
    ),
    path(
        "factual-accuracy/paragraphs/<slug:paragraph>/typed/<uuid:key>/",
        chair.TypeNewCommentPage.as_view(),
        name="type_new_comment",
    ),
    path(
        "factual-accuracy/comments/<slug:comment>/",
        chair.ChangeCommentPage.as_view(),
        name="change_comment",
    ),
    path(
        "factual-accuracy/comments/<slug:comment>/typed/<uuid:key>/",
        chair.TypeCommentPage.as_view(),
        name="type_comment",
    ),
    path(
        "factual-accuracy/comments/<slug:comment>/leave-out/",
        chair.LeaveOutPage.as_view(),
        name="leave_out_comment",
    ),
]
