"""Findings in a frozen draft, in print, in what is traced, and for whoever follows them up."""

import io
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from docx import Document

from organisations.values import AgencyKind
from reports.actions import make_snapshot, problems_now, published_recommendations, traced
from reports.actions import published as published_module
from reports.presenters.document import frozen_sections
from reports.press import Press
from reports.print.braille import braille_text
from reports.print.combined import combined_html
from reports.print.large import large_job
from reports.print.letter import letter_html, letter_job
from reports.print.outline import Para, outline_of
from reports.print.report import report_html, report_job
from reports.print.word import word_file
from reports.rules.cited import cited, finding_stated
from reports.rules.traceability import Stated, attributed_to_not_inspected
from reports.values.findings import FindingKind, PublishedRecommendation
from tests.factories.documents import health_at, written_health
from tests.factories.findings import IMPROVEMENT, PRIORITY, changed, finding_of, used_in, withdrawn
from tests.factories.organisations import AgencyFactory
from tests.factories.reports import begun_report, report_at, written_report
from tests.reports.combined_sample import combined_snapshot
from tests.reports.paper import printed_on, squeezed, text_of
from tests.reports.samples import sample_snapshot
from tests.reports.test_report_pdf import report_snapshot

NAMES = "References for follow-up: OF-2026-0012 R1 and R2."


