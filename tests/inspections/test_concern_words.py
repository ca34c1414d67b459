"""What the pages and e-mails of a safeguarding concern say, without a database."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string

from inspections import notices
from inspections.models import (
    AuditLeader,
    Case,
    Concern,
    ConcernEvent,
    ConcernTold,
    Inspection,
    InspectionAccess,
    JointAudit,
)
from inspections.presenters.concerns import (
    COLUMNS,
    STATE_COLOURS,
    TOLD_COLUMNS,
    acknowledged_words,
    concern_facts,
    concern_rows,
    happenings,
    releases,
    to_call,
    told_rows,
)
from inspections.states import ConcernState
from inspections.values import AT_RISK_LABELS, CONCERN_OUTCOME_LABELS, AtRisk, ConcernOutcome
from organisations.models import Agency, Inspectorate, LocalArea, Office, User
from records.models import Job
from records.states import JobState

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WHEN = "Monday 23 November 2026 at 09:30"
LATER = "Monday 23 November 2026 at 10:30"
HOUR = timedelta(hours=1)
REFERENCE = "OF-2026-0001"
SCRIPT = "<script>alert(1)</script>"
CANARY = "Canary was seen at the canal"
KIT = User(pk=1, name="Kit Lane", email="kit@example.org")
LOU = User(pk=2, name="Lou Hill", email="lou@example.org")
CQC = Inspectorate(pk=2, code="cqc", name="Care Quality Commission", short_name="CQC")
POLICE = Agency(pk=2, name="Northmere Police")
CHIEF = Office(pk=11, title="Chief Constable", agency=POLICE, holder_name="Kit Lane")
CHAIR = Office(pk=12, title="Independent Chair", holder_name="Robin Sand")
INSPECTION = Inspection(pk=7, reference=REFERENCE, area=LocalArea(pk=3, name="Northmere"))


def concern(**changes: Any) -> Concern:
    usual = {
        "reference": "SC-1",
        "inspection": INSPECTION,
        "seen": "Alone.",
        "done": "Rang at once.",
        "at_risk": "yes",
        "raised_by": LOU,
        "raised_at": AT,
    }
    return Concern(**{**usual, **changes})


def told(state: str = "raised", **changes: Any) -> ConcernTold:
    usual = {
        "pk": 4,
        "concern": concern(state=state),
        "person": KIT,
        "inspectorate": CQC,
        "due_at": AT + HOUR,
    }
    return ConcernTold(**{**usual, **changes})


def told_row(row: ConcernTold, at: datetime = AT, *, can_pursue: bool = True) -> Any:
    [cells] = told_rows(REFERENCE, [row], at, can_pursue=can_pursue)
    return cells


def summary(rows: Any) -> str:
    return render_to_string("components/summary_list.html", {"rows": rows})


# --- the list -----------------------------------------------------------------------------------


def test_every_stage_has_a_colour() -> None:
    assert set(STATE_COLOURS) == set(ConcernState)


@pytest.mark.parametrize(
    ("state", "label", "colour"),
    [
        ("raised", "Raised", "red"),
        ("acknowledged", "Acknowledged", "orange"),
        ("acted_on", "Acted on", "blue"),
        ("closed", "Closed", "green"),
    ],
)
def test_each_stage_is_said_in_the_list_and_in_the_facts(
    state: str, label: str, colour: str
) -> None:
    [row] = concern_rows(REFERENCE, [concern(state=state)])
    fact = concern_facts(concern(state=state))[0]
    assert (row[1].text, row[1].colour) == (label, colour)
    assert (fact.value, fact.colour) == (label, colour)


@pytest.mark.parametrize("at_risk", list(AtRisk))
def test_the_list_says_whether_a_child_is_at_risk(at_risk: AtRisk) -> None:
    [row] = concern_rows(REFERENCE, [concern(at_risk=at_risk.value)])
    assert row[2].text == AT_RISK_LABELS[at_risk]


@pytest.mark.parametrize(("case", "text"), [(None, "No case"), (Case(pk=3, reference="T1"), "T1")])
def test_the_list_leads_to_the_concern_and_names_its_case(case: Case | None, text: str) -> None:
    [row] = concern_rows(REFERENCE, [concern(case=case)])
    assert (row[0].text, row[0].url) == ("SC-1", f"/inspections/{REFERENCE}/concerns/SC-1/")
    assert row[3].text == text
    assert (row[4].text, row[4].hint) == (WHEN, "by Lou Hill")
    assert len(row) == len(COLUMNS)


def test_the_list_says_nothing_of_what_was_seen() -> None:
    rows = concern_rows(REFERENCE, [concern(seen=CANARY, done=CANARY)])
    assert CANARY not in repr(rows)


def test_several_concerns_stay_in_their_order_and_none_is_none() -> None:
    rows = concern_rows(REFERENCE, [concern(reference="SC-2"), concern(reference="SC-1")])
    assert [row[0].text for row in rows] == ["SC-2", "SC-1"]
    assert concern_rows(REFERENCE, []) == []


# --- the facts ----------------------------------------------------------------------------------


def fact(row: Concern, key: str) -> Any:
    """The row of the facts with this key."""
    (found,) = [one for one in concern_facts(row) if one.key == key]
    return found


@pytest.mark.parametrize(
    ("called", "words"),
    [
        ([], "Nobody"),
        (["police"], "The police (999)"),
        (["police", "ambulance"], "The police (999), An ambulance (999)"),
        (["duty_team"], "The local authority’s duty team"),
    ],
)
def test_the_facts_say_who_was_called(called: list[str], words: str) -> None:
    assert fact(concern(called=called), "Called already").value == words


@pytest.mark.parametrize(
    ("changes", "case", "agency"),
    [
        ({}, "No case", "None"),
        ({"case": Case(pk=3, reference="T1")}, "T1", "None"),
        ({"agency": POLICE}, "No case", "Northmere Police"),
    ],
)
def test_the_facts_name_case_and_agency_where_there_are(
    changes: dict[str, Any], case: str, agency: str
) -> None:
    row = concern(**changes)
    assert fact(row, "Case").value == case
    assert fact(row, "Agency concerned").value == agency
    assert fact(row, "Raised").value == f"{WHEN} by Lou Hill"


@pytest.mark.parametrize("outcome", list(ConcernOutcome))
def test_a_closed_concern_says_its_outcome(outcome: ConcernOutcome) -> None:
    row = concern(state="closed", outcome=outcome.value)
    assert fact(row, "Outcome").value == CONCERN_OUTCOME_LABELS[outcome]


def test_an_open_concern_has_no_outcome() -> None:
    assert "Outcome" not in [row.key for row in concern_facts(concern())]


def test_what_was_seen_and_done_keeps_its_lines_and_is_drawn_as_text() -> None:
    row = concern(seen=f"One.\nTwo {SCRIPT}", done=SCRIPT)
    assert fact(row, "What was seen or heard").verbatim
    assert fact(row, "What was done at once").verbatim
    markup = summary(concern_facts(row))
    assert "One.\nTwo &lt;script&gt;" in markup
    assert markup.count("&lt;script&gt;") == 2
    assert "<script>" not in markup


# --- who was told -------------------------------------------------------------------------------


def test_whoever_was_told_is_named_with_their_address() -> None:
    cells = told_row(told())
    assert (cells[0].text, cells[0].hint) == ("Kit Lane", "kit@example.org")
    assert len(cells) == len(TOLD_COLUMNS)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Lead, CQC"),
        ({"inspectorate": None, "office": CHIEF}, "Chief Constable, Northmere Police"),
        ({"inspectorate": None, "office": CHAIR}, "Independent Chair"),
        ({"inspectorate": None, "office": None}, ""),
    ],
)
def test_it_says_as_what_they_were_told(changes: dict[str, Any], words: str) -> None:
    assert told_row(told(**changes))[1].text == words


@pytest.mark.parametrize(
    ("state", "finished_at", "reminders", "text", "colour", "hint"),
    [
        (JobState.QUEUED, None, 0, "Being sent", "", ""),
        (JobState.RUNNING, None, 0, "Being sent", "", ""),
        (JobState.QUEUED, None, 1, "Being sent", "", "Told 2 times"),
        (JobState.DONE, AT, 0, f"Sent {WHEN}", "", ""),
        (JobState.DONE, AT, 3, f"Sent {WHEN}", "", "Told 4 times"),
        (JobState.FAILED, AT, 0, "Could not be sent", "red", "Call them"),
        (JobState.PARKED, AT, 2, "Could not be sent", "red", "Call them"),
    ],
)
def test_it_says_whether_the_e_mail_went(
    state: str, finished_at: datetime | None, reminders: int, text: str, colour: str, hint: str
) -> None:
    job = Job(state=state, finished_at=finished_at)
    cell = told_row(told(last_job=job, reminders=reminders))[2]
    assert (cell.text, cell.colour, cell.hint) == (text, colour, hint)


@pytest.mark.parametrize("reminders", [0, 2])
def test_without_an_e_mail_it_says_call_them(reminders: int) -> None:
    cell = told_row(told(reminders=reminders))[2]
    assert (cell.text, cell.colour, cell.hint) == ("Not sent", "red", "Call them")


@pytest.mark.parametrize(
    ("after", "text", "colour"),
    [
        (timedelta(0), "Not yet", "yellow"),
        (HOUR - timedelta(seconds=1), "Not yet", "yellow"),
        (HOUR, "Not acknowledged", "red"),
        (HOUR * 30, "Not acknowledged", "red"),
    ],
)
def test_until_the_hour_is_over_they_are_not_late(after: timedelta, text: str, colour: str) -> None:
    cell = told_row(told(), AT + after)[3]
    assert (cell.text, cell.colour, cell.hint) == (text, colour, f"due {LATER}")


@pytest.mark.parametrize("at", [AT, AT + 2 * HOUR])
def test_once_it_is_closed_nobody_is_late_any_more(at: datetime) -> None:
    cell = told_row(told("closed"), at)[3]
    assert (cell.text, cell.colour, cell.hint) == ("Not acknowledged", "", "")


@pytest.mark.parametrize(
    ("reached_by", "hint"), [(None, ""), (LOU, "reached otherwise, recorded by Lou Hill")]
)
@pytest.mark.parametrize("state", ["acknowledged", "closed"])
def test_it_says_when_they_acknowledged_and_who_says_so(
    state: str, reached_by: User | None, hint: str
) -> None:
    row = told(state, acknowledged_at=AT, reached_by=reached_by)
    cell = told_row(row, AT + 5 * HOUR)[3]
    assert (cell.text, cell.colour, cell.hint) == (WHEN, "", hint)


@pytest.mark.parametrize(
    ("state", "acknowledged_at", "can_pursue", "is_offered"),
    [
        ("raised", None, True, True),
        ("acknowledged", None, True, True),
        ("acted_on", None, True, True),
        ("raised", None, False, False),
        ("acknowledged", AT, True, False),
        ("closed", None, True, False),
        ("closed", AT, True, False),
    ],
)
def test_that_somebody_was_reached_is_recorded_while_they_wait(
    state: str, acknowledged_at: datetime | None, can_pursue: bool, is_offered: bool
) -> None:
    cell = told_row(told(state, acknowledged_at=acknowledged_at), can_pursue=can_pursue)[4]
    assert cell.text == ("Record that Kit Lane was reached" if is_offered else "")
    address = f"/inspections/{REFERENCE}/concerns/SC-1/reached/kit@example.org/"
    assert cell.url == (address if is_offered else "")


def test_a_name_is_drawn_as_text() -> None:
    person = User(pk=9, name=SCRIPT, email="odd@example.org")
    rows = told_rows(REFERENCE, [told(person=person)], AT, can_pursue=True)
    given = {"caption": "x", "columns": TOLD_COLUMNS, "rows": rows}
    markup = render_to_string("components/table.html", given)
    assert markup.count("&lt;script&gt;") == 2
    assert "<script>" not in markup


@pytest.mark.parametrize(
    ("acknowledged_at", "words"), [(None, ""), (AT, f"You acknowledged it on {WHEN}.")]
)
def test_whoever_acknowledged_reads_when(acknowledged_at: datetime | None, words: str) -> None:
    assert acknowledged_words(told(acknowledged_at=acknowledged_at)) == words


# --- what happened, what is released, who is called ---------------------------------------------


def test_what_happened_is_told_in_its_order_with_who_and_why() -> None:
    events = [
        ConcernEvent(what="Raised", by=LOU, at=AT),
        ConcernEvent(what="Closed", by=KIT, at=AT + HOUR, why="At home."),
    ]
    shown = happenings(events)
    assert [(one.when, one.what, one.why) for one in shown] == [
        (WHEN, "Raised (Lou Hill)", ""),
        (LATER, "Closed (Kit Lane)", "At home."),
    ]


def test_nothing_happened_is_nothing() -> None:
    assert happenings([]) == []


@pytest.mark.parametrize(
    ("released", "value"),
    [("", "The reference alone"), ("Call me.\nNow.", "Call me.\nNow.")],
)
def test_it_says_what_each_holder_of_an_office_may_read(released: str, value: str) -> None:
    [row] = releases([told(inspectorate=None, office=CHIEF, released=released), told()])
    assert (row.key, row.value, row.verbatim) == ("Kit Lane", value, True)


def test_leads_read_everything_and_have_no_released_text() -> None:
    assert releases([told(released="Never shown.")]) == []


def holder(person: User | None) -> Office:
    return Office(pk=13, title="Director", agency=POLICE, holder_name="Ash Moor", person=person)


@pytest.mark.parametrize(
    ("person", "is_told", "is_called"),
    [
        (None, False, True),
        (User(pk=5, is_active=True), False, False),
        (User(pk=5, is_active=True), True, False),
        (User(pk=5, is_active=False), False, True),
        # Told before the account was closed: the table says whether they acknowledged.
        (User(pk=5, is_active=False), True, False),
    ],
)
def test_whoever_cannot_be_told_here_is_called(
    person: User | None, is_told: bool, is_called: bool
) -> None:
    rows = [told(person=person)] if is_told else [told()]
    words = ["Ash Moor, Director, Northmere Police"] if is_called else []
    assert to_call([holder(person)], rows) == words


def test_without_offices_nobody_is_called() -> None:
    assert to_call([], [told()]) == []


# --- the e-mails --------------------------------------------------------------------------------


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A queue that hands over one job, and rows that are found without a database."""
    found = SimpleNamespace(job={}, row=None, asked=[], ends=[], is_taken=False)

    def claim(*, reference: str, at: datetime) -> Any:
        found.asked.append(reference)
        return None if found.is_taken else SimpleNamespace(job=SimpleNamespace(arguments=found.job))

    def get(*, pk: int) -> Any:
        assert pk in found.job.values()
        return found.row

    rows = SimpleNamespace(
        objects=SimpleNamespace(select_related=lambda *_: SimpleNamespace(get=get))
    )
    monkeypatch.setattr(notices.queue, "claim", claim)
    monkeypatch.setattr(notices.queue, "finish", lambda held, **_: found.ends.append("done"))
    monkeypatch.setattr(notices.queue, "fail", lambda held, **facts: found.ends.append(facts))
    monkeypatch.setattr(notices, "AuditLeader", rows)
    monkeypatch.setattr(notices, "ConcernTold", rows)
    return found


