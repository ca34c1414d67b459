"""A report at one moment, as plain data: what is signed, sent, printed and published."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import count
from typing import Any

from django.utils import timezone

from inspections.models import Assignment
from inspections.values import LEADING
from judgements.actions import agreed_result
from organisations.models import Inspectorate, InspectorateName, Office, User
from organisations.values import OfficeKind
from records.values import content_hash
from reports.models import Draft, Paragraph, Report
from reports.permissions import participants_of
from reports.rules import (
    NUMBERED_KINDS,
    FormSection,
    Problem,
    Written,
    WrittenParagraph,
    asks_for_judgement,
    problems_of,
)
from reports.values import FIELDWORK_END_STEP, SCHEMA, short_date


def make_snapshot(*, report: Report, at: datetime) -> dict[str, Any]:
    """The whole report as it stands: the schema that templates/reports/pdf/letter.html prints.

    People are named as they hold office and lead today; later changes do not reach a frozen copy.
    """
    strand, inspection = report.strand, report.strand.inspection
    day = timezone.localdate(at)
    names = _dated_names(participants_of(report), day)
    joint = "joint inspection" if strand.is_joint else "inspection"
    return {
        "schema": SCHEMA,
        "reference": inspection.reference,
        "title": f"{report.form.title}: {inspection.area.name}",
        "short_title": f"{inspection.partnership.name}: {joint}",
        "date": day.isoformat(),
        "date_text": short_date(day),
        "salutation": f"Dear {inspection.partnership.name}",
        "area": {"name": inspection.area.name, "code": inspection.area.ons_code},
        "inspectorates": [{"code": one.code, "name": name} for one, name in names],
        "addressees": addressees_of(report=report, day=day),
        "power": f"This inspection was carried out under {strand.power.section} of the "
        f"{strand.power.act}.",
        "fieldwork": _fieldwork(report),
        "sections": _sections(report),
        "judgement": _judgement(report),
        "signatories": _signatories(report, names, day),
        "watermark": "",
    }


def freeze(*, report: Report, by: User, at: datetime) -> Draft:
    """Keep the report as it stands, as the next draft. The report's row is locked."""
    snapshot = make_snapshot(report=report, at=at)
    newest = report.drafts.newest()
    return Draft.objects.create(
        report=report,
        number=newest.number + 1 if newest else 1,
        snapshot=snapshot,
        content_hash=content_hash(snapshot),
        made_by=by,
        made_at=at,
    )


def problems_now(*, report: Report, paragraphs: Iterable[Paragraph], at: datetime) -> list[Problem]:
    """What is to settle before the report goes on.

    Args:
        paragraphs: those that stand, with their sections and evidence counts.
    """
    day = timezone.localdate(at)
    participants = participants_of(report)
    led = {lead.inspectorate_id for lead in _leads(report, day)}
    sections = _form_sections(report)
    return problems_of(
        Written(
            sections=sections,
            paragraphs=[_written(paragraph) for paragraph in paragraphs],
            is_judged=agreed_result(strand=report.strand) is not None,
            addressees=len(addressees_of(report=report, day=day)),
            without_lead=[one.short_name for one in participants if one.pk not in led],
        )
    )


def addressees_of(*, report: Report, day: date) -> list[dict[str, str]]:
    """To whom the letter goes: the chair first, then the agencies' leaders (150092 ¶23)."""
    inspection = report.strand.inspection
    chairs = Office.objects.on(day).filter(
        partnership=inspection.partnership_id, kind=OfficeKind.CHAIR
    )
    leaders = (
        Office.objects.on(day)
        .filter(agency__areas=inspection.area_id, kind=OfficeKind.AGENCY_LEADER)
        .order_by("agency__kind", "agency__name")
    )
    return [
        {
            "name": office.holder_name,
            "role": office.title,
            "organisation": str(office.partnership or office.agency),
        }
        for offices in (chairs, leaders)
        for office in offices.select_related("partnership", "agency")
    ]


def _written(paragraph: Paragraph) -> WrittenParagraph:
    label = f"Recommendation {paragraph.number}" if paragraph.number else paragraph.reference
    return WrittenParagraph(
        reference=paragraph.reference,
        label=f"{label} in “{paragraph.section.heading}”",
        section=paragraph.section.key,
        evidence_count=paragraph.evidence_count,  # type: ignore[attr-defined]  # annotated
    )


def _dated_names(participants: list[Inspectorate], day: date) -> list[tuple[Inspectorate, str]]:
    dated = InspectorateName.objects.on(day).filter(inspectorate__in=participants)
    names = {row.inspectorate_id: row.name for row in dated}
    return [(one, names.get(one.pk, one.name)) for one in participants]


def _fieldwork(report: Report) -> dict[str, str]:
    inspection = report.strand.inspection
    days = {step.code: step.on for step in inspection.key_dates.all()}
    start = days.get("fieldwork_start", inspection.fieldwork_starts_on)
    end = days.get(FIELDWORK_END_STEP, start)
    return {"start_text": short_date(start), "end_text": short_date(end)}


def _sections(report: Report) -> list[dict[str, Any]]:
    """The form's sections in order; one that is empty and not the judgement is left out."""
    board = report.strand.inspection.partnership.name
    numbers = count(1)
    by_section: dict[int, list[Paragraph]] = {}
    for paragraph in report.paragraphs.standing().in_order():
        by_section.setdefault(paragraph.section_id, []).append(paragraph)
    return [
        {
            "key": section.key,
            "heading": section.heading,
            "kind": section.kind,
            "paragraphs": [
                _paragraph(one, numbers, board) for one in by_section.get(section.pk, [])
            ],
        }
        for section in report.form.sections.all()
        if section.pk in by_section or section.kind in {"judgement", "signatures"}
    ]


def _paragraph(paragraph: Paragraph, numbers: Iterator[int], board: str) -> dict[str, Any]:
    number = paragraph.number
    if paragraph.section.kind in NUMBERED_KINDS:
        number = str(next(numbers))
    addressed_to = board if paragraph.section.is_addressed else None
    return {
        "reference": paragraph.reference,
        "number": number,
        "text": paragraph.text,
        "addressed_to": paragraph.agency.name if paragraph.agency else addressed_to,
    }


def _form_sections(report: Report) -> list[FormSection]:
    return [FormSection(one.key, one.heading, one.kind) for one in report.form.sections.all()]


def _judgement(report: Report) -> dict[str, Any] | None:
    """What was agreed, where the form has a place for it; elsewhere the letter holds no grade."""
    if not asks_for_judgement(_form_sections(report)):
        return None
    result = agreed_result(strand=report.strand)
    if result is None:
        return None
    return {
        "title": result.area_title,
        "grade": result.grade,
        "grade_title": result.grade_title,
        "statement": result.statement,
        "dissents": [
            {"inspectorate": one.inspectorate_name, "reason": one.reason} for one in result.dissents
        ],
    }


def _leads(report: Report, day: date) -> list[Assignment]:
    return list(
        Assignment.objects.on(day)
        .filter(inspection=report.strand.inspection_id, role__in=LEADING)
        .select_related("person")
    )


def _signatories(
    report: Report, names: list[tuple[Inspectorate, str]], day: date
) -> list[dict[str, str]]:
    leads = {lead.inspectorate_id: lead.person for lead in _leads(report, day)}
    return [
        {"inspectorate": name, "name": leads[one.pk].name, "role": leads[one.pk].job_title}
        for one, name in names
        if one.pk in leads
    ]
