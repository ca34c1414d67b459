"""In which order a letter is addressed. Values in, places out; no Django here.

As published letters have it: the local authority, who commissions and gives health care, who holds
the police to account and the police, the youth offending service, probation; then anybody else, and
the chair of the partnership last.
"""

from organisations.values import AgencyKind

# Whose leaders every joint letter names (150092 ¶23).
LETTERED = (
    AgencyKind.LOCAL_AUTHORITY,
    AgencyKind.HEALTH,
    AgencyKind.POLICE,
    AgencyKind.YOUTH_OFFENDING,
    AgencyKind.PROBATION,
)
_ORDER = (*LETTERED, AgencyKind.CUSTODY, AgencyKind.EDUCATION, AgencyKind.OTHER)
# The elected person stands before the force; in London that is the mayor’s office.
_FIRST = ("crime commissioner", "mayor", "chief executive")


def place_of_addressee(kind: str, organisation: str, title: str) -> tuple[int, int, str, str]:
    """Where the leader of an agency stands among the addressees; the lowest comes first.

    Args:
        kind: the agency’s.
        organisation: its name.
        title: the leader’s, as the letter says it.
    """
    said = f"{organisation} {title}".lower()
    rank = 0 if any(words in said for words in _FIRST) else 1
    return _ORDER.index(AgencyKind(kind)), rank, organisation, title
