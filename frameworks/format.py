"""The format of a framework file: strict types, and the JSON Schema that comes from them.

`docs/framework-files.md` explains the format with an example. Every type refuses fields that it
does not know, so that a misspelled one is found and not lost.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from frameworks.values import AgencyKind, FormKind, Grading, SectionKind, Strength

FORMAT = 1

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
    """One section of a report."""

    key: Code
    heading: Title
    kind: SectionKind
    addressed: YesNo = False
    guidance: OptionalText = ""


class FormPart(Part):
    """A kind of report, its sections in their order, and who quality-assures it."""

    kind: FormKind
    title: Title
    quality_assured_by: Code
    sections: Annotated[list[SectionPart], Field(min_length=1)]


class InspectionTypePart(Part):
    """A kind of inspection that the framework describes."""

    code: Code
    title: Title
    graded: YesNo
    led_by: Code
    power: Code
    participants: Annotated[list[Code], Field(min_length=1)]
    areas: Annotated[list[Code], Field(min_length=1)]
    key_dates: Annotated[list[KeyDatePart], Field(min_length=1)]
    report_forms: list[FormPart] = []


class CriterionPart(Part):
    """One criterion of a judgement area."""

    reference: Reference
    heading: Title
    statement: Text
    points: list[Text] = []
    condition: OptionalText = ""
    note: OptionalText = ""


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


class LimitsPart(Part):
    """A grade of one area that follows from grades of other areas."""

    kind: Literal["limits"]
    area: Code
    grade: Code
    any_of: list[AreaAtGradePart] = []
    all_of: list[AreaAtGradePart] = []


class RulePart(Part):
    """A limiting rule: what it says, how strongly, where it comes from, and as data."""

    code: Code
    source: Reference
    strength: Strength
    statement: Text
    definition: Annotated[PresupposesPart | LimitsPart, Field(discriminator="kind")]


class FrameworkFile(Part):
    """A whole framework file."""

    format: Literal[1]
    framework: FrameworkPart
    version: VersionName
    title: Title
    source: SourcePart
    grade_scales: list[ScalePart] = []
    inspection_types: Annotated[list[InspectionTypePart], Field(min_length=1)]
    judgement_areas: Annotated[list[AreaPart], Field(min_length=1)]
    limiting_rules: list[RulePart] = []

    def normalised(self) -> "FrameworkFile":
        """The same content with every list whose order says nothing in one order."""
        types = [
            kind.model_copy(
                update={
                    "participants": sorted(kind.participants),
                    "report_forms": sorted(kind.report_forms, key=lambda form: form.kind),
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
