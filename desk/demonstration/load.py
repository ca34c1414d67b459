"""What a demonstration begins with: organisations, people, a framework in force."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from desk.demonstration.people import cast, make_people, person
from desk.demonstration.release import told_until
from frameworks import actions as frameworks
from frameworks.models import FrameworkVersion
from frameworks.reference import load_reference
from records.actor import acting_as

FRAMEWORK = "integrated-2014.yaml"
IN_FORCE_SINCE = date(2015, 4, 1)
Tell = Callable[[str], None]


def load_people(*, tell: Tell) -> None:
    """Organisations and people; what is there already stays."""
    counts = load_reference(Path(settings.BASE_DIR) / "fixtures" / "reference")
    tell(f"{counts['local_areas.csv']} local areas and their inspectorates are there.")
    make_people()


def load_cast(*, tell: Tell) -> None:
    """Organisations, people and the framework; what is there already stays."""
    fixtures = Path(settings.BASE_DIR) / "fixtures"
    load_people(tell=tell)
    loader, approver = (person(facts["email"]) for facts in cast()["admins"])
    with acting_as(loader):
        content = (fixtures / "frameworks" / FRAMEWORK).read_bytes()
        loaded = frameworks.load_file(content=content, name=FRAMEWORK, by=loader, at=timezone.now())
        version: FrameworkVersion = loaded.version
        if version.is_draft:
            frameworks.put_in_force(
                version=version,
                on=IN_FORCE_SINCE,
                by=loader,
                approved_by=approver,
                at=timezone.now(),
            )
    tell(f"{version} is in force: loaded by {loader}, approved by {approver}.")


def load_inspections(*, tell: Tell) -> None:
    """Three inspections, so that everybody has something to do.

    One is published, one is with the chair, one waits for two positions.
    """
    told_until("publish", area="Rutland", tell=tell)
    told_until("send_to_chair", area="Isle of Wight", tell=tell)
    at_work = told_until("open_positions", area="Shropshire", tell=tell)
    at_work.take_positions(but=("ofsted", "hmi-probation"))
