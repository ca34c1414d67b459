"""`manage.py import_letter`: a letter published elsewhere is recorded once, with its PDF."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from organisations.models import LocalArea
from organisations.values import FORMER_AREAS, former_areas_before
from records.errors import ActionRefused
from records.values import content_hash
from reports.actions import recorded as acts
from reports.management import paper
from reports.management.commands import import_letter
from reports.models import Artefact, RecordedLetter, RecordedLetterInspectorate
from reports.press import RenderFailed
from reports.print.jobs import Printed
from reports.values.letter_json import LetterRefused
from tests.factories.letters import (
    PDF,
    content_of,
    early_letter,
    ground,
    late_letter,
    recorded_letter,
)

pytestmark = pytest.mark.django_db


class QuickPress:
    """A press that prints nothing: it keeps what it was given, or says why it fails."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []
        self.reason = ""

    def render(self, document: Any, **_watching: Any) -> Printed:
        self.jobs.append(document)
        if self.reason:
            raise RenderFailed(self.reason, again=False)
        return Printed(PDF, "5" * 64, 4, ())


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> QuickPress:
    quick = QuickPress()
    monkeypatch.setattr(paper, "the_press", lambda: quick)
    ground()
    return quick


def run(folder: Path, letter: Any, *args: str, name: str = "letter.json") -> tuple[str, str, str]:
    """What the command prints, what it complains of, and the error that it ends with."""
    path = folder / name
    if letter is not None:
        path.write_bytes(letter if isinstance(letter, bytes) else content_of(letter))
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_letter", str(path), *args, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def stored() -> tuple[int, int, int]:
    """How many letters, places of inspectorates in them, and PDFs there are."""
    models = (RecordedLetter, RecordedLetterInspectorate, Artefact)
    return tuple(model.objects.count() for model in models)  # type: ignore[return-value]  # three


# --- what is recorded -----------------------------------------------------------------------------


def test_a_letter_is_recorded_with_its_pdf(press: QuickPress, tmp_path: Path) -> None:
    out, err, error = run(tmp_path, early_letter())
    address = "/published/recorded/northmere-2017-03-21/"
    assert (out, err, error) == (f"Northmere, 2017-03-21 is recorded: {address}.\n", "", "")
    row = RecordedLetter.objects.get()
    assert row.local_area == LocalArea.objects.get(code="830")
    assert (row.area_code, row.published_on) == ("830", date(2017, 3, 21))
    assert row.content == early_letter()
    assert row.content_hash == content_hash(early_letter())
    assert bytes(row.artefact.content) == PDF
    assert row.get_absolute_url() == address


def test_inspectorates_are_kept_as_printed_and_linked_by_any_name_they_bore(
    press: QuickPress, tmp_path: Path
) -> None:
    run(tmp_path, early_letter())
    rows = RecordedLetterInspectorate.objects.select_related("inspectorate")
    assert [(row.name, row.inspectorate and row.inspectorate.code) for row in rows] == [
        ("Ofsted", "ofsted"),
        ("HMIC", "hmic"),
        ("Lantern Inspectorate", None),
    ]


def test_an_inspectorate_is_called_as_it_was_then() -> None:
    row = recorded_letter(early_letter(inspectorates=["HMICFRS", "Lantern Inspectorate"]))
    names = [one.name_on(row.published_on) for one in row.inspectorates.all()]
    assert names == ["HMIC", "Lantern Inspectorate"]


def test_the_same_file_twice_is_one_letter(press: QuickPress, tmp_path: Path) -> None:
    run(tmp_path, early_letter())
    out, _, error = run(tmp_path, early_letter(), name="again.json")
    assert "is recorded already, with the same content" in out
    assert (error, stored(), len(press.jobs)) == ("", (1, 3, 1), 1)


def test_other_content_of_the_same_letter_is_refused(press: QuickPress, tmp_path: Path) -> None:
    run(tmp_path, early_letter())
    _, _, error = run(tmp_path, early_letter(theme="something else"))
    assert "is recorded with other content" in error
    assert "What was published never changes." in error
    assert (stored(), len(press.jobs)) == ((1, 3, 1), 1)
    assert RecordedLetter.objects.get().theme == "children neglected at the harbour"


def test_two_letters_of_one_area_and_day_have_two_addresses(
    press: QuickPress, tmp_path: Path
) -> None:
    run(tmp_path, early_letter())
    run(tmp_path, early_letter(title="Another letter"))
    slugs = RecordedLetter.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["northmere-2017-03-21", "northmere-2017-03-21-2"]


