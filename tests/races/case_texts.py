"""The texts of a case that two can have open: its own, its journey, its practice, its audit."""

from abc import abstractmethod
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frameworks.models import Question
from inspections.models import (
    AuditComparisonRevision,
    AuditRevision,
    CaseEvent,
    CaseRevision,
    ConversationAnswer,
    JointAudit,
    PracticeEvaluation,
    StepReport,
)
from inspections.values import AuditHeading
from records.actor import acting_as
from tests.factories.cases import step_of, worked_case
from tests.factories.inspections import JointInspection, case_of
from tests.factories.joint_audit import Asked, asked_audit, returned_audit
from tests.factories.journeys import conversation_of, evaluation_of, event_of
from tests.races.text import Text, window_of


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


class EventText(Text):
    """An event of a child's journey, open before two inspectorates."""

    name = "event"

    def __init__(self, joint: JointInspection) -> None:
        people = (joint.inspectors["cqc"], joint.inspectors["hmic"])
        case = case_of(joint)
        self.reader = people[0]
        self.event = event_of(joint, case, by=self.reader)
        self.windows = (window_of(people[0]), window_of(people[1]))
        where = [joint.reference, case.reference, self.event.reference]
        self.address = reverse("inspections:change_event", args=where)

    def _row(self) -> CaseEvent:
        with acting_as(self.reader):
            return CaseEvent.objects.get(pk=self.event.pk)

    def version(self) -> int:
        return self._row().version

    def standing(self) -> str:
        return self._row().text

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {"base": version, "kind": "referral", "agency": "", "text": words}
        return window.post(self.address, {**form, **today_in("first_day"), "once": str(uuid4())})


class PracticeText(Text):
    """What an inspectorate concludes of practice in a case, open before two of its people."""

    name = "evaluation of practice"

    def __init__(self, joint: JointInspection) -> None:
        people = (joint.inspectors["cqc"], joint.leads["cqc"])
        case, agency = case_of(joint), joint.agencies[0]
        self.reader = people[0]
        self.evaluation = evaluation_of(joint, case, by=self.reader, agency=agency)
        self.windows = (window_of(people[0]), window_of(people[1]))
        area = joint.strand.judgement_areas.get().code
        where = [joint.reference, case.reference, joint.strand.code, area, agency.code]
        self.address = reverse("inspections:evaluate_practice", args=where)

    def _row(self) -> PracticeEvaluation:
        with acting_as(self.reader):
            return PracticeEvaluation.objects.get(pk=self.evaluation.pk)

    def version(self) -> int:
        return self._row().version

    def standing(self) -> str:
        return self._row().reasons

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {"base": version, "conclusion": "grade-good", "reasons": words}
        return window.post(self.address, {**form, "once": str(uuid4())})


class ConversationText(Text):
    """What was said in a conversation, open in two windows of who recorded it."""

    name = "conversation"

    def __init__(self, joint: JointInspection) -> None:
        self.author = joint.inspectors["cqc"]
        self.conversation = conversation_of(joint, by=self.author, replies={"easy": "no"})
        self.questions = list(Question.objects.filter(question_set__code="family"))
        self.windows = (window_of(self.author), window_of(self.author))
        where = [joint.reference, self.conversation.reference]
        self.address = reverse("inspections:change_conversation", args=where)

    def version(self) -> int:
        with acting_as(self.author):
            self.conversation.refresh_from_db()
        return self.conversation.version

    def standing(self) -> str:
        with acting_as(self.author):
            answers = ConversationAnswer.objects.filter(
                revision__conversation=self.conversation, question__code="easy"
            )
            return answers.latest("revision__version").words

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {"base": version, "people": 1, "present": "", **today_in("held_on")}
        for one in self.questions:
            is_asked = one.code == "easy"
            form[f"reply_{one.pk}"] = "no" if is_asked else "not_asked"
            form[f"words_{one.pk}"] = words if is_asked else ""
        return window.post(self.address, {**form, "once": str(uuid4())})


class AuditText(Text):
    """What is said of a case of the joint audit, under its three headings."""

    asked: Asked
    address: str

    @abstractmethod
    def revisions(self) -> "QuerySet[Any]":
        """Every version that was saved."""

    def version(self) -> int:
        return self.revisions().count()

    def standing(self) -> str:
        said: str = self.revisions().latest("version").evaluation.of("quality").text
        return said

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        form = {"once": str(uuid4()), "base": version}
        for heading in AuditHeading:
            form[f"{heading}_word"] = "sound"
        return window.post(self.address, {**form, AuditHeading.QUALITY.value: words})

    def page(self, name: str) -> str:
        """The address of a page about the first case."""
        where = [self.asked.reference, self.asked.cases[0].reference]
        return reverse(f"inspections:{name}", args=where)


class EntryText(AuditText):
    """The partnership's evaluation of a case, open before two of its leaders."""

    name = "joint audit entry"

    def __init__(self) -> None:
        self.asked = asked_audit()
        self.windows = (window_of(self.asked.leader), window_of(self.asked.chair))
        self.address = self.page("local_case")

    def revisions(self) -> "QuerySet[Any]":
        return AuditRevision.objects.filter(audit_case=self.asked.case())


class ComparisonText(AuditText):
    """What inspectors say of the case, open before two inspectorates."""

    name = "joint audit comparison"

    def __init__(self) -> None:
        self.asked = returned_audit()
        people = self.asked.joint.inspectors
        self.windows = (window_of(people["ofsted"]), window_of(people["cqc"]))
        self.address = self.page("compare_case")

    def revisions(self) -> "QuerySet[Any]":
        return AuditComparisonRevision.objects.filter(comparison__audit_case=self.asked.case())

    def _read(self, what: Any) -> Any:
        with acting_as(self.asked.joint.inspectors["cqc"]):
            return what()

    def version(self) -> int:
        return self._read(super().version)

    def standing(self) -> str:
        return self._read(super().standing)


class AskText(Text):
    """What the partnership is asked to audit, open in two windows of the overall lead's."""

    name = "joint audit request"

    def __init__(self) -> None:
        self.asked = asked_audit()
        lead = self.asked.joint.overall_lead
        self.windows = (window_of(lead), window_of(lead))
        self.address = reverse("inspections:change_audit", args=[self.asked.reference])

    def _row(self) -> JointAudit:
        return JointAudit.objects.get(pk=self.asked.audit.pk)

    def version(self) -> int:
        return self._row().version

    def standing(self) -> str:
        return self._row().ask

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        cases = [one.pk for one in self.asked.cases]
        form = {"version": version, "cases": cases, "ask": words, "days": 7}
        return window.post(self.address, {**form, "once": str(uuid4())})


def today_in(name: str) -> dict[str, int]:
    """Today in the three boxes of a day."""
    day = timezone.localdate()
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
