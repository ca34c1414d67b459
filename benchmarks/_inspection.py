"""One inspection with two thousand items of evidence, made once for all benchmarks."""

from datetime import timedelta
from functools import cache
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from benchmarks._plain import make_tables
from inspections.models import Evidence, EvidenceCriterion, EvidenceRevision
from records.actor import acting_as
from records.values import short_reference
from tests.factories.inspections import JointInspection, case_of, joint_inspection

ITEMS = 2000
# About as long as what inspectors write: 1,400 characters.
TEXT = (
    "The social worker visited every second week and saw the child alone each time. What the child "
    "said is written down in the child’s words, and the plan changed after it. "
) * 8


@cache
def inspection() -> JointInspection:
    """The inspection; the first call makes it, and the tables of the references."""
    make_tables()
    with transaction.atomic():
        joint = joint_inspection()
        case = case_of(joint)
    _fill(joint, case.pk)
    _look_after_tables()
    return joint


def _fill(joint: JointInspection, case: int) -> None:
    author, strand = joint.inspectors["cqc"], joint.strand
    owner = author.memberships.get().inspectorate_id
    now, day = timezone.now(), timezone.localdate()
    criteria = [criterion.pk for criterion in joint.criteria[:3]]
    keys = [uuid4() for _ in range(ITEMS)]
    moments = [now - timedelta(minutes=number) for number in range(ITEMS)]
    with acting_as(author):
        Evidence.objects.bulk_create(
            Evidence(
                id=key,
                inspection=joint.inspection,
                strand=strand,
                owner_id=owner,
                power_id=strand.power_id,
                author=author,
                case_id=case if number % 2 else None,
                reference=short_reference("E", key.bytes),
                recorded_at=moments[number],
            )
            for number, key in enumerate(keys)
        )
        revisions = EvidenceRevision.objects.bulk_create(
            EvidenceRevision(
                key=key,
                person=author,
                content_hash="0" * 64,
                at=moments[number],
                evidence_id=key,
                version=1,
                text=f"{number}. {TEXT}",
                source="meeting",
                observed_on=day - timedelta(days=number % 20),
                agency=joint.agencies[number % len(joint.agencies)],
                strength="strength" if number % 3 else "weakness",
            )
            for number, key in enumerate(keys)
        )
        EvidenceCriterion.objects.bulk_create(
            EvidenceCriterion(revision=revision, criterion_id=criterion)
            for revision in revisions
            for criterion in criteria
        )


def _look_after_tables() -> None:
    """What autovacuum would have done by the time that somebody reads."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET ROLE")
