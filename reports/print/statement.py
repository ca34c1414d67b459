"""What a snapshot says of its template and of its statement of action, for those who print it."""

from collections.abc import Mapping
from typing import Any


def number_of(snapshot: Mapping[str, Any]) -> int:
    """The number of the version of its template; one that names none is of the first."""
    return int((snapshot.get("template") or {}).get("number", 1))


def with_statement_as_text(snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
    """The snapshot for templates that have no place for a statement of action.

    Each fact of it is a paragraph more of the section in which it stands, so that nothing is lost.
    A snapshot without one is given back as it is, and is printed byte for byte as ever.
    """
    if not any(section.get("statement") for section in snapshot["sections"]):
        return snapshot
    return {**snapshot, "sections": [_told(section) for section in snapshot["sections"]]}


def _told(section: Mapping[str, Any]) -> Mapping[str, Any]:
    statement = section.get("statement")
    if not statement:
        return section
    said = [
        {
            "reference": "",
            "number": "",
            "text": f"{fact['label']}: {fact['text']}",
            "addressed_to": None,
        }
        for fact in statement["facts"]
    ]
    return {**section, "paragraphs": [*section["paragraphs"], *said]}
