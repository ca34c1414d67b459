"""The pages of sample selection: what they say, keep, refuse and never show."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import (
    AgencyList,
    Case,
    Draw,
    KeyReading,
    ListedSubject,
    ListRequest,
    ListUpload,
    RequestClosing,
    Substitution,
)
from organisations.models import User
from records.actor import acting_as
from records.models import AuditEntry
from tests.attacks.world import local_leader, undone
from tests.factories.inspections import (
    JointInspection,
    joint_inspection,
    member_factory,
)
from tests.factories.samples import (
    csv_of,
    list_of,
    nhs,
    request_of,
    row_of,
    sample_of,
    upload_of,
)
from tests.inspections.test_sample_lists import DAMAGED

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Counted = Callable[[], AbstractContextManager[list[str]]]


@dataclass
class Sampled:
    """An inspection with two lists, one child on both, a sample, a request and an upload."""

    joint: JointInspection
    lists: list[AgencyList]
    drawn: Draw
    both: ListedSubject
    asked: ListRequest
    upload: ListUpload
    names: list[str] = field(default_factory=list)

    def at(self, page: str, *more: Any) -> str:
        """The address of a page."""
        return reverse(f"inspections:{page}", args=[self.joint.reference, *more])

    @property
    def inspector(self) -> User:
        """Who uploaded and drew."""
        return self.joint.inspectors["ofsted"]

    def screens(self) -> dict[str, str]:
        """Every page that shows what is kept, by name."""
        list_, draw, both = self.lists[1].reference, self.drawn.reference, self.both.reference
        case = str(self.drawn.places.get(is_reserve=False, position=1).case)
        return {
            "samples": self.at("samples"),
            "list": self.at("agency_list", list_),
            "withdraw": self.at("withdraw_list", list_),
            "recognised": self.at("recognised"),
            "subject": self.at("subject", both),
            "split": self.at("split_subject", both, list_),
            "draw form": self.at("draw_sample"),
            "draw": self.at("draw", draw),
            "substitute": self.at("substitute_case", draw, case),
            "again": self.at("reproduce_draw", draw),
            "request": self.at("request_list"),
            "close": self.at("close_request", self.asked.reference),
            "upload": self.at("upload_list"),
            "accept": self.at("accept_list", self.upload.reference),
            "subject key": self.at("subject_key", both),
            "draw key": self.at("draw_key", draw),
        }


@pytest.fixture
def sampled() -> Sampled:
    joint = joint_inspection()
    rows = [row_of(number) for number in range(1, 9)]
    lists = [
        list_of(joint, csv_of(rows)),
        list_of(joint, csv_of(rows[:1]), agency=joint.agencies[2]),
    ]
    drawn = sample_of(joint, lists, size=3, reserves=2)
    both = ListedSubject.objects.of(joint.inspection).recognised().get()
    upload = upload_of(joint, first=50)
    identifying = [row[place] for row in rows for place in (0, 1, 2, 3)]
    identifying += [row_of(50)[place] for place in (0, 1, 2)]
    return Sampled(joint, lists, drawn, both, request_of(joint), upload, identifying)


def words_of(answer: Any) -> str:
    """The page as it is read: without tags, spaces once."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", text).replace("&#x27;", "'").replace("&quot;", '"')


def sent(**changes: Any) -> dict[str, Any]:
    """What a form sends, with a receipt of its own."""
    return {"once": uuid4(), **changes}


# --- from a request to a sample -------------------------------------------------------------------


