"""Writing a report, a paragraph at a time. Nothing typed is lost."""

import uuid
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from frameworks.models import ReportSection
from inspections.models import EvidenceUse, Inspection
from inspections.permissions import assignment_of
from inspections.states import TAKES_EVIDENCE
from organisations.models import Agency, User
from records.actions import once, save_if_version
from records.errors import ActionRefused, NotVisible
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft, clean_text
from reports.actions.documents import document_at
from reports.actions.numbering import lock_findings, number_finding, rank_in
from reports.actions.using import add_use, change_through, keep_revision
from reports.models import Paragraph, Report, ReportEvent
from reports.permissions import may_open, may_write, place_of
from reports.rules import ADDRESSED_KINDS, RECOMMENDING_KINDS, WRITTEN_KINDS
from reports.states import REPORT
from reports.values import JOINT_LETTER, PARAGRAPH_LIMIT, Direction, ParagraphContent
from reports.values.findings import FindingContent, FindingKind

# How EvidenceUse names what relies on an item here.
PARAGRAPH_USE = "paragraph"


def agencies_of(*, inspection: Inspection) -> list[Agency]:
    """The agencies to which a point can be addressed: those that serve the inspected area."""
    return list(Agency.objects.filter(areas=inspection.area_id))


def open_report(*, inspection: Inspection, document: str, by: User, at: datetime) -> Report:
    """Begin a document of an inspection, in the form that its type names (140112 ¶30, ¶113).

    Beginning it again gives the report that exists.

    Args:
        document: how addresses name it: `agency-report-cqc`.

    Raises:
        NotVisible: the framework names no such document for this inspection.
        PermissionRefused: the person does not write this document, or it is not written here.
        ActionRefused: the inspection has not begun or is over.
    """
    # The inspection's row first: two leads who begin at once get one report.
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    report = document_at(inspection=inspection, slug=document)
    if report is None:
        raise NotVisible("The framework names no such document for this inspection.")
    require(may_open(assignment_of(by, inspection, timezone.localdate(at)), report))
    if report.is_begun:
        return report
    if inspection.state not in TAKES_EVIDENCE:
        raise ActionRefused(
            f"This inspection is {inspection.state_label}. Its reports are begun from the notice "
            "until it is closed."
        )
    report.opened_by, report.opened_at = by, at
    report.save()
    ReportEvent.objects.create(report=report, verb="open", to_state=REPORT.first, by=by, at=at)
    return report


