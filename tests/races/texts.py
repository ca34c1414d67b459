"""Every text that two windows can have open at once, and how a window sends it.

Each is sent through the product's own page: middleware, transaction, permission, action, answer.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import Evidence, EvidenceRevision, SavedSearch
from judgements.models import NarrativeFinding
from records.actor import acting_as
from records.models import Draft
from tests.factories.documents import HealthReport, begun_health
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.meetings import minute_of, planned_meeting
from tests.factories.narrative import area_in_words, finding_by, keys_of
from tests.factories.reports import Told, begun_report, comment_of, report_at
from tests.factories.search import saved_by
from tests.factories.statements import content_for, stated, with_next_steps
from tests.races.case_texts import (
    AskText,
    CaseText,
    ComparisonText,
    ConversationText,
    EntryText,
    EventText,
    PracticeText,
    StepText,
)
from tests.races.finding_texts import NumberedText, StatedText
from tests.races.list_texts import CellText, ColumnText
from tests.races.text import Text, window_of


class EvidenceText(Text):
    """An item of evidence, open in two windows of its author's."""

    name = "evidence"

    def __init__(self, joint: JointInspection) -> None:
        self.author = joint.inspectors["cqc"]
        self.item = evidence_by(joint, self.author)
        self.windows = (window_of(self.author), window_of(self.author))
        self.criterion = joint.criteria[0].pk
        self.address = reverse(
            "inspections:change_evidence", args=[joint.reference, self.item.reference]
        )

    def version(self) -> int:
        with acting_as(self.author):
            return Evidence.objects.get(pk=self.item.pk).version

    def standing(self) -> str:
        with acting_as(self.author):
            return EvidenceRevision.objects.filter(evidence=self.item).latest("version").text

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        return window.post(self.address, self.form(words, base=version, item=self.item.reference))

    def form(self, words: str, *, once: UUID | None = None, **more: Any) -> dict[str, Any]:
        """The fields of the form with these words."""
        return {**evidence_form(words, self.criterion, once=once), **more}


class ParagraphText(Text):
    """A paragraph of a report, open before two leads."""

    name = "paragraph"

    def __init__(self, told: Told) -> None:
        self.told = told
        leads = told.joint.leads
        self.windows = (window_of(leads["ofsted"]), window_of(leads["cqc"]))
        self.address = reverse(
            "reports:change_paragraph", args=[told.reference, "joint-letter", "P1"]
        )

    def version(self) -> int:
        return self.told.paragraph("P1").version

    def standing(self) -> str:
        return self.told.paragraph("P1").text

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {"text": words, "agency": "", "base": version, "once": str(uuid4())}
        return window.post(self.address, form)


class StatementText(Text):
    """Where a statement of action is sent to, open in two windows of who leads the letter."""

    name = "statement of action"

    def __init__(self, told: Told) -> None:
        self.content = content_for(told)
        with acting_as(told.lead):
            self.statement = stated(told)
        self.windows = (window_of(told.lead), window_of(told.lead))
        self.address = reverse("reports:statement", args=[told.reference, "joint-letter"])

    def version(self) -> int:
        self.statement.refresh_from_db()
        return self.statement.version

    def standing(self) -> str:
        self.statement.refresh_from_db()
        return self.statement.send_to

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {
            "writer": self.content.writer,
            "inspectorate": self.content.inspectorate,
            "send_to": words,
            "base": version,
            "once": str(uuid4()),
        }
        return window.post(self.address, form)


class CommentText(Text):
    """A comment of a chair's, open in two windows."""

    name = "comment"

    def __init__(self, told: Told) -> None:
        with acting_as(told.chair):
            self.comment = comment_of(told)
        self.windows = (window_of(told.chair), window_of(told.chair))
        self.address = reverse(
            "reports:change_comment", args=[told.reference, "joint-letter", self.comment.reference]
        )

    def version(self) -> int:
        self.comment.refresh_from_db()
        return self.comment.version

    def standing(self) -> str:
        self.comment.refresh_from_db()
        return self.comment.what_is_wrong

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {
            "kind": "inaccurate",
            "what_is_wrong": words,
            "what_it_should_say": "Six times a year.",
            "base": version,
            "once": str(uuid4()),
        }
        return window.post(self.address, form)


class DraftText(Text):
    """What is being typed into a new item, with the same form open in two windows."""

    name = "draft"
    stays_typed = True

    def __init__(self, joint: JointInspection) -> None:
        self.author = joint.inspectors["hmic"]
        self.key = uuid4()
        self.windows = (window_of(self.author), window_of(self.author))
        self.address = reverse("inspections:autosave", args=[joint.reference, self.key])
        first = self.send(self.windows[0], "The first words.", 0)
        assert first.status_code == 200, first.content

    def _row(self) -> Draft:
        with acting_as(self.author):
            return Draft.objects.get(receipt=self.key)

    def version(self) -> int:
        return self._row().version

    def standing(self) -> str:
        return str(self._row().content["text"])

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        body = json.dumps({"version": version, "content": {"text": words}})
        return window.post(self.address, body, content_type="application/json")


