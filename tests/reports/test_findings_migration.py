"""Recommendations that an earlier release stored become findings of their inspection."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from inspections.models import EvidenceUse
from records.actor import acting_as
from reports.models import Draft, Finding, FindingCount, Paragraph, Publication
from tests.factories.documents import HealthReport, begun_health, health_paragraph
from tests.factories.findings import finding_of
from tests.factories.inspections import evidence_by
from tests.factories.reports import Told, paragraph_of, report_at

pytestmark = pytest.mark.django_db(transaction=True)
AsOwner = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def earlier(as_owner: AsOwner) -> Iterator[Callable[..., None]]:
    """Goes back to the release before, runs some SQL there, and comes to this one again."""

    def migrate_to(name: str) -> None:
        call_command("migrate", "reports", name, verbosity=0)

    def there_and_back(*statements: tuple[Any, ...]) -> None:
        with as_owner():
            migrate_to("0010_writing_together")
            with connection.cursor() as cursor:
                for sql, *values in statements:
                    cursor.execute(sql, values)
            call_command("migrate", verbosity=0)
            call_command("prepare_database", verbosity=0)

    yield there_and_back
    with as_owner():
        call_command("migrate", verbosity=0)
        call_command("prepare_database", verbosity=0)


def found_by(person: Any) -> dict[str, Finding]:
    with acting_as(person):
        rows = Finding.objects.select_related("inspection", "agency").order_by("pk")
        return {one.text: one for one in rows}


def test_a_published_letter_keeps_its_words_and_its_numbers(
    earlier: Callable[..., None],
) -> None:
    told: Told = report_at("published")
    published = list(Publication.objects.values())
    drafts = list(Draft.objects.values())
    texts = list(Paragraph.objects.order_by("pk").values("reference", "number", "text", "version"))
    earlier()
    assert list(Publication.objects.values()) == published
    assert list(Draft.objects.values()) == drafts
    now = Paragraph.objects.order_by("pk").values("reference", "number", "text", "version")
    assert list(now) == texts
    found = found_by(told.lead)
    assert {one.label for one in found.values()} == {"R1", "R2"}
    first = found["What inspectors say in priority_action."]
    assert (first.label, first.rank, first.owner) == ("R1", "priority_action", None)
    assert told.paragraph("P4").finding_id == first.pk
    assert told.paragraph("P1").finding_id is None
    assert FindingCount.objects.get().weaknesses == 2
    # The next one goes on from there.
    assert finding_of(told.joint).label == "R3"


def test_every_version_and_what_it_rests_on_come_along(earlier: Callable[..., None]) -> None:
    told = report_at("drafting")
    item = evidence_by(told.joint, told.joint.inspectors["ofsted"])
    with acting_as(told.lead):
        revision = item.revisions.get()
    paragraph = told.paragraph("P5")
    removed, by, now = told.paragraph("P4").pk, told.lead.pk, timezone.now()
    earlier(
        (
            (
                "INSERT INTO inspections_evidenceuse (revision_id, kind, used_in, by_id, at)"
                " VALUES (%s, 'paragraph', %s, %s, %s)"
            ),
            revision.pk,
            f"{told.reference} P5",
            by,
            now,
        ),
        (
            (
                "INSERT INTO reports_paragraphevidence"
                " (paragraph_id, revision_id, linked_by_id, linked_at) VALUES (%s, %s, %s, %s)"
            ),
            paragraph.pk,
            revision.pk,
            by,
            now,
        ),
        (
            (
                "INSERT INTO reports_paragraphrevision"
                " (paragraph_id, version, text, is_removed, by_id, at)"
                " VALUES (%s, 2, 'What inspectors say in priority_action.', TRUE, %s, %s)"
            ),
            removed,
            by,
            now,
        ),
        ("UPDATE reports_paragraph SET version = 2, is_removed = TRUE WHERE id = %s", removed),
    )
    found = found_by(told.lead)
    gone, kept = (found[f"What inspectors say in {key}."] for key in SECTIONS)
    with acting_as(told.lead):
        assert [one.revision_id for one in kept.evidence_links.all()] == [revision.pk]
        said = [(one.version, one.is_withdrawn, one.why) for one in gone.revisions.all()]
    assert said == [(1, False, ""), (2, True, "It was taken out of its document.")]
    assert gone.is_withdrawn
    assert kept.agency == told.joint.agencies[2]
    assert not paragraph.evidence_links.exists()
    [use] = EvidenceUse.objects.filter(kind__contains="finding")
    assert use.used_in == f"{told.reference} R2"


SECTIONS = ("priority_action", "improvement")


def test_where_two_documents_counted_from_one_what_was_read_keeps_its_number(
    earlier: Callable[..., None],
) -> None:
    """CQC's draft, which nobody else has read, takes the next numbers; the letter keeps its own."""
    health: HealthReport = begun_health()
    health_paragraph(health, "improvement", "Of CQC.")
    letter = report_at("drafting", health.joint)
    paragraph_of(letter, "improvement", text="Another.")
    numbers = {"Of CQC.": "R1", "What inspectors say in priority_action.": "R1"}
    numbers |= {"What inspectors say in improvement.": "R2", "Another.": "R3"}
    renumber = "UPDATE reports_paragraph SET number = %s WHERE text = %s"
    send_on = "UPDATE reports_report SET state = 'quality_assurance' WHERE id = %s"
    earlier(
        *((renumber, number, text) for text, number in numbers.items()),
        (send_on, letter.report.pk),
    )
    rows = Paragraph.objects.exclude(finding=None).values_list("text", "number")
    assert dict(rows) == {**numbers, "Of CQC.": "R4"}
    assert found_by(health.writer)["Of CQC."].label == "R4"
    assert FindingCount.objects.get().weaknesses == 4


def test_an_inspection_without_recommendations_has_nothing_to_number(
    earlier: Callable[..., None],
) -> None:
    health = begun_health()
    health_paragraph(health)
    earlier()
    assert found_by(health.writer) == {}
    assert not FindingCount.objects.exists()
