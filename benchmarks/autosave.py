"""Autosaving what is typed into a new item: a save of a draft that exists.

The reference is `benchmarks._plain.draft`: session, user, CSRF, the same JSON, one upsert and one
audit row, committed together. It asks nobody's leave and overwrites what another window typed. The
product asks for the person's place on the team and compares the draft's version: the limit is where
that stands, not the 1.3 that a blind upsert would allow.
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

LIMIT = 2.0
QUERIES = 6


def main() -> Iterator[Measure]:
    """Measure the autosave."""
    joint = inspection()
    cookies = cookies_of(joint.inspectors["ofsted"])
    ours, theirs = product(), plain()
    key = uuid4()
    address = reverse("inspections:autosave", args=[joint.reference, key])
    content = {"text": TEXT, "source": "meeting", "strength": "strength", "agency": "", "case": ""}
    heard = {"version": 0}

    def autosave() -> bytes:
        body = json.dumps({"version": heard["version"], "content": content}).encode()
        answer = expect(request(ours, address, cookies, body=body, kind=JSON), [200])
        heard["version"] = json.loads(answer)["version"]
        return answer

    def autosave_plainly() -> bytes:
        body = json.dumps({"version": 0, "content": content}).encode()
        return expect(request(theirs, f"/draft/{key}/", cookies, body=body, kind=JSON), [200])

    yield Measure("Autosaving, by a plain upsert", ratio(autosave, autosave_plainly), LIMIT)
    yield Measure("Autosaving, queries", queries_of(autosave), QUERIES)
