"""Every pair of transitions that are legal from the same stage, at the same moment.

    judging = Shared()
    for race in races_of(Shared):
        outcome = play(judging, race, rounds=3)
        outcome.inconsistent                     0

The pairs are derived from the tables of `judgements.states`. Each is played by two people and by
one person in two windows, in turn; and every transition as one form that arrives twice. Each act
is in a thread and on a database connection of its own, released by a barrier.

A round is inconsistent when somebody met anything but an answer or a sentence, when what was said
to be done has left nothing, or more than once, when a refusal had no reason in what stands, or when
the judgement is not as it must be (`standing`).
"""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations_with_replacement
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from records.errors import ActionRefused, PermissionRefused
from records.states import Transition
from tests.races.judging import Form, Judging
from tests.races.judging_shared import Shared
from tests.races.judging_single import Single
from tests.races.judging_stated import Stated
from tests.races.judging_words import InWords
from tests.races.together import at_once
from tests.races.unlocked import without_locks

# Each has a table of its own, and every pair of its transitions is raced.
KINDS: tuple[type[Judging], ...] = (Shared, Single, InWords)
# Besides, a transition against a step of another table; those are chosen by hand.
RACED: tuple[type[Judging], ...] = (*KINDS, Stated)


class Act(NamedTuple):
    """What somebody does in a race.

    Args:
        verb: the transition, or what a kind of judgement knows besides.
        person: which of the people who may do it.
        form: which form is sent; the same number twice is one form that arrives twice.
    """

    verb: str
    person: int
    form: int


Acts = tuple[Act, ...]


@dataclass(frozen=True)
class Race:
    """Some acts, from a stage, at the same moment.

    Args:
        ways: who does them and with which forms; the rounds take them in turn.
    """

    name: str
    state: str
    ways: tuple[Acts, ...]


NAMED: dict[type[Judging], tuple[Race, ...]] = {
    Shared: (
        Race(
            "two leads sign while the overall lead proposes anew",
            "proposed",
            ((Act("agree", 0, 0), Act("agree", 1, 1), Act("propose", 0, 2)),),
        ),
        Race(
            "the last lead signs while the overall lead opens it again",
            "proposed",
            ((Act("agree", 0, 0), Act("reopen", 0, 1)),),
        ),
        Race(
            "a lead signs while taken off the team",
            "proposed",
            ((Act("agree", 0, 0), Act("leave", 0, 1)),),
        ),
        Race(
            "the last two positions come in while a lead looks",
            "positions_open",
            ((Act("reveal", 0, 0), Act("reveal", 1, 1), Act("look", 0, 2)),),
        ),
    ),
    Single: (
        Race(
            "a moderator agrees while the lead reopens",
            "decided",
            ((Act("agree", 0, 0), Act("reopen", 0, 1)),),
        ),
    ),
    Stated: (
        Race(
            "the report is signed off while the lead reopens a grade that it states",
            "agreed",
            (
                (Act("sign_off", 0, 0), Act("reopen", 1, 1)),
                (Act("sign_off", 1, 0), Act("reopen", 0, 1)),
            ),
        ),
    ),
    InWords: (
        Race(
            "it is completed while its only finding is withdrawn",
            "open",
            ((Act("complete", 0, 0), Act("withdraw", 0, 1)),),
        ),
    ),
}


def pairs_of(kind: type[Judging]) -> list[tuple[str, str, str]]:
    """A stage and two transitions that are legal from it, for every such pair of the table."""
    found = []
    for state in kind.table.states:
        verbs = [arrow.verb for arrow in kind.table.transitions if arrow.source == state]
        found += [(state.value, *pair) for pair in combinations_with_replacement(verbs, 2)]
    return found


def races_of(kind: type[Judging], state: str | None = None) -> list[Race]:
    """Every race of a kind of judgement; of one stage, if it is named."""
    arrows = kind.table.transitions if kind in KINDS else ()
    twice = [_race_of_one_form(arrow) for arrow in arrows]
    found = [*races_of_pairs(kind), *twice, *NAMED[kind]]
    return [race for race in found if state in (None, race.state)]


def races_of_pairs(kind: type[Judging]) -> list[Race]:
    """Each pair of transitions of a table against each other."""
    return [_race(*pair) for pair in pairs_of(kind)] if kind in KINDS else []


def _race(state: str, one: str, other: str) -> Race:
    people = (Act(one, 0, 0), Act(other, 1, 1))
    windows = (Act(one, 0, 0), Act(other, 0, 1))
    return Race(f"{state}: {one} and {other}", state, (people, windows))


def _race_of_one_form(arrow: Transition) -> Race:
    state = str(arrow.source)
    return Race(f"{state}: {arrow.verb}, one form", state, ((Act(arrow.verb, 0, 0),) * 2,))


# --- a round --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What one act came to, and when: a row, a sentence, or what nobody should meet."""

    act: Act
    began: float
    ended: float
    row: Any = None
    refusal: ActionRefused | None = None
    broken: str = ""

    @property
    def is_done(self) -> bool:
        """Whether its person was told that it is done."""
        return self.refusal is None and not self.broken

    def __str__(self) -> str:
        came = "broken" if self.broken else "done" if self.is_done else "refused"
        return f"{self.act.verb} {came}"


