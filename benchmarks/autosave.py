"""Autosaving what is typed into a new item: a save of a draft that exists.

The reference is `benchmarks._plain.draft`: the same work in plain Django. Session, user, CSRF, the
person's place on the team, the same JSON, an UPDATE that compares the draft's version, and one
audit row, committed together.
"""

import json
from collections.abc import Iterator
from uuid import uuid4

from django.urls import reverse

from benchmarks import Measure
from benchmarks._inspection import TEXT, inspection
from benchmarks._requests import (
    JSON,
    cookies_of,
    expect,
    plain,
    product,
    queries_of,
    ratio,
    request,
)

LIMIT = 1.3
QUERIES = 6


def main() -> Iterator[Measure]:
    """Measure the autosave."""
    joint = inspection()
    cookies = cookies_of(joint.inspectors["ofsted"])
    ours, theirs = product(), plain()
    key = uuid4()
    address = reverse("inspections:autosave", args=[joint.reference, key])
    content = {"text": TEXT, "source": "meeting", "strength": "strength", "agency": "", "case": ""}
    heard, heard_plainly = {"version": 0}, {"version": 0}
    plain_address = f"/notes/{joint.reference}/draft/{key}"

    def autosave() -> bytes:
        body = json.dumps({"version": heard["version"], "content": content}).encode()
        answer = expect(request(ours, address, cookies, body=body, kind=JSON), [200])
        heard["version"] = json.loads(answer)["version"]
        return answer

    def autosave_plainly() -> bytes:
        body = json.dumps({"version": heard_plainly["version"], "content": content}).encode()
        answer = expect(request(theirs, plain_address, cookies, body=body, kind=JSON), [200])
        heard_plainly["version"] = json.loads(answer)["version"]
        return answer

    yield Measure(
        "Autosaving, by the same in plain Django", ratio(autosave, autosave_plainly), LIMIT
    )
    yield Measure("Autosaving, queries", queries_of(autosave), QUERIES)
