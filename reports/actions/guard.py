"""The guard against wrong content: what is held in a report's text, and letting it stand (P22)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from records.values import clean_text
from reports.actions.known import known_for
from reports.actions.snapshot import make_snapshot
from reports.errors import TextHeld
from reports.models import HoldDecision, Report
from reports.permissions import may_decide_held, participants_of, place_of
from reports.rules.guard import held_of, held_sentence, undecided
from reports.rules.held import Held
from reports.rules.passages import passages_of
from reports.states import EDITABLE
from reports.values import REASON_LIMIT


@dataclass(frozen=True)
class Guarded:
    """What the guard found in a report's text.

    Args:
        open: what waits for a decision.
        decided: what somebody let stand in the text as it is.
    """

    open: list[Held]
    decided: list[Held]


def text_on_its_way(*, report: Report, at: datetime) -> Mapping[str, Any]:
    """The text that goes on next: as it is written, or as it was frozen when it cannot change."""
    newest = None if report.state in EDITABLE else report.drafts.newest()
    return newest.snapshot if newest else make_snapshot(report=report, at=at)


def guarded(*, report: Report, snapshot: Mapping[str, Any], day: date) -> Guarded:
    """Search a report's text for what may not belong into it."""
    known = known_for(report=report, snapshot=snapshot, day=day)
    held = held_of(passages_of(snapshot), known)
    decided = HoldDecision.objects.filter(report=report).fingerprints()
    waiting = undecided(held, decided)
    return Guarded(waiting, [one for one in held if one not in waiting])


def guarded_now(*, report: Report, at: datetime) -> Guarded:
    """What the guard finds in the text that goes on next."""
    snapshot = text_on_its_way(report=report, at=at)
    return guarded(report=report, snapshot=snapshot, day=timezone.localdate(at))


def require_nothing_held(*, report: Report, before: str, at: datetime) -> None:
    """A report goes on when nothing in its text waits for a decision.

    Args:
        before: what it waits for, as the sentence says it.

    Raises:
        TextHeld: something does; carries what and where.
    """
    held = guarded_now(report=report, at=at).open
    if held:
        raise TextHeld(held_sentence(held, before), held=held)


def decide_held(
    *, report: Report, reference: str, reason: str, by: User, at: datetime
) -> HoldDecision:
    """Let something stand that is held. The reason stays on the record.

    Args:
        reference: of the hold, as the page has it: it is of one find in one text.

    Raises:
        PermissionRefused: the person leads no inspectorate that takes part, or the report is over.
        ActionRefused: there is no reason, or the text has changed or somebody decided meanwhile.
    """
    report = Report.objects.lock(report)
    place = place_of(by, report, timezone.localdate(at))
    require(may_decide_held(place, report, participants_of(report)))
    assert place is not None  # noqa: S101 - the permission has just said so
    held = {one.reference: one for one in guarded_now(report=report, at=at).open}.get(reference)
    if held is None:
        raise ActionRefused(
            "This is not held any more: the text has changed, or somebody decided meanwhile."
        )
    return HoldDecision.objects.create(
        report=report,
        kind=held.kind,
        place=held.passage.place,
        shown=held.shown[:200],
        fingerprint=held.fingerprint,
        reason=_checked(reason),
        inspectorate_id=place.inspectorate_id,
        by=by,
        at=at,
    )


def hold_decisions(*, report: Report) -> list[HoldDecision]:
    """Everything that somebody let stand in this report, the newest first."""
    return list(HoldDecision.objects.filter(report=report).for_page())


def _checked(reason: str) -> str:
    reason = clean_text(reason).strip()
    if not reason:
        raise ActionRefused("Say why it may stay. The reason stays on the record.")
    if len(reason) > REASON_LIMIT:
        raise ActionRefused(f"A reason has at most {REASON_LIMIT:,} characters.")
    return reason
