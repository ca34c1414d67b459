"""Several people at a combined document: it is built once, and never of what was reopened."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from records.actor import acting_as
from reports.actions import build_combined, confirm_publication, reopen
from reports.models import CombinedPart, Publication
from reports.states import ReportState
from tests.factories.combined import bound_at
from tests.factories.reports import printed
from tests.races.together import outcomes_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_ten_build_and_one_is_built() -> None:
    bound = bound_at("agreement")
    report = bound.report

    def build() -> Any:
        with transaction.atomic(), acting_as(bound.lead):
            return build_combined(report=report, by=bound.lead, at=timezone.now())

    assert outcomes_at_once([build] * 10) == {"done": 10}
    assert CombinedPart.objects.count() == 2
    assert bound.report.events.filter(verb="build").count() == 1


def test_a_part_is_reopened_or_the_whole_is_published() -> None:
    bound = bound_at("proposed")
    printed(bound.build)
    content_hash, other = bound.build.content_hash, bound.graded.joint.leads["hmic"]
    report, part = bound.report, bound.health.now()

    def confirm() -> Any:
        with transaction.atomic(), acting_as(other):
            return confirm_publication(
                report=report, content_hash=content_hash, by=other, at=timezone.now()
            )

    def open_again() -> Any:
        with transaction.atomic(), acting_as(bound.health.writer):
            return reopen(
                report=part, why="A figure is wrong.", by=bound.health.writer, at=timezone.now()
            )

    outcome = outcomes_at_once([partial(confirm), partial(open_again)])
    # Reopened first, nothing is published; published first, the part is reopened after it.
    assert outcome in ({"done": 2}, {"done": 1, "refused": 1})
    published = Publication.objects.count()
    assert published == outcome["done"] - 1
    assert bound.health.now().state == ReportState.ANSWERING