def audit_mail(post: SimpleNamespace, **changes: Any) -> Any:
    """The e-mail that tells a local leader of a joint audit."""
    due_on = datetime(2026, 12, 4, tzinfo=UTC).date()
    asked = JointAudit(inspection=INSPECTION, due_on=due_on, ask=CANARY)
    access = InspectionAccess(opens_at=AT, closes_at=AT + timedelta(days=30))
    usual = {"pk": 4, "audit": asked, "person": KIT, "office": CHIEF, "access": access}
    post.job, post.row = {"leader": 4}, AuditLeader(**{**usual, **changes})
    notices.tell_of_audit("r1")
    return mail.outbox[-1] if mail.outbox else None


def concern_mail(post: SimpleNamespace, **changes: Any) -> Any:
    """The e-mail that tells somebody of a concern full of words that must not leave."""
    case = Case(pk=3, reference="T17")
    full = concern(seen=CANARY, done=CANARY, case=case, agency=POLICE, called=["ambulance"])
    post.job = {"told": 4}
    post.row = told(**{"concern": full, "released": CANARY, **changes})
    notices.tell_of_concern("r1")
    return mail.outbox[-1] if mail.outbox else None


LOCAL = {"inspectorate": None, "office": CHIEF, "access": InspectionAccess(pk=8, person=KIT)}


