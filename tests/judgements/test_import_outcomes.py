"""`manage.py import_outcomes`: published outcomes are recorded, all of them or none."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from frameworks.actions import withdraw
from frameworks.models import FrameworkVersion, Grade, JudgementArea
from judgements.actions import outcomes as acts
from judgements.models import RecordedGrade, RecordedOutcome
from judgements.rules.consistency import grades_of
from organisations.models import Inspectorate
from records.models import AppendOnly
from tests.factories.frameworks import draft_factory, framework_version_factory
from tests.factories.organisations import AdminFactory, LegalPowerFactory
from tests.judgements.outcomes import HEADER, local_area, recorded, row, run, trial_in_force
from tests.judgements.several import several_areas
from tests.judgements.test_check_outcomes import trial

pytestmark = pytest.mark.django_db
Count = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def version(db: None) -> FrameworkVersion:
    return trial_in_force()


def stored() -> tuple[int, int]:
    """How many outcomes and grades there are."""
    return RecordedOutcome.objects.count(), RecordedGrade.objects.count()


# --- what is stored -------------------------------------------------------------------------------


def test_an_outcome_is_recorded_with_its_grades(version: FrameworkVersion, tmp_path: Path) -> None:
    area = local_area()
    content = (
        "la_code,area,start,end,published,address,overall,protection,leadership,care,urn\n"
        "830,Derbyshire County,2018-01-29,2018-02-09,2018-03-12,https://a.example/1,Good,"
        "requires improvement to be good,not judged,,80460\n"
    )
    out, err, error = run(tmp_path, content)
    assert (out, error) == ("trial/2016: imported 1, there already 0.\n", "")
    assert err == "Columns that were not looked at: urn.\n"
    one = RecordedOutcome.objects.get()
    assert (one.local_area, one.name, one.area_key) == (area, "Derbyshire County", "830")
    assert (one.began_on, one.ended_on) == (date(2018, 1, 29), date(2018, 2, 9))
    assert (one.published_on, one.address) == (date(2018, 3, 12), "https://a.example/1")
    assert one.inspectorate.code == "ofsted"
    rows = one.grades.values_list("area__code", "grade__code")
    assert sorted(rows) == [
        ("leadership", None),
        ("overall", "good"),
        ("protection", "requires_improvement"),
    ]
    assert grades_of(one.pattern) == {code: grade or "not_judged" for code, grade in rows}
    assert str(one) == "Derbyshire County, 2018-03-12"
    assert str(one.grades.get(area__code="leadership")) == "The leadership: not_judged"


def test_an_area_that_concord_does_not_know_keeps_its_published_name(
    version: FrameworkVersion,
) -> None:
    recorded(version, [row("Northamptonshire")])
    one = RecordedOutcome.objects.get()
    assert (one.local_area, one.area_key) == (None, "northamptonshire")


def test_the_pattern_and_the_rows_say_the_same_of_every_outcome(version: FrameworkVersion) -> None:
    rows = [
        row("A", "good,,inadequate"),
        row("B", "not judged,good,good"),
        row("C", ",,outstanding"),
    ]
    recorded(version, rows)
    for one in RecordedOutcome.objects.prefetch_related("grades__area", "grades__grade"):
        said = {g.area.code: g.grade.code if g.grade else "not_judged" for g in one.grades.all()}
        assert grades_of(one.pattern) == said
    assert stored() == (3, 6)


def test_the_inspectorate_may_be_named_for_the_whole_file(
    version: FrameworkVersion, tmp_path: Path
) -> None:
    content = HEADER + row("Hull", inspectorate="") + row("Leeds", inspectorate="hmic")
    assert run(tmp_path, content, "--inspectorate", "CQC")[2] == ""
    found = RecordedOutcome.objects.order_by("name").values_list("inspectorate__code", flat=True)
    assert list(found) == ["cqc", "hmic"]


def test_the_inspectorate_that_leads_alone_is_meant_where_none_is_named(
    version: FrameworkVersion, tmp_path: Path
) -> None:
    assert run(tmp_path, HEADER + row("Hull", inspectorate=""))[2] == ""
    assert RecordedOutcome.objects.get().inspectorate.code == "ofsted"


def test_the_inspectorate_must_be_named_where_several_lead(tmp_path: Path) -> None:
    data = trial()
    kind = data["inspection_types"][0]
    data["inspection_types"].append({**kind, "code": "other", "led_by": "cqc"})
    framework_version_factory(**data)
    _out, err, error = run(tmp_path, HEADER + row("Hull", inspectorate=""))
    assert error == "Nothing was imported: 1 to correct."
    assert ":2: inspectorate: Nobody says which inspectorate published it. Enter it." in err


# --- again ----------------------------------------------------------------------------------------


def test_the_same_file_again_adds_nothing(version: FrameworkVersion, tmp_path: Path) -> None:
    content = HEADER + row("Hull") + row("Leeds", "good,good,inadequate")
    run(tmp_path, content)
    before = list(RecordedOutcome.objects.values()), stored()
    out, _err, error = run(tmp_path, content)
    assert (out, error) == ("trial/2016: imported 0, there already 2.\n", "")
    assert (list(RecordedOutcome.objects.values()), stored()) == before


def test_what_is_new_in_a_file_is_added_and_the_rest_skipped(version: FrameworkVersion) -> None:
    recorded(version, [row("Hull")])
    done = recorded(version, [row("Hull"), row("Leeds")])
    assert (done.added, done.skipped) == (1, 1)


def test_the_same_outcome_in_other_spelling_of_its_grades_is_there_already(
    version: FrameworkVersion,
) -> None:
    recorded(version, [row("Hull", "good,requires_improvement,good")])
    done = recorded(version, [row("Hull", "GOOD,Requires improvement to be good,Good")])
    assert (done.added, done.skipped) == (0, 1)


@pytest.mark.parametrize(
    "other",
    [
        row("Hull", "good,good,inadequate"),
        row("Hull", "good,good,"),
        row("HULL"),
        row("Hull", address="https://a.example/1"),
    ],
)
def test_other_content_of_what_is_there_refuses_the_whole_file(
    version: FrameworkVersion, tmp_path: Path, other: str
) -> None:
    recorded(version, [row("Hull")])
    out, err, error = run(tmp_path, HEADER + row("Leeds") + other)
    assert (out, error) == ("", "Nothing was imported: 1 to correct.")
    assert "csv:3: The outcome of H" in err
    assert "published on 2018-03-12 is recorded with other content. What is recorded stays." in err
    assert stored() == (1, 3)


def test_a_dry_run_says_what_would_be_and_records_nothing(
    version: FrameworkVersion, tmp_path: Path
) -> None:
    out, _err, error = run(tmp_path, HEADER + row("Hull"), "--dry-run")
    assert (out, error) == ("trial/2016: would be imported 1, there already 0.\n", "")
    assert stored() == (0, 0)


# --- all or nothing -------------------------------------------------------------------------------


def test_one_fault_and_nothing_is_recorded(version: FrameworkVersion, tmp_path: Path) -> None:
    content = HEADER + row("Hull") + row("Leeds", "good,best,good") + row("York", on="2999-01-01")
    out, err, error = run(tmp_path, content)
    assert (out, error) == ("", "Nothing was imported: 2 to correct.")
    assert [line.split(": ")[0].rsplit(":", 1)[1] for line in err.splitlines()] == ["3", "4"]
    assert stored() == (0, 0)


def test_an_error_half_way_leaves_nothing(
    version: FrameworkVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(acts, "_grades", broken)
    with pytest.raises(RuntimeError):
        recorded(version, [row("Hull")])
    assert stored() == (0, 0)


def test_fifty_faults_are_printed_and_the_rest_counted(
    version: FrameworkVersion, tmp_path: Path
) -> None:
    rows = (row(f"Area {number}", "best,good,good") for number in range(53))
    _out, err, error = run(tmp_path, HEADER + "".join(rows))
    assert error == "Nothing was imported: 53 to correct."
    assert len(err.splitlines()) == 51
    assert err.endswith("And 3 more.\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0: The file is empty"),
        ("Köln".encode("latin-1"), "1: The file is not in UTF-8"),
        (HEADER.encode() + b"Hu\x00ll,2018-03-12,good,good,good,,\n", "2: area: The cell holds"),
        (HEADER.encode() + b"=1+1,2018-03-12,good,good,good,,\n", "2: area: The cell begins"),
        (b"overall\ngood\n", "1: area: There is no column"),
        (HEADER.encode() + b"Hull,2018-03-12,good,good,good,,\n" * 200_000, "more than 50,000"),
    ],
)
def test_a_bad_file_is_a_sentence(
    version: FrameworkVersion, tmp_path: Path, content: bytes, said: str
) -> None:
    out, err, error = run(tmp_path, content)
    assert (out, stored()) == ("", (0, 0))
    assert said in err
    assert error.startswith("Nothing was imported: ")


def test_a_file_that_is_not_there_is_a_sentence(version: FrameworkVersion, tmp_path: Path) -> None:
    _out, _err, error = run(tmp_path, None)
    assert error.endswith("outcomes.csv: No such file or directory. Name a CSV file.")


def test_a_file_that_is_too_large_is_a_sentence(
    version: FrameworkVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("judgements.management.commands.import_outcomes.MAX_BYTES", 10)
    assert run(tmp_path, HEADER)[2].endswith("The file is larger than 50 MB. Divide it.")


# --- which framework ------------------------------------------------------------------------------


def test_a_framework_that_nobody_loaded_is_a_sentence(tmp_path: Path, db: None) -> None:
    error = run(tmp_path, HEADER, framework="nothing")[2]
    assert error.startswith("No framework “nothing” is loaded.")


def test_a_draft_may_still_change_and_takes_no_outcomes(tmp_path: Path, db: None) -> None:
    draft_factory(**trial())
    error = run(tmp_path, HEADER + row("Hull"))[2]
    assert "is not in force, so its areas may still change. Put it in force first." in error
    assert stored() == (0, 0)


def test_a_version_that_was_withdrawn_takes_the_outcomes_of_its_time(
    version: FrameworkVersion, tmp_path: Path
) -> None:
    withdraw(version=version, why="It is over.", by=AdminFactory(), at=timezone.now())
    assert run(tmp_path, HEADER + row("Hull"), framework="trial/2016")[2] == ""
    assert stored() == (1, 3)


def test_an_inspectorate_that_does_not_exist_is_a_sentence(
    version: FrameworkVersion, tmp_path: Path
) -> None:
    error = run(tmp_path, HEADER + row("Hull"), "--inspectorate", "estyn")[2]
    assert error.startswith("There is no inspectorate “estyn”. Write one of: ")
    assert "ofsted" in error


def test_a_framework_without_grades_has_nothing_to_import(tmp_path: Path, db: None) -> None:
    data = trial(rules=("none",))
    for area in data["judgement_areas"]:
        area.update(grading="narrative")
        area.pop("scale", None)
    framework_version_factory(**data)
    assert "gives no grades: there is nothing to import" in run(tmp_path, HEADER + row("Hull"))[2]


def test_a_local_area_as_a_whole_gets_no_grade_by_any_column(tmp_path: Path, db: None) -> None:
    LegalPowerFactory(code="cqc-own", section="section 46", is_joint=False)
    framework_version_factory(**several_areas())
    content = "area,published,lscb,overall\nHull,2018-03-12,good,good\n"
    _out, err, error = run(tmp_path, content, "--inspectorate", "ofsted", framework="integrated")
    assert error == "Nothing was imported: 1 to correct."
    assert ":1: overall: A local area as a whole has no grade (TEST ¶25)." in err
    assert stored() == (0, 0)


# --- what the database holds ----------------------------------------------------------------------


@pytest.mark.parametrize("model", [RecordedOutcome, RecordedGrade])
def test_what_is_recorded_never_changes(version: FrameworkVersion, model: type[AppendOnly]) -> None:
    recorded(version, [row("Hull")])
    one: Any = model.objects.first()
    for change in (one.save, one.delete, model.objects.all().delete):
        with pytest.raises(TypeError):
            change()
    table = connection.ops.quote_name(model._meta.db_table)
    for sql in ("UPDATE {} SET id = id", "DELETE FROM {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format(table))
    assert stored() == (1, 3)


def an_outcome(version: FrameworkVersion, **changes: Any) -> RecordedOutcome:
    usual: dict[str, Any] = {
        "version": version,
        "name": "Hull",
        "area_key": "hull",
        "inspectorate": Inspectorate.objects.get(code="ofsted"),
        "published_on": date(2018, 3, 12),
        "pattern": '{"overall":"good"}',
        "content_hash": "0" * 64,
        "recorded_at": timezone.now(),
    }
    return RecordedOutcome(**{**usual, **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "An outcome is of a local area that has a name."),
        ({"area_key": ""}, "An outcome is of a local area that has a name."),
        ({"pattern": "{}"}, "An outcome gives a grade, or says that none was given."),
        ({"ended_on": date(2018, 3, 13)}, "An inspection begins, ends and is then published."),
        ({"began_on": date(2018, 3, 13)}, "An inspection begins, ends and is then published."),
        (
            {"began_on": date(2018, 3, 2), "ended_on": date(2018, 3, 1)},
            "An inspection begins, ends and is then published.",
        ),
    ],
)
def test_the_database_refuses_what_the_file_would_not_give(
    version: FrameworkVersion, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        an_outcome(version, **changes).validate_constraints()
    assert refused.value.messages == [said]
    with pytest.raises(IntegrityError), transaction.atomic():
        an_outcome(version, **changes).save()


def test_the_database_holds_an_outcome_and_a_grade_once(version: FrameworkVersion) -> None:
    recorded(version, [row("Hull")])
    with pytest.raises(IntegrityError), transaction.atomic():
        an_outcome(version).save()
    one = RecordedOutcome.objects.get()
    area = JudgementArea.objects.get(version=version, code="overall")
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordedGrade.objects.create(outcome=one, area=area, grade=Grade.objects.first())


def test_three_hundred_outcomes_ask_no_more_than_three(
    version: FrameworkVersion, count_queries: Count
) -> None:
    asked = []
    for name, number in (("A", 3), ("B", 300)):
        with count_queries() as queries:
            recorded(version, [row(f"{name} {one}") for one in range(number)])
        asked.append(len(queries))
    assert stored()[0] == 303
    # A statement for so many rows as the database takes at once.
    assert asked[1] <= asked[0] + 6
