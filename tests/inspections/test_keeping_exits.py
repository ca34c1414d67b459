"""Keeping texts, records, searches and readings: every way out, and what stands after it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from inspections.actions import searches
from inspections.actions.choosing import recent_choices, words_of_criteria
from inspections.actions.keeping import (
    agencies_of,
    begun,
    check_agency,
    member_of,
    said,
    strands_of,
    withdraw,
)
from inspections.actions.reading import note_reading
from inspections.actions.searches import change_saved_search, end_saved_search, save_search
from inspections.models import Conversation, EvidenceAudience, EvidenceReading, SavedSearch, Strand
from inspections.values.evidence import Recent
from inspections.values.search import Search
from records.actor import acting_as
from records.errors import ActionRefused, Conflict
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.organisations import AgencyFactory, LocalAreaFactory, UserFactory

# --- a text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Seen.", "Seen."),
        ("  Seen.\r\n", "Seen."),
        ("one\r\ntwo", "one\ntwo"),
        ("a\x00b", "ab"),
        ("שלום", "שלום"),
        ("👋🏽", "👋🏽"),
        ("<script>", "<script>"),  # escaped where it is drawn
        ("x" * 20, "x" * 20),
        ("x" * 20 + " " * 100, "x" * 20),  # what is stripped does not count
        ("\x00" * 100 + "x", "x"),
    ],
)
def test_a_text_is_kept_clean(typed: str, kept: str) -> None:
    assert said(text=typed, missing="Enter it.", longest=20) == kept


@pytest.mark.parametrize("typed", ["", " ", "\n\t\r\n", "\x00", "\x07 \x00", "\u2003\u00a0"])
def test_a_text_with_nothing_in_it_is_asked_for(typed: str) -> None:
    with pytest.raises(ActionRefused, match=r"^Enter what was said\.$"):
        said(text=typed, missing="Enter what was said.", longest=20)


@pytest.mark.parametrize(
    ("length", "longest", "says"),
    [
        (21, 20, "The text must be 20 characters or fewer."),
        (10_001, 10_000, "The text must be 10,000 characters or fewer."),
        (100_000, 10_000, "The text must be 10,000 characters or fewer."),
    ],
)
def test_a_text_that_is_too_long_says_how_long_it_may_be(
    length: int, longest: int, says: str
) -> None:
    with pytest.raises(ActionRefused) as refused:
        said(text="x" * length, missing="", longest=longest)
    assert str(refused.value) == says


# --- a new record -------------------------------------------------------------------------------

MEMBER = SimpleNamespace(inspection_id=3, inspectorate_id=2)


@pytest.fixture
def of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second inspectorate alone takes part in a strand."""
    monkeypatch.setattr(Strand, "is_taken_part_in_by", lambda _strand, body: body == 2)


@pytest.mark.parametrize(
    ("inspection", "inspectorate", "is_begun"),
    [(3, 2, True), (3, 1, False), (4, 2, False), (4, 1, False)],
)
def test_a_record_is_begun_where_one_takes_part_and_a_refusal_does_not_say_why(
    of_two: None, inspection: int, inspectorate: int, is_begun: bool
) -> None:
    strand = Strand(pk=1, inspection_id=inspection)
    member = SimpleNamespace(inspection_id=3, inspectorate_id=inspectorate)
    begin = {"model": Conversation, "prefix": "V", "strand": strand, "member": member}
    person = UserFactory.build(pk=7)
    if not is_begun:
        with pytest.raises(ActionRefused) as refused:
            begun(**begin, by=person, at=timezone.now())
        assert str(refused.value) == (
            "Your inspectorate takes no part in this strand. Choose another."
        )
        return
    row = begun(**begin, by=person, at=timezone.now())
    assert (row.inspection_id, row.owner_id, row.author_id) == (3, 2, 7)
    assert row.reference.startswith("V-")
    assert (row.version, row.withdrawn_at, row._state.adding) == (1, None, True)


def test_every_new_record_has_a_reference_of_its_own(of_two: None) -> None:
    rows = [
        begun(
            model=Conversation,
            prefix="V",
            strand=Strand(pk=1, inspection_id=3),
            member=MEMBER,
            by=UserFactory.build(pk=7),
            at=timezone.now(),
        )
        for _ in range(50)
    ]
    assert len({row.reference for row in rows}) == 50
    limit = Conversation._meta.get_field("reference").max_length
    assert all(len(row.reference) <= limit for row in rows)


def test_the_audit_log_names_a_record_by_reference_and_version() -> None:
    row = Conversation(reference="V-1", version=3)
    assert row.record_name == "conversation V-1 v3"


# --- in an inspection ---------------------------------------------------------------------------


@pytest.fixture
def joint(db: None) -> JointInspection:
    return joint_inspection()


