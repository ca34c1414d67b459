"""Says in sentences what the types of the format find wrong."""

from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from frameworks.format import FrameworkFile
from frameworks.loader.yaml_reader import FileRead, Path, place
from frameworks.values import Problem

# As many as anybody will read; a file that is none of ours may have a hundred thousand.
MOST_FAULTS = 100
_RULES = ("presupposes", "limits", "cumulative", "bears_on")


def shape(file: FileRead) -> tuple[FrameworkFile | None, list[Problem]]:
    """Hold the data against the format.

    Returns:
        the typed file and no problem, or none and the places that have the wrong shape.
    """
    try:
        return FrameworkFile.model_validate(file.data), []
    except ValidationError as error:
        details = error.errors(include_url=False)[:MOST_FAULTS]
        return None, [_problem(file, detail) for detail in details]


def _problem(file: FileRead, detail: ErrorDetails) -> Problem:
    path = _path(file, detail["loc"])
    what, fix = _words(detail, path)
    return Problem(file.line(path), place(path), what, fix)


def _path(file: FileRead, loc: Path) -> Path:
    """The path in the file: pydantic also names the branch of a union, which is not in the file."""
    found: Path = ()
    for part in loc:
        if (*found, part) in file.lines or part == loc[-1]:
            found = (*found, part)
    return found


def _words(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    kind, key = detail["type"], str(path[-1]) if path else ""
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "missing":
        return f"“{key}” is missing", f"Add a line “{key}: …”"
    if kind == "extra_forbidden":
        known = ", ".join(_known_keys(path[:-1]))
        return f"“{key}” is not a part of the format", f"Remove it, or use one of: {known}"
    if kind in ("enum", "literal_error"):
        return f"{_shown(detail['input'])} is not possible here", f"Use {context['expected']}"
    if kind.startswith("union_tag"):
        return "The kind of rule is not known", f"Use kind: {', '.join(_RULES)}"
    if kind == "string_pattern_mismatch":
        return (
            f"{_shown(detail['input'])} is not a code",
            "Use small letters, numbers and single hyphens or underscores",
        )
    return _words_about_values(kind, context, detail["input"])


def _words_about_values(kind: str, context: dict[str, Any], value: Any) -> tuple[str, str]:
    if kind == "string_type":
        return f"{_shown(value)} is not text", "Write text here; put a number in quotation marks"
    if kind == "string_too_short":
        return "The text is empty", "Write the text"
    if kind == "string_too_long":
        limit = context["max_length"]
        return f"The text is longer than {limit:,} characters", "Shorten it"
    if kind == "too_long":
        return "The list is too long", f"Write at most {context['max_length']} here"
    if kind == "too_short":
        return "The list is too short", f"Write at least {context['min_length']} here"
    if kind.startswith("int"):
        return f"{_shown(value)} is not a whole number", "Write a number such as 10"
    if kind.startswith("bool"):
        return f"{_shown(value)} is neither true nor false", "Write true or false"
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"{_shown(value)} is out of range", f"Use a number {_range(kind, context)}"
    if kind == "list_type":
        return "This is not a list", "Begin each item with a hyphen"
    return "This is not a group of lines “name: value”", "Indent its lines under the name"


def _range(kind: str, context: dict[str, Any]) -> str:
    return f"of at least {context['ge']}" if kind[0] == "g" else f"of at most {context['le']}"


def _shown(value: Any) -> str:
    if isinstance(value, str | int):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return f"“{text[:40]}”"
    return "nothing" if value is None else "this"


def _known_keys(path: Path) -> list[str]:
    """The keys that the format has at this place."""
    models: list[Any] = [FrameworkFile]
    for part in path:
        if isinstance(part, str):
            fields = [m.model_fields[part] for m in models if part in m.model_fields]
            models = [found for field in fields for found in _models_in(field.annotation)]
    return sorted({key for model in models for key in model.model_fields})


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]
