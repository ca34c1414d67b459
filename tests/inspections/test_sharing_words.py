"""Shares and files in words: for the owner, for a receiver, and when a share is withdrawn."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings

from inspections.models import (
    Attachment,
    Evidence,
    EvidenceAudience,
    EvidenceCriterion,
    EvidenceRevision,
    EvidenceShare,
    EvidenceUse,
    Inspection,
    Strand,
)
from inspections.presenters.attachments import ShownFile, shown_files
from inspections.presenters.sharing import received_items, shown_shares, withdrawal_facts
from inspections.values.attachments import SCAN_STATE_LABELS, FileKind, ScanState
from organisations.models import Inspectorate, LegalPower, User
from tests.inspections.kept_rows import fetched

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(hours=2)
MOMENT = "Monday 23 November 2026 at 09:30"
THEN = "Monday 23 November 2026 at 11:30"
CQC = Inspectorate(pk=2, code="cqc", name="Care Quality Commission", short_name="CQC")
HMIC = Inspectorate(pk=3, code="hmic", name="HM Inspectorate of Constabulary", short_name="HMIC")
KIT = User(pk=1, name="Kit Ash", email="kit@example.org")
LOU = User(pk=2, name="Lou Sand", email="lou@example.org")
POWER = LegalPower(pk=4, act="Children Act 2004", section="section 20")
ITEM = Evidence(
    pk=UUID(int=9),
    reference="E-4K7Q-2MXV",
    owner=CQC,
    author=KIT,
    strand=Strand(pk=5, code="joint"),
    recorded_at=AT,
)
PAGE = "/inspections/OF-2026-0001/evidence/E-4K7Q-2MXV/"


def revision(version: int = 2, **changes: Any) -> EvidenceRevision:
    said = {
        "text": "Seen.",
        "source": "data",
        "observed_on": date(2026, 11, 2),
        "strength": "neutral",
        **changes,
    }
    row = EvidenceRevision(pk=100 + version, evidence=ITEM, version=version, **said)
    none = EvidenceCriterion.objects.none()
    return fetched(row, criterion_links=none)


def share(pk: int = 1, version: int = 2, **changes: Any) -> EvidenceShare:
    usual = {
        "evidence": ITEM,
        "revision": revision(version),
        "inspectorate": HMIC,
        "purpose": "To compare.",
        "power": POWER,
        "shared_by": KIT,
        "shared_at": AT,
    }
    return EvidenceShare(pk=pk, **{**usual, **changes})


def use(version: int = 2, body: int | None = 3, **changes: Any) -> EvidenceUse:
    usual = {"kind": "letter_paragraph", "used_in": "L-1", "at": AT}
    row = EvidenceUse(revision=revision(version), **{**usual, **changes})
    if body is not None:
        row.user_inspectorate = body  # as the query annotates it
    return row


def reading(share_key: int, name: str, first: datetime, last: datetime) -> dict[str, Any]:
    return {"share": share_key, "person__name": name, "first": first, "last": last}


class Readings:
    """Who opened what; it notes for which shares that was asked."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.asked: list[list[int]] = []

    def by_person(self, shares: list[int]) -> list[dict[str, Any]]:
        self.asked.append(shares)
        return [one for one in self.rows if one["share"] in shares]


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> Readings:
    book = Readings()
    stand_in = SimpleNamespace(objects=book)
    monkeypatch.setattr("inspections.presenters.sharing.EvidenceReading", stand_in)
    return book


def shown(*shares: EvidenceShare, uses: Any = (), **options: Any) -> Any:
    usual = {"newest": 2, "may_share": True, "address": PAGE, "reads_all": True}
    return shown_shares(shares, uses, **{**usual, **options})


# --- a share ------------------------------------------------------------------------------------


def test_a_share_says_with_whom_which_version_what_for_and_since_when() -> None:
    [one] = shown(share())
    assert (one.receiver, one.version) == ("HM Inspectorate of Constabulary", "Version 2")
    assert (one.purpose, one.power) == ("To compare.", "Children Act 2004, section 20")
    assert (one.state, one.colour) == ("Shared", "green")
    assert one.since == f"In their list since {MOMENT}, by Kit Ash"


def test_a_share_that_was_withdrawn_says_until_when_and_offers_nothing() -> None:
    [one] = shown(share(version=1, withdrawn_at=LATER, withdrawn_by=LOU))
    assert (one.state, one.colour) == ("Withdrawn", "grey")
    assert one.since == (f"In their list since {MOMENT}, by Kit Ash, until {THEN}, by Lou Sand")
    assert (one.newer, one.share_url, one.withdraw_url) == ("", "", "")


@pytest.mark.parametrize(
    ("version", "newest", "may_share", "newer"),
    [
        (2, 2, True, False),
        (1, 2, True, True),
        (1, 2, False, False),
        (2, 1, True, False),
    ],
)
def test_a_newer_version_is_offered_to_those_who_share(
    version: int, newest: int, may_share: bool, newer: bool
) -> None:
    [one] = shown(share(version=version), newest=newest, may_share=may_share)
    assert one.newer == (f"HMIC does not see version {newest}." if newer else "")
    assert one.share_url == (f"{PAGE}share/?with=hmic" if newer else "")