class SavedSearchText(Text):
    """The name of a saved search, open in two windows of its owner's."""

    name = "saved search"

    def __init__(self, joint: JointInspection) -> None:
        self.owner = joint.inspectors["ofsted"]
        self.reference = saved_by(joint, self.owner)
        self.windows = (window_of(self.owner), window_of(self.owner))
        self.address = reverse("inspections:change_saved_search", args=[self.reference])

    def _row(self) -> SavedSearch:
        with acting_as(self.owner):
            return SavedSearch.objects.get(reference=self.reference)

    def version(self) -> int:
        return self._row().version

    def standing(self) -> str:
        return self._row().name

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {"once": str(uuid4()), "name": words, "version": version}
        return window.post(self.address, form)


class FindingText(Text):
    """A finding of an evaluation in words, open before two inspectorates."""

    name = "finding"

    def __init__(self, joint: JointInspection) -> None:
        self.author = joint.inspectors["cqc"]
        self.item = evidence_by(joint, self.author)
        area_in_words(joint.strand)
        self.finding = finding_by(joint, self.author, evidence=keys_of(self.item))
        self.windows = (window_of(self.author), window_of(joint.inspectors["hmic"]))
        self.address = reverse("judgements:change_finding", args=[joint.reference, "front_door", 1])

    def _row(self) -> NarrativeFinding:
        with acting_as(self.author):
            return NarrativeFinding.objects.get(pk=self.finding.pk)

    def version(self) -> int:
        return self._row().version

    def standing(self) -> str:
        return self._row().text

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {
            "once": str(uuid4()),
            "base": version,
            "kind": "strength",
            "agency": "partnership",
            "criterion": "front_door ¶1",
            "text": words,
            "evidence": str(self.item.pk),
        }
        return window.post(self.address, form)


class MinuteText(Text):
    """The minute of an item of a judgement meeting, open before two leads."""

    name = "minute"

    def __init__(self, joint: JointInspection) -> None:
        self.meeting = planned_meeting(joint)
        minute_of(joint, self.meeting)
        self.windows = (window_of(joint.leads["cqc"]), window_of(joint.leads["hmic"]))
        self.address = reverse("judgements:minutes", args=[joint.reference, 1, "lscb"])

    def version(self) -> int:
        return self.meeting.minutes.latest("version").version

    def standing(self) -> str:
        return self.meeting.minutes.latest("version").discussion

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {
            "once": str(uuid4()),
            "base": version,
            "discussion": words,
            "decision": "To propose a grade.",
        }
        return window.post(self.address, form)


def evidence_form(words: str, criterion: int, *, once: UUID | None = None) -> dict[str, Any]:
    """The fields of the evidence form, as a browser sends them."""
    day = timezone.localdate()
    return {
        "once": str(once or uuid4()),
        "text": words,
        "source": "meeting",
        "observed_on_day": day.day,
        "observed_on_month": day.month,
        "observed_on_year": day.year,
        "agency": "",
        "strength": "strength",
        "case": "",
        "criteria": [criterion],
    }


@transaction.atomic
def at_work() -> JointInspection:
    """An inspection at fieldwork, committed for all to see."""
    return joint_inspection()


@transaction.atomic
def report_in(stage: str) -> Told:
    """A report at a stage, committed for all to see."""
    return report_at(stage)


@transaction.atomic
def in_two_documents() -> tuple[Told, HealthReport]:
    """A letter and a report of one inspection, begun and committed for all to see."""
    health = begun_health()
    return begun_report(health.joint), health


_MAKERS: dict[str, Callable[[], Text]] = {
    EvidenceText.name: lambda: EvidenceText(at_work()),
    ParagraphText.name: lambda: ParagraphText(report_in("drafting")),
    StatementText.name: lambda: StatementText(with_next_steps(report_in("drafting"))),
    CommentText.name: lambda: CommentText(report_in("with_chair")),
    DraftText.name: lambda: DraftText(at_work()),
    CaseText.name: lambda: CaseText(at_work()),
    StepText.name: lambda: StepText(at_work()),
    EventText.name: lambda: EventText(at_work()),
    PracticeText.name: lambda: PracticeText(at_work()),
    ConversationText.name: lambda: ConversationText(at_work()),
    EntryText.name: EntryText,
    ComparisonText.name: ComparisonText,
    AskText.name: AskText,
    SavedSearchText.name: lambda: SavedSearchText(at_work()),
    FindingText.name: lambda: FindingText(at_work()),
    MinuteText.name: lambda: MinuteText(at_work()),
    NumberedText.name: lambda: NumberedText(at_work()),
    StatedText.name: lambda: StatedText(*in_two_documents()),
    CellText.name: lambda: CellText(at_work()),
    ColumnText.name: lambda: ColumnText(at_work()),
}
NAMES = tuple(_MAKERS)


def text_called(name: str) -> Text:
    """The text of that name, on an inspection of its own."""
    return _MAKERS[name]()
