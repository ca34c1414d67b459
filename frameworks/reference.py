"""What comes with the service: organisations, themes, questions to ask, and the framework files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from frameworks.actions import load_file
from frameworks.models import FrameworkVersion, Question, QuestionSet, Theme
from organisations.reference import load_reference as load_organisations
from organisations.reference import upsert


@transaction.atomic
def load_reference(folder: Path) -> dict[str, int]:
    """Bring organisations, powers, local areas, themes and questions to what the files say.

    Args:
        folder: where the files are.

    Returns:
        How many rows each file has.
    """
    counts = load_organisations(folder)
    counts["themes.csv"] = upsert(folder / "themes.csv", Theme, ["code"])
    counts["question_sets.yaml"] = load_questions(folder / "question_sets.yaml")
    return counts


@transaction.atomic
def load_questions(path: Path) -> int:
    """Bring the sets of questions to what the file says, and say how many questions it has.

    A question that the file no longer has is not asked any more; its answers stay.

    Raises:
        YAMLError: the file is no YAML; it names the line.
        KeyError: a set without questions.
        TypeError: a name that nothing has.
        ValidationError: a value that is missing or does not fit.
    """
    said = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    _check_questions(said)
    kept = []
    for order, facts in enumerate(said, 1):
        questions = facts.pop("questions")
        found, _ = QuestionSet.objects.update_or_create(
            code=facts.pop("code"), defaults={**facts, "order": order}
        )
        kept += [
            Question.objects.update_or_create(
                question_set=found,
                code=one.pop("code"),
                defaults={**one, "order": place, "is_asked": True},
            )[0].pk
            for place, one in enumerate(questions, 1)
        ]
    Question.objects.exclude(pk__in=kept).update(is_asked=False)
    return len(kept)


def _check_questions(said: list[dict[str, Any]]) -> None:
    """Hold every row against its fields first: a row that is there already would hide a slip."""
    for facts in said:
        rest = {name: value for name, value in facts.items() if name != "questions"}
        QuestionSet(**rest, order=1).clean_fields()
        for one in facts["questions"]:
            Question(**one, order=1).clean_fields(exclude=["question_set"])


def shipped_files() -> list[Path]:
    """The framework files that come with the service, by name."""
    return sorted((Path(settings.BASE_DIR) / "fixtures" / "frameworks").glob("*.yaml"))


@contextmanager
def shipped_where_none_is_loaded() -> Iterator[bool]:
    """Where no framework is loaded, have the shipped ones for as long as this lasts.

    For commands that look at frameworks and change nothing: on a new installation they answer from
    the files. What was loaded is rolled back.

    Yields:
        Whether the shipped files stand in.
    """
    if FrameworkVersion.objects.exists():
        yield False
        return
    with transaction.atomic():
        load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
        for path in shipped_files():
            load_file(content=path.read_bytes(), name=path.name, by=None, at=timezone.now())
        yield True
        transaction.set_rollback(True)
