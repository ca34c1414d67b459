"""Moving an inspection to another version of its framework: its reports, and the whole act.

A report follows its form, by kind and strand, and a paragraph its section, by key. Texts, numbers
and what they rest on stay as they are. Signed text is bound to the version that it was signed
under, so every report has to be in drafting.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from frameworks.models import FrameworkVersion, ReportForm, ReportSection
from inspections.actions.upgrading import (
    CriterionImpact,
    Outcome,
    StrandImpact,
    Upgrade,
    criteria_impact,
    repin,
    upgrade_of,
)
from inspections.actions.upgrading import reasons_against as reasons_of_strands
from inspections.errors import UpgradeRefused
from inspections.models import Inspection, InspectionUpgrade
from judgements.actions.upgrading import (
    AreaImpact,
    RuleImpact,
    areas_impact,
    follow,
    rules_impact,
)
from judgements.actions.upgrading import reasons_against as reasons_of_judgements
from organisations.models import User
from reports.models import Paragraph, Report, StatementOfAction
from reports.states import ReportState


@dataclass(frozen=True)
class SectionImpact:
    """A section of a report that the new version changes.

    Args:
        heading: as it is now; the new one, of a section that is new.
        changes: in words: “new heading: Main findings”.
        paragraphs: how many stand in it.
    """

    key: str
    heading: str
    changes: tuple[str, ...]
    paragraphs: int


@dataclass(frozen=True)
class ReportImpact:
    """A report that was begun, and what the new version's form makes otherwise."""

    strand: str
    title: str
    state: str
    changes: tuple[str, ...]
    sections: tuple[SectionImpact, ...]


@dataclass(frozen=True)
class Impact:
    """Everything in an inspection that another version of its framework touches.

    Args:
        reasons: what speaks against the upgrade; with any it is refused.
        criteria: those that change; the evidence counted is what the person may read.
        rules: new and changed ones that do not go with an agreed grade; they move none.
    """

    inspection: str
    framework: str
    from_version: str
    to_version: str
    reasons: tuple[str, ...]
    strands: tuple[StrandImpact, ...]
    criteria: tuple[CriterionImpact, ...]
    judgements: tuple[AreaImpact, ...]
    rules: tuple[RuleImpact, ...]
    reports: tuple[ReportImpact, ...]

    def as_data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Upgraded:
    """An upgrade that was made: its row, and what it touched."""

    row: InspectionUpgrade
    impact: Impact


def upgrade_impact(
    *, inspection: Inspection, version: FrameworkVersion, by: User, at: datetime
) -> Impact:
    """What the move to a version would touch, and what speaks against it; nothing is changed.

    Raises:
        PermissionRefused: the person is not the overall lead.
        UpgradeRefused: there is nothing to compare; see `upgrade_of`.
    """
    return _impact(upgrade_of(inspection=inspection, version=version, by=by, at=at))


@transaction.atomic
def upgrade_inspection(
    *, inspection: Inspection, version: FrameworkVersion, why: str = "", by: User, at: datetime
) -> Upgraded:
    """Move an inspection to another version of its framework, all of it or nothing.

    No grade, text, signature or link to evidence changes. What the upgrade touched is kept with it.

    Args:
        version: of the same framework; in force, or in force until a later one began.
        why: the reason, if there is one to keep.

    Raises:
        PermissionRefused: the person is not the overall lead.
        UpgradeRefused: something in the inspection has no place in that version; carries all of it.
    """
    # Judgements and the team wait for the inspection's row, whoever writes or signs a report for
    # the report's: nothing is signed or begun while everything moves. `no_key`: a step of a report
    # may hold its row and add one that names the inspection; it is not to wait for us here.
    Inspection.objects.select_for_update(no_key=True).get(pk=inspection.pk)
    list(_reports(inspection).select_for_update(of=("self",)))
    asked = upgrade_of(inspection=inspection, version=version, by=by, at=at)
    impact = _impact(asked)
    if impact.reasons:
        raise UpgradeRefused(impact.reasons)
    follow(asked=asked)
    _follow(asked)
    row = repin(asked=asked, impact=impact.as_data(), why=why, by=by, at=at)
    return Upgraded(row, impact)


def _impact(asked: Upgrade) -> Impact:
    reports = list(_reports(asked.inspection))
    return Impact(
        inspection=asked.inspection.reference,
        framework=asked.after.framework.code,
        from_version=asked.before.version,
        to_version=asked.after.version,
        reasons=(
            *reasons_of_strands(asked=asked),
            *reasons_of_judgements(asked=asked),
            *(
                reason
                for report in _reports(asked.inspection)
                for reason in _against(report, asked)
            ),
        ),
        strands=asked.strands,
        criteria=criteria_impact(asked=asked),
        judgements=areas_impact(asked=asked),
        rules=rules_impact(asked=asked),
        reports=tuple(_report_impact(report, asked) for report in reports),
    )


def _reports(inspection: Inspection) -> QuerySet[Report]:
    rows = Report.objects.filter(inspection=inspection)
    return rows.select_related("form__quality_assured_by", "strand").order_by("pk")


