"""The proposals and their signatures, those that are void too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from judgements.models import Proposal, Reopening, Signature
from judgements.presenters.reading import Reading
from judgements.presenters.words import moment
from judgements.states import STANDS, JudgementState
from judgements.values import Stance
from organisations.models import Inspectorate
from pages.shown import SummaryRow

_STANCES = {
    Stance.AGREES: "Agrees",
    Stance.DISAGREES: "Its own view differs",
    Stance.ABSTAINS: "Abstains",
}


@dataclass(frozen=True)
class SignatureShown:
    """A signature, or the place of one that is missing."""

    inspectorate: str
    person: str
    at: str
    stance: str = Stance.AGREES
    reason: str = ""
    is_missing: bool = False

    @property
    def words(self) -> str:
        """What the inspectorate says of the grade."""
        return _STANCES[Stance(self.stance)]


@dataclass(frozen=True)
class ProposalShown:
    """A proposal with what it was held against and who has signed it."""

    number: int
    is_void: bool
    is_agreed: bool
    rows: tuple[SummaryRow, ...]
    signatures: tuple[SignatureShown, ...]
    content_hash: str
    void_because: str = ""
    void_by: str = ""

    @property
    def title(self) -> str:
        """Its heading."""
        if self.is_agreed:
            return "The agreed judgement"
        return f"Proposal {self.number}" + (" (void)" if self.is_void else "")

    @property
    def dissents(self) -> tuple[SignatureShown, ...]:
        """Views that differ, each with its reason."""
        return tuple(one for one in self.signatures if one.stance == Stance.DISAGREES)


def show_proposals(reading: Reading) -> list[ProposalShown]:
    """Every proposal, the newest first."""
    return [_proposal(reading, row, place) for place, row in enumerate(reading.proposals)]


def show_proposal(reading: Reading, row: Proposal) -> tuple[SummaryRow, ...]:
    """What a proposal says and what the rules made of it."""
    answers = reading.answers.get(row.pk, [])
    departures = reading.departures.get(row.pk, [])
    return (
        SummaryRow("Grade", row.grade_title),
        *(
            (SummaryRow("Not judged, because", row.not_judged, verbatim=True),)
            if row.not_judged
            else ()
        ),
        SummaryRow("In words", row.statement, verbatim=True),
        *(
            SummaryRow(f"{one.question} ({one.rule.source})", "Yes" if one.answer else "No")
            for one in answers
        ),
        *(
            SummaryRow(f"Departs from {one.rule.source}, because", one.why, verbatim=True)
            for one in departures
        ),
        *(
            SummaryRow(f"{one.rule.source} came to", one.outcome or "No limit")
            for one in reading.findings.get(row.pk, [])
        ),
        SummaryRow("Proposed", f"{moment(row.at)}, by {row.by_whom}"),
    )


def show_signatures(reading: Reading, row: Proposal) -> tuple[SignatureShown, ...]:
    """Who has signed a proposal."""
    return tuple(
        _signature(one.inspectorate, one, {}) for one in reading.signatures.get(row.pk, [])
    )


def _proposal(reading: Reading, row: Proposal, place: int) -> ProposalShown:
    stands = place == 0 and reading.judgement.state in STANDS
    signed = {one.inspectorate_id: one for one in reading.signatures.get(row.pk, [])}
    signatures = [
        _signature(one, signed.get(one.pk), reading.leads)
        for one in _who_signs(reading.participants, signed.values())
        if stands or one.pk in signed
    ]
    reopening: Reopening | None = getattr(row, "reopening", None)
    return ProposalShown(
        number=row.number,
        is_void=not stands,
        is_agreed=stands and reading.judgement.state == JudgementState.AGREED,
        rows=show_proposal(reading, row),
        signatures=tuple(signatures),
        content_hash=row.content_hash,
        void_because=reopening.why if reopening else "",
        void_by=f"{reopening.by_whom}, {moment(reopening.at)}" if reopening else "",
    )


def _who_signs(
    participants: list[Inspectorate], signatures: Iterable[Signature]
) -> list[Inspectorate]:
    """Those whose signatures it needs; and whoever signed while they took part."""
    signed = (one.inspectorate for one in signatures)
    return [*participants, *(one for one in signed if one not in participants)]


def _signature(
    inspectorate: Inspectorate, signature: Signature | None, leads: Mapping[int, str]
) -> SignatureShown:
    name = inspectorate.short_name
    if signature is None:
        return SignatureShown(name, leads.get(inspectorate.pk, ""), "", is_missing=True)
    return SignatureShown(
        inspectorate=name,
        person=signature.by_whom,
        at=moment(signature.at),
        stance=signature.stance,
        reason=signature.disagreement or signature.abstention,
    )
