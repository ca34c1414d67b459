"""Combined documents for tests, made as people make them.

bound = bound_inspection()          an integrated inspection; its summary and CQC's report are
                                    written, neither is signed, and nobody built anything
bound_at("built")                   both signed for publication, and bound together
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from organisations.models import User
from records.actor import acting_as
from reports.actions import (
    add_paragraph,
    build_combined,
    close_without_response,
    finish_answers,
    open_report,
    pass_quality_assurance,
    propose_publication,
    reopen,
    send_to_chair,
    send_to_quality_assurance,
    sign_off,
)
from reports.models import Draft, Report
from reports.values import ParagraphContent
from tests.factories.documents import HealthReport, form_of, with_documents, written_health
from tests.factories.judgements import agreed_judgement, weighed
from tests.factories.remembered import remembered
from tests.factories.reports import Told, past_due
from tests.factories.single_agency import GradedInspection

COMBINED = "combined"
# What happens, one after another, on the way to a stage of the combined document. Its parts are
# signed for publication at the second.
WAY = ("parts_written", "parts_signed", "begun", "agreement", "built", "signed", "proposed")
# What a part goes through, and how far it is signed.
PART_WAY = (
    "drafting",
    "quality_assurance",
    "agreement",
    "signed",
    "with_chair",
    "answering",
    "final_agreement",
    "final_signed",
)


@dataclass
class Bound:
    """An inspection whose documents are bound together."""

    graded: GradedInspection
    health: HealthReport
    summary: Told
    whole: Told | None = None

    @property
    def lead(self) -> User:
        """The overall lead."""
        return self.health.lead

    @property
    def reference(self) -> str:
        """The inspection's, as addresses have it."""
        return self.graded.reference

    @property
    def report(self) -> Report:
        """The combined document, as it is now."""
        assert self.whole is not None
        return self.whole.now()

    @property
    def build(self) -> Draft:
        """The newest build."""
        found = self.report.drafts.built()
        assert found is not None
        return found

    @property
    def parts(self) -> list[Told]:
        """The summary and CQC's report, in their order."""
        return [self.summary, self.health]


@remembered
@transaction.atomic
def bound_inspection(graded: GradedInspection | None = None) -> Bound:
    """Three inspectorates. The framework names a summary, CQC's report and a combined document."""
    graded = with_documents(graded)
    joint = graded.joint
    kind = joint.inspection.inspection_type
    for form in (form_of(kind, COMBINED, assured_by="ofsted"), form_of(kind, "summary")):
        # Their forms in the framework files have no place for a grade of their own here.
        form.sections.filter(kind="judgement").delete()
    weighed(joint)
    agreed_judgement(joint)
    health = written_health(graded)
    report = open_report(
        inspection=joint.inspection, document="summary", by=joint.overall_lead, at=timezone.now()
    )
    summary = Told(joint, report)
    for section in ("inspected", "strengths"):
        written(summary, section, f"What all inspectorates say in {section}.")
    return Bound(graded, health, summary)


@remembered
def bound_at(stage: str, graded: GradedInspection | None = None) -> Bound:
    """A combined document at a stage, come there by the steps that people take.

    Args:
        stage: one of WAY.
    """
    bound = bound_inspection(graded)
    for step in WAY[1 : WAY.index(stage) + 1]:
        with transaction.atomic():
            _STEPS[step](bound)
    return bound


@transaction.atomic
def written(told: Told, section: str, text: str) -> None:
    """The overall lead adds a paragraph to a document of the whole inspection."""
    with acting_as(told.lead):
        add_paragraph(
            report=told.report,
            section=told.report.form.sections.get(key=section),
            content=ParagraphContent(text),
            key=uuid4(),
            by=told.lead,
            at=timezone.now(),
        )


def part_to(told: Told, stage: str) -> None:
    """A part goes on to a stage by the steps that its people take; the chair returns nothing.

    Args:
        stage: one of PART_WAY.
    """
    at = PART_WAY.index(told.now().state)
    for step in PART_WAY[at + 1 : PART_WAY.index(stage) + 1]:
        _PART_STEPS[step](told)
        told.now()


def signed_again(told: Told) -> None:
    """A part is reopened, and signed once more by all who must."""
    reopened(told)
    _act(told, finish_answers, _leader(told))
    told.now()
    everybody_signs(told)


def reopened(told: Told) -> None:
    """Its lead opens the text of a part again."""
    _act(told, reopen, _leader(told), why="A figure is wrong.")
    told.now()


def everybody_signs(told: Told, *but: str) -> None:
    """Each inspectorate that must sign stands for the newest draft.

    Args:
        but: the codes of those that do not.
    """
    codes = ["cqc"] if isinstance(told, HealthReport) else list(told.joint.leads)
    for code in codes:
        if code not in but:
            person = told.joint.leads[code]
            _act(told, sign_off, person, content_hash=told.draft.content_hash)


def built(bound: Bound, by: User | None = None) -> Draft:
    """The overall lead builds the combined document."""
    person = by or bound.lead
    with transaction.atomic(), acting_as(person):
        return build_combined(report=bound.report, by=person, at=timezone.now())


def _act(told: Told, act: Any, person: User, **more: Any) -> Any:
    with transaction.atomic(), acting_as(person):
        return act(report=told.report, by=person, at=more.pop("at", timezone.now()), **more)


def _leader(told: Told) -> User:
    return told.writer if isinstance(told, HealthReport) else told.lead


def _assurer(told: Told) -> User:
    return told.assurer if isinstance(told, HealthReport) else told.joint.quality_assurer


_PART_STEPS: dict[str, Any] = {
    "quality_assurance": lambda told: _act(told, send_to_quality_assurance, _leader(told)),
    "agreement": lambda told: _act(told, pass_quality_assurance, _assurer(told)),
    "signed": everybody_signs,
    "with_chair": lambda told: _act(told, send_to_chair, _leader(told)),
    "answering": lambda told: _act(told, close_without_response, _leader(told), at=past_due(told)),
    "final_agreement": lambda told: _act(told, finish_answers, _leader(told)),
    "final_signed": everybody_signs,
}


def _parts_signed(bound: Bound) -> None:
    for part in bound.parts:
        part_to(part, "final_signed")


def _begun(bound: Bound) -> None:
    joint = bound.graded.joint
    report = open_report(
        inspection=joint.inspection, document=COMBINED, by=bound.lead, at=timezone.now()
    )
    bound.whole = Told(joint, report)
    written(bound.whole, "inspected", "What this document holds, and which power each part has.")


def _agreed(bound: Bound) -> None:
    assert bound.whole is not None
    part_to(bound.whole, "agreement")


def _signed(bound: Bound) -> None:
    assert bound.whole is not None
    everybody_signs(bound.whole)


def _proposed(bound: Bound) -> None:
    assert bound.whole is not None
    _act(
        bound.whole,
        propose_publication,
        bound.lead,
        content_hash=bound.whole.draft.content_hash,
    )


_STEPS: dict[str, Any] = {
    "parts_signed": _parts_signed,
    "begun": _begun,
    "agreement": _agreed,
    "built": built,
    "signed": _signed,
    "proposed": _proposed,
}
