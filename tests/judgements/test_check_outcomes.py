"""`manage.py check_outcomes`: recorded grades held against the rules of a framework."""

import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from frameworks.actions import withdraw
from frameworks.models import FrameworkVersion, LimitingRule
from tests.factories.frameworks import draft_factory, framework_data, framework_version_factory
from tests.factories.organisations import AdminFactory

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[list[str]]]
AREAS = ("overall", "protection", "leadership", "care")


def limits(area: str, grade: str, **when: Any) -> dict[str, Any]:
    return {"kind": "limits", "area": area, "grade": grade, **when}


def is_inadequate(*areas: str) -> list[dict[str, str]]:
    return [{"area": area, "grade": "inadequate"} for area in areas]


RULES: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "must-rule",
        "must",
        "TEST ¶10",
        limits("overall", "inadequate", any_of=is_inadequate("protection", "leadership")),
    ),
    (
        "likely-rule",
        "likely",
        "TEST ¶11",
        limits(
            "leadership",
            "requires_improvement",
            count_of={
                "at_least": 2,
                "among": [
                    {"area": area, "grade": "requires_improvement"}
                    for area in ("overall", "protection", "care")
                ],
            },
        ),
    ),
    (
        "asking-rule",
        "likely",
        "TEST ¶12",
        limits(
            "care",
            "inadequate",
            all_of=[*is_inadequate("protection"), {"question": "seen", "answer": False}],
        ),
    ),
    (
        "building-rule",
        "likely",
        "TEST ¶13",
        {
            "kind": "presupposes",
            "area": "overall",
            "grade": "outstanding",
            "criteria_of": "good",
        },
    ),
    (
        "cumulative-rule",
        "must",
        "TEST ¶14",
        {"kind": "cumulative", "area": "overall", "of": ["protection", "leadership"]},
    ),
    ("weighed-rule", "must", "TEST ¶15", {"kind": "bears_on", "area": "overall", "of": ["care"]}),
]


def trial(version: str = "2016", *, rules: tuple[str, ...] = ()) -> dict[str, Any]:
    """A framework as data: four graded areas, one in words; all rules, or those named."""
    data = framework_data(criteria=0, version=version)
    data["framework"] = {"code": "trial", "title": "Trial inspections"}
    board = data["judgement_areas"].pop()
    for code in (*AREAS, "youth"):
        area = {**board, "code": code, "title": f"The {code}", "descriptors": []}
        area |= {"grading": "graded", "inspectorates": ["ofsted"]}
        data["judgement_areas"].append(area)
    data["judgement_areas"][-1] |= {"grading": "narrative"}
    del data["judgement_areas"][-1]["scale"]
    data["grade_scales"][0]["grades"][2]["title"] = "Requires improvement to be good"
    data["inspection_types"][0]["areas"] = [*AREAS, "youth"]
    data["questions"] = [{"code": "seen", "text": "Did leaders see it?", "source": "TEST ¶12"}]
    data["limiting_rules"] = [
        {
            "code": code,
            "strength": strength,
            "source": source,
            "statement": f"What {source} says.",
            "definition": definition,
        }
        for code, strength, source, definition in RULES
        if not rules or code in rules
    ]
    return data


@pytest.fixture
def loaded(db: None) -> None:
    """The framework is loaded, as a draft."""
    draft_factory(**trial())


def run(
    path: Path, content: str | bytes | None = None, *, framework: str = "trial", plain: bool = False
) -> tuple[str, str, str]:
    """What the command prints, what it complains of, and the error that it ends with."""
    if content is not None:
        path = path / "outcomes.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_outcomes", framework, str(path), json=not plain, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def checked(path: Path, content: str | bytes, **options: Any) -> list[dict[str, Any]]:
    """The list that it prints as JSON."""
    out, _err, error = run(path, content, **options)
    assert error == ""
    found: list[dict[str, Any]] = json.loads(out)
    return found


# --- what it finds --------------------------------------------------------------------------------


def test_a_row_that_departs_from_a_must_rule_is_found(loaded: None, tmp_path: Path) -> None:
    content = "overall,protection,leadership\ngood,inadequate,good\n"
    assert checked(tmp_path, content) == [
        {
            "row": 1,
            "recorded": {"overall": "good", "protection": "inadequate", "leadership": "good"},
            "proposals": [
                {
                    "rule": "must-rule",
                    "area": "overall",
                    "grade": "inadequate",
                    "strength": "must",
                    "because": "The overall must be inadequate (TEST ¶10), because The protection "
                    "is inadequate.",
                }
            ],
            "departures": [
                {
                    "rule": "must-rule",
                    "area": "overall",
                    "recorded": "good",
                    "proposed": "inadequate",
                    "source": "TEST ¶10",
                }
            ],
        }
    ]


