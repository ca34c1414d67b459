"""The judgement board: 2,000 items of evidence on 500 criteria, three criteria an item.

What is compared is the time on the clock, the database's in it. There are two references. One is
the board's own question about the evidence as bare SQL, sent through a cursor: what the ORM and the
making of values add. The other is the least that can be asked, how many items bear on each
criterion each way: what it costs to count different sources, inspectorates, agencies and cases too.
No index alone can answer either: which way an item points, and who may see it, stand in tables of
their own.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import Measure
from benchmarks._inspection import inspection
from benchmarks._requests import expect, queries_of
from benchmarks.scale import ratio
from frameworks.models import Criterion
from inspections.models import Assignment, EvidenceCriterion, EvidenceRevision
from judgements.models.coverage import coverage, coverage_rows
from records.actor import acting_as
from tests.factories.inspections import JointInspection

BY_ITS_SQL, BY_COUNTING, QUERIES, ROLL_UP_QUERIES = 1.25, 3.0, 6, 2
CRITERIA = 500
_COUNTED = """
SELECT criterion.reference, said.strength, COUNT(*)
FROM inspections_evidenceaudience seen
JOIN inspections_evidence item ON item.id = seen.evidence_id
JOIN inspections_evidencerevision said ON said.id = seen.revision_id
JOIN inspections_evidencecriterion link ON link.revision_id = said.id
JOIN frameworks_criterion criterion ON criterion.id = link.criterion_id
WHERE seen.inspection_id = %s AND seen.inspectorate_id = %s AND item.withdrawn_at IS NULL
GROUP BY criterion.reference, said.strength
"""


def main() -> Iterator[Measure]:
    """Measure the board; what is added for it goes again."""
    joint = inspection()
    with transaction.atomic():
        _spread(joint)
        measures = list(_measures(joint))
        transaction.set_rollback(True)
    yield from measures


def _measures(joint: JointInspection) -> Iterator[Measure]:
    reader = joint.inspectors["ofsted"]
    member = Assignment.objects.get(inspection=joint.inspection, person=reader)
    address = reverse("judgements:board", args=[joint.reference])
    # Django's own client: it leaves the connection open, and with it the transaction around this.
    browser = Client()
    browser.force_login(reader)

    def board() -> bytes:
        answer = browser.get(address)
        return expect((answer.status_code, answer.content), [200])

    with acting_as(reader):
        if len(coverage(member)) != CRITERIA:
            raise RuntimeError(f"The evidence bears on {len(coverage(member))} criteria.")
        with CaptureQueriesContext(connection) as captured:
            coverage(member)
        sql, params = coverage_rows(member).query.sql_with_params()

        def bare() -> list[Any]:
            return _asked(sql, params)

        def counted() -> list[Any]:
            return _asked(_COUNTED, (member.inspection_id, member.inspectorate_id))

        name = "Coverage of 500 criteria"
        yield Measure(f"{name}, by its bare SQL", ratio(lambda: coverage(member), bare), BY_ITS_SQL)
        yield Measure(
            f"{name}, by counting alone", ratio(lambda: coverage(member), counted), BY_COUNTING
        )
        yield Measure(f"{name}, queries", len(captured), ROLL_UP_QUERIES)
    yield Measure("Judgement board of 500 criteria, queries", queries_of(board), QUERIES)


def _asked(sql: str, params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _spread(joint: JointInspection) -> None:
    """As many criteria as the largest frameworks have, each with evidence."""
    area = joint.strand.judgement_areas.get()
    first = area.criteria.count()
    made = Criterion.objects.bulk_create(
        Criterion(
            version_id=area.version_id,
            area=area,
            reference=f"BENCH ¶{number}",
            order=number,
            heading=f"Criterion {number}",
            statement="What is looked for.",
        )
        for number in range(first + 1, CRITERIA + 1)
    )
    author = joint.inspectors["cqc"]
    with acting_as(author):
        said = list(EvidenceRevision.objects.filter(evidence__inspection=joint.inspection))
        EvidenceCriterion.objects.bulk_create(
            EvidenceCriterion(revision=one, criterion=made[(number + apart) % len(made)])
            for number, one in enumerate(said)
            for apart in (0, len(made) // 2)
        )
