"""The file of questions: what it has to say, and how a damaged one is refused."""

import inspect
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ValidationError

from frameworks.models import Question, QuestionSet, Speaker
from frameworks.reference import load_questions

FILE = Path(settings.BASE_DIR) / "fixtures" / "reference" / "question_sets.yaml"
SETS: list[dict[str, Any]] = yaml.safe_load(FILE.read_bytes())
QUESTIONS = [(one["code"], question) for one in SETS for question in one["questions"]]
NAMES = [f"{code} {question['code']}" for code, question in QUESTIONS]
# Without its transaction: what fails before the first row does so without a database.
read_questions = inspect.unwrap(load_questions)

GOOD = """\
- code: child
  title: With a child
  speaker: child
  note: Ask.
  questions:
    - {code: easy, reference: "140112 ¶68a", text: "Was it easy?"}
"""


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "question_sets.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def question(**changes: Any) -> Question:
    usual = {"code": "easy", "text": "Was it easy?", "reference": "140112 ¶68a", "order": 1}
    return Question(**{**usual, **changes})


def question_set(**changes: Any) -> QuestionSet:
    usual = {"code": "child", "title": "With a child", "speaker": "child", "order": 1}
    return QuestionSet(**{**usual, **changes})


def refused(row: Question | QuestionSet) -> set[str]:
    """The fields of a row that the model refuses."""
    try:
        row.clean_fields(exclude=["question_set"])
    except ValidationError as error:
        return set(error.message_dict)
    return set()


# --- the file that comes with the service -------------------------------------------------------


def test_each_set_says_what_a_set_has_and_no_more() -> None:
    for one in SETS:
        assert set(one) == {"code", "title", "speaker", "note", "questions"}, one["code"]
        facts = {name: value for name, value in one.items() if name != "questions"}
        assert refused(QuestionSet(**facts, order=1)) == set(), one["code"]
        assert one["note"].strip(), one["code"]


@pytest.mark.parametrize(("code", "facts"), QUESTIONS, ids=NAMES)
def test_each_question_fits_into_its_row(code: str, facts: dict[str, Any]) -> None:
    assert set(facts) == {"code", "reference", "text"}
    assert refused(Question(**facts, order=1)) == set()
    assert facts["text"] == " ".join(facts["text"].split())


def test_no_code_stands_twice() -> None:
    codes = [one["code"] for one in SETS]
    assert len(set(codes)) == len(codes)
    assert len(set(NAMES)) == len(NAMES)


def test_no_set_asks_the_same_thing_twice() -> None:
    for one in SETS:
        texts = [question["text"].lower() for question in one["questions"]]
        assert len(set(texts)) == len(texts), one["code"]


def test_every_speaker_has_a_set() -> None:
    assert {one["speaker"] for one in SETS} == set(Speaker.values)


def test_no_key_stands_twice_where_the_last_would_win_in_silence() -> None:
    # The words of a key are at most as many as the parts that have it.
    text = FILE.read_text(encoding="utf-8")
    assert text.count("questions:\n") == text.count("speaker:") == len(SETS)
    assert text.count("{code: ") == text.count(", text: ") == len(QUESTIONS)


# --- what a row takes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, set()),
        ({"code": "x" * 60}, set()),
        ({"code": "x" * 61}, {"code"}),
        ({"code": ""}, {"code"}),
        ({"code": "was it"}, {"code"}),
        ({"code": "é"}, {"code"}),
        ({"code": "🙂"}, {"code"}),
        ({"text": "x" * 250}, set()),
        ({"text": "x" * 251}, {"text"}),
        ({"text": ""}, {"text"}),
        ({"text": None}, {"text"}),
        ({"text": "האם היה קל?"}, set()),
        ({"reference": "¶" * 60}, set()),
        ({"reference": "¶" * 61}, {"reference"}),
        ({"reference": ""}, {"reference"}),
        ({"order": 0}, set()),
        ({"order": -1}, {"order"}),
        ({"order": None}, {"order"}),
        ({"is_asked": None}, {"is_asked"}),
        ({"text": "", "reference": ""}, {"text", "reference"}),
    ],
)
def test_a_question_is_refused_for_what_does_not_fit(
    changes: dict[str, Any], fields: set[str]
) -> None:
    assert refused(question(**changes)) == fields


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, set()),
        ({"note": ""}, set()),
        ({"note": "x" * 100_000}, set()),
        ({"title": "x" * 120}, set()),
        ({"title": "x" * 121}, {"title"}),
        ({"title": ""}, {"title"}),
        ({"code": "with a child"}, {"code"}),
        ({"code": "x" * 61}, {"code"}),
        ({"speaker": "family"}, set()),
        ({"speaker": "practitioner"}, set()),
        ({"speaker": "teacher"}, {"speaker"}),
        ({"speaker": "Child"}, {"speaker"}),
        ({"speaker": ""}, {"speaker"}),
        ({"order": -1}, {"order"}),
    ],
)
def test_a_set_is_refused_for_what_does_not_fit(changes: dict[str, Any], fields: set[str]) -> None:
    assert refused(question_set(**changes)) == fields


