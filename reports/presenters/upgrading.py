"""What the move of an inspection to another version touches, in lines of text."""

from collections.abc import Iterator

from inspections.actions.upgrading import CriterionImpact, Outcome, StrandImpact
from judgements.actions.upgrading import AreaImpact, RoundImpact, RuleImpact
from reports.actions.upgrading import Impact, ReportImpact, SectionImpact

_OUTCOMES = {
    Outcome.ADDED: "is added",
    Outcome.LEFT: "is left as it is, and answers no judgement area any more",
    Outcome.NOT_MADE: "is not made: too few of its inspectorates take part in this inspection",
}


def impact_lines(impact: Impact) -> Iterator[str]:
    """The impact list as a command prints it, a line for each thing under its heading."""
    yield (
        f"{impact.inspection}: from version {impact.from_version} to version {impact.to_version} "
        f"of {impact.framework}"
    )
    groups = (
        ("Criteria, each with the evidence that you may read", map(_criterion, impact.criteria)),
        ("Judgements that were begun", map(_area, impact.judgements)),
        ("Rules that do not go with an agreed grade; no grade moves", map(_rule, impact.rules)),
        ("Reports", (line for one in impact.reports for line in _report(one))),
        ("Strands", (_strand(one) for one in impact.strands if one.outcome != Outcome.KEPT)),
    )
    for heading, said in groups:
        lines = list(said)
        yield f"{heading}:" if lines else f"{heading}: none."
        yield from (f"  {line}" for line in lines)


def counted(number: int, what: str) -> str:
    """1 paragraph, 2 paragraphs."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _criterion(one: CriterionImpact) -> str:
    names = ", ".join(difference.name for difference in one.differences)
    said = f"{one.what} ({names})" if names else one.what
    return f"{one.reference} {one.heading}: {said}. {counted(one.evidence, 'item')}."


def _area(one: AreaImpact) -> str:
    stage = f"{one.state}, {one.grade}" if one.grade else one.state
    said = [f"{one.title}: {stage}.", *map(_round, one.rounds)]
    said.append(f"Changes: {'; '.join(one.changes)}." if one.changes else "Nothing changes.")
    return " ".join(said)


def _round(one: RoundImpact) -> str:
    shown = "shown" if one.is_revealed else "hidden until all are in"
    return f"Round {one.number}: {counted(one.positions, 'position')}, {shown}."


def _rule(one: RuleImpact) -> str:
    return f"{one.rule}, {one.area} agreed as {one.grade}: {one.because}"


def _report(one: ReportImpact) -> Iterator[str]:
    changes = f" Changes: {'; '.join(one.changes)}." if one.changes else ""
    of = f" ({one.strand})" if one.strand else ""
    yield f"{one.title}{of}: {one.state}.{changes}"
    yield from (f"  {_section(section)}" for section in one.sections)


def _section(one: SectionImpact) -> str:
    paragraphs = counted(one.paragraphs, "paragraph")
    return f"{one.heading}: {'; '.join(one.changes)}. {paragraphs}."


def _strand(one: StrandImpact) -> str:
    return f"{one.title} ({one.code}) {_OUTCOMES[one.outcome]}."