def test_what_is_not_known_is_named(press: QuickPress, tmp_path: Path) -> None:
    _, err, error = run(tmp_path, early_letter(colour="blue"))
    assert err == "Kept, and not printed, because it is not known: colour.\n"
    assert (error, RecordedLetter.objects.get().content["colour"]) == ("", "blue")


def test_a_letter_that_is_recorded_meanwhile_is_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ground()
    now = timezone.now()
    file = acts.check_letter(content=content_of(early_letter()), name="a.json", at=now)
    real, looked = acts.find_recorded, []

    def slow(**asked: Any) -> RecordedLetter | None:
        found = real(**asked)
        if not looked:
            looked.append(found)
            recorded_letter()
        return found

    monkeypatch.setattr(acts, "find_recorded", slow)
    row = acts.record_letter(file=file, printed=Printed(b"%PDF second", "6" * 64, 1, ()), at=now)
    assert (looked, row.artefact.sha256) == ([None], "5" * 64)
    assert stored() == (1, 3, 1)


def test_another_letter_that_took_the_address_meanwhile_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorded_letter()
    monkeypatch.setattr(acts, "_slug", lambda letter: "northmere-2017-03-21")
    with pytest.raises(ActionRefused, match="recorded at the same moment"):
        recorded_letter(early_letter(title="Another letter"))
    assert stored() == (1, 3, 1)


# --- the file that is asked for -------------------------------------------------------------------


def test_the_pdf_is_written_beside_it(press: QuickPress, tmp_path: Path) -> None:
    pdf = tmp_path / "out.pdf"
    out, _, error = run(tmp_path, early_letter(), "--pdf", str(pdf))
    assert (pdf.read_bytes(), error) == (PDF, "")
    assert f"{pdf}: 4 pages, SHA-256 {'5' * 64}." in out
    pdf.unlink()
    run(tmp_path, early_letter(), "--pdf", str(pdf))
    assert (pdf.read_bytes(), len(press.jobs)) == (PDF, 1)


def test_a_place_that_cannot_hold_the_pdf_is_told_before_anything_is_done(
    press: QuickPress, tmp_path: Path
) -> None:
    _, _, error = run(tmp_path, early_letter(), "--pdf", str(tmp_path / "no" / "out.pdf"))
    assert error == f"There is no folder {tmp_path / 'no'}. Make it first."
    _, _, error = run(tmp_path, early_letter(), "--pdf", str(tmp_path))
    assert error == f"{tmp_path} is a folder. Name a PDF file."
    assert (stored(), press.jobs) == ((0, 0, 0), [])


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    press: QuickPress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = tmp_path / "out.pdf"
    pdf.write_bytes(b"old")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(paper.os, "fsync", full)
    _, _, error = run(tmp_path, early_letter(), "--pdf", str(pdf))
    assert error == f"{pdf}: No space left on device. The PDF was not written."
    assert pdf.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.json", "out.pdf"]


# --- what is refused ------------------------------------------------------------------------------


def test_faults_are_printed_with_their_places(press: QuickPress, tmp_path: Path) -> None:
    letter = early_letter(addressees=[])
    letter["sections"][3]["blocks"][0]["text"] = ""
    _, err, error = run(tmp_path, letter)
    path = tmp_path / "letter.json"
    assert err.splitlines() == [
        f"{path}: addressees: is empty. A letter has at least one addressee.",
        f"{path}: sections[3].blocks[0].text: is empty.",
    ]
    assert error == "Nothing was recorded: 2 to correct."
    assert (stored(), press.jobs) == ((0, 0, 0), [])


def test_many_faults_are_cut_short(press: QuickPress, tmp_path: Path) -> None:
    _, err, error = run(tmp_path, early_letter(strengths=[{}] * 70))
    assert err.splitlines()[-1] == "And 20 more."
    assert error == "Nothing was recorded: 70 to correct."


def test_a_file_that_is_not_there_is_a_sentence(press: QuickPress, tmp_path: Path) -> None:
    _, _, error = run(tmp_path, None)
    path = tmp_path / "letter.json"
    assert error == f"{path}: No such file or directory. Name a JSON file."


