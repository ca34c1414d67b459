"""Loading a framework of 500 criteria: read, checked, hashed, stored as a draft.

The reference parses the same bytes with libyaml and stores the same rows with `bulk_create`: no
line numbers, no checks, no hash. Both roll back what they stored.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import yaml
from django.db import models, transaction

from benchmarks import Measure
from benchmarks._requests import queries_of, ratio
from frameworks.actions import load_file
from frameworks.models import (
    Criterion,
    Framework,
    FrameworkEvent,
    FrameworkVersion,
    Grade,
    GradeDescriptor,
    GradeScale,
    InspectionType,
    JudgementArea,
    KeyDateRule,
    LimitingRule,
    Participation,
    ReportForm,
    ReportSection,
)
from records.actor import acting_as
from tests.factories.frameworks import AT, framework_content, framework_data, organisations_exist

LIMIT = 4.0
QUERIES = 15
CRITERIA = 500
# As long as those that are shipped: 330 characters on an average, in a statement and two points.
WORDS = "What is looked for is said at about this length, with who does it, for whom and when. "
# In the order in which rows refer to each other.
MODELS: tuple[type[models.Model], ...] = (
    *(Framework, FrameworkVersion, GradeScale, Grade, InspectionType, KeyDateRule, ReportForm),
    *(ReportSection, JudgementArea, Criterion, GradeDescriptor, Participation, LimitingRule),
    FrameworkEvent,
)


def main() -> Iterator[Measure]:
    """Measure the loading of a file, again and again anew."""
    organisations_exist()
    content = _content()
    rows = _rows(content)

    def load() -> None:
        with transaction.atomic():
            load_file(content=content, name="framework.yaml", by=None, at=datetime.now(UTC))
            transaction.set_rollback(True)

    def bare() -> None:
        yaml.load(content, Loader=yaml.CSafeLoader)  # libyaml's own safe loader
        with transaction.atomic():
            for model, made in rows:
                model._default_manager.bulk_create(build() for build in made)
            transaction.set_rollback(True)

    with acting_as(None):
        yield Measure(
            "Framework of 500 criteria, by parse and bulk_create", ratio(load, bare), LIMIT
        )
        yield Measure("Framework of 500 criteria, queries", queries_of(load), QUERIES)


def _content() -> bytes:
    data = framework_data(criteria=CRITERIA)
    # The other benchmarks have put the usual version in force.
    data["version"] = "measured"
    for criterion in data["judgement_areas"][0]["criteria"]:
        criterion["statement"] = criterion["statement"] + " " + WORDS * 2
        criterion["points"] = [point + " " + WORDS for point in criterion["points"]]
    return framework_content(data)


def _rows(content: bytes) -> list[tuple[type[models.Model], list[Callable[[], Any]]]]:
    """The rows that the file becomes, each ready to be made anew with the same keys."""
    found: list[tuple[type[models.Model], list[Callable[[], Any]]]] = []
    with acting_as(None), transaction.atomic():
        before = [list(model._default_manager.values_list("pk", flat=True)) for model in MODELS]
        load_file(content=content, name="framework.yaml", by=None, at=AT)
        for model, there in zip(MODELS, before, strict=True):
            names = [field.attname for field in model._meta.concrete_fields]
            rows = model._default_manager.exclude(pk__in=there).values(*names)
            found.append((model, [partial(model, **row) for row in rows]))
        transaction.set_rollback(True)
    return found
