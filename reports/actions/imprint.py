"""The imprint of a document: frozen with it, so that what was published never changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from organisations.models import Imprint, Inspectorate


def imprint_of(*, names: Sequence[tuple[Inspectorate, str]]) -> dict[str, Any] | None:
    """Licence, other formats and contacts as plain data; None where none are loaded.

    Args:
        names: the inspectorates that stand for the document, each with its name of the day.
    """
    rows = Imprint.objects.for_document([one for one, _ in names])
    named: Mapping[int, str] = {one.pk: name for one, name in names}
    if not rows:
        return None
    return {
        "statements": [one.text for one in rows if one.inspectorate_id is None],
        "contacts": [
            {"inspectorate": named[one.inspectorate_id], "line": one.text}
            for one in rows
            if one.inspectorate_id is not None
        ],
    }