def add_paragraph(
    *,
    report: Report,
    section: ReportSection,
    content: ParagraphContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Paragraph:
    """Add a paragraph at the end of a section. The same form sent twice adds one.

    A point for priority action or for improvement is a finding of the inspection: a recommendation
    with a number, R1 and so on, that is never given to another and is the same in every document.

    Raises:
        PermissionRefused: the person does not write, or the text cannot change now.
        ActionRefused: the text is empty or too long, or the agency is not one of the inspection's.
        AlreadySent: the form was sent before with other content.
    """

    is_recommending = section.kind in RECOMMENDING_KINDS

    def add() -> str:
        if is_recommending:
            lock_findings(inspection=report.inspection_id)
        row = locked_for_writing(report=report, by=by, at=at)
        written = _checked(row, section, content)
        if is_recommending:
            return _recommend(row, section, written, by, at).reference
        row.paragraphs_made += 1
        row.save(update_fields=["paragraphs_made"])
        last = row.paragraphs.filter(section=section).aggregate(last=Max("position"))["last"]
        paragraph = Paragraph.objects.create(
            report=row,
            section=section,
            reference=f"P{row.paragraphs_made}",
            position=(last or 0) + 1,
            text=written.text,
            agency_id=written.agency,
        )
        keep_revision(paragraph=paragraph, by=by, at=at)
        return paragraph.reference

    told = {"section": section.key, "report": report.pk, **content.as_data()}
    receipt = once(key=key, by=by, act="add paragraph", content=told, at=at, do=add, heard=heard)
    return report.paragraphs.select_related("section", "agency").get(reference=receipt.result)


def change_paragraph(
    *,
    paragraph: Paragraph,
    version: int,
    content: ParagraphContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Paragraph:
    """Change a paragraph, if it is still at the version that was open.

    Raises:
        PermissionRefused: the person does not write, or the text cannot change now.
        Conflict: somebody else saved or removed it first; carries the paragraph as it is now.
        ActionRefused: the text is empty or too long, or the agency is not one of the inspection's.
        AlreadySent: the form was sent before with other content.
    """

    def change() -> str:
        lock_words_of(paragraph=paragraph)
        row = locked_for_writing(report=paragraph.report, by=by, at=at)
        save_text(report=row, paragraph=paragraph, version=version, content=content, by=by, at=at)
        return paragraph.reference

    told = {"paragraph": paragraph.pk, "version": version, **content.as_data()}
    once(key=key, by=by, act="change paragraph", content=told, at=at, do=change, heard=heard)
    paragraph.refresh_from_db()
    return paragraph


def save_text(
    *,
    report: Report,
    paragraph: Paragraph,
    version: int,
    content: ParagraphContent,
    by: User,
    at: datetime,
) -> None:
    """Save a paragraph's text in a report whose row is locked, and keep the revision.

    Where it states a finding, the finding says it from now on, in every document: see
    `lock_words_of`.

    Raises:
        PermissionRefused: it states another inspectorate's own finding.
        Conflict: the paragraph is not at that version any more.
        ActionRefused: see `change_paragraph`.
    """
    written = _checked(report, paragraph.section, content)
    paragraph.version = save_if_version(
        Paragraph.objects.filter(pk=paragraph.pk).select_related("section", "agency"),
        version=version,
        text=written.text,
        agency_id=written.agency,
    )
    paragraph.text, paragraph.agency_id = written.text, written.agency
    keep_revision(paragraph=paragraph, by=by, at=at)
    if paragraph.finding_id is not None:
        paragraph.report = report
        change_through(paragraph=paragraph, by=by, at=at)


def lock_words_of(*, paragraph: Paragraph | None) -> None:
    """Before a document is locked to change a paragraph: others may state the same finding."""
    if paragraph is not None and paragraph.finding_id is not None:
        lock_findings(inspection=paragraph.report.inspection_id)


def remove_paragraph(*, paragraph: Paragraph, version: int, by: User, at: datetime) -> None:
    """Take a paragraph out. Its text stays in its revisions; its number is not given again.

    A finding that it states stays what it is, for this document and others.

    Raises:
        PermissionRefused: the person does not write, or the text cannot change now.
        Conflict: somebody changed it meanwhile.
    """
    locked_for_writing(report=paragraph.report, by=by, at=at)
    paragraph.version = save_if_version(
        Paragraph.objects.filter(pk=paragraph.pk).select_related("section", "agency"),
        version=version,
        is_removed=True,
    )
    paragraph.is_removed = True
    keep_revision(paragraph=paragraph, by=by, at=at)
    # What is not said relies on nothing.
    EvidenceUse.objects.filter(kind=PARAGRAPH_USE, used_in=used_in(paragraph=paragraph)).delete()
    paragraph.evidence_links.all().delete()


def move_paragraph(*, paragraph: Paragraph, direction: Direction, by: User, at: datetime) -> None:
    """Move a paragraph before or after its neighbour in the section. At the end it stays.

    Raises:
        PermissionRefused: the person does not write, or the text cannot change now.
    """
    report = locked_for_writing(report=paragraph.report, by=by, at=at)
    standing = list(
        report.paragraphs.standing().filter(section=paragraph.section_id).order_by("position", "pk")
    )
    places = [row.pk for row in standing]
    if paragraph.pk not in places:
        raise ActionRefused("This paragraph was removed meanwhile. Nothing was changed.")
    here = places.index(paragraph.pk)
    there = here + (1 if direction == Direction.DOWN else -1)
    if not 0 <= there < len(standing):
        return
    one, other = standing[here], standing[there]
    one.position, other.position = other.position, one.position
    Paragraph.objects.bulk_update([one, other], ["position"])


def used_in(*, paragraph: Paragraph) -> str:
    """How `EvidenceUse` names a paragraph; the joint letter's by the inspection alone."""
    reference, slug = paragraph.report.where
    longest = EvidenceUse._meta.get_field("used_in").max_length
    words = f"{reference} {paragraph.reference}"
    return words if slug == JOINT_LETTER else f"{words}, {slug}"[:longest]


def locked_for_writing(*, report: Report, by: User, at: datetime) -> Report:
    """The locked row, once it is sure that this person may change its text now.

    Raises:
        PermissionRefused: the person does not write, or the text cannot change now.
    """
    row = Report.objects.lock(report)
    require(may_write(place_of(by, row, timezone.localdate(at)), row))
    return row


def _checked(report: Report, section: ReportSection, content: ParagraphContent) -> ParagraphContent:
    if section.form_id != report.form_id or section.kind not in WRITTEN_KINDS:
        raise ActionRefused("This section of the report holds no text of its own.")
    text = clean_text(content.text).strip()
    if not text:
        raise ActionRefused("Enter the text of the paragraph.")
    if len(text) > PARAGRAPH_LIMIT:
        raise ActionRefused(
            f"A paragraph has at most {PARAGRAPH_LIMIT:,} characters; this one has {len(text):,}. "
            "Make two of it."
        )
    if content.agency is not None:
        _check_agency(report, section, content.agency)
    return ParagraphContent(text=text, agency=content.agency)


def _check_agency(report: Report, section: ReportSection, agency: int) -> None:
    if section.kind not in ADDRESSED_KINDS:
        raise ActionRefused("A paragraph of this section is addressed to nobody in particular.")
    known = Agency.objects.filter(pk=agency, areas=report.inspection.area_id)
    if not known.exists():
        raise ActionRefused("That agency does not serve the inspected area. Choose another.")


def _recommend(
    report: Report, section: ReportSection, content: ParagraphContent, by: User, at: datetime
) -> Paragraph:
    """What is written in a list of recommendations is a finding, stated there first."""
    finding = number_finding(
        inspection=report.inspection,
        strand=report.strand,
        kind=FindingKind.WEAKNESS,
        content=FindingContent(content.text, content.agency),
        rank=rank_in(inspection=report.inspection, section=section),
        by=by,
        at=at,
    )
    return add_use(report=report, section=section, finding=finding, by=by, at=at)
