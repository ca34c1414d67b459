"""Requests that no page of ours would send: forged, redirected, poisoned."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from records.models import AuditEntry
from tests.attacks.matrix import watched
from tests.attacks.sent import evidence_form, items_of, to
from tests.factories.frameworks import framework_content, organisations_exist
from tests.factories.inspections import evidence_by, joint_inspection
from tests.factories.organisations import AdminFactory, UserFactory
from tests.factories.reports import report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
PASSWORD = "a password of the tests"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example\\@testserver",
)


# --- forged -------------------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused_on_a_page_and_changes_nothing(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"], enforce_csrf_checks=True)
    with watched() as written:
        response = client.post(to("inspections:record_evidence", joint), evidence_form(joint))
    assert response.status_code == 403
    assert "<h1" in response.content.decode()
    assert written == set()
    assert items_of(joint.inspectors["cqc"]) == []


def test_another_person_s_token_is_refused(client_of: ClientOf) -> None:
    joint = joint_inspection()
    theirs = client_of(joint.inspectors["hmic"], enforce_csrf_checks=True)
    page = theirs.get(to("inspections:record_evidence", joint)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    mine = client_of(joint.inspectors["cqc"], enforce_csrf_checks=True)
    mine.get(to("inspections:record_evidence", joint))
    form = evidence_form(joint, csrfmiddlewaretoken=token[1])
    assert mine.post(to("inspections:record_evidence", joint), form).status_code == 403


def test_a_form_with_its_own_token_is_taken(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"], enforce_csrf_checks=True)
    page = client.get(to("inspections:record_evidence", joint)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = evidence_form(joint, csrfmiddlewaretoken=token[1])
    assert client.post(to("inspections:record_evidence", joint), form).status_code == 302


@pytest.mark.parametrize("name", ["account_login", "account_logout", "account_reset_password"])
def test_signing_in_and_out_need_a_token_too(client_of: ClientOf, name: str) -> None:
    client = client_of(UserFactory(), enforce_csrf_checks=True)
    assert client.post(reverse(name), {"login": "a@b.example"}).status_code == 403


def test_autosave_as_plain_text_needs_the_token_as_well(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"], enforce_csrf_checks=True)
    where = to("inspections:autosave", joint, "6f1c0d3e-0000-4000-8000-000000000001")
    body = '{"version": 0, "content": {"text": "x"}}'
    assert client.post(where, body, content_type="text/plain").status_code == 403


@pytest.mark.parametrize("name", ["_method", "method", "X-HTTP-Method-Override"])
def test_a_get_does_not_become_something_else(client_of: ClientOf, name: str) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["ofsted"])
    client = client_of(joint.inspectors["ofsted"])
    where = to("inspections:change_evidence", joint, item.reference)
    header = {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST", "HTTP_X_METHOD_OVERRIDE": "DELETE"}
    with watched() as written:
        response = client.get(where, {name: "POST", **evidence_form(joint, base=1)}, **header)
    assert response.status_code == 200
    assert written == set()


@pytest.mark.parametrize("change", ["//", "%2e/", "UPPER", "no slash", "%00", ";x=1"])
def test_another_spelling_of_an_address_opens_nothing_more(
    client_of: ClientOf, change: str
) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["ofsted"])
    where = to("inspections:evidence_item", joint, item.reference)
    spelt = {
        "//": f"/{where}",
        "%2e/": where.replace("/evidence/", "/%2e/evidence/"),
        "UPPER": where.replace("evidence", "EVIDENCE"),
        "no slash": where.rstrip("/"),
        "%00": where.replace(item.reference, f"{item.reference}%00"),
        ";x=1": where.replace(item.reference, f"{item.reference};x=1"),
    }[change]
    response = client_of(UserFactory()).get(spelt)
    assert response.status_code in {301, 404}
    assert item.reference not in response.content.decode()


# --- redirected ---------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ELSEWHERE)
def test_after_signing_in_nobody_is_led_elsewhere(target: str) -> None:
    person = UserFactory()
    form = {"login": person.email, "password": PASSWORD, "next": target}
    response = Client().post(reverse("account_login"), form)
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


def is_here(address: str) -> bool:
    """Whether a browser that is led there stays with us."""
    return url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def test_a_line_end_in_the_address_breaks_no_header() -> None:
    form = {"login": UserFactory().email, "password": PASSWORD, "next": "/x\r\nX-Evil: 1"}
    response = Client().post(reverse("account_login"), form)
    assert "X-Evil" not in response.headers
    assert is_here(response.headers["Location"])


@pytest.mark.parametrize("target", ELSEWHERE)
def test_whoever_is_signed_in_is_not_led_elsewhere_either(client_of: ClientOf, target: str) -> None:
    client = client_of(UserFactory())
    for name in ("account_login", "account_logout", "account_reauthenticate"):
        for response in (
            client.get(reverse(name), {"next": target}),
            client.post(reverse(name), {"next": target, "password": PASSWORD}),
        ):
            assert is_here(response.headers.get("Location", "/"))


def test_after_signing_in_one_goes_on_where_one_wanted_to() -> None:
    person = UserFactory()
    wanted = reverse("published:list")
    form = {"login": person.email, "password": PASSWORD, "next": wanted}
    assert Client().post(reverse("account_login"), form).headers["Location"] == wanted


# --- poisoned -----------------------------------------------------------------------------------


def test_a_foreign_host_is_refused_and_reaches_no_mail() -> None:
    person = UserFactory()
    form = {"email": person.email}
    where = reverse("account_reset_password")
    assert Client().post(where, form, HTTP_HOST="evil.example").status_code == 400
    assert mail.outbox == []
    Client().post(where, form, HTTP_X_FORWARDED_HOST="evil.example")
    assert all("evil.example" not in letter.body for letter in mail.outbox)


def test_reset_says_the_same_for_an_unknown_address() -> None:
    where = reverse("account_reset_password")
    known = Client().post(where, {"email": UserFactory().email})
    unknown = Client().post(where, {"email": "nobody@concord.example"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_a_reset_link_is_in_no_answer_and_works_once() -> None:
    person = UserFactory()
    response = Client().post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)
    assert link is not None
    assert link[1] not in response.content.decode()
    browser = Client()
    form = browser.get(link[1], follow=True)
    new = {"password1": "quite another long password", "password2": "quite another long password"}
    browser.post(form.redirect_chain[-1][0], new)
    person.refresh_from_db()
    assert person.check_password(new["password1"])
    again = Client().get(link[1], follow=True)
    assert b'name="password1"' not in again.content


def test_the_name_of_a_file_breaks_no_header_and_no_page(client_of: ClientOf) -> None:
    organisations_exist()
    name = 'x"\r\nX-Evil: 1<script>alert(1)</script>.yaml'
    file = SimpleUploadedFile("plain.yaml", framework_content(version="2030"))
    file.name = name
    client = client_of(AdminFactory())
    response = client.post(reverse("frameworks:load"), {"file": file}, follow=True)
    assert "X-Evil" not in response.headers
    assert "<script>alert" not in response.content.decode()


def test_the_name_of_a_pdf_is_ours(client_of: ClientOf) -> None:
    told = report_at("published")
    response = Client().get(reverse("published:pdf", args=[told.reference]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r'(inline|attachment); filename="[\w.-]+"', response["Content-Disposition"])


@pytest.mark.parametrize(
    "query", ["before=x", "before=2099", "before=%00", "older=x,y", "newer=1,2", "draft=%ff"]
)
def test_a_query_that_makes_no_sense_is_an_ordinary_page(client_of: ClientOf, query: str) -> None:
    joint = joint_inspection()
    client = client_of(joint.overall_lead)
    for page in (
        reverse("published:list"),
        to("inspections:evidence", joint),
        to("inspections:record_evidence", joint),
    ):
        assert client.get(f"{page}?{query}").status_code == 200


def test_a_text_in_the_address_is_text_on_the_page(client_of: ClientOf) -> None:
    told = report_at("drafting")
    evil = '"><script>alert(1)</script>{{ 7*7 }}'
    pages = [
        to("reports:add_paragraph", told, "key_findings"),
        to("inspections:record_evidence", told.joint),
        to("inspections:evidence", told.joint),
        reverse("account_login"),
        reverse("published:list"),
    ]
    names = ("text", "case", "source", "draft", "next", "older", "before", "q")
    for page in pages:
        body = client_of(told.lead).get(page, dict.fromkeys(names, evil)).content.decode()
        assert "<script>alert(1)" not in body
    assert "{{ 7*7 }}" in client_of(told.lead).get(pages[0], {"text": evil}).content.decode()


def test_a_method_with_a_strange_name_is_cut_before_it_is_logged(client_of: ClientOf) -> None:
    client = client_of(UserFactory())
    response = client.generic("X" * 300, reverse("desk:home"))
    assert response.status_code == 405
    assert AuditEntry.objects.latest("pk").method == "X" * 10


def test_an_answer_for_a_person_is_kept_nowhere_and_framed_nowhere(client_of: ClientOf) -> None:
    response = client_of(UserFactory()).get(reverse("desk:home"))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "'unsafe" not in response.headers["Content-Security-Policy"]
    form = {"login": UserFactory().email, "password": PASSWORD}
    cookies = Client().post(reverse("account_login"), form).cookies
    cookie = cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
