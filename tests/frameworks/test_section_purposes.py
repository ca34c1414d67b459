"""What a section of a report is for: studies, next steps, and what may be left out."""

import importlib
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from frameworks.actions import load_file, put_in_force
from frameworks.format import FormPart, SectionPart
from frameworks.loader.check import check
from frameworks.loader.read_back import read_back
from frameworks.models import FrameworkVersion, ReportSection
from frameworks.presenters.types import _of_section
from frameworks.values import STUDIES, SectionPurpose
from records.values import content_hash
from tests.factories.frameworks import AT, draft_factory, framework_content, framework_data
from tests.factories.frameworks import organisations_exist as organisations
from tests.factories.organisations import AdminFactory
from tests.frameworks.shipped import shipped
from tests.frameworks.test_check import KNOWN

NEXT = 6
STRENGTHS = 2
JUDGEMENT = 5


def sections(data: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data["inspection_types"][0]["report_forms"][0]["sections"]
    return found


def with_purpose(place: int, **fields: Any) -> dict[str, Any]:
    data = framework_data()
    sections(data)[place].update(fields)
    return data


def said(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = check(framework_content(data), KNOWN).problems
    return [(one.place.rpartition(".")[2], one.what, one.fix) for one in found]


# --- the file -------------------------------------------------------------------------------------


def test_a_file_may_say_what_each_section_is_for() -> None:
    data = with_purpose(NEXT, purpose="next_steps")
    sections(data)[STRENGTHS].update(purpose="study_of_strength", optional=True)
    sections(data)[0].update(purpose="study_of_improvement", optional=True)
    assert said(data) == []


def test_a_purpose_that_nobody_knows_is_a_fault() -> None:
    ((place, _, _),) = said(with_purpose(NEXT, purpose="last_steps"))
    assert place == "purpose"


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_whether_it_is_optional_is_yes_or_no(value: Any) -> None:
    assert [one[0] for one in said(with_purpose(NEXT, optional=value))] == ["optional"]


@pytest.mark.parametrize(
    ("place", "purpose", "fix"),
    [
        (STRENGTHS, "next_steps", "Give it the kind “prose”"),
        (JUDGEMENT, "study_of_strength", "Give it the kind “prose” or “strengths”"),
        (3, "study_of_improvement", "Give it the kind “prose” or “strengths”"),
    ],
)
def test_a_section_of_another_kind_is_no_study_and_no_next_steps(
    place: int, purpose: str, fix: str
) -> None:
    data = with_purpose(place, purpose=purpose)
    kind = sections(data)[place]["kind"]
    assert said(data) == [("purpose", f"A section of kind “{kind}” cannot be “{purpose}”", fix)]


def test_there_are_next_steps_once() -> None:
    data = with_purpose(NEXT, purpose="next_steps")
    sections(data)[0]["purpose"] = "next_steps"
    assert said(data) == [("purpose", "The report has next steps already", "Remove one of the two")]


def test_the_judgement_cannot_be_left_out() -> None:
    assert said(with_purpose(JUDGEMENT, optional=True)) == [
        ("optional", "A section of kind “judgement” cannot be left out", "Remove “optional:”")
    ]


def test_a_fault_of_the_kind_hides_no_other_and_adds_none() -> None:
    places = [one[0] for one in said(with_purpose(NEXT, kind="poem", purpose="next_steps"))]
    assert places == ["kind", "purpose"] or places == ["kind"]


def test_defaults_are_written_out() -> None:
    part = SectionPart.model_validate({"key": "a", "heading": "A", "kind": "prose"})
    assert (part.purpose, part.optional) == ("", False)
    assert part.model_dump(mode="json")["purpose"] == ""


# --- what is stored -------------------------------------------------------------------------------


def loaded(data: dict[str, Any]) -> FrameworkVersion:
    organisations()
    version = load_file(content=framework_content(data), name="x", by=None, at=AT).version
    return FrameworkVersion.objects.with_document().get(pk=version.pk)


@pytest.mark.django_db
def test_it_is_stored_and_read_back_with_its_hash() -> None:
    data = with_purpose(NEXT, purpose="next_steps")
    sections(data)[STRENGTHS].update(purpose="study_of_strength", optional=True)
    version = loaded(data)
    rows = ReportSection.objects.filter(form__inspection_type__version=version)
    assert {row.key: (row.purpose, row.is_optional) for row in rows if row.purpose} == {
        "next_steps": ("next_steps", False),
        "strengths": ("study_of_strength", True),
    }
    assert content_hash(read_back(version).canonical()) == version.file_hash


@pytest.mark.django_db
def test_a_version_that_was_stored_before_is_still_the_same_file() -> None:
    """Its hash is of a content without the two fields; its file is loaded again all the same."""
    data = framework_data()
    version = loaded(data)
    put_in_force(
        version=version, on=date(2014, 6, 1), by=AdminFactory(), approved_by=AdminFactory(), at=AT
    )
    FrameworkVersion.objects.filter(pk=version.pk).update(file_hash="0" * 64)
    again = load_file(content=framework_content(data), name="x", by=None, at=AT)
    assert again.outcome == "unchanged"
    assert again.version.pk == version.pk


@pytest.mark.django_db
def test_a_section_knows_what_it_is_for() -> None:
    section = draft_factory().inspection_types.get().report_forms.get().sections.all()[NEXT]
    assert (section.is_study, section.is_next_steps) == (False, False)
    section.purpose = SectionPurpose.NEXT_STEPS
    assert (section.is_study, section.is_next_steps) == (False, True)
    for one in STUDIES:
        section.purpose = one
        assert (section.is_study, section.is_next_steps) == (True, False)


@pytest.mark.django_db
def test_the_database_knows_the_purposes() -> None:
    section = draft_factory().inspection_types.get().report_forms.get().sections.all()[NEXT]
    section.purpose = "a poem"
    with pytest.raises(IntegrityError, match="report_section_purpose_known"), transaction.atomic():
        section.save()


def test_the_migration_leaves_old_sections_as_they_were() -> None:
    migration = importlib.import_module("frameworks.migrations.0005_section_purposes").Migration
    fields = {one.name: one.field for one in migration.operations if hasattr(one, "field")}
    assert fields["is_optional"].default is False
    assert fields["purpose"].get_default() == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"purpose": "study_of_strength"}, "A study, printed in a box."),
        (
            {"purpose": "study_of_improvement", "is_optional": True},
            "A study, printed in a box. It may be left out.",
        ),
        ({"purpose": "next_steps"}, "The statement of action stands here."),
        ({"is_addressed": True}, "Each item names the partnership or an agency."),
    ],
)
def test_the_page_of_a_framework_says_so(fields: dict[str, Any], words: str) -> None:
    assert _of_section(ReportSection(heading="Next steps", **fields)) == words


