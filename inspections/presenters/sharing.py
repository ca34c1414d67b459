"""Shares of an item: for its owner, who reads what became of them; for a receiver, its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspections.models import EvidenceReading, EvidenceShare, EvidenceUse
from inspections.presenters.evidence import Item, item_of
from inspections.presenters.words import moment
from inspections.values.reach import words_of_reach
from pages.shown import Colour


@dataclass(frozen=True)
class ShownShare:
    """One share. An empty address means that the reader has no such act.

    Args:
        readings: who opened it, first and last; a sentence each.
        uses: what of the receiver's work relies on it.
        newer: what to do about a newer version, or nothing.
    """

    receiver: str
    state: str
    colour: Colour
    version: str
    purpose: str
    power: str
    since: str
    readings: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    newer: str = ""
    share_url: str = ""
    withdraw_url: str = ""


def shown_shares(
    shares: Sequence[EvidenceShare],
    uses: Iterable[EvidenceUse],
    *,
    newest: int,
    may_share: bool,
    address: str,
    reads_all: bool,
) -> list[ShownShare]:
    """The shares of an item, the newest first.

    Args:
        uses: what relies on the item, as far as the reader learns of it.
        newest: the newest version that the reader sees.
        address: the page of the item.
        reads_all: the reader is of the owner's team, who learn who opened it.
    """
    openings = _openings(shares) if reads_all and shares else {}
    relied = list(uses) if reads_all else []
    return [
        _shown(share, openings.get(share.pk, []), relied, newest, address if may_share else "")
        for share in shares
    ]


def _openings(shares: Sequence[EvidenceShare]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows: Iterable[dict[str, Any]] = EvidenceReading.objects.by_person([one.pk for one in shares])
    for row in rows:
        first, last = moment(row["first"]), moment(row["last"])
        when = f"opened it {first}" if first == last else f"first {first}, last {last}"
        found.setdefault(row["share"], []).append(f"{row['person__name']}: {when}")
    return found


def _shown(
    share: EvidenceShare,
    readings: list[str],
    uses: list[EvidenceUse],
    newest: int,
    address: str,
) -> ShownShare:
    stands = share.withdrawn_at is None
    code, body = share.inspectorate.code, share.inspectorate.short_name
    is_older = stands and bool(address) and share.revision.version < newest
    return ShownShare(
        receiver=share.inspectorate.name,
        state="Shared" if stands else "Withdrawn",
        colour="green" if stands else "grey",
        version=f"Version {share.revision.version}",
        purpose=share.purpose,
        power=share.power.in_words,
        since=_since(share),
        readings=readings,
        uses=[
            f"{use.kind.replace('_', ' ').capitalize()} {use.used_in}, since {moment(use.at)}"
            for use in uses
            if use.revision_id == share.revision_id
            and getattr(use, "user_inspectorate", None) == share.inspectorate_id
        ],
        newer=f"{body} does not see version {newest}." if is_older else "",
        share_url=f"{address}share/?with={code}" if is_older else "",
        withdraw_url=f"{address}withdraw/{code}/" if stands and address else "",
    )


def _since(share: EvidenceShare) -> str:
    said = f"since {moment(share.shared_at)}, by {share.shared_by}"
    if share.withdrawn_at is None:
        return f"In their list {said}"
    ended = f"{moment(share.withdrawn_at)}, by {share.withdrawn_by}"
    return f"In their list {said}, until {ended}"


@dataclass(frozen=True)
class Received:
    """One item that was shared with the reader's inspectorate."""

    item: Item
    is_new: bool
    purpose: str
    power: str
    shared: str
    beyond: str


def received_items(
    inspection: Any, rows: Sequence[Any], shares: dict[Any, EvidenceShare]
) -> list[Received]:
    """What was shared, with what for."""
    found = []
    for row in rows:
        share = shares.get(row.evidence_id)
        if share is not None:
            found.append(
                Received(
                    item=item_of(inspection, row),
                    is_new=not share.is_opened,
                    purpose=share.purpose,
                    power=share.power.in_words,
                    shared=f"{moment(share.shared_at)}, by {share.shared_by}",
                    beyond=words_of_reach(row.reach_verdict, row.reach_source, row.said.basis),
                )
            )
    return found


def withdrawal_facts(share: EvidenceShare, uses: Iterable[EvidenceUse]) -> list[str]:
    """What a withdrawal does not undo: who read it, and what relies on it."""
    read = _openings([share]).get(share.pk, [])
    body = share.inspectorate.short_name
    opened = f"{body} has opened it. {'; '.join(read)}." if read else ""
    facts = [opened or f"Nobody at {body} has opened it."]
    relied = [
        use
        for use in uses
        if use.revision_id == share.revision_id
        and getattr(use, "user_inspectorate", None) == share.inspectorate_id
    ]
    if relied:
        verb = "relies" if len(relied) == 1 else "rely"
        facts.append(
            f"{len(relied)} of {body}’s positions or paragraphs {verb} on it: the citation stays, "
            "without the text."
        )
    return facts
