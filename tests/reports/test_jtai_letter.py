"""Joint targeted inspections as they are shipped: from their opening to a letter, ungraded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frameworks.actions import load_file, put_in_force
from frameworks.models import Criterion, InspectionType
from frameworks.reference import load_reference
from inspections.actions import (
    add_agency,
    add_case,
    move_inspection,
    name_lead,
    name_member,
    open_inspection,
    record_evidence,
)
from inspections.models import Evidence
from inspections.rules import working_days_until
from inspections.values import EvidenceContent, OfficeHolder
from judgements.models import Judgement
from organisations.models import Inspectorate, LocalArea, User
from records.actor import acting_as
from records.errors import ActionRefused
from reports.actions import (
    finish_answers,
    link_evidence,
    pass_quality_assurance,
    propose_publication,
    send_to_chair,
    send_to_quality_assurance,
)
from reports.models import Publication
from reports.press import Press
from reports.print.letter import letter_html
from tests.factories.inspections import JointInspection, board_for, starting_day
from tests.factories.judgements import weighed
from tests.factories.organisations import AdminFactory, MembershipFactory, UserFactory
from tests.factories.reports import (
    Told,
    answer_of,
    begun_report,
    comment_of,
    paragraph_of,
    printed,
    publication_of,
    response_of,
    signatures_of,
)
from tests.factories.statements import stated
from tests.reports.paper import letter_on, squeezed, text_of

pytestmark = pytest.mark.django_db
FIXTURES = settings.BASE_DIR / "fixtures"
FOUR = ("ofsted", "cqc", "hmic", "hmi-probation")
GRADES = ("Outstanding", "Good", "Requires improvement", "Inadequate")


@dataclass(frozen=True)
class Version:
    """A shipped version, the day from which it is in force here, and a topic of it."""

    file: str
    since: date
    topic: str


V2015 = Version("jtai-2015.yaml", date(2015, 10, 1), "neglect")
V2018 = Version("jtai-2018.yaml", date(2018, 1, 1), "domestic_abuse")


def type_of(version: Version) -> InspectionType:
    """Its joint targeted inspection, loaded and in force."""
    load_reference(FIXTURES / "reference")
    content = (FIXTURES / "frameworks" / version.file).read_bytes()
    at = timezone.now()
    loaded = load_file(content=content, name=version.file, by=None, at=at).version
    admins = {"by": AdminFactory(), "approved_by": AdminFactory()}
    put_in_force(version=loaded, on=version.since, at=at, **admins)
    found: InspectionType = loaded.inspection_types.get(code="joint-targeted")
    return found


def member(inspectorate: str, role: str, **facts: Any) -> User:
    person = UserFactory(**facts)
    body = Inspectorate.objects.get(code=inspectorate)
    MembershipFactory(person=person, inspectorate=body, role=role)
    return person


def with_team(joint: JointInspection, at: Any) -> JointInspection:
    """A lead of every inspectorate, an inspector of each, and the quality assurer."""
    facts: dict[str, Any] = {"inspection": joint.inspection, "at": at}
    for code in FOUR:
        if code != "ofsted":
            joint.leads[code] = member(code, "lead", name=f"The lead of {code}")
            name_lead(person=joint.leads[code], by=joint.overall_lead, **facts)
        joint.inspectors[code] = member(code, "inspector")
        by = joint.leads[code]
        name_member(person=joint.inspectors[code], role="inspector", by=by, **facts)
    assurer, by = joint.quality_assurer, joint.overall_lead
    name_member(person=assurer, role="quality_assurer", by=by, **facts)
    return joint


def in_fieldwork(version: Version) -> JointInspection:
    """A joint targeted inspection with its team and agencies, after notice and arrival."""
    kind, at = type_of(version), timezone.now() - timedelta(days=30)
    lead, chair = member("ofsted", "lead", name="Olive Adeyemi"), UserFactory(name="Robin Sand")
    inspection = open_inspection(
        inspection_type=kind,
        area=LocalArea.objects.get(name="Shropshire"),
        starts_on=starting_day(at),
        participants=FOUR,
        board=board_for(chair, name="Shropshire Safeguarding Children Board"),
        deep_dive=version.topic,
        by=lead,
        at=at,
    )
    strand = inspection.strands.get()
    assurer = member("ofsted", "inspector")
    joint = JointInspection(inspection, strand, lead, {"ofsted": lead}, {}, assurer, chair)
    with_team(joint, at)
    for kind_of_agency in ("local_authority", "police"):
        leader = OfficeHolder("Sam Field", "Chief officer", date(2012, 1, 1))
        joint.agencies.append(
            add_agency(
                inspection=inspection,
                kind=kind_of_agency,
                name=f"Shropshire {kind_of_agency.replace('_', ' ')}",
                leader=leader,
                by=lead,
                at=at,
            )
        )
    for verb in ("notify", "start_fieldwork"):
        inspection = move_inspection(inspection=inspection, verb=verb, by=lead, at=at)
    joint.inspection = inspection
    strand.inspection = inspection
    return joint


def evidence_in(joint: JointInspection, person: User, criterion: Criterion) -> Evidence:
    """An item on a case of the deep dive, of one criterion."""
    at = timezone.now()
    with acting_as(person):
        case = add_case(
            inspection=joint.inspection,
            kind="tracked",
            age_band="5_to_9",
            cohort="protection_plan",
            by=person,
            at=at,
        )
        content = EvidenceContent(
            text="The referral came on Friday, and the strategy discussion was on Monday.",
            source="case_record",
            observed_on=timezone.localdate(at),
            agency=joint.agencies[1].pk,
            strength="weakness",
            criteria=(criterion.pk,),
        )
        return record_evidence(
            key=uuid4(),
            inspection=joint.inspection,
            strand=joint.strand,
            content=content,
            case=case.pk,
            by=person,
            at=at,
        )


def of_kind(told: Told, kind: str) -> list[str]:
    """The keys of the form's sections of a kind, in order."""
    return list(told.report.form.sections.filter(kind=kind).values_list("key", flat=True))


