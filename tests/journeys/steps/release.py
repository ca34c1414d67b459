"""Quality assurance, sign-offs, the chair's response, the answers, publication."""

import hashlib
import re
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from desk.demonstration.people import cast
from desk.demonstration.story import script
from reports.values import COMMENT_LABELS, CommentKind
from tests.journeys.steps.fieldwork import agency_names
from tests.journeys.steps.judging import OWN, WHO
from tests.journeys.steps.opening import words
from tests.journeys.steps.writing import letter, paragraph_saying, recommendations
from tests.journeys.story import Story
from tests.journeys.window import Window

SECONDS_TO_PRINT = 60_000


def said_in(comment: dict[str, Any]) -> str:
    """The paragraph that a comment of the script is about."""
    return words(script()["report"][comment["section"]][comment["index"]]["text"])


def corrected(comment: dict[str, Any]) -> str:
    """The paragraph as it reads once the comment is accepted."""
    if comment["kind"] == "typographical":
        return str(comment["should_say"])
    return f"{said_in(comment).rsplit('. ', 1)[0]}. {comment['should_say']}"


# --- within the inspectorates ---------------------------------------------------------------------


def when_it_goes_to_quality_assurance(lead: Window, path: str) -> None:
    lead.open(path)
    lead.follow("Send to quality assurance")
    lead.press("Send to quality assurance")
    lead.sees("The report is with quality assurance.")


def when_the_assurer_passes_it(assurer: Window) -> None:
    assurer.open("/")
    assurer.follow("Quality-assure the draft")
    assurer.sees(*recommendations())
    assurer.press("Pass the report")
    assurer.sees("The report has passed. Every inspectorate is asked to sign.")


def when_every_inspectorate_signs_off(story: Story) -> None:
    for code, name in WHO.items():
        lead = story[name]
        lead.open("/")
        lead.follow("Sign the report off")
        lead.press(f"Sign off for {OWN[code]}")
        lead.sees("has signed the draft off.", "Your inspectorate has signed this draft off.")


# --- the chair ------------------------------------------------------------------------------------


def when_the_draft_is_sent_to_the_chair(lead: Window, path: str) -> None:
    lead.open(path)
    lead.follow("Send the draft to the chair")
    lead.press("Send the draft to the chair")


def when_the_chair_opens_the_draft(chair: Window) -> None:
    chair.open("/")
    chair.follow("Check the draft for factual accuracy and return your response")
    chair.is_at("Check the draft letter for accuracy")


def then_the_chair_sees_how_long_there_is(chair: Window) -> None:
    chair.sees("10 working days are left", "You have not commented yet.")


def when_the_chair_comments(chair: Window, *numbers: int) -> None:
    for comment in (script()["comments"][number] for number in numbers):
        with chair.leaving():
            link = paragraph_saying(chair, said_in(comment)).get_by_role("link", name="Comment on")
            link.click()
        chair.choose(COMMENT_LABELS[CommentKind(comment["kind"])])
        chair.fill("What is wrong?", comment["wrong"])
        chair.fill("What should it say?", comment["should_say"])
        chair.press("Save the comment")
        chair.sees("is saved. It is not sent yet.")


def when_the_chair_forgets_what_is_wrong(chair: Window, number: int) -> None:
    text = said_in(script()["comments"][number])
    with chair.leaving():
        paragraph_saying(chair, text).get_by_role("link", name="Comment on").click()
    chair.fill("What should it say?", "Something else.")
    chair.press("Save the comment")


def when_the_chair_comes_back(chair: Window) -> None:
    chair.page.close()
    chair.page = chair.new_page()
    when_the_chair_opens_the_draft(chair)


def then_no_comment_is_lost(chair: Window, *, comments: int) -> None:
    expect(chair.page.get_by_role("link", name=re.compile(r"^Change C"))).to_have_count(comments)


