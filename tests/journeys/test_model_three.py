"""Model 3 of 2012: five inspectorates come to eight grades together, and to none of the area."""

from playwright.sync_api import expect

from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.judging import (
    OWN,
    WHO,
    when_this_is_proposed,
    when_this_is_signed,
    when_this_is_thought,
)
from tests.journeys.steps.opening import (
    then_it_is_open,
    when_an_inspection_is_opened,
    when_the_inspection_moves,
    when_the_leads_are_named,
)
from tests.journeys.story import People
from tests.journeys.window import Window

TYPE = "Model 3, practice graded for each kind of agency"
# No mean, majority or worst of the others gives the first, and every grade of the scale is given.
GRADES = {
    "overall": ("Overall effectiveness", "Outstanding"),
    "help_and_protection": (
        "Effectiveness of help and protection for children, young people and families",
        "Good",
    ),
    "quality_of_practice_social_care": ("Quality of practice, social care", "Adequate"),
    "quality_of_practice_police": ("Quality of practice, police", "Good"),
    "quality_of_practice_health": ("Quality of practice, health", "Inadequate"),
    "quality_of_practice_probation": ("Quality of practice, probation", "Adequate"),
    "quality_of_practice_youth_offending": (
        "Quality of practice, youth offending service",
        "Good",
    ),
    "leadership_and_governance": ("Leadership and governance", "Adequate"),
}
# Graded under Models 1 and 2 only; and what nothing is called.
OF_NO_AREA = ("quality_of_practice", "leadership_and_governance_narrative", "torbay", "area")


def given_an_inspection_under_model_three(orla: Window) -> str:
    when_an_inspection_is_opened(orla, TYPE, joined_by="")
    inspection = f"/inspections/{then_it_is_open(orla)}/"
    when_the_leads_are_named(orla, f"{inspection}team/lead/")
    when_the_inspection_moves(orla, f"{inspection}stage/", "Notify the area", to="notified")
    when_the_inspection_moves(orla, f"{inspection}stage/", "Start fieldwork", to="fieldwork")
    return inspection


def when_a_grade_is_agreed(people: People, path: str, title: str, grade: str) -> None:
    """Five positions, one proposal, five signatures: nobody gives the grade alone."""
    orla = people["Orla"]
    orla.open(f"{path}positions/open/")
    orla.press_what_begins_with("Open round 1 to")
    for code, name in WHO.items():
        when_this_is_thought(people[name], path, grade, f"As {OWN[code]} sees it.")
    when_this_is_proposed(orla, path, grade, f"{title}: as the five of us saw it.")
    for code in WHO:
        when_this_is_signed(people, path, code)


def then_no_grade_is_there_before_somebody_gives_it(orla: Window, board: str) -> None:
    """The seven others are agreed, and from them nothing follows for the eighth."""
    orla.open(f"{board}overall/")
    orla.sees("No round has been opened.")
    orla.does_not_see("The agreed judgement")
    orla.open(board)
    expect(orla.page.locator(".govuk-summary-card").first).to_contain_text("Gathering evidence")


def then_all_eight_are_on_the_board(reader: Window, board: str) -> None:
    reader.open(board)
    cards = reader.page.locator(".govuk-summary-card")
    expect(cards).to_have_count(len(GRADES))
    for code, (title, grade) in GRADES.items():
        card = reader.page.locator(f"#{code}")
        expect(card.locator("h3")).to_have_text(title)
        expect(card).to_contain_text(grade)


def then_the_area_as_a_whole_has_no_place_for_a_grade(reader: Window, board: str) -> None:
    """Nothing on the board takes a grade, and what is no area of the model has no page."""
    reader.open(board)
    expect(reader.page.locator("main").locator("form, input, select, textarea")).to_have_count(0)
    nowhere = [f"{code}/" for code in OF_NO_AREA]
    nowhere += [f"{OF_NO_AREA[0]}/{act}/" for act in ("positions/open", "position", "propose")]
    for address in nowhere:
        reader.open(f"{board}{address}")
        reader.is_at("Page not found")


def test_model_three_comes_to_eight_grades(people_apart: People) -> None:
    people = people_apart
    orla, jon = people["Orla"], people["Jon"]
    board = f"{given_an_inspection_under_model_three(orla)}judgements/"
    first, *others = GRADES
    for code in others:
        when_a_grade_is_agreed(people, f"{board}{code}/", *GRADES[code])
    then_no_grade_is_there_before_somebody_gives_it(orla, board)
    when_a_grade_is_agreed(people, f"{board}{first}/", *GRADES[first])

    then_all_eight_are_on_the_board(jon, board)
    then_the_area_as_a_whole_has_no_place_for_a_grade(orla, board)
    jon.page.set_viewport_size(NARROW)
    jon.open(board)
    assert sideways(jon.page) <= 0
    assert small_targets(jon.page) == []
