"""Words of a search read from hostile input, beside a regular expression that finds its words.

Both are linear in what is typed; nothing that is typed may make reading it explode.
"""

import re
from collections.abc import Iterator

from benchmarks import Measure
from benchmarks.scale import ratio
from inspections.values.search import Words
from tests.inspections.test_search_words import HOSTILE

LIMIT = 15.0


def main() -> Iterator[Measure]:
    """Measure all hostile inputs, one after the other."""
    parts = re.compile(r"\S+")

    def plain() -> int:
        return sum(len([part.lower().strip() for part in parts.findall(text)]) for text in HOSTILE)

    yield Measure(
        "Hostile words of a search, by finding what is between spaces",
        ratio(lambda: [Words.read(text) for text in HOSTILE], plain),
        LIMIT,
    )
