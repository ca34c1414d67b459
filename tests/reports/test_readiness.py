"""The gates of a report: what its judgements lack keeps it where it is, until it is mended."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from inspections.models import Evidence
from inspections.permissions import assignment_of
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused
from reports.actions import (
    confirm_publication,
    finish_answers,
    missing_now,
    propose_publication,
    send_to_quality_assurance,
)
from reports.models import Draft, Publication, PublicationProposal
from reports.rules import MOST_NAMED, Problem, blocking_sentence
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.judgements import agreed_judgement, view_of, weighed
from tests.factories.reports import SECTIONS, Told, begun_report, paragraph_of, printed, report_at
from tests.judgements.several import joint_with_several_areas
from tests.judgements.test_board import taken_back

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def bare(joint: JointInspection | None = None) -> Told:
    """A report with a paragraph in each section, on a grade that rests on nothing."""
    joint = joint or joint_inspection()
    agreed_judgement(joint)
    told = begun_report(joint)
    for section in (*SECTIONS, "next_steps"):
        with acting_as(told.lead):
            paragraph_of(told, section)
    return told


def missing(told: Told, person: User | None = None) -> list[Problem]:
    reader = person or told.lead
    member = assignment_of(reader, told.joint.inspection, timezone.localdate())
    assert member is not None
    with acting_as(reader):
        return missing_now(report=told.now(), member=member)


def blocking(told: Told, person: User | None = None) -> list[str]:
    return [one.text for one in missing(told, person) if one.blocks]


def send(told: Told) -> Draft:
    with acting_as(told.lead):
        return send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())


def propose(told: Told) -> PublicationProposal:
    facts = {"content_hash": told.draft.content_hash, "at": timezone.now()}
    with acting_as(told.lead):
        return propose_publication(report=told.now(), by=told.lead, **facts)


def confirm(told: Told, code: str = "cqc") -> Publication:
    facts = {"content_hash": told.draft.content_hash, "at": timezone.now()}
    person = told.joint.leads[code]
    with acting_as(person):
        return confirm_publication(report=told.now(), by=person, **facts)


def unweighed(joint: JointInspection, code: str = "hmic", **changes: object) -> Evidence:
    """An item against a criterion that is new, and that nobody has a view on."""
    area = joint.strand.judgement_areas.get()
    first = area.criteria.order_by("order")[0]
    made = area.criteria.create(
        version_id=area.version_id,
        reference="TEST ¶999",
        order=99,
        heading="Something else",
        statement="What is looked for besides.",
    )
    assert made != first
    return evidence_by(joint, joint.inspectors[code], criteria=(made.pk,), **changes)


# --- the draft ------------------------------------------------------------------------------------


def test_a_report_is_no_draft_while_nothing_is_recorded_on_an_area() -> None:
    told = bare()
    title = told.joint.strand.judgement_areas.get().title
    assert blocking(told) == [f"Nothing is recorded on “{title}”."]
    with pytest.raises(ActionRefused) as refusal:
        send(told)
    assert refusal.value.message == (
        "Settle this before the report goes to quality assurance: "
        f"Nothing is recorded on “{title}”."
    )
    assert (told.now().state, Draft.objects.exists()) == ("drafting", False)
    item = evidence_by(told.joint, told.joint.inspectors["cqc"])
    assert blocking(told) == []
    taken_back(item, told.joint.inspectors["cqc"])
    assert blocking(told) == [f"Nothing is recorded on “{title}”."]
    evidence_by(told.joint, told.joint.inspectors["cqc"])
    assert send(told).number == 1


def test_what_is_to_settle_first_is_one_line_and_stops_nothing() -> None:
    told = bare()
    evidence_by(told.joint, told.joint.inspectors["cqc"])
    (one,) = missing(told)
    # Three criteria without a view, a grade on one source, and no child’s voice.
    assert one.text == "5 things to settle first in what the judgements rest on"
    assert (one.blocks, one.place) == (False, "")
    assert one.url == f"/inspections/{told.reference}/judgements/readiness/?gate=draft"
    assert send(told).number == 1


def test_the_final_text_is_asked_again() -> None:
    told = report_at("answering")
    for item in Evidence.objects.filter(inspection=told.joint.inspection):
        taken_back(item, told.joint.inspectors["ofsted"])
    assert len(blocking(told)) == 1
    told.round.comments.all().update(is_left_out=True)
    with acting_as(told.lead), pytest.raises(ActionRefused, match="Nothing is recorded on"):
        finish_answers(report=told.now(), by=told.lead, at=timezone.now())
    assert told.now().state == "answering"


def test_a_report_answers_for_its_own_strand_alone() -> None:
    joint = joint_with_several_areas()
    own = joint.inspection.strands.get(code="cqc").judgement_areas.get(code="youth")
    own.criteria.create(
        version_id=own.version_id,
        reference="TEST ¶999",
        order=1,
        heading="Youth work",
        statement="What is looked for.",
    )
    told = begun_report(joint)
    lead = joint.leads["cqc"]
    assert blocking(told, lead) == ["Nothing is recorded on “The effectiveness of the board”."]


# --- publication ----------------------------------------------------------------------------------


def test_a_report_is_not_proposed_for_publication_while_a_criterion_has_no_view() -> None:
    told = report_at("final_signed")
    assert blocking(told) == []
    unweighed(told.joint)
    assert blocking(told) == ["Nobody has said whether TEST ¶999 is met."]
    with pytest.raises(ActionRefused, match="before the report is published: Nobody has said"):
        propose(told)
    assert not PublicationProposal.objects.exists()
    view_of(told.joint, told.joint.inspectors["cqc"], "TEST ¶999", met="partly_met")
    assert blocking(told) == []
    assert propose(told).by == told.lead


def test_what_comes_up_after_the_proposal_stops_its_confirmation() -> None:
    told = report_at("proposed")
    printed(told.draft)
    unweighed(told.joint)
    unsaid = "Nobody has said whether TEST ¶999 is met. Nothing was changed."
    with pytest.raises(ActionRefused, match=unsaid):
        confirm(told)
    assert (told.now().state, Publication.objects.exists()) == ("final_agreement", False)
    view_of(told.joint, told.joint.inspectors["hmic"], "TEST ¶999")
    assert confirm(told).version == 1
    assert missing(told) == []


def test_evidence_that_points_both_ways_is_weighed_before_publication() -> None:
    told = report_at("final_signed")
    unweighed(told.joint)
    criterion = told.joint.strand.judgement_areas.get().criteria.get(reference="TEST ¶999")
    evidence_by(
        told.joint, told.joint.inspectors["cqc"], criteria=(criterion.pk,), strength="weakness"
    )
    assert blocking(told) == [
        "The evidence on TEST ¶999 points both ways, and nobody has weighed it."
    ]


def test_each_answers_for_what_their_own_inspectorate_knows() -> None:
    told = report_at("final_signed")
    joint = told.joint
    strand = single_strand(joint, "hmic")
    before = missing(told)
    for strength in ("strength", "weakness"):
        evidence_by(joint, joint.inspectors["hmic"], strand=strand, strength=strength)
    assert missing(told) == before
    assert missing(told, joint.leads["cqc"]) == before
    assert missing(told, joint.quality_assurer) == before


# --- the pages ------------------------------------------------------------------------------------


def test_the_editor_leads_to_where_each_is_mended(client_of: ClientOf) -> None:
    told = bare()
    client = client_of(told.lead)
    where = f"/inspections/{told.reference}/reports/joint-letter/"
    title = told.joint.strand.judgement_areas.get().title
    page = client.get(where).content.decode()
    recording = f"/inspections/{told.reference}/evidence/record/"
    assert f'<strong><a class="govuk-link" href="{recording}">Nothing is recorded on' in page
    weighed(told.joint)
    assert f"Nothing is recorded on “{title}”" not in client.get(where).content.decode()


def test_publication_is_not_offered_before_it_is_possible(client_of: ClientOf) -> None:
    told = report_at("final_signed")
    client = client_of(told.lead)
    where = f"/inspections/{told.reference}/reports/joint-letter/publish/"
    assert "The PDF of this draft is made." in client.get(where).content.decode()
    unweighed(told.joint)
    page = client.get(where).content.decode()
    assert "Nobody has said whether TEST ¶999 is met." in page
    assert "What is bold has to be settled before the report is published." in page
    assert "The PDF of this draft is made." not in page
    posted = client.post(f"{where}propose/", {"content_hash": told.draft.content_hash})
    assert posted.status_code == 409


def test_a_confirmation_is_not_offered_either(client_of: ClientOf) -> None:
    told = report_at("proposed")
    printed(told.draft)
    client = client_of(told.joint.leads["cqc"])
    where = f"/inspections/{told.reference}/reports/joint-letter/publish/"
    assert "Publish now" in client.get(where).content.decode()
    unweighed(told.joint)
    page = client.get(where).content.decode()
    assert "Publish now" not in page
    assert "/judgements/lscb/criteria/99/" in page


@pytest.mark.parametrize(("number", "more"), [(8, ""), (9, ""), (10, "There are 2 more.")])
def test_a_refusal_names_the_first_of_many(number: int, more: str) -> None:
    problems = [Problem(f"{one} is wrong.", "", blocks=True) for one in range(number)]
    sentence = blocking_sentence(problems)
    assert f"{MOST_NAMED - 1} is wrong." in sentence
    assert sentence.endswith(more or f"{number - 1} is wrong.")


def test_a_problem_leads_to_its_place_or_to_another_page() -> None:
    assert Problem("It is so.", "P1", blocks=False).address == "#P1"
    assert Problem("It is so.", "", blocks=True, url="/elsewhere/").address == "/elsewhere/"