def written(joint: JointInspection) -> Told:
    """Its letter: prose in every section that wants it, a strength, points for action.

    Every criterion has an item of evidence and somebody's view.
    """
    weighed(joint)
    told = begun_report(joint)
    for key in of_kind(told, "prose"):
        paragraph_of(told, key, text=f"What inspectors say under {key.replace('_', ' ')}.")
    strengths, action = of_kind(told, "strengths")[0], of_kind(told, "priority_action")[0]
    paragraph_of(told, strengths, text="The front door answers within the hour.")
    police = joint.agencies[1].pk
    paragraph_of(told, action, text="See every missing child within three days.", agency=police)
    for key in of_kind(told, "improvement"):
        paragraph_of(told, key, text=f"Do better at {key.replace('_', ' ')}.")
    with acting_as(told.lead):
        stated(told)
    return told


@pytest.fixture
def press() -> Iterator[Press]:
    found = Press()
    yield found
    found.close()


def pages_of(told: Told, names: tuple[str, ...], client: Client) -> dict[str, int]:
    addresses = [
        reverse(f"reports:{name}", args=[told.reference, "joint-letter"]) for name in names
    ]
    return {address: client.get(address).status_code for address in addresses}


# --- the version of 2015, all the way ------------------------------------------------------------


@pytest.fixture
def joint() -> JointInspection:
    return in_fieldwork(V2015)


def test_the_notice_is_eight_working_days_and_a_week_is_spent_on_site(
    joint: JointInspection,
) -> None:
    """No. 150092 ¶15."""
    days = {row.code: row.on for row in joint.inspection.key_dates.all()}
    assert working_days_until(days["notification"], days["fieldwork_start"]) == 8
    assert days["fieldwork_end"] - days["fieldwork_start"] < timedelta(days=7)
    assert joint.inspection.topic is not None
    assert joint.inspection.topic.title == "Neglect of children"


def test_four_inspectorates_inspect_together_and_judge_nothing(
    joint: JointInspection, client_of: Any
) -> None:
    assert [part.inspectorate.code for part in joint.strand.participations.all()] == list(FOUR)
    board = client_of(joint.overall_lead).get(reverse("judgements:board", args=[joint.reference]))
    assert "No grade is given together here" in board.content.decode()
    assert not Judgement.objects.exists()


def test_evidence_on_every_evaluation_area_meets_in_the_joint_strand(
    joint: JointInspection,
) -> None:
    areas = list(joint.strand.judgement_areas.order_by("order"))
    assert len(areas) == 4
    people = [joint.inspectors[code] for code in FOUR]
    for area, person in zip(areas, people, strict=True):
        criterion = area.criteria.first()
        assert criterion is not None
        assert evidence_in(joint, person, criterion).power.code == "ca2004-s20"


