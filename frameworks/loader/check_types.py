"""What a file says of its inspection types: who, in which strands, when, with which reports."""

from collections.abc import Collection, Iterator, Mapping

from frameworks.loader.node import Node
from frameworks.loader.sheet import Sheet
from frameworks.values import FIELDWORK_START, Problem, SectionKind, SectionPurpose

_TOLD = {SectionKind.PROSE, SectionKind.STRENGTHS}
# Of which kind a section of a purpose is.
_KINDS_FOR: Mapping[str, Collection[str]] = {
    SectionPurpose.STUDY_OF_STRENGTH: _TOLD,
    SectionPurpose.STUDY_OF_IMPROVEMENT: _TOLD,
    SectionPurpose.NEXT_STEPS: {SectionKind.PROSE},
}
_STAYS = {SectionKind.JUDGEMENT, SectionKind.SIGNATURES}


def type_problems(sheet: Sheet, node: Node) -> Iterator[Problem]:
    """The faults of one inspection type."""
    yield from sheet.inspectorate_exists(node.at("led_by"), node.text("led_by"))
    yield from sheet.inspectorates_exist(node, "participants")
    participants = _named(node, "participants")
    if node.has("led_by") and participants and node.text("led_by") not in participants:
        what = f"“{node.text('led_by')}” leads but does not take part"
        yield sheet.problem(node.at("led_by"), what, "Add it to the participants")
    yield from sheet.power_exists(node)
    yield from sheet.areas_exist(node, "areas")
    yield from _optional(sheet, node, participants)
    yield from _strands(sheet, node, participants)
    yield from _key_dates(sheet, node)
    yield from _reports(sheet, node)
    yield from sheet.once(node.each("submissions"), "code", "submission")
    if node.data.get("deep_dive") is True and not sheet.root.has("deep_dive_topics"):
        what = "The type has a deep dive, and the file names no topic for one"
        yield sheet.problem(node.at("deep_dive"), what, "Add “deep_dive_topics:” to the file")


def _named(node: Node, key: str) -> set[str]:
    return {name for _path, name in node.texts(key)}


def _optional(sheet: Sheet, node: Node, participants: set[str]) -> Iterator[Problem]:
    yield from sheet.once(node.each("optional_participants"), "inspectorate", "inspectorate")
    for item in node.each("optional_participants"):
        name, path = item.text("inspectorate"), item.at("inspectorate")
        where = "among the participants"
        yield from sheet.exists(path, name, participants, "inspectorate", where)
        if name and name == node.text("led_by"):
            what = f"“{name}” leads, so it always takes part"
            yield sheet.problem(path, what, "Remove it from the optional participants")


# --- strands --------------------------------------------------------------------------------------


def _strands(sheet: Sheet, node: Node, participants: set[str]) -> Iterator[Problem]:
    """Every area of a type is answered in one strand, by inspectorates that take part."""
    if not node.has("strands"):
        return
    yield from sheet.once(node.each("strands"), "code", "strand")
    areas, answered = _named(node, "areas"), set[str]()
    for strand in node.each("strands"):
        yield from sheet.power_exists(strand)
        where = "among the participants"
        yield from sheet.all_exist(strand, "inspectorates", participants, "inspectorate", where)
        yield from _strand_inspectorates(sheet, strand)
        for path, name in strand.texts("areas"):
            yield from sheet.exists(path, name, areas, "judgement area", "among the type’s areas")
            if name in answered:
                what = f"The area “{name}” is answered in another strand"
                yield sheet.problem(path, what, "Name each area in one strand")
            answered.add(name)
    for path, name in node.texts("areas"):
        if name in sheet.areas and name not in answered:
            what = f"The area “{name}” is answered in no strand"
            yield sheet.problem(path, what, "Add it to the areas of a strand")


