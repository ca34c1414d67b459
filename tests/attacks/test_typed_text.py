"""Text that means harm, in every field that takes text: it stays text, wherever it is shown."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from frameworks.models import Criterion, FrameworkVersion
from inspections.actions import add_agency
from inspections.actions.places import record_partnership
from inspections.values import Board, OfficeHolder
from records.actor import acting_as
from tests.attacks.sent import evidence_form, items_of, record, text_of, to
from tests.attacks.world import share
from tests.factories.discussion import remark_of, suggestion_of
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    inspection_at,
    joint_inspection,
    single_strand,
)
from tests.factories.judgements import opened_judgement, position_of, proposal_of, signature_of
from tests.factories.organisations import AdminFactory, UserFactory
from tests.factories.reports import (
    _STEPS,
    WAY,
    Told,
    begun_report,
    comment_of,
    paragraph_of,
    report_at,
)
from tests.factories.statements import content_for, with_next_steps

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
FIELDS = (
    "evidence",
    "purpose",
    "rationale",
    "statement",
    "disagreement",
    "paragraph",
    "agency",
    "leader",
    "chair",
    "title",
    "person",
    "job",
    "criterion",
    "framework",
    "area",
)


def evil(field: str) -> str:
    """What somebody might type into a field; the name of the field tells them apart."""
    return f'"><script>{field}()</script>{{{{7*7}}}}{{% now %}}'


def harm_in(page: str) -> list[str]:
    """The fields whose text has become part of the page."""
    return [field for field in FIELDS if f"<script>{field}()" in page]


def shown_in(pages: Iterator[str] | list[str]) -> set[str]:
    """The fields whose text is on one of the pages, as text."""
    together = "\n".join(pages)
    return {field for field in FIELDS if escape(evil(field)) in together}


@pytest.fixture
def joint() -> JointInspection:
    """An inspection in which everything that can be named is named with ill will."""
    found = inspection_at("fieldwork")
    case_of(found)
    FrameworkVersion.objects.update(title=evil("framework"))
    Criterion.objects.update(heading=evil("criterion"))
    type(found.inspection.area).objects.update(name=evil("area"))
    lead, at = found.overall_lead, timezone.now()
    type(lead).objects.filter(pk=found.inspectors["cqc"].pk).update(
        name=evil("person"), job_title=evil("job")
    )
    since = timezone.localdate()
    holder = OfficeHolder(evil("leader"), evil("title"), since)
    add_agency(
        inspection=found.inspection,
        kind="police",
        name=evil("agency"),
        leader=holder,
        by=lead,
        at=at,
    )
    found.inspection.refresh_from_db()
    record_partnership(
        area=found.inspection.area,
        board=Board(
            name=found.inspection.partnership.name,
            chair=OfficeHolder(evil("chair"), evil("title"), since, found.chair.email),
        ),
        by=lead,
        at=at,
    )
    return found


def judge(joint: JointInspection) -> None:
    """A judgement, agreed with a reason for differing."""
    item = evidence_by(joint, joint.inspectors["cqc"], text=evil("evidence"))
    opened_judgement(joint)
    for code in joint.leads:
        position_of(joint, code, rationale=evil("rationale"), evidence=(item,))
    proposal_of(joint, statement=evil("statement"))
    for code in joint.leads:
        signature_of(joint, code, disagreement=evil("disagreement"))


def pages_of(client: Client, joint: JointInspection) -> list[str]:
    """Every page that shows what people typed."""
    names = ("evidence", "record_evidence", "team", "agencies", "cases", "stage", "dates")
    addresses = [
        reverse("desk:home"),
        reverse("inspections:list"),
        reverse("frameworks:list"),
        joint.inspection.framework_version.get_absolute_url(),
        to("desk:inspection", joint),
        *(to(f"inspections:{name}", joint) for name in names),
        to("inspections:case", joint, "T1"),
        to("judgements:board", joint),
        to("judgements:judgement", joint, "lscb"),
        to("judgements:criterion", joint, "lscb", 1),
        to("reports:report", joint),
        to("reports:change_paragraph", joint, "P1"),
        to("reports:paragraph_evidence", joint, "P1"),
        to("reports:remove_paragraph", joint, "P1"),
    ]
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} <= {200}
    return [answer.content.decode() for answer in answers]


def test_what_people_typed_is_text_on_every_page(
    joint: JointInspection, client_of: ClientOf
) -> None:
    judge(joint)
    told = begun_report(joint)
    paragraph_of(told, text=evil("paragraph"))
    owner = joint.inspectors["ofsted"]
    item = evidence_by(joint, owner, strand=single_strand(joint, "ofsted"), text=evil("evidence"))
    share(item, "cqc", by=owner)
    item_page = to("inspections:evidence_item", joint, item.reference)
    browser = client_of(joint.overall_lead)
    pages = [*pages_of(browser, joint), browser.get(item_page).content.decode()]
    assert [harm_in(page) for page in pages] == [[]] * len(pages)
    assert shown_in(pages) >= set(FIELDS) - {"job", "purpose"}


def test_a_purpose_is_text_on_the_page_of_the_item(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    owner = joint.inspectors["ofsted"]
    item = evidence_by(joint, owner, strand=single_strand(joint, "ofsted"))
    where = to("inspections:share_evidence", joint, item.reference)
    browser = client_of(owner)
    form = {"once": uuid4(), "inspectorate": "cqc", "purpose": evil("purpose"), "version": 1}
    page = browser.post(where, form, follow=True).content.decode()
    assert harm_in(page) == []
    assert shown_in([page]) == {"purpose"}


def test_a_name_and_a_job_are_text_on_the_admin_s_pages(client_of: ClientOf) -> None:
    browser = client_of(AdminFactory())
    form = {"name": evil("person"), "email": "x@concord.example", "job_title": evil("job")}
    added = browser.post(reverse("organisations:add_person"), form, follow=True)
    pages = [added.content.decode(), browser.get(reverse("organisations:people")).content.decode()]
    own = client_of(UserFactory(name=evil("person"))).get(reverse("desk:home")).content.decode()
    assert [harm_in(page) for page in (*pages, own)] == [[], [], []]
    assert shown_in(pages) == {"person", "job"}


def test_what_is_sent_back_for_correction_is_text(client_of: ClientOf) -> None:
    joint = joint_inspection()
    response = record(client_of(joint.overall_lead), joint, text=evil("evidence"), source=evil("x"))
    assert response.status_code == 422
    assert harm_in(response.content.decode()) == []
    assert shown_in([response.content.decode()]) == {"evidence"}


def test_a_refusal_shows_what_was_written_as_text(client_of: ClientOf) -> None:
    joint = joint_inspection()
    opened_judgement(joint)
    form = {"once": uuid4(), "inspectorate": "hmic", "grade": "good"}
    form["rationale"] = evil("rationale")
    where = to("judgements:position", joint, "lscb")
    response = client_of(joint.leads["cqc"]).post(where, form)
    assert response.status_code == 403
    assert harm_in(response.content.decode()) == []


def written_with_ill_will() -> Told:
    """A report with the chair, with a paragraph and a comment of the kind."""
    told = report_at("drafting")
    # The first is the one whose comment is accepted later: its text changes on the way.
    told.report.paragraphs.filter(reference__in=["P1", "P2"]).update(text=evil("paragraph"))
    return told


def go_on(told: Told, stage: str) -> None:
    """The report goes from drafting to this stage, by the steps that people take."""
    for step in WAY[1 : WAY.index(stage) + 1]:
        with acting_as(told.lead):
            _STEPS[step](told)
        told.now()


def test_the_chair_s_pages_show_text_as_text(client_of: ClientOf) -> None:
    told = written_with_ill_will()
    go_on(told, "with_chair")
    comment_of(told, "P1", what_is_wrong=evil("statement"), what_it_should_say=evil("rationale"))
    browser = client_of(told.chair)
    addresses = [
        to("reports:chair", told),
        to("reports:check_response", told),
        to("reports:change_comment", told, "C1"),
        to("reports:add_comment", told, "P1"),
    ]
    pages = [browser.get(address).content.decode() for address in addresses]
    assert [harm_in(page) for page in pages] == [[]] * 4
    assert shown_in(pages) == {"paragraph", "statement", "rationale"}


def test_the_public_page_shows_text_as_text() -> None:
    told = written_with_ill_will()
    go_on(told, "published")
    browser = Client()
    page = browser.get(reverse("published:publication", args=[told.reference])).content.decode()
    listed = browser.get(reverse("published:list")).content.decode()
    assert harm_in(page) == harm_in(listed) == []
    assert shown_in([page]) == {"paragraph"}


# --- text that no database wants ----------------------------------------------------------------


STRANGE = {
    "nul": ("before\x00after", "beforeafter"),
    "control": ("a\x01\x08\x0b\x1b[31mb", "a[31mb"),
    "line ends": ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    "right to left": (
        "\u202egnorw \u0645\u0631\u062d\u0628\u0627",
        "\u202egnorw \u0645\u0631\u062d\u0628\u0627",
    ),
    "emoji": ("👩‍👩‍👧 said 🙂", "👩‍👩‍👧 said 🙂"),
    "accents in two parts": ("e\u0301te\u0301", "\u00e9t\u00e9"),
    "no character": ("a\ufffe\uffffb", "a\ufffe\uffffb"),
    "very long": ("x" * 100_000, "x" * 100_000),
    "formula": ('=cmd|"/c calc"!A0', '=cmd|"/c calc"!A0'),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_text_is_kept_as_far_as_it_can_be_seen(client_of: ClientOf, kind: str) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    sent, kept = STRANGE[kind]
    assert record(client_of(person), joint, text=sent).status_code == 302
    (item,) = items_of(person)
    assert text_of(item, person) == kept
    assert client_of(person).get(to("inspections:evidence", joint)).status_code == 200


@pytest.mark.parametrize("sent", ["x" * 100_001, "\x00", "\x01\x02", " \n\t ", ""])
def test_text_that_cannot_be_kept_is_refused_in_a_sentence(client_of: ClientOf, sent: str) -> None:
    joint = joint_inspection()
    response = record(client_of(joint.inspectors["cqc"]), joint, text=sent)
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert items_of(joint.inspectors["cqc"]) == []


@pytest.mark.parametrize("sent", ["a\x00b", "x" * 200_000, "\ud83d", "👧", "\u202ex"])
def test_every_short_field_answers_strange_text_with_a_page(client_of: ClientOf, sent: Any) -> None:
    joint = joint_inspection()
    lead, admin = client_of(joint.overall_lead), client_of(AdminFactory())
    text = sent.encode("utf-8", "replace").decode()
    day = {"since_day": "1", "since_month": "1", "since_year": "2020"}
    holder = {"holder_name": text, "holder_title": text, "holder_email": text, **day}
    sends = [
        (lead, to("inspections:add_agency", joint), {"kind": "police", "name": text, **holder}),
        (lead, to("inspections:chair", joint), holder),
        (lead, to("inspections:stage", joint), {"verb": "suspend", "why": text}),
        (lead, to("inspections:name_lead", joint), {"person": text}),
        (admin, reverse("organisations:add_person"), {"name": text, "email": "k@c.example"}),
        (admin, reverse("organisations:add_person"), {"name": "Kim", "email": text}),
        (Client(), reverse("account_login"), {"login": text, "password": text}),
        (Client(), reverse("account_reset_password"), {"email": text}),
    ]
    for browser, where, form in sends:
        response = browser.post(where, {"once": str(uuid4()), **form})
        assert response.status_code in {200, 302, 400, 409, 422, 429}, where


@pytest.mark.parametrize("sent", ["a\x00b", "x" * 100_000, "👧 \u202ex"])
def test_every_long_field_of_a_report_answers_strange_text_with_a_page(
    client_of: ClientOf, sent: str
) -> None:
    told = report_at("with_chair")
    comment = {"kind": "inaccurate", "what_is_wrong": sent, "what_it_should_say": sent, "base": 0}
    draft = report_at("drafting")
    remark_of(draft)
    for number in (1, 2):
        suggestion_of(draft, "P3", text=f"Wording {number}.")
    answering = report_at("answering")
    answer = {"decision": "refused", "explanation": sent, "text": sent, "base": 1}
    content = content_for(with_next_steps(draft))
    receiver = {"inspectorate": content.inspectorate, "base": 0}
    statement = {"writer": content.writer, "send_to": sent, **receiver}
    sends = [
        (told.chair, to("reports:add_comment", told, "P1"), comment),
        (draft.lead, to("reports:add_paragraph", draft, "key_findings"), {"text": sent, "base": 0}),
        (draft.lead, to("reports:change_paragraph", draft, "P1"), {"text": sent, "base": 1}),
        (draft.lead, to("reports:paragraph_remarks", draft, "P2"), {"text": sent, "base": 1}),
        (draft.lead, to("reports:remark", draft, 1), {"text": sent, "act": sent}),
        (draft.lead, to("reports:suggest", draft, "P2"), {"text": sent, "why": sent, "base": 1}),
        (draft.lead, to("reports:accept_suggestion", draft, 1), {"text": sent, "base": 1}),
        (draft.lead, to("reports:decline_suggestion", draft, 2), {"text": sent}),
        (draft.lead, to("reports:pen", draft, "key_findings"), {"holder": sent, "base": 0}),
        (answering.lead, to("reports:answer", answering, "C1"), answer),
        (answering.lead, to("reports:reopen", answering), {"why": sent}),
        (draft.lead, to("reports:statement", draft), statement),
    ]
    for person, where, form in sends:
        response = client_of(person).post(where, {"once": str(uuid4()), **form})
        assert response.status_code in {302, 409, 422}, where


@pytest.mark.parametrize("sent", ["a\x00b", "x" * 100_000, "👧 \u202ex"])
def test_every_long_field_of_a_judgement_answers_strange_text_with_a_page(
    client_of: ClientOf, sent: str
) -> None:
    joint = joint_inspection()
    opened_judgement(joint)
    form = {"once": uuid4(), "inspectorate": "cqc", "grade": "good", "rationale": sent}
    where = to("judgements:position", joint, "lscb")
    response = client_of(joint.leads["cqc"]).post(where, form)
    assert response.status_code in {200, 302, 409, 422}


@pytest.mark.parametrize(
    "parts",
    [("31", "2", "2026"), ("1", "13", "2026"), ("٣", "٣", "٢٠٢٦"), ("1", "1", "9999999999")],
)
def test_a_date_that_is_none_is_refused_at_its_field(client_of: ClientOf, parts: Any) -> None:
    joint = joint_inspection()
    names = ("observed_on_day", "observed_on_month", "observed_on_year")
    form = evidence_form(joint, **dict(zip(names, parts, strict=True)))
    where = to("inspections:record_evidence", joint)
    assert client_of(joint.inspectors["cqc"]).post(where, form).status_code == 422
    assert items_of(joint.inspectors["cqc"]) == []


def test_more_than_a_server_takes_is_refused(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    where = to("inspections:record_evidence", joint)
    assert client.post(where, evidence_form(joint, text="x" * 2_700_000)).status_code in {400, 413}
    many = {f"field{number}": "x" for number in range(1_100)}
    assert client.post(where, many).status_code in {400, 413}
    assert items_of(joint.inspectors["cqc"]) == []
