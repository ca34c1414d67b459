"""A grade of one inspectorate: proposed, decided, returned by the moderator, and then agreed."""

from tests.journeys.steps.demonstration import inspection_of
from tests.journeys.story import People
from tests.journeys.window import Window

APART = "Herefordshire"
AREA = "The experiences and progress of children who need help and protection (local authority)"
STATEMENT = "Children who need help get it from the first conference on, and say what it changed."
SHARPER = "Children who need help get it, though some of them wait weeks for a first visit."
RETURNED = "The visits of May are not in it: three children waited for six weeks."
REASONS = "The visits of May are weighed now, and the grade is one lower."


def when_a_grade_is_proposed(inspector: Window, board: str) -> None:
    inspector.open(board)
    inspector.follow(AREA, within="main")
    inspector.sees("Ofsted judges this.")
    inspector.press("Propose a grade")
    inspector.press_what_begins_with("Propose this to the lead of Ofsted")
    inspector.is_told("Select a grade", "Say in words what the judgement is")
    inspector.choose("Good")
    inspector.fill("The judgement in words", STATEMENT)
    inspector.press_what_begins_with("Propose this to the lead of Ofsted")
    inspector.sees("Proposal 1 is with the lead of Ofsted", "Proposal 1 waits for", STATEMENT)
    inspector.does_not_see("Decide the grade for Ofsted")


def when_it_is_decided(lead: Window) -> None:
    lead.open("/")
    lead.follow("Decide the grade of")
    lead.sees("What is proposed", STATEMENT)
    lead.press("Decide this for Ofsted")
    lead.sees("It is decided for Ofsted, and waits for a moderator.", "as proposed")


def when_it_is_returned(moderator: Window) -> None:
    moderator.open("/")
    moderator.follow("Moderate the grade of")
    moderator.sees("If you return it,", STATEMENT)
    moderator.choose("I return it")
    moderator.press("Send your answer")
    moderator.is_told("Say why you return the decision")
    moderator.fill("If you return it, why", RETURNED)
    moderator.press("Send your answer")
    moderator.sees("You have returned the decision, with your reason.", RETURNED)


def when_it_is_decided_anew(lead: Window) -> None:
    lead.open("/")
    lead.follow("Decide the grade of")
    lead.sees("Why the moderator returned it", RETURNED)
    lead.choose("Requires improvement")
    lead.fill("The judgement in words", SHARPER)
    lead.press("Decide this for Ofsted")
    lead.is_told("Say why you decide another grade than is proposed")
    lead.fill("Your reasons", REASONS)
    lead.press("Decide this for Ofsted")
    lead.sees("another grade than proposal 1", REASONS, "The lead decided another grade.")


def when_it_is_agreed(moderator: Window) -> None:
    moderator.open("/")
    moderator.follow("Moderate the grade of")
    moderator.sees(SHARPER, REASONS)
    moderator.choose("I agree")
    moderator.press("Send your answer")
    moderator.sees("You have agreed, and so is the judgement.")


def then_everything_is_there_to_be_read(reader: Window, board: str) -> None:
    reader.open(board)
    reader.follow(AREA, within="main")
    reader.sees("The agreed judgement", SHARPER, "Agreed by the moderator", "SHA-256")
    reader.sees("Returned by the moderator", RETURNED, "(void: it stays to be seen)")
    reader.does_not_see("Reopen the grade")


def test_a_grade_is_returned_once_and_then_agreed(people: People) -> None:
    owen, orla, quinn, colm = (people[name] for name in ("Owen", "Orla", "Quinn", "Colm"))
    board = f"{inspection_of(APART, owen)}judgements/"
    when_a_grade_is_proposed(owen, board)
    when_it_is_decided(orla)
    when_it_is_returned(quinn)
    when_it_is_decided_anew(orla)
    when_it_is_agreed(quinn)
    then_everything_is_there_to_be_read(colm, board)
