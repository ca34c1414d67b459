"""What PostgreSQL itself refuses about files, readings and intelligence, whoever forgets what.

Every connection is the application's role: it owns nothing.
"""

import hashlib
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from inspections.actions.intelligence import name_reader, receive_intelligence, say_outcome
from inspections.models import (
    Attachment,
    AttachmentScan,
    Evidence,
    EvidenceReading,
    EvidenceShare,
    Intelligence,
    IntelligenceOutcome,
    IntelligenceReader,
    RevisionAttachment,
    StoredFile,
)
from organisations.models import Inspectorate, User
from records.actor import acting_as, set_actor
from tests.factories.attachments import attached, upload
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.intelligence import intelligence_by
from tests.factories.organisations import AdminFactory
from tests.inspections.test_visible import share, withdraw

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
FILES = (Attachment, RevisionAttachment, AttachmentScan)
TOLD = (Intelligence, IntelligenceReader, IntelligenceOutcome)


def counts(*models: Any) -> tuple[int, ...]:
    """How many rows of each the database shows, without any filter."""
    return tuple(model._base_manager.count() for model in models)


def expect_refused(act: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def author(joint: JointInspection) -> User:
    return joint.inspectors["cqc"]


@pytest.fixture
def item(joint: JointInspection, author: User) -> Evidence:
    """Of CQC's own strand: version 2 with one file was shared with HMICFRS, version 3 has two."""
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"))
    (file,) = attached(item, author, upload("shared.png"))
    share(item, "hmic", author)
    attached(item, author, upload("later.png"))
    with acting_as(author):
        AttachmentScan.objects.create(attachment=file, outcome="clean", at=timezone.now())
    return item


# --- files --------------------------------------------------------------------------------------


def test_each_sees_the_files_of_the_versions_that_they_see(
    item: Evidence, joint: JointInspection, author: User
) -> None:
    for person, seen in (
        (author, (2, 3, 1)),
        (joint.leads["cqc"], (2, 3, 1)),
        (joint.inspectors["hmic"], (1, 1, 1)),
        (joint.inspectors["ofsted"], (0, 0, 0)),
        (joint.overall_lead, (0, 0, 0)),
        (joint.chair, (0, 0, 0)),
        (AdminFactory(), (0, 0, 0)),
        (None, (0, 0, 0)),
    ):
        set_actor(person)
        assert counts(*FILES) == seen, person


def test_after_a_withdrawal_the_files_are_gone_too(
    item: Evidence, joint: JointInspection, author: User
) -> None:
    with acting_as(author):
        given = EvidenceShare.objects.get()
    withdraw(given, author)
    set_actor(joint.inspectors["hmic"])
    assert counts(*FILES) == (0, 0, 0)


def test_of_an_older_version_that_is_shared_only_its_files_are_seen(
    item: Evidence, joint: JointInspection
) -> None:
    set_actor(joint.inspectors["hmic"])
    assert [one.name for one in Attachment.objects.all()] == ["shared.png"]


def test_nobody_attaches_to_another_s_item(
    item: Evidence, joint: JointInspection, author: User
) -> None:
    StoredFile.objects.create(name="x", at=timezone.now())
    for person in (joint.leads["cqc"], joint.inspectors["hmic"], joint.inspectors["ofsted"]):
        set_actor(person)
        expect_refused(
            lambda person=person: Attachment.objects.create(
                evidence_id=item.pk,
                reference="F-X",
                name="x",
                kind="png",
                size=1,
                sha256="0" * 64,
                stored_as_id="x",
                added_by=person,
                at=timezone.now(),
            )
        )


def test_a_file_hangs_on_versions_of_its_own_item_alone(
    item: Evidence, joint: JointInspection, author: User
) -> None:
    other = evidence_by(joint, author)
    with acting_as(author):
        file = Attachment.objects.get(name="shared.png")
        expect_refused(
            lambda: RevisionAttachment.objects.create(
                revision=other.revisions.get(), attachment=file
            )
        )
    with acting_as(joint.inspectors["hmic"]):
        expect_refused(
            lambda: RevisionAttachment.objects.create(
                revision=item.revisions.get(), attachment_id=file.pk
            )
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspections_attachment SET name = 'x'",
        "UPDATE inspections_attachment SET sha256 = 'x'",
        "DELETE FROM inspections_attachment",
        "DELETE FROM inspections_revisionattachment",
        "UPDATE inspections_attachmentscan SET outcome = 'clean'",
        "DELETE FROM inspections_attachmentscan",
        "UPDATE inspections_storedfile SET at = now()",
        "DELETE FROM inspections_storedfile",
        "DELETE FROM inspections_evidencereading",
        "UPDATE inspections_evidencereading SET at = now()",
    ],
)
def test_what_is_kept_of_a_file_is_neither_changed_nor_deleted(
    item: Evidence, author: User, statement: str
) -> None:
    set_actor(author)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_table_of_names_tells_nothing(item: Evidence) -> None:
    set_actor(None)
    rows = list(StoredFile.objects.values())
    assert len(rows) == 2
    assert all(set(row) == {"name", "at"} for row in rows)
    assert hashlib.sha256(b"").hexdigest() not in {row["name"] for row in rows}


