"""Files on pages: sent with evidence, refused with a sentence, read by whom they are for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from inspections.actions.files import place_of
from inspections.actions.scanning import run_scan
from inspections.models import Attachment, Evidence, EvidenceReading
from inspections.values.attachments import MOST_FILES
from records.actor import acting_as
from records.models import AuditEntry, Job
from tests.factories.attachments import GOOD, attached, files_of, jpeg, png, scanner, upload
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.inspections.test_evidence_actions import change
from tests.inspections.test_pages import at, text_of
from tests.inspections.test_record_page import typed
from tests.inspections.test_visible import share, withdraw

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
RIGHT_TO_LEFT = "\u202eصورة"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def author(joint: JointInspection) -> Any:
    return joint.inspectors["cqc"]


@pytest.fixture
def item(joint: JointInspection, author: Any) -> Evidence:
    """An item of CQC's own strand."""
    return evidence_by(joint, author, strand=single_strand(joint, "cqc"))


def fetched(client: Client, where: str) -> HttpResponse:
    """The answer to the request of a file, read to its end and closed; its bytes are `body`."""
    answer: Any = client.get(where, follow=False)
    answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer  # type: ignore[no-any-return]  # the test client adds to its answers


def items(joint: JointInspection, person: Any) -> list[Evidence]:
    with acting_as(person):
        return list(Evidence.objects.filter(inspection=joint.inspection))


# --- beside a new item --------------------------------------------------------------------------


