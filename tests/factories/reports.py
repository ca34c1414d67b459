"""Reports for tests: made as people make them, through the actions.

    told = report_at("with_chair")              a written letter, agreed and sent
    comment_of(told, "P1")

A stage that the table of reports does not name is a step on the way: `signed` (agreed by all,
not sent), `final_signed`, `proposed`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from organisations.models import User
from records.actor import acting_as
from reports.actions import (
    NO_WATERMARK,
    AnswerContent,
    add_comment,
    add_paragraph,
    answer_comment,
    close_without_response,
    confirm_publication,
    finish_answers,
    open_report,
    pass_quality_assurance,
    propose_publication,
    return_response,
    send_to_chair,
    send_to_quality_assurance,
    sign_off,
)
from reports.actions.printing import keep_print, print_key
from reports.models import (
    AccuracyAnswer,
    AccuracyComment,
    AccuracyRound,
    Artefact,
    Draft,
    Paragraph,
    Publication,
    Report,
    SignOff,
)
from reports.print.jobs import Printed
from reports.values import CommentContent, ParagraphContent
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import agreed_judgement, weighed
from tests.factories.remembered import remembered

PDF = b"%PDF-1.7 printed by a test"
SECTIONS = ("what_was_inspected", "key_findings", "strengths", "priority_action", "improvement")
# What happens, one after another, on the way to a stage.
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
    "published",
)


@dataclass
class Told:
    """A report with the inspection that it tells of."""

    joint: JointInspection
    report: Report

    @property
    def lead(self) -> User:
        """The overall lead."""
        return self.joint.overall_lead

    @property
    def chair(self) -> User:
        """The chair of the partnership."""
        return self.joint.chair

    @property
    def reference(self) -> str:
        """The inspection's reference, as addresses have it."""
        return self.joint.reference

    @property
    def round(self) -> AccuracyRound:
        """The last round of factual accuracy."""
        return AccuracyRound.objects.filter(report=self.report).latest("sent_at")

    @property
    def draft(self) -> Draft:
        """The newest draft."""
        draft = self.report.drafts.newest()
        assert draft is not None
        return draft

    def now(self) -> Report:
        """The report as it is in the database."""
        self.report = Report.objects.get(pk=self.report.pk)
        return self.report

    def paragraph(self, reference: str) -> Paragraph:
        """A paragraph of the report."""
        return self.report.paragraphs.get(reference=reference)


@transaction.atomic
def paragraph_of(told: Told, section: str = "key_findings", **changes: Any) -> Paragraph:
    """The overall lead adds a paragraph; `changes` are arguments of the action, or its text."""
    content = ParagraphContent(
        text=changes.pop("text", f"What inspectors say in {section}."),
        agency=changes.pop("agency", None),
    )
    usual = {"key": uuid4(), "by": told.lead, "at": timezone.now(), "content": content}
    facts = {**usual, **changes}
    with acting_as(facts["by"]):
        return add_paragraph(
            report=told.report, section=told.report.form.sections.get(key=section), **facts
        )


@remembered
@transaction.atomic
def begun_report(joint: JointInspection | None = None) -> Told:
    """A report without a word."""
    joint = joint or joint_inspection()
    report = open_report(
        inspection=joint.inspection,
        document="joint-letter",
        by=joint.overall_lead,
        at=timezone.now(),
    )
    return Told(joint, report)


@remembered
@transaction.atomic
def written_report(joint: JointInspection | None = None) -> Told:
    """A report with a paragraph in each section, on an agreed judgement and what that rests on.

    P1 and P2 are prose, P3 a strength, R1 (P4) to the partnership, R2 (P5) to the police.
    """
    joint = joint or joint_inspection()
    weighed(joint)
    agreed_judgement(joint)
    told = begun_report(joint)
    police = next(agency for agency in joint.agencies if agency.kind == "police")
    for section in SECTIONS:
        agency = police.pk if section == "improvement" else None
        paragraph_of(told, section, agency=agency)
    paragraph_of(told, "next_steps")
    return told


@transaction.atomic
def signatures_of(told: Told, *, at: datetime | None = None) -> list[SignOff]:
    """Every inspectorate signs the newest draft off."""
    return [signature_of(told, code, at=at) for code in told.joint.leads]


@transaction.atomic
def signature_of(
    told: Told, code: str, *, content_hash: str = "", at: datetime | None = None
) -> SignOff:
    """The lead of an inspectorate signs the newest draft off."""
    return sign_off(
        report=told.report,
        content_hash=content_hash or told.draft.content_hash,
        by=told.joint.leads[code],
        at=at or timezone.now(),
    )