@pytest.mark.parametrize(
    ("speaker", "is_for_children"), [("child", True), ("family", False), ("practitioner", False)]
)
def test_a_set_is_for_children_where_a_child_answers(speaker: str, is_for_children: bool) -> None:
    assert question_set(speaker=speaker).is_for_children is is_for_children


def test_a_question_is_asked_until_the_file_drops_it() -> None:
    assert question().is_asked


@pytest.mark.parametrize("speaker", Speaker)
def test_a_table_has_room_for_every_speaker(speaker: Speaker) -> None:
    assert len(speaker.value) <= QuestionSet._meta.get_field("speaker").max_length
    assert speaker.label


# --- damaged files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (GOOD.replace("  title: With a child", "  title: With: a child"), 2),
        (GOOD.replace("  speaker: child", "   speaker: child"), 3),
        (GOOD.replace("  note: Ask.", "\tnote: Ask."), 4),
        (GOOD.replace("  note: Ask.", "  note: [Ask."), 5),
        (GOOD.replace("  note: Ask.", "  note: *nobody"), 4),
        (GOOD.replace("  note: Ask.", "  note: !!python/object:os.system Ask."), 4),
        (GOOD.replace('easy?"}', "easy?}"), 7),
        (GOOD.replace('easy?"}', 'easy?"'), 7),
        (GOOD.replace("easy?", "easy\x00?"), 0),
        (GOOD + "---\n" + GOOD, 7),
        (GOOD + "- code: {family\n", 8),
    ],
    ids=[
        "a second colon",
        "a line too far in",
        "a tab",
        "an open list",
        "an alias of nothing",
        "a tag",
        "an open text",
        "an open group",
        "a control character",
        "a second document",
        "a broken set after a good one",
    ],
)
def test_a_file_that_is_no_yaml_is_refused_with_its_line(
    tmp_path: Path, content: str, line: int
) -> None:
    with pytest.raises(yaml.YAMLError) as refusal:
        read_questions(written(tmp_path, content))
    mark = getattr(refusal.value, "problem_mark", None)
    assert (mark.line + 1 if mark else 0) == line


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(yaml.YAMLError):
        read_questions(written(tmp_path, GOOD.encode("latin-1").replace(b"Ask", b"\xff\xfe\xfd")))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", TypeError),
        ("# nothing\n", TypeError),
        ("3\n", TypeError),
        ("- child\n", AttributeError),
        ("code: child\n", AttributeError),
        (GOOD.split("  questions:", maxsplit=1)[0], KeyError),
        ("- questions: []\n  title: With a child\n", ValidationError),
        (GOOD.replace("speaker: child", "speaker: teacher"), ValidationError),
        (GOOD.replace("  title: With a child\n", ""), ValidationError),
        (GOOD.replace("  note: Ask.", "  colour: red"), TypeError),
        (GOOD.replace("text:", "words:"), TypeError),
        (GOOD.replace("code: easy, ", ""), ValidationError),
        (GOOD.replace("Was it easy?", ""), ValidationError),
        (GOOD.replace("easy?", "easy?" + "x" * 250), ValidationError),
        (GOOD.replace("140112 ¶68a", ""), ValidationError),
        (GOOD.replace("    - {", "    - easy\n    - {"), TypeError),
    ],
    ids=[
        "empty",
        "a comment",
        "a number",
        "a word",
        "one set without its list",
        "no questions",
        "no code",
        "nobody who speaks",
        "no title",
        "a name that no set has",
        "a name that no question has",
        "a question without its code",
        "a question without words",
        "a question that is too long",
        "a question without its paragraph",
        "a question that is a word",
    ],
)
def test_a_file_whose_sets_do_not_fit_is_refused_before_any_row_is_touched(
    tmp_path: Path, content: str, fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        read_questions(written(tmp_path, content))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_questions(tmp_path / "question_sets.yaml")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ({"questions": [{"code": "easy", "words": "Was it easy?"}]}, TypeError),
        ({"questions": [{"code": "easy", "reference": "¶1"}]}, ValidationError),
        ({"speaker": "teacher"}, ValidationError),
        ({"colour": "red"}, TypeError),
    ],
    ids=["a slip in a name", "no words", "nobody who speaks", "a name that no set has"],
)
def test_a_fault_in_the_last_set_leaves_what_is_there_as_it_was(
    tmp_path: Path, damage: dict[str, Any], fault: type[Exception]
) -> None:
    load_questions(FILE)
    before = list(Question.objects.values()), list(QuestionSet.objects.values())
    sets = deepcopy(SETS)
    sets[0]["title"] = "Otherwise"
    sets[0]["questions"].pop()
    sets[-1].update(damage)
    with pytest.raises(fault):
        load_questions(written(tmp_path, yaml.safe_dump(sets, allow_unicode=True)))
    assert (list(Question.objects.values()), list(QuestionSet.objects.values())) == before