@pytest.fixture
def cqc(joint: JointInspection) -> Iterator[Any]:
    """CQC's inspector, who acts for as long as the test lasts."""
    with acting_as(joint.inspectors["cqc"]):
        yield joint.inspectors["cqc"]


def test_somebody_has_a_place_from_their_first_day_and_nobody_else_has(
    joint: JointInspection, cqc: Any
) -> None:
    now = timezone.now()
    member = member_of(inspection=joint.inspection, by=cqc, at=now)
    assert member is not None
    assert member.person == cqc
    before = now - timedelta(days=400)
    assert member_of(inspection=joint.inspection, by=cqc, at=before) is None
    assert member_of(inspection=joint.inspection, by=UserFactory(), at=now) is None


def test_an_agency_is_one_of_the_area_or_none(joint: JointInspection) -> None:
    inspection = joint.inspection
    elsewhere = AgencyFactory(areas=[LocalAreaFactory()])
    both = AgencyFactory(areas=[LocalAreaFactory(), inspection.area])
    for key in (None, joint.agencies[0].pk, both.pk):
        check_agency(inspection=inspection, agency=key)
    for key in (elsewhere.pk, 0, -1):
        with pytest.raises(ActionRefused, match=r"not one of this area\. Choose it again"):
            check_agency(inspection=inspection, agency=key)
    assert {one.pk for one in agencies_of(inspection=inspection)} == {
        both.pk,
        *(one.pk for one in joint.agencies),
    }


def test_strands_are_those_in_which_one_takes_part_the_joint_one_first(
    joint: JointInspection, cqc: Any
) -> None:
    own, _ = single_strand(joint, "cqc"), single_strand(joint, "hmic")
    member = member_of(inspection=joint.inspection, by=cqc, at=timezone.now())
    assert member is not None
    assert strands_of(inspection=joint.inspection, member=member) == [joint.strand, own]


# --- what helps to choose -----------------------------------------------------------------------


def test_nobody_has_chosen_anything_before_they_record(joint: JointInspection, cqc: Any) -> None:
    evidence_by(joint, joint.inspectors["hmic"], agency=joint.agencies[0].pk)
    assert recent_choices(by=cqc, inspection=joint.inspection) == Recent()


def test_what_was_chosen_last_stands_first_and_is_of_this_inspection(
    joint: JointInspection, cqc: Any
) -> None:
    now = timezone.now()
    first, second = case_of(joint), case_of(joint)
    one, two, *_ = joint.criteria
    health, police = joint.agencies[1].pk, joint.agencies[2].pk
    evidence_by(joint, cqc, case=first, agency=health, criteria=(one.pk,), at=now)
    later = now + timedelta(minutes=1)
    evidence_by(joint, cqc, case=second, agency=police, criteria=(two.pk,), at=later)
    recent = recent_choices(by=cqc, inspection=joint.inspection)
    assert recent == Recent((second.pk, first.pk), (police, health), (two.pk, one.pk))
    assert recent_choices(by=cqc, inspection=joint_inspection().inspection) == Recent()


def test_a_criterion_is_found_by_the_beginning_of_its_statement(joint: JointInspection) -> None:
    criterion = joint.criteria[0]
    words = words_of_criteria(strand=joint.strand)
    assert words.keys() == {one.pk for one in joint.criteria}
    themes, statement = words[criterion.pk]
    assert statement == criterion.statement[:300]
    of_it = (criterion.theme, criterion.second_theme, criterion.third_theme)
    assert themes == ", ".join(theme.title for theme in of_it if theme is not None)


# --- a reading ----------------------------------------------------------------------------------


def test_what_one_sees_anyway_is_not_noted(joint: JointInspection, cqc: Any) -> None:
    evidence_by(joint, cqc)
    for row in EvidenceAudience.objects.all():
        assert note_reading(row=row, by=cqc, at=timezone.now()) is None
    assert not EvidenceReading.objects.exists()


def test_a_share_that_was_taken_back_meanwhile_has_no_reading(
    joint: JointInspection, cqc: Any
) -> None:
    evidence_by(joint, cqc)
    row = EvidenceAudience.objects.all()[0]
    row.pinned = True
    assert note_reading(row=row, by=cqc, at=timezone.now()) is None
    assert not EvidenceReading.objects.exists()


# --- searches -----------------------------------------------------------------------------------

PLANS = Search(q="plan", source="data")


@pytest.fixture
def keep(joint: JointInspection, cqc: Any) -> Any:
    """`keep("Plans")`: the search is kept, by CQC's inspector and in the inspection."""

    def kept(name: str = "Plans", **changes: Any) -> SavedSearch:
        usual = {"search": PLANS, "inspection": joint.inspection, "by": cqc, "at": timezone.now()}
        asked = {**usual, **changes}
        with acting_as(asked["by"]):
            return save_search(name=name, **asked)

    return kept


