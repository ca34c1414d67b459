"""The guard against wrong content: what it holds, what it misses, and how long it takes.

Measured on invented letters (tests/reports/letters.py). Held without need: paragraphs of clean
letters in which something is held, of a hundred. Missed: planted identifiers that are not held. The
time is compared with reading the same text once word by word, with a regular expression.
"""

import re
from collections.abc import Iterator

from benchmarks import Measure
from benchmarks.scale import ratio
from reports.rules.guard import held_of
from reports.rules.held import Passage
from tests.reports.letters import CLEAN, KNOWN, PLANTED

HELD_OF_A_HUNDRED, MISSED, BY_READING = 0.0, 0.0, 250.0
_LETTER = 10


def main() -> Iterator[Measure]:
    """Measure the guard."""
    clean = [Passage(f"P{number}", "", text) for number, text in enumerate(CLEAN * _LETTER, 1)]
    places = {one.passage.place for one in held_of(clean, KNOWN)}
    yield Measure(
        "Clean paragraphs held, of a hundred", 100 * len(places) / len(clean), HELD_OF_A_HUNDRED
    )
    missed = [
        identifier
        for kind, identifier in PLANTED
        for paragraph in CLEAN
        if kind not in _kinds(f"{paragraph} It says {identifier} there.")
    ]
    yield Measure("Planted identifiers missed", float(len(missed)), MISSED)
    words = re.compile(r"\w+")

    def read() -> int:
        return sum(len(words.findall(one.text)) for one in clean)

    yield Measure(
        "The guard on a letter, by reading it word by word",
        ratio(lambda: held_of(clean, KNOWN), read),
        BY_READING,
    )


def _kinds(text: str) -> set[str]:
    return {one.kind for one in held_of([Passage("P1", "", text)], KNOWN)}
