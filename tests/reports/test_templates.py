"""Versions of templates: which a draft is made with, and what becomes of one that is withdrawn."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from records.values import content_hash
from reports.actions import (
    build_combined,
    freeze_again,
    preview,
    propose_publication,
    send_to_chair,
    sign_off,
    template_of,
    withdraw_template,
    withdrawal_of,
)
from reports.actions.printing import NO_WATERMARK, print_key
from reports.actions.snapshot import freeze, snapshot_to_freeze
from reports.actions.templates import (
    drafts_on_withdrawn,
    require_template_stands,
    template_of_new,
    template_problems,
)
from reports.models import Draft, Publication, SignOff, TemplateWithdrawal
from reports.print.jobs import UnknownSchema
from reports.print.letter import letter_html, letter_job, letter_key
from reports.print.report import document_key
from reports.states import ReportState
from reports.values.templates import (
    VERSIONS,
    TemplateKind,
    version_in_force,
    version_named,
)
from tests.factories.combined import bound_at
from tests.factories.reports import (
    Told,
    begun_report,
    publication_of,
    report_at,
    signatures_of,
    written_report,
)
from tests.reports.samples import sample_snapshot

TODAY = date(2026, 11, 22)
WHY = "Boxes were printed without their headings."


# --- the versions there are -----------------------------------------------------------------------


def test_versions_of_a_kind_are_numbered_and_dated_in_order() -> None:
    for kind in TemplateKind:
        found = [one for one in VERSIONS if one.kind == kind]
        assert [one.number for one in found] == list(range(1, len(found) + 1))
        assert [one.in_force_from for one in found] == sorted({one.in_force_from for one in found})


def test_every_version_has_its_files_and_every_file_a_version() -> None:
    for version in VERSIONS:
        if version.kind == TemplateKind.LETTER:
            assert len(letter_key("a" * 64, version.number)) == 64
    with pytest.raises(UnknownSchema):
        letter_key("a" * 64, 9)


@pytest.mark.parametrize(
    ("day", "withdrawn", "number"),
    [
        (date(2025, 12, 31), set(), 1),
        (date(2026, 1, 1), set(), 2),
        (TODAY, {2}, 1),
        (TODAY, {1}, 2),
        (TODAY, {1, 2}, None),
        (date(2015, 9, 30), set(), None),
    ],
)
def test_the_newest_in_force_that_is_not_withdrawn(
    day: date, withdrawn: set[int], number: int | None
) -> None:
    found = version_in_force(TemplateKind.LETTER, day, withdrawn)
    assert (found.number if found else None) == number


def test_a_version_is_named_with_its_date() -> None:
    found = version_named("letter", 2)
    assert found is not None
    assert str(found) == "version 2 of 1 January 2026"
    assert found.as_data() == {"kind": "letter", "number": 2, "in_force_from": "2026-01-01"}
    assert version_named("letter", 9) is None
    assert version_named("poem", 1) is None


# --- what is printed ------------------------------------------------------------------------------


def versioned(number: int, **changes: Any) -> dict[str, Any]:
    return {**sample_snapshot(), "template": {"kind": "letter", "number": number}, **changes}


def test_a_snapshot_that_names_no_version_is_printed_by_the_first() -> None:
    old = sample_snapshot()
    assert letter_html(old) == letter_html(versioned(1))
    assert letter_job(old).css == letter_job(versioned(1)).css
    assert document_key(old, "a" * 64) == letter_key("a" * 64) == letter_key("a" * 64, 1)


def test_each_version_has_a_key_of_its_own() -> None:
    assert document_key(versioned(2), "a" * 64) == letter_key("a" * 64, 2) != letter_key("a" * 64)
    assert letter_job(versioned(2)).css.startswith(letter_job(versioned(1)).css)


def test_the_key_of_a_version_covers_all_of_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    key = letter_key("a" * 64, 2)
    others = set()
    for name in ("_source", "_css"):
        with monkeypatch.context() as patch:
            patch.setattr(f"reports.print.letter.{name}", lambda _number: "changed")
            others.add(letter_key("a" * 64, 2))
    assert len(others) == 2
    assert key not in others


def test_a_version_that_there_is_not_is_not_printed_by_another() -> None:
    with pytest.raises(UnknownSchema, match="no version 9"):
        letter_html(versioned(9))


def stated_snapshot(number: int) -> dict[str, Any]:
    snapshot = versioned(number)
    facts = [{"label": "Who writes it", "text": "Ashdale & Co, <b>as told</b>"}]
    section = next(one for one in snapshot["sections"] if one["kind"] == "prose")
    section["statement"] = {"facts": facts, "due_on": None, "working_days": 70}
    return snapshot


@pytest.mark.parametrize("number", [1, 2])
def test_no_version_loses_the_statement_of_action(number: int) -> None:
    html = letter_html(stated_snapshot(number))
    assert "Who writes it:" in html
    assert "Ashdale &amp; Co, &lt;b&gt;as told&lt;/b&gt;" in html
    assert ("in-short" in html) == (number == 2)


def test_a_study_stands_in_a_box_with_its_heading() -> None:
    snapshot = versioned(2)
    study = next(one for one in snapshot["sections"] if one["kind"] == "strengths")
    study["purpose"] = "study_of_strength"
    html = letter_html(snapshot)
    box = html[html.index("case-study") :]
    assert box.index(study["heading"]) < box.index("said")
    assert "<li>" not in box[: box.index("</div>")]
    assert html.count("case-study") == 1


# --- of a draft -----------------------------------------------------------------------------------


def withdrawn(kind: str = "letter", number: int = 2, **changes: Any) -> TemplateWithdrawal:
    usual = {"reason": WHY, "by": None, "at": timezone.now()}
    with transaction.atomic():
        return withdraw_template(kind=kind, number=number, **{**usual, **changes})


@pytest.mark.django_db
def test_a_draft_names_the_version_that_it_is_made_with() -> None:
    told = written_report()
    draft = freeze(report=told.report, by=told.lead, at=timezone.now())
    assert draft.snapshot["template"] == {
        "kind": "letter",
        "number": 2,
        "in_force_from": "2026-01-01",
    }
    assert template_of(snapshot=draft.snapshot) == version_named("letter", 2)
    assert withdrawal_of(draft=draft) is None
    require_template_stands(report=told.report, draft=draft)


@pytest.mark.django_db
def test_what_was_frozen_before_there_were_versions_is_of_the_first() -> None:
    assert template_of(snapshot=sample_snapshot()) == version_named("letter", 1)
    assert template_of(snapshot={"schema": 2}) == version_named("report", 1)
    assert template_of(snapshot={"schema": 3}) == version_named("combined", 1)
    with pytest.raises(KeyError):
        template_of(snapshot=versioned(9))


@pytest.mark.django_db
def test_a_new_draft_is_made_with_the_one_that_is_left() -> None:
    withdrawn()
    assert template_of_new(schema=1, day=TODAY) == version_named("letter", 1)
    told = written_report()
    snapshot = snapshot_to_freeze(report=told.report, at=timezone.now())
    assert snapshot["template"]["number"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [(), (1, 2)])
def test_a_text_is_frozen_even_where_no_version_is_in_force(numbers: tuple[int, ...]) -> None:
    """Under the newest: it is written and read, and not signed."""
    for number in numbers:
        TemplateWithdrawal.objects.create(
            kind="letter", number=number, reason=WHY, at=timezone.now()
        )
    found = template_of_new(schema=1, day=date(2001, 1, 1))
    assert found.number == 2


# --- withdrawing one ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_withdrawal_stays_on_the_record() -> None:
    row = withdrawn(reason=f" {WHY}\x00 ")
    assert (row.kind, row.number, row.reason, row.by) == ("letter", 2, WHY, None)
    assert (str(row), row.record_name) == ("letter 2", "withdrawal of template letter 2")
    assert TemplateWithdrawal.objects.numbers_of("letter") == {2}
    assert TemplateWithdrawal.objects.numbers_of("report") == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": 9}, "There is no version 9 of the template “letter”."),
        ({"kind": "poem"}, "There is no version 2 of the template “poem”."),
        ({"reason": " "}, "Say why the version is withdrawn."),
        ({"reason": "a" * 2001}, "A reason has at most 2,000 characters."),
        ({"kind": "report", "number": 1}, "No other version of the template “report” is in force"),
        ({"kind": "combined", "number": 1}, "Put the next version in force first."),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ActionRefused) as refusal:
        withdrawn(**changes)
    assert words in refusal.value.message
    assert not TemplateWithdrawal.objects.exists()


@pytest.mark.django_db
def test_it_is_withdrawn_once_and_never_the_last_of_its_kind() -> None:
    withdrawn()
    with pytest.raises(ActionRefused, match="was withdrawn already"):
        withdrawn()
    with pytest.raises(ActionRefused, match="No other version"):
        withdrawn(number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        TemplateWithdrawal.objects.create(kind="letter", number=2, reason=WHY, at=timezone.now())
    assert TemplateWithdrawal.objects.count() == 1


# --- while a draft uses it ------------------------------------------------------------------------


def signs(told: Told) -> None:
    with acting_as(told.lead):
        sign_off(
            report=told.report,
            content_hash=told.draft.content_hash,
            by=told.lead,
            at=timezone.now(),
        )


@pytest.mark.django_db
def test_a_draft_of_a_withdrawn_version_is_listed_with_a_sentence() -> None:
    told = report_at("agreement")
    assert template_problems(report=told.report) == []
    withdrawn()
    (problem,) = template_problems(report=told.report)
    assert problem.text.startswith(
        "Draft 2 was made with version 2 of 1 January 2026 of the template of the letter, which "
        "was withdrawn on "
    )
    assert WHY in problem.text
    assert problem.text.endswith(
        "The overall lead freezes the text again, with version 1 of 1 October 2015. "
        "Nothing of the text is lost."
    )
    assert problem.url.endswith("/joint-letter/freeze-again/")


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["quality_assurance", "with_chair"])
def test_where_the_next_step_freezes_anew_it_says_so(stage: str) -> None:
    told = report_at(stage)
    withdrawn()
    (problem,) = template_problems(report=told.report)
    assert "The next draft is made with version 1" in problem.text
    assert not problem.blocks


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["drafting", "answering", "published"])
def test_what_is_written_or_published_waits_for_nothing(stage: str) -> None:
    told = report_at(stage)
    withdrawn()
    assert template_problems(report=told.report) == []


@pytest.mark.django_db
def test_it_is_not_signed() -> None:
    told = report_at("agreement")
    withdrawn()
    with pytest.raises(ActionRefused, match="was withdrawn on") as refusal:
        signs(told)
    assert refusal.value.message.endswith("Nothing was changed.")
    assert not SignOff.objects.exists()


@pytest.mark.django_db
def test_it_is_not_sent_to_the_chair() -> None:
    told = report_at("signed")
    withdrawn()
    with acting_as(told.lead), pytest.raises(ActionRefused, match="was withdrawn on"):
        send_to_chair(report=told.report, by=told.lead, at=timezone.now())
    assert told.now().state == ReportState.AGREEMENT


@pytest.mark.django_db
def test_its_publication_is_neither_proposed_nor_confirmed() -> None:
    signed, proposed = report_at("final_signed"), report_at("proposed")
    withdrawn()
    with acting_as(signed.lead), pytest.raises(ActionRefused, match="was withdrawn on"):
        propose_publication(
            report=signed.report,
            content_hash=signed.draft.content_hash,
            by=signed.lead,
            at=timezone.now(),
        )
    with pytest.raises(ActionRefused, match="was withdrawn on"):
        publication_of(proposed)
    assert not Publication.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["signed", "final_signed"])
def test_frozen_again_nothing_of_the_text_is_lost_and_all_sign_anew(stage: str) -> None:
    told = report_at(stage)
    before, state = told.draft, told.report.state
    withdrawn()
    with acting_as(told.lead):
        draft = freeze_again(report=told.report, by=told.lead, at=timezone.now())
    assert draft.number == before.number + 1
    assert draft.snapshot["template"]["number"] == 1
    same = {"sections", "judgement", "title", "addressees", "signatories"}
    assert {name: draft.snapshot[name] for name in same} == {
        name: before.snapshot[name] for name in same
    }
    assert draft.content_hash == content_hash(draft.snapshot) != before.content_hash
    assert told.now().state == state
    assert not draft.sign_offs.exists()
    assert before.sign_offs.count() == 3
    with acting_as(told.lead):
        assert len(signatures_of(told)) == 3
    assert template_problems(report=told.report) == []


@pytest.mark.django_db
def test_the_rest_of_the_way_is_gone_after_it() -> None:
    told = report_at("proposed")
    withdrawn()
    with acting_as(told.lead):
        freeze_again(report=told.report, by=told.lead, at=timezone.now())
        signatures_of(told)
        propose_publication(
            report=told.now(),
            content_hash=told.draft.content_hash,
            by=told.lead,
            at=timezone.now(),
        )
    published = publication_of(told)
    assert published.snapshot["template"]["number"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["drafting", "quality_assurance", "with_chair", "answering"])
def test_it_is_frozen_again_only_while_it_is_signed(stage: str) -> None:
    told = report_at(stage)
    withdrawn()
    number = Draft.objects.count()
    with acting_as(told.lead), pytest.raises(ActionRefused, match="frozen anyway"):
        freeze_again(report=told.report, by=told.lead, at=timezone.now())
    assert Draft.objects.count() == number


@pytest.mark.django_db
def test_a_draft_whose_version_stands_is_not_frozen_again() -> None:
    told = report_at("signed")
    with acting_as(told.lead), pytest.raises(ActionRefused, match="that is in use"):
        freeze_again(report=told.report, by=told.lead, at=timezone.now())
    assert told.draft.sign_offs.count() == 3


@pytest.mark.django_db
def test_who_leads_freezes_it_again_and_nobody_else() -> None:
    told = report_at("signed")
    withdrawn()
    for person in (told.joint.leads["cqc"], told.joint.quality_assurer):
        with acting_as(person), pytest.raises(PermissionRefused):
            freeze_again(report=told.report, by=person, at=timezone.now())
    assert told.draft.number == 2


@pytest.mark.django_db
def test_a_preview_is_made_with_the_version_in_force() -> None:
    told = written_report()
    with acting_as(told.lead):
        first = preview(report=told.report, by=told.lead, at=timezone.now())
        again = preview(report=told.report, by=told.lead, at=timezone.now())
        withdrawn()
        later = preview(report=told.report, by=told.lead, at=timezone.now())
    assert first == again != later
    assert later.snapshot["template"]["number"] == 1


@pytest.mark.django_db
def test_what_is_published_keeps_its_version_and_its_key() -> None:
    told = report_at("published")
    publication = Publication.objects.get()
    key = print_key(draft=told.draft, watermark=NO_WATERMARK)
    withdrawn()
    assert print_key(draft=told.draft, watermark=NO_WATERMARK) == key
    assert publication.snapshot["template"]["number"] == 2
    page = Client().get(reverse("published:publication", args=[told.reference]))
    assert page.status_code == 200
    assert publication.artefact.key == key


@pytest.mark.django_db
def test_a_combined_document_is_built_again_with_another_version() -> None:
    bound = bound_at("built")
    lead = bound.graded.joint.overall_lead
    first = bound.build
    TemplateWithdrawal.objects.create(kind="combined", number=1, reason=WHY, at=timezone.now())
    with acting_as(lead), pytest.raises(ActionRefused, match="built again from its parts"):
        freeze_again(report=first.report, by=lead, at=timezone.now())
    with acting_as(lead):
        again = build_combined(report=first.report, by=lead, at=timezone.now())
    assert again.number == first.number + 1
    assert again.snapshot["parts_hash"] == first.snapshot["parts_hash"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_asking_costs_one_query(number: int, assert_queries: Any) -> None:
    drafts = []
    for _ in range(number):
        told = begun_report()
        drafts.append(freeze(report=told.report, by=told.lead, at=timezone.now()))
    with assert_queries(number):
        assert [withdrawal_of(draft=one) for one in drafts] == [None] * number


# --- the command ----------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("withdraw_template", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_names_every_draft_that_it_concerns() -> None:
    told, written, published = report_at("agreement"), report_at("drafting"), report_at("published")
    said = run("letter", "2", "--reason", WHY)
    assert "Version 2 of the template “letter” is withdrawn." in said
    assert f"{told.reference} joint-letter: Draft 2 was made with version 2" in said
    assert written.reference not in said
    assert published.reference not in said
    assert [one.report for one in drafts_on_withdrawn(kind="letter", number=2)] == [told.report]
    assert drafts_on_withdrawn(kind="letter", number=1) == []


@pytest.mark.django_db
def test_the_command_lists_the_versions() -> None:
    assert "No document waits with a draft of it." in run("letter", "2", "--reason", WHY)
    lines = run().splitlines()
    assert len(lines) == len(VERSIONS)
    assert lines[0] == "letter version 1 of 1 October 2015"
    assert lines[1].startswith("letter version 2 of 1 January 2026, withdrawn on ")
    assert lines[1].endswith(WHY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("letter",), "Say which version: its number."),
        (("letter", "2"), "Say why the version is withdrawn."),
        (("letter", "9", "--reason", WHY), "There is no version 9"),
        (("poem", "1", "--reason", WHY), "invalid choice"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)
    assert not TemplateWithdrawal.objects.exists()
