"""Which documents an inspection ends in: those that its framework names, begun or not."""

from collections.abc import Iterable

from frameworks.models import ReportForm
from frameworks.values import FormKind
from inspections.models import Inspection, Strand
from reports.models import Report

# Of no strand: they speak of the whole inspection (140112 ¶30, ¶108–110).
_OF_THE_WHOLE = frozenset({FormKind.SUMMARY, FormKind.COMBINED})
# They take the signatures of several inspectorates, and need a strand that several inspect.
_TOGETHER = frozenset({FormKind.JOINT_LETTER, FormKind.JOINT_REPORT})
# What a combined document binds.
_BOUND = frozenset({FormKind.SUMMARY, FormKind.AGENCY_REPORT})
# As a reader meets them.
_ORDER = (
    FormKind.SUMMARY,
    FormKind.JOINT_LETTER,
    FormKind.JOINT_REPORT,
    FormKind.AGENCY_REPORT,
    FormKind.LETTER,
    FormKind.COMBINED,
)


def documents_of(*, inspection: Inspection) -> list[Report]:
    """Every document of the inspection, each once; one that nobody has begun is not stored yet.

    A form for a strand that this inspection does not have names no document of it. Of two forms of
    one kind for one strand the one that names the strand counts. Four queries, however many.
    """
    strands = list(inspection.strands.select_related("power", "owner"))
    begun = {one.form_id: one for one in Report.objects.of(inspection)}
    forms = ReportForm.objects.filter(inspection_type=inspection.inspection_type_id)
    found: dict[str, Report] = {}
    for form in forms.select_related("quality_assured_by").order_by("kind", "strand"):
        report = begun.get(form.pk) or _document(inspection, form, strands)
        if report is not None:
            report.inspection = inspection
            found[report.slug] = report
    places = {strand.pk: place for place, strand in enumerate(strands)}
    return sorted(
        found.values(),
        key=lambda one: (_ORDER.index(FormKind(one.form.kind)), places.get(one.strand_id or 0, -1)),
    )


def document_at(*, inspection: Inspection, slug: str) -> Report | None:
    """The document that an address names, begun or not."""
    documents = documents_of(inspection=inspection)
    return next((one for one in documents if one.slug == slug), None)


def strands_stated(*, report: Report) -> list[Strand]:
    """The strands whose judgements the document states: its own, or all of the inspection."""
    if report.strand is not None:
        return [report.strand]
    return list(report.inspection.strands.select_related("power", "owner"))


def strands_held(*, report: Report) -> list[Strand]:
    """The strands whose grades it keeps as they are while it is signed.

    A combined document keeps none: its parts do.
    """
    return [] if report.is_combined else strands_stated(report=report)


def parts_of(*, report: Report) -> list[Report]:
    """The documents that a combined one binds: the summary, and then each agency’s report.

    The report on the board is published on its own at the same time (140112 ¶30, ¶108–110, ¶113).
    """
    documents = documents_of(inspection=report.inspection)
    return [one for one in documents if one.form.kind in _BOUND]


def _document(inspection: Inspection, form: ReportForm, strands: Iterable[Strand]) -> Report | None:
    """What a form names in an inspection, not stored; None where it has no such part."""
    if form.kind in _OF_THE_WHOLE:
        return Report(inspection=inspection, form=form)
    strands = [one for one in strands if one.is_joint or form.kind not in _TOGETHER]
    if form.strand:
        named = [one for one in strands if one.code == form.strand]
        return Report(inspection=inspection, form=form, strand=named[0]) if named else None
    joint = [one for one in strands if one.is_joint]
    only = strands if len(strands) == 1 else joint
    if form.kind in _TOGETHER and not only:
        return None
    return Report(inspection=inspection, form=form, strand=only[0] if len(only) == 1 else None)
