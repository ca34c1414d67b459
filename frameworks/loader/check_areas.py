"""What a file says of its judgement areas: how they are graded, their parts, their criteria."""

from collections.abc import Iterator

from frameworks.format import MOST_THEMES
from frameworks.loader.node import Node
from frameworks.loader.sheet import Sheet
from frameworks.values import RESERVED_AREA_CODES, Grading, Problem

MOST_LEVELS = 20


def area_problems(sheet: Sheet, node: Node) -> Iterator[Problem]:
    """The faults of one judgement area."""
    if node.text("code") in RESERVED_AREA_CODES:
        what = f"“{node.text('code')}” is the address of another page"
        yield sheet.problem(node.at("code"), what, "Give the area another code")
    yield from sheet.inspectorates_exist(node, "inspectorates")
    yield from sheet.exists(
        node.at("scale"), node.text("scale"), sheet.scales, "grade scale", "in this file"
    )
    yield from _parent(sheet, node)
    yield from _grading(sheet, node)
    yield from _descriptors(sheet, node)
    for criterion in node.each("criteria"):
        yield from _themes(sheet, criterion)


def _descriptors(sheet: Sheet, node: Node) -> Iterator[Problem]:
    grades = sheet.scales.get(node.text("scale"))
    seen: set[tuple[str, str]] = set()
    for item in node.each("descriptors"):
        if grades is not None:
            where = f"in the scale “{node.text('scale')}”"
            yield from sheet.exists(item.at("grade"), item.text("grade"), grades, "grade", where)
        key = (item.text("grade"), item.text("reference"))
        if all(key) and key in seen:
            what = f"The grade “{key[0]}” has a descriptor {key[1]} already"
            yield sheet.problem(item.at("reference"), what, "Give it a reference of its own")
        seen.add(key)


def _themes(sheet: Sheet, criterion: Node) -> Iterator[Problem]:
    """Every criterion has a theme, so that evidence of different inspectorates meets."""
    if not criterion.has("themes"):
        what = "The criterion has no theme"
        fix = f"Add “themes:” with one to {MOST_THEMES} of: {', '.join(sorted(sheet.known.themes))}"
        yield sheet.problem(criterion.path, what, fix)
    yield from sheet.all_exist(criterion, "themes", sheet.known.themes, "theme", "in this service")


def _parent(sheet: Sheet, node: Node) -> Iterator[Problem]:
    path, name = node.at("parent"), node.text("parent")
    yield from sheet.area_exists(path, name)
    yield from _one_agency(sheet, node, name)
    above: set[str] = set()
    while name in sheet.areas and name not in above and len(above) <= MOST_LEVELS:
        above.add(name)
        name = sheet.areas[name].text("parent")
    if node.text("code") in above or len(above) > MOST_LEVELS:
        within = "itself" if node.text("code") in above else f"more than {MOST_LEVELS} others"
        what = f"The area is a part of {within}"
        yield sheet.problem(path, what, "Let the parents end at an area without one")


def _one_agency(sheet: Sheet, node: Node, parent: str) -> Iterator[Problem]:
    """Where the framework forbids a grade of the whole area, no judgement gathers agencies' own."""
    above = sheet.areas.get(parent)
    if above is None or not sheet.root.has("no_area_grade"):
        return
    if above.text("agency_kind") != node.text("agency_kind"):
        source = sheet.root.text("no_area_grade")
        what = f"The area is a part of another agency’s, and {source} has no grade for a whole area"
        yield sheet.problem(node.at("parent"), what, "Name a parent of the same agency kind")


def _grading(sheet: Sheet, node: Node) -> Iterator[Problem]:
    if node.text("grading") not in set(Grading):
        return
    grading = Grading(node.text("grading"))
    if grading.has_scale and not node.has("scale"):
        what = f"A {grading} area has no grade scale"
        yield sheet.problem(node.at("grading"), what, "Add “scale:” with the code of a scale")
    if not grading.has_scale:
        for key in ("scale", "descriptors", "not_judged"):
            if node.has(key):
                what = f"This area is {grading}, so “{key}” has no meaning"
                yield sheet.problem(node.at(key), what, "Remove it, or set grading: graded")
    if grading is Grading.SHARED and len(list(node.texts("inspectorates"))) < 2:
        what = "A shared judgement needs at least two inspectorates"
        yield sheet.problem(node.at("inspectorates"), what, "Name those who share it")