def test_a_grade_that_a_rule_proposes_departs_from_nothing(loaded: None, tmp_path: Path) -> None:
    (row,) = checked(tmp_path, "overall,protection,leadership\ninadequate,inadequate,good\n")
    assert [one["rule"] for one in row["proposals"]] == ["must-rule"]
    assert row["departures"] == []


def test_a_grade_may_be_worse_than_any_rule_says(loaded: None, tmp_path: Path) -> None:
    (row,) = checked(tmp_path, "overall,protection,leadership\ninadequate,good,good\n")
    assert (row["proposals"], row["departures"]) == ([], [])


def test_a_likely_rule_says_likely(loaded: None, tmp_path: Path) -> None:
    (row,) = checked(
        tmp_path,
        "overall,protection,leadership,care\n"
        "requires improvement,requires improvement,good,outstanding\n",
    )
    (one,) = row["proposals"]
    assert (one["rule"], one["strength"]) == ("likely-rule", "likely")
    assert one["because"] == (
        "The leadership is likely to be requires improvement to be good (TEST ¶11), because The "
        "overall is requires improvement to be good and The protection is requires improvement to "
        "be good."
    )
    assert [one["recorded"] for one in row["departures"]] == ["good"]


def test_rows_keep_the_order_of_the_file(loaded: None, tmp_path: Path) -> None:
    content = "protection,overall\n" + "good,good\ninadequate,good\n\n,\ninadequate,inadequate\n"
    rows = checked(tmp_path, content)
    assert [(row["row"], len(row["departures"])) for row in rows] == [
        (1, 0),
        (2, 1),
        (3, 0),
        (4, 0),
    ]


# --- what is not known ----------------------------------------------------------------------------


def test_a_blank_is_left_out_and_a_rule_that_needs_it_proposes_nothing(
    loaded: None, tmp_path: Path
) -> None:
    out, err, _error = run(tmp_path, "overall,protection,leadership\ngood,good,\n")
    (row,) = json.loads(out)
    assert row["recorded"] == {"overall": "good", "protection": "good"}
    assert row["proposals"] == []
    assert "Not evaluated in 1 of 1: must-rule, because a grade is not given." in err


def test_a_rule_that_holds_whatever_the_blank_is_proposes(loaded: None, tmp_path: Path) -> None:
    out, err, _error = run(tmp_path, "overall,protection,leadership\ngood,inadequate,\n")
    (row,) = json.loads(out)
    assert [one["rule"] for one in row["departures"]] == ["must-rule"]
    assert "must-rule" not in err


def test_a_column_that_is_missing_is_as_good_as_blank(loaded: None, tmp_path: Path) -> None:
    (row,) = checked(tmp_path, "overall,protection\ngood,inadequate\n")
    assert [one["rule"] for one in row["departures"]] == ["must-rule"]


@pytest.mark.parametrize("written", ["not judged", "not_judged", "Not Judged"])
def test_not_judged_is_known_and_is_no_inadequate(
    loaded: None, tmp_path: Path, written: str
) -> None:
    out, err, _error = run(tmp_path, f"overall,protection,leadership\ngood,good,{written}\n")
    (row,) = json.loads(out)
    assert row["recorded"]["leadership"] == "not_judged"
    assert row["proposals"] == []
    assert "must-rule" not in err


@pytest.mark.parametrize("recorded", ["", "not judged"])
def test_an_area_without_a_grade_departs_from_nothing(
    loaded: None, tmp_path: Path, recorded: str
) -> None:
    (row,) = checked(tmp_path, f"overall,protection\n{recorded},inadequate\n")
    assert [one["rule"] for one in row["proposals"]] == ["must-rule"]
    assert row["departures"] == []


def test_rules_that_ask_are_counted_where_grades_do_not_settle_them(
    loaded: None, tmp_path: Path
) -> None:
    content = "overall,protection,leadership,care\ngood,inadequate,good,good\ngood,good,good,good\n"
    out, err, _error = run(tmp_path, content)
    rules = {one["rule"] for row in json.loads(out) for one in row["proposals"]}
    assert rules == {"must-rule"}
    why = "because it asks what grades do not tell."
    assert f"Not evaluated in 1 of 2: asking-rule, {why}" in err
    assert f"Not evaluated in 2 of 2: building-rule, {why}" in err


def test_rules_that_fix_no_grade_are_not_counted(loaded: None, tmp_path: Path) -> None:
    _out, err, _error = run(tmp_path, "overall\ngood\n")
    assert "cumulative-rule" not in err
    assert "weighed-rule" not in err


