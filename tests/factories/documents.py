"""Documents of one inspectorate and of the whole inspection, for tests.

    told = health_report()                  CQC's report on health services, nobody has begun it
    begun, written = begun_health(), written_health()

Three inspectorates, as in `tests.factories.single_agency`; CQC has a quality assurer who moderates.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from frameworks.models import InspectionType, ReportForm, ReportSection
from organisations.models import Inspectorate, User
from records.actor import acting_as
from reports.actions import (
    add_paragraph,
    close_without_response,
    finish_answers,
    open_report,
    pass_quality_assurance,
    propose_publication,
    send_to_chair,
    send_to_quality_assurance,
    sign_off,
)
from reports.models import Paragraph, Report
from reports.values import ParagraphContent
from tests.factories.judgements import view_of
from tests.factories.remembered import remembered
from tests.factories.reports import Told, past_due
from tests.factories.single_agency import (
    LEADERSHIP,
    OVERALL,
    PROTECTION,
    GradedInspection,
    agreed_grade,
    evidence_for,
    graded_inspection,
)

HEALTH = "agency-report-cqc"
SECTIONS = (
    ("inspected", "What we inspected", "prose"),
    ("judgements", "Our judgements", "judgement"),
    ("strengths", "Strengths", "strengths"),
    ("improvement", "Recommendations", "improvement"),
)
WAY = (
    "drafting",
    "quality_assurance",
    "agreement",
    "signed",
    "with_chair",
    "answering",
    "final_agreement",
    "final_signed",
    "proposed",
)


@dataclass
class HealthReport(Told):
    """CQC's own report, with CQC's people."""

    graded: GradedInspection

    @property
    def writer(self) -> User:
        """CQC's lead."""
        return self.graded.lead

    @property
    def assurer(self) -> User:
        """CQC's quality assurer."""
        return self.graded.moderator


@transaction.atomic
def form_of(
    kind: InspectionType, form: str, strand: str = "", *, assured_by: str = "cqc"
) -> ReportForm:
    """A form of an inspection type; the same form asked for again is there already."""
    found, is_new = ReportForm.objects.get_or_create(
        inspection_type=kind,
        kind=form,
        strand=strand,
        defaults={
            "title": f"The {form.replace('_', ' ')} {strand}".strip(),
            "quality_assured_by": Inspectorate.objects.get(code=assured_by),
        },
    )
    for order, (key, heading, section) in enumerate(SECTIONS if is_new else ()):
        ReportSection.objects.create(
            form=found,
            key=key,
            heading=heading,
            kind=section,
            order=order,
            is_addressed=section in {"strengths", "improvement"},
        )
    return found


@remembered
@transaction.atomic
def with_documents(graded: GradedInspection | None = None) -> GradedInspection:
    """An inspection that ends in a joint letter, CQC's report and a summary. None is begun."""
    graded = graded or graded_inspection()
    kind = graded.joint.inspection.inspection_type
    form_of(kind, "agency_report", "cqc")
    form_of(kind, "summary", assured_by="ofsted")
    return graded


@remembered
@transaction.atomic
def begun_health(graded: GradedInspection | None = None) -> HealthReport:
    """CQC's lead has begun its report; there is no word in it."""
    graded = graded or with_documents()
    report = open_report(
        inspection=graded.joint.inspection, document=HEALTH, by=graded.lead, at=timezone.now()
    )
    return HealthReport(graded.joint, report, graded)


def graded_areas(graded: GradedInspection) -> None:
    """Everything that CQC grades in its strand is agreed, on what was recorded."""
    evidence_for(graded)
    view_of(graded.joint, graded.inspector, "TEST ¶60", area=PROTECTION)
    for area in (PROTECTION, LEADERSHIP, OVERALL):
        agreed_grade(graded, area=area)


@transaction.atomic
def health_paragraph(told: HealthReport, section: str = "inspected", text: str = "") -> Paragraph:
    """CQC's lead adds a paragraph."""
    with acting_as(told.writer):
        return add_paragraph(
            report=told.report,
            section=told.report.form.sections.get(key=section),
            content=ParagraphContent(text or f"What nurses say in {section}."),
            key=uuid4(),
            by=told.writer,
            at=timezone.now(),
        )


@remembered
def written_health(graded: GradedInspection | None = None) -> HealthReport:
    """CQC's report with a paragraph in each section: P1 prose, P3 a strength, R1 (P4)."""
    graded = graded or with_documents()
    graded_areas(graded)
    told = begun_health(graded)
    for key, _, _ in SECTIONS:
        health_paragraph(told, key)
    return told


@remembered
def health_at(stage: str, graded: GradedInspection | None = None) -> HealthReport:
    """CQC's report at a stage, come there by the steps that its people take.

    Args:
        stage: one of WAY. The chair returns nothing.
    """
    told = written_health(graded)
    for step in WAY[1 : WAY.index(stage) + 1]:
        with transaction.atomic():
            _STEPS[step](told)
        told.now()
    return told


def _step(act: Any, told: HealthReport, person: User, **more: Any) -> None:
    with acting_as(person):
        act(report=told.report, by=person, at=more.pop("at", timezone.now()), **more)


def _sign(told: HealthReport) -> None:
    _step(sign_off, told, told.writer, content_hash=told.draft.content_hash)


_STEPS = {
    "quality_assurance": lambda told: _step(send_to_quality_assurance, told, told.writer),
    "agreement": lambda told: _step(pass_quality_assurance, told, told.assurer),
    "signed": _sign,
    "with_chair": lambda told: _step(send_to_chair, told, told.writer),
    "answering": lambda told: _step(close_without_response, told, told.writer, at=past_due(told)),
    "final_agreement": lambda told: _step(finish_answers, told, told.writer),
    "final_signed": _sign,
    "proposed": lambda told: _step(
        propose_publication, told, told.writer, content_hash=told.draft.content_hash
    ),
}


def report_named(told: Told) -> Report:
    """The report as it is now, read as actions read it."""
    return Report.objects.lock(told.report)
