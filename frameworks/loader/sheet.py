"""A framework file under its checks: what it defines, and the questions that every check asks."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from frameworks.loader.node import Node
from frameworks.loader.yaml_reader import FileRead, Path, place
from frameworks.values import Problem

# A file may hold a hundred thousand parts. This keeps the time of its checks in proportion.
_NAMES_TO_COMPARE = 300


@dataclass(frozen=True)
class Known:
    """The codes that a file may name though it does not define them."""

    inspectorates: frozenset[str]
    powers: frozenset[str]
    framework_titles: Mapping[str, str]
    joint_powers: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()


@dataclass
class Sheet:
    """One file, with what it defines by code."""

    data: FileRead
    known: Known
    root: Node = field(init=False)
    scales: dict[str, list[str]] = field(init=False)
    areas: dict[str, Node] = field(init=False)
    questions: dict[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        self.root = Node((), self.data.data)
        self.scales = {
            scale.text("code"): [grade.text("code") for grade in scale.each("grades")]
            for scale in self.root.each("grade_scales")
        }
        self.areas = {area.text("code"): area for area in self.root.each("judgement_areas")}
        self.questions = {item.text("code"): item for item in self.root.each("questions")}

    def problem(self, path: Path, what: str, fix: str) -> Problem:
        """A fault at this place."""
        return Problem(self.data.line(path), place(path), what, fix)

    def once(self, nodes: Iterable[Node], key: str, noun: str) -> Iterator[Problem]:
        """One problem for each name that stands a second time."""
        first: dict[str, int] = {}
        for node in nodes:
            name, path = node.text(key), node.at(key)
            if name and name in first:
                what = f"The {noun} “{name}” stands in line {first[name]} already"
                yield self.problem(path, what, f"Give this {noun} a {key} of its own")
            elif name:
                first[name] = self.data.line(path)

    def exists(
        self, path: Path, name: str, among: Collection[str], noun: str, where: str
    ) -> Iterator[Problem]:
        """One problem when `name` is not among what exists; it names the nearest that does."""
        if not name or name in among:
            return
        yield self.problem(path, f"There is no {noun} “{name}” {where}", _nearest(name, among))

    def all_exist(
        self, node: Node, key: str, among: Collection[str], noun: str, where: str
    ) -> Iterator[Problem]:
        """Each name of a list exists, and stands in it once."""
        seen: set[str] = set()
        for path, name in node.texts(key):
            yield from self.exists(path, name, among, noun, where)
            if name in seen:
                yield self.problem(path, f"“{name}” stands here twice", "Remove one of the two")
            seen.add(name)

    def area_exists(self, path: Path, name: str) -> Iterator[Problem]:
        """The judgement area is one of this file."""
        yield from self.exists(path, name, self.areas, "judgement area", "in this file")

    def areas_exist(self, node: Node, key: str) -> Iterator[Problem]:
        """Each judgement area of a list is one of this file, and stands in it once."""
        yield from self.all_exist(node, key, self.areas, "judgement area", "in this file")

    def inspectorate_exists(self, path: Path, name: str) -> Iterator[Problem]:
        """The inspectorate is one that this service knows."""
        known = self.known.inspectorates
        yield from self.exists(path, name, known, "inspectorate", "in this service")

    def inspectorates_exist(self, node: Node, key: str) -> Iterator[Problem]:
        """Each inspectorate of a list is one that this service knows, and stands in it once."""
        known = self.known.inspectorates
        yield from self.all_exist(node, key, known, "inspectorate", "in this service")

    def power_exists(self, node: Node) -> Iterator[Problem]:
        """The legal power is one that this service knows."""
        path, name = node.at("power"), node.text("power")
        yield from self.exists(path, name, self.known.powers, "legal power", "in this service")


def _nearest(name: str, among: Collection[str]) -> str:
    """What to write in the place of a name that does not exist."""
    possible = sorted(set(among) - {""})
    if len(possible) > _NAMES_TO_COMPARE:
        return f"Use one of the {len(possible):,} that there are, as {possible[0]}"
    near = get_close_matches(name, possible, n=1)
    return f"Write “{near[0]}”" if near else f"Use one of: {', '.join(possible) or 'none yet'}"
