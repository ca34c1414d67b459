"""A local leader enters the joint audit and sees nothing else; the chair returns it."""

from playwright.sync_api import expect

from inspections.values import HEADING_LABELS
from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import AT_WORK, inspection_of
from tests.journeys.steps.fieldwork import SAVED
from tests.journeys.story import People, emails
from tests.journeys.window import Window, sign_in

EVALUATE = "Evaluate your cases in the joint audit"
QUALITY, IMPACT, OVERSIGHT = HEADING_LABELS.values()
SHUT = ("", "team/", "cases/", "cases/T1/", "evidence/", "concerns/", "joint-audit/", "judgements/")


def is_shut(leader: Window, address: str) -> bool:
    """Whether there is no such page for this person."""
    answer = leader.context.request.get(address)
    return answer.status == 404


def when_the_second_case_is_entered(leader: Window) -> None:
    """The case that nobody has begun: the form is filled in, and saved while it is typed."""
    leader.page.get_by_role("row").filter(has_text="Not begun").get_by_role("link").click()
    leader.fill(QUALITY, "The school rang the same day.")
    expect(leader.page.locator("[data-save-state]")).to_have_text(SAVED)
    leader.fill(IMPACT, "She goes to school again.")
    leader.fill(OVERSIGHT, "A manager read the file each month.")
    for group in leader.page.get_by_role("group").filter(has_text="Judgement: ").all():
        group.get_by_role("radio", name="Sound").check()
    leader.page.get_by_role("checkbox").first.check()
    leader.press("Save")
    leader.sees("is saved, not returned yet", "Complete")


def test_a_leader_enters_the_joint_audit_and_sees_nothing_else(people: People) -> None:
    orla, helen = people["Orla"], people["Helen"]
    inspection = inspection_of(AT_WORK, orla)
    helen.sees(EVALUATE, "You are on no inspection")
    helen.follow(EVALUATE)
    helen.is_at("Joint audit of your cases")
    helen.sees("Complete", "Not begun", "chair or business manager returns the audit")

    when_the_second_case_is_entered(helen)

    open_to_her = [page for page in SHUT if not is_shut(helen, f"{inspection}{page}")]
    assert open_to_her == []
    helen.open("/inspections/")
    helen.does_not_see(AT_WORK)

    # The inspectors see that it is begun, and not a word of it.
    orla.open(f"{inspection}joint-audit/")
    orla.sees("Begun", "Helen Prior", "Let in")
    orla.does_not_see("The school rang the same day.")

    sunita = people["Sunita"]
    sunita.follow(EVALUATE)
    sunita.press("Check and return the audit")
    sunita.sees("The school rang the same day.", "Nobody can change it after that")
    sunita.press("Return the audit")
    sunita.is_at("The joint audit is returned")
    sunita.sees("Receipt", "The school rang the same day.")
    helen.open(f"{inspection}joint-audit/local/")
    helen.is_at("The joint audit is returned")

    # Now they read it, say what they found, and begin a note on the audit itself.
    orla.open(f"{inspection}joint-audit/")
    orla.sees("Returned")
    orla.follow("A2")
    orla.press("Record what we found, and compare")
    orla.page.get_by_role("group", name="With the partnership on quality of practice").get_by_role(
        "radio", name="We differ"
    ).check()
    orla.press("Save")
    orla.is_told("Enter why you do not agree on quality of practice")
    orla.fill("Why, on quality of practice", "The records say nine weeks.")
    orla.press("Save")
    orla.sees("We differ", "The records say nine weeks.")
    orla.open(f"{inspection}joint-audit/")
    orla.press("Record evidence on the audit itself")
    expect(orla.page.get_by_label("What you saw or heard")).to_contain_text("Candour.")


def test_a_concern_is_raised_read_and_closed(people: People) -> None:
    owen, orla, helen = people["Owen"], people["Orla"], people["Helen"]
    inspection = inspection_of(AT_WORK, owen)
    owen.open(f"{inspection}concerns/")
    owen.press("Raise a safeguarding concern")
    owen.press("Raise the concern and tell them now")
    owen.is_told("Select whether a child is at risk now", "Enter what you saw or heard")
    owen.choose("Not known")
    owen.fill("What you saw or heard", "The child was alone at home at eleven at night.")
    owen.fill("What was done at once", "The duty team was called at 23:05.")
    owen.page.get_by_label("Agency concerned").select_option(index=1)
    for box in (
        owen.page.get_by_role("group", name="Who else in the area").get_by_role("checkbox").all()
    ):
        box.check()
    owen.fill("What people of the area may read", "A child of your list. Call the duty team.")
    owen.press("Raise the concern and tell them now")
    owen.sees("is raised. The named people are told now.", "Helen Prior", "Not yet")
    reference = owen.page.url.rstrip("/").rsplit("/", 1)[-1]

    helen.open("/")
    helen.follow(f"Open safeguarding concern {reference} at once")
    helen.sees("A child of your list. Call the duty team.")
    helen.does_not_see("alone at home")
    helen.press("I have read it, and act on it")
    helen.sees("You have acknowledged it.")

    orla.open(f"{inspection}concerns/{reference}/")
    orla.follow("Record what was done")
    orla.fill("What was done", "A social worker went there and stayed.")
    orla.press("Record it")
    orla.follow("Close the concern")
    orla.choose("The child is safe")
    orla.fill("Reason", "The child is with the grandmother.")
    orla.press("Close the concern")
    orla.sees("The concern is closed.", "A social worker went there and stayed.")
    assert is_shut(helen, f"{inspection}concerns/{reference}/local/")


def test_the_pages_of_the_area_and_of_the_team_fit_a_narrow_window(people: People) -> None:
    inspection = inspection_of(AT_WORK, people["Owen"])
    pages = {
        "Helen": ("joint-audit/local/",),
        "Owen": ("joint-audit/", "joint-audit/cases/A2/", "concerns/", "concerns/raise/"),
    }
    for name, addresses in pages.items():
        window = people.window(viewport=NARROW, has_touch=True)
        sign_in(window, emails()[name])
        for address in addresses:
            window.open(f"{inspection}{address}")
            assert sideways(window.page) <= 0, window.page.url
            assert small_targets(window.page) == [], window.page.url
