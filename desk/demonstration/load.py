"""What a demonstration begins with: organisations, people, frameworks in force."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from desk.demonstration.partnership import work_with_the_partnership
from desk.demonstration.people import cast, make_people, person
from desk.demonstration.release import told_until
from desk.demonstration.sharing import work_apart
from frameworks import actions as frameworks
from frameworks.errors import NotReadyForForce, VersionIsFixed
from frameworks.models import FrameworkVersion
from frameworks.reference import load_reference, shipped_files
from organisations.models import User
from records.actor import acting_as

Tell = Callable[[str], None]


def load_people(*, tell: Tell) -> None:
    """Organisations and people; what is there already stays."""
    counts = load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
    tell(f"{counts['local_areas.csv']} local areas and their inspectorates are there.")
    make_people()


def load_cast(*, tell: Tell) -> None:
    """Organisations, people and every shipped framework; what is there already stays."""
    load_people(tell=tell)
    loader, approver = (person(facts["email"]) for facts in cast()["admins"])
    in_force = [
        version
        for name, day in shipped_frameworks().items()
        if (version := _load_one(name, day, loader, approver, tell=tell)) is not None
    ]
    tell(f"{len(in_force)} frameworks are in force: loaded by {loader}, approved by {approver}.")


def shipped_frameworks() -> dict[str, date | None]:
    """Every framework file by its name, with the day from which it is in force here.

    The oldest come first. The days stand in fixtures/demo/frameworks.csv; a file without a line
    there is loaded as a draft.
    """
    fixtures = Path(settings.BASE_DIR) / "fixtures"
    with (fixtures / "demo" / "frameworks.csv").open(encoding="utf-8", newline="") as lines:
        days = {
            row["file"]: date.fromisoformat(row["in_force_from"]) for row in csv.DictReader(lines)
        }
    names = [path.name for path in shipped_files()]
    return {name: days.get(name) for name in sorted(names, key=lambda one: days.get(one, date.max))}


def _load_one(
    name: str, day: date | None, loader: User, approver: User, *, tell: Tell
) -> FrameworkVersion | None:
    """Load a file and put it in force; None where it is left as a draft, or was kept out."""
    content = (Path(settings.BASE_DIR) / "fixtures" / "frameworks" / name).read_bytes()
    now = timezone.now()
    with acting_as(loader):
        try:
            loaded = frameworks.load_file(content=content, name=name, by=loader, at=now)
        except VersionIsFixed as refusal:
            tell(f"{name} is not loaded. {refusal.message}")
            return None
        version: FrameworkVersion = loaded.version
        if not version.is_draft:
            return version
        if day is None:
            tell(f"{version} stays a draft: fixtures/demo/frameworks.csv names no day for {name}.")
            return None
        try:
            frameworks.put_in_force(
                version=version, on=day, by=loader, approved_by=approver, at=now
            )
        except NotReadyForForce as refusal:
            tell(f"{version} stays a draft. {refusal.message}")
            return None
    return version


def load_inspections(*, tell: Tell) -> None:
    """Four inspections, so that everybody has something to do.

    One is published, one is with the chair, one waits for two positions; there the partnership is
    at its joint audit, and a safeguarding concern waits to be read. In the fourth the inspectorates
    work in strands of their own, share what they find, two have begun their own reports, and the
    document that binds all reports together waits for its parts.
    """
    told_until("publish", area="Rutland", tell=tell)
    told_until("send_to_chair", area="Isle of Wight", tell=tell)
    at_work = told_until("open_positions", area="Shropshire", tell=tell)
    at_work.take_positions(but=("ofsted", "hmi-probation"))
    work_with_the_partnership(at_work)
    work_apart(tell=tell)
