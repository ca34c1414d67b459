"""`manage.py demo_inspection`, told once: from the opening to the published letter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.demonstration import release
from desk.demonstration.people import person
from desk.demonstration.release import SCHEDULE, ReleaseStory
from desk.demonstration.story import script
from inspections.models import EvidenceAudience
from judgements.models import Judgement, Signature
from records.actor import acting_as
from records.models import Job
from records.states import JobState
from reports.models import AccuracyAnswer, Report
from tests.reports.paper import squeezed, text_of


@dataclass
class Told:
    """A story that was told, what was said, and where things stood after each chapter."""

    story: ReleaseStory
    said: list[str]
    stages: list[tuple[str, str, str, str]] = field(default_factory=list)


def stages_of(story: ReleaseStory) -> tuple[str, str, str]:
    """The states of inspection, judgement and report; nothing for what is not begun."""
    inspection = getattr(story, "inspection", None)
    if inspection is None:
        return ("", "", "")
    judgement = Judgement.objects.filter(strand__inspection=inspection).first()
    report = Report.objects.filter(inspection=inspection).first()
    inspection.refresh_from_db()
    return (inspection.state, judgement.state if judgement else "", report.state if report else "")


class Noted(ReleaseStory):
    """A story of which every stage is noted."""

    stages: list[tuple[str, str, str]]
    last: ReleaseStory

    def wait(self, *, days: int) -> None:
        Noted.last = self
        Noted.stages.append(stages_of(self))
        super().wait(days=days)


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> Iterator[Told]:
    """`manage.py demo_inspection`, once for this module; undone after it."""
    said = StringIO()
    patch = pytest.MonkeyPatch()
    patch.setattr(release, "ReleaseStory", Noted)
    # The tables are there already, and on PostgreSQL they are not the application's to change.
    patch.setattr("desk.management.commands.demo_inspection.call_command", lambda *_, **__: None)
    Noted.stages = []
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo_inspection", area="Rutland", stdout=said)
        names = [name for name, _ in SCHEDULE]
        after = [*Noted.stages[1:], stages_of(Noted.last)]
        stages = [(name, *found) for name, found in zip(names, after, strict=True)]
        yield Told(Noted.last, said.getvalue().splitlines(), stages)
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def told(db: None, published: Told) -> Told:
    return published


# --- the story -----------------------------------------------------------------------------------


def test_each_chapter_brings_everything_to_its_stage(told: Told) -> None:
    assert told.stages == [
        ("open", "planned", "", ""),
        ("notify", "notified", "", ""),
        ("record", "fieldwork", "", ""),
        ("open_positions", "fieldwork", "positions_open", ""),
        ("take_positions", "fieldwork", "revealed", ""),
        ("weigh", "fieldwork", "revealed", ""),
        ("agree", "fieldwork", "agreed", ""),
        ("write", "reporting", "agreed", "drafting"),
        ("assure", "reporting", "agreed", "agreement"),
        ("sign_off", "reporting", "agreed", "agreement"),
        ("send_to_chair", "reporting", "agreed", "with_chair"),
        ("comment", "reporting", "agreed", "with_chair"),
        ("return_response", "reporting", "agreed", "answering"),
        ("answer", "reporting", "agreed", "final_agreement"),
        ("sign_off", "reporting", "agreed", "final_agreement"),
        ("publish", "reporting", "agreed", "published"),
    ]


def test_the_story_ends_today_and_never_runs_ahead(told: Told) -> None:
    publication = told.story.publication
    assert timezone.localdate(publication.published_at) == timezone.localdate()
    assert publication.published_at <= timezone.now()
    events = list(told.story.inspection.events.order_by("pk"))
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_notice_and_fieldwork_begin_on_their_key_dates(told: Told) -> None:
    days = {row.code: row.on for row in told.story.inspection.key_dates.all()}
    moved = {
        event.to_state: timezone.localdate(event.at) for event in told.story.inspection.events.all()
    }
    assert moved["notified"] == days["notification"]
    assert moved["fieldwork"] == days["fieldwork_start"]
    assert days["notification"] < days["fieldwork_start"]


def test_five_inspectorates_signed_and_one_keeps_a_disagreement(told: Told) -> None:
    with acting_as(told.story.overall_lead):
        signed = list(Signature.objects.filter(proposal__judgement__strand=told.story.strand))
    assert len(signed) == 5
    assert len([row for row in signed if row.disagreement]) == len(script()["proposal"]["dissent"])


def test_every_comment_of_the_chair_has_its_answer(told: Told) -> None:
    answers = AccuracyAnswer.objects.filter(comment__round__report=told.story.report)
    assert sorted(row.is_accepted for row in answers) == sorted(
        facts["accepted"] for facts in script()["comments"]
    )


def test_every_word_of_the_script_has_the_name_of_the_area(told: Told) -> None:
    texts = [row.text for row in told.story.report.paragraphs.all()]
    assert texts
    assert [text for text in texts if "{" in text] == []
    assert any("Rutland" in text for text in texts)


def test_no_job_is_left_undone(told: Told) -> None:
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_each_inspector_reads_the_joint_evidence(told: Told) -> None:
    for email in ("owen.inspector@ofsted.example", "june.inspector@hmiprisons.example"):
        reader = person(email)
        with acting_as(reader):
            assert EvidenceAudience.objects.visible_to(reader).count() == len(script()["evidence"])


# --- what the command says and writes ------------------------------------------------------------


def test_the_command_writes_the_letter_with_the_grade_and_the_area(told: Told) -> None:
    content = (Path(settings.VAR_DIR) / "letter.pdf").read_bytes()
    assert content == bytes(told.story.publication.artefact.content)
    text = squeezed(text_of(content))
    assert squeezed("Rutland") in text
    assert squeezed(script()["proposal"]["statement"].replace("{area}", "Rutland"))[:60] in text
    assert "good" in text.lower()


def test_the_command_says_a_sentence_for_each_step(told: Told) -> None:
    assert len(told.said) >= len(SCHEDULE)
    assert {line[:2] for line in told.said} == {"- "}
    assert {line[-1] for line in told.said} == {"."}
    whole = "\n".join(told.said)
    assert "The shared grade is Good, signed by five inspectorates on " in whole
    assert f"{told.story.publication} is published: " in whole
    assert told.story.publication.pdf_sha256 in whole
    assert told.said[-1].startswith("- The letter is in ")
    assert told.said[-1].endswith("letter.pdf.")


def test_the_published_letter_can_be_read_without_an_account(told: Told) -> None:
    page = Client().get(reverse("published:publication", args=[told.story.publication.reference]))
    assert page.status_code == 200
    assert "Rutland" in page.content.decode()
