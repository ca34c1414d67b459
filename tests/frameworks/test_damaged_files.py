"""Files that went wrong on their way: each is refused with the place and what to do, all of it."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from frameworks.models import Criterion, Framework, FrameworkVersion

pytestmark = pytest.mark.django_db

WHOLE = (settings.BASE_DIR / "fixtures" / "frameworks" / "sif-2013.yaml").read_bytes()

# What was there, what is there now, the place in the file, what is wrong, and what to do.
DAMAGES: dict[str, tuple[bytes, bytes, str, str, str]] = {
    "cut off in the middle of a line": (
        WHOLE[len(WHOLE) // 2 :],
        b"\n    - [",
        "file",
        "This is not YAML",
        "Check the indentation and the colons here and in the line above",
    ),
    "saved in another encoding": (
        "¶41".encode(),
        "¶41".encode("latin-1"),
        "file",
        "This is not UTF-8 text",
        "Save the file as UTF-8",
    ),
    "a word that is misspelled": (
        b"    grading: graded\n",
        b"    grading: gradd\n",
        "judgement_areas[1].grading",
        "“gradd” is not possible here",
        "Use 'graded', 'shared', 'narrative' or 'ungraded'",
    ),
    "a field that the format does not know": (
        b"\nlimiting_rules:\n",
        b"\nlimiting_rule:\n",
        "limiting_rule",
        "“limiting_rule” is not a part of the format",
        "Remove it, or use one of:",
    ),
    "a grade that the scale does not have": (
        b"      grade: inadequate\n",
        b"      grade: adequate\n",
        "limiting_rules[1].definition.grade",
        "There is no grade “adequate” in the scale of “overall”",
        "Write “inadequate”",
    ),
    "a part of an area that is not there": (
        b"    parent: overall\n",
        b"    parent: overal\n",
        "judgement_areas[2].parent",
        "There is no judgement area “overal” in this file",
        "Write “overall”",
    ),
    "an inspectorate that does not exist": (
        b"    led_by: ofsted\n",
        b"    led_by: offsted\n",
        "inspection_types[1].led_by",
        "There is no inspectorate “offsted” in this service",
        "Write “ofsted”",
    ),
    "a reference that stands twice": (
        "140112 ¶43 own 2".encode(),
        "140112 ¶43 own 1".encode(),
        "judgement_areas[2].criteria[2].reference",
        "The criterion “140112 ¶43 own 1” stands in line",
        "Give this criterion a reference of its own",
    ),
    "a theme that is not one": (
        b"themes: [early_help",
        b"themes: [earlyhelp",
        ".themes[1]",
        "There is no theme “earlyhelp” in this service",
        "Write “early_help”",
    ),
    "a number that is a word": (
        b"        weeks: 4\n",
        b"        weeks: four\n",
        ".weeks",
        "“four” is not a whole number",
        "Write a number such as 10",
    ),
    "an area that no strand answers": (
        b"          - adoption\n",
        b"",
        "inspection_types[1]",
        "The area “adoption” is answered in no strand",
        "Add it to the areas of a strand",
    ),
    "a key that stands twice": (
        b"format: 1\n",
        b"format: 1\nformat: 1\n",
        "format",
        "“format” stands here twice",
        "Keep one of the two",
    ),
    "an alias that unfolds": (
        b"note: |\n",
        b"notes: &all [1]\nnote: |\n",
        "notes",
        "The anchor &all names a part of the file",
        "Delete the anchor; aliases are not read",
    ),
}


def refused(path: Path) -> tuple[str, str]:
    """What the command says of the file, and the error it ends with."""
    said = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("load_framework", str(path), stderr=said)
    return said.getvalue(), str(error.value)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_refused_with_place_and_fix_and_nothing_is_loaded(
    name: str, tmp_path: Path
) -> None:
    before, after, place, what, fix = DAMAGES[name]
    path = tmp_path / "damaged.yaml"
    assert before in WHOLE
    path.write_bytes(WHOLE.replace(before, after, 1))
    said, error = refused(path)
    line, told = said.splitlines()[0].removeprefix(f"{path}:").split(":", 1)
    assert line.isdecimal()
    assert place in told
    assert what in told
    assert fix in told
    assert error == f"Nothing was loaded: {len(said.splitlines())} to correct."
    assert not FrameworkVersion.objects.exists()
    assert not Framework.objects.exists()
    assert not Criterion.objects.exists()


def test_the_same_file_undamaged_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "whole.yaml"
    path.write_bytes(WHOLE)
    call_command("load_framework", str(path), stdout=io.StringIO())
    assert FrameworkVersion.objects.get().framework.code == "sif"