def test_the_letter_is_written_without_a_grade_to_the_end(
    joint: JointInspection, press: Press, client_of: Any
) -> None:
    """No. 150092 ¶23–26: no grade, one response of the chair, signed off by all, published."""
    told = written(joint)
    area = joint.strand.judgement_areas.order_by("order")[0]
    item = evidence_in(joint, joint.inspectors["cqc"], area.criteria.all()[0])
    action = told.report.paragraphs.get(section__kind="priority_action")
    with acting_as(told.lead):
        rests_on = {"paragraph": action, "references": [item.reference]}
        assert link_evidence(**rests_on, by=told.lead, at=timezone.now()) == 1
    assert set(pages_of(told, ("report",), client_of(told.lead)).values()) == {200}
    with acting_as(told.lead):
        at = timezone.now()
        send_to_quality_assurance(report=told.report, by=told.lead, at=at)
        pass_quality_assurance(report=told.report, by=joint.quality_assurer, at=at)
        assert {one.inspectorate.code for one in signatures_of(told)} == set(FOUR)
        send_to_chair(report=told.now(), by=told.lead, at=timezone.now())
    assert pages_of(told, ("chair",), client_of(told.chair)).popitem()[1] == 200
    comment = comment_of(told, action.reference)
    response_of(told)
    with acting_as(told.lead):
        text = "See every missing child within two days."
        answer_of(told, comment, is_accepted=True, text=text, explanation="Changed.")
        finish_answers(report=told.now(), by=told.lead, at=timezone.now())
        signatures_of(told)
        facts = {"content_hash": told.draft.content_hash, "at": timezone.now()}
        propose_publication(report=told.now(), by=told.lead, **facts)
    made = letter_on(press, told.draft.snapshot)
    printed(told.draft, content=made.bytes)
    with acting_as(joint.leads["cqc"]):
        publication = publication_of(told)
    assert told.now().state == "published"
    page = Client().get(reverse("published:publication", args=[told.reference]))
    holds_no_grade(page.content.decode())
    is_signed_once(page.content.decode())
    holds_no_grade(text_of(made.bytes))
    reads_as_the_letter(text_of(made.bytes), joint)
    assert publication == Publication.objects.get()


def holds_no_grade(text: str) -> None:
    """No grade, no heading over one, and nothing that waits for one."""
    for word in (*GRADES, "judgement", "graded"):
        assert re.search(rf"\b{word}\b", text, re.IGNORECASE) is None, word


def is_signed_once(page: str) -> None:
    """Under one heading, though the form has a section for the signatures too."""
    headings = re.findall(r"<h2[^>]*>\s*(Signed[^<]*?)\s*</h2>", page)
    assert headings == ["Signed for the inspectorates"]


def reads_as_the_letter(text: str, joint: JointInspection) -> None:
    """What stands in the letter, wherever its lines end."""
    told = squeezed(text)
    for line in (
        "Letter on the joint targeted area inspection: Shropshire",
        "Shropshire Safeguarding Children Board",
        "Robin Sand, Independent chair",
        "Sam Field, Chief officer, Shropshire local authority",
        "section 20 of the Children Act 2004",
        "Key strengths",
        "The front door answers within the hour.",
        "Areas for priority action",
        "For Shropshire police",
        "See every missing child within two days.",
        "Areas for improvement: the front door",
        "Yours sincerely",
        *(person.name for person in joint.leads.values()),
        *(one.name for one in joint.strand.participants.all()),
    ):
        assert squeezed(line) in told, line


def test_the_editor_says_who_stands_at_the_end(joint: JointInspection, client_of: Any) -> None:
    told = begun_report(joint)
    page = client_of(told.lead).get(
        reverse("reports:report", args=[told.reference, "joint-letter"])
    )
    text = page.content.decode()
    assert "The leads of the inspectorates stand here in the letter." in text
    assert "The agreed judgement stands here" not in text


def test_without_a_judgement_the_letter_still_waits_for_its_text(joint: JointInspection) -> None:
    told = begun_report(joint)
    with acting_as(told.lead), pytest.raises(ActionRefused) as refusal:
        send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())
    assert "“Key findings” has no paragraph yet." in refusal.value.message
    assert "judgement" not in refusal.value.message


# --- the version of 2018, as far as paper --------------------------------------------------------


def test_the_letter_of_2018_is_written_and_printed_without_a_grade(press: Press) -> None:
    told = written(in_fieldwork(V2018))
    with acting_as(told.lead):
        draft = send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())
    assert draft.snapshot["judgement"] is None
    assert "grade" not in letter_html(draft.snapshot)
    text = text_of(letter_on(press, draft.snapshot).bytes)
    holds_no_grade(text)
    headings = told.report.form.sections.exclude(kind="signatures")
    printed_sections = [one["heading"] for one in draft.snapshot["sections"]]
    assert set(printed_sections) <= {one.heading for one in told.report.form.sections.all()}
    for section in headings.filter(kind__in=("prose", "priority_action", "improvement")):
        assert squeezed(section.heading) in squeezed(text)