def test_a_list_is_asked_for_uploaded_mapped_mended_accepted_and_drawn(client_of: ClientOf) -> None:
    joint = joint_inspection()
    here = f"/inspections/{joint.reference}/samples/"
    browser = client_of(joint.inspectors["cqc"])
    agency = joint.agencies[0]
    assert "Nothing has been asked for yet" in words_of(browser.get(here))
    browser.post(
        f"{here}requests/add/",
        sent(
            agency=agency.code,
            cohort="",
            asked_for="All open cases.",
            wanted_by_day="1",
            wanted_by_month="12",
            wanted_by_year="2026",
        ),
    )
    request = ListRequest.objects.get()
    assert "All open cases." in words_of(browser.get(here))
    headings = ["Ref", "Full name", "DOB", "Kind of plan"]
    content = csv_of(
        [
            ["A1", "Ada Moss", "4/3/2015", "CIN"],
            ["A2", "Ben Moss", "never", "CP"],
            ["A3", "Cy Moss", "4/3/2012", "LAC"],
            ["A3", "Cy Moss", "4/3/2012", "LAC"],
        ],
        headings=headings,
    )
    answer = browser.post(
        f"{here}upload/",
        sent(
            agency=agency.code,
            request=request.reference,
            file=SimpleUploadedFile("list.csv", content),
        ),
        follow=True,
    )
    shown = words_of(answer)
    assert "4 rows of" in shown
    assert "For example: Ada Moss, Ben Moss, Cy Moss" in shown
    mapping = {
        "version": 1,
        "column_0": "number",
        "column_1": "name",
        "column_2": "born",
        "column_3": "cohort",
        "subject": "child",
    }
    answer = browser.post(answer.redirect_chain[-1][0], mapping, follow=True)
    shown = words_of(answer)
    assert "Row 3, DOB" in shown
    assert "This date cannot be read" in shown
    assert "Row 5: the same agency’s own number as row 4" in shown
    mended = {"version": 2, "cell_3_2": "4/3/2014", "leave_twins": "on"}
    answer = browser.post(answer.redirect_chain[-1][0], mended, follow=True)
    assert "Nothing is wrong with them" in words_of(answer)
    accepting = answer.redirect_chain[-1][0].replace("check", "accept")
    shown = words_of(browser.get(accepting))
    assert "3 rows of" in shown
    assert (
        "3 get a reference, 0 are known from other lists and keep theirs. 1 was left out" in shown
    )
    assert "Moss" not in shown
    answer = browser.post(accepting, sent(), follow=True)
    assert "is accepted" in words_of(answer)
    came = AgencyList.objects.get()
    assert "The list came" in words_of(browser.get(here))
    assert RequestClosing.objects.get().what_came == f"List {came.reference}: 3 rows"
    drawing = sent(
        kind="tracked",
        purpose="Deep dive",
        size=2,
        reserves=1,
        lists=[came.reference],
        seed="Northmere",
        least__cohort__looked_after=1,
    )
    answer = browser.post(f"{here}draws/add/", drawing, follow=True)
    shown = words_of(answer)
    drawn = Draw.objects.get()
    assert f"Sample {drawn.reference} is drawn, and its cases are added" in shown
    assert "Northmere (typed)" in shown
    assert "Looked after" in shown
    again = words_of(browser.get(f"{here}draws/{drawn.reference}/again/"))
    assert "It comes out the same" in again
    assert "Different" not in again
    out = str(drawn.places.get(is_reserve=False, position=1).case)
    substituting = f"{here}draws/{drawn.reference}/substitute/{out}/"
    into = re.search(r'name="into" value="([^"]+)"', browser.get(substituting).content.decode())
    assert into
    answer = browser.post(substituting, sent(into=into[1], why="The family moved."), follow=True)
    assert f"Case T3 takes the place of case {out}" in words_of(answer)
    assert "It comes out the same" in words_of(browser.get(f"{here}draws/{drawn.reference}/again/"))
    lead = client_of(joint.overall_lead)
    reading = f"{here}draws/{drawn.reference}/key/"
    assert "2 people are" in words_of(lead.get(reading))
    told = lead.post(reading, {"reason": "To ask for the records."})
    assert words_of(told).count("Moss") == 2
    assert told.headers["Cache-Control"] == "no-store"
    assert KeyReading.objects.filter(person=joint.overall_lead).count() == 2


# --- who it is, is on no page ---------------------------------------------------------------------


def test_no_page_says_who_anybody_is(client_of: ClientOf, sampled: Sampled) -> None:
    browser = client_of(sampled.joint.overall_lead)
    own = client_of(sampled.inspector)
    for name, address in sampled.screens().items():
        answer = (own if name == "accept" else browser).get(address)
        assert answer.status_code == 200, name
        shown = answer.content.decode()
        assert [one for one in sampled.names if one in shown] == [], name


