"""Checks what a framework file says: every fault, with its line and what to do about it.

The types (`shape`) see to each value by itself. Here are the questions that need two places: a
grade that its scale does not have, a reference used twice, a rule about an area that is not there.
The checks read the data and not the typed file, so that both kinds of fault come out together.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain, islice

from frameworks.format import FrameworkFile
from frameworks.loader.node import Node
from frameworks.loader.shape import MOST_FAULTS, shape
from frameworks.loader.yaml_reader import FileRead, Path, place, read
from frameworks.values import Grading, Problem

# A file may hold a hundred thousand parts. These keep the time of its checks in proportion.
MOST_LEVELS = 20
_NAMES_TO_COMPARE = 300


@dataclass(frozen=True)
class Known:
    """The codes that a file may name though it does not define them."""

    inspectorates: frozenset[str]
    powers: frozenset[str]
    framework_titles: Mapping[str, str]


@dataclass(frozen=True)
class Checked:
    """A framework file after its checks: typed, or with its faults in the order of their lines."""

    file: FrameworkFile | None
    problems: tuple[Problem, ...]


def check(content: bytes, known: Known) -> Checked:
    """Read a framework file and check all of it.

    Args:
        content: the bytes of the file.
        known: the inspectorates and legal powers that exist.
    """
    data = read(content)
    if data.problems:
        return Checked(None, data.problems)
    file, problems = shape(data)
    problems += _Checks(data, known).problems()
    if problems:
        ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem.line)
        return Checked(None, tuple(ordered))
    return Checked(file, ())


@dataclass
class _Checks:
    """The questions to one file."""

    data: FileRead
    known: Known
    root: Node = field(init=False)
    scales: dict[str, list[str]] = field(init=False)
    areas: dict[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        self.root = Node((), self.data.data)
        self.scales = {
            scale.text("code"): [grade.text("code") for grade in scale.each("grades")]
            for scale in self.root.each("grade_scales")
        }
        self.areas = {area.text("code"): area for area in self.root.each("judgement_areas")}

    def problems(self) -> list[Problem]:
        """The faults, in no order: as many as anybody will read."""
        root = self.root
        found = chain(
            self._framework(),
            self._codes_once(),
            chain.from_iterable(map(self._type, root.each("inspection_types"))),
            chain.from_iterable(map(self._area, root.each("judgement_areas"))),
            chain.from_iterable(map(self._rule, root.each("limiting_rules"))),
        )
        return list(islice(found, MOST_FAULTS))

    def _problem(self, path: Path, what: str, fix: str) -> Problem:
        return Problem(self.data.line(path), place(path), what, fix)

    def _framework(self) -> Iterator[Problem]:
        node = self.root.child("framework")
        title = self.known.framework_titles.get(node.text("code"), node.text("title"))
        if node.has("title") and node.text("title") != title:
            what = f"The framework “{node.text('code')}” has the title “{title}” here"
            fix = f"Write “{title}”; the version has a title of its own, under “title:”"
            yield self._problem(node.at("title"), what, fix)

    # --- codes ---------------------------------------------------------------------------------

    def _codes_once(self) -> Iterator[Problem]:
        root = self.root
        yield from self._once(root.each("grade_scales"), "code", "grade scale")
        yield from self._once(root.each("inspection_types"), "code", "inspection type")
        yield from self._once(root.each("judgement_areas"), "code", "judgement area")
        yield from self._once(root.each("limiting_rules"), "code", "rule")
        for scale in root.each("grade_scales"):
            yield from self._once(scale.each("grades"), "code", "grade")
        criteria = (item for area in root.each("judgement_areas") for item in area.each("criteria"))
        yield from self._once(criteria, "reference", "criterion")

    def _once(self, nodes: Iterable[Node], key: str, noun: str) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for node in nodes:
            name, path = node.text(key), node.at(key)
            if name and name in first:
                what = f"The {noun} “{name}” stands in line {first[name]} already"
                yield self._problem(path, what, f"Give this {noun} a {key} of its own")
            elif name:
                first[name] = self.data.line(path)

    def _exists(
        self, path: Path, name: str, among: Collection[str], noun: str, where: str
    ) -> Iterator[Problem]:
        """One problem when `name` is not among what exists; it names the nearest that does."""
        if not name or name in among:
            return
        yield self._problem(path, f"There is no {noun} “{name}” {where}", _nearest(name, among))

    def _inspectorates(self, node: Node, key: str) -> Iterator[Problem]:
        seen: set[str] = set()
        for path, name in node.texts(key):
            yield from self._inspectorate(path, name)
            if name in seen:
                yield self._problem(path, f"“{name}” stands here twice", "Remove one of the two")
            seen.add(name)

    def _inspectorate(self, path: Path, name: str) -> Iterator[Problem]:
        known = self.known.inspectorates
        yield from self._exists(path, name, known, "inspectorate", "in this service")

    # --- inspection types ----------------------------------------------------------------------

    def _type(self, node: Node) -> Iterator[Problem]:
        yield from self._inspectorate(node.at("led_by"), node.text("led_by"))
        yield from self._inspectorates(node, "participants")
        participants = {name for _path, name in node.texts("participants")}
        if node.has("led_by") and participants and node.text("led_by") not in participants:
            what = f"“{node.text('led_by')}” leads but does not take part"
            yield self._problem(node.at("led_by"), what, "Add it to the participants")
        power = node.text("power")
        yield from self._exists(
            node.at("power"), power, self.known.powers, "legal power", "in this service"
        )
        for path, name in node.texts("areas"):
            yield from self._exists(path, name, self.areas, "judgement area", "in this file")
        yield from self._key_dates(node)
        yield from self._once(node.each("report_forms"), "kind", "report form")
        for form in node.each("report_forms"):
            yield from self._inspectorate(
                form.at("quality_assured_by"), form.text("quality_assured_by")
            )
            yield from self._once(form.each("sections"), "key", "section")

    def _key_dates(self, node: Node) -> Iterator[Problem]:
        yield from self._once(node.each("key_dates"), "code", "step")
        before: set[str] = set()
        for step in node.each("key_dates"):
            yield from self._exists(
                step.at("after"), step.text("after"), before, "step", "before this one"
            )
            yield from self._step(step, is_first=not before)
            before.add(step.text("code"))

    def _step(self, step: Node, *, is_first: bool) -> Iterator[Problem]:
        counts = [key for key in ("working_days", "weeks") if step.data.get(key) is not None]
        if not step.has("after"):
            if not is_first:
                what = "The step does not say what it is counted from"
                yield self._problem(step.path, what, "Add “after:” with the code of a step")
            if counts:
                what = "A step that follows no other is not counted"
                yield self._problem(step.at(counts[0]), what, "Add “after:”, or remove the number")
        elif len(counts) != 1:
            what = "The step needs one number: working days or weeks"
            yield self._problem(step.path, what, "Write one of “working_days:” and “weeks:”")
        if not step.has("source") and step.data.get("own_setting") is not True:
            what = "The step does not say where it comes from"
            yield self._problem(step.path, what, "Add “source:”, or “own_setting: true”")

    # --- judgement areas -----------------------------------------------------------------------

    def _area(self, node: Node) -> Iterator[Problem]:
        yield from self._inspectorates(node, "inspectorates")
        yield from self._exists(
            node.at("scale"), node.text("scale"), self.scales, "grade scale", "in this file"
        )
        yield from self._parent(node)
        yield from self._grading(node)
        grades = self.scales.get(node.text("scale"))
        seen: set[tuple[str, str]] = set()
        for item in node.each("descriptors"):
            if grades is not None:
                where = f"in the scale “{node.text('scale')}”"
                yield from self._exists(
                    item.at("grade"), item.text("grade"), grades, "grade", where
                )
            key = (item.text("grade"), item.text("reference"))
            if all(key) and key in seen:
                what = f"The grade “{key[0]}” has a descriptor {key[1]} already"
                yield self._problem(item.at("reference"), what, "Give it a reference of its own")
            seen.add(key)

    def _parent(self, node: Node) -> Iterator[Problem]:
        path, name = node.at("parent"), node.text("parent")
        yield from self._exists(path, name, self.areas, "judgement area", "in this file")
        above: set[str] = set()
        while name in self.areas and name not in above and len(above) <= MOST_LEVELS:
            above.add(name)
            name = self.areas[name].text("parent")
        if node.text("code") in above or len(above) > MOST_LEVELS:
            within = "itself" if node.text("code") in above else f"more than {MOST_LEVELS} others"
            what = f"The area is a part of {within}"
            yield self._problem(path, what, "Let the parents end at an area without one")

    def _grading(self, node: Node) -> Iterator[Problem]:
        if node.text("grading") not in set(Grading):
            return
        grading = Grading(node.text("grading"))
        if grading.has_scale and not node.has("scale"):
            what = f"A {grading} area has no grade scale"
            yield self._problem(node.at("grading"), what, "Add “scale:” with the code of a scale")
        if not grading.has_scale:
            for key in ("scale", "descriptors"):
                if node.has(key):
                    what = f"This area is {grading}, so “{key}” has no meaning"
                    yield self._problem(node.at(key), what, "Remove it, or set grading: graded")
        if grading is Grading.SHARED and len(list(node.texts("inspectorates"))) < 2:
            what = "A shared judgement needs at least two inspectorates"
            yield self._problem(node.at("inspectorates"), what, "Name those who share it")

    # --- rules ---------------------------------------------------------------------------------

    def _rule(self, node: Node) -> Iterator[Problem]:
        definition = node.child("definition")
        yield from self._area_at_grade(definition)
        if definition.text("kind") == "presupposes":
            yield from self._presupposes(definition)
        elif definition.text("kind") == "limits":
            others = [*definition.each("any_of"), *definition.each("all_of")]
            for other in others:
                yield from self._area_at_grade(other)
                if other.has("area") and other.text("area") == definition.text("area"):
                    what = "The rule limits an area by its own grade"
                    yield self._problem(other.at("area"), what, "Name another area")
            if not others:
                what = "The rule does not say when it applies"
                yield self._problem(definition.path, what, "Add “any_of:” or “all_of:”")

    def _presupposes(self, definition: Node) -> Iterator[Problem]:
        path, lower = definition.at("criteria_of"), definition.text("criteria_of")
        yield from self._grade_of(path, definition.text("area"), lower)
        if lower and lower == definition.text("grade"):
            what = "The rule says that a grade presupposes itself"
            yield self._problem(path, what, "Name the grade that comes before it")

    def _area_at_grade(self, node: Node) -> Iterator[Problem]:
        area = node.text("area")
        yield from self._exists(node.at("area"), area, self.areas, "judgement area", "in this file")
        yield from self._grade_of(node.at("grade"), area, node.text("grade"))

    def _grade_of(self, path: Path, area: str, grade: str) -> Iterator[Problem]:
        if area not in self.areas:
            return
        scale = self.areas[area].text("scale")
        if not scale:
            what = f"The area “{area}” has no grades"
            yield self._problem(path, what, "Name a graded area")
        elif scale in self.scales:
            where = f"in the scale of “{area}”"
            yield from self._exists(path, grade, self.scales[scale], "grade", where)


def _nearest(name: str, among: Collection[str]) -> str:
    """What to write in the place of a name that does not exist."""
    possible = sorted(set(among) - {""})
    if len(possible) > _NAMES_TO_COMPARE:
        return f"Use one of the {len(possible):,} that there are, as {possible[0]}"
    near = get_close_matches(name, possible, n=1)
    return f"Write “{near[0]}”" if near else f"Use one of: {', '.join(possible) or 'none yet'}"
