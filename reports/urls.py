"""Addresses of an inspection's documents, under its own."""

from django.urls import include, path

from reports.views import (
    answers,
    chair,
    combined,
    documents,
    drafts,
    english,
    evidence,
    finding_steps,
    findings,
    guard,
    paragraphs,
    pens,
    publishing,
    release,
    remarks,
    response,
    sheets,
    statement,
    suggestions,
    writing,
)

app_name = "reports"
# What those say about a text who write it together.
discussion = [
    path("remarks/", remarks.RemarksPage.as_view(), name="remarks"),
    path("remarks/<int:remark>/", remarks.RemarkPage.as_view(), name="remark"),
    path(
        "paragraphs/<slug:paragraph>/remarks/",
        remarks.ParagraphRemarksPage.as_view(),
        name="paragraph_remarks",
    ),
    path("paragraphs/<slug:paragraph>/suggest/", suggestions.SuggestPage.as_view(), name="suggest"),
    path("suggestions/<int:suggestion>/", suggestions.SuggestionPage.as_view(), name="suggestion"),
    path(
        "suggestions/<int:suggestion>/accept/",
        suggestions.AcceptSuggestionPage.as_view(),
        name="accept_suggestion",
    ),
    path(
        "suggestions/<int:suggestion>/decline/",
        suggestions.DeclineSuggestionPage.as_view(),
        name="decline_suggestion",
    ),
    path(
        "suggestions/<int:suggestion>/withdraw/",
        suggestions.WithdrawSuggestionPage.as_view(),
        name="withdraw_suggestion",
    ),
    path("pens/", pens.PensPage.as_view(), name="pens"),
    path("pens/<slug:section>/", pens.PenPage.as_view(), name="pen"),
]
# Of one document; the address names it by its form: agency-report-cqc.
document = [
    path("", writing.EditorPage.as_view(), name="report"),
    path("begin/", writing.BeginPage.as_view(), name="begin"),
    path("preview/", writing.PreviewPage.as_view(), name="preview"),
    # --- a paragraph
    path(
        "sections/<slug:section>/add/", paragraphs.AddParagraphPage.as_view(), name="add_paragraph"
    ),
    path(
        "sections/<slug:section>/findings/",
        finding_steps.UseFindingPage.as_view(),
        name="use_finding",
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
    *discussion,
    path("statement-of-action/", statement.StatementPage.as_view(), name="statement"),
    # --- what may not belong into the text
    path("held/", guard.HeldPage.as_view(), name="held"),
    path("held/<slug:held>/", guard.DecideHeldPage.as_view(), name="decide_held"),
    path("plain-english/", english.PlainEnglishPage.as_view(), name="plain_english"),
    # --- frozen drafts
    path("drafts/<int:number>/", drafts.DraftPage.as_view(), name="draft"),
    path("drafts/<int:number>/print/", drafts.PrintDraftPage.as_view(), name="print_draft"),
    path("drafts/<int:number>/letter.pdf", drafts.DraftPdfPage.as_view(), name="draft_pdf"),
    path("drafts/<int:number>/draft.docx", drafts.DraftWordPage.as_view(), name="draft_word"),
    path("drafts/<int:number>/final.pdf", drafts.FinalPdfPage.as_view(), name="final_pdf"),
    # --- what it binds together
    path("parts/", combined.PartsPage.as_view(), name="parts"),
    path("parts/build/", combined.BuildPage.as_view(), name="build"),
    # --- release
    path("send-to-quality/", release.SendToQualityPage.as_view(), name="send_to_quality"),
    path("quality/", release.QualityPage.as_view(), name="quality"),
    path("quality/pass/", release.PassQualityPage.as_view(), name="pass_quality"),
    path("quality/return/", release.ReturnToDraftingPage.as_view(), name="return_to_drafting"),
    path("sign/", release.SignPage.as_view(), name="sign"),
    path("send/", release.SendToChairPage.as_view(), name="send"),
    path("freeze-again/", release.FreezeAgainPage.as_view(), name="freeze_again"),
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
# Of the inspection, whichever document states it; the address names it by its number: R4.
of_finding = [
    path("", findings.FindingPage.as_view(), name="finding"),
    path("change/", findings.ChangeFindingPage.as_view(), name="change_finding"),
    path("rank/", finding_steps.RankFindingPage.as_view(), name="rank_finding"),
    path("withdraw/", finding_steps.WithdrawFindingPage.as_view(), name="withdraw_finding"),
    path("reinstate/", finding_steps.ReinstateFindingPage.as_view(), name="reinstate_finding"),
    path("evidence/", finding_steps.FindingEvidencePage.as_view(), name="finding_evidence"),
    path(
        "evidence/unlink/",
        finding_steps.UnlinkFindingEvidencePage.as_view(),
        name="unlink_finding_evidence",
    ),
]
urlpatterns = [
    path("findings/", findings.FindingsPage.as_view(), name="findings"),
    path("findings/add/", findings.AddFindingPage.as_view(), name="add_finding"),
    path("findings/<slug:finding>/", include(of_finding)),
    path("", documents.DocumentsPage.as_view(), name="list"),
    path("reasoning/<uuid:job>.pdf", sheets.ReasoningPdfPage.as_view(), name="reasoning_pdf"),
    path("<slug:document>/", include(document)),
]
