"""What helps to choose on an evidence form: what was chosen lately, what criteria are about."""

from collections.abc import Iterable
from typing import Any

from frameworks.models import Criterion
from inspections.models import EvidenceRevision, Inspection, Strand
from inspections.values.evidence import Recent

# Lines of what was recorded: an item has one for each of its criteria.
_LINES = 60
_STATEMENT = 300


def recent_choices(*, by: Any, inspection: Inspection) -> Recent:
    """What this person chose last in this inspection."""
    mine = EvidenceRevision.objects.filter(person=by, evidence__inspection=inspection)
    rows: Iterable[Any] = mine.order_by("-at", "-pk").values_list(
        "evidence__case_id", "agency_id", "criterion_links__criterion_id"
    )[:_LINES]
    return Recent.from_rows(rows)


def words_of_criteria(*, strand: Strand) -> dict[int, tuple[str, str]]:
    """The themes and the statement of each criterion of a strand, by which it is found."""
    rows = Criterion.objects.filter(area__strands=strand).values_list(
        "pk", "theme__title", "second_theme__title", "third_theme__title", "statement"
    )
    return {
        key: (", ".join(title for title in titles if title), statement[:_STATEMENT])
        for key, *titles, statement in rows
    }
