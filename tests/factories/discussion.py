"""What those say about a text who write it together, for tests.

told = report_at("drafting")
remark_of(told), suggestion_of(told, by=told.joint.inspectors["cqc"])
"""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from reports.actions import (
    accept_suggestion,
    change_paragraph,
    decline_suggestion,
    enter_on_remark,
    make_remark,
    move_pen,
    suggest,
)
from reports.models import (
    Paragraph,
    PenMove,
    Remark,
    RemarkEntry,
    Suggestion,
    SuggestionOutcome,
)
from reports.values import ParagraphContent
from reports.values.remarks import EntryKind, PenHolder, RemarkContent, SuggestionContent
from tests.factories.reports import Told

REMARK = "Is this still so?"
WORDING = "What inspectors saw in what was inspected."


def named(told: Told, paragraph: str) -> Paragraph:
    """A paragraph as pages hand it to actions."""
    found = told.now().paragraphs.named(paragraph)
    assert found is not None
    found.report = told.report
    return found


@transaction.atomic
def remark_of(told: Told, paragraph: str = "P1", **changes: Any) -> Remark:
    """An inspector of CQC remarks; `changes` are arguments of the action, or its text."""
    row = named(told, paragraph)
    content = RemarkContent(changes.pop("text", REMARK), changes.pop("version", row.version))
    usual = {"key": uuid4(), "by": told.joint.inspectors["cqc"], "at": timezone.now()}
    return make_remark(paragraph=row, **{"content": content, **usual, **changes})


@transaction.atomic
def entry_on(remark: Remark, kind: EntryKind, text: str = "Yes.", **changes: Any) -> RemarkEntry:
    """Whoever made the remark replies, settles or reopens."""
    usual = {"key": uuid4(), "by": remark.by, "at": timezone.now()}
    return enter_on_remark(remark=remark, kind=kind, text=text, **{**usual, **changes})


@transaction.atomic
def suggestion_of(told: Told, paragraph: str = "P1", **changes: Any) -> Suggestion:
    """An inspector of CQC suggests; `changes` are arguments of the action, or parts of it."""
    row = named(told, paragraph)
    content = SuggestionContent(
        changes.pop("text", WORDING), changes.pop("why", ""), changes.pop("version", row.version)
    )
    usual = {"key": uuid4(), "by": told.joint.inspectors["cqc"], "at": timezone.now()}
    return suggest(paragraph=row, **{"content": content, **usual, **changes})


@transaction.atomic
def acceptance_of(told: Told, suggestion: Suggestion, **changes: Any) -> SuggestionOutcome:
    """The overall lead accepts a suggestion as it is."""
    usual = {
        "text": suggestion.text,
        "version": suggestion.paragraph_version,
        "key": uuid4(),
        "by": told.lead,
        "at": timezone.now(),
    }
    return accept_suggestion(suggestion=suggestion, **{**usual, **changes})


@transaction.atomic
def refusal_of(told: Told, suggestion: Suggestion, **changes: Any) -> SuggestionOutcome:
    """The overall lead declines a suggestion."""
    usual = {"key": uuid4(), "by": told.lead, "at": timezone.now(), "reason": "It is clear."}
    return decline_suggestion(suggestion=suggestion, **{**usual, **changes})


@transaction.atomic
def changed_text(
    told: Told, paragraph: str = "P1", text: str = "Otherwise.", by: Any = None
) -> int:
    """A lead changes a paragraph; gives its new version."""
    row = named(told, paragraph)
    change_paragraph(
        paragraph=row,
        version=row.version,
        content=ParagraphContent(text, row.agency_id),
        key=uuid4(),
        by=by or told.lead,
        at=timezone.now(),
    )
    return row.version


@transaction.atomic
def pen_to(told: Told, holder: PenHolder, section: str = "key_findings", **changes: Any) -> PenMove:
    """The overall lead gives a pen."""
    seen = PenMove.objects.filter(report=told.report, section=section).count()
    usual = {"seen": seen, "by": told.lead, "at": timezone.now()}
    return move_pen(report=told.report, section=section, to=holder, **{**usual, **changes})


def as_holder(told: Told, person: Any) -> PenHolder:
    """A person of the team as somebody who can hold a pen."""
    place = told.joint.inspection.assignments.get(person=person, ends_on=None)
    return PenHolder(person.pk, place.inspectorate_id)


def body_of(told: Told, person: Any) -> PenHolder:
    """The inspectorate for which a person of the team works."""
    return PenHolder(None, as_holder(told, person).inspectorate)
