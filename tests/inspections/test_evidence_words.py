"""Evidence in words: a line of a list, one item, its versions, two windows, unfinished notes."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict

from frameworks.models import Criterion
from inspections.forms.evidence import EvidenceForm
from inspections.models import (
    Case,
    Evidence,
    EvidenceAudience,
    EvidenceCriterion,
    EvidenceRevision,
    EvidenceUse,
    Inspection,
    Strand,
)
from inspections.presenters.evidence import (
    conflict_of,
    item_facts,
    item_of,
    unfinished,
    use_rows,
    withdrawn,
)
from inspections.presenters.recording import LATELY, criterion_groups, template_links
from inspections.presenters.versions import (
    CHANGED_COLUMNS,
    changed_facts,
    other_changes,
    version_rows,
)
from inspections.values import Choice, Choices, Confidence, Source, Strength, Wording
from inspections.values.evidence import NOTHING_RECENT, Recent
from inspections.values.evidence_templates import TEMPLATES
from organisations.models import Agency, Inspectorate, LegalPower, Service, User
from records.models import Draft
from tests.inspections.kept_rows import fetched, summary, table
from tests.inspections.test_forms import query

SCRIPT = "<script>alert(1)</script>"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MOMENT = "Monday 23 November 2026 at 09:30"
HERE = "/inspections/OF-2026-0001/evidence/"
CQC = Inspectorate(pk=2, code="cqc", name="Care Quality Commission", short_name="CQC")
KIT = User(pk=1, name="Kit Ash", email="kit@example.org")
POWER = LegalPower(pk=4, act="Children Act 2004", section="section 20")
STRAND = Strand(pk=5, code="joint", title="The joint inspection")
POLICE = Agency(pk=6, name="Northmere Police")
NURSING = Service(pk=7, title="School nursing", commissioned_by="the council")
INSPECTION = Inspection(reference="OF-2026-0001")


def links(*references: str) -> list[EvidenceCriterion]:
    return [
        EvidenceCriterion(criterion=Criterion(reference=one, heading=f"About {one}"))
        for one in references
    ]


class Rows(list[Any]):
    """Rows as a prefetch leaves them."""

    def all(self) -> list[Any]:
        return self


def revision(version: int = 1, *, criteria: Any = ("¶a",), **changes: Any) -> EvidenceRevision:
    said = {
        "text": "The chair asks.",
        "source": "meeting",
        "observed_on": date(2026, 11, 2),
        "agency": POLICE,
        "strength": "strength",
        "person": KIT,
        "at": AT,
        **changes,
    }
    row = EvidenceRevision(pk=version, version=version, **said)
    return fetched(row, criterion_links=Rows(links(*criteria)))


def item(**changes: Any) -> Evidence:
    usual = {
        "reference": "E-4K7Q-2MXV",
        "owner": CQC,
        "author": KIT,
        "strand": STRAND,
        "power": POWER,
        "recorded_at": AT,
    }
    return Evidence(**{**usual, **changes})


def row(said: EvidenceRevision | None = None, *, pinned: bool = False, **of: Any) -> Any:
    return EvidenceAudience(evidence=item(**of), revision=said or revision(), pinned=pinned)


def values(rows: Any) -> dict[str, str]:
    return {one.key: one.value for one in rows}


# --- a line of a list ---------------------------------------------------------------------------


def test_a_line_says_what_where_when_about_whom_and_by_whom() -> None:
    line = item_of(INSPECTION, row(case=Case(reference="T1")))
    assert line.facts == (
        "Meeting · observed 2 November 2026 · case T1 · Northmere Police · Kit Ash, CQC"
    )
    assert line.reference == "E-4K7Q-2MXV"
    assert line.url == f"{HERE}E-4K7Q-2MXV/"
    assert line.version == 1
    assert line.text == "The chair asks."


def test_a_line_without_case_and_agency_says_so() -> None:
    line = item_of(INSPECTION, row(revision(agency=None)))
    assert " · no case · the partnership · " in line.facts


@pytest.mark.parametrize(
    ("strength", "words", "colour"),
    [
        (Strength.STRENGTH, "Strength", "green"),
        (Strength.WEAKNESS, "Weakness", "orange"),
        (Strength.NEUTRAL, "Neutral", "grey"),
    ],
)
def test_every_strength_has_a_word_and_a_colour(
    strength: Strength, words: str, colour: str
) -> None:
    line = item_of(INSPECTION, row(revision(strength=strength)))
    assert (line.strength, line.colour) == (words, colour)
    assert item_facts(row(revision(strength=strength)))[0].colour == colour


@pytest.mark.parametrize(
    ("criteria", "words"), [((), ""), (("¶a",), "¶a"), (("¶b", "¶a"), "¶b, ¶a")]
)
def test_a_line_names_its_criteria_in_their_order(criteria: Any, words: str) -> None:
    assert item_of(INSPECTION, row(revision(criteria=criteria))).criteria == words


@pytest.mark.parametrize("pinned", [True, False])
def test_a_line_tells_what_was_shared_in(pinned: bool) -> None:
    assert item_of(INSPECTION, row(pinned=pinned)).shared_in is pinned


@pytest.mark.parametrize(("at", "is_withdrawn"), [(None, False), (AT, True)])
def test_a_line_tells_what_was_withdrawn(at: datetime | None, is_withdrawn: bool) -> None:
    assert item_of(INSPECTION, row(withdrawn_at=at)).is_withdrawn is is_withdrawn


@pytest.mark.parametrize(("words", "is_cut"), [(59, False), (60, False), (61, True)])
def test_a_text_of_more_than_sixty_words_is_cut(words: int, is_cut: bool) -> None:
    line = item_of(INSPECTION, row(revision(text=" ".join(["said"] * words))))
    assert line.text.endswith("…") is is_cut
    assert line.text.count("said") == min(words, 60)


# --- one item -----------------------------------------------------------------------------------


def test_the_page_of_an_item_says_all_of_it() -> None:
    said = revision(
        criteria=("¶a", "¶b"),
        confidence=Confidence.LOW,
        wording=Wording.VERBATIM,
        is_childs_voice=True,
        service=NURSING,
        basis="The council asked.",
    )
    assert values(item_facts(row(said, case=Case(reference="T1")))) == {
        "Strength or weakness": "Strength",
        "Source": "Meeting",
        "The child’s voice": "It says what a child said, felt or showed",
        "Wording": "Word for word",
        "Confidence": "Said by one person, or unclear",
        "Observed": "Monday 2 November 2026",
        "Agency": "Northmere Police",
        "Service": "School nursing (commissioned by the council)",
        "Basis": "The council asked.",
        "Case": "T1",
        "Criteria": "¶a: About ¶a\n¶b: About ¶b",
        "Recorded": f"{MOMENT} by Kit Ash",
        "Owned by": "Care Quality Commission",
        "Strand and power": "The joint inspection (section 20 Children Act 2004)",
    }


def test_what_was_not_said_has_no_row_or_says_that_there_is_none() -> None:
    facts = values(item_facts(row(revision(agency=None, criteria=()))))
    assert facts.keys() & {"The child’s voice", "Service", "Basis"} == set()
    assert facts["Agency"] == "The partnership as a whole"
    assert facts["Case"] == "No case"
    assert facts["Criteria"] == "None"


def test_a_basis_that_people_typed_runs_nothing() -> None:
    assert SCRIPT not in summary(item_facts(row(revision(basis=SCRIPT))))
    assert "&lt;script&gt;" in summary(item_facts(row(revision(basis=SCRIPT))))


def test_an_item_that_stands_was_not_withdrawn() -> None:
    assert withdrawn(item()) is None


def test_a_withdrawn_item_says_by_whom_when_and_why() -> None:
    gone = withdrawn(item(withdrawn_at=AT, withdrawn_by=KIT, withdrawn_why="Recorded twice."))
    assert gone is not None
    assert gone.words == f"Withdrawn on {MOMENT} by Kit Ash."
    assert gone.why == "Recorded twice."


@pytest.mark.parametrize(
    ("kind", "words"),
    [("position", "Position J-1"), ("letter_paragraph", "Letter paragraph J-1")],
)
def test_what_relies_on_an_item_is_named_with_the_version_that_it_read(
    kind: str, words: str
) -> None:
    use = EvidenceUse(revision=revision(3), kind=kind, used_in="J-1", at=AT)
    [cells] = use_rows([use])
    assert [cell.text for cell in cells] == [words, "Version 3", MOMENT]


def test_where_nothing_relies_on_an_item_there_is_no_row() -> None:
    assert use_rows([]) == []


# --- unfinished notes ---------------------------------------------------------------------------

KEY = UUID("2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb")


def draft(text: str) -> Draft:
    return Draft(receipt=KEY, content={"text": text}, saved_at=AT)


def test_a_note_is_gone_on_with_or_discarded() -> None:
    [note] = unfinished(INSPECTION, [draft("Half a")], f"{HERE}record/")
    assert (note.text, note.saved) == ("Half a", MOMENT)
    assert note.url == f"{HERE}record/?draft={KEY}"
    assert note.discard_url == f"{HERE}autosave/{KEY}/discard/"


def test_a_note_of_another_strand_stays_in_it() -> None:
    [note] = unfinished(INSPECTION, [draft("Half")], f"{HERE}record/", strand="cqc-health")
    assert note.url == f"{HERE}record/?strand=cqc-health&draft={KEY}"
    assert note.discard_url == f"{HERE}autosave/{KEY}/discard/?strand=cqc-health"


@pytest.mark.parametrize(("words", "is_cut"), [(20, False), (21, True)])
def test_a_long_note_is_cut(words: int, is_cut: bool) -> None:
    [note] = unfinished(INSPECTION, [draft("half " * words)], HERE)
    assert note.text.endswith("…") is is_cut


def test_without_notes_there_are_none() -> None:
    assert unfinished(INSPECTION, [], HERE) == []


# --- versions -----------------------------------------------------------------------------------


def test_each_version_says_when_by_whom_and_why() -> None:
    rows = version_rows(INSPECTION, "E-1", [revision(2, why="A slip.", text="New."), revision(1)])
    assert [(one.key, one.value) for one in rows] == [
        (f"Version 2, {MOMENT}, Kit Ash. Why: A slip.", "New."),
        (f"Version 1, {MOMENT}, Kit Ash", "The chair asks."),
    ]


@pytest.mark.parametrize(
    ("versions", "leading"),
    [((1,), []), ((2, 1), [2]), ((3, 2, 1), [3, 2]), ((3,), []), ((5, 3, 2), [3]), ((), [])],
)
def test_a_version_is_compared_with_the_one_before_if_that_can_be_read(
    versions: tuple[int, ...], leading: list[int]
) -> None:
    revisions = [revision(one) for one in versions]
    urls = [one.url for one in version_rows(INSPECTION, "E-1", revisions) if one.url]
    assert urls == [f"{HERE}E-1/differences/?version={one}" for one in leading]
    others = other_changes(revisions, revision(99), "/d/")
    assert [one.url for one in others] == [f"/d/?version={one}" for one in leading]
    assert [one.label for one in others] == [f"What version {one} changed" for one in leading]


def test_the_version_that_is_shown_leads_not_to_itself() -> None:
    revisions = [revision(3), revision(2), revision(1)]
    assert [one.label for one in other_changes(revisions, revisions[0], "/d/")] == [
        "What version 2 changed"
    ]


def test_a_text_of_a_version_runs_nothing() -> None:
    rows = version_rows(INSPECTION, "E-1", [revision(1, text=SCRIPT, why=SCRIPT)])
    assert SCRIPT not in summary(rows)


@pytest.mark.parametrize(
    ("change", "name", "before", "now"),
    [
        ({"source": Source.DATA}, "Source", "Meeting", "Data"),
        (
            {"observed_on": date(2026, 11, 3)},
            "Date observed",
            "Monday 2 November 2026",
            "Tuesday 3 November 2026",
        ),
        ({"agency": None}, "Agency", "Northmere Police", "The partnership as a whole"),
        ({"strength": "neutral"}, "Strength or weakness", "Strength", "Neutral"),
        ({"is_childs_voice": True}, "Child’s voice", "No", "Yes"),
        ({"wording": "verbatim"}, "Wording", "In my words", "Word for word"),
        (
            {"confidence": "high"},
            "Confidence",
            "Likely, to be confirmed",
            "Seen or read myself, and clear",
        ),
        (
            {"service": NURSING},
            "Service",
            "None in particular",
            "School nursing (commissioned by the council)",
        ),
        ({"basis": "Asked."}, "Basis", "None given", "Asked."),
        ({"criteria": ()}, "Criteria", "¶a", "None"),
        ({"criteria": ("¶a", "¶b")}, "Criteria", "¶a", "¶a, ¶b"),
    ],
)
def test_each_fact_that_differs_has_a_row_with_both(
    change: dict[str, Any], name: str, before: str, now: str
) -> None:
    rows = changed_facts(revision(1), revision(2, **change))
    assert [[cell.text for cell in cells] for cells in rows] == [[name, before, now]]
    back = changed_facts(revision(2, **change), revision(1))
    assert [[cell.text for cell in cells] for cells in back] == [[name, now, before]]


def test_where_the_text_alone_differs_there_is_no_row() -> None:
    assert changed_facts(revision(1), revision(2, text="Other.", why="A slip.")) == []


def test_facts_that_people_typed_run_nothing() -> None:
    rows = changed_facts(revision(1), revision(2, basis=SCRIPT))
    assert SCRIPT not in table(CHANGED_COLUMNS, rows)


# --- two windows --------------------------------------------------------------------------------


def test_two_windows_that_changed_different_places_have_both_changes_in_one() -> None:
    base = revision(1, text="The chair asks. The plan is old.")
    saved = revision(2, text="The chair asks. The plan is new.", source=Source.DATA)
    both = conflict_of(base, "The chair asks twice. The plan is old.", saved)
    assert both.merged == "The chair asks twice. The plan is new."
    assert both.choices == 0
    assert both.note == f"Version 2, saved {MOMENT}"
    assert [[cell.text for cell in cells] for cells in both.facts] == [
        ["Source", "Meeting", "Data"]
    ]
    assert "".join(one.text for one in both.mine if one.kind == "added").strip() == "twice"
    assert [one.text for one in both.theirs if one.kind == "added"] == ["new"]


@pytest.mark.parametrize(
    ("choice", "text"), [("mine", "A b."), ("theirs", "A c."), ("both", None), ("", None)]
)
def test_what_goes_into_the_box_is_chosen(choice: str, text: str | None) -> None:
    both = conflict_of(revision(1, text="A d."), "A b.", revision(2, text="A c."))
    assert both.choices == 1
    assert both.text_of(choice) == (text or both.merged)
    assert "b" in both.merged
    assert "c" in both.merged


def test_without_a_common_beginning_everything_is_new_on_both_sides() -> None:
    both = conflict_of(None, "Mine.", revision(2, text="Theirs."))
    assert (both.base, both.facts) == ("", [])
    assert [one.kind for one in both.mine] == ["added"]
    assert [one.kind for one in both.theirs] == ["added"]


# --- the page on which it is recorded -----------------------------------------------------------

CRITERIA = Choices(
    criteria={
        8: Choice(8, "¶a", "Listens", "The LSCB"),
        9: Choice(9, "¶b", "Acts", "The LSCB"),
        10: Choice(10, "¶c", SCRIPT, "Early help"),
    }
)


def groups(recent: Recent = NOTHING_RECENT, *, sent: Any = None, words: Any = None) -> Any:
    form = EvidenceForm(sent, choices=CRITERIA, recent=recent)
    return criterion_groups(form, CRITERIA, recent, words or {})


def test_criteria_stand_under_their_judgement_areas() -> None:
    assert [(one.title, [option.value for option in one.options]) for one in groups()] == [
        ("The LSCB", ["8", "9"]),
        ("Early help", ["10"]),
    ]


@pytest.mark.parametrize(
    ("lately", "titles"),
    [
        ((), ["The LSCB", "Early help"]),
        ((9,), [LATELY, "The LSCB", "Early help"]),
        ((10,), [LATELY, "The LSCB"]),
        ((8, 9, 10), [LATELY]),
        ((99,), ["The LSCB", "Early help"]),
    ],
)
def test_what_was_chosen_lately_stands_first_and_once(
    lately: tuple[int, ...], titles: list[str]
) -> None:
    found = groups(Recent(criteria=lately))
    assert [one.title for one in found] == titles
    assert [one.is_recent for one in found] == [title == LATELY for title in titles]
    shown = [option.value for one in found for option in one.options]
    assert sorted(shown, key=int) == ["8", "9", "10"]


def test_a_criterion_that_is_ticked_comes_back_ticked() -> None:
    found = groups(sent=query(criteria=["9"]))
    assert [option.value for one in found for option in one.options if option.is_checked] == ["9"]


def test_a_criterion_bears_the_words_by_which_it_is_found() -> None:
    found = groups(words={8: ("Voice", "Children are heard.")})
    first, second = found[0].options
    assert (first.themes, first.statement) == ("Voice", "Children are heard.")
    assert (second.themes, second.statement) == ("", "")
    assert (first.id, first.label) == ("id_criteria_0", "¶a: Listens")


def test_without_criteria_there_are_no_groups() -> None:
    form = EvidenceForm(choices=Choices())
    assert criterion_groups(form, Choices(), NOTHING_RECENT, {}) == []


@pytest.mark.parametrize(
    ("asked", "url"),
    [
        ("", "?template=data"),
        ("case=T1", "?case=T1&template=data"),
        ("template=meeting&case=T1", "?template=data&case=T1"),
        ("criterion=a&criterion=b", "?criterion=a&criterion=b&template=data"),
        ("draft=7", "?template=data"),
        ("case=%3Cscript%3E", "?case=%3Cscript%3E&template=data"),
    ],
)
def test_a_template_keeps_what_the_address_asked_for(asked: str, url: str) -> None:
    [link] = [one for one in template_links(QueryDict(asked)) if one.source == "data"]
    assert (link.url, link.label, link.text) == (url, "Data", TEMPLATES[Source.DATA])
