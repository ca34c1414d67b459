"""The format of a framework file: strict types, and the JSON Schema that comes from them.

`docs/framework-files.md` explains the format with an example. Every type refuses fields that it
does not know, so that a misspelled one is found and not lost.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from frameworks.values import (
    AgencyKind,
    FormKind,
    Grading,
    SectionKind,
    SectionPurpose,
    Strength,
)

FORMAT = 1
MOST_THEMES = 3

Code = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", min_length=1, max_length=60)
]
VersionName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$", max_length=30)
]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=250)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Days = Annotated[int, Field(strict=True, ge=0, le=500)]
Weeks = Annotated[int, Field(strict=True, ge=1, le=104)]
YesNo = Annotated[bool, Field(strict=True)]


class Part(BaseModel):
    """A part of a framework file."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FrameworkPart(Part):
    """The framework that this file holds a version of."""

    code: Code
    title: Title


class SourcePart(Part):
    """The document that the framework is taken from."""

    title: Title
    reference: Reference


class GradePart(Part):
    """One grade of a scale."""

    code: Code
    title: Title


class ScalePart(Part):
    """A grade scale; the best grade comes first."""

    code: Code
    grades: Annotated[list[GradePart], Field(min_length=2)]


class KeyDatePart(Part):
    """One step of the timetable, counted from another step."""

    code: Code
    title: Title
    after: Code | Literal[""] = ""
    working_days: Days | None = None
    weeks: Weeks | None = None
    source: OptionalText = ""
    own_setting: YesNo = False


class SectionPart(Part):
    """One section of a report.

    `purpose` says that it is a study of one child, or that it holds the statement of action.
    """

    key: Code
    heading: Title
    kind: SectionKind
    addressed: YesNo = False
    purpose: SectionPurpose = SectionPurpose.AS_ITS_KIND
    optional: YesNo = False
    guidance: OptionalText = ""


class FormPart(Part):
    """A kind of report, its sections in their order, and who quality-assures it.

    `strand` is the code of the strand whose report it is; without it, it is that of the whole
    inspection.
    """

    kind: FormKind
    strand: Code | Literal[""] = ""
    title: Title
    quality_assured_by: Code
    sections: Annotated[list[SectionPart], Field(min_length=1)]


class OptionalParticipantPart(Part):
    """An inspectorate that joins only in a case."""

    inspectorate: Code
    condition: Text
    source: Reference


class StrandPart(Part):
    """One part of an inspection, under one legal power."""

    code: Code
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
    power: Code
    inspectorates: Annotated[list[Code], Field(min_length=1)]
    areas: Annotated[list[Code], Field(min_length=1)]


class SubmissionPart(Part):
    """What the area hands in for an inspection of this type."""

    code: Code
    title: Title
    by: AgencyKind
    source: Reference
    note: OptionalText = ""


class InspectionTypePart(Part):
    """A kind of inspection that the framework describes."""

    code: Code
    title: Title
    graded: YesNo
    led_by: Code
    power: Code
    participants: Annotated[list[Code], Field(min_length=1)]
    optional_participants: list[OptionalParticipantPart] = []
    deep_dive: YesNo = False
    areas: Annotated[list[Code], Field(min_length=1)]
    strands: list[StrandPart] = []
    submissions: list[SubmissionPart] = []
    key_dates: Annotated[list[KeyDatePart], Field(min_length=1)]
    report_forms: list[FormPart] = []


class CriterionPart(Part):
    """One criterion of a judgement area."""

    reference: Reference
    heading: Title
    statement: Text
    points: list[Text] = []
    # One at least: `check` asks for it, so that versions stored before there were themes read back.
    themes: Annotated[
        list[Code], Field(max_length=MOST_THEMES, json_schema_extra={"minItems": 1})
    ] = []
    condition: OptionalText = ""
    note: OptionalText = ""
    own: YesNo = False


class DescriptorPart(Part):
    """What a judgement area looks like at one grade."""

    grade: Code
    reference: Reference
    statement: Text


class AreaPart(Part):
    """A judgement area with its scope, criteria and grade descriptors."""

    code: Code
    title: Title
    grading: Grading
    agency_kind: AgencyKind
    paragraph: Reference
    inspectorates: Annotated[list[Code], Field(min_length=1)]
    scope: OptionalText = ""
    note: OptionalText = ""
    not_judged: OptionalText = ""
    scale: Code | None = None
    parent: Code | None = None
    criteria: list[CriterionPart] = []
    descriptors: list[DescriptorPart] = []


class AreaAtGradePart(Part):
    """A judgement area at a grade."""

    area: Code
    grade: Code


