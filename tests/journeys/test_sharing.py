"""Two inspectorates under powers of their own: a file, a share with two, a withdrawal, a hint."""

from pathlib import Path

from tests.factories.attachments import png
from tests.journeys.looking import NARROW, sideways, small_targets
from tests.journeys.steps.demonstration import inspection_of
from tests.journeys.story import People
from tests.journeys.window import Window

APART = "Herefordshire"
SEEN = "What you saw or heard"
TEXT = "The ward writes down who visits, and the school does not learn of it."


def given_an_item_with_a_file(author: Window, inspection: str, folder: Path) -> str:
    """Recorded in the strand of CQC, with a picture beside it."""
    picture, disguise = folder / "visits.png", folder / "script.png"
    picture.write_bytes(png())
    disguise.write_bytes(b"<script>alert(1)</script>")
    author.open(f"{inspection}evidence/record/?strand=cqc")
    author.fill(SEEN, TEXT)
    author.pick("Source", "Document")
    author.choose("Weakness")
    author.attach("Attach files", disguise)
    author.press("Save and finish")
    author.sees("“script.png” is a page or a drawing with markup")
    author.attach("Attach files", picture)
    author.press("Save and finish")
    author.sees("visits.png", "no scanner is configured", "SHA-256", "Not shared")
    return author.page.url


def has_no(reader: Window, address: str) -> bool:
    """Whether there is no such page for this person."""
    return reader.context.request.get(address).status == 404


def test_an_item_is_shared_with_two_read_and_withdrawn(people: People, tmp_path: Path) -> None:
    colm, owen, harry = people["Colm"], people["Owen"], people["Harry"]
    inspection = inspection_of(APART, colm)
    item = given_an_item_with_a_file(colm, inspection, tmp_path)
    assert has_no(owen, item)
    assert has_no(harry, item)

    colm.follow("Share this version")
    colm.sees("With its files: visits.png", TEXT)
    colm.press("Share this version")
    colm.is_told("Select an inspectorate", "Enter what the share is for")
    colm.tick("Office for Standards in Education")
    colm.tick("HM Inspectorate of Constabulary")
    colm.fill("What for", "To read beside the school’s own list.")
    colm.press("Share this version")
    colm.sees("Shared with Ofsted, HMICFRS.", "In their list since")

    owen.open(f"{inspection}evidence/shared/")
    owen.sees("New to you", "To read beside the school’s own list.")
    owen.open(item)
    owen.sees(TEXT, "visits.png", "as it was shared with your inspectorate")
    owen.does_not_see("Share this version", "Attach files")
    with owen.page.expect_download() as waiting:
        owen.page.get_by_role("link", name="visits.png").click()
    assert Path(waiting.value.path()).read_bytes() == png()
    file = waiting.value.url

    colm.open(item)
    colm.sees("Read by Owen Marsh")
    colm.follow("Withdraw the share with Office for Standards in Education")
    colm.sees("Ofsted has opened it")
    colm.press("Withdraw the share")
    colm.sees("Ofsted does not see it any more.", "Withdrawn")
    assert has_no(owen, item)
    assert has_no(owen, file)
    harry.open(item)
    harry.sees(TEXT)
    harry.page.set_viewport_size(NARROW)
    harry.look()
    assert sideways(harry.page) == 0
    assert small_targets(harry.page) == []


def test_intelligence_is_sent_received_and_followed_up(people: People) -> None:
    harry, cara = people["Harry"], people["Cara"]
    inspection = inspection_of(APART, harry)
    harry.open(inspection)
    harry.follow("Intelligence for other inspectorates")
    harry.press_what_begins_with("Send intelligence")
    harry.press("Send it")
    harry.is_told(
        "Select what it is",
        "Select the inspectorate whose business it is",
        "Enter what you found",
        "Enter what they are to use it for",
        "Select the power",
    )
    harry.choose("A concern")
    harry.choose("Care Quality Commission")
    harry.fill("What you found", "Children waited a night in a corridor.")
    harry.fill("What they are to use it for", "For the next inspection of the hospital.")
    harry.page.get_by_role("group", name="Under which power").get_by_role("radio").first.check()
    harry.press("Send it")
    harry.sees("is sent", "Not confirmed", "Nothing is said yet.")
    sent = harry.page.url

    cara.open("/")
    cara.page.get_by_role("link", name="Confirm the receipt of intelligence").last.click()
    cara.open("/inspections/intelligence/")
    cara.page.get_by_role("row").filter(has_text="HMICFRS").get_by_role("link").first.click()
    cara.sees("Children waited a night in a corridor.", "From HMICFRS to CQC")
    cara.press("Confirm its receipt")
    cara.sees("You confirmed the receipt", "Received")
    cara.follow("Say what became of it")
    cara.choose("An inspection or a visit")
    cara.fill("In a few words", "Visited in the same week.")
    cara.press("Record it")
    cara.sees("Visited in the same week.")

    harry.open(sent)
    harry.sees("Received", "by Cara Nwosu", "Visited in the same week.")