def _strand_inspectorates(sheet: Sheet, strand: Node) -> Iterator[Problem]:
    """A power to inspect together has two at least, any other power one."""
    power, count = strand.text("power"), len(list(strand.texts("inspectorates")))
    if power not in sheet.known.powers or not count:
        return
    is_joint = power in sheet.known.joint_powers
    if is_joint and count < 2:
        what = f"“{power}” is a power to inspect together, and one inspectorate stands here"
        yield sheet.problem(strand.at("inspectorates"), what, "Name those who inspect together")
    if not is_joint and count > 1:
        what = f"“{power}” is the power of one inspectorate, and {count} stand here"
        yield sheet.problem(strand.at("inspectorates"), what, "Give each a strand of its own")


# --- the timetable --------------------------------------------------------------------------------


def _key_dates(sheet: Sheet, node: Node) -> Iterator[Problem]:
    yield from sheet.once(node.each("key_dates"), "code", "step")
    before: set[str] = set()
    for step in node.each("key_dates"):
        yield from sheet.exists(
            step.at("after"), step.text("after"), before, "step", "before this one"
        )
        yield from _step(sheet, step, is_first=not before)
        before.add(step.text("code"))
    if before and FIELDWORK_START not in before:
        what = f"The timetable has no step “{FIELDWORK_START}”"
        yield sheet.problem(node.at("key_dates"), what, "Add it: the overall lead chooses its day")


def _step(sheet: Sheet, step: Node, *, is_first: bool) -> Iterator[Problem]:
    counts = [key for key in ("working_days", "weeks") if step.data.get(key) is not None]
    if not step.has("after"):
        if not is_first:
            what = "The step does not say what it is counted from"
            yield sheet.problem(step.path, what, "Add “after:” with the code of a step")
        if counts:
            what = "A step that follows no other is not counted"
            yield sheet.problem(step.at(counts[0]), what, "Add “after:”, or remove the number")
    elif len(counts) != 1:
        what = "The step needs one number: working days or weeks"
        yield sheet.problem(step.path, what, "Write one of “working_days:” and “weeks:”")
    if not step.has("source") and step.data.get("own_setting") is not True:
        what = "The step does not say where it comes from"
        yield sheet.problem(step.path, what, "Add “source:”, or “own_setting: true”")


# --- reports --------------------------------------------------------------------------------------


def _reports(sheet: Sheet, node: Node) -> Iterator[Problem]:
    strands = {strand.text("code") for strand in node.each("strands")}
    seen: set[tuple[str, str]] = set()
    for form in node.each("report_forms"):
        kind, strand = form.text("kind"), form.text("strand")
        path = form.at("strand")
        yield from sheet.exists(path, strand, strands, "strand", "in this inspection type")
        if kind and (kind, strand) in seen:
            whose = f"the strand “{strand}”" if strand else "the whole inspection"
            what = f"There is a {kind.replace('_', ' ')} of {whose} already"
            yield sheet.problem(form.at("kind"), what, "Give it another kind, or another strand")
        seen.add((kind, strand))
        yield from sheet.inspectorate_exists(
            form.at("quality_assured_by"), form.text("quality_assured_by")
        )
        yield from sheet.once(form.each("sections"), "key", "section")
        yield from _purposes(sheet, form)


def _purposes(sheet: Sheet, form: Node) -> Iterator[Problem]:
    """A study and the next steps are text; what holds no text is for nothing else, and stays."""
    has_next_steps = False
    for section in form.each("sections"):
        kind, purpose = section.text("kind"), section.text("purpose")
        fitting = _KINDS_FOR.get(purpose, ())
        if kind and fitting and kind not in fitting:
            what = f"A section of kind “{kind}” cannot be “{purpose}”"
            kinds = " or ".join(f"“{one}”" for one in sorted(fitting))
            yield sheet.problem(section.at("purpose"), what, f"Give it the kind {kinds}")
        if purpose == SectionPurpose.NEXT_STEPS:
            if has_next_steps:
                what = "The report has next steps already"
                yield sheet.problem(section.at("purpose"), what, "Remove one of the two")
            has_next_steps = True
        if section.data.get("optional") is True and kind in _STAYS:
            what = f"A section of kind “{kind}” cannot be left out"
            yield sheet.problem(section.at("optional"), what, "Remove “optional:”")
