"""The pages on which frameworks are read, loaded and put in force."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from frameworks.actions import keep_upload, load_file, propose_in_force, withdraw
from frameworks.models import Framework, FrameworkUpload, FrameworkVersion
from organisations.models import User
from records.models import AuditEntry
from tests.factories.frameworks import (
    AT,
    draft_factory,
    framework_content,
    framework_data,
    framework_version_factory,
    inspector_factory,
    organisations_exist,
)
from tests.factories.organisations import AdminFactory, UserFactory
from tests.pages.reading import Markup, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
AssertQueries = Callable[[int], AbstractContextManager[list[str]]]
LIST = "/frameworks/"
LOAD = "/frameworks/load/"


def address(version: FrameworkVersion, act: str = "version") -> str:
    return reverse(f"frameworks:{act}", args=[version.framework.code, version.version])


def read(client: Client, url: str, status: int = 200) -> Markup:
    page = client.get(url)
    assert page.status_code == status
    return Markup(page.content.decode())


def main(page: Markup) -> str:
    return words(page.one("main"))


def proposed(by: User | None = None) -> FrameworkVersion:
    version = draft_factory()
    propose_in_force(version=version, on=date(2014, 9, 1), by=by or AdminFactory(), at=AT)
    version.refresh_from_db()
    return version


# --- the list -----------------------------------------------------------------------------------


def test_list_shows_an_admin_every_version_with_its_stage(client_of: ClientOf) -> None:
    framework_version_factory(on=date(2014, 9, 1))
    draft_factory(version="2015")
    page = read(client_of(AdminFactory()), LIST)
    rows = [words(row) for row in page.every("tr")[1:]]
    source = "Source: A consultation (TEST) Inspection types: Joint inspection of the board"
    begun = "From Monday 1 September 2014"
    assert rows == [
        f"Integrated inspections 2015 Integrated inspections 2014 Draft Not in force {source}",
        f"Integrated inspections 2014-06 Integrated inspections 2014 In force {begun} {source}",
    ]
    assert page.every("a", href=LOAD)


def test_list_shows_an_inspector_no_draft_and_no_way_to_load(client_of: ClientOf) -> None:
    framework_version_factory()
    draft_factory(version="2015")
    page = read(client_of(inspector_factory()), LIST)
    assert [words(link) for link in page.one("table").iter("a")] == ["2014-06"]
    assert page.every("a", href=LOAD) == []


def test_list_without_versions_says_so(client_of: ClientOf) -> None:
    assert "No frameworks" in main(read(client_of(AdminFactory()), LIST))


def test_list_shows_a_chair_what_is_in_force_and_no_draft(client_of: ClientOf) -> None:
    framework_version_factory(version="2014-06")
    draft_factory(version="2015-draft")
    text = main(read(client_of(UserFactory()), LIST))
    assert "2014-06" in text
    assert "2015-draft" not in text


@pytest.mark.parametrize("versions", [1, 3])
def test_list_asks_as_often_for_one_version_as_for_three(
    client_of: ClientOf, assert_queries: AssertQueries, versions: int
) -> None:
    for number in range(versions):
        draft_factory(version=f"v{number}")
    client = client_of(AdminFactory())
    # session, user, versions with their frameworks, inspection types, audit
    with assert_queries(5):
        client.get(LIST)


# --- a version as a document --------------------------------------------------------------------


def test_version_reads_as_a_document(client_of: ClientOf) -> None:
    version = framework_version_factory(criteria=2)
    page = read(client_of(inspector_factory()), address(version))
    text = main(page)
    assert words(page.one("h1")) == "Integrated inspections 2014"
    for part in (
        "In force",
        "The effectiveness of the board",
        "What the board does.",
        "Heading 2",
        "Statement 2.",
        "Second point of 2.",
        "Graded together",
        "Ofsted, CQC, HMICFRS",
        "Outstanding builds on good.",
        "Joint inspection of the board",
        "Children Act 2004, section 20",
        "5 working days after: Notice",
        "Within 4 weeks of: On site",
        "The day that the overall lead chooses",
        "Our own setting",
        "140112 ¶36",
        "Areas for priority action",
        "Each item names the partnership or an agency.",
        "Loaded from a file.",
    ):
        assert part in text


def test_version_gives_every_criterion_an_address_of_its_own(client_of: ClientOf) -> None:
    version = framework_version_factory(criteria=2)
    page = read(client_of(inspector_factory()), address(version))
    assert "Statement 2." in words(page.one("div", id="test-2"))
    assert words(page.one("a", href="#test-2")) == "TEST ¶2"
    assert page.dangling() == set()
    assert len(page.ids()) == len(set(page.ids()))


def test_version_sets_the_descriptors_side_by_side_the_best_first(client_of: ClientOf) -> None:
    version = framework_version_factory()
    page = read(client_of(inspector_factory()), address(version))
    assert [words(grade) for grade in page.every("div", class_="app-grades__grade")] == [
        "Outstanding Far above good. TEST ¶116",
        "Good All criteria apply. TEST ¶115",
        "Requires improvement The source does not describe this grade.",
        "Inadequate Nothing works. TEST ¶118",
    ]


def test_version_says_a_rule_in_words(client_of: ClientOf) -> None:
    version = framework_version_factory()
    text = main(read(client_of(inspector_factory()), address(version)))
    assert (
        "Likely: “The effectiveness of the board” is Outstanding only where every criterion of "
        "Good that applies is met."
    ) in text


def test_version_says_that_a_rule_it_cannot_understand_blocks(client_of: ClientOf) -> None:
    version = framework_version_factory()
    version.limiting_rules.update(definition={"kind": "guess"})
    text = main(read(client_of(inspector_factory()), address(version)))
    assert "This rule cannot be evaluated. It blocks agreement" in text


def test_version_says_a_limit_in_words(client_of: ClientOf) -> None:
    organisations_exist()
    data = framework_data(criteria=0)
    area = data["judgement_areas"][0]
    data["judgement_areas"] += [
        {**area, "code": "a", "title": "A", "parent": "lscb"},
        {**area, "code": "b", "title": "B", "grading": "graded"},
    ]
    inadequate = [{"area": code, "grade": "inadequate"} for code in "ab"]
    definition = {"kind": "limits", "area": "lscb", "grade": "inadequate", "any_of": inadequate}
    data["limiting_rules"][0] |= {"strength": "must", "definition": definition}
    content = framework_content(data)
    version = load_file(content=content, name="x", by=None, at=AT).version
    text = main(read(client_of(AdminFactory()), address(version)))
    assert (
        "Must: “The effectiveness of the board” is Inadequate when “A” or “B” is Inadequate."
    ) in text
    assert "Part of The effectiveness of the board" in text


def test_version_escapes_what_a_file_says(client_of: ClientOf) -> None:
    organisations_exist()
    data = framework_data()
    script = "<script>alert(1)</script>{{ 7|add:7 }}"
    data["title"] = data["judgement_areas"][0]["criteria"][0]["statement"] = script
    data["judgement_areas"][0]["descriptors"][0]["statement"] = script
    data["inspection_types"][0]["report_forms"][0]["sections"][0]["heading"] = script
    content = framework_content(data)
    version = load_file(content=content, name="x", by=None, at=AT).version
    page = client_of(AdminFactory()).get(address(version)).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}") >= 4


def test_version_leaves_an_entry_of_what_it_disclosed(client_of: ClientOf) -> None:
    person = inspector_factory()
    read(client_of(person), address(framework_version_factory()))
    entry = AuditEntry.objects.get(person=person)
    assert (entry.about, entry.disclosed) == (
        "framework integrated 2014-06",
        ["framework integrated 2014-06"],
    )


@pytest.mark.parametrize("criteria", [1, 3])
def test_version_asks_as_often_for_one_criterion_as_for_three(
    client_of: ClientOf, assert_queries: AssertQueries, criteria: int
) -> None:
    version = framework_version_factory(criteria=criteria)
    client, url = client_of(AdminFactory()), address(version)
    # session, user, the version and one query for each kind of part and person, themes, powers,
    # audit
    with assert_queries(26):
        client.get(url)


@pytest.mark.parametrize("person", [UserFactory, inspector_factory])
def test_a_draft_is_absent_for_whoever_is_no_admin(
    client_of: ClientOf, person: Callable[[], User]
) -> None:
    version = draft_factory()
    client = client_of(person())
    assert client.get(address(version)).status_code == 404
    assert client.get("/frameworks/integrated/none/").status_code == 404


def test_a_version_in_force_is_read_by_whoever_has_an_account(client_of: ClientOf) -> None:
    version = framework_version_factory()
    assert client_of(UserFactory()).get(address(version)).status_code == 200


# --- loading ------------------------------------------------------------------------------------


def send(client: Client, content: bytes, name: str = "framework.yaml") -> Any:
    return client.post(LOAD, {"file": SimpleUploadedFile(name, content)})


def test_load_shows_a_form_that_sends_a_file(client_of: ClientOf) -> None:
    page = read(client_of(AdminFactory()), LOAD)
    (form,) = [form for form in page.every("form") if form.get("enctype")]
    assert (form.get("method"), form.get("enctype")) == ("post", "multipart/form-data")
    assert page.one("input", type="file").get("name") == "file"


def test_load_of_a_sound_file_leads_to_its_preview_and_loads_nothing(client_of: ClientOf) -> None:
    organisations_exist()
    admin = AdminFactory()
    response = send(client_of(admin), framework_content())
    upload = FrameworkUpload.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("frameworks:preview", args=[upload.reference])
    assert (upload.by, upload.name, bytes(upload.content)) == (
        admin,
        "framework.yaml",
        framework_content(),
    )
    assert not Framework.objects.exists()


def test_load_of_a_faulty_file_lists_line_place_fault_and_fix(client_of: ClientOf) -> None:
    organisations_exist()
    data = framework_data()
    data["judgement_areas"][0]["descriptors"][0]["grade"] = "outstnding"
    data["limiting_rules"][0]["definition"]["area"] = "lcsb"
    content = framework_content(data)
    lines = content.decode().split("\n")
    response = send(client_of(AdminFactory()), content)
    assert response.status_code == 422
    page = Markup(response.content.decode())
    rows = [[words(cell) for cell in row.iter("td")] for row in page.every("tr")[1:]]
    assert rows == [
        [
            str(lines.index("  - grade: outstnding") + 1),
            "judgement_areas[1].descriptors[1].grade",
            "There is no grade “outstnding” in the scale “four-point”",
            "Write “outstanding”",
        ],
        [
            str(lines.index("    area: lcsb") + 1),
            "limiting_rules[1].definition.area",
            "There is no judgement area “lcsb” in this file",
            "Write “lscb”",
        ],
    ]
    assert "framework.yaml has 2 faults." in main(page)
    assert page.dangling() == set()
    assert not Framework.objects.exists()
    assert not FrameworkUpload.objects.exists()


def test_load_without_a_file_says_so_at_the_field(client_of: ClientOf) -> None:
    response = client_of(AdminFactory()).post(LOAD)
    assert response.status_code == 422
    page = Markup(response.content.decode())
    assert main(page).count("Select a framework file") == 2
    assert page.dangling() == set()


def test_load_of_an_empty_file_says_so(client_of: ClientOf) -> None:
    response = send(client_of(AdminFactory()), b"")
    assert "The selected file is empty" in response.content.decode()


def test_load_of_a_large_file_is_refused_unread(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(**_kwargs: Any) -> None:
        raise AssertionError("the file was read")

    monkeypatch.setattr("frameworks.actions.preview_file", never)
    response = send(client_of(AdminFactory()), b"x" * 2_000_001)
    assert response.status_code == 422
    assert "must be smaller than 2 MB" in response.content.decode()


def test_load_of_an_alias_bomb_is_refused_with_its_line(client_of: ClientOf) -> None:
    response = send(client_of(AdminFactory()), b"a: &a [x, x]\nb: &b [*a, *a]\n")
    assert response.status_code == 422
    assert "aliases are not read" in response.content.decode()


def test_load_over_a_version_in_force_says_to_take_a_new_name(client_of: ClientOf) -> None:
    framework_version_factory()
    response = send(client_of(AdminFactory()), framework_content(criteria=1))
    assert response.status_code == 422
    assert "Give the file a new version name" in response.content.decode()


def test_load_is_refused_to_an_inspector(client_of: ClientOf) -> None:
    client = client_of(inspector_factory())
    assert "loaded by admins" in main(read(client, LOAD, 403))
    assert send(client, framework_content()).status_code == 403
    assert not FrameworkUpload.objects.exists()


# --- the preview --------------------------------------------------------------------------------


def preview(by: User, **changes: Any) -> str:
    organisations_exist()
    upload = keep_upload(content=framework_content(**changes), name="my.yaml", by=by, at=AT)
    return reverse("frameworks:preview", args=[upload.reference])


def test_preview_of_a_new_framework_lists_what_is_added(client_of: ClientOf) -> None:
    admin = AdminFactory()
    text = main(read(client_of(admin), preview(admin)))
    assert "This is the first version of the framework. All of it is new." in text
    assert "Added (18)" in text
    assert "Criterion TEST ¶1: Heading 1" in text
    assert "Load this as a draft" in text


def test_preview_of_a_changed_draft_shows_both_texts(client_of: ClientOf) -> None:
    draft_factory()
    admin = AdminFactory()
    page = read(client_of(admin), preview(admin, title="Another title"))
    text = main(page)
    assert "This file would take its place" in text
    assert "Changed (1)" in text
    sides = [words(side) for side in page.every("section", class_="app-comparison__side")]
    assert sides == ["Now title Integrated inspections 2014", "In the file title Another title"]


def test_preview_of_a_new_version_names_the_one_it_is_compared_with(client_of: ClientOf) -> None:
    framework_version_factory(criteria=3)
    admin = AdminFactory()
    text = main(read(client_of(admin), preview(admin, version="2015", criteria=2)))
    assert "version 2014-06" in text
    assert "Removed (1)" in text


def test_preview_of_the_same_content_offers_nothing_to_load(client_of: ClientOf) -> None:
    draft_factory()
    admin = AdminFactory()
    text = main(read(client_of(admin), preview(admin)))
    assert "There is nothing to load" in text
    assert "Load this as a draft" not in text


def test_preview_confirmed_loads_the_draft(client_of: ClientOf) -> None:
    admin = AdminFactory()
    response = client_of(admin).post(preview(admin), follow=True)
    version = FrameworkVersion.objects.get()
    assert response.redirect_chain == [(address(version), 302)]
    assert "The version is loaded as a draft." in response.content.decode()
    assert (version.status, version.loaded_by) == ("draft", admin)
    assert not FrameworkUpload.objects.exists()
    entry = AuditEntry.objects.get(method="POST")
    assert entry.changed == ["framework integrated 2014-06"]


def test_preview_confirmed_twice_is_absent_the_second_time(client_of: ClientOf) -> None:
    admin = AdminFactory()
    url, client = preview(admin), client_of(admin)
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404
    assert FrameworkVersion.objects.count() == 1


def test_preview_of_another_admin_is_absent(client_of: ClientOf) -> None:
    url = preview(AdminFactory())
    client = client_of(AdminFactory())
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert not Framework.objects.exists()


def test_preview_of_a_file_that_no_longer_fits_says_why(client_of: ClientOf) -> None:
    admin = AdminFactory()
    url = preview(admin, criteria=1)
    framework_version_factory(criteria=3)
    assert "no longer a draft" in main(read(client_of(admin), url, 409))
    assert client_of(admin).post(url).status_code == 409


# --- in force -----------------------------------------------------------------------------------

DAY = {"on_day": "1", "on_month": "9", "on_year": "2014"}


def test_propose_asks_for_a_day_and_carries_what_was_read(client_of: ClientOf) -> None:
    version = draft_factory()
    page = read(client_of(AdminFactory()), address(version, "propose"))
    assert page.one("input", name="seen").get("value") == version.file_hash
    assert len([box for box in page.every("input") if box.get("name") in DAY]) == 3


def test_propose_notes_the_day_and_the_person(client_of: ClientOf) -> None:
    version, admin = draft_factory(), AdminFactory()
    data = {**DAY, "seen": version.file_hash}
    response = client_of(admin).post(address(version, "propose"), data, follow=True)
    assert "Another admin can put it in force now." in response.content.decode()
    version.refresh_from_db()
    assert (version.proposed_by, version.in_force_from) == (admin, date(2014, 9, 1))


def test_propose_without_a_day_says_so_at_the_field(client_of: ClientOf) -> None:
    version = draft_factory()
    data = {"seen": version.file_hash}
    response = client_of(AdminFactory()).post(address(version, "propose"), data)
    assert response.status_code == 422
    assert "Enter the first day in force" in response.content.decode()


def test_propose_content_that_was_replaced_meanwhile_is_refused(client_of: ClientOf) -> None:
    version = draft_factory()
    data = {**DAY, "seen": version.file_hash}
    draft_factory(title="Another title")
    response = client_of(AdminFactory()).post(address(version, "propose"), data)
    assert response.status_code == 409
    assert "was replaced after you opened it" in response.content.decode()


def test_propose_is_refused_to_an_inspector(client_of: ClientOf) -> None:
    version = framework_version_factory()
    assert client_of(inspector_factory()).get(address(version, "propose")).status_code == 403


def test_version_shows_the_proposer_why_they_cannot_approve(client_of: ClientOf) -> None:
    admin = AdminFactory()
    page = read(client_of(admin), address(proposed(by=admin)))
    assert "You proposed this version, so another admin has to approve it." in main(page)
    assert "Put this version in force" not in main(page)


def test_version_offers_another_admin_to_approve(client_of: ClientOf) -> None:
    version = proposed()
    page = read(client_of(AdminFactory()), address(version))
    assert "Put this version in force" in main(page)
    assert page.one("input", name="seen").get("value") == version.file_hash
    assert "Proposed to be in force from Monday 1 September 2014" in main(page)


def test_version_in_force_offers_an_inspector_nothing(client_of: ClientOf) -> None:
    page = read(client_of(inspector_factory()), address(framework_version_factory()))
    assert [form.get("role") for form in page.one("main").iter("form")] == ["search"]
    assert "Withdraw" not in main(page)


def test_approve_puts_the_version_in_force(client_of: ClientOf) -> None:
    version, admin = proposed(), AdminFactory()
    data = {"seen": version.file_hash}
    response = client_of(admin).post(address(version, "approve"), data, follow=True)
    assert "The version is in force." in response.content.decode()
    version.refresh_from_db()
    assert (version.status, version.approved_by) == ("in_force", admin)


def test_approve_by_the_proposer_is_refused_with_the_reason(client_of: ClientOf) -> None:
    admin = AdminFactory()
    version = proposed(by=admin)
    data = {"seen": version.file_hash}
    response = client_of(admin).post(address(version, "approve"), data)
    assert response.status_code == 403
    assert "another admin has to approve it" in response.content.decode()
    version.refresh_from_db()
    assert version.status == "draft"


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_approve_of_other_content_than_was_read_is_refused(client_of: ClientOf, seen: str) -> None:
    version = proposed()
    response = client_of(AdminFactory()).post(address(version, "approve"), {"seen": seen})
    assert response.status_code == 409
    version.refresh_from_db()
    assert version.status == "draft"


def test_approve_of_what_nobody_proposed_is_refused(client_of: ClientOf) -> None:
    version = draft_factory()
    data = {"seen": version.file_hash}
    response = client_of(AdminFactory()).post(address(version, "approve"), data)
    assert response.status_code == 409
    assert "Nobody has proposed this version." in response.content.decode()


def test_take_back_clears_the_proposal(client_of: ClientOf) -> None:
    version = proposed()
    url = address(version, "take_back")
    response = client_of(AdminFactory()).post(url, follow=True)
    assert "The proposal is taken back." in response.content.decode()
    version.refresh_from_db()
    assert version.proposed_by is None


@pytest.mark.parametrize("act", ["approve", "take_back"])
def test_an_act_without_a_page_answers_no_get(client_of: ClientOf, act: str) -> None:
    assert client_of(AdminFactory()).get(address(proposed(), act)).status_code == 405


def test_withdraw_asks_why_and_warns(client_of: ClientOf) -> None:
    version = framework_version_factory()
    text = main(read(client_of(AdminFactory()), address(version, "withdraw")))
    assert "Why is it withdrawn?" in text
    assert "This cannot be undone." in text


def test_withdraw_keeps_the_reason(client_of: ClientOf) -> None:
    version = framework_version_factory()
    url = address(version, "withdraw")
    response = client_of(AdminFactory()).post(url, {"why": "Replaced by law."}, follow=True)
    assert "The version is withdrawn." in response.content.decode()
    version.refresh_from_db()
    assert version.status == "withdrawn"
    assert version.events.last().why == "Replaced by law."


def test_withdraw_without_a_reason_says_so_at_the_field(client_of: ClientOf) -> None:
    version = framework_version_factory()
    response = client_of(AdminFactory()).post(address(version, "withdraw"), {"why": " "})
    assert response.status_code == 422
    assert "Enter why the version is withdrawn" in response.content.decode()
    version.refresh_from_db()
    assert version.status == "in_force"


def test_withdraw_twice_is_refused_with_a_way_back(client_of: ClientOf) -> None:
    version = framework_version_factory()
    withdraw(version=version, why="Replaced.", by=AdminFactory(), at=AT)
    response = client_of(AdminFactory()).post(address(version, "withdraw"), {"why": "Again."})
    assert response.status_code == 409
    assert address(version) in response.content.decode()


def test_withdraw_is_refused_to_an_inspector(client_of: ClientOf) -> None:
    version = framework_version_factory()
    client = client_of(inspector_factory())
    assert client.post(address(version, "withdraw"), {"why": "x"}).status_code == 403
