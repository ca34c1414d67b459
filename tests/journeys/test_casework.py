"""Two inspectors of two inspectorates work one case, and lose nothing where they meet."""

from playwright.sync_api import expect

from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.story import People
from tests.journeys.window import Window

COUNCIL = f"{AT_WORK} Council"
HEALTH = f"{AT_WORK} Clinical Commissioning Group"
SEEN_BY_OFSTED = "The plan names what must change by when, and the child’s words begin it."
SEEN_BY_CQC = "The health visitor learned of the plan a month after the conference."


def when_a_case_is_added(inspector: Window, here: str) -> str:
    """A case with a slip, which is mended; its address is returned."""
    inspector.open(f"{here}cases/")
    inspector.follow("Add a case")
    inspector.choose("Tracked")
    inspector.choose("Looked after")
    inspector.press("Add this case")
    inspector.is_told("Select the age of the child")
    inspector.choose("10 to 15")
    inspector.tick("Has been missing")
    inspector.tick(COUNCIL)
    inspector.tick(HEALTH)
    inspector.pick("Where the child lives", "Staffordshire")
    inspector.pick("Who placed the child there", f"{AT_WORK}, the area of this inspection")
    inspector.press("Add this case")
    inspector.sees("It is known by that reference.", f"Out of area: placed by {AT_WORK}")
    return inspector.page.url


def when_somebody_joins(inspector: Window, case: str, person: str) -> None:
    inspector.open(case)
    inspector.follow("Put an inspector on this case")
    inspector.pick("Inspector", person)
    inspector.press("Put this inspector on the case")
    inspector.sees("works on case")


def when_the_work_is_planned(inspector: Window, case: str) -> None:
    inspector.open(case)
    inspector.follow("Plan what is to be done")
    inspector.sees("What is ticked is suggested for every case")
    inspector.press("Plan what is ticked")
    inspector.sees("0 of 2 records read, child and parent or carer to speak to")


def when_a_step_is_opened(inspector: Window, case: str, step: str) -> None:
    inspector.open(case)
    row = inspector.page.get_by_role("row").filter(has_text=step)
    with inspector.leaving():
        row.get_by_role("link").first.click()
    inspector.is_at(step)


def when_records_are_read(inspector: Window, case: str, agency: str) -> None:
    when_a_step_is_opened(inspector, case, f"Read the records, {agency}")
    inspector.choose("It was done")
    inspector.press("Save this")
    inspector.sees(f"Saved: Read the records, {agency}.")


def when_the_child_is_spoken_to(inspector: Window, case: str) -> None:
    when_a_step_is_opened(inspector, case, "Speak to the child")
    inspector.choose("It was done")
    inspector.fill("Note", "In the garden of the school.")
    inspector.press("Save this")
    inspector.is_told("Select whether consent was given")
    expect(inspector.page.get_by_label("Note", exact=True)).to_have_value(
        "In the garden of the school."
    )
    inspector.choose("Given by the child")
    inspector.tick("An advocate")
    inspector.press("Save this")
    inspector.sees("Consent: given by the child. Present: an advocate.")


def when_evidence_is_recorded(inspector: Window, case: str, text: str) -> None:
    inspector.open(case)
    inspector.follow("Record evidence on this case")
    inspector.fill("What you saw or heard", text)
    inspector.pick("Source", "Case record")
    inspector.choose("Strength")
    inspector.press("Save and finish")
    inspector.is_at("Evidence E-")


def test_two_inspectors_of_two_inspectorates_work_one_case(people: People) -> None:
    owen, colm = people["Owen"], people["Colm"]
    case = when_a_case_is_added(owen, inspection_of(AT_WORK, owen))
    when_somebody_joins(owen, case, "Owen Marsh (Ofsted)")
    when_somebody_joins(colm, case, "Colm Reyes (CQC)")
    when_the_work_is_planned(owen, case)

    when_records_are_read(colm, case, HEALTH)
    colm.sees("Not yet seen by a second inspectorate", "1 of 2 records read")
    when_the_child_is_spoken_to(owen, case)
    owen.sees("Seen by more than one inspectorate", "child spoken to", "Colm Reyes, CQC")

    when_evidence_is_recorded(owen, case, SEEN_BY_OFSTED)
    when_evidence_is_recorded(colm, case, SEEN_BY_CQC)
    for inspector in (owen, colm):
        inspector.open(case)
        inspector.sees(SEEN_BY_OFSTED, SEEN_BY_CQC)


def test_a_case_is_found_by_who_works_on_it_and_linked(people: People) -> None:
    paul = people["Paul"]
    paul.open(f"{inspection_of(AT_WORK, paul)}cases/")
    paul.pick("Who works on it", "Paul Dyer (HMI Probation)")
    paul.press("Show these cases")
    paul.sees("Only those that you asked for are listed", "An adult offender")
    paul.does_not_see("Nobody yet")
    with paul.leaving():
        paul.page.get_by_role("row").filter(has_text="An adult offender").get_by_role(
            "link"
        ).first.click()
    paul.sees("Their children are at risk", "Child of this adult")
    paul.follow("Link another case", within="main")
    paul.choose("They live in the same household")
    paul.pick("The other case", "S1: 1 to 4, Receiving early help")
    paul.press("Link these cases")
    paul.sees("Case S1 is linked to", "Lives in the same household")
    paul.follow("End the link to S1")
    paul.press("End this link")
    paul.sees("The link to case S1 has ended.", "Ended")


def test_two_who_change_one_case_see_both_and_merge_them(people: People) -> None:
    owen, colm = people["Owen"], people["Colm"]
    case = f"{inspection_of(AT_WORK, owen)}cases/T3/"
    for inspector in (owen, colm):
        inspector.open(f"{case}change/")

    colm.tick("Disabled")
    colm.fill("Why it is changed", "From the GP’s letter.")
    colm.press("Save this case")
    colm.sees("Saved: case T3.")

    owen.tick("In custody")
    owen.fill("Why it is changed", "The youth court’s list.")
    owen.press("Save this case")
    owen.sees("Needs your choice", "From the GP’s letter.", "The youth court’s list.")
    owen.sees("Where the two differ")
    disabled = owen.page.get_by_role("checkbox", name="Disabled")
    expect(disabled).not_to_be_checked()
    expect(owen.page.get_by_role("checkbox", name="In custody")).to_be_checked()

    disabled.check()
    owen.fill("Why it is changed", "Both: the GP’s letter and the court’s list.")
    owen.press("Save this case")
    owen.sees("Disabled; In custody")
    owen.follow("How this case was changed")
    owen.sees("Version 3", "From the GP’s letter.", "Both: the GP’s letter and the court’s list.")
