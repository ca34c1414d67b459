"""The parts of an inspection, in the words of addresses. No Django here."""

from enum import StrEnum
from urllib.parse import urlencode


class StrandKind(StrEnum):
    """A joint strand is inspected together under one power; a single-agency one by its owner."""

    JOINT = "joint"
    SINGLE = "single"


# What framework files call the part that is inspected together; evidence goes there unless said.
JOINT_STRAND = "joint"


def in_strand(address: str, strand: str, **query: str) -> str:
    """The address of a screen that records evidence, in a strand.

    Args:
        strand: its code; the joint one need not be named.
        query: what else the address says.
    """
    named = {} if strand == JOINT_STRAND else {"strand": strand}
    said = urlencode({**named, **query})
    return f"{address}?{said}" if said else address
