"""How a document says by which name its recommendations are known for good. No Django."""

from collections.abc import Mapping, Sequence
from typing import Any

from frameworks.values import SectionKind
from reports.values import named
from reports.values.findings import FindingKind, full_name

_ASKING = frozenset({SectionKind.PRIORITY_ACTION, SectionKind.IMPROVEMENT})


def finding_stated(reference: str, number: str, kind: str, attributed_to: str) -> dict[str, str]:
    """What a frozen draft holds of a finding that a paragraph states.

    Args:
        reference: of the inspection.
        number: R4; empty for a strength.
        kind: of the section that it stands in, which is how the document ranks it.
        attributed_to: the agency, or the partnership by its name.
    """
    is_asking = kind in _ASKING
    return {
        "name": full_name(reference, number) if number else "",
        "kind": (FindingKind.WEAKNESS if is_asking else FindingKind.STRENGTH).value,
        "rank": kind if is_asking else "",
        "attributed_to": attributed_to,
    }


def cited(reference: str, paragraphs: Sequence[Mapping[str, Any]]) -> str:
    """The sentence below a list of recommendations; empty where none has a name of its own."""
    numbers = [one["number"] for one in paragraphs if one.get("finding") and one["number"]]
    if not numbers:
        return ""
    label = "Reference" if len(numbers) == 1 else "References"
    return f"{label} for follow-up: {full_name(reference, named(numbers))}."
