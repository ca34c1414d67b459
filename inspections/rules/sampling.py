"""How a sample is drawn. Pure: the same candidates, settings and seed give the same draw.

Chance is a ticket: the hash of the seed and the candidate's reference. So it does not matter in
which order candidates come, and anybody can work a ticket out again. Each place goes to whoever
meets most of the minimums that are not met yet; then to whoever brings the sample nearest to the
weights; then to the lowest ticket. If minimums are not met at the end, exchanges are tried.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from math import lcm

from inspections.values.samples import (
    Candidate,
    DrawResult,
    DrawSettings,
    Exchange,
    Group,
    Shortfall,
)
from records.values import canonical_json, content_hash

ALGORITHM = 1
_PARTS = lcm(*range(1, 13))
Groups = frozenset[Group]
Ticket = tuple[bytes, str]


def draw(
    candidates: Iterable[Candidate],
    settings: DrawSettings,
    seed: str,
    *,
    algorithm: int = ALGORITHM,
) -> DrawResult:
    """Draw a sample and its reserves.

    Args:
        candidates: each reference once; their order does not matter.
        settings: how many, and how balanced.
        seed: any text.
        algorithm: the version that drew it first.

    Raises:
        ValueError: that version of the algorithm is not known here, or a reference comes twice.
    """
    if algorithm != ALGORITHM:
        raise ValueError(f"Version {algorithm} of the draw is not known here.")
    found = list(candidates)
    if len({one.reference for one in found}) != len(found):
        raise ValueError("A reference comes twice.")
    lot = _Lot(_without_siblings(found, settings, seed), settings, seed)
    lot.fill()
    lot.mend()
    drawn = tuple(ticket[1] for _, ticket in lot.chosen)
    shortfalls = lot.shortfalls()
    return DrawResult(drawn, lot.reserves(), shortfalls)


def input_hash(candidates: Iterable[Candidate]) -> str:
    """What was drawn from, as a hash; the order does not matter."""
    rows = sorted((one.as_data() for one in candidates), key=lambda row: str(row[0]))
    return content_hash(rows)


def groups_asked(candidate: Candidate, settings: DrawSettings) -> Groups:
    """The candidate's groups in the dimensions that the settings speak of."""
    asked = {share.dimension for share in settings.shares if share.at_least or share.weight}
    return frozenset(one for one in candidate.groups if one[0] in asked)


def next_reserve(
    out: Candidate, reserves: Sequence[Candidate], settings: DrawSettings
) -> Exchange | None:
    """Who takes the place of somebody: the first reserve of the same groups.

    Where there is none, the reserve who shares most of them; None when no reserve is left.

    Args:
        reserves: those that are left, in their order.
    """
    groups = groups_asked(out, settings)
    if not reserves:
        return None
    best = max(
        range(len(reserves)),
        key=lambda place: (*_likeness(groups, groups_asked(reserves[place], settings)), -place),
    )
    into = reserves[best]
    return Exchange(out.reference, into.reference, groups_asked(into, settings) == groups)


def replay(
    candidates: Iterable[Candidate],
    result: DrawResult,
    settings: DrawSettings,
    outs: Iterable[str],
) -> tuple[Exchange, ...]:
    """The substitutions again, from who went out, in order."""
    by_reference = {one.reference: one for one in candidates}
    left = [by_reference[reference] for reference in result.reserves]
    found = []
    for out in outs:
        exchange = next_reserve(by_reference[out], left, settings)
        if exchange is None:
            break
        left.remove(by_reference[exchange.into])
        found.append(exchange)
    return tuple(found)


def _likeness(wanted: Groups, had: Groups) -> tuple[int, int]:
    """How much alike two are: first what they share, then how little else they have."""
    return len(wanted & had), -len(wanted ^ had)


def _ticket(seed: str, reference: str) -> Ticket:
    return sha256(canonical_json(["draw", ALGORITHM, seed, reference])).digest(), reference


def _without_siblings(
    candidates: list[Candidate], settings: DrawSettings, seed: str
) -> list[Candidate]:
    """One of each household, by ticket, where that is asked for."""
    if not settings.one_of_household:
        return candidates
    first: dict[str, Candidate] = {}
    for one in sorted(candidates, key=lambda one: _ticket(seed, one.reference)):
        first.setdefault(one.household or f"alone {one.reference}", one)
    return list(first.values())


