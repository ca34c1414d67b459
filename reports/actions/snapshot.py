"""A report at one moment, as plain data: what is signed, sent, printed and published."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from frameworks.values import FormKind, Grading
from inspections.models import Assignment
from inspections.values import LEADING
from judgements.actions import agreed_result
from judgements.values import Abstention, AgreedResult, Dissent
from organisations.models import Inspectorate, InspectorateName, LegalPower, User
from records.errors import ActionRefused
from records.values import content_hash
from reports.actions.addressees import addressees_of, vacancies_of
from reports.actions.documents import strands_stated
from reports.actions.imprint import imprint_of
from reports.actions.judged import judged_areas, notes_on, undecided
from reports.actions.statement import statement_facts, statement_problems
from reports.actions.templates import template_of_new
from reports.models import Draft, Paragraph, Report
from reports.permissions import leader_of, participants_of
from reports.rules import (
    NUMBERED_KINDS,
    FormSection,
    Problem,
    Written,
    WrittenParagraph,
    asks_for_judgement,
    problems_of,
)
from reports.rules.cited import cited, finding_stated
from reports.values import (
    COMBINED_SCHEMA,
    FIELDWORK_END_STEP,
    LETTER_SCHEMA,
    REPORT_SCHEMA,
    named,
    short_date,
)


def make_snapshot(*, report: Report, at: datetime) -> dict[str, Any]:
    """The whole report as it stands: the schema that templates/reports/pdf/letter.html prints.

    People are named as they hold office and lead today; later changes do not reach a frozen copy.
    """
    inspection = report.inspection
    day = timezone.localdate(at)
    names = _dated_names(participants_of(report), day)
    joint = "inspection" if report.owner else "joint inspection"
    letter = {
        "schema": LETTER_SCHEMA,
        "reference": inspection.reference,
        "title": f"{report.form.title}: {inspection.area.name}",
        "short_title": f"{inspection.partnership.name}: {joint}",
        "date": day.isoformat(),
        "date_text": short_date(day),
        "salutation": f"Dear {inspection.partnership.name}",
        "area": {"name": inspection.area.name, "code": inspection.area.ons_code},
        "inspectorates": [{"code": one.code, "name": name} for one, name in names],
        "addressees": addressees_of(report=report, day=day),
        "power": _power(report),
        "fieldwork": _fieldwork(report),
        "sections": _sections(report),
        "judgement": _judgement(report),
        "signatories": _signatories(report, names, day),
        "watermark": "",
    }
    if not is_report(report=report):
        return letter
    lines = judgement_lines(report=report)
    written = {
        **letter,
        "schema": REPORT_SCHEMA,
        "document": report.slug,
        "form_title": report.form.title,
        "about": report.strand.title if report.strand else "",
        "judgements": lines,
        "notes": notes_on(lines=lines),
    }
    if not report.is_combined:
        return written
    # Its own words alone; it has parts when it is built.
    return {**written, "schema": COMBINED_SCHEMA, "parts": [], "parts_hash": ""}


def snapshot_to_freeze(*, report: Report, at: datetime) -> dict[str, Any]:
    """The whole report as it stands, with its imprint and the version of its template."""
    day = timezone.localdate(at)
    names = _dated_names(participants_of(report), day)
    snapshot = make_snapshot(report=report, at=at)
    template = template_of_new(schema=snapshot["schema"], day=day)
    return {**snapshot, "template": template.as_data(), "imprint": imprint_of(names=names)}


def is_report(*, report: Report) -> bool:
    """Whether the document has the shape of a report: it is none of the letters, or it states
    grades of one inspectorate, which stand in a table."""
    has_table = asks_for_judgement(_form_sections(report)) and report.owner is not None
    return has_table or report.form.kind not in {FormKind.JOINT_LETTER, FormKind.LETTER}


def judgement_lines(*, report: Report) -> list[dict[str, Any]]:
    """The table of judgements, where the form has a place for it.

    The one grade that all share has a place of its own, with the words that they agreed; in a
    document of the whole inspection it is a line like the others.
    """
    if report.is_combined or not is_report(report=report):
        return []
    if not asks_for_judgement(_form_sections(report)):
        return []
    return judged_areas(report=report, but=_shared_area(report))


def freeze(
    *, report: Report, by: User, at: datetime, built: Mapping[str, Any] | None = None
) -> Draft:
    """Keep the report as it stands, as the next draft. The report's row is locked.

    Args:
        built: of a combined document, what its snapshot says of its parts.
    """
    snapshot = {**snapshot_to_freeze(report=report, at=at), **(built or {})}
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
    open_lines, is_table = undecided(lines=judgement_lines(report=report)), is_report(report=report)
    found = problems_of(
        Written(
            sections=sections,
            paragraphs=[_written(paragraph) for paragraph in paragraphs],
            is_judged=_shared(report) is not None or (is_table and not _shared_area(report)),
            undecided=[(one["title"], _decided_on(report, one)) for one in open_lines],
            is_addressed=not is_table,
            addressees=len(addressees_of(report=report, day=day)),
            without_lead=[one.short_name for one in participants if one.pk not in led],
        )
    )
    vacancies = [] if is_table else vacancies_of(report=report, day=day)
    return [*statement_problems(report=report), *found, *vacancies]


def _decided_on(report: Report, line: dict[str, Any]) -> str:
    page = "judgement" if line["grading"] == Grading.SHARED else "graded"
    return reverse(f"judgements:{page}", args=[report.inspection.reference, line["area"]])


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
    inspection = report.inspection
    days = {step.code: step.on for step in inspection.key_dates.all()}
    start = days.get("fieldwork_start", inspection.fieldwork_starts_on)
    end = days.get(FIELDWORK_END_STEP, start)
    return {"start_text": short_date(start), "end_text": short_date(end)}


def _power(report: Report) -> str:
    """Under what the inspection was carried out: one power, or that of each of its strands."""
    said = [_power_words(one.power) for one in strands_stated(report=report)]
    return f"This inspection was carried out under {named(list(dict.fromkeys(said)))}."


def _power_words(power: LegalPower) -> str:
    """By act and section; one that no source names by a section, by whose it is."""
    if power.act.lower().startswith(power.section.lower()):
        return f"the {power.act[:1].lower()}{power.act[1:]}"
    return f"{power.section} of the {power.act}"


def _sections(report: Report) -> list[dict[str, Any]]:
    """The form's sections in order; one that is empty and not the judgement is left out."""
    board = report.inspection.partnership.name
    numbers = count(1)
    form = list(report.form.sections.all())
    has_next_steps = any(section.is_next_steps for section in form)
    statement = statement_facts(report=report) if has_next_steps else None
    by_section: dict[int, list[Paragraph]] = {}
    for paragraph in report.paragraphs.standing().in_order():
        by_section.setdefault(paragraph.section_id, []).append(paragraph)
    frozen: list[dict[str, Any]] = [
        {
            "key": section.key,
            "heading": section.heading,
            "kind": section.kind,
            "paragraphs": [
                _paragraph(report, one, numbers, board) for one in by_section.get(section.pk, [])
            ],
            # What a form does not say of its sections, their frozen copies never had.
            **({"purpose": section.purpose} if section.purpose else {}),
            **({"statement": statement} if section.is_next_steps and statement else {}),
        }
        for section in form
        if section.pk in by_section
        or section.kind in {"judgement", "signatures"}
        or (section.is_next_steps and statement)
    ]
    for one in frozen:
        if names := cited(report.inspection.reference, one["paragraphs"]):
            one["cited"] = names
    return frozen


