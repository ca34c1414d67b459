"""Files in a form: chosen, refused one by one, named where they were left out on their way."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from inspections.forms.attachments import (
    AttachForm,
    FilesField,
    RemoveFileForm,
    ReplaceFileForm,
    too_large,
)
from inspections.forms.evidence import ChangeEvidenceForm, EvidenceForm
from inspections.values.attachments import ACCEPTED, LARGEST, MOST_FILES, FileKind
from pages.presenters import present
from tests.factories.attachments import GOOD, pdf, png, upload
from tests.inspections.test_forms import CHOICES, query, typed

SCRIPT = "<script>alert(1)</script>"
AGAIN = "Choose your files again: a page cannot keep them. What you typed is kept."


def chosen(*files: SimpleUploadedFile) -> MultiValueDict[str, SimpleUploadedFile]:
    return MultiValueDict({"files": list(files)})


def sent(**changes: Any) -> Any:
    return query(**{"once": str(uuid4()), "base": "2", **changes})


def attach(*files: SimpleUploadedFile, **options: Any) -> AttachForm:
    data = options.pop("data", {})
    return AttachForm(sent(**data), chosen(*files), **options)


def said(form: Any, name: str = "files") -> list[str]:
    return [str(one) for one in form.errors.get(name, [])]


class Large(SimpleUploadedFile):
    """A file that says how long it is without being so long."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name, png())
        self.size = size


# --- the files themselves -----------------------------------------------------------------------


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_every_kind_can_be_attached(name: str) -> None:
    form = attach(upload(name, GOOD[name]))
    assert form.is_valid(), form.errors
    assert [one.name for one in form.cleaned_data["files"]] == [name]


def test_several_files_are_kept_in_their_order() -> None:
    form = attach(upload("b.png"), upload("a.pdf", pdf()), upload("b.png"))
    assert form.is_valid(), form.errors
    assert [one.name for one in form.cleaned_data["files"]] == ["b.png", "a.pdf", "b.png"]


def test_without_a_file_nothing_is_attached() -> None:
    form = attach()
    assert said(form) == ["Choose a file"]
    assert "base" not in form.errors


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.exe", b"MZ", "“virus.exe” is of a kind that cannot be attached."),
        ("photo.png", b"", "“photo.png” is empty."),
        ("photo.png", b"MZ\x90\x00", "“photo.png” is a program. Programs cannot be attached."),
        ("photo.png", pdf(), "“photo.png” is not the PNG picture that its name says"),
        ("photo.png", png() + b"x", "“photo.png” is two things at once"),
        (f"{SCRIPT}.png", b"", "“script>.png” is empty."),
        ("gpj\u202eexe.png", b"", "“gpjexe.png” is empty."),
        ("صورة.png", b"", "“صورة.png” is empty."),
        ("👩‍👧.png", b"", "“👩👧.png” is empty."),
        ("x" * 100_000 + ".png", b"", "“" + "x" * 116 + ".png” is empty."),
    ],
    ids=lambda value: str(value)[:20].encode("unicode_escape").decode(),
)
def test_a_file_that_cannot_be_attached_is_named_with_the_reason(
    name: str, content: bytes, sentence: str
) -> None:
    file = upload("a.png", content)
    # As a parser of another make might give it: Django's own takes paths away beforehand.
    file._name = name
    [line] = said(attach(file))
    assert line.startswith(sentence)


def test_of_several_files_each_wrong_one_has_its_sentence() -> None:
    form = attach(upload("a.exe"), upload("b.png"), upload("c.png", b""))
    assert [line.partition("”")[0] for line in said(form)] == ["“a.exe", "“c.png"]


def test_the_sentence_about_a_file_runs_nothing_on_the_page() -> None:
    file = upload("a.png", b"")
    file._name = '"><b onclick=x>.png'
    assert "<b onclick" not in str(attach(file).errors)


@pytest.mark.parametrize(
    ("number", "valid"), [(1, True), (MOST_FILES, True), (MOST_FILES + 1, False)]
)
def test_so_many_files_and_no_more(number: int, valid: bool) -> None:
    form = attach(*(upload(f"{one}.png") for one in range(number)))
    assert form.is_valid() is valid
    assert said(form) == ([] if valid else [f"Choose {MOST_FILES} files at most."])


@pytest.mark.parametrize(("size", "valid"), [(LARGEST, True), (LARGEST + 1, False)])
def test_a_file_so_large_and_no_larger(size: int, valid: bool) -> None:
    form = attach(Large("a.png", size))
    assert form.is_valid() is valid
    assert said(form) == ([] if valid else [too_large("a.png")])


def test_too_large_in_words() -> None:
    assert too_large("a.png") == "“a.png” is larger than 25 MB. Attach a smaller file."


@pytest.mark.parametrize("data", [None, "", []])
def test_a_field_that_need_not_be_filled_takes_nothing(data: Any) -> None:
    assert FilesField(required=False).clean(data) == []


def test_a_single_file_is_taken_as_a_list_of_one() -> None:
    file = upload()
    assert FilesField().clean(file) == [file]


def test_the_box_takes_several_files_of_the_kinds_that_are_read() -> None:
    markup = str(AttachForm()["files"])
    assert " multiple" in markup
    assert f'accept="{ACCEPTED}"' in markup
    assert all(f".{kind}" in markup for kind in FileKind)


def test_the_hint_says_how_many_and_how_large() -> None:
    hint = present(AttachForm()["files"]).hint
    assert hint.startswith("Up to 10 files of at most 25 MB each: PDF, PNG")


# --- what was left out on its way ---------------------------------------------------------------


