"""The joint audit as inspectors see it: what was asked, and side by side with what they found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from inspections.models import (
    AuditCase,
    AuditComparisonRevision,
    AuditEvent,
    AuditLeader,
    AuditReturn,
    AuditRevision,
    JointAudit,
)
from inspections.presenters.joint_audit import due_words, known_of, moment, office_words, saved_note
from inspections.states import JOINT_AUDIT, AuditState
from inspections.values import (
    AGREEMENT_LABELS,
    HEADING_LABELS,
    Agreement,
    AuditEvaluation,
    AuditHeading,
    AuditSaid,
    AuditWord,
    count_agreements,
)
from organisations.models import Office
from pages.shown import Cell, Colour, Column, SummaryRow

STATE_COLOURS: dict[str, Colour] = {
    AuditState.ASKED: "yellow",
    AuditState.RETURNED: "green",
    AuditState.WITHDRAWN: "grey",
}
WORD_COLOURS: dict[str, Colour] = {
    AuditWord.STRONG: "green",
    AuditWord.SOUND: "turquoise",
    AuditWord.NEEDS_WORK: "yellow",
    AuditWord.WEAK: "orange",
}
AGREEMENT_COLOURS: dict[str, Colour] = {
    Agreement.AGREE: "green",
    Agreement.PARTLY: "yellow",
    Agreement.DIFFER: "orange",
}
CASE_COLUMNS = [
    Column("Case"),
    Column("The partnership"),
    *(Column(HEADING_LABELS[one]) for one in AuditHeading),
]
COUNT_COLUMNS = [
    Column("Heading"),
    *(Column(AGREEMENT_LABELS[one], numeric=True) for one in Agreement),
]
LEADER_COLUMNS = [Column("Name"), Column("Office"), Column("Let in")]
EVENT_COLUMNS = [Column("When"), Column("What happened"), Column("By"), Column("Why")]


def audit_facts(audit: JointAudit, returned: AuditReturn | None, today: date) -> list[SummaryRow]:
    """What was asked, by when, and where it stands."""
    rows = [
        SummaryRow("Stage", audit.state_label.capitalize(), colour=STATE_COLOURS[audit.state]),
        SummaryRow("To be returned by", due_words(audit, today)),
        SummaryRow("What is asked", audit.ask, verbatim=True),
        SummaryRow("Asked", f"{moment(audit.asked_at)} by {audit.asked_by}"),
    ]
    if returned is not None:
        late = ", late" if returned.is_late else ""
        rows += [
            SummaryRow("Returned", f"{moment(returned.at)} by {returned.person}{late}"),
            SummaryRow("SHA-256 of the return", returned.content_hash),
        ]
    return rows


def audit_case_rows(
    reference: str,
    cases: Sequence[AuditCase],
    said: Mapping[int, AuditRevision],
    returned: AuditReturn | None,
    ours: Mapping[int, list[AuditComparisonRevision]],
) -> list[list[Cell]]:
    """A row for each case: how far the partnership is, and whether we agree on each heading."""
    rows = []
    for one in cases:
        url = reverse("inspections:audit_case", args=[reference, one.case.reference])
        own = ours.get(one.pk, [])
        rows.append(
            [
                Cell(one.case.reference, url=url, hint=known_of(one.case)[0].text),
                _partnership(one, said.get(one.pk), returned),
                *(_agreement(own, heading, returned) for heading in AuditHeading),
            ]
        )
    return rows


def _partnership(
    one: AuditCase, revision: AuditRevision | None, returned: AuditReturn | None
) -> Cell:
    if returned is not None and returned.evaluation_of(one.case.reference) is not None:
        return Cell("Returned", colour="green")
    if revision is None:
        return Cell("Not begun", colour="grey")
    # What is not returned is the partnership's own: inspectors see that it is begun, no more.
    return Cell("Begun", colour="yellow")


def _agreement(
    own: Sequence[AuditComparisonRevision], heading: str, returned: AuditReturn | None
) -> Cell:
    found = [row for row in own if row.evaluation.of(heading).agrees]
    if not found:
        return Cell("Not compared")
    said = found[0].evaluation.of(heading)
    is_old = returned is not None and found[0].beside_id != returned.pk
    hint = "Beside an earlier return" if is_old else ""
    more = len(found) - 1
    if more:
        hint = f"{hint} and in {more} more strand{'s' if more > 1 else ''}".strip()
    return Cell(said.agrees_label, colour=AGREEMENT_COLOURS[said.agrees], hint=hint)


def count_rows(ours: Mapping[int, list[AuditComparisonRevision]]) -> list[list[Cell]]:
    """How often inspectors agree, agree partly and differ, a row for each heading."""
    counts = count_agreements(row.evaluation for rows in ours.values() for row in rows)
    return [
        [
            Cell(HEADING_LABELS[heading]),
            *(Cell(str(counts[heading][word]), numeric=True) for word in Agreement),
        ]
        for heading in AuditHeading
    ]


def count_sentences(ours: Mapping[int, list[AuditComparisonRevision]]) -> list[str]:
    """The same in sentences, for the note on the audit itself."""
    counts = count_agreements(row.evaluation for rows in ours.values() for row in rows)
    return [
        f"{HEADING_LABELS[heading]}: "
        + ", ".join(
            f"{AGREEMENT_LABELS[word].lower()} {counts[heading][word]}" for word in Agreement
        )
        + "."
        for heading in AuditHeading
    ]


def leader_rows(
    leaders: Iterable[AuditLeader], inside: Iterable[int], offices: Iterable[Office]
) -> list[list[Cell]]:
    """A row for each who was let in, and for those who hold an office without an account."""
    let_in = set(inside)
    rows = [
        [
            Cell(one.person.name),
            Cell(office_words(one.office)),
            Cell("Let in", colour="green", hint=f"since {moment(one.access.opens_at)}")
            if one.pk in let_in
            else Cell("Not any more", colour="grey", hint=_why_not(one)),
        ]
        for one in leaders
    ]
    rows += [
        [
            Cell(one.holder_name),
            Cell(office_words(one)),
            Cell("No account", colour="grey", hint="Cannot be let in"),
        ]
        for one in offices
        if one.person_id is None
    ]
    return rows


def _why_not(leader: AuditLeader) -> str:
    closed = leader.access.closes_at
    return f"since {moment(closed)}" if closed else "The office has ended"


def event_rows(events: Iterable[AuditEvent]) -> list[list[Cell]]:
    """A row for each step."""
    return [
        [
            Cell(moment(one.at)),
            Cell(_step(one)),
            Cell(str(one.by)),
            Cell(one.why),
        ]
        for one in events
    ]


def _step(event: AuditEvent) -> str:
    if not event.from_state:
        return "Asked"
    if event.from_state == event.to_state:
        return "Changed"
    return JOINT_AUDIT.label(event.to_state).capitalize()


@dataclass(frozen=True)
class Side:
    """What one side says under a heading."""

    word: str
    colour: Colour
    text: str


@dataclass(frozen=True)
class SideBySide:
    """One heading: the partnership's beside the inspectors', and whether they agree."""

    label: str
    theirs: Side
    ours: Side
    agrees: str
    agrees_colour: Colour
    why: str


@dataclass(frozen=True)
class ShownComparison:
    """The comparison of a case in one strand."""

    title: str
    note: str
    is_old: bool
    headings: list[SideBySide]


def _side(said: AuditSaid) -> Side:
    return Side(said.word_label, WORD_COLOURS.get(said.word, ""), said.text)


def side_by_side(theirs: AuditEvaluation, ours: AuditEvaluation) -> list[SideBySide]:
    """Heading by heading."""
    return [
        SideBySide(
            label=HEADING_LABELS[one],
            theirs=_side(theirs.of(one)),
            ours=_side(ours.of(one)),
            agrees=ours.of(one).agrees_label,
            agrees_colour=AGREEMENT_COLOURS.get(ours.of(one).agrees, ""),
            why=ours.of(one).why,
        )
        for one in AuditHeading
    ]


def shown_comparisons(
    reference: str, returned: AuditReturn | None, own: Sequence[AuditComparisonRevision]
) -> list[ShownComparison]:
    """Each strand's comparison of a case beside the return; one without ours when there is none."""
    theirs = returned.evaluation_of(reference) if returned else None
    if theirs is None:
        return []
    if not own:
        empty = side_by_side(theirs, AuditEvaluation())
        return [ShownComparison("Not compared yet", "", is_old=False, headings=empty)]
    return [
        ShownComparison(
            title=row.comparison.strand.title,
            note=saved_note(row.version, str(row.person), row.at),
            is_old=returned is not None and row.beside_id != returned.pk,
            headings=side_by_side(theirs, row.evaluation),
        )
        for row in own
    ]
