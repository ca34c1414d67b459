"""What the database refuses, and what a row knows of itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from frameworks.models import (
    Criterion,
    FrameworkEvent,
    FrameworkUpload,
    FrameworkVersion,
    Grade,
    GradeDescriptor,
    GradeScale,
    InspectionType,
    JudgementArea,
    KeyDateRule,
    LimitingRule,
    Participation,
    ReportForm,
    ReportSection,
)
from frameworks.values import Presupposes, Strength
from organisations.models import Inspectorate, LegalPower
from tests.factories.frameworks import AT, draft_factory, framework_version_factory
from tests.factories.organisations import AdminFactory

pytestmark = pytest.mark.django_db
DAY = date(2014, 9, 1)


def assert_refused(constraint: str, row: Any) -> None:
    """The database refuses the row by this constraint, and the model says so in a sentence."""
    wanted = next(c for c in type(row)._meta.constraints if c.name == constraint)
    with pytest.raises(ValidationError) as sentence:
        wanted.validate(type(row), row)
    assert wanted.violation_error_message in str(sentence.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# --- constraints --------------------------------------------------------------------------------


def changed(row: Any, **fields: Any) -> Any:
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def test_version_name_is_unique_in_its_framework() -> None:
    version = draft_factory()
    copy = FrameworkVersion(framework=version.framework, version="2014-06", loaded_at=AT)
    assert_refused("framework_version_once", copy)


def test_version_has_a_known_stage() -> None:
    assert_refused("framework_version_status_known", changed(draft_factory(), status="lost"))


@pytest.mark.parametrize("fields", [{"in_force_from": DAY}, {"proposed_by": "admin"}])
def test_version_has_a_whole_proposal_or_none(fields: dict[str, Any]) -> None:
    if "proposed_by" in fields:
        fields = {"proposed_by": AdminFactory()}
    assert_refused("framework_version_proposal_whole", changed(draft_factory(), **fields))


def test_version_in_force_needs_both_people_and_a_date() -> None:
    version = draft_factory()
    assert_refused("framework_version_in_force_by_two", changed(version, status="in_force"))
    changed(version, proposed_by=AdminFactory(), in_force_from=DAY)
    assert_refused("framework_version_in_force_by_two", version)


def test_version_in_force_needs_two_different_people() -> None:
    admin = AdminFactory()
    version = changed(draft_factory(), proposed_by=admin, approved_by=admin, in_force_from=DAY)
    assert_refused("framework_version_two_people", version)


def test_version_is_not_approved_without_a_proposal() -> None:
    assert_refused(
        "framework_version_two_people", changed(draft_factory(), approved_by=AdminFactory())
    )


def test_two_versions_of_a_framework_do_not_begin_on_one_day() -> None:
    framework_version_factory(on=DAY)
    other = framework_version_factory(version="2015", on=date(2015, 1, 1))
    assert_refused("framework_version_one_a_day", changed(other, in_force_from=DAY))


def test_event_leads_to_a_known_stage() -> None:
    event = FrameworkEvent(version=draft_factory(), to_state="lost", at=AT)
    assert_refused("framework_event_states_known", event)


def test_event_is_never_changed_nor_deleted() -> None:
    event = draft_factory().events.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        FrameworkEvent.objects.filter(pk=event.pk)._raw_delete("default")


def test_scale_code_is_unique_in_its_version() -> None:
    assert_refused("grade_scale_code_once", GradeScale(version=draft_factory(), code="four-point"))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("grade_code_once", {"code": "good", "rank": 9}),
        ("grade_rank_once", {"code": "other", "rank": 1}),
        ("grade_rank_from_one", {"code": "other", "rank": 0}),
    ],
)
def test_grade_has_a_code_and_a_rank_of_its_own(constraint: str, fields: dict[str, Any]) -> None:
    scale = draft_factory().grade_scales.get()
    assert_refused(constraint, Grade(scale=scale, title="Other", **fields))


def test_inspection_type_code_is_unique_in_its_version() -> None:
    version = draft_factory()
    copy = InspectionType(
        version=version,
        code="integrated-lscb",
        title="Copy",
        is_graded=True,
        led_by=Inspectorate.objects.get(code="ofsted"),
        power=LegalPower.objects.get(),
    )
    assert_refused("inspection_type_code_once", copy)


def test_participation_is_in_a_type_or_in_an_area() -> None:
    version, ofsted = draft_factory(), Inspectorate.objects.get(code="hmi-prisons")
    assert_refused("participation_in_one_thing", Participation(inspectorate=ofsted))
    both = Participation(
        inspectorate=ofsted,
        inspection_type=version.inspection_types.get(),
        area=version.areas.get(),
    )
    assert_refused("participation_in_one_thing", both)


def test_participation_stands_once() -> None:
    version, ofsted = draft_factory(), Inspectorate.objects.get(code="ofsted")
    kind, area = version.inspection_types.get(), version.areas.get()
    assert_refused(
        "participation_in_type_once", Participation(inspectorate=ofsted, inspection_type=kind)
    )
    assert_refused("participation_in_area_once", Participation(inspectorate=ofsted, area=area))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("key_date_rule_code_once", {"code": "publication"}),
        ("key_date_rule_order_once", {"order": 1}),
        ("key_date_rule_counts_in_one_unit", {"weeks": 2}),
        ("key_date_rule_counts_in_one_unit", {"working_days": None}),
        ("key_date_rule_counts_in_one_unit", {"after": ""}),
        ("key_date_rule_says_where_from", {"is_own_setting": False}),
    ],
)
def test_key_date_rule_is_whole(constraint: str, fields: dict[str, Any]) -> None:
    rule = KeyDateRule(
        inspection_type=draft_factory().inspection_types.get(),
        **{
            "code": "other",
            "title": "Other",
            "order": 9,
            "after": "publication",
            "working_days": 5,
            "is_own_setting": True,
            **fields,
        },
    )
    assert_refused(constraint, rule)


@pytest.mark.parametrize(
    ("constraint", "kind"),
    [("report_form_kind_once", "joint_letter"), ("report_form_kind_known", "poem")],
)
def test_report_form_is_of_a_known_kind_and_stands_once(constraint: str, kind: str) -> None:
    form = ReportForm(
        inspection_type=draft_factory().inspection_types.get(),
        kind=kind,
        title="Other",
        quality_assured_by=Inspectorate.objects.get(code="ofsted"),
    )
    assert_refused(constraint, form)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("report_section_key_once", {"key": "strengths"}),
        ("report_section_order_once", {"order": 1}),
        ("report_section_kind_known", {"kind": "poem"}),
    ],
)
def test_report_section_has_a_key_a_place_and_a_kind(
    constraint: str, fields: dict[str, Any]
) -> None:
    form = draft_factory().inspection_types.get().report_forms.get()
    whole = {"key": "other", "heading": "Other", "order": 99, "kind": "prose", **fields}
    assert_refused(constraint, ReportSection(form=form, **whole))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("judgement_area_code_once", {"code": "lscb"}),
        ("judgement_area_grading_known", {"grading": "perhaps"}),
        ("judgement_area_scale_when_graded", {"grading": "narrative"}),
        ("judgement_area_scale_when_graded", {"scale": None}),
    ],
)
def test_area_is_whole(constraint: str, fields: dict[str, Any]) -> None:
    version = draft_factory()
    whole = {
        "version": version,
        "code": "other",
        "title": "Other",
        "grading": "graded",
        "agency_kind": "police",
        "scale": version.grade_scales.get(),
        "paragraph": "TEST",
        "order": 9,
        **fields,
    }
    assert_refused(constraint, JudgementArea(**whole))


def test_area_is_not_a_part_of_itself() -> None:
    area = draft_factory().areas.get()
    assert_refused("judgement_area_not_own_parent", changed(area, parent=area))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("criterion_reference_once", {"reference": "TEST ¶1"}),
        ("criterion_order_once", {"order": 1}),
        ("criterion_has_statement", {"statement": ""}),
    ],
)
def test_criterion_is_whole(constraint: str, fields: dict[str, Any]) -> None:
    version = draft_factory()
    whole = {"reference": "TEST ¶9", "order": 9, "heading": "H", "statement": "S", **fields}
    assert_refused(constraint, Criterion(version=version, area=version.areas.get(), **whole))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("grade_descriptor_reference_once", {"reference": "TEST ¶116"}),
        ("grade_descriptor_has_statement", {"statement": ""}),
    ],
)
def test_descriptor_is_whole(constraint: str, fields: dict[str, Any]) -> None:
    area = draft_factory().areas.get()
    grade = area.scale.grades.get(code="outstanding")
    whole = {"reference": "TEST ¶9", "statement": "S", "order": 9, **fields}
    assert_refused(constraint, GradeDescriptor(area=area, grade=grade, **whole))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("limiting_rule_code_once", {"code": "outstanding-presupposes-good"}),
        ("limiting_rule_strength_known", {"strength": "perhaps"}),
    ],
)
def test_rule_is_whole(constraint: str, fields: dict[str, Any]) -> None:
    whole = {
        "code": "other",
        "source": "TEST",
        "strength": "must",
        "statement": "S",
        "definition": {},
        **fields,
    }
    assert_refused(constraint, LimitingRule(version=draft_factory(), **whole))


# --- rows ---------------------------------------------------------------------------------------


def test_rows_say_what_they_are() -> None:
    version = framework_version_factory(criteria=1)
    kind, area = version.inspection_types.get(), version.areas.get()
    form = kind.report_forms.get()
    assert [
        str(row)
        for row in (
            version.framework,
            version,
            version.events.first(),
            version.grade_scales.get(),
            area.scale.grades.first(),
            kind,
            kind.participations.first(),
            area.participations.first(),
            kind.key_dates.first(),
            form,
            form.sections.first(),
            area,
            area.criteria.first(),
            area.descriptors.first(),
            version.limiting_rules.get(),
            FrameworkUpload(name="x.yaml"),
        )
    ] == [
        "Integrated inspections",
        "Integrated inspections 2014, version 2014-06",
        "Integrated inspections 2014, version 2014-06: new → draft",
        "four-point",
        "Outstanding",
        "Joint inspection of the board",
        "Ofsted in Joint inspection of the board",
        "Ofsted in The effectiveness of the board",
        "Notice",
        "Letter",
        "What we inspected",
        "The effectiveness of the board",
        "TEST ¶1 Heading 1",
        "The effectiveness of the board: Outstanding (TEST ¶116)",
        "outstanding-presupposes-good",
        "x.yaml",
    ]


def test_version_knows_its_name_in_the_log_and_its_stage_in_words() -> None:
    version = framework_version_factory()
    assert version.record_name == "framework integrated 2014-06"
    assert version.status_label == "in force"
    assert not version.is_draft
    assert draft_factory(version="2015").is_draft


def test_rule_gives_itself_as_a_value() -> None:
    rule = draft_factory().limiting_rules.get().as_value()
    assert (rule.code, rule.source, rule.strength) == (
        "outstanding-presupposes-good",
        "TEST ¶116",
        Strength.LIKELY,
    )
    assert rule.definition == Presupposes("lscb", "outstanding", "good")


def test_rule_that_nobody_understands_has_no_definition() -> None:
    rule = LimitingRule(code="x", source="y", strength="must", statement="z", definition={})
    assert rule.as_value().definition is None


# --- which version is in force ------------------------------------------------------------------


def in_force_on(day: date) -> list[str]:
    versions = FrameworkVersion.objects.in_force_on(day).select_related("framework")
    return sorted(f"{row.framework.code} {row.version}" for row in versions)


def test_in_force_on_gives_the_latest_version_that_has_begun() -> None:
    second = date(2015, 4, 1)
    framework_version_factory(on=DAY)
    framework_version_factory(version="2015", on=second)
    draft_factory(version="2016")
    assert in_force_on(DAY - timedelta(days=1)) == []
    assert in_force_on(DAY) == ["integrated 2014-06"]
    assert in_force_on(second - timedelta(days=1)) == ["integrated 2014-06"]
    assert in_force_on(second) == ["integrated 2015"]


def test_in_force_on_gives_one_version_of_each_framework() -> None:
    framework_version_factory(on=DAY)
    other = {"code": "sif", "title": "Single inspection"}
    framework_version_factory(version="1", on=DAY, framework=other)
    assert in_force_on(DAY) == ["integrated 2014-06", "sif 1"]


def test_in_force_on_leaves_out_what_was_withdrawn() -> None:
    version = framework_version_factory(on=DAY)
    FrameworkVersion.objects.filter(pk=version.pk).update(status="withdrawn")
    assert in_force_on(DAY) == []


def test_named_finds_the_version_of_that_framework_only() -> None:
    version = draft_factory()
    assert list(FrameworkVersion.objects.named("integrated", "2014-06")) == [version]
    assert not FrameworkVersion.objects.named("sif", "2014-06").exists()


def test_upload_is_visible_to_the_person_who_sent_it() -> None:
    one, other = AdminFactory(), AdminFactory()
    upload = FrameworkUpload.objects.create(reference="U-1", name="x", content=b"x", by=one, at=AT)
    assert list(FrameworkUpload.objects.visible_to(one)) == [upload]
    assert list(FrameworkUpload.objects.visible_to(other)) == []