def test_a_file_that_was_left_out_is_named_beside_its_field() -> None:
    form = attach(left_out=[("files", "huge.png")])
    assert said(form) == [too_large("huge.png")]


def test_every_file_that_was_left_out_is_named() -> None:
    form = attach(upload(), left_out=[("files", "a.png"), ("files", "b\u202e.png")])
    assert said(form) == [too_large("a.png"), too_large("b.png")]


@pytest.mark.parametrize("field", [None, "text", "other"])
def test_a_file_of_another_field_is_not_this_form_s(field: str | None) -> None:
    assert attach(upload(), left_out=[(field, "huge.png")]).is_valid()


def test_the_text_beside_a_file_that_was_left_out_is_kept() -> None:
    form = EvidenceForm(typed(), chosen(), choices=CHOICES, left_out=[("files", "huge.png")])
    assert form.errors == {"files": [too_large("huge.png")]}
    assert form["text"].value() == " Seen. "


# --- files beside text that has to be typed again -----------------------------------------------


def test_files_beside_a_wrong_text_have_to_be_chosen_again() -> None:
    form = EvidenceForm(typed(text=""), chosen(upload()), choices=CHOICES)
    assert form.errors.keys() == {"text", "files"}
    assert said(form) == [AGAIN]


def test_without_files_nothing_has_to_be_chosen_again() -> None:
    form = EvidenceForm(typed(text=""), chosen(), choices=CHOICES)
    assert form.errors.keys() == {"text"}


def test_a_wrong_file_has_its_own_sentence_and_no_second_one() -> None:
    form = EvidenceForm(typed(text=""), chosen(upload("a.exe")), choices=CHOICES)
    assert said(form) != [AGAIN]
    assert len(said(form)) == 1


@pytest.mark.parametrize("kind", [EvidenceForm, ChangeEvidenceForm])
def test_evidence_may_have_no_files(kind: Any) -> None:
    form = kind(typed(base="2", item="E-1"), chosen(), choices=CHOICES)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["files"] == []


# --- attaching to an item -----------------------------------------------------------------------


def test_a_reason_is_asked_for_where_something_relies_on_the_item() -> None:
    assert "why" not in attach(upload()).fields
    assert list(attach(upload(), relied_on=True).fields)[:2] == ["files", "why"]


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("", "Enter why the item changes"),
        (" \n ", "Enter why the item changes"),
        ("x" * 2_001, "Why the item changes must be 2,000 characters or fewer"),
        ("🙂" * 100_000, "Why the item changes must be 2,000 characters or fewer"),
    ],
)
def test_a_reason_that_is_none_is_refused_and_kept(why: str, sentence: str) -> None:
    form = attach(upload(), relied_on=True, data={"why": why})
    assert said(form, "why") == [sentence]
    assert said(form) == [AGAIN]
    assert form["why"].value() == why


@pytest.mark.parametrize(
    ("why", "kept"),
    [
        (" A better scan. ", "A better scan."),
        ("One.\r\nTwo.", "One.\nTwo."),
        ("مجلس 👩‍👧", "مجلس 👩‍👧"),
        ("x" * 2_000, "x" * 2_000),
        (SCRIPT, SCRIPT),
    ],
)
def test_a_reason_is_kept(why: str, kept: str) -> None:
    form = attach(upload(), relied_on=True, data={"why": why})
    assert form.is_valid(), form.errors
    assert form.reason == kept


def test_a_reason_that_nobody_asked_for_is_none() -> None:
    form = attach(upload(), data={"why": "Because."})
    assert form.is_valid()
    assert form.reason == ""


@pytest.mark.parametrize("base", ["", "0", "-1", "x", "1.5", "\x00", "🙂"])
def test_a_version_that_is_none_is_refused(base: str) -> None:
    form = attach(upload(), data={"base": base})
    assert form.errors.keys() == {"base", "files"}
    assert said(form) == [AGAIN]


# --- replacing and leaving out ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "sentences"), [(0, ["Choose a file"]), (1, []), (2, ["Choose one file"])]
)
def test_one_file_stands_in_the_place_of_another(number: int, sentences: list[str]) -> None:
    files = [upload(f"{one}.png") for one in range(number)]
    form = ReplaceFileForm(sent(), chosen(*files))
    assert said(form) == sentences
    assert form.is_valid() is (not sentences)


def test_the_box_for_another_file_takes_one() -> None:
    markup = str(ReplaceFileForm()["files"])
    assert " multiple" not in markup
    assert ReplaceFileForm()["files"].label == "The new file"


def test_one_form_does_not_change_another() -> None:
    ReplaceFileForm()
    assert " multiple" in str(AttachForm()["files"])
    assert EvidenceForm(choices=CHOICES).fields["files"].required is False


def test_leaving_a_file_out_asks_for_no_file() -> None:
    form = RemoveFileForm(sent())
    assert "files" not in form.fields
    assert form.is_valid(), form.errors
    assert form.cleaned_data["base"] == 2


def test_leaving_a_file_out_asks_why_where_something_relies_on_the_item() -> None:
    form = RemoveFileForm(sent(), relied_on=True)
    assert form.errors == {"why": ["Enter why the item changes"]}


@pytest.mark.parametrize(
    ("kind", "label", "style"),
    [
        (AttachForm, "Attach", ""),
        (ReplaceFileForm, "Replace it", ""),
        (RemoveFileForm, "Leave it out", "warning"),
    ],
)
def test_the_button_says_what_will_happen(kind: Any, label: str, style: str) -> None:
    [button] = kind().buttons()
    assert (button.label, button.style) == (label, style)
