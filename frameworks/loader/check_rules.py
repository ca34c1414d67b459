"""What a file says in its limiting rules: areas, grades and questions that exist, no circles."""

from collections.abc import Iterator

from frameworks.loader.node import Node
from frameworks.loader.sheet import Sheet
from frameworks.loader.yaml_reader import Path
from frameworks.values import Problem

_PARTS = ("any_of", "all_of")


def rule_problems(sheet: Sheet, node: Node) -> Iterator[Problem]:
    """The faults of one limiting rule."""
    definition = node.child("definition")
    yield from sheet.area_exists(definition.at("area"), definition.text("area"))
    kind = definition.text("kind")
    if kind in ("presupposes", "limits"):
        path = definition.at("grade")
        yield from _grade_of(sheet, path, definition.text("area"), definition.text("grade"))
    if kind == "presupposes":
        yield from _presupposes(sheet, definition)
    elif kind == "limits":
        yield from _group(sheet, definition, definition.text("area"))
    elif kind in ("cumulative", "bears_on"):
        yield from _of(sheet, definition)


def _presupposes(sheet: Sheet, definition: Node) -> Iterator[Problem]:
    path, lower = definition.at("criteria_of"), definition.text("criteria_of")
    yield from _grade_of(sheet, path, definition.text("area"), lower)
    if lower and lower == definition.text("grade"):
        what = "The rule says that a grade presupposes itself"
        yield sheet.problem(path, what, "Name the grade that comes before it")


def _of(sheet: Sheet, definition: Node) -> Iterator[Problem]:
    yield from sheet.areas_exist(definition, "of")
    area = definition.text("area")
    for path, name in definition.texts("of"):
        if name and name == area:
            what = "The rule lets an area follow from itself"
            yield sheet.problem(path, what, "Name another area")
        yield from _one_agency(sheet, path, area, name)


def _one_agency(sheet: Sheet, path: Path, area: str, part: str) -> Iterator[Problem]:
    """Where one grade for the whole area is forbidden, no grade follows from several agencies' own.

    The board's grade stands by itself too: it follows from no agency's, and no agency's from it.
    """
    known = sheet.areas
    if not sheet.root.has("no_area_grade") or area not in known or part not in known:
        return
    if known[area].text("agency_kind") != known[part].text("agency_kind"):
        source = sheet.root.text("no_area_grade")
        what = f"A grade follows from another agency’s, and {source} has no grade for a whole area"
        yield sheet.problem(path, what, "Name areas of the same agency kind")


# --- conditions -----------------------------------------------------------------------------------


def _group(sheet: Sheet, group: Node, limited: str) -> Iterator[Problem]:
    """The faults of conditions taken together, and of those inside them."""
    counted = group.child("count_of")
    if not any(group.has(key) for key in (*_PARTS, "count_of")):
        what = "The rule does not say when it applies"
        yield sheet.problem(group.path, what, "Add “any_of:”, “all_of:” or “count_of:”")
    conditions = [item for key in _PARTS for item in group.each(key)]
    among = list(counted.each("among"))
    at_least = counted.data.get("at_least")
    if among and isinstance(at_least, int) and at_least > len(among):
        what = f"The rule counts {at_least} of {len(among)}"
        yield sheet.problem(counted.at("at_least"), what, f"Write {len(among)} at most")
    for condition in (*conditions, *among):
        yield from _condition(sheet, condition, limited)


def _condition(sheet: Sheet, node: Node, limited: str) -> Iterator[Problem]:
    if node.has("question"):
        path, name = node.at("question"), node.text("question")
        yield from sheet.exists(path, name, sheet.questions, "question", "in this file")
    elif node.has("area") or node.has("grade"):
        area, path = node.text("area"), node.at("area")
        yield from sheet.area_exists(path, area)
        yield from _grade_of(sheet, node.at("grade"), area, node.text("grade"))
        if area and area == limited:
            what = "The rule limits an area by its own grade"
            yield sheet.problem(path, what, "Name another area")
        yield from _one_agency(sheet, path, limited, area)
    else:
        yield from _group(sheet, node, limited)


def _grade_of(sheet: Sheet, path: Path, area: str, grade: str) -> Iterator[Problem]:
    if area not in sheet.areas:
        return
    scale = sheet.areas[area].text("scale")
    if not scale:
        what = f"The area “{area}” has no grades"
        yield sheet.problem(path, what, "Name a graded area")
    elif scale in sheet.scales:
        where = f"in the scale of “{area}”"
        yield from sheet.exists(path, grade, sheet.scales[scale], "grade", where)
