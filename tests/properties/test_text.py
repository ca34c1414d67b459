"""Any text that a browser can send: kept as `clean_text` says, or refused in a sentence.

And wherever it is shown it is text: the page and the letter, read as HTML, give it back.
"""

import json
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import chain
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import assume, example, given
from hypothesis import strategies as st

from inspections.models import EvidenceRevision
from records.actor import acting_as
from records.models import Draft
from records.values import clean_text, content_hash
from reports.models import AccuracyComment, Paragraph
from reports.print.letter import letter_html
from tests.factories.reports import Told, begun_report, report_at
from tests.inspections.test_record_page import typed
from tests.properties.acts import examples
from tests.reports.samples import snapshot_with_text

ClientOf = Callable[..., Client]
# What a form can carry: everything but halves of characters, which UTF-8 has no bytes for.
sent_by_a_form = st.text(st.characters(codec="utf-8"), max_size=80)
# What a script can carry: JSON has a spelling for halves too.
sent_by_a_script = st.text(st.characters(), max_size=80)
NASTY = (
    "<script>alert(1)</script>",
    "</textarea></p><img src=x onerror=alert(1)>",
    "{{ letter.title }}{% include 'x' %}{# no #}",
    "&amp; &lt; &#0; &nbsp;",
    "e\x00\u0301 then A\u030a",
    "one\r\ntwo\rthree\x85four\u2028five",
    "\u202eedoc\u202c \ufeff \u200d",
    "'\"`=()\\%s %(x)s ${x} $$",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "<!-- ]]> -->",
)


class _Reader(HTMLParser):
    """The text that a browser would make of a page, element by element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.values: list[str] = []
        self.elements: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.values += [value for _name, value in attrs if value is not None]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def all_nasty(test: Any) -> Any:
    """With each of the texts that people who mean harm try first."""
    for text in NASTY:
        test = example(text)(test)
    return test


# --- what is kept -------------------------------------------------------------------------------


@examples(300)
@all_nasty
@given(text=sent_by_a_script)
@example("e\x00\u0301")
@example("\ud800x")
def test_clean_text_is_one_spelling_that_every_database_holds(text: str) -> None:
    kept = clean_text(text)
    assert clean_text(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept.encode().decode() == kept
    assert not {unicodedata.category(one) for one in kept} & {"Cs"}
    assert {one for one in kept if unicodedata.category(one) == "Cc"} <= {"\n", "\t"}
    assert content_hash({"text": kept}) == content_hash({"text": json.loads(json.dumps(kept))})


@pytest.fixture
def told(db: None, client_of: ClientOf) -> "Pages":
    """A report that is with the chair, and browsers of those who type."""
    return Pages(report_at("with_chair"), client_of)


@pytest.fixture
def drafting(db: None, client_of: ClientOf) -> "Pages":
    """A report that is being written."""
    return Pages(begun_report(), client_of)


class Pages:
    """Pages that take text, and whether they took it."""

    def __init__(self, told: Told, client_of: ClientOf) -> None:
        self.told, self.joint = told, told.joint
        self.inspector = client_of(told.joint.inspectors["cqc"])
        self.lead = client_of(told.lead)
        self.chair = client_of(told.chair)

    def address(self, name: str, *more: Any) -> str:
        is_report = name.startswith("reports:")
        where = self.told.report.where if is_report else [self.told.reference]
        return reverse(name, args=[*where, *more])


def in_vain(act: Callable[[], None]) -> None:
    """Do it, and undo it."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def hold(answer: HttpResponse, kept: list[str], *texts: str) -> bool:
    """It was saved as it is kept; or a page with a sentence came back, and nothing was saved."""
    if answer.status_code == 302:
        assert kept == [clean_text(text).strip() for text in texts]
        return True
    assert answer.status_code in {409, 422}
    assert kept == []
    assert "There is a problem" in " ".join(read(answer.content.decode()).texts)
    return False


