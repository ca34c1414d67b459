"""Small files of reference data: what a row becomes, and what a later file changes; sessions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from frameworks.models import Question, QuestionSet
from frameworks.reference import load_questions, shipped_files
from organisations.models import LegalPower, LocalArea, Reach, Service
from organisations.reference import _rows, load_reference, upsert
from organisations.sessions import SessionStore
from organisations.values import AGENCY_KIND_LABELS, REACH_LABELS, AgencyKind, ReachVerdict

HEADING = "code,ons_code,name,region,kind\n"
FOLDER = Path(django_settings.BASE_DIR) / "fixtures" / "reference"


@pytest.fixture
def areas(tmp_path: Path) -> Callable[..., int]:
    """`areas("801,E1,Bristol,South West,unitary")`: a file with these rows is loaded."""

    def load(*rows: str) -> int:
        path = tmp_path / "local_areas.csv"
        path.write_text(HEADING + "\n".join(rows), encoding="utf-8")
        with transaction.atomic():
            return upsert(path, LocalArea, ["code"])

    return load


# --- rows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("801,E1,Bristol,South West,unitary", "Bristol"),
        ('801,E1,"Bath, and more",South West,unitary', "Bath, and more"),
        ('801,E1,"Said ""so""",South West,unitary', 'Said "so"'),
        ("801,E1,Ynys Môn,Wales,unitary", "Ynys Môn"),
        ("801,E1,שלום 👋🏽,South West,unitary", "שלום 👋🏽"),
        ("801,E1,,South West,unitary", ""),
    ],
)
def test_a_row_is_read_as_tables_are_written(tmp_path: Path, line: str, name: str) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(HEADING + line, encoding="utf-8")
    (row,) = _rows(path)
    assert (row["code"], row["name"], list(row)) == ("801", name, HEADING.strip().split(","))


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_of_either_kind_are_read(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(f"code,name{ends}801,A{ends}802,B{ends}".encode())
    assert _rows(path) == [{"code": "801", "name": "A"}, {"code": "802", "name": "B"}]


@pytest.mark.django_db
def test_rows_are_added_and_counted(areas: Callable[..., int]) -> None:
    assert areas("801,E1,Ardale,North,county", "802,E2,Brome,North,county") == 2
    found = LocalArea.objects.order_by("code").values_list("code", "name", "region", "kind")
    assert list(found) == [
        ("801", "Ardale", "North", "county"),
        ("802", "Brome", "North", "county"),
    ]


@pytest.mark.django_db
def test_a_row_that_is_there_is_brought_to_what_the_file_says_and_keeps_its_key(
    areas: Callable[..., int],
) -> None:
    areas("801,E1,Ardale,North,county", "802,E2,Brome,North,county")
    before = dict(LocalArea.objects.values_list("code", "pk"))
    assert areas("801,E1,Ardale and Brome,South,unitary") == 1
    after = LocalArea.objects.get(code="801")
    assert (after.pk, after.name, after.region) == (before["801"], "Ardale and Brome", "South")
    # What the file does not name stays: inspections may be of it.
    assert dict(LocalArea.objects.values_list("code", "pk")) == before


@pytest.mark.django_db
def test_all_files_are_loaded_or_none(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "reach.csv").write_text(
        "power,service,starts_on,ends_on,verdict,source\nnone,such,2014-01-01,,reaches,x\n",
        encoding="utf-8",
    )
    with pytest.raises(KeyError, match="none"):
        load_reference(tmp_path)
    assert not LocalArea.objects.exists()
    assert not LegalPower.objects.exists()


# --- which powers reach which services ----------------------------------------------------------


@pytest.mark.parametrize("kind", AgencyKind)
def test_a_service_is_of_a_kind_of_agency_that_has_a_label(kind: AgencyKind) -> None:
    service = Service(title="School nursing", commissioned_by="the council", agency_kind=kind)
    assert service.get_agency_kind_display() == AGENCY_KIND_LABELS[kind]
    assert str(service) == "School nursing (commissioned by the council)"


@pytest.mark.parametrize("verdict", ReachVerdict)
def test_a_verdict_is_shown_by_its_label(verdict: ReachVerdict) -> None:
    power = LegalPower(pk=1, act="An Act", section="section 1", title="Power")
    service = Service(pk=2, title="School nursing", commissioned_by="the council")
    row = Reach(power=power, service=service, verdict=verdict)
    assert row.get_verdict_display() == REACH_LABELS[verdict]
    assert str(row) == f"{power}: {service}: {verdict}"


@pytest.mark.parametrize(
    ("ends_on", "day", "holds"),
    [
        (None, date(2013, 12, 31), False),
        (None, date(2014, 1, 1), True),
        (None, date(2099, 1, 1), True),
        (date(2018, 6, 30), date(2018, 6, 30), True),
        (date(2018, 6, 30), date(2018, 7, 1), False),
        (date(2014, 1, 1), date(2014, 1, 1), True),
    ],
)
@pytest.mark.django_db
def test_what_is_known_holds_from_its_first_day_to_its_last(
    ends_on: date | None, day: date, holds: bool
) -> None:
    power = LegalPower.objects.create(code="p", act="An Act", section="section 1", title="P")
    service = Service.objects.create(code="s", title="S", commissioned_by="X", agency_kind="police")
    facts = {"verdict": "reaches", "source": "¶1", "starts_on": date(2014, 1, 1)}
    row = Reach.objects.create(power=power, service=service, ends_on=ends_on, **facts)
    assert row.holds_on(day) is holds
    assert Reach.objects.of(power, service, day) == (row if holds else None)


# --- questions ----------------------------------------------------------------------------------


@pytest.fixture
def questions(tmp_path: Path) -> Callable[[str], int]:
    """The questions of this file are loaded; it is like the one that ships."""
    shipped = (FOLDER / "question_sets.yaml").read_text(encoding="utf-8")

    def load(text: str = "") -> int:
        path = tmp_path / "sets.yaml"
        path.write_text(text or shipped, encoding="utf-8")
        return load_questions(path)

    return load


@pytest.mark.django_db
def test_a_file_without_sets_asks_nothing_any_more_and_keeps_every_question(
    questions: Callable[..., int],
) -> None:
    number = questions()
    assert Question.objects.filter(is_asked=True).count() == number > 0
    sets = QuestionSet.objects.count()
    assert questions("[]") == 0
    assert Question.objects.filter(is_asked=False).count() == number
    assert QuestionSet.objects.count() == sets
    assert questions() == number
    assert not Question.objects.filter(is_asked=False).exists()


@pytest.mark.django_db
def test_sets_and_questions_stand_in_the_order_of_the_file(questions: Callable[..., int]) -> None:
    questions()
    orders = list(QuestionSet.objects.order_by("order").values_list("order", flat=True))
    assert orders == list(range(1, len(orders) + 1))
    for one in QuestionSet.objects.all():
        places = list(one.questions.order_by("order").values_list("order", flat=True))
        assert places == list(range(1, len(places) + 1))


def test_the_framework_files_stand_by_name() -> None:
    names = [path.name for path in shipped_files()]
    assert names == sorted(names)
    assert "integrated-2014.yaml" in names


# --- sessions -----------------------------------------------------------------------------------


def kept(**held: Any) -> str:
    """The key of a session that holds this, saved by Django's own store."""
    store = InDatabase()
    store.update(held)
    store.save()
    assert store.session_key
    return store.session_key


@pytest.mark.django_db
@pytest.mark.parametrize("held", [{}, {"a": 1}, {"text": "שלום 👋🏽 'x' %s"}, {"deep": {"a": [1]}}])
def test_a_session_holds_what_django_s_own_store_kept(held: dict[str, Any]) -> None:
    key = kept(**held)
    store = SessionStore(key)
    assert dict(store.items()) == dict(InDatabase(key).items()) == held
    assert store.session_key == key


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "is_live"), [(-86_400, False), (-1, False), (60, True), (86_400, True)]
)
def test_a_session_lives_until_its_time_has_run_out(seconds: int, is_live: bool) -> None:
    key = kept(a=1)
    ends = timezone.now() + timedelta(seconds=seconds)
    Session.objects.filter(session_key=key).update(expire_date=ends)
    store = SessionStore(key)
    assert store.get("a") == (1 if is_live else None)
    assert store.session_key == (key if is_live else None)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["nobodys-key", "x" * 40, "%s", "' OR 1=1 --", "a%b_c" * 4])
def test_a_key_of_no_session_holds_nothing_and_is_not_taken_over(key: str) -> None:
    kept(a=1)
    store = SessionStore(key)
    assert dict(store.items()) == {}
    # A key that somebody made up never becomes a session's.
    assert store.session_key is None


@pytest.mark.django_db
def test_what_was_tampered_with_holds_nothing() -> None:
    key = kept(a=1)
    Session.objects.filter(session_key=key).update(session_data="eyJhIjoyfQ:made:up")
    assert dict(SessionStore(key).items()) == {}


@pytest.mark.django_db
def test_each_session_is_its_own_and_one_question(
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    first, second = kept(a=1), kept(a=2)
    SessionStore("x" * 32).get("a")
    with assert_queries(2):
        assert [SessionStore(key).get("a") for key in (first, second)] == [1, 2]


@pytest.mark.django_db
def test_the_store_saves_changes_and_ends_a_session_as_django_s_does() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    key = store.session_key
    again = SessionStore(key)
    again["a"] = 2
    again.save()
    assert InDatabase(key).get("a") == 2
    assert Session.objects.get().expire_date > datetime.now(UTC)
    again.flush()
    assert not Session.objects.exists()
