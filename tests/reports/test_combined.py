"""The combined document (140112 ¶30, ¶42–45, ¶108–110): built from what is signed, only then."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, NotVisible, PermissionRefused, TransitionNotAllowed
from records.values import content_hash
from reports.actions import (
    build_combined,
    confirm_publication,
    differences,
    documents_of,
    hash_of_parts,
    may_have_print,
    parts_now,
    preview,
    propose_publication,
    reopen,
    send_to_chair,
    sign_off,
)
from reports.actions.printing import parts_with_text, print_key, printed_snapshot
from reports.models import CombinedPart, Publication, SignOff, waiting
from reports.permissions import may_open, may_read_draft, may_sign_off, participants_of, place_of
from reports.states import ReportState
from tests.factories.combined import (
    Bound,
    bound_at,
    bound_inspection,
    built,
    everybody_signs,
    part_to,
    reopened,
    signed_again,
    written,
)
from tests.factories.documents import HEALTH, form_of
from tests.factories.inspections import member_factory
from tests.factories.reports import Told, printed

pytestmark = pytest.mark.django_db
SUMMARY, CQC = "“The summary”", "“The agency report cqc”"


def act(told: Told, what: Callable[..., Any], by: User, **more: Any) -> Any:
    """One step of a person; what is refused leaves nothing behind."""
    with transaction.atomic(), acting_as(by):
        return what(report=told.now(), by=by, at=timezone.now(), **more)


def whole(bound: Bound) -> Told:
    assert bound.whole is not None
    return bound.whole


def refused(bound: Bound, what: Callable[..., Any], by: User | None = None, **more: Any) -> str:
    """The sentence of a refusal; nothing was built, signed or published by it."""
    before = _rows()
    with pytest.raises(ActionRefused) as caught:
        act(whole(bound), what, by or bound.lead, **more)
    assert _rows() == before
    return caught.value.message


def _rows() -> tuple[int, ...]:
    models = (CombinedPart, SignOff, Publication)
    return tuple(model.objects.count() for model in models)


# --- what it is built of --------------------------------------------------------------------------


def test_it_is_built_of_the_signed_draft_of_each_part_in_their_order() -> None:
    bound = bound_at("built")
    rows = list(bound.build.parts.in_order())
    assert [row.part for row in rows] == [one.draft for one in bound.parts]
    assert [row.position for row in rows] == [1, 2]
    assert [row.content_hash for row in rows] == [one.draft.content_hash for one in bound.parts]
    assert (bound.report.state, bound.build.number) == (ReportState.FINAL_AGREEMENT, 3)
    assert list(bound.report.events.values_list("verb", flat=True))[-1] == "build"


def test_its_hash_is_made_of_the_hashes_of_its_parts_in_their_order() -> None:
    bound = bound_at("built")
    snapshot = bound.build.snapshot
    hashes = [one.draft.content_hash for one in bound.parts]
    assert [one["content_hash"] for one in snapshot["parts"]] == hashes
    assert snapshot["parts_hash"] == hash_of_parts(hashes=hashes) == content_hash(hashes)
    assert hash_of_parts(hashes=hashes[::-1]) != snapshot["parts_hash"]
    assert bound.build.content_hash == content_hash(snapshot)
    assert "content" not in snapshot["parts"][0]


def test_what_is_printed_holds_each_part_as_it_was_frozen() -> None:
    bound = bound_at("built")
    printed_as = printed_snapshot(draft=bound.build, watermark="A mark")
    assert printed_as["watermark"] == "A mark"
    assert [one["content"] for one in printed_as["parts"]] == [
        one.draft.snapshot for one in bound.parts
    ]
    assert all(content_hash(one["content"]) == one["content_hash"] for one in printed_as["parts"])
    letter = bound.summary.draft
    assert printed_snapshot(draft=letter, watermark="") == letter.snapshot
    assert parts_with_text(build=letter.pk, snapshot=letter.snapshot) == []


def test_the_report_on_the_board_is_no_part() -> None:
    bound = bound_inspection()
    kind = bound.graded.joint.inspection.inspection_type
    form_of(kind, "joint_report", "joint")
    whole_of = next(
        one for one in documents_of(inspection=bound.graded.joint.inspection) if one.is_combined
    )
    assert [one.report.slug for one in parts_now(report=whole_of)] == ["summary", HEALTH]


def test_the_questions_are_as_many_for_one_part_as_for_three(assert_queries: Any) -> None:
    bound = bound_at("built")
    inspection = bound.graded.joint.inspection
    for form in ("hmic", "ofsted"):
        _strand(bound, form)
    assert len(parts_now(report=bound.report)) == 4
    report = bound.report
    assert report.inspection == inspection
    with assert_queries(6):
        parts_now(report=report)
    inspection.inspection_type.report_forms.filter(kind="agency_report", reports=None).delete()
    with assert_queries(6):
        assert len(parts_now(report=report)) == 2


def _strand(bound: Bound, code: str) -> None:
    from tests.factories.inspections import single_strand

    joint = bound.graded.joint
    if not joint.inspection.strands.filter(code=code).exists():
        single_strand(joint, code)
    form_of(joint.inspection.inspection_type, "agency_report", code)


# --- when it is built -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("drafting", f"{CQC} is in the stage “drafting”, and is built in once"),
        ("agreement", f"{CQC} is in the stage “agreement”"),
        ("with_chair", f"{CQC} is in the stage “with the chair”"),
        ("answering", f"{CQC} is in the stage “answering the chair’s comments”"),
        ("final_agreement", f"CQC has not signed {CQC} for publication."),
    ],
)
def test_a_part_that_is_not_signed_for_publication_is_named(stage: str, said: str) -> None:
    bound = bound_inspection()
    part_to(bound.summary, "final_signed")
    part_to(bound.health, stage)
    _agreed(bound)
    message = refused(bound, build_combined)
    assert message.startswith(said)
    assert message.endswith(" Nothing was built.")
    assert SUMMARY not in message


def _agreed(bound: Bound) -> None:
    from tests.factories import combined

    for step in ("begun", "agreement"):
        combined._STEPS[step](bound)


def test_every_missing_part_has_its_sentence() -> None:
    bound = bound_inspection()
    part_to(bound.summary, "final_agreement")
    everybody_signs(bound.summary, "cqc", "hmic")
    _strand(bound, "ofsted")
    _agreed(bound)
    message = refused(bound, build_combined)
    assert f"CQC and HMIC have not signed {SUMMARY} for publication." in message.replace(
        "HMICFRS", "HMIC"
    )
    assert "Nobody has begun “The agency report ofsted”." in message
    assert f"{CQC} is in the stage “drafting”" in message


@pytest.mark.parametrize("who", ["lead of cqc", "inspector", "assurer", "stranger"])
def test_only_its_lead_builds_it(who: str) -> None:
    bound = bound_at("agreement")
    joint = bound.graded.joint
    people = {
        "lead of cqc": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "assurer": joint.quality_assurer,
        "stranger": member_factory("ofsted", "lead"),
    }
    with pytest.raises(PermissionRefused), transaction.atomic():
        built(bound, people[who])
    assert not CombinedPart.objects.exists()


def test_it_is_built_once_its_own_words_are_agreed() -> None:
    bound = bound_at("begun")
    with pytest.raises(TransitionNotAllowed, match="To build is possible in"), transaction.atomic():
        built(bound)
    assert not CombinedPart.objects.exists()


def test_another_document_binds_nothing() -> None:
    bound = bound_at("parts_signed")
    with pytest.raises(NotVisible):
        act(bound.summary, build_combined, bound.lead)
    with pytest.raises(NotVisible):
        act(bound.health, build_combined, bound.lead)
    assert not CombinedPart.objects.exists()


def test_a_framework_that_names_no_part_builds_nothing() -> None:
    bound = bound_at("agreement")
    forms = bound.graded.joint.inspection.inspection_type.report_forms
    forms.filter(kind__in=["summary", "agency_report"]).update(kind="letter")
    assert "names no part" in refused(bound, build_combined)


def test_the_same_parts_are_not_built_twice() -> None:
    bound = bound_at("signed")
    first = bound.build
    assert built(bound) == first
    assert first.sign_offs.count() == len(bound.graded.joint.leads)
    assert CombinedPart.objects.count() == 2


# --- when a part changes --------------------------------------------------------------------------


def test_a_reopened_part_keeps_it_from_every_step() -> None:
    bound = bound_at("built")
    reopened(bound.health)
    said = f"{CQC} was reopened after this was built: it is in the stage “answering"
    hashed = {"content_hash": bound.build.content_hash}
    assert said in refused(bound, sign_off, **hashed)
    assert said in refused(bound, propose_publication, **hashed) or "not signed" in refused(
        bound, propose_publication, **hashed
    )
    assert CQC in refused(bound, build_combined)
    parts = parts_now(report=bound.report)
    assert [bool(one.missing) for one in parts] == [False, True]
    assert [one.startswith(CQC) for one in differences(build=bound.build, parts=parts)] == [True]


def test_a_part_reopened_after_everybody_signed_keeps_it_from_the_public() -> None:
    bound = bound_at("proposed")
    printed(bound.build)
    reopened(bound.health)
    hashed = {"content_hash": bound.build.content_hash}
    other = bound.graded.joint.leads["cqc"]
    message = refused(bound, confirm_publication, other, **hashed)
    assert f"{CQC} was reopened after this was built" in message
    assert "built again" in message


def test_a_part_that_was_signed_again_makes_it_stale_until_it_is_built_again() -> None:
    bound = bound_at("proposed")
    printed(bound.build)
    old = bound.build
    signed_again(bound.health)
    hashed = {"content_hash": old.content_hash}
    other = bound.graded.joint.leads["cqc"]
    message = refused(bound, confirm_publication, other, **hashed)
    assert f"{CQC} has draft 4 now, and draft 3 was built in." in message
    new = built(bound)
    assert new.number == old.number + 1
    assert [one.part for one in new.parts.in_order()] == [one.draft for one in bound.parts]
    assert [one.part.number for one in old.parts.in_order()] == [3, 3]
    assert not new.sign_offs.exists()
    assert "have not signed the draft off" in refused(
        bound, propose_publication, content_hash=new.content_hash
    )


def test_a_part_that_came_later_is_named() -> None:
    bound = bound_at("built")
    _strand(bound, "ofsted")
    said = refused(bound, sign_off, content_hash=bound.build.content_hash)
    assert "“The agency report ofsted” is a part, and was not built in." in said
    kinds = bound.graded.joint.inspection.inspection_type.report_forms
    kinds.filter(strand="ofsted").delete()
    kinds.filter(kind="summary").update(kind="letter")
    parts = parts_now(report=bound.report)
    assert differences(build=bound.build, parts=parts) == [f"{SUMMARY} is no part any more."]


def test_a_published_part_stays_a_part() -> None:
    bound = bound_at("built")
    told = bound.health
    act(told, propose_publication, told.writer, content_hash=told.draft.content_hash)
    printed(told.draft)
    other = told.joint.leads["hmic"]
    act(told, confirm_publication, other, content_hash=told.draft.content_hash)
    assert differences(build=bound.build, parts=parts_now(report=bound.report)) == []
    everybody_signs(whole(bound))
    assert bound.build.sign_offs.count() == 3


# --- its own words --------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "begins"), [("ofsted", True), ("cqc", False), ("hmic", False)])
def test_the_overall_lead_begins_it(who: str, begins: bool) -> None:
    bound = bound_inspection()
    inspection = bound.graded.joint.inspection
    document = next(one for one in documents_of(inspection=inspection) if one.is_combined)
    person = bound.graded.joint.leads[who]
    place = place_of(person, document, timezone.localdate())
    assert may_open(place, document).allowed == begins


def test_it_is_built_and_not_sent_to_the_chair() -> None:
    bound = bound_at("agreement")
    assert "built from them" in refused(bound, send_to_chair)
    with pytest.raises(PermissionRefused, match="once it is built"):
        act(whole(bound), sign_off, bound.lead, content_hash=whole(bound).draft.content_hash)
    place = place_of(bound.lead, bound.report, timezone.localdate())
    assert not may_sign_off(place, bound.report, participants_of(bound.report)).allowed
    assert not waiting.reports_to_sign_off(bound.lead, timezone.localdate()).exists()
    built(bound)
    assert waiting.reports_to_sign_off(bound.lead, timezone.localdate()).get() == bound.report


def test_its_own_words_can_be_changed_again_and_the_build_stays_to_be_seen() -> None:
    bound = bound_at("signed")
    first = bound.build
    act(whole(bound), reopen, bound.lead, why="A power is missing.")
    assert bound.report.state == ReportState.DRAFTING
    written(whole(bound), "inspected", "Another power.")
    part_to(whole(bound), "agreement")
    assert bound.build == first
    again = built(bound)
    texts = [one["text"] for one in again.snapshot["sections"][0]["paragraphs"]]
    assert texts[-1] == "Another power."
    assert again.snapshot["parts_hash"] == first.snapshot["parts_hash"]
    assert again.content_hash != first.content_hash
    assert not again.sign_offs.exists()


def test_to_take_it_apart_needs_a_reason() -> None:
    bound = bound_at("built")
    assert "Say why" in refused(bound, reopen, why=" ")


# --- who reads it ---------------------------------------------------------------------------------


def test_the_whole_is_read_by_who_may_read_every_part() -> None:
    bound = bound_at("built")
    joint = bound.graded.joint
    people = {
        "overall lead": bound.lead,
        "lead of hmic": joint.leads["hmic"],
        "lead of cqc": joint.leads["cqc"],
        "inspector of cqc": joint.inspectors["cqc"],
        "inspector of ofsted": joint.inspectors["ofsted"],
        "assurer of ofsted": joint.quality_assurer,
    }
    day = timezone.localdate()
    reads = {
        name
        for name, person in people.items()
        if may_read_draft(place_of(person, bound.report, day), bound.build).allowed
    }
    assert reads == {"overall lead", "lead of hmic", "lead of cqc", "inspector of cqc"}
    prints = {
        name
        for name, person in people.items()
        if may_have_print(draft=bound.build, person=person, at=timezone.now())
    }
    assert prints == reads
    with pytest.raises(PermissionRefused, match="cannot read every part"):
        act(whole(bound), preview, joint.inspectors["ofsted"])


def test_its_own_words_are_read_by_the_whole_team() -> None:
    bound = bound_at("agreement")
    person = bound.graded.joint.inspectors["ofsted"]
    place = place_of(person, bound.report, timezone.localdate())
    assert may_read_draft(place, whole(bound).draft).allowed


# --- publication ----------------------------------------------------------------------------------


def test_two_people_publish_what_was_built() -> None:
    bound = bound_at("proposed")
    artefact = printed(bound.build)
    other = bound.graded.joint.leads["cqc"]
    publication = act(
        whole(bound), confirm_publication, other, content_hash=bound.build.content_hash
    )
    assert publication.reference == f"{bound.reference}-combined"
    assert publication.content_hash == bound.build.content_hash
    assert publication.pdf_sha256 == artefact.sha256
    assert publication.snapshot["parts"] == bound.build.snapshot["parts"]
    assert bound.report.state == ReportState.PUBLISHED
    with pytest.raises(TransitionNotAllowed):
        built(bound)


def test_the_render_key_is_of_the_parts() -> None:
    bound = bound_at("built")
    first = print_key(draft=bound.build, watermark="")
    assert print_key(draft=bound.build, watermark="") == first
    assert print_key(draft=bound.build, watermark="A mark") != first
    signed_again(bound.health)
    assert print_key(draft=built(bound), watermark="") != first