class PresupposesPart(Part):
    """A grade that needs every criterion of another grade to be met."""

    kind: Literal["presupposes"]
    area: Code
    grade: Code
    criteria_of: Code


class AnsweredPart(Part):
    """A question of this file, answered in one way."""

    question: Code
    answer: YesNo


class CountPart(Part):
    """At least so many of the conditions hold."""

    at_least: Annotated[int, Field(strict=True, ge=1, le=100)]
    among: Annotated[list["ConditionPart"], Field(min_length=1)]


class GroupPart(Part):
    """Conditions taken together: each of the three parts that is there has to hold."""

    any_of: list["ConditionPart"] = []
    all_of: list["ConditionPart"] = []
    count_of: CountPart | None = None


def _kind_of_condition(item: Any) -> str:
    """Which of the three a condition is: by the key that only that one has."""
    keys = item if isinstance(item, dict) else item.__class__.model_fields
    if "question" in keys:
        return "an answer"
    return "a grade" if "area" in keys or "grade" in keys else "a group"


ConditionPart = Annotated[
    Annotated[AreaAtGradePart, Tag("a grade")]
    | Annotated[AnsweredPart, Tag("an answer")]
    | Annotated[GroupPart, Tag("a group")],
    Discriminator(_kind_of_condition),
]


class LimitsPart(GroupPart):
    """A grade of one area that follows from grades of other areas and from answers."""

    kind: Literal["limits"]
    area: Code
    grade: Code


class CumulativePart(Part):
    """An area that is decided after its parts and out of them, without a formula."""

    kind: Literal["cumulative"]
    area: Code
    of: Annotated[list[Code], Field(min_length=1)]


class BearsOnPart(Part):
    """Areas that are looked at when another is decided, and fix nothing."""

    kind: Literal["bears_on"]
    area: Code
    of: Annotated[list[Code], Field(min_length=1)]


DefinitionPart = PresupposesPart | LimitsPart | CumulativePart | BearsOnPart


class RulePart(Part):
    """A limiting rule: what it says, how strongly, where it comes from, and as data."""

    code: Code
    source: Reference
    strength: Strength
    statement: Text
    definition: Annotated[DefinitionPart, Field(discriminator="kind")]


class QuestionPart(Part):
    """A fact that people record, with yes or no, for the rules that ask for it."""

    code: Code
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    source: Reference


class SharedScopePart(Part):
    """What several judgement areas cover together."""

    code: Code
    title: Title
    reference: Reference
    statement: Text
    areas: Annotated[list[Code], Field(min_length=1)]
    note: OptionalText = ""


class TopicPart(Part):
    """A topic that a round may look into in depth."""

    code: Code
    title: Title
    source: Reference
    round: OptionalText = ""
    note: OptionalText = ""


class FrameworkFile(Part):
    """A whole framework file."""

    format: Literal[1]
    framework: FrameworkPart
    version: VersionName
    title: Title
    source: SourcePart
    note: OptionalText = ""
    no_area_grade: Reference | Literal[""] = ""
    grade_scales: list[ScalePart] = []
    questions: list[QuestionPart] = []
    shared_scopes: list[SharedScopePart] = []
    deep_dive_topics: list[TopicPart] = []
    inspection_types: Annotated[list[InspectionTypePart], Field(min_length=1)]
    judgement_areas: Annotated[list[AreaPart], Field(min_length=1)]
    limiting_rules: list[RulePart] = []

    def normalised(self) -> "FrameworkFile":
        """The same content with every list whose order says nothing in one order."""
        types = [
            kind.model_copy(
                update={
                    "participants": sorted(kind.participants),
                    "report_forms": sorted(
                        kind.report_forms, key=lambda form: (form.kind, form.strand)
                    ),
                }
            )
            for kind in self.inspection_types
        ]
        scales = sorted(self.grade_scales, key=lambda scale: scale.code)
        ranks = {
            (scale.code, grade.code): rank
            for scale in scales
            for rank, grade in enumerate(scale.grades)
        }
        areas = [_normalised_area(area, ranks) for area in self.judgement_areas]
        return self.model_copy(
            update={"grade_scales": scales, "inspection_types": types, "judgement_areas": areas}
        )

    def canonical(self) -> dict[str, Any]:
        """The content as plain data, every default written out: what the version's hash is of."""
        return self.normalised().model_dump(mode="json")


def _normalised_area(area: AreaPart, ranks: dict[tuple[str, str], int]) -> AreaPart:
    def rank(descriptor: DescriptorPart) -> int:
        return ranks.get((area.scale or "", descriptor.grade), 0)

    return area.model_copy(
        update={
            "inspectorates": sorted(area.inspectorates),
            "descriptors": sorted(area.descriptors, key=rank),
        }
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of a framework file."""
    found = FrameworkFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
