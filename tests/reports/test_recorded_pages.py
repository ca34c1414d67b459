"""Letters that were published elsewhere, as anybody reads them: in the list, as pages, as PDFs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from reports.models import Publication, RecordedLetter
from reports.presenters.public import PAGE, keyset_of, place_of_letter, read_keyset
from reports.print.recorded import next_steps_facts
from reports.values.letter_file import letter_of
from tests.factories.letters import PDF, early_letter, late_letter, recorded_letter
from tests.factories.reports import Told, report_at
from tests.reports.html import texts_of, visible
from tests.reports.test_public_pages import again

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[list[str]]]
CODE = "<script>alert(1)</script> & {{ row }} {% now 'Y' %}"


def page_of(client: Client, row: RecordedLetter, name: str = "recorded") -> Any:
    page = client.get(reverse(f"published:{name}", args=[row.slug]))
    assert page.status_code == 200
    return page


@pytest.mark.parametrize("letter", [early_letter(), late_letter()], ids=["early", "late"])
def test_no_text_of_the_letter_is_lost_on_the_page(letter: dict[str, Any], client: Client) -> None:
    found = visible(page_of(client, recorded_letter(letter)).content.decode())
    found = found[found.index(letter["inspectorates"][0]) :]
    lost, place = [], 0
    for text in texts_of(letter):
        at = found.find(text, place)
        if at < 0:
            lost.append(text)
        else:
            place = at + len(text)
    assert lost == []


def test_the_page_says_where_it_comes_from_and_what_it_is(client: Client) -> None:
    row = recorded_letter()
    text = page_of(client, row).content.decode()
    for wanted in (
        "This letter was published elsewhere and loaded here.",
        "northmere letter.pdf; the island archive; an invented licence",
        "Ofsted, HMIC and Lantern Inspectorate",
        "children neglected at the harbour",
        "Tuesday 21 March 2017",
        row.artefact.sha256,
        row.content_hash,
        "PDF, 4 pages, 1 KB",
        reverse("published:recorded_pdf", args=[row.slug]),
    ):
        assert wanted in text, wanted
    assert text.count("<h1") == 1


def test_footnotes_lead_there_and_back(client: Client) -> None:
    text = page_of(client, recorded_letter()).content.decode()
    for number, marks in (("1", ("mark-1", "mark-1-2")), ("2", ("mark-2",))):
        assert text.count(f'id="note-{number}"') == 1
        assert text.count(f'href="#note-{number}"') == len(marks)
        for mark in marks:
            assert (text.count(f'id="{mark}"'), text.count(f'href="#{mark}"')) == (1, 1)
    assert "told us more.<sup>7</sup>" in text


def test_for_whom_a_priority_action_is_stands_apart_as_a_reading(client: Client) -> None:
    text = page_of(client, recorded_letter(late_letter())).content.decode()
    assert "was read from the letter by whoever prepared its file" in text
    assert "For the clinic; its trust" in text
    assert "read from the letter" not in page_of(client, recorded_letter()).content.decode()


def test_what_looks_like_code_is_text(client: Client) -> None:
    letter = early_letter(theme=CODE, salutation=CODE, title=CODE, area=CODE)
    letter["sections"][0]["blocks"][0]["text"] = letter["addressees"][0]["name"] = CODE
    letter["case_studies"][0]["title"] = letter["footnotes"][0]["text"] = CODE
    row = recorded_letter(letter)
    for text in (
        page_of(client, row).content.decode(),
        client.get(reverse("published:list")).content.decode(),
    ):
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ row }} {% now" in text


def test_the_pdf_is_the_bytes_that_were_kept(client: Client) -> None:
    row = recorded_letter()
    page = page_of(client, row, "recorded_pdf")
    assert page.content == PDF
    assert page["Content-Disposition"] == 'attachment; filename="northmere-2017-03-21.pdf"'
    assert page["ETag"] == f'"{row.artefact.sha256}"'


@pytest.mark.parametrize("name", ["recorded", "recorded_pdf"])
def test_a_letter_that_there_is_not_is_absent(name: str, client: Client) -> None:
    assert client.get(reverse(f"published:{name}", args=["nowhere-2017-03-21"])).status_code == 404


@pytest.mark.parametrize("name", ["recorded", "recorded_pdf"])
def test_the_pages_take_nothing(name: str, client: Client) -> None:
    row = recorded_letter()
    assert client.post(reverse(f"published:{name}", args=[row.slug])).status_code == 405


def several(number: int) -> list[RecordedLetter]:
    return [recorded_letter(early_letter(title=f"Letter {n}")) for n in range(number)]


@pytest.mark.parametrize("letters", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    letters: int, client: Client, assert_queries: Queries
) -> None:
    several(letters)
    client.get(reverse("published:list"))
    with assert_queries(5) as asked:
        client.get(reverse("published:list"))
    assert '"reports_recordedletter"."content",' not in " ".join(asked)


@pytest.mark.parametrize("letters", [1, 3])
def test_a_page_asks_as_often_with_three_letters_as_with_one(
    letters: int, client: Client, assert_queries: Queries
) -> None:
    row = several(letters)[0]
    page_of(client, row)
    with assert_queries(6) as asked:
        page_of(client, row)
    assert '"reports_artefact"."content"' not in " ".join(asked)


def test_the_list_shows_both_kinds_the_newest_first(client: Client) -> None:
    told = report_at("published")
    recorded_letter()
    recorded_letter(late_letter())
    lines = client.get(reverse("published:list")).context["list"].lines
    assert [line.url for line in lines] == [
        reverse("published:publication", args=[told.reference]),
        reverse("published:recorded", args=["westmoor-2024-03-14"]),
        reverse("published:recorded", args=["northmere-2017-03-21"]),
    ]
    assert lines[1].facts == (
        "Westmoor, early help on the moor. Ofsted and HMICFRS. Published elsewhere, dated "
        "Thursday 14 March 2024"
    )


def all_pages(client: Client) -> list[str]:
    """The addresses of every line, page after page."""
    found, address = [], reverse("published:list")
    while address:
        shown = client.get(address).context["list"]
        assert len(shown.lines) <= PAGE
        found += [line.url for line in shown.lines]
        address = shown.older_url
    return found


def test_pages_of_both_kinds_follow_each_other_without_gap_or_repeat(client: Client) -> None:
    told: Told = report_at("published")
    # Letters of one day, and publications at its first moment, before it and after it.
    midnight = datetime(2017, 3, 20, 23, 0, tzinfo=UTC) + timedelta(hours=1)
    several(PAGE - 3)
    for number in range(PAGE):
        at = midnight + timedelta(minutes=number // 6 - 2)
        again(told, reference=f"OF-2017-{number:04}", published_at=at)
    found = all_pages(client)
    assert len(found) == len(set(found)) == PAGE - 3 + PAGE + 1
    order = []
    for url in found:
        if "/recorded/" in url:
            order.append((datetime(2017, 3, 21, tzinfo=UTC), False))
        else:
            row = Publication.objects.get(reference=url.rstrip("/").rsplit("/", 1)[1])
            order.append((row.published_at, True))
    assert order == sorted(order, reverse=True)
    assert localdate(midnight).isoformat() == "2017-03-21"


def test_the_place_of_a_letter_is_read_as_it_is_written() -> None:
    place = place_of_letter(recorded_letter())
    assert read_keyset(keyset_of(place)) == place
    assert read_keyset("1_LL2") is None


def test_next_steps_without_a_date_say_so() -> None:
    steps = letter_of(early_letter(next_steps={})).letter.next_steps
    assert next_steps_facts(steps) == [("Due", "the letter gives no date")]
