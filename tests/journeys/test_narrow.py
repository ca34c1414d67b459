"""The main pages at 360 pixels: nothing to scroll sideways, everything large enough to press.

Every page that any journey meets is measured in a narrow window; here people live in one, with
the menu folded, and axe looks at what they see.
"""

import pytest

from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import (
    AT_WORK,
    PUBLISHED,
    WITH_THE_CHAIR,
    inspection_of,
)
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

PAGES = {
    "Owen": ("", "team/", "dates/", "cases/", "evidence/", "evidence/record/", "strands/joint/"),
    "Orla": ("judgements/", "judgements/lscb/", "stage/", "agencies/"),
}


def narrow(people: People, name: str) -> Window:
    """A narrow window, in which somebody is signed in."""
    window = people.window(viewport=NARROW, has_touch=True)
    sign_in(window, emails()[name])
    return window


def then_it_fits(window: Window) -> None:
    """Nothing sticks out, and nothing is too small."""
    assert sideways(window.page) <= 0, window.page.url
    assert small_targets(window.page) == [], window.page.url


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_an_inspection_fit(people: People, name: str) -> None:
    window = narrow(people, name)
    then_it_fits(window)
    here = inspection_of(AT_WORK, window)
    for page in PAGES[name]:
        window.open(here + page)
        then_it_fits(window)


def test_both_steps_of_opening_fit(people: People) -> None:
    orla = narrow(people, "Orla")
    orla.open("/inspections/open/")
    then_it_fits(orla)
    orla.pick("Local area", "Torbay")
    orla.choose("Joint targeted area inspection")
    orla.press("Continue")
    orla.sees("Topic of the deep dive")
    then_it_fits(orla)


def test_the_menu_unfolds(people: People) -> None:
    ada = narrow(people, "Ada")
    ada.page.get_by_role("button", name="Menu").click()
    ada.follow("Frameworks")
    then_it_fits(ada)
    ada.follow("2014-06")
    then_it_fits(ada)


def test_the_chair_s_pages_fit(people: People) -> None:
    sunita = narrow(people, "Sunita")
    sunita.follow("Check the draft for factual accuracy")
    sunita.sees(WITH_THE_CHAIR)
    then_it_fits(sunita)
    sunita.follow("Comment on this paragraph")
    then_it_fits(sunita)


def test_a_published_letter_fits(people: People) -> None:
    reader = people.window(viewport=NARROW, has_touch=True)
    reader.open("/published/")
    reader.follow(PUBLISHED)
    then_it_fits(reader)
