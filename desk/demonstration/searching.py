"""How the story's evidence is found again: tags of Ofsted's team, and a search that one keeps."""

from typing import TYPE_CHECKING

from desk.demonstration.people import person
from inspections.actions.searches import save_search
from inspections.actions.tags import tag_evidence
from inspections.values.search import Search

if TYPE_CHECKING:
    from desk.demonstration.story import Story

INSPECTOR = "owen.inspector@ofsted.example"
TAGS = {
    "For the key findings": ("challenge", "voice", "early-help"),
    "Ask at the next meeting": ("training", "annual-report"),
}


def keep_order(story: "Story") -> None:
    """An inspector gathers what is wanted again."""
    by = person(INSPECTOR)
    for name, codes in TAGS.items():
        keys = [story.evidence[code].pk for code in codes]
        story.do(by, tag_evidence, inspection=story.inspection, keys=keys, name=name)
    story.do(
        by,
        save_search,
        name="Weaknesses in the data",
        search=Search(source="data", strength="weakness"),
        inspection=story.inspection,
    )
    story.tell(f"{len(TAGS)} tags are put on evidence, and a search is kept.")