def when_the_response_is_returned(chair: Window) -> None:
    chair.press("Check and return your response")
    chair.sees("There is one response.", *(one["wrong"] for one in script()["comments"]))
    chair.press("Return your response")


def then_the_chair_has_a_receipt_and_no_second_go(chair: Window, path: str) -> None:
    chair.is_at("Your response is returned")
    chair.open(path)
    assert chair.page.get_by_role("link", name="Comment on").count() == 0


# --- answers --------------------------------------------------------------------------------------


def when_every_comment_is_answered(lead: Window) -> None:
    for number, comment in enumerate(script()["comments"], 1):
        lead.open("/")
        lead.follow("Answer the chair’s comments")
        lead.follow(f"C{number}:")
        if comment["accepted"]:
            lead.choose("Accepted: the paragraph changes")
            lead.fill("What the paragraph says from now on", corrected(comment))
        else:
            lead.choose("Not accepted: the paragraph stays")
        lead.fill("What was changed, or why not", comment["answer"])
        lead.press("Save the answer")
        lead.sees(f"Comment C{number} is answered")
    lead.press("Put the final text to every inspectorate")
    lead.sees("The final text stands. Every inspectorate is asked to sign it.")


# --- publication ----------------------------------------------------------------------------------


def when_publication_is_proposed(lead: Window, path: str) -> None:
    lead.open(f"{path}publish/")
    lead.press("Propose to publish")


def then_the_pdf_is_seen_to_be_made(lead: Window) -> None:
    """The page tells how far it is, by itself, until there is something to open."""
    lead.sees("Publication is proposed.")
    waiting = lead.page.get_by_role("heading", name="Making the PDF")
    ready = lead.page.get_by_role("link", name="Open the PDF as it will be published")
    expect(waiting.or_(ready)).to_be_visible()
    expect(ready).to_be_visible(timeout=SECONDS_TO_PRINT)
    lead.look()


def then_the_proposer_cannot_confirm(lead: Window) -> None:
    assert lead.page.get_by_role("button", name="Publish now").count() == 0


def when_another_inspectorate_confirms(lead: Window) -> None:
    lead.open("/")
    lead.follow("Confirm the publication")
    lead.press("Publish now")
    lead.sees("is published.")


def when_somebody_without_an_account_reads_it(reader: Window, reference: str) -> None:
    reader.open("/published/")
    with reader.leaving():
        reader.page.get_by_role("listitem").filter(has_text=reference).get_by_role("link").click()


def then_the_letter_is_public(reader: Window) -> None:
    reader.sees("Good", *final_recommendations(), *addressees())


def when_the_pdf_is_downloaded(reader: Window, folder: Path) -> Path:
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download the letter").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def then_the_file_is_the_one_whose_hash_is_shown(reader: Window, file: Path) -> None:
    reader.sees(hashlib.sha256(file.read_bytes()).hexdigest())


def then_the_file_is_tagged_and_says_it_all(file: Path) -> None:
    facts = _read_with("pdfinfo", file)
    assert re.search(r"^Tagged:\s+yes$", facts, re.M), facts
    text = " ".join(_read_with("pdftotext", "-layout", file).split())
    wanted = ["Good", script()["proposal"]["statement"], *final_recommendations(), *addressees()]
    assert [one for one in wanted if one not in text] == []


def final_recommendations() -> list[str]:
    """The recommendations as they stand after the chair's comments."""
    changed = {said_in(one): corrected(one) for one in script()["comments"] if one["accepted"]}
    return [changed.get(one, one) for one in recommendations()]


def addressees() -> list[str]:
    """To whom the letter and its recommendations go."""
    named = {facts.get("agency") for _section, facts in letter()} - {None}
    leaders = [one["leader"] for one in script()["agencies"]]
    return [cast()["chair"]["name"], *leaders, *(agency_names()[code] for code in sorted(named))]


def _read_with(*command: str | Path) -> str:
    program = [str(word) for word in command]
    program += ["-"] if program[0] == "pdftotext" else []
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout
