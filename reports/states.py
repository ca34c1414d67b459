"""The stages of a report, from the first paragraph to the public page."""

from enum import StrEnum

from records.states import StateTable, Transition


class ReportState(StrEnum):
    """Where a report is."""

    DRAFTING = "drafting"
    QUALITY_ASSURANCE = "quality_assurance"
    AGREEMENT = "agreement"
    WITH_CHAIR = "with_chair"
    ANSWERING = "answering"
    FINAL_AGREEMENT = "final_agreement"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


# Of what several inspectorates write the overall lead, of one inspectorate’s document its own.
_LEAD = "the document’s lead"
_QA = "the quality assurer"
REPORT = StateTable(
    name="report",
    states=ReportState,
    first=ReportState.DRAFTING,
    transitions=(
        Transition(
            "send_to_quality_assurance",
            ReportState.DRAFTING,
            ReportState.QUALITY_ASSURANCE,
            _LEAD,
        ),
        Transition("return", ReportState.QUALITY_ASSURANCE, ReportState.DRAFTING, _QA),
        Transition("pass", ReportState.QUALITY_ASSURANCE, ReportState.AGREEMENT, _QA),
        Transition("reopen", ReportState.AGREEMENT, ReportState.DRAFTING, _LEAD),
        Transition(
            "send_to_chair",
            ReportState.AGREEMENT,
            ReportState.WITH_CHAIR,
            "the document’s lead, when everyone who signs it has signed off",
        ),
        Transition(
            "return_response",
            ReportState.WITH_CHAIR,
            ReportState.ANSWERING,
            "the chair, once, before the deadline",
        ),
        Transition(
            "close_without_response",
            ReportState.WITH_CHAIR,
            ReportState.ANSWERING,
            "the document’s lead, after the deadline",
        ),
        Transition(
            "finish_answers",
            ReportState.ANSWERING,
            ReportState.FINAL_AGREEMENT,
            "the document’s lead, when every comment is answered",
        ),
        Transition("reopen", ReportState.FINAL_AGREEMENT, ReportState.ANSWERING, _LEAD),
        Transition(
            "publish",
            ReportState.FINAL_AGREEMENT,
            ReportState.PUBLISHED,
            "proposed by the document’s lead, confirmed by a second person",
        ),
        Transition(
            "build",
            ReportState.AGREEMENT,
            ReportState.FINAL_AGREEMENT,
            "the document’s lead, of a combined document, when every part is signed",
        ),
        Transition(
            "build",
            ReportState.FINAL_AGREEMENT,
            ReportState.FINAL_AGREEMENT,
            "the document’s lead, of a combined document, when a part was signed again",
        ),
        Transition(
            "take_apart",
            ReportState.FINAL_AGREEMENT,
            ReportState.DRAFTING,
            "the document’s lead, of a combined document, whose own words change",
        ),
        Transition("supersede", ReportState.PUBLISHED, ReportState.SUPERSEDED, _LEAD),
        Transition("withdraw", ReportState.PUBLISHED, ReportState.WITHDRAWN, _LEAD),
    ),
    labels={
        ReportState.WITH_CHAIR: "with the chair",
        ReportState.ANSWERING: "answering the chair’s comments",
    },
)
# In these stages the text can be changed: while it is drafted, and while comments are answered.
EDITABLE = frozenset({ReportState.DRAFTING, ReportState.ANSWERING})
# In these the team makes remarks and suggestions, and says who holds the pen.
DISCUSSED = EDITABLE | {ReportState.QUALITY_ASSURANCE}
SIGNING = frozenset({ReportState.AGREEMENT, ReportState.FINAL_AGREEMENT})
# Nothing more is done to the report; what the public reads is a publication.
OVER = frozenset({ReportState.PUBLISHED, ReportState.SUPERSEDED, ReportState.WITHDRAWN})
# From here on every inspectorate that signs a document stands for it: it has left their hands.
SIGNED_OFF = OVER | {
    ReportState.WITH_CHAIR,
    ReportState.ANSWERING,
    ReportState.FINAL_AGREEMENT,
}
# Every comment of the chair has its answer, and none of them changes: the chair reads them.
ANSWERED = OVER | {ReportState.FINAL_AGREEMENT}
# Each of these steps back leaves a reason on the record.
NEEDS_REASON = frozenset({"return", "reopen", "take_apart", "withdraw"})
# The track at the top of the pages: the stages that a reader has to know.
TRACK = (
    ReportState.DRAFTING,
    ReportState.QUALITY_ASSURANCE,
    ReportState.AGREEMENT,
    ReportState.WITH_CHAIR,
    ReportState.ANSWERING,
    ReportState.FINAL_AGREEMENT,
    ReportState.PUBLISHED,
)