# --- readings -----------------------------------------------------------------------------------


def test_the_owner_and_the_receiver_see_who_opened_it_and_nobody_else(
    item: Evidence, joint: JointInspection, author: User
) -> None:
    reader = joint.inspectors["hmic"]
    with acting_as(reader):
        given = EvidenceShare.objects.get()
        EvidenceReading.objects.create(share=given, person=reader, at=timezone.now())
    for person, seen in ((author, 1), (reader, 1), (joint.inspectors["ofsted"], 0), (None, 0)):
        set_actor(person)
        assert counts(EvidenceReading) == (seen,), person


def test_nobody_says_that_another_or_somebody_uninvited_opened_it(
    item: Evidence, joint: JointInspection, author: User
) -> None:
    with acting_as(author):
        given = EvidenceShare.objects.get()
    reader = joint.inspectors["hmic"]
    for actor, person in ((author, reader), (author, author), (joint.inspectors["ofsted"],) * 2):
        set_actor(actor)
        expect_refused(
            lambda person=person: EvidenceReading.objects.create(
                share_id=given.pk, person=person, at=timezone.now()
            )
        )
    withdraw(given, author)
    set_actor(reader)
    expect_refused(
        lambda: EvidenceReading.objects.create(share_id=given.pk, person=reader, at=timezone.now())
    )


def test_a_receiver_sees_its_own_share_and_no_other(
    item: Evidence, joint: JointInspection, author: User
) -> None:
    share(item, "ofsted", author)
    for code in ("hmic", "ofsted"):
        set_actor(joint.inspectors[code])
        assert [one.inspectorate.code for one in EvidenceShare.objects.all()] == [code]
    set_actor(author)
    assert counts(EvidenceShare) == (2,)


# --- intelligence -------------------------------------------------------------------------------


@pytest.fixture
def told(joint: JointInspection) -> Intelligence:
    """From Ofsted's inspector to CQC, received, with a reader and an outcome."""
    one = intelligence_by(joint, joint.inspectors["ofsted"])
    lead, at = joint.leads["cqc"], timezone.now()
    with acting_as(lead):
        receive_intelligence(intelligence=one, by=lead, at=at)
        name_reader(intelligence=one, person=joint.inspectors["cqc"], by=lead, at=at)
        say_outcome(intelligence=one, kind="nothing", text="Known.", by=lead, at=at)
    return one


