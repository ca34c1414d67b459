"""The words of what waits: each sentence, number and address, without a database."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from desk import waiting
from desk.presenters import waiting_task
from desk.waiting import Waiting, waiting_for
from organisations.models import User
from reports.states import ReportState

AT = datetime(2026, 7, 3, 23, 30, tzinfo=UTC)
IN_ENGLAND = date(2026, 7, 4)  # half past midnight there
INSPECTION = "OF-2026-0001"


class Place:
    """An inspection as far as its words and its address go."""

    reference = INSPECTION

    def __str__(self) -> str:
        return f"{INSPECTION} Northmere"


class Rows(list[Any]):
    """Rows that a query found; they are what they are for every page."""

    def for_page(self) -> "Rows":
        return self

    def counted_by_inspection(self) -> "Rows":
        return self

    def count(self, *_: Any) -> int:
        return len(self)


PERSON = User(pk=7, name="Ada Lane")
OTHER = User(pk=8, name="Ben Moor")
_FOUND_BY = {
    "concerns": (waiting.ConcernTold.objects, "waiting_for"),
    "audits": (waiting.JointAudit.objects, "waiting_for"),
    "rounds": (waiting.AccuracyRound.objects, "waiting_for"),
    "to_confirm": (waiting.Intelligence.objects, "to_confirm_by"),
    "to_answer": (waiting.Intelligence.objects, "to_answer_by"),
    "unread": (waiting.EvidenceShare.objects, "unread_by"),
    "versions": (waiting.FrameworkVersion.objects, "awaiting_approval_by"),
    "to_position": (waiting.judging, "judgements_to_take_position_on"),
    "to_propose": (waiting.judging, "judgements_to_propose"),
    "to_sign": (waiting.judging, "judgements_to_sign"),
    "to_decide": (waiting.judging, "grades_to_decide"),
    "to_moderate": (waiting.judging, "grades_to_moderate"),
    "to_complete": (waiting.judging, "evaluations_to_complete"),
    "to_print": (waiting.agreeing, "judgements_to_decide_print"),
    "to_name_senior": (waiting.agreeing, "judgements_to_name_senior_for"),
    "to_record_outcome": (waiting.agreeing, "judgements_to_record_outcome"),
    "to_propose_anew": (waiting.agreeing, "judgements_to_propose_anew"),
    "to_agree": (waiting.judging, "meetings_to_agree"),
    "to_assure": (waiting.reporting, "reports_to_assure"),
    "to_sign_off": (waiting.reporting, "reports_to_sign_off"),
    "to_comment": (waiting.reporting, "reports_to_answer"),
    "with_suggestions": (waiting.reporting, "reports_with_suggestions"),
    "to_publish": (waiting.reporting, "reports_to_confirm"),
    "past_due": (waiting.reporting, "reports_past_due"),
    "signed": (waiting.reporting, "reports_signed_by_all"),
    "led": (waiting.reporting, "reports_led_by"),
    "formats": (waiting.FormatRequest.objects, "to_answer_by"),
}
Waits = Callable[..., list[Waiting]]


@pytest.fixture
def asked() -> dict[str, tuple[Any, ...]]:
    """What each query was asked with."""
    return {}


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]) -> Waits:
    """`waits(led=[…])`: what waits for the person when these queries find these rows."""

    def answered(_person: User = PERSON, **found: list[Any]) -> list[Waiting]:
        def finder(name: str) -> Callable[..., Rows]:
            def find(*args: Any) -> Rows:
                asked[name] = args
                return Rows(found.get(name, []))

            return find

        for name, (where, method) in _FOUND_BY.items():
            monkeypatch.setattr(where, method, finder(name), raising=False)
        return waiting_for(_person, AT)

    return answered


def report(state: str = ReportState.DRAFTING, slug: str = "joint-letter") -> Any:
    return SimpleNamespace(
        state=state,
        slug=slug,
        where=[INSPECTION, slug],
        is_combined=slug == "combined",
        inspection=Place(),
        form=SimpleNamespace(title="Report on health services"),
    )


def judgement(title: str = "Leadership and management") -> Any:
    area = SimpleNamespace(title=title, code="leadership")
    return SimpleNamespace(area=area, strand=SimpleNamespace(inspection=Place()))


def told(person: User, page: str = "concern") -> Any:
    concern = SimpleNamespace(inspection=Place(), reference="SC-4K7Q")
    return SimpleNamespace(
        concern=concern,
        person=person,
        person_id=person.pk,
        page_of=lambda _person: page,
        due_at=AT,
    )


def piece(reference: str = "I-1") -> Any:
    return SimpleNamespace(
        reference=reference,
        get_kind_display=lambda: "Exceptional practice",
        owner=SimpleNamespace(short_name="CQC"),
        get_absolute_url=lambda: f"/intelligence/{reference}/",
    )


# --- nothing, and everything --------------------------------------------------------------------


def test_where_nothing_is_found_nothing_waits(waits: Waits) -> None:
    assert waits() == []


def test_an_admin_is_asked_for_frameworks_and_for_nothing_else(
    waits: Waits, asked: dict[str, Any]
) -> None:
    assert waits(User(pk=9, is_admin=True), led=[report()]) == []
    assert asked.keys() == {"versions"}


def test_nobody_else_is_asked_for_frameworks(waits: Waits, asked: dict[str, Any]) -> None:
    waits()
    assert asked.keys() == _FOUND_BY.keys() - {"versions"}


def test_a_day_is_a_day_in_england_and_a_moment_stays_a_moment(
    waits: Waits, asked: dict[str, Any]
) -> None:
    waits()
    by_moment = {name for name, args in asked.items() if args == (PERSON, AT)}
    by_day = {name for name, args in asked.items() if args == (PERSON, IN_ENGLAND)}
    assert by_moment == {"concerns", "audits", "rounds", "past_due"}
    assert by_day == asked.keys() - by_moment


def test_what_is_most_urgent_stands_first(waits: Waits) -> None:
    audit = SimpleNamespace(inspection=Place(), due_on=IN_ENGLAND)
    found = waits(
        led=[report()],
        to_sign=[judgement()],
        unread=[(INSPECTION, "Northmere", 1)],
        to_confirm=[piece()],
        rounds=[SimpleNamespace(report=report(), due_at=AT)],
        audits=[audit],
        concerns=[told(PERSON)],
    )
    assert [one.what.split()[0] for one in found] == [
        "Open",
        "Evaluate",
        "Check",
        "Confirm",
        "Read",
        "Check",
        "Finish",
    ]


# --- frameworks ---------------------------------------------------------------------------------


def test_a_framework_is_named_and_its_page_is_where_it_is_done(waits: Waits) -> None:
    version = SimpleNamespace(get_absolute_url=lambda: "/frameworks/x/2/")
    (one,) = waits(User(pk=9, is_admin=True), versions=[version])
    assert one == Waiting("Approve a framework, or leave it", str(version), "/frameworks/x/2/")


# --- concerns -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "what"),
    [
        (PERSON, "Open safeguarding concern SC-4K7Q at once, and acknowledge it"),
        (OTHER, "Reach Ben Moor: safeguarding concern SC-4K7Q is not acknowledged"),
    ],
)
def test_a_concern_is_one_s_own_to_open_or_another_s_to_be_reached(
    waits: Waits, person: User, what: str
) -> None:
    (one,) = waits(concerns=[told(person)])
    assert (one.what, one.where, one.due) == (what, f"{INSPECTION} Northmere", AT)


def test_a_concern_leads_to_the_page_that_the_person_may_open(waits: Waits) -> None:
    asked_of: list[User] = []
    row = told(OTHER)
    row.page_of = lambda person: asked_of.append(person) or "concern"
    (one,) = waits(concerns=[row])
    assert asked_of == [PERSON]
    assert INSPECTION in one.url
    assert one.url.rstrip("/").endswith("SC-4K7Q")


# --- joint audits and the chair -----------------------------------------------------------------


def test_a_joint_audit_has_its_last_day(waits: Waits) -> None:
    (one,) = waits(audits=[SimpleNamespace(inspection=Place(), due_on=IN_ENGLAND)])
    assert one.what == "Evaluate your cases in the joint audit"
    assert (one.where, one.due) == (f"{INSPECTION} Northmere", IN_ENGLAND)
    assert INSPECTION in one.url


def test_the_chair_s_check_has_its_deadline(waits: Waits) -> None:
    (one,) = waits(rounds=[SimpleNamespace(report=report(), due_at=AT)])
    assert one.what == "Check the draft for factual accuracy and return your response"
    assert one.due == AT
    assert INSPECTION in one.url


# --- intelligence -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("to_confirm", "Confirm the receipt of intelligence I-1: exceptional practice"),
        ("to_answer", "Say what became of intelligence I-1: exceptional practice"),
    ],
)
def test_intelligence_says_whose_it_is_and_of_what_kind(
    waits: Waits, name: str, words: str
) -> None:
    (one,) = waits(**{name: [piece()]})
    assert one == Waiting(words, "From CQC", "/intelligence/I-1/")


@pytest.mark.parametrize(("number", "shown"), [(1, 1), (9, 9), (10, 10), (11, 10), (500, 10)])
def test_ten_pieces_of_each_kind_are_shown(waits: Waits, number: int, shown: int) -> None:
    pieces = [piece(f"I-{one}") for one in range(number)]
    found = waits(to_confirm=pieces, to_answer=pieces)
    assert len(found) == 2 * shown
    assert found[0].url == "/intelligence/I-0/"


# --- what was shared ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (1, "Read 1 item that was shared with your inspectorate"),
        (2, "Read 2 items that were shared with your inspectorate"),
        (1000, "Read 1000 items that were shared with your inspectorate"),
    ],
)
def test_what_is_unread_is_counted_for_each_inspection(
    waits: Waits, number: int, what: str
) -> None:
    found = waits(unread=[(INSPECTION, "Northmere", number), ("OF-2026-0002", "Ardale", 1)])
    assert [one.where for one in found] == [f"{INSPECTION} Northmere", "OF-2026-0002 Ardale"]
    assert found[0].what == what
    assert INSPECTION in found[0].url
    assert "OF-2026-0002" in found[1].url


# --- judgements ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("to_position", "Record your position on"),
        ("to_propose", "Propose the shared grade of"),
        ("to_sign", "Check and sign the judgement of"),
        ("to_decide", "Decide the grade of"),
        ("to_moderate", "Moderate the grade of"),
        ("to_complete", "Complete the evaluation of"),
        ("to_print", "Decide whether views that differ are printed on"),
        ("to_name_senior", "Name who decides for your inspectorate on"),
        ("to_record_outcome", "Record what the senior people decided on"),
        ("to_propose_anew", "Propose anew the shared grade of"),
    ],
)
@pytest.mark.parametrize(
    "title",
    [
        "Leadership and management",
        "CQC’s part",
        "Ofsted’s part",
        "É",
        "<script>",  # escaped where it is drawn
    ],
)
def test_a_judgement_is_named_as_the_framework_names_it(
    waits: Waits, name: str, words: str, title: str
) -> None:
    (one,) = waits(**{name: [judgement(title)]})
    assert one.what == f"{words} “{title}”"
    assert INSPECTION in one.url
    assert "leadership" in one.url


# --- reports ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "what", "ends"),
    [
        ("to_assure", "Quality-assure the draft", "quality"),
        ("to_sign_off", "Sign the report off", "sign"),
        ("to_comment", "Answer the chair’s comments", "answers"),
        ("with_suggestions", "Accept or decline what is suggested", "remarks"),
        ("to_publish", "Confirm the publication", "publish"),
        ("past_due", "Close the chair’s round: the deadline has passed", "report"),
    ],
)
def test_each_act_on_a_report_has_its_own_page(
    waits: Waits, name: str, what: str, ends: str
) -> None:
    (one,) = waits(**{name: [report()]})
    assert (one.what, one.where, one.due) == (what, f"{INSPECTION} Northmere", None)
    assert one.url == waiting.reverse(f"reports:{ends}", args=[INSPECTION, "joint-letter"])


def test_which_of_several_documents_it_is_is_said(waits: Waits) -> None:
    (one,) = waits(to_assure=[report(slug="agency-report-cqc")])
    assert one.where == f"{INSPECTION} Northmere: Report on health services"
    assert one.url == waiting.reverse("reports:quality", args=[INSPECTION, "agency-report-cqc"])


@pytest.mark.parametrize("state", list(ReportState))
def test_the_lead_s_next_step_is_that_of_the_stage_and_there_may_be_none(
    waits: Waits, state: ReportState
) -> None:
    expected = {
        ReportState.DRAFTING: ["Finish the draft and send it to quality assurance"],
        ReportState.ANSWERING: ["See that every comment of the chair is answered"],
    }
    assert [one.what for one in waits(led=[report(state)])] == expected.get(state, [])
    expected[ReportState.AGREEMENT] = [
        "Build the document from its parts, once each of them is signed"
    ]
    whole = report(state, slug="combined")
    assert [one.what for one in waits(led=[whole])] == expected.get(state, [])


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (ReportState.AGREEMENT, "Send the draft to the chair: all have signed it off"),
        (
            ReportState.FINAL_AGREEMENT,
            "Propose the publication: all have signed the report off",
        ),
    ],
)
def test_what_all_have_signed_goes_on(waits: Waits, state: ReportState, what: str) -> None:
    assert [one.what for one in waits(signed=[report(state)])] == [what]


# --- a line of the list -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "status"),
    [
        (None, "To do"),
        (IN_ENGLAND, "Due Saturday 4 July"),
        (AT, "Due Saturday 4 July at 00:30"),
        (datetime(2026, 1, 5, 9, tzinfo=UTC), "Due Monday 5 January at 09:00"),
    ],
)
def test_a_line_says_when_it_is_due(due: date | None, status: str) -> None:
    line = waiting_task(Waiting("Read it", "There", "/there/", due))
    assert (line.title, line.hint, line.url, line.status) == ("Read it", "There", "/there/", status)


# --- other formats ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "what"),
    [(1, "Answer a request for another format"), (3, "Answer 3 requests for another format")],
)
def test_requests_for_a_format_are_one_line(waits: Waits, number: int, what: str) -> None:
    (one,) = waits(formats=[object()] * number)
    assert one == Waiting(what, "Publications of your inspectorate", "/published/format-requests/")