@pytest.mark.parametrize(("may_share", "url"), [(True, f"{PAGE}withdraw/hmic/"), (False, "")])
def test_a_share_that_stands_is_withdrawn_by_those_who_share(may_share: bool, url: str) -> None:
    [one] = shown(share(), may_share=may_share)
    assert one.withdraw_url == url


def test_shares_stand_in_the_order_in_which_they_come() -> None:
    found = shown(share(1), share(2, inspectorate=CQC))
    assert [one.receiver for one in found] == [HMIC.name, CQC.name]


# --- who opened it ------------------------------------------------------------------------------


def test_the_owner_reads_who_opened_it_first_and_last(opened: Readings) -> None:
    opened.rows = [reading(1, "Ash", AT, LATER), reading(1, "Sam", AT, AT)]
    [one] = shown(share())
    assert one.readings == [f"Ash: first {MOMENT}, last {THEN}", f"Sam: opened it {MOMENT}"]


def test_each_share_has_its_own_readings_and_all_are_asked_for_at_once(opened: Readings) -> None:
    opened.rows = [reading(2, "Ash", AT, AT)]
    first, second = shown(share(1), share(2))
    assert first.readings == []
    assert second.readings == [f"Ash: opened it {MOMENT}"]
    assert opened.asked == [[1, 2]]


@pytest.mark.parametrize(("shares", "reads_all"), [((share(),), False), ((), True), ((), False)])
def test_whoever_is_not_told_does_not_ask(
    opened: Readings, shares: tuple[EvidenceShare, ...], reads_all: bool
) -> None:
    opened.rows = [reading(1, "Ash", AT, AT)]
    found = shown(*shares, uses=[use()], reads_all=reads_all)
    assert opened.asked == []
    assert all(one.readings == [] and one.uses == [] for one in found)


@pytest.mark.parametrize(
    ("relied", "words"),
    [
        (use(), [f"Letter paragraph L-1, since {MOMENT}"]),
        (use(kind="position", used_in="J-1"), [f"Position J-1, since {MOMENT}"]),
        (use(version=1), []),
        (use(body=2), []),
        (use(body=None), []),
    ],
)
def test_the_owner_reads_what_of_the_receiver_s_work_relies_on_the_shared_version(
    relied: EvidenceUse, words: list[str]
) -> None:
    [one] = shown(share(), uses=[relied])
    assert one.uses == words


def test_what_relies_on_it_is_told_of_every_share_of_that_body() -> None:
    """The uses may come as something that can be read once."""
    first, second = shown(share(1), share(2), uses=iter([use()]))
    assert first.uses == second.uses != []


# --- what a withdrawal does not undo ------------------------------------------------------------


def test_what_nobody_opened_and_nothing_relies_on() -> None:
    assert withdrawal_facts(share(), []) == ["Nobody at HMIC has opened it."]


def test_what_was_opened_names_everybody(opened: Readings) -> None:
    opened.rows = [reading(1, "Ash", AT, LATER), reading(1, "Sam", AT, AT)]
    assert withdrawal_facts(share(), []) == [
        f"HMIC has opened it. Ash: first {MOMENT}, last {THEN}; Sam: opened it {MOMENT}."
    ]


@pytest.mark.parametrize(
    ("uses", "number", "verb"),
    [([use()], 1, "relies"), ([use(), use(used_in="L-2")], 2, "rely")],
)
def test_what_relies_on_it_keeps_its_citation(
    uses: list[EvidenceUse], number: int, verb: str
) -> None:
    facts = withdrawal_facts(share(), uses)
    assert facts[1] == (
        f"{number} of HMIC’s positions or paragraphs {verb} on it: the citation stays, without "
        "the text."
    )


@pytest.mark.parametrize("other", [use(version=1), use(body=2), use(body=None)])
def test_what_relies_on_something_else_is_not_counted(other: EvidenceUse) -> None:
    assert len(withdrawal_facts(share(), [other])) == 1


# --- what was shared with us --------------------------------------------------------------------


def audience(verdict: str | None = None, basis: str = "") -> EvidenceAudience:
    row = EvidenceAudience(evidence=ITEM, revision=revision(basis=basis), pinned=True)
    row.reach_verdict, row.reach_source = verdict, "140112 ¶54" if verdict else None
    return row


def received(row: EvidenceAudience, *, is_opened: bool = False) -> Any:
    """What the reader's page shows of the row; whether they opened it is asked with the share."""
    found = share()
    found.is_opened = is_opened
    return received_items(Inspection(reference="OF-2026-0001"), [row], {ITEM.pk: found})


