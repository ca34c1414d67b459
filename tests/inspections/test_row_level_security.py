"""What PostgreSQL itself refuses the application, whatever a program forgets.

Every connection of a test is the application's role: it owns nothing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from inspections.models import (
    Evidence,
    EvidenceAudience,
    EvidenceCriterion,
    EvidenceRevision,
    EvidenceShare,
)
from organisations.models import Inspectorate
from records.actor import acting_as, set_actor
from records.models import Draft
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.organisations import AdminFactory
from tests.inspections.test_evidence_actions import change, save
from tests.inspections.test_visible import share
from tests.statements import refused, touched

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
AsOwner = Callable[[], AbstractContextManager[None]]
PROTECTED = (Evidence, EvidenceRevision, EvidenceCriterion, EvidenceAudience, EvidenceShare)

SAID_WITHDRAWN = "withdrawn_at = now(), withdrawn_why = 'Twice.', withdrawn_by_id = %s"
WITHDRAW = f"UPDATE inspections_evidence SET {SAID_WITHDRAWN}"  # noqa: S608 - words of this module


def counts() -> dict[str, int]:
    """How many rows of each protected table the database shows, without any filter."""
    return {model.__name__: model._base_manager.count() for model in PROTECTED}


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def private(joint: JointInspection) -> Evidence:
    """An item of CQC's own strand at its second version, whose first was shared with HMICFRS."""
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"), text="First.")
    share(item, "hmic", author)
    change(item, joint, author, text="Second.")
    return item


def test_without_an_actor_there_is_no_row(joint: JointInspection, private: Evidence) -> None:
    evidence_by(joint, joint.inspectors["ofsted"])
    set_actor(None)
    assert counts() == dict.fromkeys(counts(), 0)