def test_only_who_uploaded_a_list_opens_it(client_of: ClientOf, sampled: Sampled) -> None:
    joint = sampled.joint
    others = [joint.overall_lead, joint.leads["cqc"], joint.inspectors["cqc"]]
    for page in ("map_list", "check_list", "accept_list"):
        address = sampled.at(page, sampled.upload.reference)
        assert client_of(sampled.inspector).get(address).status_code == 200
        assert {client_of(one).get(address).status_code for one in others} == {404}
    dropping = sampled.at("drop_upload", sampled.upload.reference)
    assert client_of(joint.overall_lead).post(dropping).status_code == 404
    assert "Go on with" not in words_of(client_of(joint.overall_lead).get(sampled.at("samples")))
    assert "Go on with" in words_of(client_of(sampled.inspector).get(sampled.at("samples")))


def test_nobody_outside_the_team_opens_anything(client_of: ClientOf, sampled: Sampled) -> None:
    joint = sampled.joint
    outside = [
        joint.chair,
        local_leader(joint),
        member_factory("cqc", "lead"),
        joint_inspection().overall_lead,
    ]
    for person in outside:
        browser = client_of(person)
        answers = {name: browser.get(one).status_code for name, one in sampled.screens().items()}
        assert set(answers.values()) == {404}, person
        sent_key = browser.post(sampled.at("draw_key", sampled.drawn.reference), {"reason": "Why"})
        assert sent_key.status_code == 404
    assert not KeyReading.objects.exists()


def test_what_belongs_to_another_inspection_is_not_found_in_ones_own(
    client_of: ClientOf, sampled: Sampled
) -> None:
    """Somebody on two teams names what is of one in the address of the other."""
    mine = joint_inspection()
    browser = client_of(mine.overall_lead)
    for name, address in sampled.screens().items():
        swapped = address.replace(sampled.joint.reference, mine.reference)
        alone = name in {"samples", "recognised", "draw form", "request", "upload"}
        assert browser.get(swapped).status_code == (200 if alone else 404), name
    foreign = sent(kind="tracked", size=1, reserves=0, lists=[sampled.lists[0].reference])
    assert (
        browser.post(f"/inspections/{mine.reference}/samples/draws/add/", foreign).status_code
        == 422
    )


def test_an_inspector_does_not_read_the_key(client_of: ClientOf, sampled: Sampled) -> None:
    for person in (sampled.inspector, sampled.joint.quality_assurer):
        browser = client_of(person)
        for page, reference in (("subject_key", sampled.both), ("draw_key", sampled.drawn)):
            address = sampled.at(page, reference.reference)
            assert browser.get(address).status_code == 403
            refused = browser.post(address, {"reason": "To see."})
            assert refused.status_code == 403
            assert "Child" not in refused.content.decode()
    assert not KeyReading.objects.exists()
    assert "Read who it is" not in words_of(
        client_of(sampled.inspector).get(sampled.at("subject", sampled.both.reference))
    )


def test_reading_the_key_is_in_the_audit_log_and_on_the_page(
    client_of: ClientOf, sampled: Sampled
) -> None:
    lead = client_of(sampled.joint.leads["hmic"])
    address = sampled.at("subject_key", sampled.both.reference)
    told = words_of(lead.post(address, {"reason": "To ask the police."}))
    assert nhs(1) in told
    assert "2 February 2017" in told
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry is not None
    assert entry.disclosed == [f"key of {sampled.both.reference}"]
    shown = words_of(
        client_of(sampled.inspector).get(sampled.at("subject", sampled.both.reference))
    )
    assert "To ask the police." in shown
    assert str(sampled.joint.leads["hmic"]) in shown
    assert nhs(1) not in shown


