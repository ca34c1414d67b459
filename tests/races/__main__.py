"""`make race`: two editors at once, over and over, on PostgreSQL.

    python -m tests.races [--rounds 200] [--without-check]

Prints JSON: the rounds played, the texts lost, the saves doubled, and the rounds in which the two
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
    from tests.races.editors import Outcome, race, race_of_one_form, without_the_check
    from tests.races.texts import NAMES, at_work, text_called

    found: dict[str, Outcome] = {}
    texts = [text_called(name) for name in NAMES]
    with without_the_check() if without_check else nullcontext():
        for text in texts:
            found[text.name] = race(text, rounds=rounds)
        found["one form sent twice"] = race_of_one_form(at_work(), rounds=rounds)
    total = sum(found.values(), Outcome())
    told = {"checked": not without_check, **asdict(total)}
    each = {name: asdict(one) for name, one in found.items()}
    sys.stdout.write(json.dumps({**told, "each": each}, indent=2) + "\n")
    return 0 if total.is_sound else 1


def main(arguments: list[str]) -> int:
    """Read the command, prepare a database, play."""
    asked = argparse.ArgumentParser(prog="python -m tests.races", description=__doc__)
    asked.add_argument("--rounds", type=int, default=200, help="for each kind of text")
    asked.add_argument("--without-check", action="store_true", help="the control: must answer 1")
    words = asked.parse_args(arguments)
    stay_on_this_machine()
    with own_database():
        django.setup()
        # A broken page is counted, not told at length: the control makes many.
        logging.disable(logging.CRITICAL)
        return play(words.rounds, without_check=words.without_check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
