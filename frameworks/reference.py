"""What every framework leans on: the organisations that exist, and the themes of criteria."""

from pathlib import Path

from django.db import transaction

from frameworks.models import Theme
from organisations.reference import load_reference as load_organisations
from organisations.reference import upsert


@transaction.atomic
def load_reference(folder: Path) -> dict[str, int]:
    """Bring inspectorates, their names, powers, local areas and themes to what the files say.

    Args:
        folder: where the files are.

    Returns:
        How many rows each file has.
    """
    counts = load_organisations(folder)
    counts["themes.csv"] = upsert(folder / "themes.csv", Theme, ["code"])
    return counts
