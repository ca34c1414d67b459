"""Drawing a sample, putting a reserve in somebody's place, and drawing it all again."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.db.models import Q

from inspections.actions.cases import add_case
from inspections.actions.samples import locked_for_samples, new_reference
from inspections.actions.samples_pool import Listed, Pool, pool_of
from inspections.models import (
    AgencyList,
    Case,
    Draw,
    DrawPlace,
    Inspection,
    ListWithdrawal,
    Substitution,
)
from inspections.rules.sampling import ALGORITHM, draw, groups_asked, next_reserve, replay
from inspections.values import CaseFacts
from inspections.values.samples import Candidate, DrawResult, DrawSettings, Exchange, Shortfall
from organisations.models import User
from records.errors import ActionRefused
from records.values import content_hash


@dataclass(frozen=True)
class DrawOrder:
    """What somebody asks for who draws a sample.

    Args:
        kind: of the cases that come of it.
        seed: typed, or empty for one that is made here.
        settings: how many, how balanced.
        cohorts, flags: only those who are in one of these; empty for everybody.
        again: also those who were drawn in this inspection before.
        in_deep_dive: whether the cases belong to the deep dive.
    """

    kind: str
    settings: DrawSettings
    purpose: str = ""
    seed: str = ""
    cohorts: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    again: bool = False
    in_deep_dive: bool = False


@dataclass(frozen=True)
class Reproduced:
    """A draw made again, beside what is recorded of it."""

    same_lists: bool
    result: DrawResult
    recorded: DrawResult
    exchanges: tuple[tuple[Exchange | None, Exchange | None], ...]

    @property
    def same_draw(self) -> bool:
        """The same people in the same order, and the same reserves."""
        return self.result == self.recorded

    @property
    def same_exchanges(self) -> bool:
        """The same reserves took the same places."""
        return all(again == before for again, before in self.exchanges)

    @property
    def is_identical(self) -> bool:
        """Everything is as it was."""
        return self.same_lists and self.same_draw and self.same_exchanges


def draw_sample(
    *,
    inspection: Inspection,
    lists: Sequence[AgencyList],
    order: DrawOrder,
    by: User,
    at: datetime,
) -> Draw:
    """Draw a sample and make its cases. A draw is not taken back: another one stands beside it.

    Raises:
        PermissionRefused: the person does not select the sample, or not at this stage.
        ActionRefused: a list was withdrawn, or nobody on these lists can be drawn.
    """
    inspection = locked_for_samples(inspection=inspection, by=by, at=at)
    gone = ListWithdrawal.objects.filter(agency_list__in=lists).select_related("agency_list")
    for one in gone:
        raise ActionRefused(
            f"List {one.agency_list.reference} was withdrawn meanwhile. Choose the lists again."
        )
    narrowed: dict[str, Any] = {
        "cohorts": sorted(order.cohorts),
        "flags": sorted(order.flags),
        "left_out": [] if order.again else _drawn_before(inspection),
        "in_deep_dive": order.in_deep_dive,
    }
    pool = pool_of(lists=lists, narrowed=narrowed)
    if not pool.candidates:
        raise ActionRefused(
            "Nobody on these lists can be drawn: nobody fits what was chosen, or all were drawn "
            "before. Choose more lists, or fewer conditions."
        )
    seed = order.seed or new_seed()
    result = draw(pool.candidates.values(), order.settings, seed)
    drawn = Draw.objects.create(
        inspection=inspection,
        reference=new_reference(prefix="D"),
        kind=order.kind,
        purpose=order.purpose,
        seed=seed,
        seed_was_typed=bool(order.seed),
        terms=order.settings.as_data(),
        narrowed=narrowed,
        algorithm=ALGORITHM,
        candidates=len(pool.candidates),
        input_hash=pool.hash,
        result_hash=content_hash(result.as_data()),
        shortfalls=[one.as_data() for one in result.shortfalls],
        drawn_by=by,
        drawn_at=at,
    )
    drawn.lists.set(lists)
    _give_places(drawn, pool, result, by, at)
    return drawn


def new_seed() -> str:
    """A seed that nobody chose."""
    letters = secrets.token_hex(8).upper()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _give_places(drawn: Draw, pool: Pool, result: DrawResult, by: User, at: datetime) -> None:
    places = []
    for is_reserve, references in ((False, result.drawn), (True, result.reserves)):
        for position, reference in enumerate(references, 1):
            groups = groups_asked(pool.candidates[reference], drawn.asked)
            places.append(
                DrawPlace(
                    draw=drawn,
                    subject_id=pool.listed[reference].subject,
                    is_reserve=is_reserve,
                    position=position,
                    groups=sorted(map(list, groups)),
                    case=None if is_reserve else _new_case(drawn, pool.listed[reference], by, at),
                )
            )
    DrawPlace.objects.bulk_create(places)


def _new_case(drawn: Draw, listed: Listed, by: User, at: datetime) -> Case:
    facts = listed.as_case(in_deep_dive=bool(drawn.narrowed["in_deep_dive"]))
    return add_case(inspection=drawn.inspection, kind=drawn.kind, by=by, at=at, **_fields_of(facts))


def _fields_of(facts: CaseFacts) -> dict[str, Any]:
    """The facts as `add_case` takes them."""
    return {**asdict(facts), "flags": facts.flags, "agencies": facts.agencies}


def _drawn_before(inspection: Inspection) -> list[str]:
    """Whoever has a case of an earlier draw, also one that was substituted since."""
    places = DrawPlace.objects.filter(draw__inspection=inspection)
    with_case = places.filter(Q(case__isnull=False) | Q(replaces__isnull=False))
    return sorted(set(with_case.values_list("subject__reference", flat=True)))


# --- substituting ---------------------------------------------------------------------------------


def place_of(*, drawn: Draw, case: Case) -> DrawPlace | None:
    """The place that a case holds in a draw; None when it has been substituted."""
    places = DrawPlace.objects.filter(draw=drawn, replaced_by=None)
    found = places.filter(Q(case=case) | Q(replaces__case=case))
    return found.select_related("subject").first()


def next_in_reserve(*, drawn: Draw, place: DrawPlace) -> Exchange | None:
    """Who would take a place; None when no reserve is left."""
    pool = pool_of(lists=list(drawn.lists.all()), narrowed=drawn.narrowed, at=drawn.drawn_at)
    return _next(drawn, place, pool)


def _next(drawn: Draw, place: DrawPlace, pool: Pool) -> Exchange | None:
    left = drawn.places.filter(is_reserve=True, replaces=None).select_related("subject")
    reserves = [pool.candidates[one.subject.reference] for one in left.order_by("position")]
    return next_reserve(pool.candidates[place.subject.reference], reserves, drawn.asked)


def substitute(
    *, drawn: Draw, case: Case, into: str, why: str, by: User, at: datetime
) -> Substitution:
    """Put the next reserve of the same group in the place of a case that is not suitable.

    Args:
        into: the reference of the reserve that the person was shown.

    Raises:
        PermissionRefused: the person does not select the sample, or not at this stage.
        ActionRefused: it is substituted already, no reserve is left, or another one is next now.
    """
    locked_for_samples(inspection=drawn.inspection, by=by, at=at)
    place = place_of(drawn=drawn, case=case)
    if place is None:
        raise ActionRefused(f"Case {case} has been substituted already.")
    pool = pool_of(lists=list(drawn.lists.all()), narrowed=drawn.narrowed, at=drawn.drawn_at)
    exchange = _next(drawn, place, pool)
    if exchange is None:
        raise ActionRefused("No reserve of this draw is left. Draw another sample.")
    if exchange.into != into:
        raise ActionRefused(
            f"{into} is not the next reserve any more: somebody else substituted a case meanwhile. "
            "Look at the draw again."
        )
    reserve = drawn.places.get(subject__reference=exchange.into)
    return Substitution.objects.create(
        draw=drawn,
        number=drawn.substitutions.count() + 1,
        out=place,
        into=reserve,
        same_group=exchange.same_group,
        case=_new_case(drawn, pool.listed[exchange.into], by, at),
        why=why,
        by=by,
        at=at,
    )


# --- drawing it again -----------------------------------------------------------------------------


def reproduce(*, drawn: Draw) -> Reproduced:
    """Draw again from what the lists said then, and compare with what is recorded.

    Raises:
        ActionRefused: the version of the procedure that drew it is not known any more.
    """
    pool = pool_of(lists=list(drawn.lists.all()), narrowed=drawn.narrowed, at=drawn.drawn_at)
    candidates = pool.candidates.values()
    try:
        result = draw(candidates, drawn.asked, drawn.seed, algorithm=drawn.algorithm)
    except ValueError as fault:
        raise ActionRefused(str(fault)) from fault
    exchanged = _exchanged(drawn)
    again = _replayed(candidates, result, drawn, [one.out for one in exchanged])
    return Reproduced(
        same_lists=pool.hash == drawn.input_hash,
        result=result,
        recorded=_recorded(drawn),
        exchanges=tuple(zip_longest(again, exchanged)),
    )


def _recorded(drawn: Draw) -> DrawResult:
    rows = list(drawn.places.order_by("position").values_list("is_reserve", "subject__reference"))
    return DrawResult(
        tuple(reference for is_reserve, reference in rows if not is_reserve),
        tuple(reference for is_reserve, reference in rows if is_reserve),
        tuple(Shortfall(*one) for one in drawn.shortfalls),
    )


def _exchanged(drawn: Draw) -> list[Exchange]:
    rows = drawn.substitutions.select_related("out__subject", "into__subject").order_by("number")
    return [
        Exchange(one.out.subject.reference, one.into.subject.reference, one.same_group)
        for one in rows
    ]


def _replayed(
    candidates: Iterable[Candidate], result: DrawResult, drawn: Draw, outs: list[str]
) -> tuple[Exchange, ...]:
    known = {*result.drawn, *result.reserves}
    return replay(candidates, result, drawn.asked, [one for one in outs if one in known])