@transaction.atomic
def comment_of(told: Told, paragraph: str = "P1", **changes: Any) -> AccuracyComment:
    """The chair comments; `changes` are arguments of the action, or parts of the comment."""
    content = CommentContent(
        kind=changes.pop("kind", "inaccurate"),
        what_is_wrong=changes.pop("what_is_wrong", "The board meets six times a year."),
        what_it_should_say=changes.pop("what_it_should_say", "Six times a year."),
    )
    usual = {"key": uuid4(), "by": told.chair, "at": timezone.now(), "content": content}
    return add_comment(accuracy_round=told.round, paragraph=paragraph, **{**usual, **changes})


@transaction.atomic
def response_of(told: Told, *, at: datetime | None = None) -> AccuracyRound:
    """The chair returns the response."""
    return return_response(
        accuracy_round=told.round, key=uuid4(), by=told.chair, at=at or timezone.now()
    )


@transaction.atomic
def answer_of(told: Told, comment: AccuracyComment, **changes: Any) -> AccuracyAnswer:
    """The overall lead answers a comment: not accepted, unless said."""
    paragraph = told.paragraph(comment.paragraph)
    content = AnswerContent(
        is_accepted=changes.pop("is_accepted", False),
        explanation=changes.pop("explanation", "The minutes of the board say otherwise."),
        text=changes.pop("text", paragraph.text),
        version=changes.pop("version", paragraph.version),
    )
    facts = {"by": told.lead, "at": timezone.now(), **changes}
    with acting_as(facts["by"]):
        return answer_comment(comment=comment, content=content, **facts)


def printed(draft: Draft, watermark: str = NO_WATERMARK, content: bytes = PDF) -> Artefact:
    """What a worker would have kept for this draft."""
    from hashlib import sha256

    made = Printed(bytes=content, sha256=sha256(content).hexdigest(), pages=3, fonts=())
    key = print_key(draft=draft, watermark=watermark)
    return keep_print(key=key, printed=made, at=timezone.now())


@transaction.atomic
def publication_of(told: Told, code: str = "cqc") -> Publication:
    """The lead of another inspectorate confirms what is proposed."""
    printed(told.draft)
    person = told.joint.leads[code]
    with acting_as(person):
        return confirm_publication(
            report=told.report,
            content_hash=told.draft.content_hash,
            by=person,
            at=timezone.now(),
        )


@remembered
@transaction.atomic
def report_at(stage: str, joint: JointInspection | None = None) -> Told:
    """A report at a stage, come there by the steps that people take.

    Two comments were returned on the way (on P1 and on R1), and one was accepted.

    Args:
        stage: one of WAY.
    """
    told = written_report(joint)
    go_on(told, stage)
    return told


def go_on(told: Told, stage: str) -> None:
    """A report in drafting goes on to a stage."""
    for step in WAY[1 : WAY.index(stage) + 1]:
        with acting_as(told.lead):
            _STEPS[step](told)
        told.now()


def past_due(told: Told) -> datetime:
    """A moment after the chair's deadline."""
    return told.round.due_at + timedelta(seconds=1)


@transaction.atomic
def closed_without_response(told: Told) -> AccuracyRound:
    """The overall lead goes on without the chair."""
    return close_without_response(report=told.report, by=told.lead, at=past_due(told))


def _to_quality(told: Told) -> None:
    send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())


def _to_agreement(told: Told) -> None:
    by = told.joint.quality_assurer
    pass_quality_assurance(report=told.report, by=by, at=timezone.now())


def _to_chair(told: Told) -> None:
    send_to_chair(report=told.report, by=told.lead, at=timezone.now())


def _to_answering(told: Told) -> None:
    comment_of(told, "P1")
    comment_of(told, "P4", kind="typographical")
    response_of(told)


def _to_final(told: Told) -> None:
    first, second = told.round.comments.kept()
    answer_of(told, first, is_accepted=True, text="Six times a year.", explanation="Changed.")
    answer_of(told, second)
    finish_answers(report=told.report, by=told.lead, at=timezone.now())


def _to_proposed(told: Told) -> None:
    propose_publication(
        report=told.report,
        content_hash=told.draft.content_hash,
        by=told.lead,
        at=timezone.now(),
    )


_STEPS = {
    "quality_assurance": _to_quality,
    "agreement": _to_agreement,
    "signed": signatures_of,
    "with_chair": _to_chair,
    "answering": _to_answering,
    "final_agreement": _to_final,
    "final_signed": signatures_of,
    "proposed": _to_proposed,
    "published": publication_of,
}
