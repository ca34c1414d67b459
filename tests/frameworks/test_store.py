"""A file in the database: whole, the same when read back, in few queries."""

from typing import Any

import pytest
from django.db import connection

from frameworks.actions import load_file
from frameworks.loader.read_back import read_back
from frameworks.loader.registry import registry
from frameworks.models import (
    Criterion,
    Framework,
    FrameworkVersion,
    JudgementArea,
    Participation,
)
from records.values import content_hash
from tests.factories.frameworks import (
    AT,
    draft_factory,
    framework_content,
    framework_data,
    framework_version_factory,
    organisations_exist,
)
from tests.factories.organisations import AdminFactory

pytestmark = pytest.mark.django_db


def whole(version: FrameworkVersion) -> FrameworkVersion:
    return FrameworkVersion.objects.with_document().get(pk=version.pk)


def with_parts(**top: Any) -> dict[str, Any]:
    """A file with a parent that stands after its part, a narrative area and a limit."""
    data = framework_data(**top)
    shared = data["judgement_areas"][0]
    overall = {**shared, "code": "overall", "title": "Overall", "criteria": []}
    words = {**shared, "code": "words", "title": "In words", "criteria": [], "descriptors": []}
    words |= {"grading": "narrative", "scale": None, "inspectorates": ["cqc"]}
    shared["parent"] = "overall"
    data["judgement_areas"] += [overall, words]
    data["limiting_rules"].append(
        {
            "code": "limit",
            "source": "TEST ¶67",
            "strength": "must",
            "statement": "The part limits the whole.",
            "definition": {
                "kind": "limits",
                "area": "overall",
                "grade": "inadequate",
                "any_of": [{"area": "lscb", "grade": "inadequate"}],
                "all_of": [],
            },
        }
    )
    return data


# --- what is stored -----------------------------------------------------------------------------


def test_store_keeps_what_the_file_says_of_itself() -> None:
    version = draft_factory()
    assert str(version) == "Integrated inspections 2014, version 2014-06"
    assert (version.framework.code, version.framework.title) == (
        "integrated",
        "Integrated inspections",
    )
    assert (version.status, version.source_title, version.source_reference) == (
        "draft",
        "A consultation",
        "TEST",
    )
    assert version.loaded_at == AT
    assert version.in_force_from is None


def test_store_ranks_the_first_grade_best() -> None:
    grades = draft_factory().grade_scales.get().grades.all()
    assert [(grade.rank, grade.code) for grade in grades] == [
        (1, "outstanding"),
        (2, "good"),
        (3, "requires_improvement"),
        (4, "inadequate"),
    ]


def test_store_keeps_an_inspection_type_with_its_people_and_power() -> None:
    kind = draft_factory().inspection_types.get()
    assert (kind.code, kind.is_graded, kind.led_by.code, kind.power.code) == (
        "integrated-lscb",
        True,
        "ofsted",
        "ca2004-s20",
    )
    assert [row.code for row in kind.participants.all()] == ["ofsted", "cqc", "hmic"]
    assert [area.code for area in kind.judgement_areas] == ["lscb"]


def test_store_keeps_the_steps_in_their_order() -> None:
    steps = draft_factory().inspection_types.get().key_dates.all()
    assert [(s.order, s.code, s.after, s.working_days, s.weeks) for s in steps] == [
        (1, "notification", "", None, None),
        (2, "fieldwork_start", "notification", 5, None),
        (3, "fieldwork_end", "fieldwork_start", None, 4),
        (4, "draft_to_chair", "fieldwork_end", 15, None),
        (5, "accuracy_response", "draft_to_chair", 10, None),
        (6, "publication", "accuracy_response", 15, None),
    ]
    assert [s.code for s in steps if not s.is_own_setting] == ["fieldwork_end"]


def test_store_keeps_the_sections_of_the_report_in_their_order() -> None:
    form = draft_factory().inspection_types.get().report_forms.get()
    assert (form.kind, form.quality_assured_by.code) == ("joint_letter", "ofsted")
    assert [section.key for section in form.sections.all()] == [
        "what_was_inspected",
        "key_findings",
        "strengths",
        "priority_action",
        "improvement",
        "shared_judgement",
        "next_steps",
    ]
    addressed = [section.key for section in form.sections.all() if section.is_addressed]
    assert addressed == ["priority_action", "improvement"]


def test_store_keeps_an_area_with_its_criteria_and_descriptors() -> None:
    area = draft_factory().areas.get()
    assert area.is_shared
    assert (area.scale.code, area.agency_kind) == ("four-point", "partnership")
    assert [row.code for row in area.inspectorates.all()] == ["ofsted", "cqc", "hmic"]
    assert [(c.order, c.reference, c.points[1]) for c in area.criteria.all()] == [
        (1, "TEST ¶1", "Second point of 1."),
        (2, "TEST ¶2", "Second point of 2."),
        (3, "TEST ¶3", "Second point of 3."),
    ]
    assert [d.grade.code for d in area.descriptors.all()] == ["outstanding", "good", "inadequate"]