def test_a_rule_that_nobody_understands_is_named(loaded: None, tmp_path: Path) -> None:
    LimitingRule.objects.filter(code="must-rule").update(definition={"kind": "unheard of"})
    _out, err, _error = run(tmp_path, "overall,protection,leadership\ngood,inadequate,good\n")
    assert (
        "Not evaluated in 1 of 1: must-rule, because it cannot be understood as it is stored."
        in err
    )


# --- how grades are written -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("outstanding", "outstanding"),
        ("Outstanding", "outstanding"),
        (" GOOD ", "good"),
        ("requires_improvement", "requires_improvement"),
        ("requires improvement", "requires_improvement"),
        ("Requires  Improvement", "requires_improvement"),
        ("Requires improvement to be good", "requires_improvement"),
        ("requires_improvement_to_be_good", "requires_improvement"),
        ('"inadequate"', "inadequate"),
        ("inadequate\u00a0", "inadequate"),
    ],
)
def test_a_grade_is_read_by_code_or_title(
    loaded: None, tmp_path: Path, written: str, code: str
) -> None:
    (row,) = checked(tmp_path, f"overall,note\n{written},x\n")
    assert row["recorded"] == {"overall": code}


def test_a_title_that_the_scale_has_not_is_refused(tmp_path: Path) -> None:
    data = trial()
    data["grade_scales"][0]["grades"][2]["title"] = "Requires improvement"
    draft_factory(**data)
    out, err, error = run(tmp_path, "overall\nRequires improvement to be good\n")
    assert (out, error) == ("", "Nothing was checked: 1 to correct.")
    assert "“Requires improvement to be good” is no grade here" in err


def test_every_wrong_cell_is_named_with_line_and_column(loaded: None, tmp_path: Path) -> None:
    content = 'note,overall,protection\n"two\nlines",good,adequate\n\nx,excellent,good\n'
    out, err, error = run(tmp_path, content)
    path = tmp_path / "outcomes.csv"
    written = "Write outstanding, good, requires improvement, inadequate, not judged, or leave the"
    assert err.splitlines() == [
        f"{path}:2: protection: “adequate” is no grade here. {written} cell empty.",
        f"{path}:5: overall: “excellent” is no grade here. {written} cell empty.",
    ]
    assert (out, error) == ("", "Nothing was checked: 2 to correct.")


def test_many_wrong_cells_are_counted_and_the_first_are_named(loaded: None, tmp_path: Path) -> None:
    _out, err, error = run(tmp_path, "overall\n" + "bad\n" * 200)
    assert len(err.splitlines()) == 50
    assert error == "Nothing was checked: 200 to correct."


def test_a_grade_for_an_area_in_words_is_refused_and_a_blank_is_not(
    loaded: None, tmp_path: Path
) -> None:
    assert checked(tmp_path, "overall,youth\ngood,\n")[0]["recorded"] == {"overall": "good"}
    _out, err, _error = run(tmp_path, "overall,youth\ngood,good\n")
    assert ":2: youth: This area is answered in words and has no grade" in err


# --- the file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfoverall,protection\r\ngood,inadequate\r\n",
        b'"overall","protection"\n"good","inadequate"\n',
        b" overall , protection \ngood, inadequate",
        b"overall,protection\rgood,inadequate\r",
        'name,overall,protection\n"Über\u2028all, the ""old"" one\r\n",good,inadequate\n'.encode(),
    ],
    ids=["BOM and CRLF", "quoted", "spaces and no last line end", "old line ends", "odd text"],
)
def test_files_of_all_kinds_read_the_same(loaded: None, tmp_path: Path, content: bytes) -> None:
    (row,) = checked(tmp_path, content)
    assert row["recorded"] == {"overall": "good", "protection": "inadequate"}
    assert len(row["departures"]) == 1


def test_other_columns_are_not_looked_at_even_twice(loaded: None, tmp_path: Path) -> None:
    content = "Overall,note,overall,note,lscb_grade,,\nbad,x,good,y,nonsense,,\n"
    assert checked(tmp_path, content)[0]["recorded"] == {"overall": "good"}


