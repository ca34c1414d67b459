"""A seeded database of any size: the same rows for the same seed, as if people had made them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Exists, OuterRef
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.actions import record_evidence
from inspections.management import filling
from inspections.management.guards import run
from inspections.management.scale import (
    TEAM_OF_EACH,
    WITHDRAWN_SHARES,
    Ground,
    Part,
    Place,
    Rows,
    Scale,
    Size,
)
from inspections.models import (
    Assignment,
    Case,
    Evidence,
    EvidenceAudience,
    EvidenceRevision,
    EvidenceShare,
    EvidenceWords,
    Inspection,
)
from inspections.values import EvidenceContent
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import joint_inspection

AsOwner = Callable[[], AbstractContextManager[None]]
GROUND = Ground(
    version=1,
    kind=2,
    parts=(
        Part("joint", "Joint", 1, "joint", (1, 2, 3), (7,), (31, 32, 33)),
        Part("two", "Of the second", 2, "single", (2,), (8,), (41,)),
    ),
    places=(Place(5, 6, (51, 52, 53)), Place(15, 16, (61, 62, 63))),
    people={body: tuple(range(100 * body, 100 * body + 9)) for body in (1, 2, 3)},
)


def planned(size: Size, *, seed: int = 1, at_once: int = 100) -> Rows:
    """All the rows, from a first key of 1 everywhere."""
    first = {name: 1 for name, (model, _) in filling._TABLES.items() if filling._counts(model)}
    whole: Rows = {}
    for batch in Scale(GROUND, size, seed, first).batches(at_once):
        for name, rows in batch.items():
            whole.setdefault(name, []).extend(rows)
    return whole


def seeded(items: int, **options: Any) -> str:
    """What the command says."""
    said = StringIO()
    call_command("seed_scale", items=items, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def owner(as_owner: AsOwner) -> Iterator[None]:
    """Work as who sets a database up: who owns the tables, and sees every row of them."""
    with as_owner():
        if connection.vendor == "postgresql":
            for model, _ in filling._TABLES.values():
                run(f"ALTER TABLE {model._meta.db_table} NO FORCE ROW LEVEL SECURITY")
        yield


# --- the rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inspections", "cases", "items"),
    [(1, 0, 0), (1, 1, 1), (3, 10, 100), (7, 13, 200), (100, 10, 50), (12, 240, 12)],
)
def test_exactly_as_many_rows_as_asked(inspections: int, cases: int, items: int) -> None:
    rows = planned(Size(inspections, cases, items))
    assert len(rows["Inspection"]) == inspections
    assert len(rows.get("Case", [])) == cases
    assert len(rows.get("Evidence", [])) == items
    assert len(rows["Assignment"]) == inspections * 3 * TEAM_OF_EACH


def test_the_same_seed_gives_the_same_rows_however_many_at_once() -> None:
    size = Size(20, 50, 300)
    assert planned(size, at_once=3) == planned(size, at_once=20)


def test_another_seed_gives_other_rows() -> None:
    size = Size(20, 50, 300)
    one, other = planned(size), planned(size, seed=2)
    assert not {row[0] for row in one["Evidence"]} & {row[0] for row in other["Evidence"]}
    assert {row[1] for row in other["Inspection"]}.isdisjoint(row[1] for row in one["Inspection"])


def test_there_is_something_of_everything() -> None:
    rows = planned(Size(20, 200, 2000))
    evidence = rows["Evidence"]
    withdrawn = [row for row in evidence if row[-2] is not None]
    changed = [row for row in evidence if row[8] == 2]
    of_no_case = [row for row in evidence if row[6] is None]
    for some, of in (
        (withdrawn, evidence),
        (changed, evidence),
        (of_no_case, evidence),
        (rows["EvidenceShare"], evidence),
        (rows[WITHDRAWN_SHARES], rows["EvidenceShare"]),
    ):
        assert 0 < len(some) < len(of) / 2
    assert len({row[9] for row in rows["EvidenceRevision"]}) > 7  # sources
    assert {row[6] for row in rows["Inspection"]} == {"fieldwork", "closed"}
    assert {row[2] for row in rows["Strand"]} == {"joint", "two"}


def test_items_are_recorded_one_after_another_by_people_of_their_owner() -> None:
    rows = planned(Size(5, 20, 200))
    moments = [row[9] for row in rows["Evidence"]]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == 200
    place = {(row[1], row[3]): row[2] for row in rows["Assignment"]}
    cases = {row[0]: row[1] for row in rows["Case"]}
    for _, inspection, _, body, _, author, case, *_rest in rows["Evidence"]:
        assert place[inspection, author] == body
        assert case is None or cases[case] == inspection


def test_nothing_is_shared_with_who_sees_it_anyway() -> None:
    rows = planned(Size(5, 20, 2000))
    seen = [(row[3], row[2]) for row in rows["EvidenceAudience"]]
    assert len(seen) == len(set(seen))


def test_no_text_would_end_a_column_or_a_line_of_copy() -> None:
    rows = planned(Size(3, 10, 300))
    texts = {said for table in rows.values() for row in table for said in row}
    assert not [one for one in texts if isinstance(one, str) and set(one) & set("\t\n\r\\")]


# --- in the database ------------------------------------------------------------------------------


def projected() -> dict[str, set[Any]]:
    """What the triggers keep: who sees which version of what, and its words."""
    facts = ("inspection", "inspectorate", "evidence", "revision", "pinned", "recorded_at")
    seen = set(EvidenceAudience.objects.values_list(*facts))
    words: set[Any] = set()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT revision_id, words::text FROM inspections_evidencewords")
            words = {(key, frozenset(said.split())) for key, said in cursor.fetchall()}
    return {"seen": seen, "words": words}


def test_the_projections_are_what_the_triggers_write(
    owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, list[Any]] = {"EvidenceAudience": [], "EvidenceWords": []}
    made = Scale.batches

    def noted(scale: Scale, inspections: int) -> Iterator[Rows]:
        for batch in made(scale, inspections):
            for name, rows in kept.items():
                rows.extend(batch[name])
            yield batch

    monkeypatch.setattr(Scale, "batches", noted)
    seeded(600, by_triggers=True)
    written = projected()
    assert written["seen"] == {row[1:] for row in kept["EvidenceAudience"]}
    assert {row[4] for row in written["seen"]} == {True, False}
    if connection.vendor == "postgresql":
        expected = {(key, frozenset(said.split())) for key, said in kept["EvidenceWords"]}
        assert written["words"] == expected


def orphans() -> list[str]:
    """The foreign keys that lead nowhere."""
    found = []
    for model, _ in filling._TABLES.values():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                there = field.remote_field.model._base_manager.filter(pk=OuterRef(field.attname))
                rows = model._base_manager.filter(**{f"{field.attname}__isnull": False})
                if rows.filter(~Exists(there)).exists():
                    found.append(f"{model.__name__}.{field.name}")
    return found


def test_the_rows_are_whole(owner: None) -> None:
    said = seeded(600)
    assert said.startswith("6 inspections, 60 cases and 600 items of evidence in ")
    assert Evidence.objects.count() == 600
    assert Case.objects.count() == 60
    assert orphans() == []
    assert not EvidenceShare.objects.filter(evidence__withdrawn_at__isnull=False).exists()
    for model, _ in filling._TABLES.values():
        if model is not EvidenceWords:
            rows = list(model._default_manager.order_by("-pk")[:5])
            assert rows, model
            for row in rows:
                empty = [one.name for one in row._meta.fields if getattr(row, one.attname) is None]
                row.clean_fields(exclude=empty)


def test_an_inspector_of_it_works_as_in_any_other(
    as_owner: AsOwner, client_of: Callable[[User], Client]
) -> None:
    with as_owner():
        seeded(200)
    member = Assignment.objects.filter(role="inspector", inspection__state="fieldwork").first()
    person, inspection = member.person, member.inspection
    strand = inspection.strands.get(code="joint")
    with acting_as(person):
        seen = EvidenceAudience.objects.for_member(member).count()
        item = record_evidence(
            key=uuid4(),
            inspection=inspection,
            strand=strand,
            content=EvidenceContent("New.", "meeting", timezone.localdate(), None, "strength", ()),
            case=None,
            by=person,
            at=timezone.now(),
        )
        assert EvidenceAudience.objects.for_member(member).count() == seen + 1
    page = client_of(person).get(reverse("inspections:evidence", args=[inspection.reference]))
    assert page.status_code == 200
    assert item.reference in page.content.decode()


# --- what is refused ------------------------------------------------------------------------------


def test_a_database_in_use_is_not_filled_unless_told(owner: None) -> None:
    joint_inspection()
    with pytest.raises(CommandError, match="This database holds inspections"):
        seeded(50)
    assert Inspection.objects.count() == 1
    seeded(50, beside_others=True)
    assert Inspection.objects.count() == 2
    assert orphans() == []


def test_the_same_seed_twice_is_refused_another_one_is_not(owner: None) -> None:
    seeded(50)
    with pytest.raises(CommandError, match="seed 1 are here already"):
        seeded(50, beside_others=True)
    seeded(50, beside_others=True, seed=2)
    assert Evidence.objects.count() == 100


@pytest.mark.parametrize(
    "options", [{"cases": -1}, {"inspections": -3}, {"items": -5}, {"inspections": 0, "items": -1}]
)
def test_numbers_below_nothing_are_refused(owner: None, options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="numbers above 0"):
        seeded(**{"items": 10, **options})


def test_what_fails_half_way_leaves_nothing(owner: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_rows: Any) -> None:
        raise RuntimeError("Stopped.")

    monkeypatch.setattr(filling, "_take_back", fail)
    with pytest.raises(RuntimeError):
        seeded(50)
    assert not Inspection.objects.exists()
    assert not User.objects.filter(email__startswith="scale1.").exists()


# --- by COPY --------------------------------------------------------------------------------------


def guards() -> dict[str, list[Any]]:
    """What guards the tables: triggers and whether they fire, policies, keys, indexes."""
    asked = {
        "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
        " WHERE NOT tgisinternal",
        "policies": "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies",
        "row security": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
        " WHERE relkind = 'r'",
        "keys": "SELECT conrelid::regclass::text, conname, convalidated, condeferred,"
        " pg_get_constraintdef(oid) FROM pg_constraint",
        "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    found = {}
    with connection.cursor() as cursor:
        for what, statement in asked.items():
            cursor.execute(statement)
            found[what] = sorted(cursor.fetchall(), key=str)
    return found


@pytest.mark.postgres
@pytest.mark.django_db
def test_copy_writes_twenty_thousand_and_leaves_every_guard_as_it_was(as_owner: AsOwner) -> None:
    before = guards()
    with as_owner():
        seeded(20_000)
    assert guards() == before
    assert all(before.values())
    # The application reads none of it but what the person's team sees.
    assert EvidenceAudience.objects.count() == Evidence.objects.count() == 0
    member = Assignment.objects.filter(role="inspector").order_by("pk").first()
    with acting_as(member.person):
        mine = EvidenceAudience.objects.values_list("inspection", "inspectorate").distinct()
        teams = Assignment.objects.filter(person=member.person)
        assert set(mine) == set(teams.values_list("inspection", "inspectorate"))
        assert Evidence.objects.count() == EvidenceAudience.objects.count() < 20_000


@pytest.mark.postgres
def test_copy_writes_every_row(owner: None) -> None:
    seeded(20_000)
    assert Evidence.objects.count() == 20_000
    versions = EvidenceRevision.objects.count()
    assert versions == EvidenceWords.objects.count() > 23_000
    assert EvidenceAudience.objects.values("evidence").distinct().count() == 20_000
    assert orphans() == []
    # The next row gets the next number.
    newest = EvidenceRevision.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('inspections_evidencerevision_id_seq')")
        assert cursor.fetchone()[0] == newest + 1


@pytest.mark.postgres
def test_by_copy_and_by_triggers_are_the_same(owner: None) -> None:
    with transaction.atomic():
        seeded(400)
        copied = projected()
        transaction.set_rollback(True)
    assert not Evidence.objects.exists()
    seeded(400, by_triggers=True)
    by_triggers = projected()

    def facts(rows: set[Any]) -> list[Any]:
        """Without the keys of people and inspections, whose sequences went on."""
        return sorted((str(row[2]), row[4], row[5]) for row in rows)

    assert facts(by_triggers["seen"]) == facts(copied["seen"])
    assert {key for key, _ in by_triggers["words"]} == {key for key, _ in copied["words"]}


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_application_does_not_write_past_the_guards() -> None:
    before = guards()
    with pytest.raises(CommandError, match="only the owner of the tables"):
        seeded(50)
    assert guards() == before
    assert not Inspection.objects.exists()


@pytest.mark.postgres
def test_a_key_that_leads_nowhere_stops_it(owner: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filling._people

    def others(*args: Any) -> dict[int, tuple[int, ...]]:
        return {body: tuple(-one for one in people) for body, people in made(*args).items()}

    monkeypatch.setattr(filling, "_people", others)
    with pytest.raises(IntegrityError, match="is not present in table"), transaction.atomic():
        seeded(50)
    assert not Inspection.objects.exists()
