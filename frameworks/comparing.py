"""Two versions of a framework side by side: what the later one says otherwise, part by part."""

from frameworks.loader.changes import Change, Changes, Difference, changes
from frameworks.loader.read_back import read_back
from frameworks.models import FrameworkVersion

__all__ = ["Change", "Changes", "Difference", "difference"]


def difference(*, before: FrameworkVersion, after: FrameworkVersion) -> Changes:
    """What is new, gone or changed in another version; parts are matched by code and reference.

    Asks the same number of queries for versions of any size.
    """
    documents = FrameworkVersion.objects.with_document()
    return changes(read_back(documents.get(pk=before.pk)), read_back(documents.get(pk=after.pk)))
