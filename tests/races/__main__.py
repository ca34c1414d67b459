"""`make race`: two editors at once, over and over, on PostgreSQL.

    python -m tests.races [--rounds 200] [--keys 1000] [--posts 50] [--without-check]

With `--keys`, so many forms are posted so many times each, and nothing else is played. Prints JSON:
the rounds played, the texts lost, the saves doubled, and the rounds in which the two
were at work at the same time; the same for each kind of text. Answers 1 when anything was lost or
doubled. `--without-check` takes the version check away: the run must then answer 1, or it proves
nothing.
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


def play(rounds: int, *, without_check: bool) -> int:
    """Play on a database that stands ready, and print what came of it."""
    from tests.races.drafts import OneForm, race_of_typing
    from tests.races.editors import Outcome, race, race_of_one_form, without_the_check
    from tests.races.texts import NAMES, at_work, text_called

    found: dict[str, Outcome] = {}
    texts = [text_called(name) for name in NAMES]
    with without_the_check() if without_check else nullcontext():
        for text in texts:
            found[text.name] = race(text, rounds=rounds)
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


def main(arguments: list[str]) -> int:
    """Read the command, prepare a database, play."""
    asked = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    asked.add_argument("--rounds", type=int, default=200, help="for each kind of text")
    asked.add_argument("--without-check", action="store_true", help="the control: must answer 1")
    asked.add_argument("--keys", type=int, default=0, help="forms to post, instead of the rounds")
    asked.add_argument("--posts", type=int, default=50, help="times that each form is posted")
    words = asked.parse_args(arguments)
    stay_on_this_machine()
    with own_database():
        django.setup()
        # A broken page is counted, not told at length: the control makes many.
        logging.disable(logging.CRITICAL)
        if words.keys:
            return post(words.keys, words.posts)
        return play(words.rounds, without_check=words.without_check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
