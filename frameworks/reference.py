"""What comes with the service: organisations, the themes of criteria, and the framework files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from frameworks.actions import load_file
from frameworks.models import FrameworkVersion, Theme
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


def shipped_files() -> list[Path]:
    """The framework files that come with the service, by name."""
    return sorted((Path(settings.BASE_DIR) / "fixtures" / "frameworks").glob("*.yaml"))


@contextmanager
def shipped_where_none_is_loaded() -> Iterator[bool]:
    """Where no framework is loaded, have the shipped ones for as long as this lasts.

    For commands that look at frameworks and change nothing: on a new installation they answer from
    the files. What was loaded is rolled back.

    Yields:
        Whether the shipped files stand in.
    """
    if FrameworkVersion.objects.exists():
        yield False
        return
    with transaction.atomic():
        load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
        for path in shipped_files():
            load_file(content=path.read_bytes(), name=path.name, by=None, at=timezone.now())
        yield True
        transaction.set_rollback(True)
