"""What a seeded database stands on, and how its rows are written: by COPY on PostgreSQL."""

from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models, transaction

from frameworks.models import InspectionType
from inspections.management.guards import guards_off, run
from inspections.management.scale import (
    FIRST_DAY,
    TEAM_OF_EACH,
    WITHDRAWN_SHARES,
    Ground,
    Part,
    Place,
    Row,
    Rows,
    Scale,
    Size,
)
from inspections.models import (
    Assignment,
    Case,
    Evidence,
    EvidenceAudience,
    EvidenceCriterion,
    EvidenceRevision,
    EvidenceShare,
    EvidenceWords,
    Inspection,
    InspectionEvent,
    Strand,
    StrandParticipant,
)
from inspections.values import StrandKind
from organisations.models import (
    Agency,
    Inspectorate,
    LegalPower,
    LocalArea,
    Membership,
    Partnership,
    User,
)
from organisations.values import AgencyKind, MemberRole

_FRAMEWORK = "fixtures/frameworks/integrated-2014.yaml"
_AGENCIES = (AgencyKind.LOCAL_AUTHORITY, AgencyKind.HEALTH, AgencyKind.POLICE)
# Each inspector works on about so many of the inspections.
_INSPECTIONS_OF_ONE = 20
_AT_ONCE = 100
# In the order in which rows refer to each other; the columns are those of the rows in `scale`.
_TABLES: dict[str, tuple[type[models.Model], str]] = {
    "Inspection": (
        Inspection,
        (
            "id reference area_id partnership_id framework_version_id inspection_type_id state"
            " fieldwork_starts_on deep_dive opened_by_id opened_at"
        ),
    ),
    "InspectionEvent": (InspectionEvent, "id inspection_id from_state to_state by_id at why"),
    "Strand": (Strand, "id inspection_id code title kind power_id owner_id"),
    "StrandParticipant": (StrandParticipant, "id strand_id inspectorate_id"),
    "Strand_judgement_areas": (Strand.judgement_areas.through, "id strand_id judgementarea_id"),
    "Assignment": (
        Assignment,
        "id inspection_id inspectorate_id person_id role starts_on ends_on named_by_id named_at",
    ),
    "Case": (
        Case,
        (
            "id inspection_id reference kind subject adults_part point age_band cohort in_deep_dive"
            " is_disabled has_been_missing is_exploited in_custody version added_by_id added_at"
        ),
    ),
    "Case_agencies": (Case.agencies.through, "id case_id agency_id"),
    "Evidence": (
        Evidence,
        (
            "id inspection_id strand_id owner_id power_id author_id case_id reference version"
            " recorded_at withdrawn_by_id withdrawn_at withdrawn_why"
        ),
    ),
    "EvidenceRevision": (
        EvidenceRevision,
        (
            "id key person_id content_hash at draft_version evidence_id version text source"
            " observed_on agency_id strength is_childs_voice confidence wording basis why"
        ),
    ),
    "EvidenceCriterion": (EvidenceCriterion, "id revision_id criterion_id"),
    "EvidenceShare": (
        EvidenceShare,
        "id evidence_id revision_id inspectorate_id purpose power_id shared_by_id shared_at",
    ),
    "EvidenceAudience": (
        EvidenceAudience,
        "id inspection_id inspectorate_id evidence_id revision_id pinned recorded_at",
    ),
    "EvidenceWords": (EvidenceWords, "revision_id words"),
}
# What the database's triggers write, where they are let.
_PROJECTIONS = {"EvidenceAudience", "EvidenceWords"}


def fill(size: Size, seed: int, *, by_triggers: bool, tell: Callable[[str], Any]) -> None:
    """Write a database of this size, all of it or nothing.

    Args:
        by_triggers: let the database's triggers write the audience and the words, row by row. On
            SQLite there is no other way; on PostgreSQL COPY writes them, many times as quickly.
        tell: is told how far it has come.

    Raises:
        CommandError: this role does not own the tables.
    """
    tables = [model._meta.db_table for model, _ in _TABLES.values()]
    with transaction.atomic():
        ground = make_ground(size, seed)
        with guards_off(tables, triggers_too=not by_triggers):
            first = {
                name: _first_key(model) for name, (model, _) in _TABLES.items() if _counts(model)
            }
            batches = Scale(ground, size, seed, first).batches(_AT_ONCE)
            for number, batch in enumerate(batches, 1):
                _write_batch(batch, by_triggers=by_triggers)
                tell(f"{min(number * _AT_ONCE, size.inspections):,} inspections")
            _set_sequences()


# --- what is there before the rows ----------------------------------------------------------------


