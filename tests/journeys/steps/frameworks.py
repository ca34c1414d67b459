"""Admins load the framework and put it in force."""

from datetime import date
from pathlib import Path

from tests.journeys.window import Window
from tests.servers import ROOT

SHIPPED = ROOT / "fixtures" / "frameworks" / "integrated-2014.yaml"
_WRONG = "          - key: strengths\n            heading: Strengths\n            kind: strenghts\n"
_RIGHT = _WRONG.replace("strenghts", "strengths")


def given_a_file_with_a_slip(folder: Path) -> tuple[Path, int]:
    """The shipped file with a misspelt kind of section; and the line of the slip."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert text.count(_RIGHT) == 1
    wrong = text.replace(_RIGHT, _WRONG)
    file = folder / "with-a-slip.yaml"
    file.write_text(wrong, encoding="utf-8")
    return file, wrong[: wrong.index("strenghts")].count("\n") + 1


def given_a_new_version(folder: Path, *, version: str, said: str, says: str) -> Path:
    """The shipped file under another version, with one word changed."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert said in text
    file = folder / f"{version}.yaml"
    changed = text.replace("version: 2014-06\n", f"version: {version}\n").replace(said, says)
    file.write_text(changed, encoding="utf-8")
    return file


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