class _Lot:
    """Candidates by their groups, in the order of their tickets, and who is chosen so far."""

    def __init__(self, candidates: list[Candidate], settings: DrawSettings, seed: str) -> None:
        self.settings = settings
        self.pools: dict[Groups, list[Ticket]] = {}
        self.supply: Counter[Group] = Counter()
        self.there = len(candidates)
        for one in candidates:
            self.supply.update(one.groups)
            pool = self.pools.setdefault(groups_asked(one, settings), [])
            pool.append(_ticket(seed, one.reference))
        for pool in self.pools.values():
            # The lowest ticket last, where a list gives it up quickest.
            pool.sort(reverse=True)
        self.minimum = {
            (one.dimension, one.group): one.at_least for one in settings.shares if one.at_least
        }
        self.weights: dict[str, dict[str, int]] = {}
        for share in settings.shares:
            if share.weight:
                self.weights.setdefault(share.dimension, {})[share.group] = share.weight
        self.chosen: list[tuple[Groups, Ticket]] = []
        self.count: Counter[Group] = Counter()

    # --- choosing -------------------------------------------------------------------------------

    def fill(self) -> None:
        """Give away the places, one after the other."""
        while len(self.chosen) < self.settings.size and any(self.pools.values()):
            left = [groups for groups, pool in self.pools.items() if pool]
            best = min(left, key=lambda groups: (*self._order(groups), self.pools[groups][-1]))
            self.chosen.append((best, self.pools[best].pop()))
            self.count.update(best)

    def _order(self, groups: Groups) -> tuple[int, int]:
        unmet = sum(self.count[one] < self.minimum.get(one, 0) for one in groups)
        return -unmet, -self._nearer(groups)

    def _nearer(self, groups: Groups) -> int:
        """By how much a candidate of these groups brings the sample nearer to the weights."""
        score, whole = 0, lcm(*(sum(one.values()) for one in self.weights.values()))
        for dimension, weights in self.weights.items():
            total = sum(weights.values())
            mine = [name for where, name in groups if where == dimension]
            lacking = sum(
                self.settings.size * weights.get(name, 0) - self.count[dimension, name] * total
                for name in mine
            )
            # The mean over the groups: many agencies are not by themselves a reason to be drawn.
            score += lacking * (whole // total) * _PARTS // max(len(mine), 1)
        return score

    # --- mending --------------------------------------------------------------------------------

    def _lacking(self, count: Counter[Group]) -> int:
        return sum(max(0, least - count[one]) for one, least in self.minimum.items())

    def mend(self) -> None:
        """Exchange whoever can be spared for somebody who meets a minimum, while that helps."""
        now = self._lacking(self.count)
        while now:
            after, place, groups = self._best_exchange(now)
            if after >= now or groups is None:
                return
            out, ticket = self.chosen[place]
            self.chosen[place] = (groups, self.pools[groups].pop())
            self.pools[out].append(ticket)
            self.pools[out].sort(reverse=True)
            self.count.subtract(out)
            self.count.update(groups)
            now = after

    def _best_exchange(self, now: int) -> tuple[int, int, Groups | None]:
        helpful = [
            groups
            for groups, pool in self.pools.items()
            if pool and any(self.count[one] < self.minimum.get(one, 0) for one in groups)
        ]
        helpful.sort(key=lambda groups: self.pools[groups][-1])
        best: tuple[int, int, Groups | None] = (now, 0, None)
        for place in reversed(range(len(self.chosen))):
            for groups in helpful:
                count = self.count.copy()
                count.subtract(self.chosen[place][0])
                count.update(groups)
                after = self._lacking(count)
                if after < best[0]:
                    best = (after, place, groups)
        return best

    # --- what comes of it -----------------------------------------------------------------------

    def shortfalls(self) -> tuple[Shortfall, ...]:
        """What is asked for and not met."""
        found = []
        drawn = len(self.chosen)
        if drawn < self.settings.size:
            found.append(Shortfall("", "", self.settings.size, drawn, self.there))
        for (dimension, group), least in sorted(self.minimum.items()):
            has = self.count[dimension, group]
            if has < least:
                there = self.supply[dimension, group]
                found.append(Shortfall(dimension, group, least, has, there))
        return tuple(found)

    def reserves(self) -> tuple[str, ...]:
        """For each place in turn the next candidate who is most like its holder."""
        found: list[str] = []
        while self.chosen and len(found) < self.settings.reserves and any(self.pools.values()):
            place = len(found) % len(self.chosen)
            wanted = self.chosen[place][0]
            found.append(self._most_like(wanted).pop()[1])
        return tuple(found)

    def _most_like(self, wanted: Groups) -> list[Ticket]:
        if self.pools.get(wanted):
            return self.pools[wanted]
        left = [(groups, pool) for groups, pool in self.pools.items() if pool]
        _, pool = min(
            left, key=lambda one: ([-part for part in _likeness(wanted, one[0])], one[1][-1])
        )
        return pool
