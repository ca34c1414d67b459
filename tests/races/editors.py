"""Two editors who save at the same moment, over the same version of the same text.

    outcome = race(EvidenceText(joint), rounds=20)
    outcome.lost                                 0

A text is lost when whoever wrote it was told that it is saved and it does not stand, or was told
anything else and did not get it back beside the other one. That an older version is still in some
table does not count: nobody was told to look there.

`without_the_check()` takes the condition away from the save, as a control: a machine that finds
nothing there would find nothing anywhere.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from unittest import mock
from uuid import uuid4

from django.db.models import F, Model, QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from inspections import actions as fieldwork
from inspections.actions import case_steps, practice
from inspections.models import CaseStep, Evidence, Inspection, PracticeEvaluation, StepReport
from judgements import actions as judging
from judgements.models import Meeting, Minute
from records import actions
from records.actor import acting_as
from records.models import update_rows
from tests.factories.inspections import JointInspection
from tests.races.text import Text, window_of
from tests.races.texts import evidence_form
from tests.races.together import at_once


@dataclass(frozen=True)
class Heard:
    """What one window was told, and when."""

    words: str
    status: int
    body: str
    began: float
    ended: float

    @property
    def is_saved(self) -> bool:
        """Whether the window was told that its text is saved."""
        return self.status < 400

    @property
    def is_conflict(self) -> bool:
        """Whether it was told that somebody was quicker."""
        return self.status == 409

    def is_kept(self, standing: str, other: "Heard", *, stays_typed: bool) -> bool:
        """Whether the words are where their writer was told that they are."""
        if self.is_saved:
            return standing == self.words
        before_them = stays_typed or self.words in self.body
        return self.is_conflict and before_them and other.words in self.body


@dataclass
class Outcome:
    """What came of some rounds.

    Attributes:
        lost: texts that neither stand nor came back to their writer.
        doubled: rounds in which both were told that their text is saved, or one form made two rows.
        met: rounds in which the two were at work at the same time.
    """

    rounds: int = 0
    lost: int = 0
    doubled: int = 0
    met: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.rounds + other.rounds,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.met + other.met,
        )

    @property
    def is_sound(self) -> bool:
        """Nothing lost, nothing twice, and at least something tried."""
        return self.rounds > 0 and self.lost == 0 and self.doubled == 0


def heard(words: str, send: Callable[[str], HttpResponse]) -> Heard:
    """Send the words, and note what comes back."""
    began = time.perf_counter()
    response = send(words)
    return Heard(words, response.status_code, response.content.decode(), began, time.perf_counter())


def race(text: Text, *, rounds: int) -> Outcome:
    """Let the text's two windows save at once, again and again."""
    return sum((_round(text, number) for number in range(rounds)), Outcome())


def _round(text: Text, number: int) -> Outcome:
    version = text.version()

    def act(window: Client, name: str) -> Heard:
        words = text.words(number, name)
        told = heard(words, lambda said: text.send(window, said, version))
        return replace(told, body=text.said_in(told.body))

    one, other = at_once(
        [partial(act, window, name) for window, name in zip(text.windows, "AB", strict=True)]
    )
    standing = text.standing()
    kept = [
        mine.is_kept(standing, theirs, stays_typed=text.stays_typed)
        for mine, theirs in ((one, other), (other, one))
    ]
    return Outcome(
        rounds=1,
        lost=kept.count(False),
        doubled=int(one.is_saved and other.is_saved),
        met=int(max(one.began, other.began) < min(one.ended, other.ended)),
    )


def send_one_form(joint: JointInspection, *, times: int) -> tuple[list[Heard], int]:
    """Send one new form so many times at once.

    Returns:
        What each sending heard, and how many items of evidence there are under the form's key.
    """
    author, key = joint.inspectors["ofsted"], uuid4()
    address = reverse("inspections:record_evidence", args=[joint.reference])
    form = evidence_form(f"Sent {times} times.", joint.criteria[0].pk, once=key)
    windows = [window_of(author) for _ in range(times)]

    def act(window: Client) -> Heard:
        return heard(form["text"], lambda _: window.post(address, form))

    answers = at_once([partial(act, window) for window in windows])
    with acting_as(author):
        return answers, Evidence.objects.filter(pk=key).count()


def race_of_one_form(joint: JointInspection, *, rounds: int) -> Outcome:
    """Send a new form twice at once, again and again: each makes one item, and both are told so."""
    found = Outcome()
    for _ in range(rounds):
        (one, other), items = send_one_form(joint, times=2)
        found += Outcome(
            rounds=1,
            lost=int(items == 0) + sum(not told.is_saved for told in (one, other)),
            doubled=int(items > 1),
            met=int(max(one.began, other.began) < min(one.ended, other.ended)),
        )
    return found


@contextmanager
def without_the_check() -> Iterator[None]:
    """Saves do not ask for the version any more: the last one wins. For the control only."""
    checked = actions.save_if_version

    def plain_save(rows: QuerySet[Any], *, version: int, **changes: Any) -> int:
        rows.update(version=F("version") + 1, **changes)
        return version + 1

    def plain_update(model: type[Model], *, where: Mapping[str, Any], changes: Any) -> int:
        anyway = {name: value for name, value in where.items() if name != "version"}
        return update_rows(model, where=anyway, changes=changes)

    # Whoever has imported it by name has a name of their own for it.
    users = [
        module
        for module in list(sys.modules.values())
        if getattr(module, "save_if_version", None) is checked
    ]
    patches = [mock.patch.object(module, "save_if_version", plain_save) for module in users]
    patches += [mock.patch.object(actions, "update_rows", plain_update)]
    patches += _steps_without_the_check() + _practice_without_the_check()
    patches += _minutes_without_the_check()
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def _steps_without_the_check() -> list[Any]:
    """A report on a step stands on whatever there is by then, not on what was on the page."""
    checked = fieldwork.report_step

    def report_anyway(*, step: CaseStep, base: int, **more: Any) -> StepReport:
        Inspection.objects.select_for_update().get(pk=step.case.inspection_id)
        return checked(step=step, base=StepReport.objects.filter(step=step).count(), **more)

    return [
        mock.patch.object(fieldwork, "report_step", report_anyway),
        mock.patch.object(case_steps, "wrong_in_report", return_value=None),
    ]


def _practice_without_the_check() -> list[Any]:
    """An evaluation is saved over whatever stands by then: its table refuses two of one version."""
    checked = practice.evaluate_practice

    def evaluate_anyway(*, version: int, **said: Any) -> PracticeEvaluation:
        Inspection.objects.select_for_update().get(pk=said["case"].inspection_id)
        standing = PracticeEvaluation.objects.get(
            case=said["case"], agency=said["agency"], area__code=said["area"].code
        )
        return checked(version=standing.version, **said)

    return [mock.patch.object(practice, "evaluate_practice", evaluate_anyway)]


def _minutes_without_the_check() -> list[Any]:
    """A minute is written over whatever stands by then: its table refuses two of one version."""
    checked = judging.record_minute

    def minute_anyway(*, meeting: Meeting, area: str, version: int, **said: Any) -> Minute:
        Inspection.objects.select_for_update().get(pk=meeting.inspection_id)
        standing = Minute.objects.filter(meeting=meeting, area=area).count()
        return checked(meeting=meeting, area=area, version=standing, **said)

    return [mock.patch.object(judging, "record_minute", minute_anyway)]
