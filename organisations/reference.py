"""The organisations that exist whether or not anybody inspects: read from fixtures/reference."""

import csv
from pathlib import Path

from django.db import models, transaction

from organisations.models import (
    Imprint,
    Inspectorate,
    InspectorateName,
    LegalPower,
    LocalArea,
    Reach,
    Service,
)

KEYS = {
    "local_areas.csv": (LocalArea, ["code"]),
    "inspectorates.csv": (Inspectorate, ["code"]),
    "legal_powers.csv": (LegalPower, ["code"]),
    "services.csv": (Service, ["code"]),
}


def upsert(path: Path, model: type[models.Model], key: list[str]) -> int:
    """Bring a table to what a file says, and say how many rows the file has.

    Args:
        path: a CSV file whose columns are the model's fields.
        model: what its rows are.
        key: the fields that tell one row from another.
    """
    rows = _rows(path)
    model._default_manager.bulk_create(
        [model(**row) for row in rows],
        update_conflicts=True,
        unique_fields=key,
        update_fields=[field for field in rows[0] if field not in key],
    )
    return len(rows)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load_reference(folder: Path) -> dict[str, int]:
    """Bring inspectorates, names, powers, what those reach, and local areas to what the files say.

    Args:
        folder: where the files are.

    Returns:
        How many rows each file has.
    """
    counts = {name: upsert(folder / name, model, key) for name, (model, key) in KEYS.items()}
    inspectorates = {row.code: row for row in Inspectorate.objects.all()}
    names = _rows(folder / "inspectorate_names.csv")
    InspectorateName.objects.all().delete()
    InspectorateName.objects.bulk_create(
        InspectorateName(
            inspectorate=inspectorates[row["inspectorate"]],
            name=row["name"],
            short_name=row["short_name"],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"] or None,
        )
        for row in names
    )
    counts["inspectorate_names.csv"] = len(names)
    counts["imprint.csv"] = _load_imprint(_rows(folder / "imprint.csv"), inspectorates)
    counts["reach.csv"] = _load_reach(_rows(folder / "reach.csv"))
    return counts


def _load_imprint(rows: list[dict[str, str]], inspectorates: dict[str, Inspectorate]) -> int:
    """What every document ends with, in the place of what it ended with before."""
    Imprint.objects.all().delete()
    Imprint.objects.bulk_create(
        Imprint(
            code=row["code"],
            inspectorate=inspectorates[row["inspectorate"]] if row["inspectorate"] else None,
            text=row["text"],
            order=row["order"],
            source=row["source"],
        )
        for row in rows
    )
    return len(rows)


def _load_reach(rows: list[dict[str, str]]) -> int:
    """What is known of powers and services, in the place of what was known before."""
    powers = {row.code: row for row in LegalPower.objects.all()}
    services = {row.code: row for row in Service.objects.all()}
    Reach.objects.all().delete()
    Reach.objects.bulk_create(
        Reach(
            power=powers[row["power"]],
            service=services[row["service"]],
            starts_on=row["starts_on"],
            ends_on=row["ends_on"] or None,
            verdict=row["verdict"],
            source=row["source"],
        )
        for row in rows
    )
    return len(rows)
