"""How far a criterion is borne out by sources that do not lean on each other. Pure functions."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum

FOR, AGAINST = "strength", "weakness"


class Triangulated(StrEnum):
    """Where a criterion stands by its evidence."""

    NOT_LOOKED_AT = "not_looked_at"
    SINGLE_SOURCE = "single_source"
    CORROBORATED = "corroborated"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Seen:
    """An item of evidence that bears on a criterion, as plain values.

    Args:
        item: what tells it from every other item.
        source: the type of its source: a case record, a discussion with a child …
        inspectorate: whose it is.
        agency: the agency that it is about; None where it is about the partnership.
        case: the case that it was recorded on; None where it was on none.
        strength: `FOR`, `AGAINST`, or anything else for neither.
        is_childs_voice: it says what a child said, felt or showed.
        is_withdrawn: it was taken back.
    """

    item: Hashable
    source: str
    inspectorate: Hashable
    agency: Hashable | None
    case: Hashable | None
    strength: str
    is_childs_voice: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Side:
    """What points one way: how many items, and how many different origins of each kind.

    An item without a case or an agency counts in neither of those.
    """

    items: int = 0
    sources: int = 0
    inspectorates: int = 0
    agencies: int = 0
    cases: int = 0

    @property
    def is_corroborated(self) -> bool:
        """Whether two of its items are independent of each other (see `triangulate`)."""
        return max(self.sources, self.inspectorates, self.agencies, self.cases) > 1


@dataclass(frozen=True)
class Triangulation:
    """What the evidence on a criterion comes to, both sides and the child’s voice."""

    for_it: Side = Side()
    against_it: Side = Side()
    has_childs_voice: bool = False

    @property
    def state(self) -> Triangulated:
        """Where the criterion stands. A contradiction outweighs every number on either side."""
        sides = [side for side in (self.for_it, self.against_it) if side.items]
        if not sides:
            return Triangulated.NOT_LOOKED_AT
        if len(sides) > 1:
            return Triangulated.CONTRADICTED
        if sides[0].is_corroborated:
            return Triangulated.CORROBORATED
        return Triangulated.SINGLE_SOURCE


def triangulate(seen: Iterable[Seen]) -> Triangulation:
    """What the evidence on one criterion comes to.

    Evidence is triangulated so that what one looks at from several sides is known to be so, and is
    put down to the right part of the system (No. 140112 ¶24, ¶33–36, ¶48; No. 150092 ¶19). Two
    items are **independent** of each other when at least one of these is true of them:

    - they come from different types of source (a record, and what a child said);
    - different inspectorates recorded them, each by its own criteria (¶35);
    - they are about different agencies;
    - they are about different cases.

    What is not known tells nothing apart: an item on no case, or about no agency, does not differ
    in it from another. Nor does it matter who of one inspectorate wrote an item down, or when: two
    colleagues may have sat in one meeting.

    A criterion is *corroborated* by two independent items that point the same way, has a *single
    source* when everything that bears on it comes from one, is *contradicted* when items point both
    ways, and is *not looked at* when none points either way. What is neutral counts on neither
    side; what was withdrawn counts for nothing. An item that is given twice counts once.

    Returns:
        Counts of both sides. No grade follows from them (house rule 2).
    """
    standing = {one.item: one for one in seen if not one.is_withdrawn}.values()
    return Triangulation(
        for_it=_side([one for one in standing if one.strength == FOR]),
        against_it=_side([one for one in standing if one.strength == AGAINST]),
        has_childs_voice=any(one.is_childs_voice for one in standing),
    )


def _side(items: Collection[Seen]) -> Side:
    return Side(
        items=len(items),
        sources=len({one.source for one in items}),
        inspectorates=len({one.inspectorate for one in items}),
        agencies=len({one.agency for one in items} - {None}),
        cases=len({one.case for one in items} - {None}),
    )
