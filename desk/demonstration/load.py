"""What a demonstration begins with: organisations, people, a framework in force."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from desk.demonstration.people import cast, make_people, person
from desk.demonstration.release import ReleaseStory
from desk.demonstration.story import monday_before
from frameworks import actions as frameworks
from frameworks.models import FrameworkVersion
from organisations.models import LocalArea
from organisations.reference import load_reference
from records.actor import acting_as

FRAMEWORK = "integrated-2014.yaml"
IN_FORCE_SINCE = date(2015, 4, 1)
Tell = Callable[[str], None]


def load_cast(*, tell: Tell) -> None:
    """Organisations, people and the framework; what is there already stays."""
    fixtures = Path(settings.BASE_DIR) / "fixtures"
    counts = load_reference(fixtures / "reference")
    tell(f"{counts['local_areas.csv']} local areas and their inspectorates are there.")
    make_people()
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


def _story(area: str, *, days_ago: int, fieldwork_days_ago: int, tell: Tell) -> ReleaseStory:
    today = timezone.localdate()
    story = ReleaseStory(
        area=LocalArea.objects.get(name=area).code,
        begins=timezone.now() - timedelta(days=days_ago),
        tell=tell,
    )
    story.open(fieldwork_starts_on=monday_before(today - timedelta(days=fieldwork_days_ago)))
    story.record()
    return story


def load_inspections(*, tell: Tell) -> None:
    """Three inspections, so that everybody has something to do: one published, one with the chair,
    one in fieldwork with two positions missing."""
    published = _story("Rutland", days_ago=120, fieldwork_days_ago=90, tell=tell)
    sent = _story("Isle of Wight", days_ago=60, fieldwork_days_ago=45, tell=tell)
    for story in (published, sent):
        story.open_positions()
        story.take_positions()
        story.agree()
        story.wait(days=14)
        story.write()
        story.assure()
        story.sign_off()
    published.wait(days=14)
    published.send_to_chair()
    published.comment()
    published.return_response()
    published.answer()
    published.sign_off()
    published.publish()
    sent.wait(days=60)
    sent.send_to_chair()
    at_work = _story("Shropshire", days_ago=20, fieldwork_days_ago=4, tell=tell)
    at_work.open_positions()
    at_work.take_positions(but=("ofsted", "hmi-probation"))