def test_the_e_mail_of_an_audit_says_where_to_sign_in_and_by_when(post: SimpleNamespace) -> None:
    letter = audit_mail(post)
    assert letter.to == ["kit@example.org"]
    assert letter.subject == f"{REFERENCE}: a joint audit, by Friday 4 December 2026"
    assert letter.body.startswith("Kit Lane,\n\n")
    assert "joint inspection of Northmere." in letter.body
    assert "by the end of Friday 4 December 2026:" in letter.body
    address = f"{settings.PUBLIC_ADDRESS}/inspections/{REFERENCE}/joint-audit/local/"
    assert letter.body.count("http") == 1
    assert f"\n{address}\n" in letter.body
    assert post.ends == ["done"]


def test_the_e_mail_of_an_audit_says_nothing_of_what_is_asked(post: SimpleNamespace) -> None:
    letter = audit_mail(post)
    assert CANARY not in letter.subject + letter.body
    assert "Northmere Police" not in letter.body
    assert "says nothing of the cases" in letter.body


@pytest.mark.parametrize(
    ("changes", "page"),
    [
        ({}, "concerns/SC-1/"),
        (LOCAL, "concerns/SC-1/local/"),
    ],
)
def test_the_e_mail_of_a_concern_leads_each_to_their_own_page(
    post: SimpleNamespace, changes: dict[str, Any], page: str
) -> None:
    letter = concern_mail(post, **changes)
    assert letter.to == ["kit@example.org"]
    assert letter.subject == f"{REFERENCE}: open at once – SC-1"
    assert letter.body.startswith("Kit Lane,\n\nopen at once: safeguarding concern SC-1.\n")
    assert f"\n{settings.PUBLIC_ADDRESS}/inspections/{REFERENCE}/{page}\n" in letter.body
    assert letter.body.count("http") == 1