def test_what_was_shared_says_what_for_and_under_which_power() -> None:
    [one] = received(audience())
    assert (one.purpose, one.power) == ("To compare.", "Children Act 2004, section 20")
    assert one.shared == f"{MOMENT}, by Kit Ash"
    assert (one.item.reference, one.item.url) == ("E-4K7Q-2MXV", PAGE)
    assert one.item.shared_in


@pytest.mark.parametrize("is_opened", [True, False])
def test_what_the_reader_did_not_open_is_new(is_opened: bool) -> None:
    [one] = received(audience(), is_opened=is_opened)
    assert one.is_new is not is_opened


@pytest.mark.parametrize(
    ("verdict", "basis", "words"),
    [
        (None, "", ""),
        ("reaches", "Asked.", ""),
        (
            "beyond",
            "",
            "The power may not reach this service (140112 ¶54). No basis is given.",
        ),
        (
            "uncertain",
            "The council asked.",
            (
                "It is not certain that the power reaches this service (140112 ¶54). "
                "Basis: The council asked."
            ),
        ),
    ],
)
def test_whether_the_power_reached_the_service_is_said_beside_it(
    verdict: str | None, basis: str, words: str
) -> None:
    [one] = received(audience(verdict, basis))
    assert one.beyond == words


def test_a_row_whose_share_was_just_withdrawn_is_left_out() -> None:
    here = Inspection(reference="OF-2026-0001")
    assert received_items(here, [audience()], {}) == []


# --- files --------------------------------------------------------------------------------------


def file(outcome: str | None = None, **changes: Any) -> Attachment:
    usual = {
        "reference": "A-1",
        "name": "photo.png",
        "kind": "png",
        "size": 12_288,
        "sha256": "0" * 64,
        "added_by": KIT,
        "at": AT,
    }
    row = Attachment(**{**usual, **changes})
    row.scanned = outcome  # as the query annotates it
    return row


def shown_file(row: Attachment, *, changes: bool = True, scans: bool = True) -> ShownFile:
    [one] = shown_files(ITEM, "OF-2026-0001", [row], changes=changes, scans=scans)
    return one


def test_a_file_says_what_it_is_how_large_by_whom_and_when() -> None:
    one = shown_file(file("clean"))
    assert one.facts == f"PNG picture, 12 KB, Kit Ash, {MOMENT}"
    assert (one.reference, one.name, one.sha256) == ("A-1", "photo.png", "0" * 64)


@pytest.mark.parametrize("kind", list(FileKind))
def test_every_kind_of_file_has_its_words(kind: FileKind) -> None:
    assert not shown_file(file("clean", kind=kind)).facts.startswith(f"{kind},")


@pytest.mark.parametrize(
    ("outcome", "scanner", "state", "tag", "colour", "opens", "waits"),
    [
        (None, [], ScanState.NO_SCANNER, "Not scanned", "grey", True, False),
        (None, ["scan"], ScanState.WAITING, "Waits for the scan", "yellow", False, True),
        ("clean", ["scan"], ScanState.CLEAN, "Scanned", "green", True, False),
        ("clean", [], ScanState.CLEAN, "Scanned", "green", True, False),
        ("infected", ["scan"], ScanState.INFECTED, "Locked away", "red", False, False),
        ("infected", [], ScanState.INFECTED, "Locked away", "red", False, False),
        ("failed", ["scan"], ScanState.FAILED, "Scan failed", "orange", False, True),
    ],
)
def test_where_a_file_stands_decides_whether_it_opens_and_whether_it_is_scanned_again(
    settings: LazySettings,
    outcome: str | None,
    scanner: list[str],
    state: ScanState,
    tag: str,
    colour: str,
    opens: bool,
    waits: bool,
) -> None:
    settings.VIRUS_SCANNER = scanner
    one = shown_file(file(outcome))
    assert (one.tag, one.colour, one.state) == (tag, colour, SCAN_STATE_LABELS[state])
    assert one.url == (f"{PAGE}attachments/A-1/" if opens else "")
    assert one.scan_url == (f"{PAGE}attachments/A-1/scan/" if waits else "")


@pytest.mark.parametrize("changes", [True, False])
@pytest.mark.parametrize("scans", [True, False])
def test_a_reader_is_offered_what_they_may_do(
    settings: LazySettings, changes: bool, scans: bool
) -> None:
    settings.VIRUS_SCANNER = ["scan"]
    one = shown_file(file("failed"), changes=changes, scans=scans)
    assert bool(one.replace_url) is bool(one.remove_url) is changes
    assert bool(one.scan_url) is scans
    if changes:
        assert one.replace_url == f"{PAGE}attachments/A-1/replace/"
        assert one.remove_url == f"{PAGE}attachments/A-1/remove/"


def test_files_stand_in_the_order_in_which_they_come() -> None:
    rows = [file("clean", reference=name) for name in ("A-2", "A-1")]
    found = shown_files(ITEM, "OF-2026-0001", rows, changes=False, scans=False)
    assert [one.reference for one in found] == ["A-2", "A-1"]
    assert shown_files(ITEM, "OF-2026-0001", [], changes=True, scans=True) == []