def squeezed(text: str) -> str:
    """Without what a browser folds."""
    return "".join(text.split())


def shows(answer: HttpResponse, text: str) -> bool:
    """Whether the page, read as a browser reads it, says this text."""
    assert answer.status_code == 200
    reader = read(answer.content.decode())
    return squeezed(text) in squeezed("".join(reader.texts))


# --- what pages take ----------------------------------------------------------------------------


@examples(15)
@all_nasty
@given(text=sent_by_a_form)
def test_evidence_keeps_any_text_or_says_why_not(drafting: Pages, text: str) -> None:
    def send() -> None:
        address = drafting.address("inspections:record_evidence")
        answer = drafting.inspector.post(address, typed(drafting.joint, text=text, finish="1"))
        with acting_as(drafting.joint.inspectors["cqc"]):
            kept = list(EvidenceRevision.objects.values_list("text", flat=True))
        if hold(answer, kept, text):
            assert shows(drafting.inspector.get(answer.url), kept[0])

    in_vain(send)


@examples(15)
@all_nasty
@given(text=sent_by_a_form)
def test_a_paragraph_keeps_any_text_or_says_why_not(drafting: Pages, text: str) -> None:
    def send() -> None:
        address = drafting.address("reports:add_paragraph", "key_findings")
        answer = drafting.lead.post(address, {"once": str(uuid4()), "base": 0, "text": text})
        kept = list(Paragraph.objects.values_list("text", flat=True))
        if hold(answer, kept, text):
            assert shows(drafting.lead.get(answer.url), kept[0])

    in_vain(send)


@examples(15)
@all_nasty
@given(text=sent_by_a_form)
def test_a_comment_keeps_any_text_or_says_why_not(told: Pages, text: str) -> None:
    def send() -> None:
        address = told.address("reports:add_comment", "P1")
        facts = {"kind": "inaccurate", "what_is_wrong": text, "what_it_should_say": f"Not {text}"}
        answer = told.chair.post(address, {"once": str(uuid4()), "base": 0, **facts})
        comments = AccuracyComment.objects.values_list("what_is_wrong", "what_it_should_say")
        if hold(answer, list(chain.from_iterable(comments)), text, f"Not {text}"):
            page = told.chair.get(told.address("reports:check_response"))
            assert shows(page, clean_text(text).strip())

    in_vain(send)


@examples(15)
@all_nasty
@example("\ud800")
@given(text=sent_by_a_script)
def test_autosave_keeps_any_text(drafting: Pages, text: str) -> None:
    def send(client: Client, name: str, *more: str) -> None:
        body = {"version": 0, "content": {"text": text}}
        answer = client.post(drafting.address(name, *more, uuid4()), body, "application/json")
        assert answer.status_code == 200

    def autosave() -> None:
        send(drafting.inspector, "inspections:autosave")
        send(drafting.lead, "reports:type_new_paragraph", "key_findings")
        for writer in (drafting.joint.inspectors["cqc"], drafting.told.lead):
            with acting_as(writer):
                content = Draft.objects.of(writer).get().content
            assert content == {"text": clean_text(text)}

    in_vain(autosave)


# --- what the letter shows ----------------------------------------------------------------------


@examples(60)
@all_nasty
@given(text=sent_by_a_form)
def test_the_letter_says_any_text_and_nothing_but_text(text: str) -> None:
    kept = clean_text(text).strip()
    assume(kept)
    plain = read(letter_html(snapshot_with_text("A sentence.")))
    letter = read(letter_html(snapshot_with_text(kept)))
    assert letter.elements == plain.elements
    said = [one for one in plain.texts if "A sentence." in one]
    assert said
    in_attributes = [one.replace("A sentence.", kept) for one in plain.values]
    assert letter.values == in_attributes
    for one in said:
        assert squeezed(one.replace("A sentence.", kept)) in squeezed("".join(letter.texts))
