"""The files of an item, as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from inspections.models import Attachment, Evidence
from inspections.presenters.words import moment
from inspections.values.attachments import (
    OPENS,
    SCAN_STATE_LABELS,
    ScanState,
    size_in_words,
)
from pages.shown import Colour

_COLOURS: dict[ScanState, Colour] = {
    ScanState.NO_SCANNER: "grey",
    ScanState.WAITING: "yellow",
    ScanState.CLEAN: "green",
    ScanState.INFECTED: "red",
    ScanState.FAILED: "orange",
}
_TAGS = {
    ScanState.NO_SCANNER: "Not scanned",
    ScanState.WAITING: "Waits for the scan",
    ScanState.CLEAN: "Scanned",
    ScanState.INFECTED: "Locked away",
    ScanState.FAILED: "Scan failed",
}


@dataclass(frozen=True)
class ShownFile:
    """One file. An empty address means that there is no such act for the reader, or not now."""

    reference: str
    name: str
    url: str
    facts: str
    sha256: str
    tag: str
    colour: Colour
    state: str
    replace_url: str
    remove_url: str
    scan_url: str


def shown_files(
    item: Evidence, inspection: str, files: Iterable[Attachment], *, changes: bool, scans: bool
) -> list[ShownFile]:
    """The files of one version.

    Args:
        inspection: the reference of the inspection.
        changes: whether the reader may replace them and leave them out.
        scans: whether the reader may ask for a scan.
    """
    return [_shown(item, inspection, one, changes=changes, scans=scans) for one in files]


def _shown(
    item: Evidence, inspection: str, file: Attachment, *, changes: bool, scans: bool
) -> ShownFile:
    def at(name: str) -> str:
        return reverse(f"inspections:{name}", args=[inspection, item.reference, file.reference])

    state = file.scan_state
    kind, size = file.get_kind_display(), size_in_words(file.size)
    waits = state in {ScanState.WAITING, ScanState.FAILED}
    return ShownFile(
        reference=file.reference,
        name=file.name,
        url=at("attachment") if state in OPENS else "",
        facts=f"{kind}, {size}, {file.added_by}, {moment(file.at)}",
        sha256=file.sha256,
        tag=_TAGS[state],
        colour=_COLOURS[state],
        state=SCAN_STATE_LABELS[state],
        replace_url=at("replace_attachment") if changes else "",
        remove_url=at("remove_attachment") if changes else "",
        scan_url=at("scan_attachment") if scans and waits else "",
    )
