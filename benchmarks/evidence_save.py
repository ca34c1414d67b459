"""Saving an item of evidence: the post of the form, until the redirect.

The reference is `benchmarks._plain.note`: a plain form with the same fields, session, user, CSRF,
one INSERT and one audit row, committed together. It asks nobody's leave and looks nothing up. The
product asks for the person's place on the team, reads what the item may be about, and writes item,
revision (its receipt) and criteria, so that versions, repeats and row-level security hold: the
limit is where that stands, not the 1.5 that one INSERT would allow.
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

LIMIT = 2.2
QUERIES = 8


def main() -> Iterator[Measure]:
    """Measure the save."""
    joint = inspection()
    cookies = cookies_of(joint.inspectors["ofsted"])
    ours, theirs = product(), plain()
    address = reverse("inspections:record_evidence", args=[joint.reference])
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
            "criteria": [criterion],
        }
        body = form_body(fields)
        return expect(request(theirs, "/note/", cookies, body=body, kind=FORM), [302])

    yield Measure("Saving evidence, by a plain Django form", ratio(save, save_plainly), LIMIT)
    yield Measure("Saving evidence, queries", queries_of(save), QUERIES)
