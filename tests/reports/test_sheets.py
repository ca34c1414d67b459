"""A grade reasoning sheet on paper: what it says, how it is printed, who fetches it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from inspections.models import Assignment
from judgements.actions.reasoning import PRINT_SHEET, ask_for_sheet
from judgements.values.reasoning import SheetCell, SheetTable
from organisations.models import User
from records.actions import queue_job
from records.models import AuditEntry, Job
from records.states import JobState
from reports import rendering
from reports.actions.sheets import find_sheet, may_have_sheet, printed_sheet
from reports.models import Artefact
from reports.press import Press, RenderFailed
from reports.print.jobs import Printed
from reports.print.pack import UNDRAWN
from reports.print.sheet import sheet_job, sheet_key
from reports.tasks import print_sheet
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import judgement_in
from tests.factories.organisations import UserFactory
from tests.factories.sheets import sheet, sheet_printed_for
from tests.pages.reading import Markup, words
from tests.reports.paper import text_of

SCRIPT = "<script>alert(1)</script>"
ClientOf = Callable[[User], Client]


def paper(**changes: Any) -> Markup:
    return Markup(sheet_job(sheet(**changes)).html)


# --- what it says ---------------------------------------------------------------------------------


def test_the_head_names_what_is_judged_where() -> None:
    job = sheet_job(sheet())
    title = "The effectiveness of the board, Northmere: grade reasoning sheet"
    assert job.title == title
    assert words(paper().every("h1")[0]) == title
    assert job.language == "en-GB"


def test_each_table_has_its_headings_and_names_its_rows() -> None:
    heads = [words(one) for one in paper().every("th")]
    assert heads == ["Criterion", "For", "Against", "¶115a"]
    assert [words(one) for one in paper().every("td")] == ["E-1, E-2", "None"]


def test_a_cell_with_references_and_a_text_has_both() -> None:
    row = (SheetCell("CQC"), SheetCell("2 more", ("E-1",)))
    table = SheetTable("Positions", "Opened.", ("Inspectorate", "Evidence"), (row,))
    assert words(paper(tables=(table,)).every("td")[0]) == "E-1, 2 more"


def test_a_table_without_rows_is_its_sentence() -> None:
    made = paper(tables=(SheetTable("Positions of round 2", "1 of 3 are in."),))
    assert made.every("table") == []
    assert "1 of 3 are in." in words(made.every("p")[-1])


def test_facts_stand_as_pairs() -> None:
    made = paper()
    assert [words(one) for one in made.every("dt")] == ["Stage", "Grade"]
    assert [words(one) for one in made.every("dd")] == ["Agreed", "Good"]


@pytest.mark.parametrize("text", [SCRIPT, "{{ sheet.title }}", "{% now 'Y' %}", "a & b < c"])
def test_what_people_wrote_is_text(text: str) -> None:
    row = (SheetCell(text), SheetCell(text))
    made = paper(
        title=text,
        facts=((text, text),),
        tables=(SheetTable(text, text, (text, text), (row,)),),
    )
    assert made.every("script") == []
    for tag in ("h2", "dt", "dd", "td"):
        assert words(made.every(tag)[0]) == text


def test_what_no_font_draws_is_marked() -> None:
    assert words(paper(facts=(("Grade", "好"),)).every("dd")[0]) == UNDRAWN


# --- its key --------------------------------------------------------------------------------------


def test_the_same_sheet_has_the_same_key() -> None:
    assert sheet_key(sheet()) == sheet_key(sheet())


@pytest.mark.parametrize(
    "changes",
    [{"title": "Another"}, {"place": "Elsewhere"}, {"facts": ()}, {"tables": ()}],
    ids=str,
)
def test_another_sheet_has_another_key(changes: dict[str, Any]) -> None:
    assert sheet_key(sheet(**changes)) != sheet_key(sheet())


# --- printing -------------------------------------------------------------------------------------


class PaperPress:
    """A press that prints nothing: it counts, and fails where the test says."""

    def __init__(self, failure: str = "") -> None:
        self.printed = 0
        self.failure = failure

    def render(self, document: Any, **_asked: Any) -> Printed:
        """What was asked for, or why not."""
        if self.failure:
            raise RenderFailed(self.failure, again=False)
        self.printed += 1
        return Printed(b"%PDF paper", "0" * 64, 2, ())


@pytest.fixture
def joint(db: None) -> JointInspection:
    """An inspection at fieldwork."""
    return joint_inspection()


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> PaperPress:
    made = PaperPress()
    monkeypatch.setattr(rendering, "the_press", lambda: made)
    return made


@pytest.fixture
def real_press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    made = Press()
    monkeypatch.setattr(rendering, "the_press", lambda: made)
    yield made
    made.close()


def asked_for(joint: JointInspection, by: User | None = None) -> Job:
    return ask_for_sheet(
        judgement=judgement_in(joint),
        sheet=sheet(reference=joint.reference),
        by=by or joint.overall_lead,
        at=timezone.now(),
    )


def test_a_worker_prints_it_once(joint: JointInspection, press: PaperPress) -> None:
    job = asked_for(joint)
    for _ in range(3):
        print_sheet(str(job.reference))
    job.refresh_from_db()
    assert (job.state, press.printed) == (JobState.DONE, 1)
    artefact = printed_sheet(sheet=sheet(reference=joint.reference))
    assert artefact is not None
    assert bytes(artefact.content) == b"%PDF paper"


def test_what_another_had_printed_is_not_printed_again(
    joint: JointInspection, press: PaperPress
) -> None:
    for person in (joint.overall_lead, joint.quality_assurer):
        print_sheet(str(asked_for(joint, person).reference))
    assert press.printed == 1
    assert Artefact.objects.count() == 1
    assert Job.objects.filter(kind=PRINT_SHEET, state=JobState.DONE).count() == 2


def test_who_left_the_team_meanwhile_gets_none(joint: JointInspection, press: PaperPress) -> None:
    job = asked_for(joint, joint.inspectors["cqc"])
    day = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(person=joint.inspectors["cqc"]).update(
        ends_on=day, ended_by=joint.overall_lead, ended_at=timezone.now()
    )
    print_sheet(str(job.reference))
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, rendering.LOST_PLACE)
    assert press.printed == 0


def test_one_that_cannot_be_printed_says_why(
    joint: JointInspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "the_press", lambda: PaperPress("It has too many pages."))
    job = asked_for(joint)
    print_sheet(str(job.reference))
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, "It has too many pages.")
    assert not Artefact.objects.exists()


def test_the_press_prints_it_with_title_and_headings(
    joint: JointInspection, real_press: Press
) -> None:
    print_sheet(str(asked_for(joint).reference))
    artefact = printed_sheet(sheet=sheet(reference=joint.reference))
    assert artefact is not None
    printed = text_of(bytes(artefact.content))
    assert "The effectiveness of the board, Northmere: grade reasoning sheet" in printed
    assert "For moderation. Not for publication" in printed
    assert "E-1, E-2" in printed


def test_an_inspection_that_is_not_there_has_no_sheet(db: None) -> None:
    assert not may_have_sheet(reference="OF-1900-0001", person=UserFactory(), at=timezone.now())


# --- fetching -------------------------------------------------------------------------------------


def at(joint: JointInspection, job: UUID) -> str:
    return f"/inspections/{joint.reference}/reports/reasoning/{job}.pdf"


def test_whoever_had_it_printed_fetches_it(joint: JointInspection, client_of: ClientOf) -> None:
    response = client_of(joint.overall_lead).get(at(joint, sheet_printed_for(joint)))
    assert response.content == b"%PDF sheet"
    assert response.headers["Content-Type"] == "application/pdf"
    assert f"{joint.reference}-reasoning.pdf" in response.headers["Content-Disposition"]
    entry = AuditEntry.objects.latest("pk")
    assert any("reasoning sheet" in one for one in entry.disclosed)


def test_for_everybody_else_it_is_not_there(joint: JointInspection, client_of: ClientOf) -> None:
    job = sheet_printed_for(joint)
    for person in (joint.quality_assurer, joint.leads["cqc"], UserFactory()):
        assert client_of(person).get(at(joint, job)).status_code == 404


def test_of_another_inspection_or_kind_it_is_not_there(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person, other = joint.overall_lead, joint_inspection()
    elsewhere = sheet_printed_for(other)
    assert find_sheet(inspection=joint.inspection, job=elsewhere, person=person) is None
    assert find_sheet(inspection=joint.inspection, job=uuid4(), person=person) is None
    told = queue_job(
        kind="reports.tell_chair", key="another kind", arguments={}, by=person, at=timezone.now()
    )
    assert client_of(person).get(at(joint, told.reference)).status_code == 404


def test_before_it_is_printed_it_is_not_there(joint: JointInspection, client_of: ClientOf) -> None:
    job = asked_for(joint)
    assert client_of(joint.overall_lead).get(at(joint, job.reference)).status_code == 404