def test_a_file_of_many_megabytes_is_not_read(
    press: QuickPress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, error = run(tmp_path, b" " * (import_letter.MAX_BYTES + 1))
    assert error.endswith("The file is larger than 2 MB. A letter is a small part of it.")


def test_a_letter_that_cannot_be_printed_is_not_recorded(press: QuickPress, tmp_path: Path) -> None:
    press.reason = "The document is too long."
    _, _, error = run(tmp_path, early_letter(), "--pdf", str(tmp_path / "out.pdf"))
    assert error == "The PDF could not be made: The document is too long."
    assert stored() == (0, 0, 0)
    assert not (tmp_path / "out.pdf").exists()


def test_a_character_that_no_font_draws_is_named_with_its_place(
    press: QuickPress, tmp_path: Path
) -> None:
    letter = early_letter()
    letter["sections"][1]["blocks"][1]["text"] = letter["strengths"][1]["text"] = "Fog 好 霧."
    _, err, _ = run(tmp_path, letter)
    said = (
        "no font of the PDF can draw “好” (U+597D), “霧” (U+9727). Write it with other characters."
    )
    assert f"sections[1].blocks[1].text: {said}" in err
    assert (stored(), press.jobs) == ((0, 0, 0), [])


# --- areas of then --------------------------------------------------------------------------------


def of_area(code: str, day: date, *, fieldwork: date | None = None) -> RecordedLetter:
    began = fieldwork or day - timedelta(days=40)
    return recorded_letter(
        early_letter(
            la_code=code,
            date=day.isoformat(),
            fieldwork={"start": began.isoformat(), "end": (began + timedelta(days=4)).isoformat()},
            next_steps={},
        )
    )


def test_an_area_that_is_there_no_more_has_its_letters() -> None:
    row = of_area("928", date(2018, 3, 1))
    assert (row.local_area, row.area_code) == (None, "928")


@pytest.mark.parametrize(
    ("day", "is_taken"), [(date(2021, 3, 31), True), (date(2021, 4, 1), False)]
)
def test_an_area_is_there_until_its_last_day_of_fieldwork(day: date, is_taken: bool) -> None:
    after = date(2021, 6, 1)
    if is_taken:
        assert of_area("928", after, fieldwork=day).published_on == after
        return
    with pytest.raises(LetterRefused) as refused:
        of_area("928", after, fieldwork=day)
    assert [str(one) for one in refused.value.problems] == [
        (
            "la_code: Northamptonshire was there until 31 March 2021. "
            "Write its successor’s code: 940 or 941."
        )
    ]


def test_an_area_that_was_not_there_yet_names_those_of_then() -> None:
    LocalArea.objects.create(
        code="839", ons_code="E06000058", name="Three Towns", region="South", kind="unitary"
    )
    assert of_area("839", date(2019, 4, 1)).area_code == "839"
    with pytest.raises(LetterRefused) as refused:
        of_area("839", date(2019, 3, 31))
    assert [str(one) for one in refused.value.problems] == [
        (
            "la_code: this area was not there yet on 31 March 2019. Write the code of then: "
            "835 (Dorset (county council)) or 836 (Poole) or 837 (Bournemouth)."
        )
    ]


def test_an_area_that_never_was_is_refused() -> None:
    with pytest.raises(LetterRefused) as refused:
        recorded_letter(early_letter(la_code="999"))
    assert [str(one) for one in refused.value.problems] == [
        "la_code: There is no local area “999”. Write the DfE’s number, such as 334."
    ]


def test_former_areas_are_none_of_today_and_those_after_them_are(settings: Any) -> None:
    lines = (settings.BASE_DIR / "fixtures/reference/local_areas.csv").read_text().splitlines()
    today = {line.split(",")[0] for line in lines[1:]}
    assert not today & set(FORMER_AREAS)
    assert {code for area in FORMER_AREAS.values() for code in area.successors} <= today
    assert former_areas_before("830", date(2015, 1, 1)) == []


# --- it never changes -----------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["reports_recordedletter", "reports_recordedletterinspectorate"])
def test_the_database_refuses_changes(table: str) -> None:
    recorded_letter()
    for act in ("UPDATE {} SET id = id", "DELETE FROM {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act.format(table))
    assert stored() == (1, 3, 1)


def test_the_model_refuses_changes_and_a_second_of_the_same() -> None:
    row = recorded_letter()
    with pytest.raises(TypeError, match="never change"):
        row.save()
    with pytest.raises(TypeError, match="never deleted"):
        row.delete()
    row.pk, row._state.adding, row.slug = None, True, "another"
    with pytest.raises(ValidationError, match="is there already"):
        row.validate_constraints()
    row.title = ""
    with pytest.raises(ValidationError, match="an area, a title and a source"):
        row.validate_constraints()


def test_rows_say_what_they_are() -> None:
    row = recorded_letter(late_letter())
    assert str(row) == "Westmoor, 2024-03-14"
    assert [str(one) for one in row.inspectorates.all()] == ["Ofsted", "HMICFRS"]
