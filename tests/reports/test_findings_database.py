"""What PostgreSQL itself lets nobody read or write: findings of others, and before their time."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from organisations.models import User
from records.actor import acting_as, set_actor
from reports.models import Finding, FindingEvidence, FindingRevision
from tests.factories.documents import HealthReport, health_at, written_health
from tests.factories.findings import finding_of, own_finding, resting_on, used_in
from tests.factories.inspections import evidence_by
from tests.factories.reports import Told, begun_report, report_at

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
TABLES = ("reports_finding", "reports_findingrevision", "reports_findingevidence")


def rows_for(person: User | None) -> list[int]:
    """How many rows of each table somebody reads, past everything that the application asks."""
    with transaction.atomic():
        set_actor(person)
        with connection.cursor() as cursor:
            counts = []
            for table in TABLES:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
                counts.append(cursor.fetchone()[0])
    return counts


def refused(sql: str, *values: Any) -> int:
    """How many rows a statement changed; none where the database refuses it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


@pytest.fixture
def health() -> HealthReport:
    return written_health()


def test_one_inspectorates_finding_is_read_by_its_own_people(health: HealthReport) -> None:
    joint = health.joint
    assert rows_for(health.writer) == [1, 1, 0]
    assert rows_for(health.assurer) == [1, 1, 0]
    for stranger in (joint.overall_lead, joint.leads["hmic"], joint.chair, None):
        assert rows_for(stranger) == [0, 0, 0]


def test_what_is_found_together_the_team_reads_and_nobody_else() -> None:
    told = begun_report()
    joint = told.joint
    item = evidence_by(joint, joint.inspectors["ofsted"])
    resting_on(finding_of(joint), item.reference)
    for person in (*joint.leads.values(), *joint.inspectors.values(), joint.quality_assurer):
        assert rows_for(person) == [1, 1, 1]
    assert rows_for(joint.chair) == [0, 0, 0]
    assert rows_for(begun_report().lead) == [0, 0, 0]


def test_the_chair_reads_none_before_the_draft_has_come() -> None:
    for stage in ("drafting", "quality_assurance", "signed"):
        assert rows_for(report_at(stage).chair) == [0, 0, 0]
    told = report_at("with_chair")
    finding_of(told.joint, text="In no document.")
    assert rows_for(told.chair) == [2, 2, 0]


def test_what_is_signed_off_the_other_leads_read() -> None:
    told = health_at("with_chair")
    assert rows_for(told.joint.leads["hmic"])[:2] == [1, 1]
    assert rows_for(told.joint.inspectors["hmic"])[:2] == [0, 0]


def test_what_another_document_states_its_readers_read(health: HealthReport) -> None:
    letter: Told = begun_report(health.joint)
    own = own_finding(health.graded)
    used_in(letter, own, by=health.writer)
    assert rows_for(health.joint.inspectors["hmic"])[:2] == [1, 1]
    assert rows_for(health.writer)[:2] == [2, 2]


def test_only_a_lead_of_its_part_changes_a_finding(health: HealthReport) -> None:
    letter: Told = begun_report(health.joint)
    own = own_finding(health.graded)
    used_in(letter, own, by=health.writer)
    change = "UPDATE reports_finding SET text = 'Another.' WHERE id = %s"
    for person in (letter.lead, health.graded.inspector, letter.chair):
        with acting_as(person):
            assert refused(change, own.pk) == 0
    with acting_as(health.writer):
        assert refused(change, own.pk) == 1


def test_nobody_records_in_anothers_name_or_without_leading() -> None:
    joint = begun_report().joint
    made = finding_of(joint)
    facts = {
        field.attname: getattr(made, field.attname)
        for field in Finding._meta.fields
        if field.name != "id"
    }
    inspector = joint.inspectors["ofsted"]
    for by, recorded_by in ((inspector, inspector), (joint.leads["cqc"], joint.overall_lead)):
        with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            Finding.objects.create(**{**facts, "number": 7, "recorded_by_id": recorded_by.pk})
    with acting_as(joint.chair):
        for model, column in ((FindingRevision, "by"), (FindingEvidence, "linked_by")):
            assert not model._default_manager.filter(**{column: joint.overall_lead}).exists()


def test_no_finding_is_deleted_and_no_version_changed() -> None:
    joint = begun_report().joint
    finding_of(joint)
    with acting_as(joint.overall_lead):
        assert refused("DELETE FROM reports_finding") == 0
        assert refused("UPDATE reports_findingrevision SET text = 'Another.'") == 0
        assert Finding.objects.get().revisions.get().text != "Another."
