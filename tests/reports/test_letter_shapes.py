"""The joint letter in the two shapes in which letters were published, on paper and otherwise."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from inspections.actions import add_agency
from inspections.rules import add_working_days
from inspections.values import OfficeHolder
from records.actor import acting_as
from reports.actions import send_to_quality_assurance
from reports.actions.formats import draft_as_word
from reports.actions.snapshot import freeze
from reports.models import Draft, Publication
from reports.presenters.document import frozen_sections
from reports.presenters.public import publication_rows
from reports.press import Press
from reports.print.braille import braille_text, plain
from reports.print.large import large_job
from reports.print.letter import letter_job
from reports.print.outline import STATEMENT, Heading, Items, Para, outline_of
from reports.values import long_date
from tests.factories.inspections import JointInspection
from tests.factories.reports import Told, begun_report, go_on, paragraph_of, report_at
from tests.factories.statements import ADDRESS, stated, with_next_steps
from tests.reports.combined_sample import combined_snapshot
from tests.reports.paper import letter_on, opened, printed_on, squeezed, tags, text_of
from tests.reports.test_jtai_letter import FOUR, V2015, V2018, Version, in_fieldwork, written

pytestmark = pytest.mark.django_db
STUDY = "Ayo, nine, was listened to.\nThe nurse rang at once."
HEADINGS = {
    V2015: [
        "What we inspected",
        "Key findings",
        "Key strengths",
        "Case study: effective practice",
        "Areas for priority action",
        "Areas for improvement: the front door",
        "Areas for improvement: assessment and decisions",
        "Areas for improvement: the children of the deep dive",
        "Areas for improvement: leadership, management and the safeguarding board",
        "Case study: where practice must improve",
        "Next steps",
    ],
    V2018: [
        "Context",
        "Headline findings",
        "Areas for priority action",
        "What needs to improve",
        "Strengths",
        "Main findings",
        "Practice study: highly effective practice",
        "Practice study: where practice must improve",
        "Next steps",
    ],
}
STUDIES = {V2015: "case_study_strength", V2018: "practice_study"}
BOTH = pytest.mark.parametrize("version", [V2015, V2018], ids=["2016-2020", "since 2022"])
MORE = (
    ("youth_offending", "Shropshire youth offending team", "Kit Moss", "Service manager"),
    ("police", "Police and Crime Commissioner for West Mercia", "Jo Reed", "Commissioner"),
    ("health", "Shropshire health board", "Dr Anna Lund", "Accountable Officer"),
    ("probation", "Probation in the Marches", "Ed Lane", "Head of service"),
)


def lettered(version: Version) -> JointInspection:
    """An inspection whose area has an agency of every kind, each with a leader."""
    joint = in_fieldwork(version)
    with acting_as(joint.overall_lead):
        for kind, name, holder, title in MORE:
            joint.agencies.append(
                add_agency(
                    inspection=joint.inspection,
                    kind=kind,
                    name=name,
                    leader=OfficeHolder(holder, title, date(2012, 1, 1)),
                    by=joint.overall_lead,
                    at=timezone.now(),
                )
            )
    return joint


def whole(version: Version) -> Told:
    """A letter with every section of its form written, both studies too."""
    told = written(lettered(version))
    paragraph_of(told, STUDIES[version], text=STUDY)
    return told


def drafted(told: Told) -> Draft:
    with acting_as(told.lead):
        return send_to_quality_assurance(report=told.report, by=told.lead, at=timezone.now())


@pytest.fixture
def press() -> Iterator[Press]:
    found = Press()
    yield found
    found.close()


# --- on paper -------------------------------------------------------------------------------------


@BOTH
def test_the_letter_is_printed_whole_and_tagged(version: Version, press: Press) -> None:
    told = whole(version)
    draft = drafted(told)
    made = letter_on(press, draft.snapshot)
    text = squeezed(text_of(made.bytes))
    reads_in_order(text, HEADINGS[version])
    addressed_to_all(text, told)
    signed_by_all(text, told)
    for fact in facts_of(draft):
        assert squeezed(f"{fact['label']}: {fact['text']}") in text, fact
    assert text.count(squeezed(STUDY)) == 1
    with opened(made.bytes) as pdf:
        names = [name for name, _ in tags(pdf)]
        assert names.count("H1") == 1
        # The letter's own headings, that of the signatures and that of the imprint.
        assert names.count("H2") == len(HEADINGS[version]) + 2
        assert "/Lang" in pdf.Root
        bookmarks = [str(one.title) for one in outline_items(pdf)]
    assert [one for one in bookmarks if one in HEADINGS[version]] == HEADINGS[version]


def outline_items(pdf: Any) -> list[Any]:
    with pdf.open_outline() as outline:
        return [one for root in outline.root for one in (root, *root.children)]


def reads_in_order(text: str, headings: list[str]) -> None:
    places = [text.find(squeezed(one)) for one in headings]
    assert -1 not in places, headings[places.index(-1)]
    assert places == sorted(places)


def addressed_to_all(text: str, told: Told) -> None:
    """Each with name, title and organisation, in the order of published letters, the chair last."""
    lines = [
        "Sam Field, Chief officer, Shropshire local authority",
        "Dr Anna Lund, Accountable Officer, Shropshire health board",
        "Jo Reed, Commissioner, Police and Crime Commissioner for West Mercia",
        "Sam Field, Chief officer, Shropshire police",
        "Kit Moss, Service manager, Shropshire youth offending team",
        "Ed Lane, Head of service, Probation in the Marches",
        "Robin Sand, Independent chair, Shropshire Safeguarding Children Board",
    ]
    reads_in_order(text, lines)


def signed_by_all(text: str, told: Told) -> None:
    """Every inspectorate of the joint strand, in the framework's order, one below the other."""
    close = text[text.rindex("Yourssincerely") :]
    people = [told.joint.leads[code] for code in FOUR]
    reads_in_order(close, [f"{one.name}{one.job_title}" for one in people])
    for one in told.joint.strand.participants.all():
        assert squeezed(one.name) in close, one


