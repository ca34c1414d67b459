"""What is typed in judging is kept as it is typed, for whoever types it alone, until it is sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from desk.unfinished import unfinished_notes
from judgements.models import Meeting, NarrativeFinding, Position
from organisations.models import User
from records.actor import acting_as
from records.models import AuditEntry, Draft
from tests.factories.deputies import deputy_of
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    inspection_at,
    joint_inspection,
)
from tests.factories.judgements import (
    RULE,
    entry_of,
    open_round,
    opened_judgement,
    position_of,
    proposal_of,
    revealed_judgement,
)
from tests.factories.meetings import minute_of, planned_meeting
from tests.factories.narrative import (
    changed_by,
    complete_evaluation_of,
    finding_by,
    joint_in_words,
    keys_of,
)
from tests.factories.single_agency import MET, PROTECTION, decided_grade, graded_inspection
from tests.pages.test_kept_form import HERE, browser, end_session, fields_of, token_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
WORDS = "Half a sentence – חצי משפט 👶\nand a second line"


@dataclass(frozen=True)
class Screen:
    """A page with such a form: who types there, its address, what it sends, the box typed into.

    Args:
        other: somebody else who may open the page, or None.
    """

    person: User
    address: str
    box: str
    sent: dict[str, Any]
    joint: JointInspection
    other: User | None = None
    later: dict[str, Callable[[], Any]] = field(default_factory=dict)

    def form(self, text: str = WORDS, **changes: Any) -> dict[str, Any]:
        """The form as a browser sends it."""
        return {"once": uuid4(), **self.sent, self.box: text, **changes}

    def typed(self, text: str = WORDS) -> dict[str, Any]:
        """What autosave.js sends of it."""
        return {**self.sent, self.box: text}


def at(joint: JointInspection, page: str) -> str:
    return f"{reverse('judgements:board', args=[joint.reference])}{page}"


def of_position() -> Screen:
    joint = joint_inspection()
    opened_judgement(joint)
    sent = {"inspectorate": "cqc", "grade": "good"}
    return Screen(
        joint.leads["cqc"],
        at(joint, "lscb/position/"),
        "rationale",
        sent,
        joint,
        other=joint.leads["hmic"],
        later={"the position is in": lambda: position_of(joint, "cqc")},
    )


def of_proposal() -> Screen:
    joint = joint_inspection()
    revealed_judgement(joint)
    sent = {"grade": "good", f"answer_{RULE}": "yes"}
    return Screen(
        joint.overall_lead,
        at(joint, "lscb/propose/"),
        "statement",
        sent,
        joint,
        later={"another round is open": lambda: open_round(joint)},
    )


def of_grade_proposal() -> Screen:
    graded = graded_inspection()
    sent = {"grade": "good", f"answer_{MET}": "yes"}
    return Screen(
        graded.inspector,
        at(graded.joint, f"agency/{PROTECTION}/propose/"),
        "statement",
        sent,
        graded.joint,
        later={"a grade is decided": lambda: decided_grade(graded)},
    )


def finding(joint: JointInspection, **changes: Any) -> dict[str, Any]:
    evidence = list(keys_of(evidence_by(joint, joint.inspectors["cqc"])))
    usual = {"base": "0", "kind": "strength", "agency": "partnership", "evidence": evidence}
    return {**usual, "criterion": "whole", **changes}


def of_finding() -> Screen:
    joint = joint_in_words()
    return Screen(
        joint.inspectors["cqc"],
        at(joint, "evaluations/front_door/findings/add/"),
        "text",
        finding(joint),
        joint,
        other=joint.inspectors["hmic"],
        later={"it is complete": lambda: complete_evaluation_of(joint)},
    )


def of_changed_finding() -> Screen:
    joint = joint_in_words()
    finding_by(joint, joint.inspectors["cqc"])
    return Screen(
        joint.inspectors["cqc"],
        at(joint, "evaluations/front_door/findings/1/change/"),
        "text",
        finding(joint, base="1"),
        joint,
        other=joint.inspectors["hmic"],
        later={"it is complete": lambda: complete_evaluation_of(joint)},
    )


def of_minute() -> Screen:
    joint = joint_inspection()
    planned_meeting(joint)
    return Screen(
        joint.leads["cqc"],
        at(joint, "meetings/1/minutes/lscb/"),
        "discussion",
        {"base": "0", "decision": "To propose a grade."},
        joint,
        other=joint.leads["hmic"],
        later={"a round is open": lambda: open_round(joint)},
    )


def of_discussion() -> Screen:
    joint = joint_inspection()
    revealed_judgement(joint)
    return Screen(
        joint.inspectors["cqc"],
        at(joint, "lscb/discuss/"),
        "text",
        {},
        joint,
        other=joint.inspectors["hmic"],
        later={"another round is open": lambda: open_round(joint)},
    )


SCREENS = [
    of_position,
    of_proposal,
    of_finding,
    of_changed_finding,
    of_minute,
    of_grade_proposal,
    of_discussion,
]


@pytest.fixture(params=SCREENS, ids=lambda one: one.__name__)
def screen(request: pytest.FixtureRequest, db: None) -> Screen:
    made: Screen = request.param()
    return made


@pytest.fixture
def client(screen: Screen, client_of: ClientOf) -> Client:
    return client_of(screen.person)


def autosave(
    client: Client, screen: Screen, key: Any, *, version: int = 0, text: str = WORDS
) -> HttpResponse:
    body = {"version": version, "content": screen.typed(text)}
    address = f"{screen.address}?typing={key}"
    return client.post(address, body, content_type="application/json")


def drafts(person: User) -> list[tuple[UUID, int]]:
    with acting_as(person):
        return list(Draft.objects.of(person).order_by("pk").values_list("receipt", "version"))


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# --- kept, and found again ------------------------------------------------------------------------


def test_the_page_says_where_it_is_kept_as_it_is_typed(client: Client, screen: Screen) -> None:
    page = shown(client, screen.address)
    key = re.search(r'name="once" value="([0-9a-f-]{36})"', page)[1]
    assert page.count(f'data-autosave-url="{screen.address}?typing={key}"') == 1
    assert page.count("data-save-state") == 1
    assert page.count('type="hidden" name="version" value="0"') == 1
    assert 'data-version="0"' in page
    assert "data-unsaved" not in page
    assert "Throw away" not in page


def test_what_was_typed_is_in_the_form_again(client: Client, screen: Screen) -> None:
    key = uuid4()
    answer = autosave(client, screen, key)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert autosave(client, screen, key, version=1, text=f"{WORDS}!").json()["version"] == 2
    page = shown(client, screen.address)
    assert f"{WORDS}!</textarea>" in page
    assert page.count(f'name="once" value="{key}"') == 1
    assert f"{screen.address}?typing={key}" in page
    assert 'data-version="2"' in page
    assert page.count("You typed this before and did not send it.") == 1
    assert page.count("Throw away what I typed") == 1
    assert "There is a problem" not in page
    for name, said in screen.sent.items():
        if name in {"grade", "kind"} or name.startswith("answer_"):
            assert re.search(rf'name="{name}"[^>]*value="{said}"[^>]*checked', page), name


def test_nobody_else_is_shown_what_somebody_types(
    client: Client, screen: Screen, client_of: ClientOf
) -> None:
    autosave(client, screen, uuid4())
    for person in (screen.other, screen.joint.overall_lead, screen.joint.quality_assurer):
        if person in (None, screen.person):
            continue
        answer = client_of(person).get(screen.address)
        assert "Half a sentence" not in answer.content.decode()
        with acting_as(person):
            assert not Draft.objects.of(person).exists()


def test_ticked_evidence_is_ticked_again(client_of: ClientOf) -> None:
    for screen in (of_finding(), of_changed_finding()):
        client = client_of(screen.person)
        autosave(client, screen, uuid4())
        (item,) = screen.sent["evidence"]
        assert f'value="{item}" checked' in shown(client, screen.address)


def test_what_is_sent_is_kept_no_longer(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key)
    sent = screen.form(once=key, version=1)
    assert client.post(screen.address, sent).status_code == 302
    assert drafts(screen.person) == []
    answer = client.post(screen.address, sent)
    assert answer.status_code == 302, "the same form, sent twice"


def test_what_another_window_typed_later_stays(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key)
    autosave(client, screen, key, version=1, text="Later, elsewhere.")
    assert client.post(screen.address, screen.form(once=key, version=1)).status_code == 302
    with acting_as(screen.person):
        left = Draft.objects.get(left_by=key)
    assert left.content[screen.box] == "Later, elsewhere."
    answer = autosave(client, screen, key, version=2, text="Later still.")
    assert answer.status_code == 409
    assert (answer.json()["sent"], answer.json()["left"]) == (True, str(left.receipt))


def test_an_answer_that_was_still_on_its_way_leaves_no_copy(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key)
    # As browsers end lines.
    text = WORDS.replace("\n", "\r\n")
    sent = screen.form(text, once=key, version=0, waiting=1)
    assert client.post(screen.address, sent).status_code == 302
    assert drafts(screen.person) == []


def test_two_windows_are_told_of_each_other(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key, text="One.")
    answer = autosave(client, screen, key, text="Other.")
    assert answer.status_code == 409
    assert answer.json()["theirs"]["content"][screen.box] == "One."
    assert autosave(client, screen, key, text="One.").json()["version"] == 1, "the same text"


def test_it_is_thrown_away_when_its_typist_says_so(
    client: Client, screen: Screen, client_of: ClientOf
) -> None:
    key = uuid4()
    autosave(client, screen, key)
    if screen.other is not None:
        client_of(screen.other).post(screen.address, {"once": key, "discard": "1"})
    assert drafts(screen.person) == [(key, 1)], "nobody else can"
    answer = client.post(screen.address, {"once": key, "discard": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, screen.address)
    assert drafts(screen.person) == []
    assert "Half a sentence" not in shown(client, screen.address)


def test_an_empty_form_may_be_asked_for_beside_it(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key)
    page = shown(client, f"{screen.address}?new=1")
    assert "Half a sentence" not in page
    assert str(key) not in page
    assert f"{WORDS}</textarea>" in shown(client, screen.address)


def test_it_is_among_what_one_has_not_finished(client: Client, screen: Screen) -> None:
    autosave(client, screen, uuid4())
    with acting_as(screen.person):
        (note,) = unfinished_notes(screen.person)
    assert (note.title, note.url) == (WORDS.split("\n", maxsplit=1)[0], screen.address)
    autosave(client, screen, uuid4(), text="")
    with acting_as(screen.person):
        without = unfinished_notes(screen.person)[0].title
    assert without.endswith("without words yet") or without in screen.sent.values()


# --- whatever is answered -------------------------------------------------------------------------


def test_a_form_that_comes_back_holds_the_words_and_is_saved_at_once(
    client: Client, screen: Screen
) -> None:
    page = client.post(screen.address, screen.form("x" * 100_000, version=3))
    text = page.content.decode()
    assert page.status_code == 422
    assert "x" * 100_000 in text
    assert "data-unsaved" in text
    assert 'data-version="3"' in text
    empty = client.post(screen.address, screen.form(""))
    assert empty.status_code == 422
    assert "data-unsaved" in empty.content.decode()


def test_what_comes_too_late_is_refused_and_the_words_are_on_the_page(
    client: Client, screen: Screen
) -> None:
    key = uuid4()
    autosave(client, screen, key)
    for happens in screen.later.values():
        happens()
    answer = client.post(screen.address, screen.form(once=key, version=1))
    assert answer.status_code == 409
    assert "Half a sentence" in answer.content.decode()
    assert drafts(screen.person) == [(key, 1)]
    opened = client.get(screen.address)
    assert opened.status_code == 409
    assert "Half a sentence" in opened.content.decode(), "the page that cannot be opened shows it"
    assert autosave(client, screen, key, version=1, text="More.").status_code == 200


def test_two_changes_of_a_finding_keep_both_texts_and_the_draft(client_of: ClientOf) -> None:
    screen = of_changed_finding()
    joint, key = screen.joint, uuid4()
    client = client_of(screen.person)
    autosave(client, screen, key)
    with acting_as(screen.person):
        row = NarrativeFinding.objects.visible_to(screen.person).get()
    changed_by(joint, row, joint.inspectors["hmic"], version=1, text="Theirs, of the day.")
    answer = client.post(screen.address, screen.form(once=key, version=1))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs, of the day." in text
    assert f"{WORDS}</textarea>" in text
    assert f"typing={key}" in text
    assert "data-unsaved" in text
    assert drafts(screen.person) == [(key, 1)]
    again = screen.form("Both.", once=key, version=1, base=2)
    assert client.post(screen.address, again).status_code == 302
    assert drafts(screen.person) == []


def test_two_minutes_of_one_item_keep_both_texts_and_the_draft(client_of: ClientOf) -> None:
    screen, key = of_minute(), uuid4()
    client = client_of(screen.person)
    autosave(client, screen, key)
    minute_of(screen.joint, Meeting.objects.get(), discussion="Theirs, of the day.")
    opened = shown(client, screen.address)
    assert 'name="base" value="0"' in opened, "what was typed was typed over nothing"
    answer = client.post(screen.address, screen.form(once=key, version=1))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs, of the day." in text
    assert f"{WORDS}</textarea>" in text
    assert f"typing={key}" in text
    assert "data-unsaved" in text
    assert drafts(screen.person) == [(key, 1)]
    again = screen.form("Both.", once=key, version=1, base=1)
    assert client.post(screen.address, again).status_code == 302
    assert drafts(screen.person) == []


def test_a_form_that_comes_after_the_session_has_ended_is_sent_after_signing_in(
    screen: Screen,
) -> None:
    client = browser(screen.person)
    page = client.get(screen.address)
    key = uuid4()
    sent = screen.form(once=key, csrfmiddlewaretoken=token_of(page))
    end_session(client)
    kept = client.post(screen.address, sent, headers=HERE)
    assert kept.status_code == 403
    again = fields_of(kept)
    assert again["once"] == [str(key)]
    assert "and a second line" in kept.content.decode()
    client.force_login(screen.person)
    again["csrfmiddlewaretoken"] = [token_of(client.get(screen.address))]
    answer = client.post(screen.address, {screen.box: WORDS, **again}, headers=HERE)
    assert answer.status_code == 302


def test_while_signed_out_nothing_is_taken_for_kept(screen: Screen, client: Client) -> None:
    key = uuid4()
    assert autosave(client, screen, key).status_code == 200
    client.logout()
    assert autosave(client, screen, key, version=1, text="More.").status_code == 302
    client.force_login(screen.person)
    assert f"{WORDS}</textarea>" in shown(client, screen.address)
    assert autosave(client, screen, key, version=1, text="More.").json()["version"] == 2


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("x" * 100_000, "x" * 100_000),
        ("\u202eחזור", "\u202eחזור"),
        ("a\x00b\x07c", "abc"),
    ],
    ids=["empty", "long", "right to left", "NUL"],
)
def test_any_text_is_kept_and_shown(client: Client, screen: Screen, text: str, kept: str) -> None:
    key = uuid4()
    assert autosave(client, screen, key, text=text).status_code == 200
    with acting_as(screen.person):
        assert Draft.objects.get(receipt=key).content[screen.box] == kept
    assert f"{kept}</textarea>" in shown(client, screen.address)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"version": -1, "content": {}}', b"\xff"])
def test_what_cannot_be_read_is_refused_with_a_sentence(
    client: Client, screen: Screen, body: bytes
) -> None:
    address = f"{screen.address}?typing={uuid4()}"
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 422
    assert "cannot be read" in answer.json()["message"]
    assert drafts(screen.person) == []


def test_without_a_key_there_is_nothing_to_keep_it_under(client: Client, screen: Screen) -> None:
    assert autosave(client, screen, "none").status_code == 404
    assert client.post(screen.address, {"once": "none", "discard": "1"}).status_code == 422


def test_more_than_is_kept_is_refused_with_a_sentence(client: Client, screen: Screen) -> None:
    answer = autosave(client, screen, uuid4(), text="x" * 2_000_001)
    assert answer.status_code == 409
    assert "too long" in answer.json()["message"]


# --- who ------------------------------------------------------------------------------------------


def test_whoever_may_not_send_the_form_keeps_nothing_there(
    screen: Screen, client_of: ClientOf
) -> None:
    joint = screen.joint
    assert autosave(client_of(joint.chair), screen, uuid4()).status_code == 404
    stranger = inspection_at("fieldwork").overall_lead
    assert autosave(client_of(stranger), screen, uuid4()).status_code == 404
    answer = autosave(client_of(joint.quality_assurer), screen, uuid4())
    everybody_discusses = screen.address.endswith("discuss/")
    assert answer.status_code == (200 if everybody_discusses else 403)
    assert len(drafts(joint.quality_assurer)) == everybody_discusses
    assert everybody_discusses or answer.json()["message"].endswith(".")


def test_the_log_names_the_draft_and_none_of_its_words(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key)
    entry = AuditEntry.objects.latest("pk")
    assert entry.changed == [f"draft {key} v1"]
    assert "Half" not in f"{entry.about}{entry.disclosed}{entry.refused}"


# --- a position is blind before it is sent --------------------------------------------------------


def test_a_deputy_does_not_see_what_the_lead_typed_of_the_position(client_of: ClientOf) -> None:
    screen = of_position()
    lead, deputy = screen.person, screen.joint.inspectors["cqc"]
    deputy_of(screen.joint, "cqc")
    key = uuid4()
    autosave(client_of(lead), screen, key)
    page = shown(client_of(deputy), screen.address)
    assert "Half a sentence" not in page
    assert str(key) not in page
    taken = autosave(client_of(deputy), screen, key, text="Mine.")
    assert taken.status_code == 409
    assert "theirs" not in taken.json(), "not even by the key of the form"
    assert f"{WORDS}</textarea>" in shown(client_of(lead), screen.address)


def test_what_was_typed_for_one_inspectorate_is_not_sent_for_another(client_of: ClientOf) -> None:
    screen = of_position()
    client, key = client_of(screen.person), uuid4()
    body = {"version": 0, "content": {**screen.typed(), "inspectorate": "hmic"}}
    client.post(f"{screen.address}?typing={key}", body, content_type="application/json")
    assert 'name="inspectorate" value="cqc"' in shown(client, screen.address)


def test_the_page_of_the_judgement_tells_nothing_of_a_draft(client_of: ClientOf) -> None:
    screen = of_position()
    autosave(client_of(screen.person), screen, uuid4())
    for person in screen.joint.leads.values():
        page = shown(client_of(person), at(screen.joint, "lscb/"))
        assert "Half a sentence" not in page
    with acting_as(screen.person):
        assert not Position.objects.exists()


@pytest.mark.postgres
def test_the_database_shows_a_draft_of_a_position_to_its_typist_alone(
    client_of: ClientOf,
) -> None:
    screen = of_position()
    autosave(client_of(screen.person), screen, uuid4())
    with acting_as(screen.person):
        assert Draft.objects.count() == 1
    others = {*screen.joint.leads.values(), screen.joint.inspectors["cqc"]} - {screen.person}
    for person in (*others, screen.joint.quality_assurer, screen.joint.chair):
        with acting_as(person):
            assert Draft.objects.count() == 0


def test_reasons_for_departing_are_kept_with_the_proposal(client_of: ClientOf) -> None:
    screen = of_proposal()
    client, key = client_of(screen.person), uuid4()
    body = {"version": 0, "content": {**screen.typed(), f"why_{RULE}": "The board was new."}}
    client.post(f"{screen.address}?typing={key}", body, content_type="application/json")
    assert "The board was new.</textarea>" in shown(client, screen.address)
    open_round(screen.joint)
    assert "The board was new." in client.get(screen.address).content.decode()


def test_what_is_typed_on_one_page_is_on_no_other(client_of: ClientOf) -> None:
    screen = of_discussion()
    joint = screen.joint
    proposal_of(joint)
    entry_of(joint, joint.overall_lead, "Said before.")
    meeting = planned_meeting(joint)
    minute_of(joint, meeting)
    lead = client_of(joint.overall_lead)
    body = {"version": 0, "content": {"text": WORDS}}
    lead.post(f"{screen.address}?typing={uuid4()}", body, content_type="application/json")
    for page in ("lscb/propose/", "meetings/1/minutes/lscb/"):
        assert "Half a sentence" not in shown(lead, at(joint, page))
    assert "Half a sentence" in shown(lead, screen.address)
