"""What is far too big for a letter: printed whole, or refused with a sentence, and nothing lost."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from reports.models import Paragraph
from reports.press import Press
from tests.factories.reports import begun_report, report_at
from tests.reports.letters import CLEAN
from tests.reports.paper import job, printed_on, squeezed, text_of
from tests.reports.test_editor_pages import sent, type_into, url, words

ROWS = 2000
LONG = 50_000


def long_text(length: int) -> str:
    """Sentences of so many characters, each of which can be told from the others."""
    found, number = "", 0
    while len(found) < length:
        number += 1
        found += f"{number}. {CLEAN[number % len(CLEAN)]} "
    return found[:length]


def test_a_paragraph_of_fifty_thousand_characters_is_printed_to_its_last_word(press: Press) -> None:
    text = f"{long_text(LONG - 11)} finally so."
    printed = printed_on(press, job(f"<h1>Long</h1><p>{text}</p>"), limit_seconds=240)
    assert "finallyso." in squeezed(text_of(printed.bytes))
    assert printed.pages > 10


def test_a_table_of_two_thousand_rows_is_printed_with_its_head_on_every_page(press: Press) -> None:
    rows = "".join(
        f"<tr><th scope=row>C{row}</th><td>Seen on time.</td></tr>" for row in range(ROWS)
    )
    head = "<tr><th scope=col>Case</th><th scope=col>What inspectors saw</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    printed = printed_on(press, job(f"<h1>Long</h1>{table}"), limit_seconds=240)
    text = text_of(printed.bytes)
    assert [f"C{row}" for row in range(ROWS)] == [
        one for one in text.split() if one[:1] == "C" and one[1:].isdigit()
    ]
    assert text.count("What inspectors saw") == printed.pages


@pytest.mark.django_db
def test_a_paragraph_that_is_too_long_is_told_its_length_and_given_back(
    client_of: Callable[..., Client],
) -> None:
    told = begun_report()
    form = sent(told, text=long_text(LONG))
    page = client_of(told.lead).post(url(told, "add_paragraph", "key_findings"), form)
    assert page.status_code == 422
    assert "must be 10,000 characters or fewer" in words(page)
    assert form["text"].strip()[-60:] in words(page)
    assert not Paragraph.objects.exists()


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_kept_while_it_is_typed(
    client_of: Callable[..., Client],
) -> None:
    told = report_at("drafting")
    client, text = client_of(told.lead), long_text(LONG)
    kept = type_into(client, url(told, "type_paragraph", "P1", uuid4()), text)
    assert kept.json()["version"] == 1
    assert text.strip()[-60:] in words(client.get(url(told, "change_paragraph", "P1")))
