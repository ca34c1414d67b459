"""What was published of an inspection, for whoever follows it up."""

from inspections.models import Inspection
from reports.models import Publication
from reports.rules import RECOMMENDING_KINDS
from reports.values.findings import PublishedRecommendation, full_name


def published_recommendations(*, inspection: Inspection) -> list[PublishedRecommendation]:
    """The recommendations of the newest version of each published document, each name once.

    They are read from what was published, which never changes, and not from the findings as they
    stand: what was asked for is what the public read. Where several documents state one, it is
    given as the first of them states it. Two queries, however many.
    """
    rows = Publication.objects.filter(inspection=inspection).select_related("report__form")
    newest = {row.report_id: row for row in rows.order_by("version")}
    found: dict[str, PublishedRecommendation] = {}
    for row in sorted(newest.values(), key=lambda one: one.published_at):
        for one in _of(row):
            found.setdefault(one.name, one)
    return sorted(found.values(), key=lambda one: (len(one.number), one.number, one.name))


def _of(row: Publication) -> list[PublishedRecommendation]:
    sections = [one for one in row.snapshot["sections"] if one["kind"] in RECOMMENDING_KINDS]
    return [
        PublishedRecommendation(
            # What was published before findings had names is called by its document's own.
            name=one.get("finding", {}).get("name") or full_name(row.reference, one["number"]),
            number=one["number"],
            text=one["text"],
            attributed_to=one.get("finding", {}).get("attributed_to") or one["addressed_to"] or "",
            rank=section["kind"],
            section=section["heading"],
            document=row.report.slug,
            publication=row.reference,
            version=row.version,
        )
        for section in sections
        for one in section["paragraphs"]
    ]