def make_ground(size: Size, seed: int) -> Ground:
    """Find a framework, or load one; make the people, the partnerships and the agencies."""
    kind = _joint_type()
    if kind is None:
        call_command("load_framework", str(Path(settings.BASE_DIR) / _FRAMEWORK), stdout=StringIO())
        kind = _joint_type()
    if kind is None:
        raise CommandError("No framework here has a type that is inspected together.")
    if not LocalArea.objects.exists():
        call_command("load_reference", stdout=StringIO())
    parts = tuple(sorted(_parts(kind), key=lambda part: part.kind))
    bodies = dict.fromkeys(one for part in parts for one in part.inspectorates)
    each = max(TEAM_OF_EACH, size.inspections * TEAM_OF_EACH // _INSPECTIONS_OF_ONE)
    places = tuple(
        _place(area, seed) for area in LocalArea.objects.order_by("code")[: size.inspections]
    )
    people = _people(list(bodies), each, seed)
    return Ground(kind.version_id, kind.pk, parts, places, people)


def _joint_type() -> InspectionType | None:
    """The type with the most parts that is inspected together."""
    types = InspectionType.objects.select_related("power", "led_by").order_by("pk")
    joint = [one for one in types if one.power.is_joint]
    return max(joint, key=lambda one: len(one.planned_strands()), default=None)


def _parts(kind: InspectionType) -> list[Part]:
    powers = {one.code: one for one in LegalPower.objects.all()}
    bodies = dict(Inspectorate.objects.values_list("code", "pk"))
    areas = {one.code: one for one in kind.judgement_areas.prefetch_related("criteria")}
    return [
        Part(
            code=plan.code,
            title=plan.title,
            power=powers[plan.power].pk,
            kind=StrandKind.JOINT if powers[plan.power].is_joint else StrandKind.SINGLE,
            inspectorates=tuple(bodies[code] for code in plan.inspectorates),
            areas=tuple(areas[code].pk for code in plan.areas),
            criteria=tuple(one.pk for code in plan.areas for one in areas[code].criteria.all()),
        )
        for plan in kind.planned_strands()
    ]


def _place(area: LocalArea, seed: int) -> Place:
    board = Partnership.objects.filter(area=area, ends_on=None).first()
    if board is None:
        name = f"{area.name} Safeguarding Children Board"
        board = Partnership.objects.create(area=area, name=name, starts_on=FIRST_DAY)
    agencies = []
    for kind in _AGENCIES:
        agency, _ = Agency.objects.get_or_create(
            code=f"scale-{seed}-{area.code}-{kind.value}".replace("_", "-"),
            defaults={"name": f"{area.name} {kind.value.replace('_', ' ')}", "kind": kind},
        )
        agency.areas.add(area)
        agencies.append(agency.pk)
    return Place(area.pk, board.pk, tuple(agencies))


def _people(bodies: Sequence[int], each: int, seed: int) -> dict[int, tuple[int, ...]]:
    """Inspectors without a password: `manage.py changepassword` gives one."""
    people: dict[int, tuple[int, ...]] = {}
    for body in bodies:
        made = [
            User(
                email=f"scale{seed}.{body}.{number}@example.org",
                name=f"Inspector {number} of {body}",
                password="!",  # noqa: S106 - what no password hashes to
            )
            for number in range(each)
        ]
        User.objects.bulk_create(made)
        Membership.objects.bulk_create(
            Membership(
                person=one,
                inspectorate_id=body,
                starts_on=FIRST_DAY,
                role=MemberRole.INSPECTOR if number else MemberRole.LEAD,
            )
            for number, one in enumerate(made)
        )
        people[body] = tuple(one.pk for one in made)
    return people


# --- how they are written -------------------------------------------------------------------------


def _write_batch(batch: Rows, *, by_triggers: bool) -> None:
    for name, (model, columns) in _TABLES.items():
        if not (by_triggers and name in _PROJECTIONS):
            _write(model, columns.split(), batch[name])
    _take_back(batch[WITHDRAWN_SHARES])


def _write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # No text of theirs has a tab, a line end or a backslash.
            lines = StringIO("".join("\t".join(map(_field, row)) + "\n" for row in rows))
            cursor.copy_expert(f"COPY {table} ({named}) FROM STDIN", lines)
            return
        fields = {one.column: one for one in model._meta.concrete_fields}
        prepare = [fields[column].get_db_prep_save for column in columns]
        cursor.executemany(
            f"INSERT INTO {table} ({named}) VALUES ({', '.join(['%s'] * len(columns))})",  # noqa: S608 - the models' names
            [
                [as_kept(said, connection) for as_kept, said in zip(prepare, row, strict=True)]
                for row in rows
            ],
        )


def _field(value: object) -> str:
    return "\\N" if value is None else str(value)


def _take_back(withdrawn: Iterable[Row]) -> None:
    """Withdraw shares, each on the day of its item, by whoever shared it."""
    rows = [EvidenceShare(pk=key, withdrawn_by_id=by, withdrawn_at=at) for key, by, at in withdrawn]
    EvidenceShare.objects.bulk_update(rows, ["withdrawn_by", "withdrawn_at"], batch_size=200)


def _counts(model: type[models.Model]) -> bool:
    return model._meta.auto_field is not None


def _first_key(model: type[models.Model]) -> int:
    last = model._default_manager.aggregate(last=models.Max("pk"))["last"]
    return (last or 0) + 1


def _set_sequences() -> None:
    if connection.vendor != "postgresql":
        return
    for model, _ in _TABLES.values():
        if _counts(model):
            table = model._meta.db_table
            run(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608 - the models' names
                " HAVING max(id) IS NOT NULL"
            )
