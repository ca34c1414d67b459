"""The factories walk the whole way."""

import pytest

from tests.factories.reports import WAY, report_at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        ("drafting", "drafting"),
        ("signed", "agreement"),
        ("with_chair", "with_chair"),
        ("answering", "answering"),
        ("proposed", "final_agreement"),
        ("published", "published"),
    ],
)
def test_a_report_comes_to_a_stage_by_the_steps_of_people(stage: str, state: str) -> None:
    assert stage in WAY
    assert report_at(stage).report.state == state
