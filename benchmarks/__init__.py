"""What is promised to be fast, each measured in the same run as the reference that it is held to.

A module of this package has a `main()` that yields `Measure`s. Absolute times are never promised:
machines differ; a ratio to a reference, interleaved with it, or a count of queries, does not.
"""

from typing import NamedTuple


class Measure(NamedTuple):
    """One line of `make bench`.

    Attributes:
        name: what was measured, and against what.
        value: a ratio to the reference, or a count.
        limit: what it may be at most.
    """

    name: str
    value: float
    limit: float

    @property
    def is_within(self) -> bool:
        """Whether the promise is kept."""
        return self.value <= self.limit
