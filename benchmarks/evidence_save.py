"""Saving an item of evidence: the post of the form, until the redirect.

The reference is `benchmarks._plain.note`: the same work in plain Django. Session, user, CSRF, the
person's place on the team, what the note may bear on, a form of the same fields, INSERTs of note,
version and links, and one audit row, committed together.
"""

from collections.abc import Iterator
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from benchmarks import Measure
from benchmarks._inspection import TEXT, inspection
from benchmarks._requests import (
    FORM,
    cookies_of,
    expect,
    form_body,
    plain,
    product,
    queries_of,
    ratio,
    request,
)
from tests.races.texts import evidence_form

LIMIT = 1.5
QUERIES = 8


def main() -> Iterator[Measure]:
    """Measure the save."""
    joint = inspection()
    cookies = cookies_of(joint.inspectors["ofsted"])
    ours, theirs = product(), plain()
    address = reverse("inspections:record_evidence", args=[joint.reference])
    plain_address = f"/notes/{joint.reference}/record"
    criterion, today = joint.criteria[0].pk, timezone.localdate().isoformat()

    def save() -> bytes:
        body = form_body(evidence_form(TEXT, criterion))
        return expect(request(ours, address, cookies, body=body, kind=FORM), [302])

    def save_plainly() -> bytes:
        fields = {
            "once": uuid4(),
            "text": TEXT,
            "source": "meeting",
            "observed_on": today,
            "agency": "",
            "strength": "strength",
            "case": "",
            "criteria": [criterion],
            "wording": "paraphrase",
            "confidence": "medium",
            "service": "",
            "basis": "",
        }
        body = form_body(fields)
        return expect(request(theirs, plain_address, cookies, body=body, kind=FORM), [302])

    yield Measure("Saving evidence, by the same in plain Django", ratio(save, save_plainly), LIMIT)
    yield Measure("Saving evidence, queries", queries_of(save), QUERIES)