# --- the shapes in which letters were published ---------------------------------------------------


def letter(stem: str) -> FormPart:
    kind = next(one for one in shipped(stem).inspection_types if one.code == "joint-targeted")
    (form,) = kind.report_forms
    return form


def shape(stem: str) -> list[tuple[str, str, str, bool]]:
    return [(one.heading, one.kind, one.purpose, one.optional) for one in letter(stem).sections]


def test_the_shape_of_2016_to_2020_is_shipped() -> None:
    """Strengths, a study, priority action, improvement by heading, a study, next steps."""
    assert shape("jtai-2015") == [
        ("What we inspected", "prose", "", False),
        ("Key findings", "prose", "", False),
        ("Key strengths", "strengths", "", False),
        ("Case study: effective practice", "strengths", "study_of_strength", True),
        ("Areas for priority action", "priority_action", "", True),
        ("Areas for improvement: the front door", "improvement", "", False),
        ("Areas for improvement: assessment and decisions", "improvement", "", False),
        ("Areas for improvement: the children of the deep dive", "improvement", "", False),
        (
            "Areas for improvement: leadership, management and the safeguarding board",
            "improvement",
            "",
            False,
        ),
        ("Case study: where practice must improve", "prose", "study_of_improvement", True),
        ("Next steps", "prose", "next_steps", False),
        ("Signed", "signatures", "", False),
    ]


def test_the_shape_since_2022_is_shipped() -> None:
    """Headlines, priority action where there is some, lists, findings, studies, next steps."""
    assert shape("jtai-2018") == [
        ("Context", "prose", "", False),
        ("Headline findings", "prose", "", False),
        ("Areas for priority action", "priority_action", "", True),
        ("What needs to improve", "improvement", "", False),
        ("Strengths", "strengths", "", False),
        ("Main findings", "prose", "", False),
        ("Practice study: highly effective practice", "strengths", "study_of_strength", True),
        ("Practice study: where practice must improve", "prose", "study_of_improvement", True),
        ("Next steps", "prose", "next_steps", False),
        ("Signed", "signatures", "", False),
    ]


@pytest.mark.parametrize("stem", ["jtai-2015", "jtai-2018"])
def test_both_say_by_when_the_statement_is_due(stem: str) -> None:
    """SI 2015/1792: 70 working days; this service counts them from publication."""
    kind = next(one for one in shipped(stem).inspection_types if one.code == "joint-targeted")
    step = next(one for one in kind.key_dates if one.code == "statement_of_action")
    assert (step.after, step.working_days) == ("publication", 70)
