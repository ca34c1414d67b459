"""Grades that were published before outcomes were kept are among the outcomes of Concord."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from judgements.models import PublishedJudgement, own_outcomes
from reports.actions import publishing
from tests.factories.frameworks import inspector_factory
from tests.factories.inspections import joint_inspection
from tests.factories.judgements import agreed_judgement, judgement_in
from tests.factories.reports import Told, publication_of, report_at

pytestmark = pytest.mark.django_db
migration = import_module("reports.migrations.0004_published_judgements")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """A report that an earlier release is about to publish: it noted no grade as public."""
    monkeypatch.setattr(publishing, "tell_published", lambda **_: None)
    return report_at("proposed")


def test_what_an_earlier_release_published_is_an_outcome_for_everybody(told: Told) -> None:
    publication = publication_of(told)
    stranger, day = inspector_factory("hmic"), timezone.localdate()
    assert own_outcomes(stranger, day) == []
    for _ in range(2):
        migration._note(apps, None)
    row = PublishedJudgement.objects.get()
    assert (row.judgement, row.at) == (judgement_in(told.joint), publication.published_at)
    assert [one.reference for one in own_outcomes(stranger, day)] == [told.reference]


def test_what_is_not_published_stays_with_its_team(told: Told) -> None:
    agreed_judgement(joint_inspection())
    migration._note(apps, None)
    assert not PublishedJudgement.objects.exists()


def test_what_was_noted_by_publishing_keeps_its_time() -> None:
    told = report_at("published")
    before = list(PublishedJudgement.objects.values())
    migration._note(apps, None)
    assert before
    assert list(PublishedJudgement.objects.values()) == before
    assert judgement_in(told.joint).made_public.pk == before[0]["id"]


def test_what_was_agreed_after_the_letter_is_not_public(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = publication_of(told)
    judgement = judgement_in(told.joint)
    last = judgement.events.order_by("pk").last()
    later = publication.published_at + timedelta(days=1)
    type(last).objects.create(
        judgement=judgement, from_state="proposed", to_state="agreed", by=last.by, at=later
    )
    migration._note(apps, None)
    assert not PublishedJudgement.objects.exists()
