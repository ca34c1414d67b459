"""`manage.py render`: any report as a PDF now, or a sentence and no file."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reports.management import paper
from reports.models import Draft, Publication
from tests.factories.letters import PDF as PRINTED
from tests.factories.reports import Told, begun_report, report_at, written_report
from tests.reports.test_recorded_letters import QuickPress

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> QuickPress:
    quick = QuickPress()
    monkeypatch.setattr(paper, "the_press", lambda: quick)
    return quick


def run(name: str, path: Path) -> tuple[str, str]:
    """What the command prints, and the error that it ends with."""
    out = io.StringIO()
    try:
        call_command("render", name, "--pdf", str(path), stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def printed_html(press: QuickPress) -> str:
    (job,) = press.jobs
    return str(job.html)


def test_the_newest_draft_is_printed_as_a_draft(press: QuickPress, tmp_path: Path) -> None:
    told = report_at("agreement")
    number = Draft.objects.order_by("-number").first().number
    said, error = run(told.reference, tmp_path / "out.pdf")
    mark = f"Draft {number}, not for publication"
    assert (said, error) == (f"{tmp_path / 'out.pdf'}: {mark} of {told.reference}.\n", "")
    assert f'<p class="watermark">{mark}</p>' in printed_html(press)
    assert (tmp_path / "out.pdf").read_bytes() == PRINTED


def test_what_was_never_frozen_is_printed_as_it_stands(press: QuickPress, tmp_path: Path) -> None:
    told = written_report()
    _, error = run(f"{told.reference}/{slug_of(told)}", tmp_path / "out.pdf")
    assert error == ""
    assert '<p class="watermark">Draft, not for publication</p>' in printed_html(press)
    assert told.paragraph("P1").text in printed_html(press)
    assert Draft.objects.count() == 0


def slug_of(told: Told) -> str:
    return str(told.report.slug)


def test_what_was_published_is_given_as_it_is(press: QuickPress, tmp_path: Path) -> None:
    told = report_at("published")
    said, error = run(told.reference, tmp_path / "out.pdf")
    assert (error, press.jobs) == ("", [])
    assert "version 1, as published" in said
    assert (tmp_path / "out.pdf").read_bytes() == bytes(Publication.objects.get().artefact.content)


@pytest.mark.parametrize("name", ["OF-2099-0001", "OF-2099-0001/letter", "", "../x"])
def test_an_inspection_that_there_is_not_is_a_sentence(
    name: str, press: QuickPress, tmp_path: Path, db: None
) -> None:
    _, error = run(name, tmp_path / "out.pdf")
    assert error == f"There is no inspection {name.partition('/')[0]}."
    assert list(tmp_path.iterdir()) == []


def test_a_document_that_there_is_not_is_a_sentence(press: QuickPress, tmp_path: Path) -> None:
    told = begun_report()
    _, error = run(f"{told.reference}/poem", tmp_path / "out.pdf")
    assert error == f"{told.reference} has no document “poem”. Write one of: {slug_of(told)}."
    assert list(tmp_path.iterdir()) == []


def test_an_inspection_without_a_report_is_a_sentence(press: QuickPress, tmp_path: Path) -> None:
    from tests.factories.inspections import inspection_at

    joint = inspection_at("fieldwork")
    _, error = run(joint.reference, tmp_path / "out.pdf")
    assert error == f"Nobody has begun a report of {joint.reference}."


def test_a_render_that_fails_is_a_sentence_and_leaves_the_old_file(
    press: QuickPress, tmp_path: Path
) -> None:
    told = written_report()
    press.reason = "No font of the document can draw “好”."
    path = tmp_path / "out.pdf"
    path.write_bytes(b"old")
    _, error = run(told.reference, path)
    assert error == "The PDF could not be made: No font of the document can draw “好”."
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])


def test_a_draft_of_another_schema_is_a_sentence(
    press: QuickPress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = written_report()
    monkeypatch.setattr("reports.print.letter.SCHEMA", 99)
    _, error = run(told.reference, tmp_path / "out.pdf")
    assert error == "This letter template prints snapshots of schema 99."
    assert list(tmp_path.iterdir()) == []


def test_the_file_has_the_rights_of_any_file(tmp_path: Path) -> None:
    plain: Any = tmp_path / "plain"
    plain.write_bytes(b"")
    paper.write_whole(tmp_path / "out.pdf", b"pdf")
    assert (tmp_path / "out.pdf").stat().st_mode == plain.stat().st_mode
