"""An upgrade and another act at one moment: one waits for the other, and neither is half done."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from inspections.errors import UpgradeRefused
from inspections.models import Inspection, InspectionUpgrade
from judgements.models import Judgement, PositionReceived
from records.actor import acting_as
from records.errors import ActionRefused
from reports.actions import send_to_chair, send_to_quality_assurance
from reports.models import Report
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import (
    opened_judgement,
    position_of,
    proposed_judgement,
    signature_of,
)
from tests.factories.reports import report_at, written_report
from tests.races.together import answers_at_once
from tests.reports.newer import (
    grades_given,
    newer,
    reworded,
    upgraded,
    with_section_renamed,
    without_good,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(6)


def an_inspection() -> JointInspection:
    with transaction.atomic():
        return joint_inspection(at=timezone.now() - timedelta(days=30))


def versions() -> set[str]:
    """On which version everything of the one inspection stands."""
    return {
        Inspection.objects.get().framework_version.version,
        *Judgement.objects.values_list("area__version__version", flat=True),
        *Report.objects.values_list("form__inspection_type__version__version", flat=True),
    }


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_upgrades_at_once_the_second_finds_it_done(_round: int) -> None:
    joint = an_inspection()
    version = newer(reworded)
    answers = answers_at_once(*[partial(upgraded, joint, version)] * 2)
    refusal = next(one for one in answers if isinstance(one, UpgradeRefused))
    assert refusal.reasons == ("It has version 2015 already.",)
    assert InspectionUpgrade.objects.count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_last_signature_and_an_upgrade_at_once_are_both_done(_round: int) -> None:
    joint = an_inspection()
    proposed_judgement(joint)
    for code in ("ofsted", "cqc"):
        signature_of(joint, code)
    version, before = newer(reworded), grades_given(joint)
    answers = answers_at_once(
        partial(upgraded, joint, version), partial(signature_of, joint, "hmic")
    )
    assert not any(isinstance(one, ActionRefused) for one in answers)
    assert Judgement.objects.get().state == "agreed"
    assert versions() == {"2015"}
    assert grades_given(joint)["proposals"] == before["proposals"]


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_position_and_an_upgrade_without_its_grade_are_never_both_done(_round: int) -> None:
    joint = an_inspection()
    opened_judgement(joint)
    version = newer(without_good)
    answers = answers_at_once(
        partial(upgraded, joint, version), partial(position_of, joint, "cqc", grade="good")
    )
    assert sum(isinstance(one, ActionRefused) for one in answers) == 1
    assert versions() == ({"2014-06"} if PositionReceived.objects.exists() else {"2015"})


def to_quality_assurance(told: Any) -> None:
    with acting_as(told.lead):
        send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_report_that_leaves_drafting_at_once_stands_on_one_version(_round: int) -> None:
    told = written_report(an_inspection())
    version = newer(with_section_renamed)
    answers = answers_at_once(
        partial(upgraded, told.joint, version), partial(to_quality_assurance, told)
    )
    assert len(versions()) == 1
    if versions() == {"2014-06"}:
        assert any(isinstance(one, UpgradeRefused) for one in answers)
    assert Report.objects.get().state == "quality_assurance"


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_step_that_names_the_inspection_and_an_upgrade_do_not_wait_for_each_other(
    _round: int,
) -> None:
    """Sending lets the chair in: a row that names the inspection, while the report is locked."""
    told = report_at("signed", an_inspection())
    version = newer(reworded)

    def send() -> None:
        with acting_as(told.lead):
            send_to_chair(report=told.report, by=told.lead, at=timezone.now())

    refusal, sent = answers_at_once(partial(upgraded, told.joint, version), send)
    assert isinstance(refusal, UpgradeRefused)
    assert sent is None
    assert Report.objects.get().state == "with_chair"
    assert versions() == {"2014-06"}