def _paragraph(
    report: Report, paragraph: Paragraph, numbers: Iterator[int], board: str
) -> dict[str, Any]:
    number = paragraph.number
    if paragraph.section.kind in NUMBERED_KINDS and not paragraph.section.is_study:
        number = str(next(numbers))
    addressed_to = board if paragraph.section.is_addressed else None
    addressed_to = paragraph.agency.name if paragraph.agency else addressed_to
    written = {
        "reference": paragraph.reference,
        "number": number,
        "text": paragraph.text,
        "addressed_to": addressed_to,
    }
    if paragraph.finding_id is None:
        return written
    kind, name = paragraph.section.kind, paragraph.agency.name if paragraph.agency else board
    return {**written, "finding": finding_stated(report.inspection.reference, number, kind, name)}


def _form_sections(report: Report) -> list[FormSection]:
    return [
        FormSection(
            one.key,
            one.heading,
            one.kind,
            needs_text=not (one.is_optional or one.is_next_steps),
        )
        for one in report.form.sections.all()
    ]


def _judgement(report: Report) -> dict[str, Any] | None:
    """What was agreed, where the form has a place for it; elsewhere the letter holds no grade."""
    if not asks_for_judgement(_form_sections(report)):
        return None
    result = _shared(report)
    if result is None:
        return None
    return {
        "title": result.area_title,
        "grade": result.grade,
        "grade_title": result.grade_title,
        "statement": result.statement,
        # Printed only where the leads of all participating inspectorates have said so.
        "dissents": _reasons(result.dissents) if result.are_printed else [],
        "abstentions": _reasons(result.abstentions) if result.are_printed else [],
        "content_hash": result.content_hash,
    }


