"""The pages: what they show, what they post, and what they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from frameworks.models import FrameworkVersion
from inspections.models import Assignment
from judgements.models import PositionReceived, PositionRound, Proposal, Signature
from judgements.presenters.scale import GradeColumn, Scale
from organisations.models import User
from records.models import AuditEntry
from tests.factories.frameworks import framework_version_factory
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.judgements import (
    RULE,
    agreed_judgement,
    judgement_in,
    open_round,
    opened_judgement,
    position_of,
    proposal_of,
    proposed_judgement,
    revealed_judgement,
    signature_of,
)
from tests.judgements.conftest import Rows

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


def at(joint: JointInspection, page: str = "lscb/") -> str:
    return f"/inspections/{joint.reference}/judgements/{page}"


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def hidden(response: Any) -> dict[str, str]:
    """What the form on a page carries unseen."""
    form = response.context["form"]
    return {field.name: str(field.value()) for field in form.hidden_fields()}


# --- the board ------------------------------------------------------------------------------------


def test_the_board_has_a_line_for_each_area_and_none_for_the_local_area(
    joint: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(joint.quality_assurer).get(at(joint, ""))
    assert [area.title for area in page.context["page"].areas] == ["The effectiveness of the board"]
    assert "Gathering evidence" in words(page)
    assert "as a whole" not in words(page)


def test_the_board_without_areas_says_what_that_means(
    joint: JointInspection, client_of: ClientOf
) -> None:
    joint.strand.judgement_areas.clear()
    page = client_of(joint.overall_lead).get(at(joint, ""))
    assert "No grade is given together here" in words(page)


def test_the_board_leads_back_to_the_inspection(
    joint: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(joint.overall_lead).get(at(joint, ""))
    assert f'href="/inspections/{joint.reference}/"' in page.content.decode()


# --- who finds what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "",
        "lscb/",
        "lscb/criteria/1/",
        "lscb/positions/open/",
        "lscb/position/",
        "lscb/propose/",
        "lscb/sign/",
    ],
)
def test_outside_the_team_there_is_no_such_page(
    joint: JointInspection, client_of: ClientOf, page: str
) -> None:
    proposed_judgement(joint)
    for person in (joint.chair, joint_inspection().overall_lead):
        client = client_of(person)
        assert client.get(at(joint, page)).status_code == 404
        assert client.post(at(joint, page), {}).status_code == 404


@pytest.mark.parametrize(
    "page", ["overall/", "overall/propose/", "overall/sign/", "lscb/criteria/9/"]
)
def test_there_is_no_page_of_what_is_not_judged(
    joint: JointInspection, client_of: ClientOf, page: str
) -> None:
    assert client_of(joint.overall_lead).get(at(joint, page)).status_code == 404


def test_a_lead_who_left_the_team_finds_nothing_and_signs_nothing(
    joint: JointInspection, client_of: ClientOf, rows: Rows
) -> None:
    proposed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    sent = {**hidden(client.get(at(joint, "lscb/sign/"))), "view": "agrees"}
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(person=joint.leads["cqc"]).update(ends_on=yesterday)
    before = rows()
    assert client.post(at(joint, "lscb/sign/"), sent).status_code == 404
    assert rows() == before


# --- the page of a judgement ----------------------------------------------------------------------


def test_the_page_before_anything_happened(joint: JointInspection, client_of: ClientOf) -> None:
    content = words(client_of(joint.overall_lead).get(at(joint)))
    assert "Nobody has been asked for a position yet" in content
    assert "Open round 1 of positions" in content
    assert "It asks Ofsted, CQC and HMICFRS for a position each." in content
    assert "No round has been opened" in content


def test_the_page_names_who_still_has_to_act(joint: JointInspection, client_of: ClientOf) -> None:
    opened_judgement(joint)
    position_of(joint, "cqc")
    leads = joint.leads
    expected = (
        f"1 of 3 positions are in. Waiting for Ofsted ({leads['ofsted'].name}) and HMICFRS "
        f"({leads['hmic'].name})."
    )
    assert expected in words(client_of(joint.quality_assurer).get(at(joint)))


def test_the_page_offers_each_person_what_is_theirs(
    joint: JointInspection, client_of: ClientOf
) -> None:
    def offered(person: User) -> list[str]:
        return [act.label for act in client_of(person).get(at(joint)).context["page"].acts]

    opened_judgement(joint)
    assert offered(joint.leads["cqc"]) == ["Record the position of CQC"]
    assert offered(joint.inspectors["cqc"]) == []
    for code in joint.leads:
        position_of(joint, code)
    assert offered(joint.leads["cqc"]) == []
    assert offered(joint.overall_lead) == ["Propose a grade", "Open round 2 of positions"]
    proposal_of(joint)
    assert offered(joint.leads["cqc"]) == ["Check and sign for CQC"]
    assert offered(joint.overall_lead) == [
        "Check and sign for Ofsted",
        "Propose another grade or statement",
        "Open round 2 of positions",
    ]
    for code in joint.leads:
        signature_of(joint, code)
    assert offered(joint.overall_lead) == []


def test_the_grades_stand_side_by_side_with_the_criteria_under_good(
    joint: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(joint.overall_lead).get(at(joint)).context["page"]
    assert [column.title for column in page.scale.columns] == [
        "Outstanding",
        "Good",
        "Requires improvement",
        "Inadequate",
    ]
    assert (len(page.scale.criteria), page.scale.criteria_of) == (3, "good")
    assert page.scale.columns[0].descriptors == (("TEST ¶116", "Far above good."),)


def test_criteria_are_of_no_grade_where_no_rule_says_of_which(
    client_of: ClientOf,
) -> None:
    framework_version_factory(limiting_rules=[])
    joint = joint_inspection()
    page = client_of(joint.overall_lead).get(at(joint))
    assert page.context["page"].scale.criteria_of == ""
    assert "Criteria, and the evidence that you may see" in words(page)
    assert "The framework has no limiting rule for this area." in words(page)


def test_the_grades_are_side_by_side_only_where_the_framework_describes_one() -> None:
    good, rest = GradeColumn("Good", (("TEST ¶115", "Well."),)), GradeColumn("Inadequate", ())
    assert Scale((good, rest)).has_words
    assert not Scale((rest,)).has_words
    assert not Scale().has_words


def test_the_rule_speaks_in_a_sentence_with_its_paragraph(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client = client_of(joint.overall_lead)
    before = words(client.get(at(joint)))
    assert "TEST ¶116 asks whether all criteria of good are met" in before
    revealed_judgement(joint)
    proposal_of(joint, grade="good", met=False)
    assert "Not outstanding: TEST ¶116 needs all criteria of good" in words(client.get(at(joint)))
    proposal_of(joint, grade="outstanding", met=True)
    assert "It sets no limit here." in words(client.get(at(joint)))


def test_evidence_is_counted_as_far_as_the_reader_may_see_it(
    joint: JointInspection, client_of: ClientOf
) -> None:
    own = single_strand(joint, "hmic")
    evidence_by(joint, joint.inspectors["cqc"])
    evidence_by(joint, joint.inspectors["cqc"], strength="weakness")
    evidence_by(joint, joint.inspectors["hmic"], strand=own)

    def counted(person: User) -> tuple[str, str]:
        page = client_of(person).get(at(joint)).context["page"]
        criterion = page.scale.criteria[0]
        return criterion.for_it.label, criterion.against_it.label

    assert counted(joint.inspectors["cqc"]) == ("1 for", "1 against")
    assert counted(joint.inspectors["hmic"]) == ("2 for", "1 against")


def test_a_count_leads_to_the_items_and_a_zero_leads_nowhere(
    joint: JointInspection, client_of: ClientOf
) -> None:
    evidence_by(joint, joint.inspectors["cqc"])
    page = client_of(joint.overall_lead).get(at(joint)).context["page"]
    first = page.scale.criteria[0]
    assert first.for_it.url == at(joint, "lscb/criteria/1/#for")
    assert first.against_it.url == ""


def test_positions_stand_side_by_side_and_earlier_rounds_are_kept(
    joint: JointInspection, client_of: ClientOf
) -> None:
    revealed_judgement(joint, grades={"cqc": "inadequate", "hmic": ""})
    open_round(joint)
    for code in joint.leads:
        position_of(joint, code)
    rounds = client_of(joint.inspectors["ofsted"]).get(at(joint)).context["page"].rounds
    assert [(one.number, one.is_revealed) for one in rounds] == [(2, True), (1, True)]
    assert [one.grade for one in rounds[1].positions] == [
        "Good",
        "Inadequate",
        "No evidence within our remit",
    ]


def test_a_position_names_the_evidence_that_the_reader_may_see(
    joint: JointInspection, client_of: ClientOf
) -> None:
    own = single_strand(joint, "cqc")
    shared = evidence_by(joint, joint.inspectors["cqc"])
    private = evidence_by(joint, joint.inspectors["cqc"], strand=own)
    open_round(joint)
    position_of(joint, "cqc", evidence=(shared, private))
    position_of(joint, "ofsted")
    position_of(joint, "hmic")
    content = words(client_of(joint.leads["hmic"]).get(at(joint)))
    assert shared.reference in content
    assert private.reference not in content
    assert "1 more that your inspectorate does not see" in content


def test_a_void_proposal_stays_with_its_signatures(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint, statement="A first attempt.")
    signature_of(joint, "cqc")
    proposal_of(joint, statement="A second attempt.")
    page = client_of(joint.overall_lead).get(at(joint))
    shown = page.context["page"].proposals
    assert [(one.title, one.is_void) for one in shown] == [
        ("Proposal 2", False),
        ("Proposal 1 (void)", True),
    ]
    assert [one.inspectorate for one in shown[1].signatures] == ["CQC"]
    assert "the signatures on it count for nothing" in words(page)


def test_signatures_are_in_the_inspectorates_order_with_a_place_for_those_missing(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    signature_of(joint, "cqc")
    shown = client_of(joint.overall_lead).get(at(joint)).context["page"].proposals[0]
    assert [(one.inspectorate, one.is_missing) for one in shown.signatures] == [
        ("Ofsted", True),
        ("CQC", False),
        ("HMICFRS", True),
    ]


def test_a_signature_stays_to_be_seen_when_its_inspectorate_takes_part_no_more(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    signature_of(joint, "cqc")
    joint.strand.participations.filter(inspectorate__code="cqc").delete()
    shown = client_of(joint.overall_lead).get(at(joint)).context["page"].proposals[0]
    assert [(one.inspectorate, one.is_missing) for one in shown.signatures] == [
        ("Ofsted", True),
        ("HMICFRS", True),
        ("CQC", False),
    ]


def test_the_agreed_page_shows_grade_signatures_dissent_and_hash(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_judgement(joint, dissents={"hmic": "We saw <less> of it."})
    content = words(client_of(joint.quality_assurer).get(at(joint)))
    proposal = Proposal.objects.get()
    assert "The agreed judgement" in content
    assert "Agreed: Ofsted, CQC and HMICFRS have signed the same content." in content
    assert "We saw &lt;less&gt; of it." in content
    assert proposal.content_hash in content
    assert all(lead.name in content for lead in joint.leads.values())


def test_what_was_disclosed_is_on_the_record(joint: JointInspection, client_of: ClientOf) -> None:
    proposed_judgement(joint)
    client_of(joint.inspectors["cqc"]).get(at(joint))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.route, entry.about, entry.status) == (
        "judgements:judgement",
        joint.reference,
        200,
    )
    assert f"judgement {joint.reference}/lscb" in entry.disclosed
    assert len([one for one in entry.disclosed if one.startswith("position ")]) == 3
    assert len([one for one in entry.disclosed if one.startswith("proposal 1 ")]) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_evidence_that_a_position_may_rely_on_is_on_the_record(
    joint: JointInspection, client_of: ClientOf, method: str
) -> None:
    opened_judgement(joint)
    items = [evidence_by(joint, joint.inspectors["cqc"]) for _ in range(2)]
    client = client_of(joint.leads["cqc"])
    # Posted without what is needed, the form comes back with the same list.
    answer = getattr(client, method)(at(joint, "lscb/position/"))
    assert all(item.reference in words(answer) for item in items)
    assert set(AuditEntry.objects.latest("pk").disclosed) == {
        f"round 1 of judgement {joint.reference}/lscb",
        *(f"evidence {item.reference} v1" for item in items),
    }


# --- the evidence of a criterion ------------------------------------------------------------------


def test_the_evidence_of_a_criterion_stands_on_its_two_sides(
    joint: JointInspection, client_of: ClientOf
) -> None:
    good = evidence_by(joint, joint.inspectors["cqc"], text="A" * 300)
    bad = evidence_by(joint, joint.inspectors["hmic"], strength="weakness")
    elsewhere = evidence_by(joint, joint.inspectors["cqc"], criteria=(joint.criteria[1].pk,))
    page = client_of(joint.overall_lead).get(at(joint, "lscb/criteria/1/"))
    sides = page.context["page"].sides
    assert [[one.link.label for one in side.items] for side in sides] == [
        [good.reference],
        [bad.reference],
    ]
    assert "A" * 240 + "…" in words(page)
    assert elsewhere.reference not in words(page)
    entry = AuditEntry.objects.latest("pk")
    assert set(entry.disclosed) == {
        f"evidence {good.reference} v1",
        f"evidence {bad.reference} v1",
    }


def test_a_criterion_shows_no_evidence_of_another_inspectorate_s_strand(
    joint: JointInspection, client_of: ClientOf
) -> None:
    item = evidence_by(
        joint, joint.inspectors["hmic"], strand=single_strand(joint, "hmic"), text="Private."
    )
    page = client_of(joint.inspectors["cqc"]).get(at(joint, "lscb/criteria/1/"))
    assert item.reference not in words(page)
    assert "Private." not in words(page)
    assert "Nothing yet" in words(page)


def test_a_criterion_with_more_than_a_page_says_what_it_leaves_out(
    joint: JointInspection, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judgements.presenters.criterion.MOST", 1)
    for _ in range(2):
        evidence_by(joint, joint.inspectors["cqc"])
    page = client_of(joint.overall_lead).get(at(joint, "lscb/criteria/1/"))
    assert "The newest 1; the list of evidence has the older ones too." in words(page)
    assert len(page.context["page"].items) == 1


# --- opening a round ------------------------------------------------------------------------------


def test_opening_says_what_will_happen_and_does_it(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client = client_of(joint.overall_lead)
    page = client.get(at(joint, "lscb/positions/open/"))
    assert "Open round 1 to Ofsted, CQC and HMICFRS" in words(page)
    done = client.post(at(joint, "lscb/positions/open/"), hidden(page), follow=True)
    assert "Round 1 of positions is open." in words(done)
    assert PositionRound.objects.get().number == 1


def test_opening_again_says_that_the_proposal_becomes_void(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    content = words(client_of(joint.overall_lead).get(at(joint, "lscb/positions/open/")))
    assert "The proposal that stands becomes void, with its signatures." in content
    assert "The positions of the earlier rounds are kept" in content


def test_opening_without_a_receipt_opens_nothing(
    joint: JointInspection, client_of: ClientOf
) -> None:
    page = client_of(joint.overall_lead).post(at(joint, "lscb/positions/open/"), {})
    assert page.status_code == 422
    assert not PositionRound.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_opening_twice_is_answered_with_a_sentence(
    joint: JointInspection, client_of: ClientOf, method: str
) -> None:
    opened_judgement(joint)
    client = client_of(joint.overall_lead)
    page = getattr(client, method)(at(joint, "lscb/positions/open/"), {"once": str(uuid4())})
    assert page.status_code == 409
    assert "is in the stage “positions open”" in words(page)
    assert f'href="{at(joint)}"' in page.content.decode()


# --- recording a position -------------------------------------------------------------------------


def test_recording_says_who_will_read_it(joint: JointInspection, client_of: ClientOf) -> None:
    opened_judgement(joint)
    content = words(client_of(joint.leads["cqc"]).get(at(joint, "lscb/position/")))
    assert "Only you can read it until Ofsted and HMICFRS have recorded theirs." in content
    position_of(joint, "ofsted")
    position_of(joint, "hmic")
    content = words(client_of(joint.leads["cqc"]).get(at(joint, "lscb/position/")))
    assert "CQC is the last: with this position all are shown to the whole team" in content
    assert "Record the position of CQC and show all positions" in content


def test_a_position_is_recorded_with_its_evidence(
    joint: JointInspection, client_of: ClientOf
) -> None:
    item = evidence_by(joint, joint.inspectors["hmic"])
    opened_judgement(joint)
    client = client_of(joint.leads["cqc"])
    page = client.get(at(joint, "lscb/position/"))
    assert item.reference in words(page)
    sent = {
        **hidden(page),
        "grade": "good",
        "rationale": "Because of the minutes.",
        "evidence": [str(item.pk)],
    }
    done = client.post(at(joint, "lscb/position/"), sent, follow=True)
    assert "Your position is recorded. Only you can read it until all are in." in words(done)
    assert "Because of the minutes." in words(done)
    assert PositionReceived.objects.count() == 1


def test_a_position_with_mistakes_keeps_what_was_typed_and_ticked(
    joint: JointInspection, client_of: ClientOf
) -> None:
    item = evidence_by(joint, joint.inspectors["hmic"])
    opened_judgement(joint)
    client = client_of(joint.leads["cqc"])
    sent = {
        **hidden(client.get(at(joint, "lscb/position/"))),
        "rationale": "Kept all the same.",
        "evidence": [str(item.pk)],
    }
    page = client.post(at(joint, "lscb/position/"), sent)
    content = words(page)
    assert page.status_code == 422
    assert "Select a grade" in content
    assert "Kept all the same." in content
    assert f'value="{item.pk}" checked' in content
    assert hidden(page)["once"] == sent["once"]


def test_a_refused_position_gives_its_text_back(
    joint: JointInspection, client_of: ClientOf, rows: Rows
) -> None:
    opened_judgement(joint)
    client = client_of(joint.leads["cqc"])
    sent = {
        **hidden(client.get(at(joint, "lscb/position/"))),
        "grade": "good",
        "rationale": "Ten minutes of <thought>.",
    }
    position_of(joint, "cqc")
    before = rows()
    page = client.post(at(joint, "lscb/position/"), sent)
    assert page.status_code == 409
    assert "The position of CQC in round 1 is in already" in words(page)
    assert "What you had written" in words(page)
    assert "Ten minutes of &lt;thought&gt;." in words(page)
    assert rows() == before


def test_a_position_for_another_inspectorate_is_refused_on_the_page(
    joint: JointInspection, client_of: ClientOf, rows: Rows
) -> None:
    opened_judgement(joint)
    client = client_of(joint.leads["cqc"])
    sent = {
        **hidden(client.get(at(joint, "lscb/position/"))),
        "inspectorate": "hmic",
        "grade": "good",
        "rationale": "x",
    }
    before = rows()
    page = client.post(at(joint, "lscb/position/"), sent)
    assert page.status_code == 403
    assert "You record the position of CQC only" in words(page)
    assert rows() == before


def test_a_grade_outside_the_scale_is_an_error_on_the_page(
    joint: JointInspection, client_of: ClientOf, rows: Rows
) -> None:
    opened_judgement(joint)
    client = client_of(joint.leads["cqc"])
    sent = {
        **hidden(client.get(at(joint, "lscb/position/"))),
        "grade": "adequate",
        "rationale": "x",
    }
    before = rows()
    page = client.post(at(joint, "lscb/position/"), sent)
    assert page.status_code == 422
    assert "What you chose is not in the list any more" in words(page)
    assert rows() == before


def test_the_last_position_sent_twice_is_answered_twice_and_made_once(
    joint: JointInspection, client_of: ClientOf
) -> None:
    opened_judgement(joint)
    position_of(joint, "ofsted")
    position_of(joint, "hmic")
    client = client_of(joint.leads["cqc"])
    page = client.get(at(joint, "lscb/position/"))
    sent = {**hidden(page), "grade": "good", "rationale": "Because."}
    for _ in range(2):
        done = client.post(at(joint, "lscb/position/"), sent, follow=True)
        assert "All positions are in, and can be read below." in words(done)
    assert PositionReceived.objects.count() == 3


# --- proposing ------------------------------------------------------------------------------------


def test_proposing_shows_the_positions_and_says_to_whom_it_goes(
    joint: JointInspection, client_of: ClientOf
) -> None:
    revealed_judgement(joint)
    content = words(client_of(joint.overall_lead).get(at(joint, "lscb/propose/")))
    assert "All positions of round 1" in content
    assert "Propose this to Ofsted, CQC and HMICFRS" in content
    assert "Are all criteria of good met?" in content


def test_a_proposal_is_made_and_the_next_says_that_it_replaces_it(
    joint: JointInspection, client_of: ClientOf
) -> None:
    revealed_judgement(joint)
    client = client_of(joint.overall_lead)
    sent = {
        **hidden(client.get(at(joint, "lscb/propose/"))),
        "grade": "good",
        "statement": "The board is good.",
        f"answer_{RULE}": "yes",
    }
    done = client.post(at(joint, "lscb/propose/"), sent, follow=True)
    assert "Proposal 1 is with Ofsted, CQC and HMICFRS to sign." in words(done)
    again = words(client.get(at(joint, "lscb/propose/")))
    assert "Proposal 1 becomes void, with the signatures on it." in again


def test_departing_from_the_rule_asks_for_the_reason_at_its_field(
    joint: JointInspection, client_of: ClientOf
) -> None:
    revealed_judgement(joint)
    client = client_of(joint.overall_lead)
    sent = {
        **hidden(client.get(at(joint, "lscb/propose/"))),
        "grade": "outstanding",
        "statement": "The board is outstanding.",
        f"answer_{RULE}": "no",
    }
    page = client.post(at(joint, "lscb/propose/"), sent)
    assert page.status_code == 422
    assert f'href="#id_why_{RULE}"' in page.content.decode()
    sent[f"why_{RULE}"] = "One criterion cannot apply here."
    done = words(client.post(at(joint, "lscb/propose/"), sent, follow=True))
    assert "Departs from TEST ¶116, because" in done
    assert "One criterion cannot apply here." in done


@pytest.mark.parametrize("method", ["get", "post"])
def test_proposing_before_the_positions_are_in_is_answered_with_a_sentence(
    joint: JointInspection, client_of: ClientOf, method: str
) -> None:
    opened_judgement(joint)
    client = client_of(joint.overall_lead)
    page = getattr(client, method)(at(joint, "lscb/propose/"), {"statement": "Too early."})
    assert page.status_code == 409
    assert ("Too early." in words(page)) is (method == "post")


# --- signing --------------------------------------------------------------------------------------


def test_signing_shows_what_is_signed_and_what_it_does(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint, statement="The board <listens>.")
    content = words(client_of(joint.leads["cqc"]).get(at(joint, "lscb/sign/")))
    assert "Check what you sign for CQC" in content
    assert "The board &lt;listens&gt;." in content
    assert "The judgement is agreed once Ofsted and HMICFRS have signed too." in content
    assert Proposal.objects.get().content_hash in content


def test_the_last_one_to_sign_is_told_so(joint: JointInspection, client_of: ClientOf) -> None:
    proposed_judgement(joint)
    signature_of(joint, "ofsted")
    signature_of(joint, "hmic")
    client = client_of(joint.leads["cqc"])
    page = client.get(at(joint, "lscb/sign/"))
    assert "CQC is the last to sign: with this the judgement is agreed as good" in words(page)
    assert "Sign for CQC and agree the judgement" in words(page)
    sent = {**hidden(page), "view": "differs", "disagreement": "Not for long."}
    done = words(client.post(at(joint, "lscb/sign/"), sent, follow=True))
    assert "You have signed, and the judgement is agreed." in done
    assert "Not for long." in done


def test_a_page_that_lay_open_while_the_proposal_changed_signs_nothing(
    joint: JointInspection, client_of: ClientOf, rows: Rows
) -> None:
    proposed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    sent = {
        **hidden(client.get(at(joint, "lscb/sign/"))),
        "view": "differs",
        "disagreement": "A reason worth keeping.",
    }
    proposal_of(joint, grade="inadequate")
    before = rows()
    page = client.post(at(joint, "lscb/sign/"), sent)
    assert page.status_code == 409
    assert "The proposal changed after you opened it" in words(page)
    assert "A reason worth keeping." in words(page)
    assert rows() == before
    assert AuditEntry.objects.latest("pk").refused.startswith("The proposal changed")


def test_signing_with_a_mistake_signs_nothing_and_asks_again(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    page = client.post(at(joint, "lscb/sign/"), hidden(client.get(at(joint, "lscb/sign/"))))
    assert page.status_code == 422
    assert "Select whether your inspectorate’s own view differs" in words(page)
    assert not Signature.objects.exists()


def test_a_second_signature_is_answered_with_a_sentence(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    signature_of(joint, "cqc")
    page = client_of(joint.leads["cqc"]).get(at(joint, "lscb/sign/"))
    assert page.status_code == 409
    assert "CQC has signed this already" in words(page)


def test_signing_for_another_inspectorate_is_refused_on_the_page(
    joint: JointInspection, client_of: ClientOf, rows: Rows
) -> None:
    proposed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    sent = {
        **hidden(client.get(at(joint, "lscb/sign/"))),
        "inspectorate": "hmic",
        "view": "agrees",
    }
    before = rows()
    page = client.post(at(joint, "lscb/sign/"), sent)
    assert page.status_code == 403
    assert "You sign for CQC only" in words(page)
    assert rows() == before


def test_a_signature_sent_twice_is_answered_twice_and_made_once(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    client = client_of(joint.leads["cqc"])
    sent = {**hidden(client.get(at(joint, "lscb/sign/"))), "view": "agrees"}
    for _ in range(2):
        done = client.post(at(joint, "lscb/sign/"), sent, follow=True)
        assert "You have signed." in words(done)
    assert Signature.objects.count() == 1


# --- what a page costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_pages_cost_the_same_with_one_and_with_three_of_everything(
    client_of: ClientOf, assert_queries: Queries, size: int
) -> None:
    if not FrameworkVersion.objects.exists():
        framework_version_factory(criteria=size)
    joint = joint_inspection()
    items = tuple(evidence_by(joint, joint.inspectors["cqc"]) for _ in range(size))
    for _ in range(size):
        open_round(joint)
        for code in joint.leads:
            position_of(joint, code, evidence=items)
    for _ in range(size):
        proposal_of(joint, grade="outstanding", met=False, departures={RULE: "A reason."})
    signature_of(joint, "ofsted")
    client = client_of(joint.leads["cqc"])
    assert len(judgement_in(joint).area.criteria.all()) == size
    for page, number in (("", 6), ("lscb/", 29), ("lscb/criteria/1/", 11), ("lscb/sign/", 14)):
        with assert_queries(number):
            assert client.get(at(joint, page)).status_code == 200
    lead = client_of(joint.overall_lead)
    with assert_queries(20):
        assert lead.get(at(joint, "lscb/propose/")).status_code == 200
    open_round(joint)
    with assert_queries(17):
        assert client.get(at(joint, "lscb/position/")).status_code == 200