def test_store_sets_a_parent_that_stands_later_in_the_file() -> None:
    organisations_exist()
    content = framework_content(with_parts())
    version = load_file(content=content, name="x", by=None, at=AT).version
    parents = {area.code: area.parent and area.parent.code for area in version.areas.all()}
    assert parents == {"lscb": "overall", "overall": None, "words": None}


def test_store_writes_what_happened() -> None:
    admin = AdminFactory()
    (event,) = draft_factory(by=admin).events.all()
    assert (event.from_state, event.to_state, event.by, event.at) == ("", "draft", admin, AT)
    assert event.why == "Loaded from a file."


def test_store_a_second_version_keeps_the_framework() -> None:
    draft_factory()
    draft_factory(version="2015")
    assert Framework.objects.count() == 1
    assert FrameworkVersion.objects.count() == 2


def test_store_versions_do_not_share_parts() -> None:
    first, second = draft_factory(), draft_factory(version="2015")
    assert first.areas.get() != second.areas.get()
    assert Criterion.objects.count() == 6


# --- reading back -------------------------------------------------------------------------------


def test_read_back_gives_the_hash_that_was_stored() -> None:
    version = draft_factory()
    assert content_hash(read_back(whole(version)).canonical()) == version.file_hash


def test_read_back_gives_the_hash_of_a_file_with_parents_and_limits() -> None:
    organisations_exist()
    content = framework_content(with_parts())
    version = load_file(content=content, name="x", by=None, at=AT).version
    assert content_hash(read_back(whole(version)).canonical()) == version.file_hash


def test_read_back_shows_a_changed_row() -> None:
    version = draft_factory()
    Criterion.objects.filter(reference="TEST ¶2").update(statement="Tampered with.")
    assert content_hash(read_back(whole(version)).canonical()) != version.file_hash


def test_read_back_asks_as_often_for_one_criterion_as_for_three(assert_queries: Any) -> None:
    for version, criteria in (("one", 1), ("three", 3)):
        stored = draft_factory(version=version, criteria=criteria)
        with assert_queries(20):
            read_back(whole(stored))


# --- replacing a draft --------------------------------------------------------------------------


def test_replace_puts_the_new_content_in_the_place_of_the_old() -> None:
    first = draft_factory(criteria=3)
    second = draft_factory(criteria=1, title="Another title")
    assert second.pk == first.pk
    assert second.title == "Another title"
    assert [c.reference for c in Criterion.objects.all()] == ["TEST ¶1"]
    assert JudgementArea.objects.count() == 1
    assert Participation.objects.count() == 6


def test_replace_leaves_other_versions_alone() -> None:
    other = draft_factory(version="2015", criteria=2)
    draft_factory(criteria=3)
    draft_factory(criteria=1)
    assert other.criteria.count() == 2
    assert content_hash(read_back(whole(other)).canonical()) == other.file_hash


# --- how many queries ---------------------------------------------------------------------------


def loading(count_queries: Any, **changes: Any) -> int:
    content = framework_content(**changes)
    with count_queries() as asked:
        load_file(content=content, name="x", by=None, at=AT)
    return len(asked)


@pytest.mark.parametrize("criteria", [1, 3, 500])
def test_load_of_a_new_framework_asks_fifteen_times_whatever_its_length(
    count_queries: Any, criteria: int
) -> None:
    organisations_exist()
    assert loading(count_queries, criteria=criteria) == 15


def test_load_of_a_further_version_asks_fourteen_times(count_queries: Any) -> None:
    draft_factory()
    assert loading(count_queries, version="2015", criteria=500) == 14


def test_load_with_parents_asks_no_more(count_queries: Any) -> None:
    organisations_exist()
    content = framework_content(with_parts())
    with count_queries() as asked:
        load_file(content=content, name="x", by=None, at=AT)
    assert len(asked) == 15


def test_load_of_the_same_content_asks_twice(count_queries: Any) -> None:
    draft_factory(criteria=3)
    assert loading(count_queries, criteria=3) == 2


def test_load_over_a_draft_asks_as_often_for_few_criteria_as_for_many(count_queries: Any) -> None:
    draft_factory(criteria=1)
    few = loading(count_queries, criteria=3)
    many = loading(count_queries, criteria=500)
    assert few == many


def test_load_leaves_the_batches_of_other_code_as_they_were() -> None:
    before = connection.features.max_query_params
    draft_factory()
    assert connection.features.max_query_params == before


# --- the registry -------------------------------------------------------------------------------


def test_registry_asks_once_and_knows_everything(assert_queries: Any) -> None:
    version = framework_version_factory()
    with assert_queries(1):
        found = registry()
    assert set(found.inspectorates) == {"ofsted", "cqc", "hmic", "hmi-probation", "hmi-prisons"}
    assert found.powers.keys() == {"ca2004-s20"}
    assert found.frameworks == {"integrated": version.framework_id}
    assert found.titles == {"integrated": "Integrated inspections"}
    stored = found.versions["integrated", "2014-06"]
    assert (stored.key, stored.status, stored.file_hash) == (
        version.pk,
        "in_force",
        version.file_hash,
    )


def test_registry_of_an_empty_service_is_empty() -> None:
    found = registry()
    assert (found.inspectorates, found.powers, found.versions) == ({}, {}, {})
