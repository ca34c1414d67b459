"""Admins load the framework and put it in force."""

from datetime import date
from pathlib import Path

from tests.journeys.window import Window
from tests.servers import ROOT

SHIPPED = ROOT / "fixtures" / "frameworks" / "integrated-2014.yaml"
_RIGHT = "          - key: strengths\n            heading: Strengths\n            kind: strengths\n"
_WRONG = _RIGHT.replace("kind: strengths", "kind: strenghts")
CRITERION = "140112-68a"


def given_a_file_with_a_slip(folder: Path) -> tuple[Path, int]:
    """The shipped file with one misspelt kind of section; and the line of the slip."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert _RIGHT in text
    wrong = text.replace(_RIGHT, _WRONG, 1)
    file = folder / "with-a-slip.yaml"
    file.write_text(wrong, encoding="utf-8")
    return file, wrong[: wrong.index("strenghts")].count("\n") + 1


def when_a_file_is_sent(admin: Window, file: Path) -> None:
    admin.open("/frameworks/")
    admin.press("Load a framework file")
    admin.attach("Framework file", file)
    admin.press("Check this file")


def then_the_slip_is_shown(admin: Window, *, line: int) -> None:
    admin.is_told("with-a-slip.yaml")
    row = admin.page.get_by_role("row").filter(has_text=str(line))
    row.get_by_text("strenghts").first.wait_for()
    admin.sees("What to correct", "What to do")


def then_nothing_was_loaded(admin: Window) -> None:
    admin.open("/frameworks/")
    admin.sees("No frameworks")


def when_the_preview_is_confirmed(admin: Window) -> None:
    admin.press("Load this as a draft")


def then_it_is_a_draft(admin: Window) -> None:
    admin.sees("The version is loaded as a draft.", "140112 ¶115a", "Governance and priorities")


def when_force_is_proposed(admin: Window, *, first_day: date) -> None:
    admin.press("Propose for force")
    admin.fill_date("First day in force", first_day)
    admin.press("Propose this day")


def then_the_proposer_cannot_approve(admin: Window) -> None:
    admin.sees("The version is proposed.", "Take the proposal back")
    assert admin.page.get_by_role("button", name="Put this version in force").count() == 0


def when_the_other_admin_approves(admin: Window) -> None:
    admin.open("/")
    admin.follow("Approve a framework, or leave it")
    admin.press("Put this version in force")


def then_it_is_in_force(admin: Window) -> None:
    admin.sees("The version is in force.")


# --- reading --------------------------------------------------------------------------------------


def in_sight(reader: Window, place: str) -> bool:
    """Whether what has this address within the page stands in the window."""
    found: bool = reader.page.evaluate(
        """(id) => {
            const box = document.getElementById(id).getBoundingClientRect()
            return box.top >= -1 && box.top < window.innerHeight
        }""",
        place,
    )
    return found


def when_words_are_looked_for(reader: Window, words: str) -> None:
    reader.open("/frameworks/")
    reader.fill("Search all frameworks", words)
    reader.press("Search")


def then_they_are_marked_where_they_stand(reader: Window, *words: str) -> None:
    marked = {text.lower() for text in reader.page.locator("mark").all_inner_texts()}
    assert marked == set(words)


def then_the_reader_stands_at(reader: Window, place: str) -> None:
    assert reader.page.url.endswith(f"#{place}"), reader.page.url
    assert in_sight(reader, place)


def then_the_grades_stand(reader: Window, *, side_by_side: bool) -> None:
    """Each grade beside the other where there is room, otherwise one under another."""
    boxes = [
        grade.bounding_box()
        for grade in reader.page.locator(".app-grades").first.locator(".app-grades__grade").all()
    ]
    tops = {round(box["y"]) for box in boxes if box is not None}
    assert len(boxes) == 4
    assert len(tops) == (1 if side_by_side else 4)
