"""The criteria of an area in rows: evidence on both sides, triangulation, the views of the team."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from judgements.rules.criterion_views import Stands, stands
from judgements.rules.triangulation import Triangulated, Triangulation
from judgements.values import VIEW_LABELS, View, Views

TRIANGULATED_WORDS = {
    Triangulated.CORROBORATED: "Corroborated",
    Triangulated.SINGLE_SOURCE: "Single source",
    Triangulated.CONTRADICTED: "Contradicted",
    Triangulated.NOT_LOOKED_AT: "Not looked at",
}
_STANDS_WORDS = {
    Stands.MET: "met",
    Stands.PARTLY_MET: "partly met",
    Stands.NOT_MET: "not met",
    Stands.DIFFER: "on which views differ",
    Stands.NO_VIEW: "without a view",
}
NOTHING, NO_VIEWS = Triangulation(), Views({})


@dataclass(frozen=True)
class CriterionRow:
    """A criterion in a table, every cell in words."""

    reference: str
    heading: str
    url: str
    for_it: str
    against_it: str
    triangulated: str
    voice: str
    views: str
    mine: str
    statement: str = ""


def criterion_row(
    *,
    reference: str,
    heading: str,
    url: str,
    evidence: Triangulation,
    views: Views,
    statement: str = "",
) -> CriterionRow:
    """A criterion's row."""
    return CriterionRow(
        reference=reference,
        heading=heading,
        url=url,
        for_it=str(evidence.for_it.items),
        against_it=str(evidence.against_it.items),
        triangulated=TRIANGULATED_WORDS[evidence.state],
        voice="With the child’s voice" if evidence.has_childs_voice else "",
        views=_people(views.people),
        mine=f"You: {VIEW_LABELS[View(views.mine)].lower()}" if views.mine else "",
        statement=statement,
    )


def _people(people: Mapping[str, int]) -> str:
    said = [
        f"{people[view]} {label.lower()}" for view, label in VIEW_LABELS.items() if people.get(view)
    ]
    return ", ".join(said) or "None yet"


def count_evidence(found: Iterable[Triangulation]) -> str:
    """How many criteria stand where by their evidence, in a sentence without its full stop."""
    counts = Counter(one.state for one in found)
    return ", ".join(
        f"{counts[state]} {word.lower()}"
        for state, word in TRIANGULATED_WORDS.items()
        if counts[state]
    )


def count_views(found: Iterable[Views]) -> str:
    """How many criteria stand where by the team's views, in a sentence without its full stop."""
    counts = Counter(stands(one.people) for one in found)
    return ", ".join(
        f"{counts[state]} {word}" for state, word in _STANDS_WORDS.items() if counts[state]
    )
