"""A combined document in other formats: every part is there, below its own title."""

from itertools import pairwise
from types import SimpleNamespace

from reports.actions.formats import large_print_time
from reports.press import LIMIT_SECONDS
from reports.print.braille import braille_text, plain
from reports.print.outline import FORMATS, SIGNED, Heading, outline_of
from tests.reports.combined_sample import combined_snapshot

PARTS = ("Summary of what all found", "Report on health services", "Report on the police")


def headings() -> list[Heading]:
    return [one for one in outline_of(combined_snapshot()) if isinstance(one, Heading)]


def test_each_part_is_a_heading_with_its_sections_below() -> None:
    found = headings()
    titles = [one.text for one in found if one.level == 2 and one.text in PARTS]
    assert titles == list(PARTS)
    first = next(place for place, one in enumerate(found) if one.text == PARTS[0])
    assert found[first + 1].level == 3
    assert [one.level for one in found if one.text == SIGNED] == [2, 3, 3, 3]


def test_headings_never_skip_a_level() -> None:
    found = headings()
    assert found[0].level == 1
    assert all(after.level <= before.level + 1 for before, after in pairwise(found))


def test_the_text_for_braille_says_what_each_part_says() -> None:
    text = " ".join(braille_text(outline_of(combined_snapshot())).split())
    for part in combined_snapshot()["parts"]:
        for section in part["content"]["sections"]:
            for paragraph in section["paragraphs"]:
                assert " ".join(plain(paragraph["text"]).split()) in text


def test_the_imprint_stands_once_at_its_end() -> None:
    imprint = {"statements": ["Ask for another format."], "contacts": []}
    whole = combined_snapshot(imprint=imprint)
    for part in whole["parts"]:
        part["content"]["imprint"] = imprint
    found = [one for one in outline_of(whole) if isinstance(one, Heading)]
    assert [one.text for one in found].count(FORMATS) == 1
    assert found[-1].text == FORMATS


def test_large_print_has_the_time_of_every_part() -> None:
    published = SimpleNamespace(snapshot=combined_snapshot())
    assert large_print_time(of=published) == {"limit_seconds": 4 * LIMIT_SECONDS}
    assert large_print_time(of=SimpleNamespace(snapshot={"schema": 1})) == {}
