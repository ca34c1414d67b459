"""Asking for lists, taking them in, drawing, substituting and drawing again, as actions."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from inspections.actions import samples as asking
from inspections.actions import samples_draw, samples_lists
from inspections.actions.samples_key import read_keys
from inspections.models import (
    AgencyList,
    Case,
    Draw,
    DrawPlace,
    KeyReading,
    ListedSubject,
    Listing,
    ListUpload,
    RequestClosing,
    SubjectKey,
    SubjectSplit,
    Substitution,
)
from inspections.permissions.samples import may_read_key, may_select_sample
from inspections.values.samples import Share
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, Conflict, PermissionRefused
from records.permissions import Refused
from tests.factories.inspections import JointInspection, inspection_at, joint_inspection
from tests.factories.samples import (
    HEADINGS,
    accept,
    csv_of,
    list_of,
    nhs,
    request_of,
    row_of,
    sample_of,
    upload_of,
)

pytestmark = pytest.mark.django_db
NOBODY_FITS = "Nobody on these lists can be drawn"


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "stage", "reason"),
    [
        ("overall lead", "fieldwork", ""),
        ("lead", "fieldwork", ""),
        ("inspector", "fieldwork", ""),
        ("inspector", "notified", ""),
        ("inspector", "reporting", ""),
        ("quality assurer", "fieldwork", "The quality assurer reads"),
        ("inspector", "planned", "This inspection is planned"),
        ("inspector", "suspended", "This inspection is suspended"),
        ("inspector", "closed", "This inspection is closed"),
        ("nobody", "fieldwork", "not on the team"),
    ],
)
def test_who_selects_the_sample(who: str, stage: str, reason: str) -> None:
    joint = inspection_at("fieldwork" if stage == "closed" else stage)
    if stage == "closed":
        joint.inspection.state = "closed"
    person = people(joint)[who]
    answer = may_select_sample(member(joint, person), joint.inspection)
    assert answer.allowed == (not reason)
    if isinstance(answer, Refused):
        assert reason in answer.reason


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("overall lead", True),
        ("lead", True),
        ("inspector", False),
        ("quality assurer", False),
        ("nobody", False),
    ],
)
def test_who_reads_the_key(joint: JointInspection, who: str, may: bool) -> None:
    assert may_read_key(member(joint, people(joint)[who])).allowed == may


def people(joint: JointInspection) -> dict[str, User]:
    return {
        "overall lead": joint.overall_lead,
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["cqc"],
        "quality assurer": joint.quality_assurer,
        "nobody": joint.chair,
    }


def member(joint: JointInspection, person: User) -> Any:
    return joint.inspection.assignments.filter(person=person).first()


def test_every_act_is_refused_to_whoever_does_not_select(joint: JointInspection) -> None:
    upload = upload_of(joint)
    came = list_of(joint, first=20)
    drawn = sample_of(joint, [came])
    reader, now = joint.quality_assurer, timezone.now()
    place = drawn.places.get(is_reserve=False, position=1)
    subject = place.subject
    acts = [
        lambda: request_of(joint, by=reader),
        lambda: asking.close_request(
            request=request_of(joint), how="nothing", what_came="None.", by=reader, at=now
        ),
        lambda: asking.withdraw_list(agency_list=came, why="Wrong.", by=reader, at=now),
        lambda: asking.split_subject(
            subject=subject, agency_list=came, why="Two.", by=reader, at=now
        ),
        lambda: upload_of(joint, by=reader),
        lambda: samples_lists.accept_upload(upload=upload, by=reader, at=now),
        lambda: sample_of(joint, [came], by=reader),
        lambda: samples_draw.substitute(
            drawn=drawn, case=place.case, into="P", why="No.", by=reader, at=now
        ),
        lambda: read_keys(
            inspection=joint.inspection, subjects=[subject], reason="To see.", by=reader, at=now
        ),
    ]
    for act in acts:
        with pytest.raises(PermissionRefused):
            act()
    assert not KeyReading.objects.exists()
    assert not Substitution.objects.exists()


# --- what was asked of whom -----------------------------------------------------------------------


def test_a_request_is_on_record_until_it_is_closed(joint: JointInspection) -> None:
    request = request_of(joint, cohort="looked_after")
    of_partnership = request_of(joint, agency=None)
    assert str(of_partnership) == f"List of the partnership by {request.wanted_by}"
    assert request.asked_by == joint.inspectors["cqc"]
    closing = asking.close_request(
        request=request,
        how="nothing",
        what_came="Nobody is in custody.",
        by=joint.inspectors["hmic"],
        at=timezone.now(),
    )
    assert closing.get_how_display() == "Answered: there is nobody to list"
    with pytest.raises(ActionRefused, match=r"closed already: Answered.*Nobody is in custody"):
        asking.close_request(
            request=request,
            how="withdrawn",
            what_came="Not needed.",
            by=joint.inspectors["cqc"],
            at=timezone.now(),
        )


def test_the_list_that_comes_closes_its_request(joint: JointInspection) -> None:
    request = request_of(joint)
    came = list_of(joint, request=request)
    closing = RequestClosing.objects.get(request=request)
    assert (closing.how, closing.what_came) == ("came", f"List {came.reference}: 6 rows")
    list_of(joint, first=30, request=request)
    assert RequestClosing.objects.count() == 1


# --- a list comes in ------------------------------------------------------------------------------


def test_a_list_becomes_references_and_a_sealed_key(joint: JointInspection) -> None:
    content = csv_of([row_of(1, name="Ada Moss"), row_of(2)])
    upload = upload_of(joint, content)
    assert b"Ada Moss" not in bytes(upload.sealed)
    assert (upload.row_count, upload.mapping["subject"]) == (2, "child")
    came = accept(upload)
    assert not ListUpload.objects.exists()
    assert came.columns == ["born", "cohort", "household", "name", "nhs_number", "number"]
    rows = list(Listing.objects.filter(agency_list=came).order_by("row"))
    assert [one.row for one in rows] == [2, 3]
    assert (rows[0].age_band, rows[0].cohort) == ("5_to_9", "protection_plan")
    assert list(rows[0].agencies.all()) == [joint.agencies[0]]
    assert ListedSubject.objects.count() == SubjectKeyCount(joint) == 2
    kept = [
        {**Listing.objects.filter(pk=one.pk).values().get(), "subject": str(one.subject)}
        for one in rows
    ]
    assert "Ada Moss" not in str(kept)
    assert nhs(1) not in str(kept)


def SubjectKeyCount(joint: JointInspection) -> int:  # noqa: N802 - reads as a count of the model
    """How many keys a lead sees who reads all of them."""
    subjects = list(ListedSubject.objects.filter(inspection=joint.inspection))
    return len(read(joint, subjects))


def read(joint: JointInspection, subjects: list[ListedSubject], by: User | None = None) -> Any:
    by = by or joint.overall_lead
    with acting_as(by):
        return read_keys(
            inspection=joint.inspection,
            subjects=subjects,
            reason="To ask the council for the records.",
            by=by,
            at=timezone.now(),
        )


def test_reading_the_key_says_who_it_is_and_stays_on_record(joint: JointInspection) -> None:
    list_of(joint, csv_of([row_of(1, name="Ada Moss"), row_of(2)]))
    subject = Listing.objects.get(row=2).subject
    (told,) = read(joint, [subject])
    assert (told.name, told.nhs, told.number) == ("Ada Moss", nhs(1), "LA00001")
    assert (told.reference, told.agency) == (subject.reference, joint.agencies[0].name)
    assert told.born == "2017-02-02"
    read(joint, [subject], by=joint.leads["hmic"])
    readings = KeyReading.objects.filter(subject=subject)
    assert {one.person for one in readings} == {joint.overall_lead, joint.leads["hmic"]}
    assert all(one.reason == "To ask the council for the records." for one in readings)


def test_a_key_sealed_with_another_secret_says_so(joint: JointInspection, settings: Any) -> None:
    list_of(joint)
    upload = upload_of(joint, first=50)
    settings.PSEUDONYM_KEY = "another"
    with pytest.raises(ActionRefused, match="sealed with another secret"):
        read(joint, list(ListedSubject.objects.all()))
    with pytest.raises(ActionRefused, match="Upload the list anew"):
        samples_lists.table_of(upload=upload)


@pytest.mark.parametrize(
    ("place", "subject"),
    [(0, "child"), (1, "child"), (2, "child")],
    ids=["council", "health", "police"],
)
def test_who_is_on_the_list_is_guessed_from_the_agency(
    joint: JointInspection, place: int, subject: str
) -> None:
    assert upload_of(joint, agency=joint.agencies[place]).mapping["subject"] == subject


@pytest.mark.parametrize(
    ("kind", "subject"), [("youth_offending", "young_person"), ("probation", "adult_offender")]
)
def test_lists_of_offenders_are_guessed_to_be_of_offenders(
    joint: JointInspection, kind: str, subject: str
) -> None:
    agency = joint.agencies[2]
    agency.kind = kind
    assert upload_of(joint, agency=agency).mapping["subject"] == subject


def test_what_is_wrong_stays_until_it_is_mended_or_left_out(joint: JointInspection) -> None:
    rows = [row_of(1), row_of(2, status="Happy"), row_of(3, date_of_birth="soon"), row_of(1)]
    upload = upload_of(joint, csv_of(rows))
    now = timezone.now()
    found = samples_lists.check_upload(upload=upload, at=now)
    assert [one.row for one in found.problems] == [3, 4]
    assert [one.row for one in found.twins] == [5]
    with pytest.raises(ActionRefused, match="still wrong"):
        accept(upload)
    samples_lists.mend_upload(
        upload=upload, cells={(3, 4): " CIN\x00 "}, left_out=[4, 5], version=upload.version
    )
    upload.refresh_from_db()
    assert (upload.row_count, upload.left_out) == (2, 2)
    assert accept(upload).left_out == 2
    assert Listing.objects.get(row=3).cohort == "in_need"


def test_a_cell_beyond_the_end_of_its_row_is_mended_too(joint: JointInspection) -> None:
    upload = upload_of(joint, csv_of([[*row_of(1)[:4]], row_of(2)]))
    samples_lists.mend_upload(upload=upload, cells={(2, 4): "CP"}, left_out=[], version=1)
    upload.refresh_from_db()
    assert samples_lists.check_upload(upload=upload, at=timezone.now()).is_sound


def test_two_windows_do_not_undo_each_other(joint: JointInspection) -> None:
    upload = upload_of(joint, csv_of([row_of(1, status="Happy"), row_of(2)]))
    samples_lists.mend_upload(upload=upload, cells={(2, 4): "CP"}, left_out=[], version=1)
    with pytest.raises(Conflict):
        samples_lists.mend_upload(upload=upload, cells={(2, 4): "LAC"}, left_out=[3], version=1)
    upload.refresh_from_db()
    assert samples_lists.table_of(upload=upload).rows[0][1][4] == "CP"
    columns = samples_lists.Columns.from_data(upload.mapping)
    with pytest.raises(Conflict):
        samples_lists.map_columns(upload=upload, columns=columns, version=1)


def test_accepting_twice_is_accepting_once(joint: JointInspection) -> None:
    upload = upload_of(joint)
    first = accept(upload)
    assert accept(upload) == first
    assert AgencyList.objects.count() == 1


def test_an_upload_that_was_dropped_is_not_accepted(joint: JointInspection) -> None:
    upload = upload_of(joint)
    samples_lists.drop_upload(upload=ListUpload.objects.get(pk=upload.pk))
    with pytest.raises(ActionRefused, match="dropped"):
        accept(upload)


def test_an_upload_is_its_owners_alone(joint: JointInspection) -> None:
    upload = upload_of(joint)
    with pytest.raises(ActionRefused, match="dropped"):
        samples_lists.accept_upload(upload=upload, by=joint.inspectors["cqc"], at=timezone.now())


def test_what_lay_for_a_day_is_cleared_by_the_next_upload(joint: JointInspection) -> None:
    now = timezone.now()
    stale = upload_of(joint, at=now - timedelta(days=1, minutes=1))
    fresh = upload_of(joint, first=20, at=now - timedelta(hours=23))
    newest = upload_of(joint, first=40, by=joint.inspectors["cqc"], at=now)
    left = set()
    for one in (fresh, newest):
        with acting_as(one.by):
            left |= set(ListUpload.objects.visible_to(one.by).values_list("reference", flat=True))
    assert left == {fresh.reference, newest.reference}
    assert stale.reference not in left


# --- the same child on several lists --------------------------------------------------------------


def test_a_child_on_two_agencies_lists_has_one_reference(joint: JointInspection) -> None:
    council = list_of(joint, csv_of([row_of(1), row_of(2), row_of(3)]))
    headings = ["NHS", "Name", "DOB", "Status", "Ref"]
    health = csv_of(
        [
            [nhs(1), "another name", "1/1/2018", "CIN", "H1"],
            ["", "MOSS, ADA", "3 March 2018", "CIN", "H2"],
            [nhs(9), "Child D3", row_of(3)[3], "CIN", "H3"],
        ],
        headings=headings,
    )
    upload = upload_of(joint, health, agency=joint.agencies[1])
    preview = samples_lists.preview(upload=upload, at=timezone.now())
    assert (preview.known, preview.new) == (1, 2)
    came = accept(upload)
    recognised = ListedSubject.objects.recognised()
    (both,) = recognised
    assert {one.agency_list for one in both.listings.all()} == {council, came}
    # The third has the name and birthday of a child with another NHS number: somebody else.
    assert ListedSubject.objects.count() == 5
    assert len(read(joint, [both])) == 2


def test_the_same_child_in_another_inspection_is_not_linked(joint: JointInspection) -> None:
    list_of(joint)
    other = joint_inspection()
    list_of(other)
    assert ListedSubject.objects.count() == 12
    marks = Listing.objects.values_list("nhs_mark", flat=True)
    assert len(set(marks)) == 12


def test_two_who_were_taken_for_one_are_split(joint: JointInspection) -> None:
    council = list_of(joint, rows=2)
    health = list_of(joint, rows=1, agency=joint.agencies[1])
    both = ListedSubject.objects.recognised().get()
    drawn = sample_of(joint, [council, health], size=2, reserves=0)
    by, now = joint.inspectors["hmic"], timezone.now()
    with acting_as(by):
        other = asking.split_subject(subject=both, agency_list=health, why="Twins.", by=by, at=now)
    assert not ListedSubject.objects.recognised().exists()
    assert [one.agency_list for one in other.listings.all()] == [health]
    split = SubjectSplit.objects.get()
    assert (split.from_subject, split.to_subject, split.why) == (both, other, "Twins.")
    # What was drawn before comes out the same; from now on they are two.
    assert samples_draw.reproduce(drawn=drawn).is_identical
    later = sample_of(joint, [council, health], size=9, again=True)
    assert later.candidates == 3
    with pytest.raises(ActionRefused, match="does not stand on this list and another"):
        asking.split_subject(subject=both, agency_list=health, why="Again.", by=by, at=now)
    with pytest.raises(ActionRefused, match="does not stand on this list and another"):
        asking.split_subject(subject=both, agency_list=council, why="Alone.", by=by, at=now)


# --- what was said stays said ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Listing, {"cohort": "custody"}),
        (Listing, {"nhs_mark": "x"}),
        (Listing, {"agency_list_id": 1}),
    ],
)
def test_the_database_holds_fast_what_a_list_says(
    joint: JointInspection, model: Any, change: dict[str, Any]
) -> None:
    list_of(joint)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        model.objects.all().update(**change)


@pytest.mark.parametrize(
    "model", [AgencyList, ListedSubject, SubjectKey, Draw, DrawPlace, KeyReading]
)
def test_what_grows_refuses_changes(joint: JointInspection, model: Any) -> None:
    with pytest.raises(TypeError, match="never change"):
        model.objects.all().update(pk=0)
    with pytest.raises(TypeError, match="never deleted"):
        model.objects.all().delete()


def test_a_row_about_nobody_is_refused_by_the_database(joint: JointInspection) -> None:
    list_of(joint)
    row = Listing.objects.first()
    assert row is not None
    row.pk, row.row = None, 99
    row.nhs_mark = row.person_mark = row.number_mark = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


# --- the draw -------------------------------------------------------------------------------------


def test_a_draw_makes_cases_and_nobody_is_drawn_twice(joint: JointInspection) -> None:
    came = list_of(joint, rows=12)
    drawn = sample_of(joint, [came], size=4, reserves=3, in_deep_dive=False, purpose="Missing")
    cases = Case.objects.of(joint.inspection)
    assert sorted(one.reference for one in cases) == ["T1", "T2", "T3", "T4"]
    places = list(drawn.places.all())
    assert len({one.subject_id for one in places}) == 7
    assert [one.position for one in places] == [1, 2, 3, 4, 1, 2, 3]
    first = drawn.places.get(is_reserve=False, position=1)
    said = first.subject.listings.get()
    case = first.case
    assert case is not None
    assert (case.age_band, case.cohort) == (said.age_band, said.cohort)
    assert case.listed_by == joint.agencies[0]
    assert list(case.agencies.all()) == [joint.agencies[0]]
    assert (drawn.candidates, drawn.seed_was_typed) == (12, True)


def test_a_case_begins_with_what_all_lists_say(joint: JointInspection) -> None:
    council = list_of(joint, csv_of([[*row_of(1), "no"]], headings=[*HEADINGS, "Disabled"]))
    other = csv_of([[*row_of(1, status="LAC"), "yes"]], headings=[*HEADINGS, "Missing"])
    health = list_of(joint, other, agency=joint.agencies[1])
    drawn = sample_of(joint, [health, council], size=1)
    case = drawn.places.get().case
    assert case is not None
    assert (case.cohort, case.listed_by) == ("protection_plan", joint.agencies[0])
    assert (case.has_been_missing, case.is_disabled) == (True, False)
    assert set(case.agencies.all()) == set(joint.agencies[:2])


def test_the_same_seed_and_lists_draw_the_same(joint: JointInspection) -> None:
    came = list_of(joint, rows=40)
    first = sample_of(joint, [came], size=5, reserves=5)
    second = sample_of(joint, [came], size=5, reserves=5, again=True)
    other = sample_of(joint, [came], size=5, reserves=5, seed="another", again=True)
    assert (first.input_hash, first.result_hash) == (second.input_hash, second.result_hash)
    assert other.input_hash == first.input_hash
    assert other.result_hash != first.result_hash


def test_who_was_drawn_before_is_left_out_unless_asked_for(joint: JointInspection) -> None:
    came = list_of(joint, rows=6)
    first = sample_of(joint, [came], size=3, reserves=2)
    second = sample_of(joint, [came], size=3, reserves=0, kind="sampled")
    assert not subjects_of(first) & subjects_of(second)
    with pytest.raises(ActionRefused, match=NOBODY_FITS):
        sample_of(joint, [came], size=1)
    assert sample_of(joint, [came], size=6, again=True).candidates == 6
    assert all(samples_draw.reproduce(drawn=one).is_identical for one in (first, second))


def subjects_of(drawn: Draw) -> set[str]:
    """Who was drawn, reserves apart."""
    rows = drawn.places.filter(is_reserve=False)
    return set(rows.values_list("subject__reference", flat=True))


def test_a_draw_is_narrowed_to_cohorts_and_flags(joint: JointInspection) -> None:
    rows = [[*row_of(number), "yes" if number > 6 else "no"] for number in range(1, 9)]
    came = list_of(joint, csv_of(rows, headings=[*HEADINGS, "Missing"]))
    looked_after = sample_of(joint, [came], size=9, cohorts=("looked_after",), again=True)
    assert looked_after.candidates == 2
    missing = sample_of(joint, [came], size=9, flags=("has_been_missing",), again=True)
    assert missing.candidates == 2
    with pytest.raises(ActionRefused, match=NOBODY_FITS):
        sample_of(joint, [came], size=1, cohorts=("custody",))


def test_a_draw_is_balanced_over_agencies_ages_and_cohorts(joint: JointInspection) -> None:
    council = list_of(joint, rows=20)
    police = list_of(joint, first=100, rows=4, agency=joint.agencies[2])
    shares = (
        Share("agency", joint.agencies[2].code, at_least=2),
        Share("cohort", "looked_after", at_least=3),
        Share("age_band", "10_to_15", at_least=1),
    )
    drawn = sample_of(joint, [council, police], size=5, shares=shares)
    assert drawn.shortfalls == []
    said = Listing.objects.filter(subject__reference__in=subjects_of(drawn))
    assert said.filter(agency_list=police).count() >= 2
    assert said.filter(cohort="looked_after").count() >= 3
    assert said.filter(age_band="10_to_15").count() >= 1


def test_a_seed_that_nobody_chose_is_another_each_time(joint: JointInspection) -> None:
    came = list_of(joint)
    first = sample_of(joint, [came], size=1, seed="")
    second = sample_of(joint, [came], size=1, seed="")
    assert first.seed != second.seed
    assert not first.seed_was_typed
    assert len(first.seed) == 19
    assert samples_draw.reproduce(drawn=first).is_identical


def test_a_withdrawn_list_is_not_drawn_from_and_its_draws_stay(joint: JointInspection) -> None:
    came = list_of(joint)
    drawn = sample_of(joint, [came])
    by, now = joint.inspectors["cqc"], timezone.now()
    asking.withdraw_list(agency_list=came, why="Last year’s.", by=by, at=now)
    with pytest.raises(ActionRefused, match="withdrawn already"):
        asking.withdraw_list(agency_list=came, why="Again.", by=by, at=now)
    assert not AgencyList.objects.of(joint.inspection).standing().exists()
    assert samples_draw.reproduce(drawn=drawn).is_identical
    with pytest.raises(ActionRefused, match="withdrawn"):
        sample_of(joint, [came], again=True)


# --- substituting ---------------------------------------------------------------------------------


def replace(drawn: Draw, case: Case, by: User, into: str = "") -> Substitution:
    """Put whoever is next in the place of a case."""
    if not into:
        place = samples_draw.place_of(drawn=drawn, case=case)
        assert place is not None
        exchange = samples_draw.next_in_reserve(drawn=drawn, place=place)
        into = exchange.into if exchange else ""
    with acting_as(by):
        return samples_draw.substitute(
            drawn=drawn, case=case, into=into, why="The family moved.", by=by, at=timezone.now()
        )


def test_a_case_is_substituted_by_the_next_reserve(joint: JointInspection) -> None:
    came = list_of(joint, rows=12)
    drawn = sample_of(joint, [came], size=2, reserves=2)
    by = joint.inspectors["hmic"]
    out = Case.objects.get(reference="T1")
    done = replace(drawn, out, by)
    assert (done.number, done.case.reference, done.why) == (1, "T3", "The family moved.")
    assert Case.objects.filter(reference="T1").exists(), "the case stays"
    assert {one.reference for one in drawn.among(Case.objects.all())} == {"T1", "T2", "T3"}
    # Who came in can be substituted again, and who went out cannot.
    second = replace(drawn, done.case, by)
    assert (second.number, second.out.is_reserve) == (2, True)
    with pytest.raises(ActionRefused, match="substituted already"):
        replace(drawn, out, by, into="P-0")
    with pytest.raises(ActionRefused, match="No reserve of this draw is left"):
        replace(drawn, Case.objects.get(reference="T2"), by, into="P-0")
    again = samples_draw.reproduce(drawn=drawn)
    assert again.is_identical
    assert len(again.exchanges) == 2


def test_the_reserve_that_was_shown_is_the_one_that_comes_in(joint: JointInspection) -> None:
    drawn = sample_of(joint, [list_of(joint, rows=12)], size=2, reserves=2)
    shown = samples_draw.next_in_reserve(drawn=drawn, place=drawn.places.get(case__reference="T1"))
    assert shown is not None
    replace(drawn, Case.objects.get(reference="T2"), joint.overall_lead)
    with pytest.raises(ActionRefused, match=f"{shown.into} is not the next reserve any more"):
        replace(drawn, Case.objects.get(reference="T1"), joint.overall_lead, into=shown.into)


def test_somebody_who_came_in_is_not_drawn_again(joint: JointInspection) -> None:
    came = list_of(joint, rows=4)
    drawn = sample_of(joint, [came], size=1, reserves=1)
    replace(drawn, Case.objects.get(reference="T1"), joint.overall_lead)
    assert sample_of(joint, [came], size=4).candidates == 2


# --- drawing it again -----------------------------------------------------------------------------


def test_a_draw_that_was_tampered_with_does_not_come_out_the_same(
    joint: JointInspection, as_owner: Any
) -> None:
    drawn = sample_of(joint, [list_of(joint, rows=12)], size=2, reserves=2)
    assert samples_draw.reproduce(drawn=drawn).is_identical
    drawn.seed = "another seed"
    again = samples_draw.reproduce(drawn=drawn)
    assert (again.same_lists, again.same_draw) == (True, False)
    drawn.seed = "a seed"
    drawn.narrowed["cohorts"] = ["looked_after"]
    assert not samples_draw.reproduce(drawn=drawn).same_lists


def test_a_version_of_the_procedure_that_is_gone_is_said(joint: JointInspection) -> None:
    drawn = sample_of(joint, [list_of(joint)])
    drawn.algorithm = 9
    with pytest.raises(ActionRefused, match="Version 9 of the draw is not known"):
        samples_draw.reproduce(drawn=drawn)


def test_the_command_says_that_a_draw_comes_out_the_same(joint: JointInspection) -> None:
    drawn = sample_of(joint, [list_of(joint, rows=12)], size=2, reserves=2)
    replace(drawn, Case.objects.get(reference="T1"), joint.overall_lead)
    told = io.StringIO()
    call_command("reproduce_draw", drawn.reference, stdout=told)
    assert told.getvalue().endswith("It comes out the same.\n")
    assert all(one in told.getvalue() for one in subjects_of(drawn))
    with pytest.raises(CommandError, match="no draw D-0"):
        call_command("reproduce_draw", "D-0")


def test_the_command_fails_when_a_draw_comes_out_otherwise(
    joint: JointInspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = sample_of(joint, [list_of(joint, rows=12)], size=2, reserves=2)
    drawn.seed = "another seed"
    monkeypatch.setattr(type(Draw.objects.all()), "named", lambda _rows, _reference: drawn)
    with pytest.raises(CommandError, match="does not come out the same: who was drawn"):
        call_command("reproduce_draw", drawn.reference, stdout=io.StringIO())
    drawn.algorithm = 9
    with pytest.raises(CommandError, match="Version 9"):
        call_command("reproduce_draw", drawn.reference, stdout=io.StringIO())
