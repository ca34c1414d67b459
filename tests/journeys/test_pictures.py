"""The pictures of the documentation are of pages that there are.

`CONCORD_PICTURES=docs/images` writes them anew: `-k pictures` of the journeys is enough.
"""

import os
import re
import struct
from pathlib import Path

from tests.journeys.steps.demonstration import AT_WORK, PUBLISHED, WITH_THE_CHAIR, inspection_of
from tests.journeys.story import People
from tests.journeys.window import Window
from tests.servers import ROOT

SIZE = {"width": 1280, "height": 960}


def taken(window: Window, folder: Path, name: str, *, whole: bool = False) -> Path:
    """A picture of what is in the window, or of the whole page."""
    file = folder / f"{name}.png"
    window.page.screenshot(path=file, full_page=whole)
    return file


def width_of(picture: Path) -> int:
    """The width of a PNG."""
    return int(struct.unpack(">I", picture.read_bytes()[16:20])[0])


def test_the_pictures_of_the_documentation_can_be_taken(people: People, tmp_path: Path) -> None:
    folder = ROOT / os.environ["CONCORD_PICTURES"] if "CONCORD_PICTURES" in os.environ else tmp_path
    orla, owen, sunita, reader = people["Orla"], people["Owen"], people["Sunita"], people.window()
    for window in (orla, owen, sunita, reader):
        window.page.set_viewport_size(SIZE)
    orla.open(inspection_of(AT_WORK, orla))
    pictures = [taken(orla, folder, "inspection")]
    owen.open(f"{inspection_of(AT_WORK, owen)}evidence/record/")
    owen.fill("What you saw or heard", "The minutes name who does what, and by when.")
    owen.page.get_by_text(re.compile(r"Saved \d\d:\d\d")).wait_for()
    pictures.append(taken(owen, folder, "evidence", whole=True))
    orla.open(f"{inspection_of(WITH_THE_CHAIR, orla)}judgements/lscb/")
    pictures.append(taken(orla, folder, "judgement"))
    sunita.follow("Check the draft for factual accuracy")
    pictures.append(taken(sunita, folder, "factual-accuracy"))
    reader.open("/published/")
    reader.follow(PUBLISHED)
    pictures.append(taken(reader, folder, "published"))
    assert {width_of(picture) for picture in pictures} == {1280}


def test_every_picture_that_a_text_shows_is_there() -> None:
    texts = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    shown = {
        text.parent / name
        for text in texts
        for name in re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", text.read_text(encoding="utf-8"))
    }
    assert shown
    assert [str(file) for file in sorted(shown) if not file.is_file()] == []
