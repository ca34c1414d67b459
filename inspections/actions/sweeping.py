"""Files that nothing knows of: what a save wrote that then failed, and what an upload left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from inspections.actions.files import folder_of_files, folder_of_locked
from inspections.models import StoredFile

# Longer than any request lasts: a file is on the disk before the row that knows it is committed.
AFTER = timedelta(days=1)
_BATCH = 500


@dataclass(frozen=True)
class Swept:
    """What a sweep did and found.

    Args:
        removed: how many files were removed.
        missing: generated names that something knows and the disk does not have.
    """

    removed: int
    missing: tuple[str, ...]


def sweep_files(*, at: datetime) -> Swept:
    """Remove what lies on the disk for a day and belongs to nothing; name what is missing there."""
    old = (at - AFTER).timestamp()
    removed = 0
    for place in _files_in(Path(settings.FILE_UPLOAD_TEMP_DIR)):
        removed += _removed_if_old(place, old)
    there: set[str] = set()
    for folder in (folder_of_files(), folder_of_locked()):
        places = list(_files_in(folder))
        there.update(place.name for place in places)
        for start in range(0, len(places), _BATCH):
            batch = places[start : start + _BATCH]
            known = _known({place.name for place in batch})
            removed += sum(
                _removed_if_old(place, old) for place in batch if place.name not in known
            )
    names = StoredFile.objects.order_by("name").values_list("name", flat=True)
    return Swept(removed, tuple(name for name in names.iterator() if name not in there))


def _known(names: set[str]) -> set[str]:
    return set(StoredFile.objects.filter(name__in=names).values_list("name", flat=True))


def _files_in(folder: Path) -> list[Path]:
    return sorted(place for place in folder.rglob("*") if place.is_file())


def _removed_if_old(place: Path, old: float) -> int:
    try:
        if place.stat().st_mtime >= old:
            return 0
        place.unlink()
    except FileNotFoundError:
        return 0
    return 1
