"""The questions that come with the service, and how they are loaded."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from frameworks.models import Question, QuestionSet, Speaker
from frameworks.reference import load_questions

pytestmark = pytest.mark.django_db
FILE = Path(settings.BASE_DIR) / "fixtures" / "reference" / "question_sets.yaml"


def said() -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load(FILE.read_bytes())
    return found


def written(folder: Path, sets: list[dict[str, object]]) -> Path:
    path = folder / "question_sets.yaml"
    path.write_text(yaml.safe_dump(sets, allow_unicode=True), encoding="utf-8")
    return path


def test_there_is_a_set_for_each_whom_inspectors_talk_to() -> None:
    load_questions(FILE)
    assert list(QuestionSet.objects.values_list("speaker", flat=True)) == Speaker.values


def test_every_question_names_the_paragraph_that_it_comes_from() -> None:
    assert load_questions(FILE) == Question.objects.count() >= 24
    for question in Question.objects.all():
        assert question.reference.startswith("140112 ¶"), question
        assert question.text.endswith("?"), question


def test_the_six_subjects_of_the_paragraph_are_asked_of_children_and_of_families() -> None:
    load_questions(FILE)
    subjects = {"experience", "difference", "informed", "easy", "joined_up", "involved"}
    for one in QuestionSet.objects.exclude(speaker=Speaker.PRACTITIONER):
        codes = set(one.questions.values_list("code", flat=True))
        assert subjects | {"recommend"} <= codes


def test_loading_twice_changes_nothing() -> None:
    load_questions(FILE)
    before = list(Question.objects.order_by("pk").values())
    load_questions(FILE)
    assert list(Question.objects.order_by("pk").values()) == before


def test_a_question_that_the_file_drops_stays_and_is_not_asked(tmp_path: Path) -> None:
    load_questions(FILE)
    sets = said()
    dropped = sets[0]["questions"].pop(0)  # type: ignore[attr-defined]  # a list in the file
    load_questions(written(tmp_path, sets))
    gone = Question.objects.get(question_set__code="child", code=dropped["code"])
    assert not gone.is_asked
    load_questions(FILE)
    gone.refresh_from_db()
    assert gone.is_asked


def test_a_question_that_the_file_words_anew_is_the_same_question(tmp_path: Path) -> None:
    load_questions(FILE)
    before = Question.objects.get(question_set__code="child", code="easy").pk
    sets = said()
    sets[0]["questions"][4]["text"] = "Did help come when you asked?"  # type: ignore[index]  # as above
    load_questions(written(tmp_path, sets))
    assert Question.objects.get(pk=before).text == "Did help come when you asked?"


def test_a_set_for_children_knows_it() -> None:
    assert QuestionSet(speaker="child").is_for_children
    assert not QuestionSet(speaker="family").is_for_children


def test_a_set_and_a_question_are_called_by_their_words() -> None:
    assert str(QuestionSet(title="With a child")) == "With a child"
    assert str(Question(text="Was it easy?")) == "Was it easy?"
