"""Evidence packs: asked for, made by a worker, fetched by one person for a day."""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from inspections.actions import end_assignment, withdraw_share
from inspections.actions.packs import END_PACK, MAKE_PACK, end_pack, keep_pack
from inspections.models import Assignment, EvidencePack, PackFile, PackItem
from organisations.models import User
from pages.fields import NOT_IN_LIST
from records.actor import acting_as
from records.models import AuditEntry, Job
from reports import rendering
from reports.press import Press, RenderFailed
from reports.tasks import make_pack
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.inspections.test_search_rows import change, share
from tests.inspections.test_tag_pages import put
from tests.reports.paper import squeezed, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def ofsted(joint: JointInspection) -> User:
    return joint.inspectors["ofsted"]


@pytest.fixture
def real_press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    press = Press()
    monkeypatch.setattr(rendering, "the_press", lambda: press)
    yield press
    press.close()


def ask(
    client: Client, joint: JointInspection, form: str = "csv", *, key: Any = None, **query: Any
) -> HttpResponse:
    where = reverse("inspections:make_pack", args=[joint.reference])
    return client.post(f"{where}?{urlencode(query)}", {"once": key or uuid4(), "format": form})


def pack_of(person: User) -> EvidencePack:
    with acting_as(person):
        return EvidencePack.objects.visible_to(person).select_related("inspection").latest("pk")


def job_for(pack: EvidencePack, kind: str = MAKE_PACK) -> Job:
    return Job.objects.get(key=f"{kind}:{pack.reference}")


def made(client: Client, joint: JointInspection, person: User, **options: Any) -> EvidencePack:
    """A pack, asked for and made."""
    assert ask(client, joint, **options).status_code == 302
    pack = pack_of(person)
    make_pack(str(job_for(pack).reference))
    job = job_for(pack)
    assert (job.state, job.reason) == ("done", "")
    return pack


def page(client: Client, joint: JointInspection, pack: EvidencePack) -> HttpResponse:
    return client.get(reverse("inspections:pack", args=[joint.reference, pack.reference]))


def fetch(client: Client, joint: JointInspection, pack: EvidencePack) -> HttpResponse:
    return client.get(reverse("inspections:pack_file", args=[joint.reference, pack.reference]))


def table(answer: HttpResponse) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


# --- made and fetched -----------------------------------------------------------------------------