def facts_of(draft: Draft) -> list[dict[str, str]]:
    (section,) = [one for one in draft.snapshot["sections"] if one.get("statement")]
    facts: list[dict[str, str]] = section["statement"]["facts"]
    assert [one["label"] for one in facts] == [
        "What is to be written",
        "Who writes it",
        "With",
        "Sent to",
        "Due",
    ]
    assert facts[-1]["text"] == "70 working days after this letter is published"
    return facts


@BOTH
def test_what_is_not_written_is_not_printed(version: Version, press: Press) -> None:
    """Studies and priority action may be left out; their headings are then left out too."""
    told = whole(version)
    optional = told.report.form.sections.filter(is_optional=True)
    assert optional.count() == 3
    told.report.paragraphs.filter(section__in=optional).update(is_removed=True)
    text = squeezed(text_of(letter_on(press, drafted(told).snapshot).bytes))
    for section in optional:
        assert squeezed(section.heading) not in text
    assert squeezed("Next steps") in text


@BOTH
def test_the_first_version_of_the_template_prints_the_same_words(
    version: Version, press: Press
) -> None:
    """Where the second is withdrawn, boxes are lost and no text is."""
    snapshot = drafted(whole(version)).snapshot
    old = {**snapshot, "template": {"kind": "letter", "number": 1}}
    text = squeezed(text_of(letter_on(press, old).bytes))
    reads_in_order(text, HEADINGS[version])
    for section in snapshot["sections"]:
        for paragraph in section["paragraphs"]:
            assert squeezed(paragraph["text"]) in text
        for fact in section.get("statement", {}).get("facts", ()):
            assert squeezed(f"{fact['label']}: {fact['text']}") in text


@BOTH
def test_large_print_says_the_same(version: Version, press: Press) -> None:
    snapshot = drafted(whole(version)).snapshot
    text = squeezed(text_of(printed_on(press, large_job(letter_job(snapshot))).bytes))
    reads_in_order(text, HEADINGS[version])
    assert squeezed(f"Ofsted, {ADDRESS}") in text or ADDRESS in text


def test_a_long_study_goes_over_pages_and_loses_nothing(press: Press) -> None:
    told = whole(V2018)
    for number in range(12):
        paragraph_of(told, STUDIES[V2018], text=f"Part {number}. " + "A day went by. " * 40)
    made = letter_on(press, drafted(told).snapshot)
    text = squeezed(text_of(made.bytes))
    for number in range(12):
        assert squeezed(f"Part {number}.") in text
    assert made.pages > 4


