"""Checks what a framework file says: every fault, with its line and what to do about it.

The types (`shape`) see to each value by itself. Here are the questions that need two places: a
grade that its scale does not have, a reference used twice, a rule about an area that is not there.
The checks read the data and not the typed file, so that both kinds of fault come out together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

from frameworks.format import FrameworkFile
from frameworks.loader.check_areas import area_problems
from frameworks.loader.check_rules import rule_problems
from frameworks.loader.check_types import type_problems
from frameworks.loader.shape import MOST_FAULTS, shape
from frameworks.loader.sheet import Known, Sheet
from frameworks.loader.yaml_reader import read
from frameworks.values import RESERVED_CODES, Problem


@dataclass(frozen=True)
class Checked:
    """A framework file after its checks: typed, or with its faults in the order of their lines."""

    file: FrameworkFile | None
    problems: tuple[Problem, ...]


def check(content: bytes, known: Known) -> Checked:
    """Read a framework file and check all of it.

    Args:
        content: the bytes of the file.
        known: what exists and a file may name.
    """
    data = read(content)
    if data.problems:
        return Checked(None, data.problems)
    file, problems = shape(data)
    problems += _problems(Sheet(data, known))
    if problems:
        ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem.line)
        return Checked(None, tuple(ordered))
    return Checked(file, ())


def _problems(sheet: Sheet) -> list[Problem]:
    """The faults, in no order: as many as anybody will read."""
    root = sheet.root
    found = chain(
        _framework(sheet),
        _codes_once(sheet),
        chain.from_iterable(map(partial(type_problems, sheet), root.each("inspection_types"))),
        chain.from_iterable(map(partial(area_problems, sheet), root.each("judgement_areas"))),
        chain.from_iterable(map(partial(rule_problems, sheet), root.each("limiting_rules"))),
        chain.from_iterable(sheet.areas_exist(one, "areas") for one in root.each("shared_scopes")),
    )
    return list(islice(found, MOST_FAULTS))


def _framework(sheet: Sheet) -> Iterator[Problem]:
    node = sheet.root.child("framework")
    title = sheet.known.framework_titles.get(node.text("code"), node.text("title"))
    if node.has("title") and node.text("title") != title:
        what = f"The framework “{node.text('code')}” has the title “{title}” here"
        fix = f"Write “{title}”; the version has a title of its own, under “title:”"
        yield sheet.problem(node.at("title"), what, fix)
    if node.text("code") in RESERVED_CODES:
        what = f"“{node.text('code')}” is the address of another page"
        yield sheet.problem(node.at("code"), what, "Give the framework another code")


def _codes_once(sheet: Sheet) -> Iterator[Problem]:
    root = sheet.root
    for key, noun in _LISTS.items():
        yield from sheet.once(root.each(key), "code", noun)
    for scale in root.each("grade_scales"):
        yield from sheet.once(scale.each("grades"), "code", "grade")
    criteria = (item for area in root.each("judgement_areas") for item in area.each("criteria"))
    yield from sheet.once(criteria, "reference", "criterion")
    for rule in root.each("limiting_rules"):
        if rule.text("code") in sheet.questions:
            what = f"A question has the code “{rule.text('code')}” too"
            yield sheet.problem(rule.at("code"), what, "Give the rule another code")


_LISTS = {
    "grade_scales": "grade scale",
    "questions": "question",
    "shared_scopes": "shared scope",
    "deep_dive_topics": "topic",
    "inspection_types": "inspection type",
    "judgement_areas": "judgement area",
    "limiting_rules": "rule",
}
