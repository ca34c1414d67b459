"""What a file would change: its parts held against those of a version that is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from frameworks.format import FrameworkFile, InspectionTypePart, Part

Parts = dict[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """One field that says something else: empty texts stand for nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One part of the framework that is added, removed or says something else.

    Args:
        noun: what it is, for instance “criterion”.
        name: its code or reference.
        title: its heading or title, where it has one.
        differences: for a part that stays, the fields that change.
    """

    noun: str
    name: str
    title: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Changes:
    """Everything that a file would change."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    changed: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the file says what is stored already."""
        return not (self.added or self.removed or self.changed)


def changes(before: FrameworkFile | None, after: FrameworkFile) -> Changes:
    """What would change if `after` took the place of `before`.

    Args:
        before: the stored version, or None when there is none: then all is new.
        after: the file.
    """
    old = _parts(before.normalised()) if before is not None else {}
    new = _parts(after.normalised())
    return Changes(
        added=tuple(_change(key, new[key]) for key in new if key not in old),
        removed=tuple(_change(key, old[key]) for key in old if key not in new),
        changed=tuple(
            _change(key, new[key], _differences(old[key], new[key]))
            for key in new
            if key in old and old[key] != new[key]
        ),
    )


def _parts(file: FrameworkFile) -> Parts:
    """Every part of a framework under its noun and name, without the parts inside it."""
    parts: Parts = {}
    _add(parts, "framework", file.framework.code, file, without=_LISTS)
    for noun, listed in (
        ("grade scale", file.grade_scales),
        ("question", file.questions),
        ("shared scope", file.shared_scopes),
        ("deep-dive topic", file.deep_dive_topics),
    ):
        for part in listed:
            _add(parts, noun, part.code, part)
    for kind in file.inspection_types:
        _add_type(parts, kind)
    for area in file.judgement_areas:
        _add(parts, "judgement area", area.code, area, without={"criteria", "descriptors"})
        for criterion in area.criteria:
            _add(parts, "criterion", criterion.reference, criterion)
        for descriptor in area.descriptors:
            name = f"{area.code} {descriptor.grade} {descriptor.reference}"
            _add(parts, "grade descriptor", name, descriptor)
    for rule in file.limiting_rules:
        _add(parts, "limiting rule", rule.code, rule)
    return parts


def _add_type(parts: Parts, kind: InspectionTypePart) -> None:
    _add(parts, "inspection type", kind.code, kind, without=_LISTS_OF_A_TYPE)
    for strand in kind.strands:
        _add(parts, "strand", f"{kind.code} {strand.code}", strand)
    for step in kind.key_dates:
        _add(parts, "key date", f"{kind.code} {step.code}", step)
    for form in kind.report_forms:
        _add(parts, "report form", f"{kind.code} {form.kind} {form.strand}".strip(), form)


_LISTS = {
    "grade_scales",
    "questions",
    "shared_scopes",
    "deep_dive_topics",
    "inspection_types",
    "judgement_areas",
    "limiting_rules",
}
_LISTS_OF_A_TYPE = {"strands", "key_dates", "report_forms"}


def _add(parts: Parts, noun: str, name: str, part: Part, without: Iterable[str] = ()) -> None:
    parts[noun, name] = part.model_dump(mode="json", exclude=set(without))


def _change(
    key: tuple[str, str], data: Mapping[str, Any], differences: tuple[Difference, ...] = ()
) -> Change:
    noun, name = key
    title = data.get("heading") or data.get("title") or ""
    return Change(noun, name, str(title), differences)


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    return tuple(
        Difference(name.replace("_", " "), _words(old.get(name)), _words(new.get(name)))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    )


def _words(value: Any) -> str:
    """A value of the file as a line of text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(item)}" for key, item in value.items() if item != "")
    return str(value)