# --- bad files ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=False)
def test_a_damaged_list_gets_a_sentence_and_the_form_keeps_what_was_chosen(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    browser = client_of(joint.inspectors["cqc"])
    address = f"/inspections/{joint.reference}/samples/upload/"
    agency = joint.agencies[2].code
    for name, (make, says) in DAMAGED.items():
        file = SimpleUploadedFile("list.xlsx", make())
        answer = browser.post(address, sent(agency=agency, request="", file=file))
        assert answer.status_code == 422, name
        shown = words_of(answer)
        assert says in shown or (name == "nothing" and "file is empty" in shown), name
        assert f'value="{agency}" selected' in answer.content.decode(), name
    assert not ListUpload.objects.exists()


def test_a_file_of_200_mb_is_left_out_and_the_rest_kept(client_of: ClientOf, settings: Any) -> None:
    joint = joint_inspection()
    settings.LARGEST_UPLOAD = 1000
    answer = client_of(joint.inspectors["cqc"]).post(
        f"/inspections/{joint.reference}/samples/upload/",
        sent(agency="partnership", request="", file=SimpleUploadedFile("a.csv", b"a,b\n" * 5000)),
    )
    assert answer.status_code == 422
    assert "larger than 20 MB" in words_of(answer)
    assert 'value="partnership" selected' in answer.content.decode()


def test_nothing_chosen_and_foreign_choices(client_of: ClientOf, sampled: Sampled) -> None:
    browser = client_of(sampled.inspector)
    shown = words_of(browser.post(sampled.at("upload_list"), sent()))
    assert "Select whose list it is" in shown
    assert "Select a file" in shown
    file = SimpleUploadedFile("a.csv", csv_of([row_of(1)]))
    answer = browser.post(
        sampled.at("upload_list"), sent(agency="nobody", request="Q-1", file=file)
    )
    assert answer.status_code == 422
    closed = request_of(sampled.joint, agency=None)
    assert closed.reference in browser.get(sampled.at("upload_list")).content.decode()


# --- columns and rows -----------------------------------------------------------------------------


def test_a_list_that_lacks_columns_says_which_and_keeps_the_choice(
    client_of: ClientOf, sampled: Sampled
) -> None:
    browser = client_of(sampled.inspector)
    address = sampled.at("map_list", sampled.upload.reference)
    answer = browser.post(
        address, {"version": sampled.upload.version, "column_2": "name", "cohort": "custody"}
    )
    assert answer.status_code == 422
    shown = words_of(answer)
    for sentence in ("No column says who it is", "how old somebody is", "Say whether the list is"):
        assert sentence in shown
    page = answer.content.decode()
    assert re.search(r'id="id_column_2".*?value="name" selected', page, re.S)
    assert 'value="custody" selected' in page
    answer = browser.post(address, {"version": 1, "column_0": "number; DROP TABLE"})
    assert answer.status_code == 422


def test_two_windows_on_one_upload_lose_nothing(client_of: ClientOf, sampled: Sampled) -> None:
    joint = sampled.joint
    upload = upload_of(joint, csv_of([row_of(70, status="Happy"), row_of(71, status="Sad")]))
    browser = client_of(sampled.inspector)
    address = sampled.at("check_list", upload.reference)
    first = browser.post(address, {"version": 1, "cell_2_4": "CIN", "cell_3_4": "Sad"})
    assert first.status_code == 302
    second = browser.post(address, {"version": 1, "cell_2_4": "x", "cell_3_4": "Looked after"})
    assert second.status_code == 409
    page = second.content.decode()
    assert "Another window changed this list" in page
    assert 'value="Looked after"' in page, "what was typed is still there"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    third = browser.post(address, {"version": version[1], "cell_3_4": "Looked after"})
    assert third.status_code == 302
    assert "Nothing is wrong" in words_of(browser.get(address))
    mapping = {"version": 1, "column_0": "number", "column_3": "born", "cohort": "custody"}
    conflict = browser.post(
        sampled.at("map_list", upload.reference), {**mapping, "subject": "child"}
    )
    assert conflict.status_code == 409
    assert 'value="custody" selected' in conflict.content.decode()


def test_a_list_that_was_wrong_in_many_rows_shows_fifty_and_says_so(
    client_of: ClientOf, sampled: Sampled
) -> None:
    rows = [row_of(number, status="Happy") for number in range(100, 170)]
    upload = upload_of(sampled.joint, csv_of([*rows, *rows[:60]]))
    browser = client_of(sampled.inspector)
    shown = words_of(browser.get(sampled.at("check_list", upload.reference)))
    assert shown.count("This word is not known") == 50
    assert "And 80 more" in shown


def test_a_list_whose_every_row_is_left_out_says_what_to_do(
    client_of: ClientOf, sampled: Sampled
) -> None:
    upload = upload_of(sampled.joint, csv_of([row_of(100, status="Happy")]))
    browser = client_of(sampled.inspector)
    address = sampled.at("check_list", upload.reference)
    answer = browser.post(address, {"version": 1, "leave_2": "on"}, follow=True)
    assert "No row is left" in words_of(answer)
    accepting = sampled.at("accept_list", upload.reference)
    assert browser.get(accepting).headers["Location"] == address
    assert browser.post(accepting, sent()).status_code == 409


def test_an_upload_is_dropped(client_of: ClientOf, sampled: Sampled) -> None:
    browser = client_of(sampled.inspector)
    answer = browser.post(sampled.at("drop_upload", sampled.upload.reference), follow=True)
    assert "Nothing of it is kept" in words_of(answer)
    gone = sampled.at("map_list", sampled.upload.reference)
    assert browser.get(gone).status_code == 404
    assert browser.post(sampled.at("accept_list", sampled.upload.reference)).status_code == 404


# --- sent twice, sent late ------------------------------------------------------------------------


def test_the_same_form_sent_twice_does_it_once(client_of: ClientOf, sampled: Sampled) -> None:
    browser, joint = client_of(sampled.inspector), sampled.joint
    accepting = sampled.at("accept_list", sampled.upload.reference)
    drawing = sent(
        kind="sampled", size=1, reserves=0, lists=[sampled.lists[0].reference], options=["again"]
    )
    asking = sent(
        agency="partnership",
        asked_for="All.",
        wanted_by_day=1,
        wanted_by_month=1,
        wanted_by_year=2027,
    )
    for address, form, rows in (
        (accepting, sent(), AgencyList.objects.of(joint.inspection)),
        (sampled.at("draw_sample"), drawing, Draw.objects.of(joint.inspection)),
        (sampled.at("request_list"), asking, ListRequest.objects.of(joint.inspection)),
    ):
        before = rows.count()
        first, second = (browser.post(address, form) for _ in range(2))
        assert (first.status_code, second.status_code) == (302, 302), address
        assert first.headers["Location"] == second.headers["Location"]
        assert rows.count() == before + 1, address
    # The draw of another content under the same receipt is refused.
    assert browser.post(sampled.at("draw_sample"), {**drawing, "size": 2}).status_code == 409


def test_a_reserve_that_came_in_elsewhere_meanwhile(client_of: ClientOf, sampled: Sampled) -> None:
    browser = client_of(sampled.inspector)
    cases = [str(one.case) for one in sampled.drawn.places.filter(is_reserve=False)]
    addresses = [sampled.at("substitute_case", sampled.drawn.reference, one) for one in cases]
    shown = browser.get(addresses[0]).content.decode()
    into = re.search(r'name="into" value="([^"]+)"', shown)
    assert into
    for address in addresses[1:]:
        theirs = re.search(r'name="into" value="([^"]+)"', browser.get(address).content.decode())
        assert theirs
        browser.post(address, sent(into=theirs[1], why="Not suitable."))
    late = browser.post(addresses[0], sent(into=into[1], why="Not suitable."))
    assert late.status_code == 409
    assert "No reserve of this draw is left" in words_of(late)
    assert Substitution.objects.count() == 2
    assert "No reserve of this draw is left" in words_of(browser.get(addresses[0]))
    again = browser.get(addresses[1])
    assert again.status_code == 409
    assert "substituted already" in words_of(again)


# --- bad text -------------------------------------------------------------------------------------

ODD = {
    "right to left": "לא מתאים",
    "emoji": "🎲 moved 👨‍👩‍👧",
    "control": "moved\x07 away\u202e",
    "markup": "<script>alert(1)</script>",
}


def text_forms(sampled: Sampled) -> dict[str, tuple[str, str, dict[str, Any], int]]:
    """Each form with a text: address, field, the rest of it, and how long the text may be."""
    screens = sampled.screens()
    with acting_as(sampled.inspector):
        shown = sampled.drawn.places.filter(is_reserve=True).first().subject.reference
    date = {"wanted_by_day": 1, "wanted_by_month": 1, "wanted_by_year": 2027}
    return {
        "request": (screens["request"], "asked_for", {"agency": "partnership", **date}, 2000),
        "close": (screens["close"], "what_came", {"how": "nothing"}, 2000),
        "withdraw": (screens["withdraw"], "why", {}, 2000),
        "split": (screens["split"], "why", {}, 2000),
        "substitute": (screens["substitute"], "why", {"into": shown}, 2000),
        "key": (screens["subject key"], "reason", {}, 1000),
    }


def test_every_text_is_kept_or_refused_with_a_sentence(
    client_of: ClientOf, sampled: Sampled
) -> None:
    browser = client_of(sampled.joint.overall_lead)
    for name, (address, box, others, limit) in text_forms(sampled).items():
        for text in ("", "   ", "a" * 100_000):
            with undone():
                answer = browser.post(address, sent(**others, **{box: text}))
            assert answer.status_code == 422, name
            said = f"{limit:,} characters" if text.strip() else "Enter "
            assert said in words_of(answer), name
            assert text.strip() in answer.content.decode(), name
        answer = browser.post(address, sent(**others, **{box: "moved\x00away"}))
        assert answer.status_code == 422, name
        assert "Null characters are not allowed" in words_of(answer), name
        for what, text in ODD.items():
            with undone():
                answer = browser.post(address, sent(**others, **{box: text}), follow=True)
                assert answer.status_code == 200, (name, what)
                assert "<script>alert" not in answer.content.decode(), (name, what)


def test_a_draw_form_with_odd_content(client_of: ClientOf, sampled: Sampled) -> None:
    browser, address = client_of(sampled.inspector), sampled.at("draw_sample")
    usual = {
        "kind": "tracked",
        "size": 1,
        "reserves": 0,
        "lists": [sampled.lists[0].reference],
        "options": ["again"],
    }
    for changes, says in (
        ({"kind": ""}, "Select what is drawn"),
        ({"kind": "friends"}, "What you chose is not in the list any more"),
        ({"size": ""}, "Enter how many are drawn"),
        ({"size": "0"}, "How many must be 1 or more"),
        ({"size": "101"}, "How many must be 100 or fewer"),
        ({"size": "six"}, "How many must be a number, like 6"),
        ({"reserves": "-1"}, "How many in reserve must be 0 or more"),
        ({"lists": []}, "Select a list"),
        ({"lists": ["L-0000-0000"]}, "What you chose is not in the list any more"),
        ({"seed": "a" * 100_000}, "at most 64 characters"),
        ({"seed": "a\x00b"}, "Null characters are not allowed"),
        ({"purpose": "a" * 100_000}, "at most 300 characters"),
        ({"cohorts": ["happy"]}, "What you chose is not in the list any more"),
        ({"least__cohort__in_need": "lots"}, "must be a number from 0 to 100"),
        ({"weight__cohort__in_need": "-1"}, "must be a number from 0 to 1,000"),
        ({"cohorts": ["custody"]}, "Nobody on these lists can be drawn"),
    ):
        answer = browser.post(address, sent(**{**usual, "seed": "kept", **changes}))
        assert answer.status_code in {409, 422}, changes
        assert says in words_of(answer), changes
        assert "seed" in changes or 'value="kept"' in answer.content.decode(), changes
    assert Draw.objects.of(sampled.joint.inspection).count() == 1
    for seed in ODD.values():
        with undone():
            answer = browser.post(address, sent(**usual, seed=seed), follow=True)
            assert answer.status_code == 200
            drawn = Draw.objects.order_by("-pk").first()
            assert drawn is not None
            address_again = sampled.at("reproduce_draw", drawn.reference)
            assert "It comes out the same" in words_of(browser.get(address_again))
            assert "\x07" not in drawn.seed


def test_a_page_of_a_list_that_begins_anywhere(client_of: ClientOf, sampled: Sampled) -> None:
    browser = client_of(sampled.inspector)
    address = sampled.at("agency_list", sampled.lists[0].reference)
    for after in ("", "P-", "zzz", "🎲", "\x00", "a" * 5000):
        answer = browser.get(address, {"after": after})
        assert answer.status_code == 200, after
    assert "Nobody more is on it" in words_of(browser.get(address, {"after": "zzz"}))


def test_a_long_list_is_shown_a_page_at_a_time(client_of: ClientOf) -> None:
    joint = joint_inspection()
    came = list_of(joint, rows=120)
    browser = client_of(joint.inspectors["cqc"])
    address = reverse("inspections:agency_list", args=[joint.reference, came.reference])
    seen: list[str] = []
    for _ in range(3):
        page = browser.get(address).content.decode()
        seen += re.findall(r"/subjects/(P-[^/]+)/", page)
        further = re.search(r'rel="next" href="(\?after=[^"]+)"', page)
        address = address.split("?")[0] + (further[1] if further else "")
    assert len(seen) == len(set(seen)) == 120
    assert further is None


# --- states of the page ---------------------------------------------------------------------------


def test_a_withdrawn_list_and_a_late_request_say_so(client_of: ClientOf, sampled: Sampled) -> None:
    browser, now = client_of(sampled.inspector), timezone.localdate()
    late = request_of(sampled.joint, agency=None, wanted_by=now.replace(year=now.year - 1))
    shown = words_of(browser.get(sampled.at("samples")))
    assert "Nothing yet: overdue" in shown
    browser.post(
        sampled.at("close_request", late.reference),
        sent(how="withdrawn", what_came="Not needed after all."),
    )
    again = browser.post(
        sampled.at("close_request", late.reference), sent(how="nothing", what_came="None.")
    )
    assert again.status_code == 409
    assert "closed already" in words_of(again)
    gone = sampled.lists[1].reference
    browser.post(sampled.at("withdraw_list", gone), sent(why="Of last year."))
    shown = words_of(browser.get(sampled.at("samples")))
    assert "Not needed after all." in shown
    assert "Of last year." in shown
    assert "Withdraw this list" not in words_of(browser.get(sampled.at("agency_list", gone)))
    assert gone not in browser.get(sampled.at("draw_sample")).content.decode()


def test_a_reader_is_told_who_selects(client_of: ClientOf, sampled: Sampled) -> None:
    browser = client_of(sampled.joint.quality_assurer)
    shown = words_of(browser.get(sampled.at("samples")))
    assert "The quality assurer reads; the inspectors select the sample." in shown
    assert "Upload a list" not in shown
    assert "Close without a list" not in shown
    assert "Substitute" not in words_of(browser.get(sampled.at("draw", sampled.drawn.reference)))


def test_what_could_not_be_met_is_on_the_page(client_of: ClientOf, sampled: Sampled) -> None:
    browser = client_of(sampled.inspector)
    form = sent(
        kind="sampled",
        size=50,
        reserves=3,
        lists=[one.reference for one in sampled.lists],
        options=["again", "household"],
        least__cohort__looked_after=7,
        weight__cohort__in_need=2,
    )
    shown = words_of(browser.post(sampled.at("draw_sample"), form, follow=True))
    assert re.search(r"50 were asked for, and only \d could be drawn at all", shown)
    assert re.search(r"At least 7 of “Looked after” were asked for, and the lists have only", shown)
    assert "Nobody was put in reserve" in shown
    assert "One of a household" in shown


def test_there_is_nothing_to_draw_from_yet(client_of: ClientOf) -> None:
    joint = joint_inspection()
    address = reverse("inspections:draw_sample", args=[joint.reference])
    shown = words_of(client_of(joint.inspectors["cqc"]).get(address))
    assert "There is no list to draw from" in shown


def test_the_cases_lead_to_the_sample(client_of: ClientOf, sampled: Sampled) -> None:
    answer = client_of(sampled.inspector).get(sampled.at("cases"))
    assert sampled.at("samples") in answer.content.decode()
    assert Case.objects.of(sampled.joint.inspection).count() == 3


# --- queries --------------------------------------------------------------------------------------


def test_no_page_asks_more_for_more_rows(
    client_of: ClientOf, count_queries: Counted, sampled: Sampled
) -> None:
    lead, own = client_of(sampled.joint.overall_lead), client_of(sampled.inspector)

    def asked() -> dict[str, int]:
        found = {}
        for name, address in sampled.screens().items():
            browser = own if name == "accept" else lead
            browser.get(address)
            with count_queries() as queries:
                assert browser.get(address).status_code == 200
            found[name] = len(queries)
        with count_queries() as queries, undone():
            lead.post(sampled.screens()["draw key"], {"reason": "To see."})
        return {**found, "reading": len(queries)}

    before = asked()
    joint = sampled.joint
    for turn in range(3):
        request_of(joint, agency=None)
        # The police list the children of the council: more rows, more lists, more recognised.
        agency = joint.agencies[turn]
        sampled.lists.append(list_of(joint, rows=8, first=1, agency=agency))
        upload_of(joint, first=300 + turn)
        drawn = sample_of(joint, sampled.lists, size=6, reserves=6, again=True)
        with acting_as(joint.overall_lead):
            sampled.drawn = drawn
    assert asked() == before
    assert max(before.values()) <= 20, before