@pytest.mark.parametrize("changes", [{}, LOCAL])
@pytest.mark.parametrize("reminders", [0, 1])
def test_the_e_mail_of_a_concern_says_nothing_of_it(
    post: SimpleNamespace, changes: dict[str, Any], reminders: int
) -> None:
    letter = concern_mail(post, reminders=reminders, **changes)
    said = letter.subject + letter.body
    for secret in (CANARY, "T17", "Northmere", "CQC", "Chief Constable", "ambulance", "Lou Hill"):
        assert secret not in said
    assert "says nothing of the concern" in letter.body


@pytest.mark.parametrize(("reminders", "again"), [(0, False), (1, True), (7, True)])
def test_whoever_is_told_again_reads_that_it_is_again(
    post: SimpleNamespace, reminders: int, again: bool
) -> None:
    letter = concern_mail(post, reminders=reminders)
    said = "You were told of it before, and have not acknowledged it.\n\nSign in, read it"
    assert (said in letter.body) is again
    assert letter.body.count("Sign in,") == 1


def test_a_name_with_odd_characters_changes_nothing_but_the_name(post: SimpleNamespace) -> None:
    odd = User(pk=1, name="Sign in, {address} %s é 👶", email="odd@example.org")
    letter = concern_mail(post, person=odd, reminders=1)
    assert letter.to == ["odd@example.org"]
    assert letter.body.startswith("Sign in, {address} %s é 👶,\n\nopen at once")
    assert "SC-1.\n\nYou were told of it before" in letter.body
    assert letter.body.count("http") == 1


@pytest.mark.parametrize("kind", [audit_mail, concern_mail])
def test_a_job_that_another_worker_has_sends_nothing(post: SimpleNamespace, kind: Any) -> None:
    post.is_taken = True
    assert kind(post) is None
    assert post.asked == ["r1"]
    assert post.ends == []


@pytest.mark.parametrize("kind", [audit_mail, concern_mail])
@pytest.mark.parametrize("error", [ConnectionRefusedError("nobody listens"), TimeoutError("late")])
def test_an_e_mail_that_cannot_be_sent_says_why(
    post: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, kind: Any, error: OSError
) -> None:
    def refuse(**_: Any) -> None:
        raise error

    monkeypatch.setattr(notices, "send_mail", refuse)
    assert kind(post) is None
    (facts,) = post.ends
    assert facts["reason"] == f"The e-mail could not be sent: {error}."
    assert CANARY not in facts["reason"]
