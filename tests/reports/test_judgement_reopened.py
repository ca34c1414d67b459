"""A report and the judgement that it states: opened again, agreed anew, printed otherwise."""

from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from judgements.models import ResultPublished
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from records.values import content_hash
from reports.actions import publishing
from reports.actions.release import pass_quality_assurance, reopen, send_to_quality_assurance
from reports.actions.snapshot import problems_now
from reports.models import Draft, SignOff
from tests.factories.inspections import JointInspection
from tests.factories.judgements import (
    decision_of,
    judgement_in,
    proposal_of,
    reopening_of,
)
from tests.factories.judgements import signature_of as judged_by
from tests.factories.reports import (
    _STEPS,
    Told,
    publication_of,
    report_at,
    signature_of,
    signatures_of,
)

pytestmark = pytest.mark.django_db
OPENED = "was opened again and is not agreed"
OTHERWISE = "does not say what the inspectorates have agreed"


def agreed_anew(joint: JointInspection, **changes: str) -> None:
    """The judgement is opened again, and agreed, with the same grade unless said otherwise."""
    reopening_of(joint)
    proposal_of(joint, **changes)
    for code in joint.leads:
        judged_by(joint, code)


def frozen_anew(told: Told) -> None:
    """The overall lead reopens the report, and it comes back to agreement."""
    with acting_as(told.lead):
        reopen(report=told.report, why="The judgement was agreed anew.", by=told.lead, at=now())
        told.now()
        send_to_quality_assurance(report=told.report, by=told.lead, at=now())
        told.now()
        by = told.joint.quality_assurer
        pass_quality_assurance(report=told.report, by=by, at=now())
        told.now()


def now() -> datetime:
    return timezone.now()


def go(told: Told, step: str) -> None:
    with acting_as(told.lead):
        _STEPS[step](told)


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        ("agreement", "signed"),
        ("signed", "with_chair"),
        ("final_agreement", "final_signed"),
        ("final_signed", "proposed"),
        ("proposed", "published"),
    ],
)
def test_while_the_judgement_is_open_again_no_step_is_taken(stage: str, step: str) -> None:
    told = report_at(stage)
    reopening_of(told.joint)
    signed = SignOff.objects.count()
    with pytest.raises(ActionRefused, match=OPENED):
        go(told, step)
    assert SignOff.objects.count() == signed
    assert not ResultPublished.objects.exists()


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        ("agreement", "signed"),
        ("signed", "with_chair"),
        ("final_signed", "proposed"),
        ("proposed", "published"),
    ],
)
def test_what_was_agreed_anew_needs_a_draft_of_its_own(stage: str, step: str) -> None:
    told = report_at(stage)
    agreed_anew(told.joint)
    with pytest.raises(ActionRefused, match=OTHERWISE):
        go(told, step)


def test_another_grade_needs_a_draft_of_its_own() -> None:
    told = report_at("agreement")
    agreed_anew(told.joint, grade="inadequate", statement="It is not.")
    with pytest.raises(ActionRefused, match=OTHERWISE):
        signature_of(told, "cqc")


def test_a_draft_that_states_what_stands_is_signed() -> None:
    told = report_at("agreement")
    agreed_anew(told.joint)
    frozen_anew(told)
    assert len(signatures_of(told)) == 3


def test_a_report_is_not_frozen_while_the_judgement_is_open_again() -> None:
    told = report_at("agreement")
    reopening_of(told.joint)
    with pytest.raises(ActionRefused, match="The shared judgement is not agreed yet"):
        frozen_anew(told)
    problems = problems_now(report=told.report, paragraphs=[], at=now())
    assert any("not agreed yet" in str(one) for one in problems)


def test_a_decision_to_print_that_changes_what_is_printed_needs_a_draft_of_its_own() -> None:
    told = report_at("agreement")
    reopening_of(told.joint)
    proposal_of(told.joint)
    for code in told.joint.leads:
        reason = "We differ." if code == "cqc" else ""
        judged_by(told.joint, code, disagreement=reason, prints=True)
    frozen_anew(told)
    assert told.draft.snapshot["judgement"]["dissents"] == [
        {"inspectorate": "CQC", "reason": "We differ."}
    ]
    signature_of(told, "cqc")
    decision_of(told.joint, "hmic", prints=False)
    with pytest.raises(ActionRefused, match="what is printed with it"):
        signature_of(told, "hmic")
    frozen_anew(told)
    assert told.draft.snapshot["judgement"]["dissents"] == []
    assert len(signatures_of(told)) == 3


def without_hash(told: Told, **changes: object) -> Draft:
    """A draft as an earlier release froze it."""
    snapshot = dict(told.draft.snapshot)
    stated = {**snapshot["judgement"], **changes}
    del stated["content_hash"], stated["abstentions"]
    snapshot["judgement"] = stated
    return Draft.objects.create(
        report=told.report,
        number=told.draft.number + 1,
        snapshot=snapshot,
        content_hash=content_hash(snapshot),
        made_by=told.lead,
        made_at=now(),
    )


def test_a_draft_of_an_earlier_release_is_held_against_the_grade_and_its_words() -> None:
    told = report_at("agreement")
    draft = without_hash(told, dissents=[{"inspectorate": "CQC", "reason": "We differ."}])
    signed = signature_of(told, "cqc", content_hash=draft.content_hash)
    assert signed.draft == draft
    agreed_anew(told.joint, statement="Other words.")
    with pytest.raises(ActionRefused, match=OTHERWISE):
        signature_of(told, "hmic", content_hash=draft.content_hash)


def test_once_published_the_judgement_is_not_opened_again() -> None:
    told = report_at("published")
    proposal = judgement_in(told.joint).current_proposal()
    row = ResultPublished.objects.get()
    assert (row.proposal, row.by) == (proposal, told.joint.leads["cqc"])
    with pytest.raises(PermissionRefused, match="what was published never changes"):
        reopening_of(told.joint)


def test_letters_of_an_earlier_release_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "note_published", lambda **_: None)
    told = report_at("proposed")
    publication = publication_of(told)
    assert not ResultPublished.objects.exists()
    migration = import_module("reports.migrations.0003_published_results")
    for _ in range(2):
        migration._note(apps, None)
    row = ResultPublished.objects.get()
    assert row.proposal == judgement_in(told.joint).current_proposal()
    assert (row.by_id, row.at) == (publication.confirmed_by_id, publication.published_at)


def test_a_judgement_that_is_not_stated_is_nothing_to_the_report() -> None:
    told = report_at("agreement")
    draft = told.draft
    snapshot = {**draft.snapshot, "judgement": None}
    bare = Draft.objects.create(
        report=told.report,
        number=draft.number + 1,
        snapshot=snapshot,
        content_hash=content_hash(snapshot),
        made_by=told.lead,
        made_at=now(),
    )
    reopening_of(told.joint)
    assert signature_of(told, "cqc", content_hash=bare.content_hash).draft == bare


def test_an_agreed_judgement_of_another_inspection_changes_nothing() -> None:
    told, other = report_at("agreement"), report_at("agreement")
    reopening_of(other.joint)
    assert len(signatures_of(told)) == 3