def _form_of(report: Report, asked: Upgrade) -> ReportForm | None:
    """The form of the same kind, of the same strand or, where none was named, of the report's."""
    forms = {
        (form.kind, form.strand): form
        for form in asked.kind.report_forms.select_related("quality_assured_by")
    }
    kind = report.form.kind
    own = report.strand.code if report.strand else ""
    return forms.get((kind, report.form.strand)) or forms.get((kind, own))


def _standing(report: Report) -> Mapping[int, int]:
    """How many paragraphs stand in each section."""
    return Counter(report.paragraphs.standing().values_list("section", flat=True))


def _against(report: Report, asked: Upgrade) -> Iterator[str]:
    title, version = report.form.title, f"version {asked.after.version}"
    if report.state != ReportState.DRAFTING:
        yield (
            f"“{title}” is in the stage “{report.state_label}”: what is signed is bound to its "
            "version."
        )
    left = {one.code for one in asked.strands if one.outcome == Outcome.LEFT}
    if report.strand and report.strand.code in left:
        yield f"“{title}” was begun for a strand that {version} does not have."
        return
    form = _form_of(report, asked)
    if form is None:
        yield f"“{title}” was begun, and {version} has no report of that kind for the strand."
        return
    new = {section.key: section for section in form.sections.all()}
    if StatementOfAction.objects.filter(report=report).exists() and not any(
        section.is_next_steps for section in new.values()
    ):
        yield f"“{title}” says who writes a statement of action, and {version} has no place for it."
    counts = _standing(report)
    for section in report.form.sections.all():
        if not counts[section.pk]:
            continue
        after = new.get(section.key)
        written = f"“{section.heading}” has {_paragraphs(counts[section.pk])}"
        if after is None:
            yield f"{written}, and is no section of the report in {version}."
        elif after.kind != section.kind:
            yield f"{written}, and holds something else in {version}: {_word(after.kind)}."


def _report_impact(report: Report, asked: Upgrade) -> ReportImpact:
    form = _form_of(report, asked)
    return ReportImpact(
        strand=report.strand.code if report.strand else "",
        title=report.form.title,
        state=report.state_label,
        changes=tuple(_form_changes(report.form, form)),
        sections=tuple(_sections(report, form)) if form is not None else (),
    )


def _form_changes(before: ReportForm, after: ReportForm | None) -> Iterator[str]:
    if after is None:
        yield "removed"
        return
    if after.title != before.title:
        yield f"new title: {after.title}"
    if after.quality_assured_by_id != before.quality_assured_by_id:
        yield f"quality assured by {after.quality_assured_by.short_name}"


def _sections(report: Report, form: ReportForm) -> Iterator[SectionImpact]:
    """The sections that change in the form's order of now, then the new ones."""
    old = {section.key: section for section in report.form.sections.all()}
    new = {section.key: section for section in form.sections.all()}
    counts = _standing(report)
    was, becomes = [key for key in old if key in new], [key for key in new if key in old]
    for key, section in old.items():
        if key not in new:
            changes: tuple[str, ...] = ("removed",)
        else:
            changes = tuple(_section_changes(section, new[key]))
            # Among the sections that stay: that one comes in between moves none.
            changes += ("moved",) if was.index(key) != becomes.index(key) else ()
        if changes:
            yield SectionImpact(key, section.heading, changes, counts[section.pk])
    for key, section in new.items():
        if key not in old:
            yield SectionImpact(key, section.heading, ("new",), 0)


def _section_changes(before: ReportSection, after: ReportSection) -> Iterator[str]:
    if after.heading != before.heading:
        yield f"new heading: {after.heading}"
    if after.kind != before.kind:
        yield f"holds {_word(after.kind)}, no longer {_word(before.kind)}"
    if after.is_addressed != before.is_addressed:
        yield "its points are addressed" if after.is_addressed else "its points are not addressed"
    if after.purpose != before.purpose:
        yield f"it is for {_word(after.purpose or 'what its kind says')}"
    if after.is_optional != before.is_optional:
        yield "it may be left out" if after.is_optional else "it may not be left out"
    if after.guidance != before.guidance:
        yield "new guidance"


def _word(kind: str) -> str:
    return kind.replace("_", " ")


def _paragraphs(count: int) -> str:
    return "1 paragraph" if count == 1 else f"{count} paragraphs"


def _follow(asked: Upgrade) -> None:
    """Put every report on the new version's form, and its paragraphs in the sections of that."""
    for report in _reports(asked.inspection):
        form = _form_of(report, asked)
        if form is None:
            raise LookupError("a report without a form speaks against the upgrade")
        new = dict(form.sections.values_list("key", "pk"))
        for section in report.form.sections.all():
            # A paragraph that was removed stays in a section that is gone: it is history.
            if section.key in new:
                rows = Paragraph.objects.filter(report=report, section=section)
                rows.update(section=new[section.key])
        report.form = form
        report.save(update_fields=["form"])