def test_with_nonsense_for_an_actor_there_is_an_error_and_no_row(private: Evidence) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('concord.actor', '0', true)")
    assert counts() == dict.fromkeys(counts(), 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('concord.actor', '1 OR true', true)")
    refused("SELECT count(*) FROM inspections_evidence")


def test_the_owner_s_team_reads_all_of_it(joint: JointInspection, private: Evidence) -> None:
    set_actor(joint.leads["cqc"])
    assert counts() == {
        "Evidence": 1,
        "EvidenceRevision": 2,
        "EvidenceCriterion": 2,
        "EvidenceAudience": 1,
        "EvidenceShare": 1,
    }


def test_a_receiver_reads_only_what_is_shared(joint: JointInspection, private: Evidence) -> None:
    set_actor(joint.inspectors["hmic"])
    assert counts() == {
        "Evidence": 1,
        "EvidenceRevision": 1,
        "EvidenceCriterion": 1,
        "EvidenceAudience": 1,
        "EvidenceShare": 1,
    }
    assert EvidenceRevision.objects.get().text == "First."


@pytest.mark.parametrize("who", ["third", "chair", "admin", "elsewhere"])
def test_everybody_else_reads_nothing(joint: JointInspection, private: Evidence, who: str) -> None:
    person = {
        "third": lambda: joint.inspectors["ofsted"],
        "chair": lambda: joint.chair,
        "admin": AdminFactory,
        "elsewhere": lambda: joint_inspection().leads["cqc"],
    }[who]()
    set_actor(person)
    assert counts() == dict.fromkeys(counts(), 0)


def test_nobody_writes_evidence_for_another_inspectorate(joint: JointInspection) -> None:
    person = joint.inspectors["cqc"]
    for owner, author in (("hmic", person), ("cqc", joint.inspectors["hmic"])):
        with (
            acting_as(person),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            Evidence.objects.create(
                inspection=joint.inspection,
                strand=joint.strand,
                owner=Inspectorate.objects.get(code=owner),
                power=joint.strand.power,
                author=author,
                reference="E-FORGED",
                recorded_at=timezone.now(),
            )


def test_nobody_writes_evidence_into_another_inspection(joint: JointInspection) -> None:
    other = joint_inspection()
    person = joint.inspectors["cqc"]
    with (
        acting_as(person),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Evidence.objects.create(
            inspection=other.inspection,
            strand=other.strand,
            owner=Inspectorate.objects.get(code="cqc"),
            power=other.strand.power,
            author=person,
            reference="E-FORGED",
            recorded_at=timezone.now(),
        )


def test_nobody_adds_a_version_to_another_s_item(joint: JointInspection, private: Evidence) -> None:
    for person in (joint.inspectors["hmic"], joint.leads["cqc"]):
        with (
            acting_as(person),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            EvidenceRevision.objects.create(
                key=uuid4(),
                person=person,
                content_hash="0" * 64,
                at=timezone.now(),
                evidence=private,
                version=3,
                text="Forged.",
                source="data",
                observed_on=timezone.localdate(),
                strength="strength",
            )


def test_an_update_of_another_s_item_touches_no_row(
    joint: JointInspection, private: Evidence
) -> None:
    for person in (joint.inspectors["hmic"], joint.leads["hmic"], joint.chair):
        set_actor(person)
        assert touched("UPDATE inspections_evidence SET version = 9") == 0
        assert touched(WITHDRAW, person.pk) == 0
    set_actor(joint.inspectors["cqc"])
    assert touched("UPDATE inspections_evidence SET version = version") == 1


def test_the_owner_s_lead_withdraws_an_item_once_in_their_own_name_and_writes_nothing_else(
    joint: JointInspection, private: Evidence
) -> None:
    lead = joint.leads["cqc"]
    set_actor(lead)
    assert "its author's" in refused("UPDATE inspections_evidence SET version = 9")
    assert "its author's" in refused(f"{WITHDRAW}, version = 9", lead.pk)
    assert "never change" in refused("UPDATE inspections_evidence SET reference = 'E-2'")
    assert "row-level security" in refused("UPDATE inspections_evidence SET withdrawn_why = 'x'")
    assert "row-level security" in refused(WITHDRAW, joint.inspectors["cqc"].pk)
    assert touched(WITHDRAW, lead.pk) == 1
    assert touched(WITHDRAW, lead.pk) == 0


def test_nothing_of_evidence_is_deleted(joint: JointInspection, private: Evidence) -> None:
    set_actor(joint.inspectors["cqc"])
    assert touched("DELETE FROM inspections_evidence") == 0
    assert "permission denied" in refused("DELETE FROM inspections_evidencerevision")
    assert "permission denied" in refused("UPDATE inspections_evidencerevision SET text = 'x'")
    assert "permission denied" in refused("UPDATE inspections_evidencecriterion SET id = 9")


def test_the_audience_cannot_be_written(joint: JointInspection, private: Evidence) -> None:
    set_actor(joint.inspectors["ofsted"])
    assert "permission denied" in refused(
        "INSERT INTO inspections_evidenceaudience"
        " (inspection_id, inspectorate_id, evidence_id, pinned, recorded_at)"
        " VALUES (%s, %s, %s, false, now())",
        joint.inspection.pk,
        Inspectorate.objects.get(code="ofsted").pk,
        private.pk,
    )
    assert "permission denied" in refused("UPDATE inspections_evidenceaudience SET pinned = false")
    assert "permission denied" in refused("DELETE FROM inspections_evidenceaudience")


def test_whoever_does_not_own_it_cannot_share_it_with_themselves(
    joint: JointInspection, private: Evidence
) -> None:
    """Not with the item's key, nor with the number of its second version."""
    for person, code in ((joint.inspectors["ofsted"], "ofsted"), (joint.leads["hmic"], "hmic")):
        set_actor(joint.leads["cqc"])
        second = EvidenceRevision.objects.get(version=2)
        set_actor(person)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            EvidenceShare.objects.create(
                evidence_id=private.pk,
                revision_id=second.pk,
                inspectorate=Inspectorate.objects.get(code=code),
                purpose="Forged.",
                power=joint.strand.power,
                shared_by=person,
                shared_at=timezone.now(),
            )


def test_a_receiver_cannot_change_the_share(joint: JointInspection, private: Evidence) -> None:
    set_actor(joint.leads["hmic"])
    assert touched("UPDATE inspections_evidenceshare SET purpose = 'x'") == 0


def test_a_draft_is_its_typist_s_alone(joint: JointInspection) -> None:
    save(joint.inspectors["cqc"], uuid4(), 0, "half")
    for person in (joint.leads["cqc"], AdminFactory(), None):
        set_actor(person)
        assert Draft.objects.count() == 0


def test_every_protected_table_binds_its_readers(as_owner: AsOwner) -> None:
    """Forced, so that the owner of the tables is bound too; the audience alone is written by it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
            " WHERE relname = ANY(%s)",
            [[model._meta.db_table for model in PROTECTED]],
        )
        rows = {name: (on, forced) for name, on, forced in cursor.fetchall()}
    assert len(rows) == len(PROTECTED)
    assert rows.pop("inspections_evidenceaudience") == (True, False)
    assert set(rows.values()) == {(True, True)}