def _shared_area(report: Report) -> str:
    """The code of the area of the strand that all inspectorates grade together, if it has one."""
    if report.strand is None or not report.strand.is_joint:
        return ""
    areas = report.strand.judgement_areas.filter(grading=Grading.SHARED)
    codes = list(areas.values_list("code", flat=True))
    return codes[0] if len(codes) == 1 else ""


def _shared(report: Report) -> AgreedResult | None:
    return agreed_result(strand=report.strand) if report.strand else None


def _reasons(views: Iterable[Dissent | Abstention]) -> list[dict[str, str]]:
    return [{"inspectorate": one.inspectorate_name, "reason": one.reason} for one in views]


def require_judgement_stands(*, report: Report, draft: Draft) -> None:
    """A draft is signed and published only while the judgement that it states stands.

    A draft that was frozen before the signed hash was kept with it is held against the grade and
    its words.

    Raises:
        ActionRefused: the judgement was opened again, or something else was agreed since.
    """
    _require_lines_stand(report, draft)
    stated, now = draft.snapshot.get("judgement"), _judgement(report)
    if stated is None:
        return
    if now is None:
        raise ActionRefused(
            f"The judgement of {stated['title']} was opened again and is not agreed. Every "
            "inspectorate signs it anew first; then the report is reopened and frozen with what "
            "was agreed. Nothing was changed."
        )
    compared = now if "content_hash" in stated else ("grade", "statement")
    if any(stated.get(name) != now[name] for name in compared):
        raise ActionRefused(
            f"This draft does not say what the inspectorates have agreed on {stated['title']}, or "
            "what is printed with it: that has changed since it was frozen. The overall lead "
            "reopens the report, so that the next draft says it. Nothing was changed."
        )


def _require_lines_stand(report: Report, draft: Draft) -> None:
    """The same of every line of the table of judgements."""
    now = {(one["strand"], one["area"]): one for one in judgement_lines(report=report)}
    for stated in draft.snapshot.get("judgements", ()):
        if now.get((stated["strand"], stated["area"])) != stated:
            raise ActionRefused(
                f"This draft does not say what stands on {stated['title']}: that was opened again, "
                f"or has changed, since it was frozen. {capfirst(leader_of(report))} reopens the "
                "report, so that the next draft says what was agreed. Nothing was changed."
            )


def _leads(report: Report, day: date) -> list[Assignment]:
    return list(
        Assignment.objects.on(day)
        .filter(inspection=report.inspection_id, role__in=LEADING, deputising=None)
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
