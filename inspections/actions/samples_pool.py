"""Who stands on an inspection's lists and can be drawn, as the lists said at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from inspections.models import AgencyList, ListedSubject, Listing, SubjectSplit
from inspections.rules.sampling import input_hash
from inspections.values import CaseFacts, CaseFlag
from inspections.values.samples import Candidate, Facts


@dataclass
class Listed:
    """Somebody, with what every list says of them, the earliest first."""

    subject: UUID
    reference: str
    said: list[tuple[int | None, Facts]] = field(default_factory=list)

    def as_candidate(self, codes: dict[int, str]) -> Candidate:
        """Who can be drawn, with the codes of agencies by their primary keys."""
        return Candidate(
            reference=self.reference,
            agencies=frozenset(codes[one] for _, facts in self.said for one in facts.agencies),
            age_bands=frozenset(facts.age_band for _, facts in self.said),
            cohorts=frozenset(facts.cohort for _, facts in self.said),
            household=next((facts.household for _, facts in self.said if facts.household), ""),
        )

    def fits(self, narrowed: dict[str, Any]) -> bool:
        """Whether this person may be drawn, as the draw was narrowed down."""
        cohorts, flags = set(narrowed["cohorts"]), set(narrowed["flags"])
        had = {flag for _, facts in self.said for flag in facts.flags}
        return (
            self.reference not in narrowed["left_out"]
            and (not cohorts or any(facts.cohort in cohorts for _, facts in self.said))
            and (not flags or bool(flags & had))
        )

    def as_case(self, *, in_deep_dive: bool) -> CaseFacts:
        """What the case begins with: the first list's word, and what the others add to it."""
        listed_by, first = self.said[0]
        others = [facts for _, facts in self.said]
        return Facts(
            age_band=first.age_band,
            cohort=first.cohort,
            subject=first.subject,
            adults_part=first.adults_part,
            flags=frozenset(flag for facts in others for flag in facts.flags),
            agencies=frozenset(one for facts in others for one in facts.agencies),
            lives_in=next((one.lives_in for one in others if one.lives_in), None),
            placed_by=next((one.placed_by for one in others if one.placed_by), None),
        ).as_case(listed_by, in_deep_dive=in_deep_dive)


@dataclass(frozen=True)
class Pool:
    """Who can be drawn, by reference, and as what they would be a case."""

    listed: dict[str, Listed]
    candidates: dict[str, Candidate]

    @property
    def hash(self) -> str:
        """What is drawn from, as a hash."""
        return input_hash(self.candidates.values())


def pool_of(
    *, lists: Sequence[AgencyList], narrowed: dict[str, Any], at: datetime | None = None
) -> Pool:
    """Who stands on these lists and may be drawn.

    Args:
        narrowed: as a draw keeps it: cohorts, flags, who is left out.
        at: as it was then: what was split later counts as one child. As it is now, unless given.
    """
    agencies: dict[UUID, set[int]] = {}
    codes: dict[int, str] = {}
    links = Listing.agencies.through.objects.filter(listing__agency_list__in=lists)
    for listing, agency, code in links.values_list("listing_id", "agency_id", "agency__code"):
        agencies.setdefault(listing, set()).add(agency)
        codes[agency] = code
    earlier = _before_splits(lists, at) if at else {}
    found: dict[str, Listed] = {}
    rows = Listing.objects.filter(agency_list__in=lists).select_related("subject", "agency_list")
    for one in rows.order_by("agency_list__accepted_at", "agency_list__pk", "row"):
        subject = earlier.get(one.pk, one.subject)
        listed = found.setdefault(subject.reference, Listed(subject.pk, subject.reference))
        facts = _facts_of(one, frozenset(agencies.get(one.pk, ())))
        listed.said.append((one.agency_list.agency_id, facts))
    fitting = {key: listed for key, listed in found.items() if listed.fits(narrowed)}
    return Pool(fitting, {key: one.as_candidate(codes) for key, one in fitting.items()})


def _facts_of(one: Listing, agencies: frozenset[int]) -> Facts:
    return Facts(
        age_band=one.age_band,
        cohort=one.cohort,
        subject=one.kind,
        adults_part=one.adults_part,
        flags=frozenset(flag.value for flag in CaseFlag if getattr(one, flag)),
        agencies=agencies,
        lives_in=one.lives_in_id,
        placed_by=one.placed_by_id,
        household=one.household,
    )


def _before_splits(lists: Sequence[AgencyList], at: datetime) -> dict[UUID, ListedSubject]:
    """Whose each listing was at a moment, where it was split off later."""
    later = SubjectSplit.objects.filter(agency_list__in=lists, at__gt=at)
    rows = later.select_related("from_subject").order_by("-at", "-pk")
    return {one.listing_id: one.from_subject for one in rows}
