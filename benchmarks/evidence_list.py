"""Opening the evidence list: 25 of 2,000 items, as an inspector of another inspectorate.

The reference is `benchmarks._plain.note_list`: the same 25 rows with the same facts, read with the
ORM under the same row-level security, drawn by one inline template, with session, user and one
audit row.
"""

from collections.abc import Iterator

from django.urls import reverse

from benchmarks import Measure
from benchmarks._inspection import inspection
from benchmarks._requests import cookies_of, expect, plain, product, queries_of, ratio, request

LIMIT = 1.25
QUERIES = 6
ROWS = b'class="govuk-summary-card"'


def main() -> Iterator[Measure]:
    """Measure the list."""
    joint = inspection()
    cookies = cookies_of(joint.inspectors["ofsted"])
    ours, theirs = product(), plain()
    address = reverse("inspections:evidence", args=[joint.reference])

    def list_it() -> bytes:
        return expect(request(ours, address, cookies), [200])

    def list_plainly() -> bytes:
        return expect(request(theirs, f"/notes/{joint.reference}/", cookies), [200])

    for page in (list_it(), list_plainly()):
        if page.count(ROWS) != 25:
            raise RuntimeError(f"The page shows {page.count(ROWS)} items, not 25.")
    yield Measure("Evidence list, by a plain Django page", ratio(list_it, list_plainly), LIMIT)
    yield Measure("Evidence list, queries", queries_of(list_it), QUERIES)
