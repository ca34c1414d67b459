"""`make race`: two editors at once, over and over, on PostgreSQL.

    python -m tests.races [--rounds 200] [--only TEXT] [--without-check]
    python -m tests.races --keys 1000 [--posts 50]
    python -m tests.races --pairs 50 [--only KIND] [--without-locks]

With `--only`, one kind of text is raced by itself. With `--keys`, so many forms are posted so many
times each, and nothing else is played. Prints JSON: the rounds played, the texts lost, the saves
doubled, and the rounds in which the two were at work at the same time; the same for each kind of
text. Answers 1 when anything was lost or doubled. `--without-check` takes the version check away:
the run must then answer 1, or it proves nothing.

With `--pairs`, every two transitions of a judgement that are legal at the same stage are raced so
many times instead, and the sign-off of a report against the reopening of a grade in it: the rounds
that left something inconsistent are counted, and what. Answers 1 when there is one.
`--without-locks` takes the lock away: the run must then answer 1, which it does when it found
something in every table.
"""

import argparse
import json
import logging
import sys
from contextlib import nullcontext
from dataclasses import asdict

import django

from tests.ground import own_database
from tests.network import stay_on_this_machine


def play(rounds: int, *, only: str, without_check: bool) -> int:
    """Play on a database that stands ready, and print what came of it."""
    from tests.races.drafts import OneForm, race_of_typing
    from tests.races.editors import Outcome, race, race_of_one_form, without_the_check
    from tests.races.texts import NAMES, at_work, text_called

    checked = without_the_check if without_check else nullcontext
    found: dict[str, Outcome] = {}
    for name in [only] if only else NAMES:
        # Each when its turn comes: a window that nobody used for half an hour is signed out.
        text = text_called(name)
        with checked():
            found[name] = race(text, rounds=rounds)
    if not only:
        with checked():
            found["one form sent twice"] = race_of_one_form(at_work(), rounds=rounds)
            for name, is_first in (("typing while sent", False), ("first save while sent", True)):
                form = OneForm(at_work())
                found[name] = race_of_typing(form, rounds=rounds, is_first=is_first)
    total = sum(found.values(), Outcome())
    told = {"checked": not without_check, **asdict(total)}
    each = {name: asdict(one) for name, one in found.items()}
    sys.stdout.write(json.dumps({**told, "each": each}, indent=2) + "\n")
    return 0 if total.is_sound else 1


def post(keys: int, posts: int) -> int:
    """Post many forms many times each, and print what came of it."""
    from tests.races.keys import play_keys
    from tests.races.texts import at_work

    outcome = play_keys(at_work(), keys=keys, posts=posts)
    sys.stdout.write(json.dumps(asdict(outcome), indent=2) + "\n")
    return 0 if outcome.is_sound else 1


def play_pairs(rounds: int, *, only: str, are_locked: bool) -> int:
    """Race every pair of transitions, and print what came of it."""
    from tests.races.pairs import KINDS, Outcome, pairs_of, play_all

    found = play_all(rounds, only=only, are_locked=are_locked)
    tables = {name: sum(races.values(), Outcome()) for name, races in found.items()}
    total = sum(tables.values(), Outcome())
    told = {
        "locked": are_locked,
        "pairs": sum(len(pairs_of(kind)) for kind in KINDS),
        "races": sum(len(races) for races in found.values()),
        "rounds": total.rounds,
        "inconsistent": total.inconsistent,
        "met": total.met,
        "tables": {name: one.inconsistent for name, one in tables.items()},
        "each": {
            table: {name: one.as_data() for name, one in races.items()}
            for table, races in found.items()
        },
    }
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    sound = [one.is_sound for one in tables.values()]
    return int(not all(sound)) if are_locked else int(not any(sound))


def main(arguments: list[str]) -> int:
    """Read the command, prepare a database, play."""
    asked = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    asked.add_argument("--rounds", type=int, default=200, help="for each kind of text")
    asked.add_argument(
        "--only", default="", metavar="NAME", help="of which text or kind of judgement"
    )
    asked.add_argument("--without-check", action="store_true", help="the control: must answer 1")
    asked.add_argument("--keys", type=int, default=0, help="forms to post, instead of the rounds")
    asked.add_argument("--posts", type=int, default=50, help="times that each form is posted")
    asked.add_argument("--pairs", type=int, default=0, help="rounds of each pair of transitions")
    asked.add_argument("--without-locks", action="store_true", help="the control of --pairs")
    words = asked.parse_args(arguments)
    stay_on_this_machine()
    with own_database():
        django.setup()
        # A broken page is counted, not told at length: the control makes many.
        logging.disable(logging.CRITICAL)
        if words.pairs:
            are_locked = not words.without_locks
            return play_pairs(words.pairs, only=words.only, are_locked=are_locked)
        if words.keys:
            return post(words.keys, words.posts)
        return play(words.rounds, only=words.only, without_check=words.without_check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