@dataclass
class Outcome:
    """What came of some rounds.

    Attributes:
        inconsistent: rounds with which something is wrong.
        met: rounds in which all were at work at the same time.
        came: how often each outcome came.
        wrong: what was wrong, each sentence once.
    """

    rounds: int = 0
    inconsistent: int = 0
    met: int = 0
    came: Counter[str] = field(default_factory=Counter)
    wrong: set[str] = field(default_factory=set)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.rounds + other.rounds,
            self.inconsistent + other.inconsistent,
            self.met + other.met,
            self.came + other.came,
            self.wrong | other.wrong,
        )

    @property
    def is_sound(self) -> bool:
        """Nothing wrong, and at least something tried."""
        return self.rounds > 0 and self.inconsistent == 0

    def as_data(self) -> dict[str, Any]:
        """As plain data, to be printed."""
        told = {"rounds": self.rounds, "inconsistent": self.inconsistent, "met": self.met}
        return {**told, "came": dict(self.came.most_common()), "wrong": sorted(self.wrong)}


def play(judging: Judging, race: Race, *, rounds: int, are_locked: bool = True) -> Outcome:
    """Play a race again and again, each time with a fresh judgement.

    Args:
        are_locked: false is the control: no act waits for another, and none writes before all have
            looked.
    """
    found = Outcome()
    for number in range(rounds):
        acts = race.ways[number % len(race.ways)]
        found += _round(judging, race.state, acts, are_locked=are_locked)
    return found


def play_all(
    rounds: int, *, only: str = "", are_locked: bool = True
) -> dict[str, dict[str, Outcome]]:
    """Every race of every kind of judgement, or of one, each in an inspection of its own."""
    return {
        kind.name: {
            race.name: play(kind(), race, rounds=rounds, are_locked=are_locked)
            for race in races_of(kind)
        }
        for kind in RACED
        if only in {"", kind.name}
    }


def _round(judging: Judging, state: str, acts: Acts, *, are_locked: bool) -> Outcome:
    judging.bring(state, awaited={act.person for act in acts if act.verb in judging.awaits})
    if judging.state() != state:
        raise LookupError(f"brought to {judging.state()}, not to {state}")
    page, before = judging.on_page(), judging.made()
    keys = {act.form: uuid4() for act in acts}
    sent = [partial(_send, judging, act, keys[act.form], page) for act in acts]
    control: AbstractContextManager[None] = (
        nullcontext() if are_locked else without_locks(len(sent))
    )
    with control:
        answers = at_once(sent)
    wrong = [
        *_wrong_answers(answers),
        *_without_reason(judging, answers, state, page),
        *_wrong_rows(judging, answers, judging.made() - before),
        *judging.wrong(),
    ]
    return Outcome(
        rounds=1,
        inconsistent=int(bool(wrong)),
        met=int(max(one.began for one in answers) < min(one.ended for one in answers)),
        came=Counter([", ".join(str(one) for one in answers)]),
        wrong=set(wrong),
    )


def _send(judging: Judging, act: Act, key: UUID, page: str) -> Answer:
    began, row, refusal, broken = time.perf_counter(), None, None, ""
    try:
        row = judging.do(act.verb, Form(act.person, key, page))
    except ActionRefused as error:
        refusal = error
    except Exception as error:  # noqa: BLE001 - it is counted, and told
        broken = f"{act.verb}: {type(error).__name__}: {error}".splitlines()[0]
    return Answer(act, began, time.perf_counter(), row, refusal, broken)


def _wrong_answers(answers: Sequence[Answer]) -> list[str]:
    """What is wrong with what they were told: each is done, or refused with a sentence."""
    found = [one.broken for one in answers if one.broken]
    if not any(one.is_done for one in answers):
        found.append("Nobody's act was done.")
    # Of one form each arrival hears the same.
    if len({one.act.form for one in answers}) == 1 and len({one.row for one in answers}) > 1:
        found.append(f"One form had several answers: {[one.row for one in answers]}.")
    found += [
        f"{one.act.verb} was refused without a word."
        for one in answers
        if one.refusal is not None and not one.refusal.message
    ]
    return found


def _without_reason(
    judging: Judging, answers: Sequence[Answer], state: str, page: str
) -> list[str]:
    """Who was refused though nothing speaks against it, neither at first nor now."""
    is_left = any(one.act.verb == "leave" for one in answers)
    found = []
    for verb, refusal in ((one.act.verb, one.refusal) for one in answers):
        if isinstance(refusal, PermissionRefused):
            has_reason = is_left or judging.is_barred(verb)
        else:
            has_reason = judging.is_forbidden(verb, state) or judging.speaks_against(verb, page)
        if refusal is not None and not has_reason:
            found.append(f"{verb} was refused, and nothing speaks against it.")
    return found


def _wrong_rows(judging: Judging, answers: Sequence[Answer], made: Counter[str]) -> list[str]:
    """What was said to be done is there, once; what was refused has left nothing."""
    verbs = {arrow.verb for arrow in judging.table.transitions}
    forms = {(one.act.verb, one.act.form) for one in answers if one.is_done}
    done = Counter(verb for verb, _ in forms if verb in verbs)
    return [
        f"{verb}: said to be done {done[verb]} times, and is there {made[verb]} times."
        for verb in sorted({*made, *done})
        if made[verb] != done[verb]
    ]