def test_a_search_comes_back_as_it_was_kept(keep: Any) -> None:
    saved = keep()
    saved.refresh_from_db()
    assert (str(saved), saved.search, saved.version) == ("Plans", PLANS, 1)
    assert saved.record_name == f"saved search {saved.reference} v1"


@pytest.mark.parametrize("name", ["Plans", "plans", "  PLANS ", "Plans!", "Pläns", "“plans”"])
def test_a_name_that_reads_the_same_is_taken(keep: Any, name: str) -> None:
    keep("Plans")
    with pytest.raises(ActionRefused, match="You have a saved search with that name"):
        keep(name)
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize("name", ["Plan", "Plans 2", "שלום"])
def test_another_name_is_free(keep: Any, name: str) -> None:
    keep("Plans")
    assert keep(name).name == name


def test_a_name_is_free_for_another_person_and_in_another_place(
    keep: Any, joint: JointInspection, cqc: Any
) -> None:
    keep("Plans")
    keep("Plans", by=joint.inspectors["hmic"])
    keep("Plans", inspection=None)
    with pytest.raises(ActionRefused, match="with that name"):
        keep("Plans", inspection=None)
    for place in (None, joint.inspection):
        assert SavedSearch.objects.visible_to(cqc).within(place).count() == 1


@pytest.mark.parametrize(("most", "is_kept"), [(3, True), (2, False), (1, False)])
def test_there_is_an_end_to_them_and_it_is_said(
    keep: Any, monkeypatch: pytest.MonkeyPatch, most: int, is_kept: bool
) -> None:
    keep("One")
    keep("Two", inspection=None)
    monkeypatch.setattr(searches, "MOST_SAVED", most)
    if is_kept:
        keep("Three")
    else:
        with pytest.raises(ActionRefused, match=f"You have {most} saved searches. End one"):
            keep("Three")
    assert SavedSearch.objects.count() == 2 + is_kept


def test_a_search_that_was_ended_gives_its_name_and_its_place_back(
    keep: Any, cqc: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = keep()
    monkeypatch.setattr(searches, "MOST_SAVED", 1)
    first = timezone.now()
    end_saved_search(saved=saved, by=cqc, at=first)
    end_saved_search(saved=saved, by=cqc, at=first + timedelta(days=1))
    saved.refresh_from_db()
    assert saved.ended_at == first  # ended twice is ended
    assert keep().pk != saved.pk


def test_nobody_ends_or_changes_another_s_search(keep: Any, joint: JointInspection) -> None:
    saved, other, now = keep(), joint.inspectors["hmic"], timezone.now()
    with acting_as(other):
        end_saved_search(saved=saved, by=other, at=now)
        with pytest.raises(Conflict) as conflict:
            change_saved_search(saved=saved, version=1, name="X", search=PLANS, by=other, at=now)
    assert conflict.value.theirs is None
    with acting_as(saved.person):
        saved.refresh_from_db()
    assert (saved.name, saved.version, saved.ended_at) == ("Plans", 1, None)


def test_a_change_counts_up_and_one_from_before_it_is_a_conflict(keep: Any, cqc: Any) -> None:
    saved, now = keep(), timezone.now()
    asked = replace(PLANS, q="visit")
    change = {"saved": saved, "version": 1, "search": asked, "by": cqc, "at": now}
    assert change_saved_search(**change, name="Visits") == 2
    with pytest.raises(Conflict) as conflict:
        change_saved_search(**change, name="Calls")
    assert (conflict.value.theirs.name, conflict.value.theirs.search) == ("Visits", asked)


def test_a_change_keeps_its_own_name_and_takes_no_other(keep: Any, cqc: Any) -> None:
    saved, now = keep("Plans"), timezone.now()
    keep("Visits")
    change = {"saved": saved, "search": PLANS, "by": cqc, "at": now}
    assert change_saved_search(**change, version=1, name="PLANS") == 2
    with pytest.raises(ActionRefused, match="Give this one another, or change that one"):
        change_saved_search(**change, version=2, name="visits")
    saved.refresh_from_db()
    assert (saved.name, saved.version) == ("PLANS", 2)


def test_a_search_that_was_ended_in_another_window_is_not_changed(keep: Any, cqc: Any) -> None:
    saved, now = keep(), timezone.now()
    end_saved_search(saved=saved, by=cqc, at=now)
    with pytest.raises(Conflict):
        change_saved_search(saved=saved, version=1, name="X", search=PLANS, by=cqc, at=now)


# --- withdrawing --------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["", "  ", "\x00", "x" * 10_001])
def test_nothing_is_withdrawn_without_a_reason_that_can_be_kept(why: str) -> None:
    # Refused before the database is asked for anything.
    row = Conversation(pk=1, version=1)
    with pytest.raises(ActionRefused):
        withdraw(row=row, version=1, why=why, by=UserFactory.build(pk=7), at=timezone.now())
    assert row.withdrawn_at is None
