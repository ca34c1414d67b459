"""How the sample of the story is selected: lists asked for, two that come, a draw, a substitution.

The lists are `fixtures/demo/lists/`; whoever is on them is invented.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from desk.demonstration.people import person
from inspections.actions import samples, samples_draw, samples_lists
from inspections.models import AgencyList, ListRequest
from inspections.values import CaseKind, Cohort
from inspections.values.samples import Dimension, DrawSettings, Share

if TYPE_CHECKING:
    from desk.demonstration.story import Story

# By agency: what was asked for, and what holds for everybody on the list.
_ASKED = {
    "council": ("Children with an open episode on the first of the month.", ""),
    "police": (
        "Children reported missing or known to be exploited in the last six months.",
        Cohort.MISSING_OR_EXPLOITED,
    ),
    "yot": ("Young people who are supervised now.", ""),
}
_CAME = ("council", "police")
SEED = "the first Monday"


def select_sample(story: "Story") -> None:
    """Everything, in the story's time, by two inspectors."""
    council, police = (_list_of(story, code) for code in _CAME)
    _ask(story, "yot")
    order = samples_draw.DrawOrder(
        kind=CaseKind.SAMPLED,
        purpose="Children known to several agencies",
        seed=SEED,
        settings=DrawSettings(
            size=4,
            reserves=3,
            shares=(
                Share(Dimension.AGENCY, story.agencies["police"].code, at_least=2),
                Share(Dimension.COHORT, Cohort.LOOKED_AFTER, weight=1),
                Share(Dimension.COHORT, Cohort.PROTECTION_PLAN, weight=1),
                Share(Dimension.COHORT, Cohort.MISSING_OR_EXPLOITED, weight=1),
            ),
            one_of_household=True,
        ),
    )
    by = person("owen.inspector@ofsted.example")
    drawn = story.do(
        by,
        samples_draw.draw_sample,
        inspection=story.inspection,
        lists=[council, police],
        order=order,
    )
    place = drawn.places.get(is_reserve=False, position=1)
    exchange = samples_draw.next_in_reserve(drawn=drawn, place=place)
    story.do(
        by,
        samples_draw.substitute,
        drawn=drawn,
        case=place.case,
        into=exchange.into if exchange else "",
        why="The council says that the family moved abroad before the period began.",
    )
    story.tell(f"Sample {drawn.reference} is drawn from two lists; one case is substituted.")


def _ask(story: "Story", code: str) -> ListRequest:
    asked_for, cohort = _ASKED[code]
    request: ListRequest = story.do(
        story.overall_lead,
        samples.request_list,
        inspection=story.inspection,
        agency=story.agencies[code],
        cohort=cohort,
        asked_for=asked_for,
        wanted_by=timezone.localdate(story.clock),
    )
    return request


def _list_of(story: "Story", code: str) -> AgencyList:
    """The list of an agency, uploaded and accepted."""
    request = _ask(story, code)
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "lists" / f"{code}.csv"
    by = person("owen.inspector@ofsted.example")
    upload = story.do(
        by,
        samples_lists.keep_upload,
        inspection=story.inspection,
        agency=story.agencies[code],
        request=request,
        content=story.words(path.read_text(encoding="utf-8")).encode(),
    )
    accepted: AgencyList = story.do(by, samples_lists.accept_upload, upload=upload)
    return accepted