# --- in other formats -----------------------------------------------------------------------------


@BOTH
def test_the_blocks_have_studies_as_paragraphs_and_the_statement_as_points(
    version: Version,
) -> None:
    draft = drafted(whole(version))
    blocks = outline_of(draft.snapshot)
    texts = [one.text for one in blocks if isinstance(one, Para)]
    assert STUDY in texts
    place = blocks.index(Para(STATEMENT))
    points = blocks[place + 1]
    assert isinstance(points, Items)
    assert [(one.label, one.text) for one in points.items] == [
        (one["label"], one["text"]) for one in facts_of(draft)
    ]
    headings = [one.text for one in blocks if isinstance(one, Heading)]
    assert [one for one in headings if one in HEADINGS[version]] == HEADINGS[version]


@BOTH
def test_braille_and_word_have_it(version: Version) -> None:
    draft = drafted(whole(version))
    braille = braille_text(outline_of(draft.snapshot))
    document = Document(io.BytesIO(draft_as_word(draft=draft)))
    word = "\n".join(one.text for one in document.paragraphs)
    for fact in facts_of(draft):
        assert plain(f"{fact['label']}: {fact['text']}") in braille
        assert f"{fact['label']}: {fact['text']}" in word
    assert "[Heading 2] Next steps" in braille


def test_the_page_of_a_draft_has_studies_in_boxes_and_the_statement(client_of: Any) -> None:
    told = whole(V2015)
    draft = drafted(told)
    page = client_of(told.lead).get(
        reverse("reports:draft", args=[told.reference, "joint-letter", draft.number])
    )
    text = page.content.decode()
    assert text.count("case-study") == 2
    assert "The statement of action, in short" in text
    assert "Shropshire local authority, as the principal authority" in text
    found = {one.key: one for one in frozen_sections(draft.snapshot)}
    assert found["case_study_strength"].is_study
    assert not found["strengths"].is_study
    assert len(found["next_steps"].statement) == 5


def test_a_combined_document_prints_the_statement_of_a_part() -> None:
    from reports.print.combined import combined_html

    snapshot = combined_snapshot()
    part = snapshot["parts"][0]["content"]
    section = next(one for one in part["sections"] if one["kind"] == "prose")
    before = combined_html(snapshot)
    facts = [{"label": "Who writes it", "text": "The council of Ashdale"}]
    section["statement"] = {"facts": facts, "due_on": None, "working_days": 70}
    assert "Who writes it: The council of Ashdale" in combined_html(snapshot)
    assert "Who writes it" not in before
    blocks = [one for one in outline_of(snapshot) if isinstance(one, Items)]
    assert any(item.label == "Who writes it" for one in blocks for item in one.items)


# --- once it is published -------------------------------------------------------------------------


def published(**changes: Any) -> Told:
    told = with_next_steps(report_at("drafting"))
    with acting_as(told.lead):
        stated(told, **changes)
    go_on(told, "published")
    return told


def test_the_public_page_says_the_day_that_the_rule_gives() -> None:
    told = published()
    row = Publication.objects.get()
    day = add_working_days(timezone.localdate(row.published_at), 70)
    rows = {one.key: one.value for one in publication_rows(row)}
    assert rows["Statement of action due"] == long_date(day)
    page = Client().get(reverse("published:publication", args=[told.reference]))
    assert long_date(day) in page.content.decode()
    assert "The statement of action, in short" in page.content.decode()


def test_a_day_that_is_known_is_printed_and_not_counted_again() -> None:
    day = add_working_days(timezone.localdate(), 80)
    published(due_on=day)
    row = Publication.objects.get()
    assert "Statement of action due" not in [one.key for one in publication_rows(row)]
    assert f"{day.day} {day:%B} {day.year}" in str(row.snapshot)


def test_a_publication_without_one_has_no_such_line() -> None:
    report_at("published")
    assert len(publication_rows(Publication.objects.get())) == 3


def test_a_letter_begun_before_has_no_boxes_and_is_frozen_all_the_same() -> None:
    told = begun_report()
    draft = freeze(report=told.report, by=told.lead, at=timezone.now())
    assert "purpose" not in str(draft.snapshot)
    assert "case-study" not in letter_job(draft.snapshot).html
