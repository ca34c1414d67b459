"""The invented people, and how a story about them begins."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.demonstration import load
from desk.demonstration.casework import casework
from desk.demonstration.load import (
    load_cast,
    load_inspections,
    load_people,
    shipped_frameworks,
)
from desk.demonstration.people import PASSWORD, cast, make_people, person, sign_ins
from desk.demonstration.release import SCHEDULE, ReleaseStory, told_until
from desk.demonstration.sampling import SEED
from desk.demonstration.story import monday_after, script
from frameworks.models import FrameworkVersion
from inspections.actions.samples_draw import reproduce
from inspections.models import CaseStep, Draw, ListedSubject
from inspections.rules import add_working_days
from inspections.values import CaseKind, Subject
from judgements.models import Judgement
from organisations.models import LocalArea, Membership, User
from organisations.permissions import membership_of
from reports.models import Publication, Report
from tests.factories.frameworks import framework_version_factory

# --- the beginning of a story        --------------------------------------------------------------


@pytest.mark.django_db
def test_a_story_that_stops_early_has_nothing_of_what_would_follow() -> None:
    load_cast(tell=lambda _sentence: None)
    story = told_until("record", area="Shropshire", tell=lambda _sentence: None)
    assert story.inspection.state == "fieldwork"
    assert not Judgement.objects.exists()
    assert not Report.objects.exists()
    assert story.inspection.area.name == "Shropshire"
    assert len(story.evidence) == len(script()["evidence"])
    assert len(story.cases) == len(script()["cases"]) + len(casework()["added"])
    assert CaseStep.objects.count() == len(casework()["steps"])
    assert {case.subject for case in story.cases.values()} == set(Subject)
    assert {case.kind for case in story.cases.values()} == set(CaseKind)
    drawn = Draw.objects.get()
    assert (drawn.seed, drawn.substitutions.count()) == (SEED, 1)
    assert reproduce(drawn=drawn).is_identical
    assert ListedSubject.objects.recognised().count() == 3
    assert not Publication.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("last", "area", "error"),
    [("explode", "Rutland", ValueError), ("open", "Nowhere", LocalArea.DoesNotExist)],
)
def test_a_story_without_such_a_chapter_or_place_is_not_told(
    last: str, area: str, error: type[Exception]
) -> None:
    load_people(tell=lambda _sentence: None)
    with pytest.raises(error):
        told_until(last, area=area, tell=lambda _sentence: None)


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 12, 7), date(2026, 12, 7)),
        (date(2026, 12, 8), date(2026, 12, 14)),
        (date(2026, 12, 13), date(2026, 12, 14)),
        (date(2026, 8, 29), date(2026, 9, 7)),  # 31 August is a bank holiday
        (date(2026, 5, 3), date(2026, 5, 11)),  # so is 4 May
    ],
)
def test_fieldwork_begins_on_a_monday_on_which_people_work(day: date, monday: date) -> None:
    assert monday_after(day) == monday


def test_the_schedule_tells_chapters_that_there_are() -> None:
    assert [name for name, _ in SCHEDULE if not callable(getattr(ReleaseStory, name, None))] == []
    assert all(days >= 0 for _, days in SCHEDULE)


@pytest.mark.django_db
def test_the_clock_of_a_story_does_not_run_beyond_now() -> None:
    load_people(tell=lambda _sentence: None)
    area = LocalArea.objects.get(name="Rutland").code
    begins = timezone.now() - timedelta(days=1)
    story = ReleaseStory(area=area, begins=begins, tell=lambda _sentence: None)
    story.wait(days=400)
    assert begins < story.clock <= timezone.now()


@pytest.mark.django_db
def test_a_day_that_a_story_waited_for_is_not_waited_for_again() -> None:
    load_people(tell=lambda _sentence: None)
    area = LocalArea.objects.get(name="Rutland").code
    begins = timezone.now() - timedelta(days=100)
    story = ReleaseStory(area=area, begins=begins, tell=lambda _sentence: None)
    day = timezone.localdate(begins) + timedelta(days=20)
    story.wait_until(day)
    assert timezone.localdate(story.clock) == day
    reached = story.clock
    story.wait(days=5)
    story.wait_until(day - timedelta(days=1))
    assert story.clock == reached
    story.wait(days=25)
    assert story.clock == begins + timedelta(days=30)


@pytest.mark.django_db
@pytest.mark.parametrize("opened", [date(2026, 4, 14), date(2025, 12, 8), date(2026, 6, 1)])
def test_notice_and_fieldwork_fit_between_the_chapters(opened: date) -> None:
    """Also where bank holidays put the first Monday off."""
    starts = monday_after(opened + timedelta(days=10))
    days = dict(SCHEDULE[:4])
    assert list(days) == ["open", "notify", "record", "open_positions"]
    assert add_working_days(starts, -5) >= opened + timedelta(days=days["notify"])
    assert starts >= opened + timedelta(days=days["notify"] + days["record"])
    assert starts < opened + timedelta(days=sum(days.values()))


# --- people --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_everybody_of_the_cast_can_sign_in() -> None:
    load_people(tell=lambda _sentence: None)
    listed = [email for email, _ in sign_ins()]
    assert len(listed) == len(set(listed)) == User.objects.count()
    for email in listed:
        facts = {"login": email, "password": PASSWORD}
        answer = Client().post(reverse("account_login"), facts)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/"), email


@pytest.mark.django_db
def test_everybody_of_the_cast_belongs_where_the_list_says() -> None:
    load_people(tell=lambda _sentence: None)
    today = timezone.localdate()
    for email, what in sign_ins():
        someone = person(email)
        membership = membership_of(someone, today)
        place = membership.inspectorate.short_name if membership else ""
        assert someone.is_admin == what.startswith("admin"), email
        assert what.startswith(f"{place}:") if place else ":" not in what or someone.is_admin, email


@pytest.mark.django_db
def test_making_people_twice_makes_them_once() -> None:
    load_people(tell=lambda _sentence: None)
    people, memberships = User.objects.count(), Membership.objects.count()
    make_people()
    assert (User.objects.count(), Membership.objects.count()) == (people, memberships)


@pytest.mark.django_db
def test_somebody_who_is_there_already_keeps_their_password() -> None:
    email = cast()["chair"]["email"]
    User.objects.create_user(email, "a password of their own", name="Sunita")
    load_people(tell=lambda _sentence: None)
    assert person(email).check_password("a password of their own")


def test_nobody_of_the_cast_can_be_reached_by_mail() -> None:
    assert [email for email, _ in sign_ins() if not email.endswith(".example")] == []


# --- loading -------------------------------------------------------------------------------------


def test_every_shipped_framework_has_a_day_from_which_it_is_in_force() -> None:
    folder = Path(settings.BASE_DIR) / "fixtures" / "frameworks"
    days = shipped_frameworks()
    assert set(days) == {path.name for path in folder.glob("*.yaml")}
    assert [name for name, day in days.items() if day is None] == []
    assert list(days.values()) == sorted(day for day in days.values() if day)


def test_every_day_is_that_of_a_shipped_framework() -> None:
    lines = (Path(settings.BASE_DIR) / "fixtures" / "demo" / "frameworks.csv").read_text().split()
    assert {line.split(",")[0] for line in lines[1:]} == set(shipped_frameworks())


@pytest.mark.django_db
def test_loading_the_cast_twice_has_each_version_in_force_once() -> None:
    said: list[str] = []
    load_cast(tell=said.append)
    load_cast(tell=said.append)
    versions = FrameworkVersion.objects.select_related("framework")
    assert versions.count() == len(shipped_frameworks())
    assert {one.status for one in versions} == {"in_force"}
    assert all(one.loaded_by != one.approved_by for one in versions)
    integrated = versions.get(framework__code="integrated")
    assert integrated.in_force_from == date(2015, 4, 1)
    assert said[:2] == said[2:]
    assert f"{len(shipped_frameworks())} frameworks are in force" in said[1]


@pytest.mark.django_db
def test_a_day_that_another_version_has_leaves_a_draft_and_says_so() -> None:
    same = framework_content_of("integrated-2014.yaml")["framework"]
    framework_version_factory(on=date(2015, 4, 1), version="2014-06", framework=same)
    said: list[str] = []
    load_cast(tell=said.append)
    assert FrameworkVersion.objects.get(version="2014-06").status == "in_force"
    left = FrameworkVersion.objects.get(framework__code="integrated", status="draft")
    (sentence,) = [one for one in said if "stays a draft" in one]
    assert str(left) in sentence
    assert "Version 2014-06 is in force from that day" in sentence


@pytest.mark.django_db
def test_a_version_with_other_content_is_kept_and_said() -> None:
    shipped = framework_content_of("integrated-2014.yaml")
    same = {name: shipped[name] for name in ("framework", "version")}
    framework_version_factory(on=date(2015, 4, 1), **same)
    said: list[str] = []
    load_cast(tell=said.append)
    assert FrameworkVersion.objects.filter(framework__code="integrated").count() == 1
    assert any("integrated-2014.yaml is not loaded" in one for one in said)


@pytest.mark.django_db
def test_a_file_without_a_day_stays_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    only = {"cpi-2012.yaml": None}
    monkeypatch.setattr(load, "shipped_frameworks", lambda: only)
    said: list[str] = []
    load_cast(tell=said.append)
    assert FrameworkVersion.objects.get().status == "draft"
    assert "names no day for cpi-2012.yaml" in said[1]


def framework_content_of(name: str) -> dict[str, Any]:
    """A shipped file as data."""
    path = Path(settings.BASE_DIR) / "fixtures" / "frameworks" / name
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def test_three_inspections_give_everybody_something_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []

    class Story:
        def take_positions(self, *, but: tuple[str, ...]) -> None:
            told.append(("take_positions", ", ".join(but)))

    def note(last: str, *, area: str, tell: Any) -> Story:
        told.append((last, area))
        return Story()

    monkeypatch.setattr(load, "told_until", note)
    monkeypatch.setattr(
        load, "work_with_the_partnership", lambda _story: told.append(("partnership", ""))
    )
    monkeypatch.setattr(load, "work_apart", lambda tell: told.append(("apart", "")))
    load_inspections(tell=lambda _sentence: None)
    assert told == [
        ("publish", "Rutland"),
        ("send_to_chair", "Isle of Wight"),
        ("open_positions", "Shropshire"),
        ("take_positions", "ofsted, hmi-probation"),
        ("partnership", ""),
        ("apart", ""),
    ]
