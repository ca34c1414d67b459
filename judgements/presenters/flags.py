"""What has changed in other areas since a grade was given. It is flagged; no grade moves.

The grades of other areas are facts of the limiting rules. When one of them is agreed anew or
reopened, the rules are evaluated again wherever they look at it, each time the page is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from frameworks.values import NOT_JUDGED
from judgements import rules
from judgements.models import JudgementEvent, Proposal
from judgements.presenters.reading import Reading
from judgements.presenters.words import moment
from judgements.states import GRADED_STANDS, STANDS, GradedState


@dataclass(frozen=True)
class Flag:
    """Something to look at again, in a sentence."""

    sentence: str


def show_flags(reading: Reading, facts: rules.Facts) -> list[Flag]:
    """What no longer goes with the grade that stands, and which grades it rests on have changed.

    Args:
        facts: what is known now, with the answers that were given with the newest proposal.
    """
    if reading.judgement.state not in STANDS | GRADED_STANDS:
        return []
    parts = rules.rests_on(reading.rule_values, reading.judgement.area.code)
    if not parts or not reading.proposals:
        return []
    newest = reading.proposals[0]
    return [*_changed(reading, newest, parts, facts), *_departed(reading, newest, facts)]


def _changed(
    reading: Reading, proposal: Proposal, parts: frozenset[str], facts: rules.Facts
) -> Iterator[Flag]:
    """The last that became of each area since."""
    events = JudgementEvent.objects.filter(
        Q(to_state=GradedState.AGREED) | Q(from_state=GradedState.AGREED),
        judgement__strand__inspection=reading.judgement.strand.inspection_id,
        judgement__area__code__in=parts,
        at__gt=proposal.at,
    )
    rows = events.order_by("pk").values_list("judgement__area__code", "at", "to_state")
    for area, (at, became) in {area: (at, became) for area, at, became in rows}.items():
        if became == GradedState.AGREED:
            grade = facts.grades.get(area, "")
            called = "not judged" if grade == NOT_JUDGED else facts.grade(grade)
            done = f"was agreed as {called}"
        else:
            done = "was reopened and has no agreed grade"
        yield Flag(
            f"{facts.title(area)} {done} on {moment(at)}, after proposal {proposal.number} was "
            "made."
        )


def _departed(reading: Reading, proposal: Proposal, facts: rules.Facts) -> Iterator[Flag]:
    """What the rules say now that they did not say when the grade was given."""
    if proposal.grade is None:
        return
    outcomes = rules.evaluate(reading.rule_values, reading.judgement.area.code, facts)
    for blocked in rules.blocks(outcomes):
        yield Flag(blocked.because)
    given = {one.rule.code for one in reading.departures.get(proposal.pk, [])}
    for one in rules.departures(outcomes, proposal.grade_code):
        if one.rule not in given:
            yield Flag(
                f"{one.because} The grade given is {proposal.grade_title.lower()}, and no reason "
                "for departing from that rule is recorded."
            )
