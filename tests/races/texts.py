"""Every text that two windows can have open at once, and how a window sends it.

Each is sent through the product's own page: middleware, transaction, permission, action, answer.
"""

import json
from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import CaseRevision, Evidence, EvidenceRevision, SavedSearch, StepReport
from organisations.models import User
from records.actor import acting_as
from records.models import Draft
from tests.factories.cases import step_of, worked_case
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.reports import Told, comment_of, report_at
from tests.factories.search import saved_by


def window_of(person: User) -> Client:
    """A browser window of this person's. A broken page is an answer like any other: 500."""
    window = Client(raise_request_exception=False)
    window.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return window


class Text(ABC):
    """A text with two windows on it.

    Attributes:
        name: what it is, for a reader.
        windows: the two browsers that have it open.
        stays_typed: whether the words stay in the open form whatever the answer says: a script sent
            them, and no page took the form's place.
    """

    name = ""
    stays_typed = False
    windows: tuple[Client, Client]

    @abstractmethod
    def version(self) -> int:
        """The version that both windows have before them."""

    @abstractmethod
    def standing(self) -> str:
        """What the database says now."""

    @abstractmethod
    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        """One window saves these words over that version."""


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
        self.address = reverse("reports:change_paragraph", args=[told.reference, "P1"])

    def version(self) -> int:
        return self.told.paragraph("P1").version

    def standing(self) -> str:
        return self.told.paragraph("P1").text

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {"text": words, "agency": "", "base": version, "once": str(uuid4())}
        return window.post(self.address, form)


class CommentText(Text):
    """A comment of a chair's, open in two windows."""

    name = "comment"

    def __init__(self, told: Told) -> None:
        with acting_as(told.chair):
            self.comment = comment_of(told)
        self.windows = (window_of(told.chair), window_of(told.chair))
        self.address = reverse(
            "reports:change_comment", args=[told.reference, self.comment.reference]
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


class CaseText(Text):
    """Why a case was changed: the newest words of its history. Two inspectorates have it open."""

    name = "case"

    def __init__(self, joint: JointInspection) -> None:
        self.case = worked_case(joint)
        self.windows = (window_of(joint.inspectors["ofsted"]), window_of(joint.inspectors["cqc"]))
        self.address = reverse(
            "inspections:change_case", args=[joint.reference, self.case.reference]
        )

    def version(self) -> int:
        self.case.refresh_from_db()
        return self.case.version

    def standing(self) -> str:
        return CaseRevision.objects.of(self.case)[0].why

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {
            "once": str(uuid4()),
            "base": version,
            "age_band": "5_to_9",
            "cohort": "in_need",
            "listed_by": "",
            "lives_in": "",
            "placed_by": "",
            "why": words,
        }
        return window.post(self.address, form)


class StepText(Text):
    """What became of a step of a case: closed and opened again, each time with a reason."""

    name = "step"

    def __init__(self, joint: JointInspection) -> None:
        self.step = step_of(worked_case(joint), "records")
        self.windows = (window_of(joint.inspectors["ofsted"]), window_of(joint.inspectors["cqc"]))
        self.address = reverse(
            "inspections:case_step",
            args=[joint.reference, self.step.case.reference, self.step.number],
        )

    def version(self) -> int:
        return StepReport.objects.filter(step=self.step).count()

    def standing(self) -> str:
        newest = StepReport.objects.filter(step=self.step).order_by("-number").first()
        return newest.note if newest else ""

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        # What was closed in one round is opened again in the next.
        outcome = "to_do" if version % 2 else "left"
        form = {"once": str(uuid4()), "base": version, "outcome": outcome, "note": words}
        return window.post(self.address, form)


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


def text_called(name: str) -> Text:
    """The text of that name, on an inspection of its own."""
    if name == "evidence":
        return EvidenceText(at_work())
    if name == "paragraph":
        return ParagraphText(report_in("drafting"))
    if name == "comment":
        return CommentText(report_in("with_chair"))
    if name == "case":
        return CaseText(at_work())
    if name == "step":
        return StepText(at_work())
    if name == "saved search":
        return SavedSearchText(at_work())
    return DraftText(at_work())


NAMES = ("evidence", "paragraph", "comment", "draft", "case", "step", "saved search")
