"""What is left in logs, audit entries, mails, jobs and messages: references, never the text."""

import logging
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from records.models import AuditEntry, Job
from tests.attacks.matrix import watched
from tests.attacks.sent import evidence_form, items_of, record, to
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.reports import report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CANARY = "canary-5d21c7"


def everything_logged() -> str:
    """The audit log as one text."""
    entries = AuditEntry.objects.values_list("route", "about", "disclosed", "changed", "refused")
    return repr(list(entries))


def work(client: Client, joint: JointInspection) -> None:
    """An inspector records, types, mistypes, changes, reads and is refused."""
    record(client, joint, text=f"{CANARY} one")
    record(client, joint, text=f"{CANARY} two", source="")
    record(client, joint, text=f"{CANARY} three", case="999999")
    where = to("inspections:autosave", joint, uuid4())
    sent = {"version": 0, "content": {"text": f"{CANARY} four"}}
    client.post(where, sent, content_type="application/json")
    client.post(where, f'{{"version": "{CANARY}"', content_type="application/json")
    for name in ("evidence", "record_evidence", "team"):
        client.get(to(f"inspections:{name}", joint), {"older": CANARY, "draft": CANARY})
    client.get(to("inspections:evidence_item", joint, f"E-{CANARY}"))


def test_no_text_of_evidence_is_in_the_audit_log_or_any_log(
    client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    with caplog.at_level(logging.DEBUG, logger="concord"), caplog.at_level(logging.INFO):
        work(client_of(person), joint)
        (item,) = items_of(person)
        where = to("inspections:change_evidence", joint, item.reference)
        for base in (1, 1):
            form = evidence_form(joint, base=base, text=f"{CANARY} changed {uuid4()}")
            client_of(person).post(where, form)
        stranger = joint.inspectors["hmic"]
        client_of(stranger).post(where, evidence_form(joint, base=1, text=CANARY))
    assert CANARY not in everything_logged()
    assert CANARY not in caplog.text
    assert CANARY not in repr(mail.outbox)
    assert CANARY not in repr(list(Job.objects.values_list("arguments", "key", "reason")))


def test_a_refusal_is_logged_with_who_where_and_why(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["hmic"]
    item = evidence_by(joint, joint.inspectors["cqc"])
    where = to("inspections:change_evidence", joint, item.reference)
    browser = client_of(person)
    with watched() as written:
        response = browser.post(where, evidence_form(joint, base=1))
    entry = AuditEntry.objects.latest("pk")
    assert (response.status_code, written) == (403, set())
    assert (entry.person, entry.status, entry.method) == (person, 403, "POST")
    assert (entry.route, entry.about) == ("inspections:change_evidence", joint.reference)
    assert entry.refused == "Only the person who recorded it can change it."


def test_what_is_not_there_is_logged_without_what_was_typed(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client_of(joint.inspectors["cqc"]).get(to("inspections:evidence_item", joint, f"E-{CANARY}"))
    entry = AuditEntry.objects.latest("pk")
    assert entry.status == 404
    assert CANARY not in f"{entry.refused} {entry.disclosed}"


def test_everything_shown_is_logged_by_reference_and_version(client_of: ClientOf) -> None:
    joint = joint_inspection()
    items = [evidence_by(joint, joint.inspectors["cqc"]) for _ in range(3)]
    client_of(joint.overall_lead).get(to("inspections:evidence", joint))
    entry = AuditEntry.objects.latest("pk")
    assert sorted(entry.disclosed) == sorted(f"evidence {item.reference} v1" for item in items)


def test_a_log_line_is_one_line(client_of: ClientOf, caplog: pytest.LogCaptureFixture) -> None:
    joint = joint_inspection()
    with caplog.at_level(logging.WARNING):
        where = to("inspections:evidence_item", joint, "E-x").replace("E-x", "E-x%0AERROR%20forged")
        client_of(joint.overall_lead).get(where)
    assert not any("\nERROR forged" in message for message in caplog.messages)
    assert "\nERROR forged" not in everything_logged().replace("\\n", "\n")


def test_the_letter_to_the_chair_says_nothing_of_its_content() -> None:
    told = report_at("with_chair")
    job = Job.objects.get(kind="reports.tell_chair")
    assert set(job.arguments) == {"round"}
    assert told.chair.email not in repr(job.arguments)


def test_a_refused_request_leaves_one_entry_and_nothing_else(client_of: ClientOf) -> None:
    told = report_at("agreement")
    before = AuditEntry.objects.count()
    browser = client_of(told.joint.inspectors["cqc"])
    with watched() as written:
        response = browser.post(to("reports:sign", told), {"content_hash": told.draft.content_hash})
    assert response.status_code == 403
    assert written == set()
    assert AuditEntry.objects.count() == before + 1
