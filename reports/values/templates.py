"""The versions of the templates that documents are printed with. No Django here.

A version is its files under templates/reports/pdf, which never change once it is in force: what was
published under it is printed by them for ever. A change of what is printed is another version.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reports.values import COMBINED_SCHEMA, LETTER_SCHEMA, REPORT_SCHEMA, short_date


class TemplateKind(StrEnum):
    """What a template prints."""

    LETTER = "letter"
    REPORT = "report"
    COMBINED = "combined"


KIND_OF_SCHEMA = {
    LETTER_SCHEMA: TemplateKind.LETTER,
    REPORT_SCHEMA: TemplateKind.REPORT,
    COMBINED_SCHEMA: TemplateKind.COMBINED,
}


@dataclass(frozen=True)
class TemplateVersion:
    """A version of a template.

    Args:
        number: counts within its kind.
        in_force_from: from which day drafts are made with it, until there is a newer one.
    """

    kind: TemplateKind
    number: int
    in_force_from: date

    def __str__(self) -> str:
        return f"version {self.number} of {short_date(self.in_force_from)}"

    def as_data(self) -> dict[str, object]:
        """How a snapshot names it."""
        return {
            "kind": self.kind.value,
            "number": self.number,
            "in_force_from": self.in_force_from.isoformat(),
        }


# What a snapshot that names no version was made with is the first of its kind.
VERSIONS = (
    TemplateVersion(TemplateKind.LETTER, 1, date(2015, 10, 1)),
    # Studies in boxes, the statement of action, signatories one below the other.
    TemplateVersion(TemplateKind.LETTER, 2, date(2026, 1, 1)),
    TemplateVersion(TemplateKind.REPORT, 1, date(2015, 10, 1)),
    TemplateVersion(TemplateKind.COMBINED, 1, date(2015, 10, 1)),
)


def version_named(kind: str, number: int) -> TemplateVersion | None:
    """The version of a kind with this number, if there is one."""
    found = (one for one in VERSIONS if (one.kind, one.number) == (kind, number))
    return next(found, None)


def version_in_force(
    kind: str, day: date, withdrawn: Collection[int] = ()
) -> TemplateVersion | None:
    """The newest version that drafts are made with on a day.

    Args:
        withdrawn: the numbers of those of the kind that were withdrawn.

    Returns:
        None where every version that was in force by then is withdrawn.
    """
    left = [one for one in VERSIONS if one.kind == kind and one.number not in withdrawn]
    begun = [one for one in left if one.in_force_from <= day]
    return max(begun, key=lambda one: one.number, default=None)
