"""Two at once, on PostgreSQL: one share, one version, one receipt; nothing half done."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from inspections.actions.intelligence import (
    name_reader,
    receive_intelligence,
    withdraw_intelligence,
)
from inspections.actions.sharing import share_with_several
from inspections.models import (
    Attachment,
    Evidence,
    EvidenceAudience,
    EvidenceShare,
    Intelligence,
    IntelligenceReader,
)
from organisations.models import Inspectorate, User
from records.actor import acting_as
from records.errors import ActionRefused, Conflict
from tests.factories.attachments import attached, files_of, png, upload
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    member_factory,
    seen_by,
    single_strand,
)
from tests.factories.intelligence import intelligence_by
from tests.inspections.test_visible import share, withdraw
from tests.races.together import answers_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def as_person(person: User, do: Any) -> Any:
    """Do it in a transaction of one's own, as a request does."""
    with transaction.atomic(), acting_as(person):
        return do()


def test_two_windows_attach_at_once_and_no_file_is_lost() -> None:
    joint = joint_inspection()
    author, strand = joint.inspectors["cqc"], single_strand(joint, "cqc")
    for _ in range(ROUNDS):
        item = evidence_by(joint, author, strand=strand)
        names = ("a.png", "b.png")
        answers = answers_at_once(
            *[
                partial(attached, item, author, upload(name, png(name.encode())), version=1)
                for name in names
            ]
        )
        refusals = [one for one in answers if isinstance(one, ActionRefused)]
        assert [type(one) for one in refusals] == [Conflict]
        with acting_as(author):
            assert Evidence.objects.get(pk=item.pk).version == 2
            kept = [one.name for one in files_of(item, 2)]
        assert kept == [names[0 if isinstance(answers[1], ActionRefused) else 1]]


def test_without_the_version_check_a_file_would_be_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the check off, both windows are told that theirs is saved, or it breaks."""
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"))

    def unchecked(evidence: Evidence, version: int) -> None:
        Evidence.objects.filter(pk=evidence.pk).update(version=version + 1)

    monkeypatch.setattr("inspections.actions.evidence._set_version", unchecked)
    attached(item, author, upload("a.png"), version=1)
    with pytest.raises(ActionRefused) as refusal:
        attached(item, author, upload("b.png"), version=1)
    assert not isinstance(refusal.value, Conflict)


def test_one_form_of_files_many_times_at_once_is_one_version() -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item, key = evidence_by(joint, author), uuid4()
    answers = answers_at_once(
        *[lambda: attached(item, author, upload("a.png"), version=1, key=key)] * 6
    )
    assert not [one for one in answers if isinstance(one, ActionRefused)]
    with acting_as(author):
        assert item.revisions.count() == 2
        assert Attachment.objects.count() == 1


def test_two_share_with_the_same_at_once_and_one_share_stands() -> None:
    joint = joint_inspection()
    author, lead = joint.inspectors["cqc"], joint.leads["cqc"]
    strand = single_strand(joint, "cqc")
    both = list(Inspectorate.objects.filter(code__in=["hmic", "ofsted"]))

    def give(item: Evidence, by: User, order: int) -> Any:
        row = Evidence.objects.select_related("strand", "inspection", "power").get(pk=item.pk)
        return share_with_several(
            evidence=row, inspectorates=both[::order], purpose="x", by=by, at=timezone.now()
        )

    for _ in range(ROUNDS):
        item = evidence_by(joint, author, strand=strand)
        answers_at_once(
            lambda item=item: as_person(author, partial(give, item, author, 1)),
            lambda item=item: as_person(lead, partial(give, item, lead, 1)),
        )
        with acting_as(author):
            standing = EvidenceShare.objects.standing().filter(evidence=item)
            assert sorted(one.inspectorate.code for one in standing) == ["hmic", "ofsted"]


def test_a_share_and_its_withdrawal_at_once_leave_audience_and_share_agreed() -> None:
    joint = joint_inspection()
    author, lead = joint.inspectors["cqc"], joint.leads["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"))
    for _ in range(ROUNDS):
        with acting_as(author):
            given = EvidenceShare.objects.standing().filter(evidence=item).first()
        given = given or share(item, "hmic", author)
        answers_at_once(partial(withdraw, given, author), partial(withdraw, given, lead))
        assert seen_by(joint.inspectors["hmic"]) == []
        share(item, "hmic", author)
        assert seen_by(joint.inspectors["hmic"]) == [item.reference]
        with acting_as(joint.inspectors["hmic"]):
            assert EvidenceAudience.objects.filter(pinned=True).count() == 1


def _told(joint: JointInspection) -> tuple[Intelligence, Any]:
    told = intelligence_by(joint, joint.inspectors["ofsted"])

    def row() -> Intelligence:
        return Intelligence.objects.for_page().get(pk=told.pk)

    return told, row


def test_two_leads_confirm_at_once_and_one_did() -> None:
    joint = joint_inspection()
    leads = [joint.leads["cqc"], member_factory("cqc", "lead")]
    for _ in range(ROUNDS):
        _, row = _told(joint)

        def confirm(by: User, row: Any = row) -> Any:
            return receive_intelligence(intelligence=row(), by=by, at=timezone.now())

        answers = answers_at_once(
            *[partial(as_person, lead, partial(confirm, lead)) for lead in leads]
        )
        assert sum(isinstance(one, ActionRefused) for one in answers) == 1
        with acting_as(leads[0]):
            assert row().received_by in leads


def test_receipt_and_withdrawal_at_once_are_one_of_them() -> None:
    joint = joint_inspection()
    sender, lead = joint.inspectors["ofsted"], joint.leads["cqc"]
    for _ in range(ROUNDS):
        _, row = _told(joint)

        def confirm(row: Any = row) -> Any:
            return receive_intelligence(intelligence=row(), by=lead, at=timezone.now())

        def withdraw_it(row: Any = row) -> Any:
            found = row()
            return withdraw_intelligence(intelligence=found, why="x", by=sender, at=timezone.now())

        answers_at_once(partial(_or_gone, lead, confirm), partial(as_person, sender, withdraw_it))
        with acting_as(sender):
            found = row()
        assert (found.received_at is None) != (found.withdrawn_at is None)


def _or_gone(person: User, do: Any) -> Any:
    """The receiver may find nothing there: its sender was quicker."""
    try:
        return as_person(person, do)
    except Intelligence.DoesNotExist:
        return None


def test_a_reader_named_twice_at_once_is_named_once() -> None:
    joint = joint_inspection()
    lead, reader = joint.leads["cqc"], joint.inspectors["cqc"]
    told, row = _told(joint)

    def name() -> Any:
        return name_reader(intelligence=row(), person=reader, by=lead, at=timezone.now())

    answers = answers_at_once(*[partial(as_person, lead, name)] * 4)
    assert not [one for one in answers if isinstance(one, ActionRefused)]
    with acting_as(lead):
        assert IntelligenceReader.objects.filter(intelligence=told.pk).count() == 1