def with_names(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A snapshot whose lists of recommendations say how they are called."""
    sections = [
        {**one, "cited": NAMES} if one["kind"] in {PRIORITY, IMPROVEMENT} else one
        for one in snapshot["sections"]
    ]
    return {**snapshot, "sections": sections}


# --- what is said ---------------------------------------------------------------------------------


def test_a_list_says_the_names_of_its_recommendations() -> None:
    stated = finding_stated("OF-1", "R2", IMPROVEMENT, "The police")
    assert stated == {
        "name": "OF-1 R2",
        "kind": "weakness",
        "rank": IMPROVEMENT,
        "attributed_to": "The police",
    }
    rows = [{"number": f"R{number}", "finding": stated} for number in (2, 3, 5)]
    assert cited("OF-1", rows) == "References for follow-up: OF-1 R2, R3 and R5."
    assert cited("OF-1", rows[:1]) == "Reference for follow-up: OF-1 R2."


def test_a_strength_and_what_was_frozen_before_have_no_names() -> None:
    strength = finding_stated("OF-1", "", "strengths", "The board")
    assert (strength["name"], strength["kind"], strength["rank"]) == ("", "strength", "")
    assert cited("OF-1", [{"number": "", "finding": strength}, {"number": "R1"}]) == ""


# --- in a draft -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_draft_holds_the_findings_that_it_states() -> None:
    told = written_report()
    used_in(told, finding_of(told.joint, kind=FindingKind.STRENGTH, text="Strong."), "strengths")
    made = make_snapshot(report=told.now(), at=timezone.now())
    sections = {one["key"]: one for one in made["sections"]}
    [urgent], [improving] = (sections[key]["paragraphs"] for key in (PRIORITY, IMPROVEMENT))
    board = told.joint.inspection.partnership.name
    assert urgent["number"] == "R1"
    assert urgent["finding"] == {
        "name": f"{told.reference} R1",
        "kind": "weakness",
        "rank": PRIORITY,
        "attributed_to": board,
    }
    assert improving["finding"]["attributed_to"] == improving["addressed_to"]
    assert sections[PRIORITY]["cited"] == f"Reference for follow-up: {told.reference} R1."
    first, second = sections["strengths"]["paragraphs"]
    assert "finding" not in first
    assert second["finding"]["kind"] == "strength"
    assert second["number"] == ""
    assert "cited" not in sections["strengths"]
    assert all("finding" not in one for one in sections["key_findings"]["paragraphs"])


@pytest.mark.django_db
def test_a_frozen_draft_shows_its_names_and_an_old_one_reads_as_before() -> None:
    told = report_at("agreement")
    shown = {one.key: one.cited for one in frozen_sections(told.draft.snapshot)}
    assert shown[PRIORITY] == f"Reference for follow-up: {told.reference} R1."
    old = frozen_sections(sample_snapshot())
    assert {one.cited for one in old} == {""}
    assert [one for section in old for one in section.paragraphs]


# --- in print -------------------------------------------------------------------------------------


def test_every_page_prints_the_names_below_the_list() -> None:
    letter, report = with_names(sample_snapshot()), with_names(report_snapshot())
    bound = combined_snapshot()
    bound["parts"][0]["content"] = report
    for html in (letter_html(letter), report_html(report), combined_html(bound)):
        assert f'<p class="cited">{NAMES}</p>' in html
    for html in (letter_html(sample_snapshot()), report_html(report_snapshot())):
        assert "cited" not in html


def test_the_other_formats_say_the_names_too() -> None:
    letter = with_names(sample_snapshot())
    blocks = outline_of(letter)
    lists = [one for one in letter["sections"] if one["kind"] in {PRIORITY, IMPROVEMENT}]
    assert [one for one in blocks if one == Para(NAMES)] == [Para(NAMES)] * len(lists)
    assert braille_text(blocks).count(NAMES) == len(lists)
    content = word_file(blocks, title="A letter", mark="Draft", at=timezone.now())
    document = Document(io.BytesIO(content))
    assert [one.text for one in document.paragraphs].count(NAMES) == len(lists)


def test_the_pdf_and_its_large_print_have_them(press: Press) -> None:
    for job in (
        letter_job(with_names(sample_snapshot())),
        report_job(with_names(report_snapshot())),
        large_job(letter_job(with_names(sample_snapshot()))),
    ):
        assert squeezed(NAMES) in squeezed(text_of(printed_on(press, job).bytes))


@pytest.mark.django_db
def test_a_letter_with_findings_is_printed_by_rank_each_with_its_number(press: Press) -> None:
    told = begun_report()
    finding_of(told.joint, text="Not used.")
    for rank, text in ((IMPROVEMENT, "Slow."), (PRIORITY, "Unsafe."), (IMPROVEMENT, "Late.")):
        finding = finding_of(told.joint, rank=rank, text=text)
        used_in(told, finding, rank)
    made = make_snapshot(report=told.now(), at=timezone.now())
    text = squeezed(text_of(printed_on(press, letter_job(made)).bytes))
    places = [text.index(words) for words in ("Unsafe.", "Slow.", "Late.")]
    assert places == sorted(places)
    assert all(f"{label}For" in text for label in ("R2", "R3", "R4"))
    assert squeezed(f"Reference for follow-up: {told.reference} R3.") in text
    assert squeezed(f"References for follow-up: {told.reference} R2 and R4.") in text
    assert squeezed("Not used.") not in text


# --- traced ---------------------------------------------------------------------------------------


def test_a_point_for_an_agency_that_is_not_inspected_is_listed() -> None:
    rows = [
        Stated("P1", "R1 in “A”", "Do it.", attributed_to="The prison"),
        Stated("P2", "R2 in “A”", "Do it.", attributed_to="The police"),
        Stated("P3", "R3 in “A”", "Do it."),
    ]
    found = list(attributed_to_not_inspected(rows, ["The prison"]))
    assert [(one.text, one.place, one.blocks) for one in found] == [
        (
            "R1 in “A” is attributed to The prison, which this inspection does not look at.",
            "P1",
            False,
        )
    ]


@pytest.mark.django_db
def test_what_is_to_settle_lists_both_kinds_of_recommendation_without_a_ground() -> None:
    told = begun_report()
    prison = AgencyFactory(kind=AgencyKind.CUSTODY)
    prison.areas.add(told.joint.inspection.area)
    used_in(told, finding_of(told.joint, agency=prison.pk))
    rows = list(told.report.paragraphs.standing().in_order().with_evidence_count())
    [line] = [one.text for one in traced(report=told.report, paragraphs=rows)]
    assert f"is attributed to {prison.name}, which this inspection does not look at." in line
    problems = problems_now(report=told.report, paragraphs=rows, at=timezone.now())
    assert any("Recommendation R1" in one.text and "no evidence" in one.text for one in problems)


# --- followed up ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_published_is_there_for_whoever_follows_it_up() -> None:
    told = report_at("published")
    found = published_recommendations(inspection=told.joint.inspection)
    sections = told.report.form.sections
    board = told.joint.inspection.partnership.name
    police = told.joint.agencies[2].name
    assert found == [
        PublishedRecommendation(
            name=f"{told.reference} {label}",
            number=label,
            text=f"What inspectors say in {key}.",
            attributed_to=whom,
            rank=key,
            section=sections.get(key=key).heading,
            document="joint-letter",
            publication=told.now().public_reference,
            version=1,
        )
        for label, key, whom in (("R1", PRIORITY, board), ("R2", IMPROVEMENT, police))
    ]


@pytest.mark.django_db
def test_nothing_that_happens_to_a_finding_changes_what_was_published() -> None:
    told = report_at("published")
    before = published_recommendations(inspection=told.joint.inspection)
    finding = told.paragraph("P4").finding
    assert finding is not None
    changed(finding, "Changed.")
    withdrawn(finding, version=2)
    assert published_recommendations(inspection=told.joint.inspection) == before


@pytest.mark.django_db
def test_an_inspection_that_published_nothing_has_none() -> None:
    told = health_at("agreement")
    assert published_recommendations(inspection=told.joint.inspection) == []
    assert published_recommendations(inspection=written_health().joint.inspection) == []


def test_what_was_published_before_names_is_called_by_its_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        SimpleNamespace(
            report_id=key,
            report=SimpleNamespace(slug=slug),
            reference=f"OF-1-{slug}",
            version=1,
            published_at=datetime(2026, 1, key, tzinfo=UTC),
            snapshot={
                "sections": [
                    {
                        "kind": IMPROVEMENT,
                        "heading": "Recommendations",
                        "paragraphs": [{"number": "R1", "text": slug, "addressed_to": None}],
                    }
                ]
            },
        )
        for key, slug in ((1, "letter"), (2, "report"))
    ]

    class Rows(list[Any]):
        def filter(self, **_: Any) -> "Rows":
            return self

        select_related = order_by = lambda self, *_: self

    monkeypatch.setattr(published_module.Publication, "objects", Rows(rows))
    found = published_recommendations(inspection=SimpleNamespace(reference="OF-1"))  # type: ignore[arg-type]  # a stand-in
    assert [one.name for one in found] == ["OF-1-letter R1", "OF-1-report R1"]
    assert {one.attributed_to for one in found} == {""}