def test_a_file_without_rows_is_an_empty_list(loaded: None, tmp_path: Path) -> None:
    assert checked(tmp_path, "overall,protection\n") == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ":0: The file is empty. Its first line names the columns."),
        (b"\n\r\n", ":0: The file is empty. Its first line names the columns."),
        (
            b"area,grade\nLeeds,good\n",
            (
                ":1: No column is named by the code of a judgement area. Name them in the first "
                "line, with commas between: overall, protection, leadership, care."
            ),
        ),
        (b"overall;protection\ngood;good\n", ":1: No column is named by the code"),
        (
            b"overall,protection,overall\ngood,good,good\n",
            ":1: More than one column is named “overall”. Keep one of them.",
        ),
        (
            b"overall,protection\ngood\n",
            ":2: The row has 1 cells, the first line 2. Make them as many.",
        ),
        (
            b"overall\ngood\ngood,good\n",
            ":3: The row has 2 cells, the first line 1. Make them as many.",
        ),
        (b'overall\ngood\n"good\n', ":3: The row cannot be read: unexpected end of data."),
        (b'overall\n"good"bad\n', ":2: The row cannot be read: "),
        (b"overall\ngood\nG\xfct\n", ":3: The file is not in UTF-8. Save it as “CSV UTF-8”."),
        ("overall\ngood\n".encode("utf-16"), ":1: The file is not in UTF-8."),
        (b"overall\n" + b"x" * 200_000 + b"\n", ":2: The row cannot be read: field larger"),
    ],
    ids=[
        "empty",
        "empty lines",
        "no area",
        "semicolons",
        "twice",
        "too short",
        "too long",
        "open quote",
        "text after quote",
        "Latin-1",
        "UTF-16",
        "huge cell",
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_fix(
    loaded: None, tmp_path: Path, content: bytes, says: str
) -> None:
    out, err, error = run(tmp_path, content)
    assert says in err
    assert out == ""
    assert error.startswith("Nothing was checked")


def test_a_file_that_is_not_there(loaded: None, tmp_path: Path) -> None:
    out, _err, error = run(tmp_path / "absent.csv")
    assert out == ""
    assert error.endswith("absent.csv: No such file or directory. Name a CSV file.")


def test_a_folder_is_no_file(loaded: None, tmp_path: Path) -> None:
    assert "Is a directory" in run(tmp_path)[2]


def test_a_file_of_fifty_megabytes_is_refused(loaded: None, tmp_path: Path) -> None:
    _out, _err, error = run(tmp_path, b"overall\n" + b"\n" * 50_000_000)
    assert error.endswith("The file is larger than 50 MB. Divide it.")


def test_ten_thousand_rows_cost_no_query_more_than_one(
    loaded: None, tmp_path: Path, assert_queries: Queries
) -> None:
    for rows in (1, 10_000):
        content = "overall,protection,leadership,care\n" + "good,inadequate,good,good\n" * rows
        with assert_queries(6):
            found = checked(tmp_path, content)
        assert [row["row"] for row in found] == list(range(1, rows + 1))


# --- which version --------------------------------------------------------------------------------


def versions_with(rules: dict[str, tuple[str, ...]]) -> None:
    """Versions of the framework, each with so many of the rules, loaded in this order."""
    for version, codes in rules.items():
        draft_factory(**trial(version, rules=codes))


BOTH = "overall,protection,leadership,care\ngood,inadequate,outstanding,good\n"


def test_a_version_is_named_after_the_code(tmp_path: Path) -> None:
    versions_with({"2018": ("weighed-rule",), "2016": ("must-rule",)})
    assert len(checked(tmp_path, BOTH, framework="trial/2016")[0]["departures"]) == 1
    assert checked(tmp_path, BOTH, framework="trial/2018")[0]["departures"] == []


def test_without_a_version_in_force_the_newest_that_is_loaded_is_taken(tmp_path: Path) -> None:
    versions_with({"2018": ("must-rule",), "2016": ("weighed-rule",)})
    out, err, _error = run(tmp_path, BOTH)
    assert len(json.loads(out)[0]["departures"]) == 1
    assert err.startswith("trial/2018: rows 1, proposals 1, departures 1.")


def test_the_version_in_force_is_taken_before_a_newer_draft(tmp_path: Path) -> None:
    framework_version_factory(on=date(2016, 1, 1), **trial("2016", rules=("must-rule",)))
    framework_version_factory(on=date(2017, 1, 1), **trial("2017", rules=("weighed-rule",)))
    framework_version_factory(on=date(2999, 1, 1), **trial("2018", rules=("must-rule",)))
    versions_with({"2019": ("must-rule",)})
    assert run(tmp_path, BOTH)[1].startswith("trial/2017: ")


def test_a_version_that_is_withdrawn_is_taken_only_when_it_is_named(tmp_path: Path) -> None:
    version = framework_version_factory(**trial("2016"))
    withdraw(version=version, why="Replaced.", by=AdminFactory(), at=timezone.now())
    assert run(tmp_path, BOTH)[2].startswith("No framework “trial” is loaded.")
    assert run(tmp_path, BOTH, framework="trial/2016")[2] == ""


def test_a_framework_that_is_not_loaded_is_refused_and_says_how_to_load_it(
    loaded: None, tmp_path: Path
) -> None:
    for named in ("sif", "trial/2020", "", "/"):
        out, _err, error = run(tmp_path, BOTH, framework=named)
        assert (out, error) == (
            "",
            (
                f"No framework “{named}” is loaded. Load its file with manage.py load_framework "
                "FILE. There are: trial/2016."
            ),
        )


def test_with_nothing_loaded_the_shipped_files_stand_in(tmp_path: Path) -> None:
    content = "overall,help_and_protection\ngood,inadequate\n"
    (row,) = checked(tmp_path, content, framework="sif")
    assert [one["area"] for one in row["departures"]] == ["overall"]
    said = run(tmp_path, content, framework="sif")[1]
    assert said.startswith("No framework is loaded. The files that are shipped are used.\n")
    assert not FrameworkVersion.objects.exists()


def test_with_nothing_loaded_an_unknown_framework_is_told_what_is_shipped(tmp_path: Path) -> None:
    assert "ilacs/2018, ilacs/2023" in run(tmp_path, BOTH)[2]


# --- to read --------------------------------------------------------------------------------------


def test_without_json_the_departures_are_a_table(loaded: None, tmp_path: Path) -> None:
    content = "overall,protection\ngood,good\noutstanding,inadequate\n"
    out, err, _error = run(tmp_path, content, plain=True)
    assert out.splitlines() == [
        "Row  Area         Recorded     Proposed    By    Source",
        "2    The overall  Outstanding  Inadequate  must  TEST ¶10",
    ]
    assert err.startswith("trial/2016: rows 2, proposals 1, departures 1.")


def test_without_json_and_without_departures_it_says_so(loaded: None, tmp_path: Path) -> None:
    assert run(tmp_path, "overall\ngood\n", plain=True)[0] == "No grade departs from a rule.\n"


# --- the frameworks that are shipped --------------------------------------------------------------


@pytest.fixture
def shipped(db: None) -> None:
    """The single inspection framework and both versions of ILACS, loaded as anybody loads them."""
    call_command("load_reference", stdout=io.StringIO())
    folder = Path(settings.BASE_DIR) / "fixtures" / "frameworks"
    files = [str(folder / f"{stem}.yaml") for stem in ("sif-2013", "ilacs-2018", "ilacs-2023")]
    call_command("load_framework", *files, stdout=io.StringIO())


def departures_in(rows: list[dict[str, Any]]) -> list[tuple[int, str, str, str]]:
    return [
        (row["row"], one["area"], one["recorded"], one["proposed"])
        for row in rows
        for one in row["departures"]
    ]


def test_sif_departs_only_where_a_key_judgement_is_inadequate(
    shipped: None, tmp_path: Path
) -> None:
    content = (
        "overall,help_and_protection,looked_after_and_permanence,adoption,care_leavers,leadership,"
        "lscb\n"
        "inadequate,inadequate,good,good,good,good,inadequate\n"
        "good,good,good,inadequate,inadequate,good,inadequate\n"  # parts fix nothing
        "good,good,not judged,not judged,not judged,good,\n"  # a very small area
        "requires improvement,good,inadequate,good,good,good,good\n"
        "good,good,good,good,good,inadequate,good\n"
    )
    rows = checked(tmp_path, content, framework="sif")
    assert departures_in(rows) == [
        (4, "overall", "requires_improvement", "inadequate"),
        (5, "overall", "good", "inadequate"),
    ]
    assert {one["strength"] for row in rows for one in row["proposals"]} == {"must"}


def test_ilacs_departs_where_a_service_is_inadequate_and_leaders_alone_decide_nothing(
    shipped: None, tmp_path: Path
) -> None:
    content = (
        "overall,leaders,help_and_protection,in_care,care_leavers\n"
        "requires improvement,inadequate,good,good,good\n"
        "requires improvement,good,good,good,inadequate\n"
        "requires improvement,good,inadequate,good,\n"
        "inadequate,inadequate,good,good,\n"
    )
    rows = checked(tmp_path, content, framework="ilacs")
    assert departures_in(rows) == [
        (2, "overall", "requires_improvement", "inadequate"),
        (3, "overall", "requires_improvement", "inadequate"),
    ]
    assert {one["strength"] for row in rows for one in row["proposals"]} == {"likely"}
    before = checked(tmp_path, content, framework="ilacs/2018")
    assert [row for row, *_ in departures_in(before)] == [3]
