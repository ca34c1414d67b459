"""A finding in the documents of its inspection: the same words in each that can still change.

A paragraph that states a finding has its words, its number and whom it is attributed to. While the
text of its document can change it follows the finding; what was frozen keeps its words until the
document is opened again.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from frameworks.models import ReportSection
from organisations.models import User
from records.actions import once, save_if_version
from records.errors import ActionRefused, NotVisible
from records.permissions import require
from reports.actions.numbering import keep_finding, lock_findings
from reports.models import Finding, Paragraph, ParagraphRevision, Report
from reports.permissions import may_change_finding, may_write, place_of
from reports.rules import RECOMMENDING_KINDS
from reports.states import EDITABLE
from reports.values.findings import kinds_of_section


def use_finding(
    *,
    report: Report,
    section: ReportSection,
    finding: Finding,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> Paragraph:
    """State a finding at the end of a section of a document. The same form sent twice does it once.

    Raises:
        PermissionRefused: the person does not write the document, or its text cannot change now.
        NotVisible: the finding does not exist for this person.
        ActionRefused: it was withdrawn, the document states it already, or it belongs into another
            section.
        AlreadySent: the form was sent before with other content.
    """

    def use() -> str:
        lock_findings(inspection=report.inspection_id)
        row = Report.objects.lock(report)
        require(may_write(place_of(by, row, timezone.localdate(at)), row))
        seen = Finding.objects.visible_to(by, timezone.localdate(at)).filter(pk=finding.pk)
        found = seen.filter(inspection=row.inspection_id).first()
        if found is None:
            raise NotVisible("There is no such finding for you in this inspection.")
        return _put(row, section, found, by, at).reference

    told = {"report": report.pk, "section": section.key, "finding": finding.pk}
    receipt = once(key=key, by=by, act="use finding", content=told, at=at, do=use)
    return report.paragraphs.select_related("section", "agency").get(reference=receipt.result)


def place_for(*, sections: Iterable[ReportSection], finding: Finding) -> ReportSection | None:
    """The section of a form that takes the finding: the one of its rank, or the one list."""
    by_kind: dict[str, ReportSection] = {}
    for section in sections:
        by_kind.setdefault(section.kind, section)
    kinds = kinds_of_section(finding.kind, finding.rank)
    return next((by_kind[kind] for kind in kinds if kind in by_kind), None)


def takes(*, sections: Iterable[ReportSection], section: ReportSection, finding: Finding) -> bool:
    """Whether a finding is stated in this section of a form."""
    best = place_for(sections=sections, finding=finding)
    return best is not None and best.kind == section.kind


def add_use(
    *, report: Report, section: ReportSection, finding: Finding, by: User, at: datetime
) -> Paragraph:
    """A new paragraph that states a finding, at the end of a section. All are locked."""
    report.paragraphs_made += 1
    report.save(update_fields=["paragraphs_made"])
    paragraph = Paragraph.objects.create(
        report=report,
        section=section,
        reference=f"P{report.paragraphs_made}",
        number=_number(finding, section),
        position=_last_place(report, section) + 1,
        text=finding.text,
        agency_id=finding.agency_id,
        finding=finding,
    )
    keep_revision(paragraph=paragraph, by=by, at=at)
    return paragraph


def change_through(*, paragraph: Paragraph, by: User, at: datetime) -> None:
    """The words of a paragraph were changed that states a finding: the finding says them too.

    Args:
        paragraph: as it was saved; its document and the findings are locked.

    Raises:
        PermissionRefused: the finding is another inspectorate's own.
        NotVisible: the finding does not exist for this person.
    """
    row = Finding.objects.select_related("owner").filter(uses=paragraph.pk).first()
    if row is None:
        raise NotVisible("There is no such finding for you in this inspection.")
    place = place_of(by, paragraph.report, timezone.localdate(at))
    require(may_change_finding(place, row))
    if (row.text, row.agency_id) == (paragraph.text, paragraph.agency_id):
        return
    row.text, row.agency_id = paragraph.text, paragraph.agency_id
    row.version = save_if_version(
        Finding.objects.filter(pk=row.pk),
        version=row.version,
        text=row.text,
        agency_id=row.agency_id,
    )
    keep_finding(finding=row, by=by, at=at)
    spread(finding=row, by=by, at=at)


def spread(*, finding: Finding, by: User, at: datetime) -> list[Paragraph]:
    """Bring the finding as it is now into every document whose text can change.

    Args:
        finding: the row; it and the documents are locked.

    Returns:
        What was changed.
    """
    uses = Paragraph.objects.standing().filter(finding=finding.pk, report__state__in=EDITABLE)
    rows = uses.select_related("report__form", "section").order_by("pk")
    return [one for one in rows if _bring(one, finding, at, by)]


def carry(*, report: Report, at: datetime) -> list[Paragraph]:
    """The text of a document can change again: it says what its findings say by now.

    What was changed meanwhile is kept in the name of whoever changed the finding.

    Args:
        report: the row, locked.
    """
    rows = report.paragraphs.standing().filter(finding__isnull=False)
    found = {one.pk: one for one in Finding.objects.filter(uses__report=report)}
    standing = rows.select_related("report__form", "section").order_by("pk")
    return [
        one
        for one in standing
        if one.finding_id in found and _bring(one, found[one.finding_id], at)
    ]


def keep_revision(*, paragraph: Paragraph, by: User, at: datetime) -> None:
    """Keep the paragraph as it is now as the revision of its version."""
    ParagraphRevision.objects.create(
        paragraph=paragraph,
        version=paragraph.version,
        text=paragraph.text,
        agency_id=paragraph.agency_id,
        is_removed=paragraph.is_removed,
        by=by,
        at=at,
    )


def _put(
    report: Report, section: ReportSection, finding: Finding, by: User, at: datetime
) -> Paragraph:
    if finding.is_withdrawn:
        raise ActionRefused(f"{finding} was withdrawn. Reinstate it first. Nothing was changed.")
    sections = list(report.form.sections.all())
    if section.form_id != report.form_id or not takes(
        sections=sections, section=section, finding=finding
    ):
        raise ActionRefused(
            f"{finding} does not belong into “{section.heading}”: what it is, and how it is "
            "ranked, says where it stands. Nothing was changed."
        )
    used = report.paragraphs.select_related("section").filter(finding=finding).first()
    if used is None:
        return add_use(report=report, section=section, finding=finding, by=by, at=at)
    if not used.is_removed:
        raise ActionRefused(f"This document states {finding} already, as {used.reference}.")
    # It comes back under the reference that remarks and comments know it by.
    used.is_removed, used.section = False, section
    used.number, used.position = _number(finding, section), _last_place(report, section) + 1
    _save(used, finding, by, at)
    return used


def _bring(paragraph: Paragraph, finding: Finding, at: datetime, by: User | None = None) -> bool:
    """Let a paragraph say what its finding says. Whether that changed anything.

    Args:
        by: None: whoever changed the finding last.
    """
    if finding.is_withdrawn:
        paragraph.is_removed = True
    else:
        sections = paragraph.report.form.sections.all()
        section = place_for(sections=sections, finding=finding) or paragraph.section
        if section.kind != paragraph.section.kind:
            paragraph.position = _last_place(paragraph.report, section) + 1
            paragraph.section = section
        elif _says(paragraph, finding):
            return False
        paragraph.number = _number(finding, paragraph.section)
    by = by or finding.revisions.select_related("by").latest("version").by
    _save(paragraph, finding, by, at)
    return True


def _says(paragraph: Paragraph, finding: Finding) -> bool:
    """Whether it has the words, the number and the attribution of the finding."""
    mine = (paragraph.text, paragraph.agency_id, paragraph.number)
    return mine == (finding.text, finding.agency_id, _number(finding, paragraph.section))


def _save(paragraph: Paragraph, finding: Finding, by: User, at: datetime) -> None:
    paragraph.text, paragraph.agency_id = finding.text, finding.agency_id
    paragraph.version += 1
    paragraph.save()
    keep_revision(paragraph=paragraph, by=by, at=at)


def _number(finding: Finding, section: ReportSection) -> str:
    """What a document prints before it: a recommendation has its number, a strength none."""
    return finding.label if section.kind in RECOMMENDING_KINDS else ""


def _last_place(report: Report, section: ReportSection) -> int:
    last = report.paragraphs.filter(section=section).aggregate(last=Max("position"))["last"]
    return last or 0
