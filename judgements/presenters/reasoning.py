"""The grade reasoning sheet of one judgement, for one reader."""

from collections.abc import Iterable, Iterator

from inspections.models import EvidenceAudience
from inspections.values import Strength
from judgements.presenters.agreement import AgreementPresenter, PrintingShown
from judgements.presenters.limits import RuleShown
from judgements.presenters.page import JudgementPresenter
from judgements.presenters.proposals import ProposalShown, SignatureShown
from judgements.presenters.rounds import RoundShown
from judgements.presenters.words import STATE_WORDS
from judgements.states import JudgementState
from judgements.values.reasoning import Sheet, SheetCell, SheetTable
from pages.shown import SummaryRow


def sheet_of(page: JudgementPresenter) -> Sheet:
    """The chain from the grade to the evidence, as far as this reader may see it.

    It stands on the same rows as the page of the judgement. Positions of a round that is open are
    left out, the reader's own too: a sheet is made to be handed on.
    """
    inspection = page.inspection
    rounds = [one for one in reversed(page.rounds) if one.is_revealed]
    return Sheet(
        title=page.title,
        reference=inspection.reference,
        place=str(inspection.area),
        facts=tuple(_facts(page)),
        tables=(
            _criteria(page),
            _rules(page),
            *(_round(one) for one in rounds),
            *_open_rounds(page.rounds),
            *(_signatures(one, page.state) for one in page.proposals),
            *_coming_to_one_view(page.agreement),
        ),
    )


def _facts(page: JudgementPresenter) -> Iterator[tuple[str, str]]:
    yield "Stage", STATE_WORDS[page.state]
    standing = next((one for one in page.proposals if not one.is_void), None)
    if standing is None:
        yield "Grade", "None is proposed"
        return
    for row in standing.rows:
        yield row.key, row.value
    yield "Content hash", standing.content_hash


def _criteria(page: JudgementPresenter) -> SheetTable:
    bears = _bearings(page)
    return SheetTable(
        title="Criteria and evidence",
        note="Evidence by reference, as far as the reader’s inspectorate may see it. What is "
        "neutral or was withdrawn counts on neither side.",
        columns=("Criterion", "For", "Against"),
        rows=tuple(
            (
                SheetCell(f"{one.reference} {one.heading}"),
                _side(bears.get((one.reference, Strength.STRENGTH), set())),
                _side(bears.get((one.reference, Strength.WEAKNESS), set())),
            )
            for one in page.reading.criteria
        ),
    )


def _bearings(page: JudgementPresenter) -> dict[tuple[str, str], set[str]]:
    """The references of items by criterion and side; by reference, as the counts are."""
    link = "revision__criterion_links__criterion__reference"
    wanted = [one.reference for one in page.reading.criteria]
    rows = EvidenceAudience.objects.for_member(page.reading.member).standing()
    found: dict[tuple[str, str], set[str]] = {}
    seen = rows.filter(**{f"{link}__in": wanted}).exclude(revision__strength=Strength.NEUTRAL)
    names = (link, "revision__strength", "evidence__reference")
    for criterion, strength, reference in seen.values_list(*names):
        found.setdefault((criterion, strength), set()).add(reference)
    return found


def _side(references: set[str]) -> SheetCell:
    return SheetCell("" if references else "None", tuple(sorted(references)))


def _rules(page: JudgementPresenter) -> SheetTable:
    return SheetTable(
        title="What the rules propose",
        note="A rule proposes; people decide. Where they depart from one, the reason stands with "
        "the proposal."
        if page.rules
        else "The framework has no limiting rule for this area.",
        columns=("Source", "Rule", "What it comes to"),
        rows=tuple(
            (
                SheetCell(one.source),
                SheetCell(one.statement),
                SheetCell(_comes_to(one)),
            )
            for one in page.rules
        ),
    )


def _comes_to(one: RuleShown) -> str:
    now = f"{one.word}: {one.outcome}"
    return f"{now} When this grade was proposed: {one.before}" if one.before else now


def _round(one: RoundShown) -> SheetTable:
    return SheetTable(
        title=f"Positions of round {one.number}",
        note=f"Opened {one.opened}.",
        columns=("Inspectorate", "Position", "What it rests on", "Evidence", "Recorded"),
        rows=tuple(
            (
                SheetCell(row.inspectorate),
                SheetCell(row.grade),
                SheetCell(row.rationale),
                SheetCell(row.unseen_words, tuple(link.label for link in row.evidence)),
                SheetCell(f"{row.at}, by {row.author}"),
            )
            for row in one.positions
        ),
    )


def _open_rounds(rounds: Iterable[RoundShown]) -> Iterator[SheetTable]:
    for one in rounds:
        if not one.is_revealed:
            yield SheetTable(f"Positions of round {one.number}", one.hidden_because)


def _signatures(one: ProposalShown, state: JudgementState) -> SheetTable:
    return SheetTable(
        title=f"Signatures on proposal {one.number}",
        note=_standing(one, state),
        columns=("Inspectorate", "Signed by", "When", "Own view"),
        rows=tuple(
            (
                SheetCell(row.inspectorate),
                SheetCell(_signed_by(row)),
                SheetCell(row.at),
                SheetCell(_own_view(row)),
            )
            for row in one.signatures
        ),
    )


def _standing(one: ProposalShown, state: JudgementState) -> str:
    if one.is_void:
        again = f" It was opened again by {one.void_by}: {one.void_because}"
        stands = f"It is void.{again if one.void_because else ''}"
    elif state == JudgementState.ESCALATED:
        stands = "The inspectorates could not agree on it."
    else:
        stands = "It is agreed." if one.is_agreed else "It waits for signatures."
    return f"{stands} Content hash {one.content_hash}."


def _coming_to_one_view(page: AgreementPresenter) -> Iterator[SheetTable]:
    """What was said, printed or not, and asked of the senior people; nothing where nobody did."""
    if page.entries:
        yield _discussion(page)
    if page.printing:
        yield _printing(page.printing)
    for one in page.escalations:
        yield _pairs(one.title, "The leads could not agree on it.", one.rows)
    if page.has_way_out:
        note = "Senior people, when the leads cannot agree."
        yield _pairs("Who decides for each inspectorate", note, page.seniors)


def _discussion(page: AgreementPresenter) -> SheetTable:
    return SheetTable(
        title="Discussion",
        note="What the team said once positions were revealed, the oldest first.",
        columns=("Inspectorate", "What was said", "Written"),
        rows=tuple(
            (
                SheetCell(row.inspectorate),
                SheetCell(row.text),
                SheetCell(f"{row.at}, {row.round}, by {row.author}"),
            )
            for row in page.entries
        ),
    )


def _printing(shown: PrintingShown) -> SheetTable:
    return SheetTable(
        title="Printing of views that differ",
        note=shown.sentence,
        columns=tuple(one.label for one in shown.columns),
        rows=tuple(tuple(SheetCell(cell.text) for cell in row) for row in shown.rows),
    )


def _pairs(title: str, note: str, rows: Iterable[SummaryRow]) -> SheetTable:
    cells = tuple((SheetCell(row.key), SheetCell(row.value)) for row in rows)
    return SheetTable(title, note, ("What", "Answer"), cells)


def _signed_by(row: SignatureShown) -> str:
    return f"Not signed yet ({row.person})" if row.is_missing else row.person


def _own_view(row: SignatureShown) -> str:
    if row.is_missing:
        return "None yet"
    return f"{row.words}: {row.reason}" if row.reason else row.words