def test_each_side_sees_its_own_and_nobody_else_anything(
    told: Intelligence, joint: JointInspection
) -> None:
    for person, seen in (
        (joint.inspectors["ofsted"], (1, 0, 1)),
        (joint.overall_lead, (1, 0, 1)),
        (joint.leads["cqc"], (1, 1, 1)),
        (joint.inspectors["cqc"], (1, 1, 1)),
        (member_factory("cqc", "lead"), (1, 1, 1)),
        (member_factory("cqc"), (0, 0, 0)),
        (joint.quality_assurer, (0, 0, 0)),
        (joint.leads["hmic"], (0, 0, 0)),
        (joint.chair, (0, 0, 0)),
        (AdminFactory(), (0, 0, 0)),
        (None, (0, 0, 0)),
    ):
        set_actor(person)
        assert counts(*TOLD) == seen, person


def test_what_is_withdrawn_is_gone_for_the_receiver(joint: JointInspection) -> None:
    sender = joint.inspectors["ofsted"]
    one = intelligence_by(joint, sender)
    with acting_as(sender):
        rows = Intelligence.objects.filter(pk=one.pk)
        rows.update(withdrawn_by=sender, withdrawn_at=timezone.now(), withdrawn_why="x")
    set_actor(joint.leads["cqc"])
    assert counts(Intelligence) == (0,)


def test_nobody_sends_for_another_person_or_inspectorate(joint: JointInspection) -> None:
    sender = joint.inspectors["ofsted"]

    def send(author: User, owner: str) -> None:
        Intelligence.objects.create(
            id=uuid4(),
            inspection=joint.inspection,
            reference=f"I-{uuid4().hex[:8]}",
            kind="concern",
            owner=Inspectorate.objects.get(code=owner),
            author=author,
            receiver=Inspectorate.objects.get(code="hmic"),
            power_id=joint.strand.power_id,
            purpose="x",
            text="x",
            sent_at=timezone.now(),
        )

    set_actor(sender)
    expect_refused(lambda: send(joint.overall_lead, "ofsted"))
    expect_refused(lambda: send(sender, "cqc"))
    set_actor(joint.chair)
    expect_refused(lambda: send(joint.chair, "ofsted"))


def test_readers_are_named_by_a_lead_of_the_receiver_and_are_of_it(
    told: Intelligence, joint: JointInspection
) -> None:
    def name(by: User, person: User, code: str) -> None:
        IntelligenceReader.objects.create(
            intelligence_id=told.pk,
            inspectorate=Inspectorate.objects.get(code=code),
            person=person,
            named_by=by,
            at=timezone.now(),
        )

    third = joint.leads["hmic"]
    set_actor(third)
    expect_refused(lambda: name(third, third, "cqc"))
    expect_refused(lambda: name(third, third, "hmic"))
    set_actor(joint.inspectors["cqc"])
    expect_refused(lambda: name(joint.inspectors["cqc"], member_factory("cqc"), "cqc"))


def test_only_the_receiver_says_what_it_led_to(told: Intelligence, joint: JointInspection) -> None:
    for person in (joint.inspectors["ofsted"], joint.overall_lead, joint.leads["hmic"]):
        set_actor(person)
        expect_refused(
            lambda person=person: IntelligenceOutcome.objects.create(
                intelligence_id=told.pk, kind="nothing", text="x", by=person, at=timezone.now()
            )
        )


def test_a_reader_s_last_day_is_their_last(told: Intelligence, joint: JointInspection) -> None:
    reader = joint.inspectors["cqc"]
    today = timezone.localdate()
    reader.memberships.update(ends_on=today)
    set_actor(reader)
    assert counts(Intelligence) == (1,)
    reader.memberships.update(ends_on=today - timedelta(days=1))
    assert counts(Intelligence) == (0,)


@pytest.mark.parametrize("table", ["intelligencereader", "intelligenceoutcome", "intelligence"])
def test_nothing_of_it_is_deleted(told: Intelligence, joint: JointInspection, table: str) -> None:
    """The database refuses, or finds no row that may go."""
    set_actor(joint.leads["cqc"])
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM inspections_{table}")  # noqa: S608 - a table of ours
    assert counts(*TOLD) == (1, 1, 1)
