"""What comes with the service for writing: the house style and the abbreviations of the field."""

import csv
from functools import cache
from pathlib import Path

from django.conf import settings

from reports.rules.plain_english import Abbreviation, Advice, HouseStyle

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"


@cache
def house_style() -> HouseStyle:
    """What is better said otherwise, from house_style.csv."""
    return HouseStyle(Advice(**row) for row in _rows("house_style.csv"))


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """What abbreviations stand for, from abbreviations.csv."""
    return tuple(
        Abbreviation(row["short"], row["long"], row["usual"] == "yes")
        for row in _rows("abbreviations.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