def test_a_table_holds_what_the_search_found_and_what_is_known_of_it(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    case = case_of(joint)
    text = "=1+1\nThe “plan” was late; שלום 😀"
    item = evidence_by(
        joint, ofsted, text=text, case=case, agency=joint.agencies[1].pk, source="child"
    )
    evidence_by(joint, ofsted, text="Nothing of the kind")
    put(joint, [item], "For the chair", ofsted)
    client = client_of(ofsted)
    pack = made(client, joint, ofsted, q="plan")
    answer = fetch(client, joint, pack)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{pack.name}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    [row] = table(answer)
    assert row["Reference"] == item.reference
    assert row["Text"] == f"'{text}"
    assert row["Case"] == case.reference
    assert row["Agency"] == joint.agencies[1].name
    assert row["Tags"] == "For the chair"
    assert row["Criteria"] == joint.criteria[0].reference
    assert row["Author"] == ofsted.name
    assert row["Observed"] == timezone.localdate().isoformat()


def test_a_spreadsheet_is_the_same_and_says_what_it_is(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    item = evidence_by(joint, ofsted, text="=SUM(A1)")
    client = client_of(ofsted)
    pack = made(client, joint, ofsted, form="xlsx")
    book = load_workbook(io.BytesIO(fetch(client, joint, pack).content))
    rows = [[cell.value for cell in row] for row in book["Evidence"].rows]
    assert rows[0][:3] == ["Reference", "Version", "Text"]
    assert rows[1][:3] == [item.reference, "1", "'=SUM(A1)"]
    about = {row[0].value: row[1].value for row in book["About"].rows}
    assert joint.reference in about["Inspection"]
    assert ofsted.name in about["Made for"]


def test_a_document_holds_every_item_in_any_script(
    client_of: ClientOf, joint: JointInspection, ofsted: User, real_press: Press
) -> None:
    texts = ("The plan was late.", "שלום 😀 she said", "<b>{{ x }}</b> & more")
    items = [evidence_by(joint, ofsted, text=text) for text in texts]
    client = client_of(ofsted)
    pack = made(client, joint, ofsted, form="pdf")
    answer = fetch(client, joint, pack)
    assert answer.headers["Content-Type"] == "application/pdf"
    said = squeezed(text_of(answer.content))
    for words in (
        *(item.reference for item in items),
        "The plan was late.",
        "she said",
        "<b>{{ x }}</b> & more",
        joint.reference,
    ):
        assert squeezed(words) in said


def test_the_page_says_how_far_it_is(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted, text="plan")
    client = client_of(ofsted)
    answer = ask(client, joint, q="plan")
    pack = pack_of(ofsted)
    assert answer.headers["Location"] == reverse(
        "inspections:pack", args=[joint.reference, pack.reference]
    )
    waiting = words_of(page(client, joint, pack))
    assert "The pack is being made" in waiting
    assert "Fetch the pack" not in waiting
    assert fetch(client, joint, pack).status_code == 409
    make_pack(str(job_for(pack).reference))
    done = words_of(page(client, joint, pack))
    assert "Fetch the pack" in done
    assert "1 item of evidence" in done
    assert "Words: plan" in done


def test_what_cannot_be_printed_says_why(
    client_of: ClientOf, joint: JointInspection, ofsted: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def render(self, *_: Any, **__: Any) -> Any:
            raise RenderFailed("The paper is used up.", again=False)

    monkeypatch.setattr(rendering, "the_press", Broken)
    evidence_by(joint, ofsted)
    client = client_of(ofsted)
    ask(client, joint, "pdf")
    pack = pack_of(ofsted)
    make_pack(str(job_for(pack).reference))
    said = words_of(page(client, joint, pack))
    assert "The paper is used up." in said
    assert "Make another one" in said


def test_a_job_that_is_delivered_thrice_is_done_once(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted)
    client = client_of(ofsted)
    pack = made(client, joint, ofsted)
    first = fetch(client, joint, pack).content
    for _ in range(2):
        make_pack(str(job_for(pack).reference))
    with acting_as(ofsted):
        keep_pack(pack=pack, content=b"other", at=timezone.now())
    assert fetch(client, joint, pack).content == first


def test_the_same_form_sent_twice_is_one_pack(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted)
    client, key = client_of(ofsted), uuid4()
    places = {ask(client, joint, key=key).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    with acting_as(ofsted):
        assert EvidencePack.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("", "Select what the pack is made as"),
        *((one, NOT_IN_LIST) for one in ("exe", "x" * 100_000, "\x00", "😀")),
    ],
)
def test_no_other_kind_of_file_is_made(
    client_of: ClientOf, joint: JointInspection, ofsted: User, form: str, says: str
) -> None:
    evidence_by(joint, ofsted)
    answer = ask(client_of(ofsted), joint, form)
    assert answer.status_code == 422
    assert says in words_of(answer)
    with acting_as(ofsted):
        assert not EvidencePack.objects.exists()


def test_of_nothing_there_is_no_pack(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    client = client_of(ofsted)
    where = reverse("inspections:make_pack", args=[joint.reference])
    assert "There is nothing to put into a pack." in words_of(client.get(f"{where}?q=none"))
    answer = ask(client, joint, q="none")
    assert answer.status_code == 409
    assert ask(client, joint, q="w " * 21).status_code == 422
    with acting_as(ofsted):
        assert not EvidencePack.objects.exists()


def test_a_pack_that_holds_less_than_was_found_says_so(
    client_of: ClientOf, joint: JointInspection, ofsted: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("values.packs", "views.pack"):
        monkeypatch.setattr(f"inspections.{module}.MOST_IN_PACK", 2)
    items = [evidence_by(joint, ofsted) for _ in range(3)]
    client = client_of(ofsted)
    where = reverse("inspections:make_pack", args=[joint.reference])
    assert "more than 2 items of evidence" in words_of(client.get(where))
    pack = made(client, joint, ofsted)
    assert [row["Reference"] for row in table(fetch(client, joint, pack))] == [
        items[2].reference,
        items[1].reference,
    ]
    assert "the search found more than a pack holds" in words_of(page(client, joint, pack))


# --- what may be in it ----------------------------------------------------------------------------


def test_what_one_may_not_see_is_in_no_pack(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    cqc = joint.inspectors["cqc"]
    evidence_by(joint, cqc, strand=single_strand(joint, "cqc"), text="canary plan")
    evidence_by(joint, ofsted, text="our plan")
    client = client_of(ofsted)
    pack = made(client, joint, ofsted, q="plan")
    content = fetch(client, joint, pack).content.decode()
    assert "our plan" in content
    assert "canary" not in content
    assert ask(client, joint, q="canary").status_code == 409


def test_a_share_is_in_it_at_the_version_that_was_shared(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    cqc = joint.inspectors["cqc"]
    item = evidence_by(joint, cqc, strand=single_strand(joint, "cqc"), text="First words")
    share(item, "ofsted", cqc)
    change(joint, item, cqc, text="Later words")
    client = client_of(ofsted)
    pack = made(client, joint, ofsted)
    [row] = table(fetch(client, joint, pack))
    assert (row["Text"], row["Version"]) == ("First words", "1")


@pytest.mark.parametrize("when", ["before it is made", "after it is made"])
def test_once_a_share_is_withdrawn_the_pack_cannot_be_fetched(
    client_of: ClientOf, joint: JointInspection, ofsted: User, when: str
) -> None:
    cqc = joint.inspectors["cqc"]
    item = evidence_by(joint, cqc, strand=single_strand(joint, "cqc"), text="canary")
    shared = share(item, "ofsted", cqc)
    evidence_by(joint, ofsted, text="ours")
    client = client_of(ofsted)
    assert ask(client, joint).status_code == 302
    pack = pack_of(ofsted)
    if when == "after it is made":
        make_pack(str(job_for(pack).reference))
        assert fetch(client, joint, pack).status_code == 200
    with acting_as(cqc):
        withdraw_share(share=shared, by=cqc, at=timezone.now())
    if when == "before it is made":
        make_pack(str(job_for(pack).reference))
        assert job_for(pack).state == "failed"
        with acting_as(ofsted):
            assert not PackFile.objects.exists()
    answer = fetch(client, joint, pack)
    assert answer.status_code == 409
    assert "canary" not in words_of(answer)
    assert "taken back from your inspectorate" in words_of(page(client, joint, pack))
    again = made(client, joint, ofsted)
    assert "canary" not in fetch(client, joint, again).content.decode()
    # Shared anew, of another version: the old pack stays shut.
    change(joint, item, cqc, text="another canary")
    share(item, "ofsted", cqc)
    assert fetch(client, joint, pack).status_code == 409


def test_after_a_day_it_is_gone(
    client_of: ClientOf, joint: JointInspection, ofsted: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence_by(joint, ofsted)
    client = client_of(ofsted)
    monkeypatch.setattr("inspections.actions.packs.KEPT_FOR", timedelta(0))
    ask(client, joint)
    late = pack_of(ofsted)
    make_pack(str(job_for(late).reference))
    assert job_for(late).state == "failed"
    assert fetch(client, joint, late).status_code == 409
    assert "that day is over" in words_of(page(client, joint, late))


def test_its_bytes_are_deleted_when_the_day_is_over(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted)
    client = client_of(ofsted)
    pack = made(client, joint, ofsted)
    job = job_for(pack, END_PACK)
    assert job.next_at == pack.expires_at == pack.asked_at + timedelta(days=1)
    assert job not in Job.objects.due(pack.expires_at - timedelta(seconds=1))
    for _ in range(2):
        end_pack(reference=str(job.reference), at=pack.expires_at)
    assert job_for(pack, END_PACK).state == "done"
    with acting_as(ofsted):
        assert not PackFile.objects.exists()
        assert EvidencePack.objects.exists()
    assert fetch(client, joint, pack).status_code == 409


def test_a_pack_is_for_who_asked_while_on_the_team(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted)
    pack = made(client_of(ofsted), joint, ofsted)
    for other in (joint.overall_lead, joint.inspectors["cqc"], joint.chair):
        assert fetch(client_of(other), joint, pack).status_code == 404
        assert page(client_of(other), joint, pack).status_code == 404
    place = Assignment.objects.get(person=ofsted)
    Assignment.objects.filter(pk=place.pk).update(
        starts_on=timezone.localdate() - timedelta(days=9)
    )
    place.refresh_from_db()
    end_assignment(
        assignment=place,
        last_day=timezone.localdate() - timedelta(days=1),
        by=joint.overall_lead,
        at=timezone.now(),
    )
    assert fetch(client_of(ofsted), joint, pack).status_code == 404


def test_whoever_left_the_team_before_it_was_made_gets_none(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted)
    ask(client_of(ofsted), joint)
    pack = pack_of(ofsted)
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(person=ofsted).update(starts_on=yesterday, ends_on=yesterday)
    make_pack(str(job_for(pack).reference))
    assert job_for(pack).state == "failed"


def test_what_was_asked_for_and_fetched_is_on_the_record(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    items = [evidence_by(joint, ofsted) for _ in range(2)]
    client = client_of(ofsted)
    pack = made(client, joint, ofsted)
    asked = AuditEntry.objects.get(route="inspections:make_pack", person=ofsted)
    assert asked.changed == [f"evidence pack {pack.reference} (2 items)"]
    fetch(client, joint, pack)
    fetched = AuditEntry.objects.get(route="inspections:pack_file")
    assert fetched.disclosed == [
        f"evidence pack {pack.reference} (2 items)",
        *(f"evidence {item.reference} v1" for item in reversed(items)),
    ]


def test_packs_never_change(client_of: ClientOf, joint: JointInspection, ofsted: User) -> None:
    evidence_by(joint, ofsted)
    pack = made(client_of(ofsted), joint, ofsted)
    for rows in (EvidencePack.objects, PackItem.objects):
        with acting_as(ofsted), pytest.raises(TypeError):
            rows.all().delete()
    with pytest.raises(TypeError), transaction.atomic():
        pack.save()


def test_pages_of_packs_ask_as_much_for_many_as_for_one(
    client_of: ClientOf, count_queries: Counting, joint: JointInspection, ofsted: User
) -> None:
    client = client_of(ofsted)
    where = reverse("inspections:make_pack", args=[joint.reference])
    counts = []
    for more in (1, 2):
        for _ in range(more):
            evidence_by(joint, ofsted)
        pack = made(client, joint, ofsted)
        of_one = []
        for get in (
            lambda: client.get(where),
            lambda: ask(client, joint),
            lambda pack=pack: page(client, joint, pack),
            lambda pack=pack: fetch(client, joint, pack),
        ):
            with count_queries() as asked:
                get()
            of_one.append(len(asked))
        counts.append(of_one)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20, counts
