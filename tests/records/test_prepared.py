"""Statements whose SQL is written once: the same answers as Django's own, and no other values."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from inspections.models import StoredFile
from organisations.models import Agency, Inspectorate, LegalPower, LocalArea, User
from records.actor import set_actor
from records.models import Draft, Prepared, Receipt, insert_rows, update_rows
from records.models.prepared import _adapted, _write_insert
from records.values import content_hash
from tests.factories.organisations import LocalAreaFactory, UserFactory

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def named(*, name: str) -> models.QuerySet[Any]:
    return LocalArea.objects.filter(name=name).order_by("code")


def one_of_two(*, first: str, second: str) -> models.QuerySet[Any]:
    return LocalArea.objects.filter(name__in=[first, second]).order_by("name")


def sent_since(*, at: datetime) -> models.QuerySet[Any]:
    return Receipt.objects.filter(at__gte=at).order_by("at")


def receipt(person: User, **changes: Any) -> Receipt:
    """One that is not saved."""
    usual: dict[str, Any] = {
        "key": uuid4(),
        "person": person,
        "act": "test",
        "content_hash": content_hash({}),
        "result": "E-1",
        "at": NOON,
    }
    return Receipt(**{**usual, **changes})


# --- what is asked ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_rows_are_those_of_the_queryset() -> None:
    for name in ("Ardale", "Brome", "Ardale"):
        LocalAreaFactory(name=name)
    prepared = Prepared(named, {"name": "stand-in for a name"})
    for name in ("Ardale", "Brome", "Nowhere"):
        assert prepared.ask(name=name) == list(named(name=name))


@pytest.mark.django_db
def test_each_asking_has_its_own_values_and_leaves_none_behind() -> None:
    first, second = LocalAreaFactory(name="Ardale"), LocalAreaFactory(name="Brome")
    prepared = Prepared(named, {"name": "stand-in for a name"})
    answers = [prepared.ask(name=name) for name in ("Ardale", "Brome", "Ardale", "stand-in")]
    assert answers == [[first], [second], [first], []]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "O’Brien's",
        'with "quotes"',
        "100%",
        "%s %(name)s",
        "'; DROP TABLE organisations_localarea; --",
        "שלום",
        "👋🏽",
        "",
    ],
)
def test_a_value_is_a_value_whatever_stands_in_it(name: str) -> None:
    LocalAreaFactory(name="another")
    area = LocalAreaFactory(name=name)
    assert Prepared(named, {"name": "stand-in for a name"}).ask(name=name) == [area]


@pytest.mark.django_db
def test_values_stand_in_their_own_places_whatever_their_order() -> None:
    for name in ("Ardale", "Brome", "Corley"):
        LocalAreaFactory(name=name)
    prepared = Prepared(one_of_two, {"second": "stand-in two", "first": "stand-in one"})
    found = prepared.ask(first="Corley", second="Ardale")
    assert [area.name for area in found] == ["Ardale", "Corley"]


@pytest.mark.django_db
def test_one_value_may_stand_in_two_places() -> None:
    def twice(*, name: str) -> models.QuerySet[Any]:
        return LocalArea.objects.filter(models.Q(name=name) | models.Q(region=name)).order_by("pk")

    by_name = LocalAreaFactory(name="Ardale")
    by_region = LocalAreaFactory(name="Brome", region="Ardale")
    LocalAreaFactory(name="Corley")
    assert Prepared(twice, {"name": "stand-in"}).ask(name="Ardale") == [by_name, by_region]


@pytest.mark.django_db
def test_what_is_no_stand_in_stays_as_the_queryset_has_it() -> None:
    def of_the_north(*, name: str) -> models.QuerySet[Any]:
        return LocalArea.objects.filter(name=name, region="North East")

    north = LocalAreaFactory(name="Ardale", region="North East")
    LocalAreaFactory(name="Ardale", region="South West")
    assert Prepared(of_the_north, {"name": "stand-in"}).ask(name="Ardale") == [north]


@pytest.mark.django_db
def test_rows_come_with_what_was_joined_to_them(
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    def of_act(*, act: str) -> models.QuerySet[Any]:
        return Receipt.objects.filter(act=act).select_related("person")

    receipt(UserFactory(name="Ada"), act="told").save()
    prepared = Prepared(of_act, {"act": "stand-in"})
    with assert_queries(1):
        assert [one.person.name for one in prepared.ask(act="told")] == ["Ada"]


@pytest.mark.django_db
def test_annotations_come_as_their_own_types() -> None:
    def counted(*, name: str) -> models.QuerySet[Any]:
        rows = LocalArea.objects.filter(name=name).order_by("pk")
        return rows.annotate(
            is_north=models.Case(
                models.When(region="North East", then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )

    LocalAreaFactory(name="Ardale", region="North East")
    LocalAreaFactory(name="Ardale", region="South West")
    found = Prepared(counted, {"name": "stand-in"}).ask(name="Ardale")
    assert [one.is_north for one in found] == [True, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        (NOON - timedelta(microseconds=1), True),
        (NOON, True),
        (NOON + timedelta(microseconds=1), False),
        (NOON.astimezone(timezone(timedelta(hours=5))), True),
        (NOON.astimezone(timezone(timedelta(hours=-5))), True),
        ((NOON + timedelta(seconds=1)).astimezone(timezone(timedelta(hours=-5))), False),
    ],
)
def test_a_moment_is_the_same_moment_in_every_zone(asked: datetime, is_found: bool) -> None:
    receipt(UserFactory()).save()
    prepared = Prepared(sent_since, {"at": datetime(1, 2, 3, 12, tzinfo=UTC)})
    found = prepared.ask(at=asked)
    assert bool(found) is is_found
    assert all(one.at == NOON for one in found)


@pytest.mark.django_db
def test_the_queryset_is_built_once_for_a_connection(
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    built = []

    def noted(*, name: str) -> models.QuerySet[Any]:
        built.append(name)
        return named(name=name)

    prepared = Prepared(noted, {"name": "stand-in"})
    with count_queries() as asked:
        for name in ("Ardale", "Brome", "Ardale"):
            prepared.ask(name=name)
    assert built == ["stand-in"]
    assert len(asked) == 3
    assert not any("stand-in" in statement for statement in asked)


@pytest.mark.django_db
def test_two_prepared_querysets_are_kept_apart() -> None:
    area = LocalAreaFactory(name="Ardale")
    by_name = Prepared(named, {"name": "stand-in"})
    others = Prepared(
        lambda *, name: LocalArea.objects.exclude(name=name),
        {"name": "stand-in"},
    )
    assert by_name.ask(name="Ardale") == [area]
    assert others.ask(name="Ardale") == []
    assert others.ask(name="Brome") == [area]


@pytest.mark.django_db
def test_the_stand_ins_may_change_after_they_were_given() -> None:
    LocalAreaFactory(name="Ardale")
    stand_ins = {"name": "stand-in"}
    prepared = Prepared(named, stand_ins)
    stand_ins["name"], stand_ins["region"] = "Brome", "more"
    assert [one.name for one in prepared.ask(name="Ardale")] == ["Ardale"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stand_ins", "unused"),
    [
        ({"name": "a name", "region": "a region"}, "region"),
        ({"name": "a name", "zone": "b", "area": "c"}, "area, zone"),
    ],
)
def test_a_value_that_no_sql_asks_for_is_a_mistake_in_the_program(
    stand_ins: dict[str, str], unused: str
) -> None:
    prepared = Prepared(lambda *, name, **_: named(name=name), stand_ins)
    with pytest.raises(ValueError, match=f"The SQL asks for no {unused}."):
        prepared.ask(**stand_ins)


@pytest.mark.django_db
def test_a_value_that_is_missing_is_a_mistake_in_the_program() -> None:
    prepared = Prepared(one_of_two, {"first": "one", "second": "two"})
    with pytest.raises(KeyError, match="second"):
        prepared.ask(first="Ardale")


@pytest.mark.django_db
def test_tuples_are_as_the_driver_gives_them() -> None:
    LocalAreaFactory(name="Ardale", region="North East", code="811")
    LocalAreaFactory(name="Ardale", region="South West", code="812")
    prepared = Prepared(
        lambda *, name: named(name=name).values_list("code", "region"), {"name": "stand-in"}
    )
    assert prepared.tuples(name="Ardale") == [("811", "North East"), ("812", "South West")]
    assert prepared.tuples(name="Brome") == []


# --- what the driver is given -------------------------------------------------------------------


@pytest.mark.parametrize("value", ["text", 7, None, True, "", -1])
def test_a_plain_value_goes_to_the_driver_as_it_is(value: Any) -> None:
    assert _adapted(value, connection) is value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 3, 4), "2026-03-04"),
        (datetime(2026, 3, 4, 12, tzinfo=UTC), "2026-03-04 12:00:00"),
    ],
)
def test_sqlite_is_given_days_and_moments_as_text(value: date, expected: str) -> None:
    if connection.vendor == "sqlite":
        assert str(_adapted(value, connection)) == expected
    else:
        assert _adapted(value, connection) == value


# --- what is inserted ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_rows_ask_nothing(
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    with assert_queries(0):
        insert_rows([])


@pytest.mark.django_db
def test_one_row_is_as_save_would_have_made_it() -> None:
    person = UserFactory()
    saved, inserted = receipt(person), receipt(person)
    saved.save()
    insert_rows([inserted])
    assert inserted.pk == saved.pk + 1
    assert inserted == Receipt.objects.get(key=inserted.key)
    names = [field.name for field in Receipt._meta.concrete_fields if field.name not in {"id"}]
    first, second = (Receipt.objects.get(key=one.key) for one in (saved, inserted))
    differ = {name for name in names if getattr(first, name) != getattr(second, name)}
    assert differ == {"key"}


@pytest.mark.django_db
def test_a_row_knows_that_it_is_in_the_database() -> None:
    row = receipt(UserFactory())
    assert row._state.adding
    insert_rows([row])
    assert not row._state.adding
    assert row._state.db == "default"
    with pytest.raises(TypeError, match="never change"):
        row.save()


@pytest.mark.django_db
def test_many_rows_are_one_statement_and_nobody_asks_for_their_keys(
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    person = UserFactory()
    rows = [receipt(person, result=f"E-{number}") for number in range(30)]
    with assert_queries(1) as asked:
        insert_rows(rows)
    assert all(row.pk is None for row in rows)
    assert "RETURNING" not in asked[0]
    found = Receipt.objects.order_by("pk").values_list("result", flat=True)
    assert list(found) == [row.result for row in rows]


@pytest.mark.django_db
def test_a_key_that_the_program_gives_is_kept() -> None:
    row = StoredFile(name="a" * 32, at=NOON)
    insert_rows([row])
    assert row.pk == "a" * 32
    assert StoredFile.objects.get().at == NOON


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["O’Brien's", "100% %s", "שלום", "👋🏽", "", "one\ntwo\tthree"])
def test_any_text_is_inserted_as_it_is(text: str) -> None:
    insert_rows([receipt(UserFactory(), act=text)])
    assert Receipt.objects.get().act == text


@pytest.mark.django_db
def test_what_is_not_said_is_the_default_of_its_column() -> None:
    insert_rows([receipt(UserFactory(), result="")])
    row = Receipt.objects.get()
    assert (row.result, row.draft_version) == ("", 0)


@pytest.mark.django_db
def test_the_moment_comes_back_as_the_same_moment() -> None:
    at = datetime(2026, 6, 30, 23, 30, 1, 250000, tzinfo=timezone(timedelta(hours=-5)))
    insert_rows([receipt(UserFactory(), at=at)])
    assert Receipt.objects.get().at == at


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 2])
def test_a_row_that_breaks_a_constraint_is_refused_and_none_is_kept(number: int) -> None:
    person, key = UserFactory(), uuid4()
    receipt(person, key=key).save()
    rows = [receipt(person) for _ in range(number - 1)] + [receipt(person, key=key)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(rows)
    assert Receipt.objects.count() == 1
    assert all(row._state.adding for row in rows)


@pytest.mark.django_db
def test_a_row_that_changes_is_inserted_with_a_key_of_its_own_and_can_be_saved() -> None:
    area = LocalArea(
        code="811", ons_code="E90000811", name="Ardale", region="North East", kind="county"
    )
    insert_rows([area])
    area.name = "Brome"
    area.save()
    assert [(one.pk, one.name) for one in LocalArea.objects.all()] == [(area.pk, "Brome")]


@pytest.mark.parametrize("model", [LocalArea, User, Receipt, Agency, LegalPower, Inspectorate])
def test_the_insert_of_a_model_names_every_column_but_the_counted_key(
    model: type[models.Model],
) -> None:
    insert = _write_insert(model, connection)
    columns = [field.column for field in model._meta.concrete_fields if field.name != "id"]
    quoted = ", ".join(f'"{column}"' for column in columns)
    assert insert.head.startswith(f'INSERT INTO "{model._meta.db_table}" ')
    assert insert.head.endswith(f" ({quoted}) VALUES ")
    assert insert.row.count("%s") == len(columns) == len(insert.fields)
    assert insert.tail == ' RETURNING "id"'


def test_the_insert_of_a_model_without_a_counted_key_asks_nothing_back() -> None:
    insert = _write_insert(StoredFile, connection)
    assert insert.head.endswith('("name", "at") VALUES ')
    assert (insert.row, insert.tail) == ("(%s, %s)", "")


@pytest.mark.django_db
def test_the_second_insert_writes_no_sql_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    person = UserFactory()
    insert_rows([receipt(person)])

    def refuse(*_: Any) -> None:
        raise AssertionError("It was written before.")

    monkeypatch.setattr("records.models.prepared._write_insert", refuse)
    insert_rows([receipt(person)])
    assert Receipt.objects.count() == 2


@pytest.mark.django_db
def test_one_insert_needs_no_savepoint() -> None:
    person = UserFactory()
    with CaptureQueriesContext(connection) as captured:
        insert_rows([receipt(person)])
    assert [query["sql"].split()[0] for query in captured.captured_queries] == ["INSERT"]


# --- what is changed ----------------------------------------------------------------------------


@pytest.fixture
def writer() -> User:
    person = UserFactory()
    set_actor(person)
    return person


def draft_of(person: User, **changes: Any) -> Draft:
    usual: dict[str, Any] = {"receipt": uuid4(), "kind": "test", "about": "", "content": {}}
    return Draft.objects.create(person=person, saved_at=NOON, **{**usual, **changes})


@pytest.mark.django_db
def test_an_update_changes_what_the_same_queryset_would(writer: User) -> None:
    one, other = draft_of(writer), draft_of(writer)
    content = {"text": "Half a sentence – חצי משפט 👶", "criteria": ["1"]}
    later = NOON + timedelta(minutes=1)
    changed = update_rows(
        Draft,
        where={"receipt": one.receipt, "person": writer.pk, "version": 1},
        changes={"version": 2, "content": content, "saved_at": later},
    )
    assert changed == 1
    one.refresh_from_db()
    assert (one.version, one.content, one.saved_at) == (2, content, later)
    other.refresh_from_db()
    assert (other.version, other.content, other.saved_at) == (1, {}, NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["receipt", "person", "version"])
def test_an_update_of_no_such_row_changes_none(writer: User, name: str) -> None:
    draft = draft_of(writer)
    where = {"receipt": draft.receipt, "person": writer.pk, "version": 1}
    no_such = {"receipt": uuid4(), "person": writer.pk + 1, "version": 2}
    assert update_rows(Draft, where={**where, name: no_such[name]}, changes={"kind": "x"}) == 0
    draft.refresh_from_db()
    assert draft.kind == "test"


@pytest.mark.django_db
def test_updates_of_other_columns_are_other_statements(writer: User) -> None:
    draft = draft_of(writer)
    with CaptureQueriesContext(connection) as captured:
        for kind in ("a", "b"):
            update_rows(Draft, where={"receipt": draft.receipt}, changes={"kind": kind})
        update_rows(Draft, where={"kind": "b"}, changes={"about": "c"})
    assert len(captured) == 3
    draft.refresh_from_db()
    assert (draft.kind, draft.about) == ("b", "c")


@pytest.mark.django_db
def test_an_update_that_breaks_a_constraint_is_refused(writer: User) -> None:
    one, other = draft_of(writer), draft_of(writer)
    with pytest.raises(IntegrityError), transaction.atomic():
        update_rows(Draft, where={"receipt": one.receipt}, changes={"receipt": other.receipt})
    assert Draft.objects.filter(receipt=one.receipt).exists()


def test_a_field_that_is_not_there_is_a_mistake_in_the_program() -> None:
    with pytest.raises(FieldDoesNotExist):
        update_rows(Draft, where={"receipt": uuid4()}, changes={"nothing": 1})