def test_evidence_is_recorded_with_several_files(
    joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    sent = typed(joint, files=[upload("a.png"), upload("b.jpg", jpeg())], finish="1")
    answer = client_of(author).post(at(joint, "record_evidence"), sent)
    assert answer.status_code == 302
    (item,) = items(joint, author)
    with acting_as(author):
        assert sorted(one.name for one in files_of(item)) == ["a.png", "b.jpg"]
    page = text_of(client_of(author).get(at(joint, "evidence_item", item.reference)))
    assert "a.png" in page
    assert "no scanner is configured" in page


REFUSED = [
    ("picture.png", b"<script>alert(1)</script>", "“picture.png” is"),
    ("drawing.svg", b"<svg/>", "“drawing.svg” is of a kind that cannot be attached"),
    ("picture.png", b"MZ\x90", "“picture.png” is a program"),
    ("picture.png", png() + b"PK\x05\x06" + b"\0" * 18, "two things at once"),
    ("page.html", b"<html></html>", "cannot be attached"),
    ("a.exe", b"MZ", "cannot be attached"),
    ("empty.txt", b"", "“empty.txt” is empty"),
    ("<b>.png", b"x", "“&lt;b&gt;.png” is not the PNG picture"),
    (f"{RIGHT_TO_LEFT}.png", b"x", "“صورة.png” is not"),
    ("100%s%.png", b"x", "“100%s%.png” is not"),
    ("📷.png", b"x", "“📷.png” is not"),
    ("a" * 1000 + ".png", b"x", "aaa.png” is not"),
]


def test_a_refused_file_is_named_and_the_text_is_kept(
    joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    client = client_of(author)
    for name, content, said in REFUSED:
        form = typed(joint, text="Typed for an hour.", files=[upload(name, content)], finish="1")
        answer = client.post(at(joint, "record_evidence"), form)
        page = text_of(answer)
        assert answer.status_code == 422, name
        assert said in page, name
        assert "Typed for an hour." in page
    assert items(joint, author) == []


def test_a_good_file_beside_a_fault_has_to_be_chosen_again(
    joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    sent = typed(joint, text="", files=[upload()], finish="1")
    page = text_of(client_of(author).post(at(joint, "record_evidence"), sent))
    assert "Choose your files again" in page


def test_too_many_files_are_refused_before_any_is_kept(
    joint: JointInspection, author: Any, client_of: ClientOf, settings: Any
) -> None:
    sent = typed(joint, files=[upload(f"{one}.png") for one in range(MOST_FILES + 1)], finish="1")
    page = text_of(client_of(author).post(at(joint, "record_evidence"), sent))
    assert f"Choose {MOST_FILES} files at most." in page
    assert not (Path(settings.MEDIA_ROOT) / "attachments").exists()


def test_a_file_that_is_too_large_is_named_and_the_text_is_kept(
    joint: JointInspection, author: Any, client_of: ClientOf, settings: Any
) -> None:
    settings.LARGEST_UPLOAD = 1024 * 1024
    big = upload("big.png", b"x" * (3 * 1024 * 1024))
    sent = typed(joint, text="Typed for an hour.", files=[upload("small.png"), big], finish="1")
    answer = client_of(author).post(at(joint, "record_evidence"), sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "“big.png” is larger than 25 MB" in page
    assert "Typed for an hour." in page
    assert items(joint, author) == []
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


# --- beside an item that is there ---------------------------------------------------------------


def sent(version: int = 1, **changes: Any) -> dict[str, Any]:
    return {"once": str(uuid4()), "base": version, "files": [upload()], **changes}


def test_files_are_attached_replaced_and_left_out(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    client = client_of(author)
    attach = at(joint, "attach_files", item.reference)
    assert 'enctype="multipart/form-data"' in text_of(client.get(attach))
    assert client.post(attach, sent()).status_code == 302
    with acting_as(author):
        file = files_of(item, 2)[0]
    page = text_of(client.get(at(joint, "evidence_item", item.reference)))
    for words in (file.reference, "photo.png", file.sha256, "Replace it", "Leave it out"):
        assert words in page
    replace = at(joint, "replace_attachment", item.reference, file.reference)
    assert "photo.png stays with the versions" in text_of(client.get(replace))
    two = sent(2, files=[upload("b.png"), upload("c.png")])
    assert "Choose one file" in text_of(client.post(replace, two))
    assert client.post(replace, sent(2, files=[upload("b.png")])).status_code == 302
    with acting_as(author):
        (newer,) = files_of(item, 3)
    assert newer.name == "b.png"
    remove = at(joint, "remove_attachment", item.reference, newer.reference)
    assert client.get(remove).status_code == 200
    assert client.post(remove, sent(3, files=[])).status_code == 302
    with acting_as(author):
        assert files_of(item, 4) == []
    assert "No files." in text_of(client.get(at(joint, "evidence_item", item.reference)))


def test_a_form_sent_twice_attaches_once(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    client, form = client_of(author), sent()
    for _ in range(2):
        form["files"] = [upload()]
        assert client.post(at(joint, "attach_files", item.reference), form).status_code == 302
    with acting_as(author):
        assert item.revisions.count() == 2
        assert Attachment.objects.count() == 1


def test_two_windows_lose_no_file_and_the_second_is_told(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    client, address = client_of(author), at(joint, "attach_files", item.reference)
    client.post(address, sent(files=[upload("first.png")]))
    answer = client.post(address, sent(files=[upload("second.png")]))
    assert answer.status_code == 409
    assert "choose the files again" in text_of(answer)
    with acting_as(author):
        assert [one.name for one in files_of(item, 2)] == ["first.png"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"files": []}, "Choose a file"),
        ({"files": [upload("a.png", b"<svg/>")]}, "markup"),
        ({"base": "x"}, "whole number"),
    ],
)
def test_what_is_wrong_is_said(
    item: Evidence,
    joint: JointInspection,
    author: Any,
    client_of: ClientOf,
    changes: dict[str, Any],
    said: str,
) -> None:
    answer = client_of(author).post(at(joint, "attach_files", item.reference), sent(**changes))
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_version_that_never_was_is_refused(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    answer = client_of(author).post(at(joint, "attach_files", item.reference), sent(version=999))
    assert answer.status_code == 409
    assert "lost its version" in text_of(answer)


# --- reading one --------------------------------------------------------------------------------


def address_of(joint: JointInspection, item: Evidence, file: Attachment) -> str:
    return at(joint, "attachment", item.reference, file.reference)


def test_a_file_is_a_download_that_runs_nothing(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    client, good = client_of(author), list(GOOD.items())
    for start in (0, 8):
        attached(item, author, *(upload(*one) for one in good[start : start + 8]), removed=())
        with acting_as(author):
            files = files_of(item)
        for file in files:
            answer = fetched(client, address_of(joint, item, file))
            assert answer.body == GOOD[file.name]
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert "html" not in answer.headers["Content-Type"]
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "no-store" in answer.headers["Cache-Control"]
        attached(item, author, removed=tuple(one.reference for one in files))


def test_the_name_of_a_file_writes_no_header(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    names = ('a"b;c.png', "a\r\nSet-Cookie: x=1.png", "é.png", "📷.png", "صورة.png", "a%0d%0a.png")
    for file in attached(item, author, *(upload(name) for name in names)):
        answer = fetched(client_of(author), address_of(joint, item, file))
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert not set("\r\n") & set(answer.headers["Content-Disposition"])


def test_reading_is_on_the_record_without_the_name(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author, upload("a telling name.png"))
    fetched(client_of(author), address_of(joint, item, file))
    entry = AuditEntry.objects.latest("pk")
    assert entry.disclosed == [f"attachment {file.reference} of {item.reference}"]


def test_nobody_else_reads_it(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author)
    others = (joint.inspectors["hmic"], joint.chair, joint.overall_lead, joint.quality_assurer)
    for person in others:
        hidden = client_of(person).get(address_of(joint, item, file))
        absent = client_of(person).get(at(joint, "attachment", "E-0000-0000", "F-0000-0000"))
        assert hidden.status_code == absent.status_code == 404


def test_the_folder_of_files_has_no_address(
    item: Evidence, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author)
    client = client_of(author)
    for address in (
        f"/media/attachments/{file.stored_as_id[:2]}/{file.stored_as_id}",
        f"/static/attachments/{file.stored_as_id}",
        f"/media/../attachments/{file.stored_as_id}",
    ):
        assert client.get(address).status_code == 404


def test_a_file_of_one_item_is_not_under_another(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author)
    other = evidence_by(joint, author)
    client = client_of(author)
    assert fetched(client, address_of(joint, other, file)).status_code == 404
    for act in ("replace_attachment", "remove_attachment", "scan_attachment"):
        where = at(joint, act, other.reference, file.reference)
        assert client.post(where, sent()).status_code == 404


# --- with a share -------------------------------------------------------------------------------


def test_a_share_shows_the_files_of_its_version_and_of_no_other(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (early,) = attached(item, author, upload("early.png"))
    (gone,) = attached(item, author, upload("only third.png"), replaces=early.reference)
    share(item, "hmic", author)
    late = attached(item, author, upload("late.png", png(b"late")))[-1]
    reader = client_of(joint.inspectors["hmic"])
    assert fetched(reader, address_of(joint, item, gone)).status_code == 200
    for hidden in (early, late):
        assert fetched(reader, address_of(joint, item, hidden)).status_code == 404
    page = text_of(reader.get(at(joint, "evidence_item", item.reference)))
    assert "only third.png" in page
    assert "early.png" not in page
    assert "late.png" not in page
    for act in ("Replace it", "Leave it out", "Attach files", "Scan it now"):
        assert act not in page


def test_a_receiver_changes_no_file(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author)
    share(item, "hmic", author)
    reader = client_of(joint.inspectors["hmic"])
    assert reader.post(at(joint, "attach_files", item.reference), sent(2)).status_code == 403
    for act in ("replace_attachment", "remove_attachment", "scan_attachment"):
        where = at(joint, act, item.reference, file.reference)
        assert reader.post(where, sent(2)).status_code == 403
    with acting_as(author):
        assert item.revisions.count() == 2


def test_the_request_after_a_withdrawal_finds_nothing(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author)
    given = share(item, "hmic", author)
    reader = client_of(joint.inspectors["hmic"])
    where = address_of(joint, item, file)
    assert fetched(reader, where).status_code == 200
    withdraw(given, author)
    assert fetched(reader, where).status_code == 404


def test_opening_a_shared_file_counts_as_reading(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author)
    share(item, "hmic", author)
    fetched(client_of(joint.inspectors["hmic"]), address_of(joint, item, file))
    fetched(client_of(author), address_of(joint, item, file))
    with acting_as(author):
        assert [one.person for one in EvidenceReading.objects.select_related("person")] == [
            joint.inspectors["hmic"]
        ]


# --- scanning -----------------------------------------------------------------------------------


def scan(item: Evidence) -> None:
    run_scan(reference=str(Job.objects.get().reference))


@pytest.mark.parametrize(
    ("ends_with", "before", "after", "answer"),
    [
        (0, "Waits for the scan", "no virus found", 200),
        (1, "Waits for the scan", "A virus was found", 409),
        (3, "Waits for the scan", "The virus scan failed", 409),
    ],
)
def test_the_page_says_where_the_scan_stands_and_only_a_clean_file_opens(
    item: Evidence,
    joint: JointInspection,
    author: Any,
    client_of: ClientOf,
    settings: Any,
    tmp_path: Path,
    ends_with: int,
    before: str,
    after: str,
    answer: int,
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=ends_with)
    (file,) = attached(item, author)
    client, page = client_of(author), at(joint, "evidence_item", item.reference)
    where = address_of(joint, item, file)
    assert before in text_of(client.get(page))
    assert where not in text_of(client.get(page)).replace(f"{where}replace", "").replace(
        f"{where}remove", ""
    ).replace(f"{where}scan", "")
    assert fetched(client, where).status_code == 409
    scan(item)
    shown = text_of(client.get(page))
    assert after in shown
    assert fetched(client, where).status_code == answer
    assert ("Scan it now" in shown) is (ends_with == 3)


def test_a_scan_is_asked_for_again_on_the_page(
    item: Evidence,
    joint: JointInspection,
    author: Any,
    client_of: ClientOf,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=3)
    (file,) = attached(item, author)
    scan(item)
    settings.VIRUS_SCANNER = scanner(tmp_path, ends_with=0)
    where = at(joint, "scan_attachment", item.reference, file.reference)
    assert client_of(author).post(where).status_code == 302
    scan(item)
    assert fetched(client_of(author), address_of(joint, item, file)).status_code == 200
    assert client_of(author).post(where).status_code == 409


def test_a_file_that_is_missing_on_the_disk_is_said_to_be(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author)
    place_of(stored_as=file.stored_as_id).unlink()
    answer = fetched(client_of(author), address_of(joint, item, file))
    assert answer.status_code == 409
    assert "missing on the disk" in text_of(answer)


# --- queries ------------------------------------------------------------------------------------


def test_a_page_costs_the_same_for_one_file_and_for_three(
    joint: JointInspection, author: Any, client_of: ClientOf, count_queries: CountQueries
) -> None:
    strand = single_strand(joint, "cqc")
    client, costs = client_of(author), []
    for number in (1, 3):
        item = evidence_by(joint, author, strand=strand)
        attached(item, author, *(upload(f"{one}.png") for one in range(number)))
        share(item, "hmic", author)
        for screen in ("evidence_item", "share_evidence", "attach_files"):
            address = at(joint, screen, item.reference)
            client.get(address)
            with count_queries() as asked:
                assert client.get(address).status_code == 200
            costs.append((screen, len(asked)))
    assert costs[:3] == costs[3:]


def test_a_closed_inspection_keeps_its_files_readable(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    (file,) = attached(item, author)
    type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(state="closed")
    client = client_of(author)
    assert fetched(client, address_of(joint, item, file)).status_code == 200
    assert client.get(at(joint, "attach_files", item.reference)).status_code == 403


def test_a_withdrawn_item_keeps_its_files_and_takes_no_more(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    from inspections.actions import withdraw_evidence

    (file,) = attached(item, author)
    with acting_as(author):
        row = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
        withdraw_evidence(evidence=row, why="A mistake.", by=author, at=timezone.now())
    client = client_of(author)
    assert fetched(client, address_of(joint, item, file)).status_code == 200
    assert client.post(at(joint, "attach_files", item.reference), sent(2)).status_code == 403


def test_a_change_of_the_text_may_bring_files(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    form = typed(joint, base="1", item=item.reference, files=[upload("new.png")])
    form.pop("case")
    answer = client_of(author).post(at(joint, "change_evidence", item.reference), form)
    assert answer.status_code == 302
    with acting_as(author):
        assert [one.name for one in files_of(item, 2)] == ["new.png"]
    change(item, joint, author, version=2, text="Third.")
    with acting_as(author):
        assert [one.name for one in files_of(item, 3)] == ["new.png"]
