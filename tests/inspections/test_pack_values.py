"""Evidence packs: how much they hold, who has them, what is said of them. Without a database."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string

from inspections.models import Assignment, EvidencePack, Inspection, PackFile
from inspections.permissions.search import may_have_pack, may_make_pack, may_tag
from inspections.presenters.search import pack_facts
from inspections.values import TeamRole
from inspections.values.packs import (
    KEPT_FOR,
    MEDIA_TYPE,
    MOST_IN_PACK,
    MOST_LETTERS_PRINTED,
    MOST_PRINTED,
    PACK_FORMAT_LABELS,
    PackContent,
    PackFormat,
    held,
)
from inspections.values.search import Search
from organisations.models import Inspectorate, User
from records.permissions import Allowed, Refused
from tests.pages.reading import Markup, words

SCRIPT = "<script>alert(1)</script>"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TABLES = [PackFormat.CSV, PackFormat.XLSX]
NOT_ON_TEAM = Refused("You are not on the team of this inspection.")


# --- how much a pack holds ------------------------------------------------------------------------


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize(
    ("found", "holds"),
    [
        (0, 0),
        (1, 1),
        (MOST_PRINTED + 1, MOST_PRINTED + 1),
        (MOST_IN_PACK - 1, MOST_IN_PACK - 1),
        (MOST_IN_PACK, MOST_IN_PACK),
        (MOST_IN_PACK + 1, MOST_IN_PACK),
    ],
)
def test_a_table_holds_the_newest(form: PackFormat, found: int, holds: int) -> None:
    assert held([100_000] * found, form) == holds


@pytest.mark.parametrize(
    ("lengths", "holds"),
    [
        ([], 0),
        ([0], 1),
        ([1] * (MOST_PRINTED - 1), MOST_PRINTED - 1),
        ([1] * MOST_PRINTED, MOST_PRINTED),
        ([1] * MOST_IN_PACK, MOST_PRINTED),
        ([MOST_LETTERS_PRINTED], 1),
        # The first is printed however long it is.
        ([MOST_LETTERS_PRINTED + 1], 1),
        ([MOST_LETTERS_PRINTED + 1, 0], 1),
        ([MOST_LETTERS_PRINTED, 0], 2),
        ([MOST_LETTERS_PRINTED, 1], 1),
        ([MOST_LETTERS_PRINTED - 1, 1], 2),
        ([MOST_LETTERS_PRINTED - 1, 1, 1], 2),
        # Nothing that is shorter is pulled up from behind.
        ([1, MOST_LETTERS_PRINTED, 1], 1),
        ([MOST_LETTERS_PRINTED // MOST_PRINTED] * (MOST_PRINTED + 1), MOST_PRINTED),
        ([MOST_LETTERS_PRINTED // MOST_PRINTED + 1] * MOST_PRINTED, MOST_PRINTED - 1),
    ],
    ids=range(15),
)
def test_a_document_holds_the_newest_as_far_as_it_can_be_printed(
    lengths: list[int], holds: int
) -> None:
    assert held(lengths, PackFormat.PDF) == holds


@pytest.mark.parametrize(
    ("form", "media"),
    [
        (PackFormat.PDF, "application/pdf"),
        (PackFormat.CSV, "text/csv; charset=utf-8"),
        (
            PackFormat.XLSX,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_each_format_is_what_browsers_call_it(form: PackFormat, media: str) -> None:
    assert MEDIA_TYPE[form] == media
    assert PACK_FORMAT_LABELS[form].upper().startswith(form.value.upper())


def test_what_a_pack_says_does_not_change_while_it_is_made() -> None:
    content = PackContent("Title", "OF-1", (), ("Text",), (("a",),))
    with pytest.raises(FrozenInstanceError):
        content.title = "Another"  # type: ignore[misc]  # it is frozen: that is tested


# --- the row --------------------------------------------------------------------------------------


def inspectorate(key: int = 1, name: str = "Ofsted") -> Inspectorate:
    return Inspectorate(pk=key, code=name.lower(), name=name, short_name=name)


def pack(**changes: Any) -> EvidencePack:
    usual = {
        "inspection": Inspection(pk=1, reference="OF-2026-0001"),
        "inspectorate": inspectorate(),
        "person": User(pk=1, email="a@example.org", name="Ash"),
        "format": "pdf",
        "asked": {"q": "plan"},
        "size": 3,
        "is_cut": False,
        "asked_at": NOON,
        "expires_at": NOON + KEPT_FOR,
    }
    return EvidencePack(**{**usual, **changes})


@pytest.mark.parametrize("form", PackFormat)
def test_a_file_is_called_by_its_inspection_its_day_and_its_kind(form: PackFormat) -> None:
    assert pack(format=form).name == f"OF-2026-0001-evidence-2026-03-02.{form.value}"


@pytest.mark.parametrize(
    ("at", "day"),
    [
        # In summer the day here begins an hour before it does in UTC.
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), "2026-07-01"),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), "2026-07-02"),
        (datetime(2026, 1, 1, 23, 59, tzinfo=UTC), "2026-01-01"),
    ],
)
def test_the_day_of_a_file_is_the_day_here(at: datetime, day: str) -> None:
    assert pack(asked_at=at, format="csv").name == f"OF-2026-0001-evidence-{day}.csv"


@pytest.mark.parametrize(
    ("after", "is_over"),
    [
        (timedelta(0), False),
        (KEPT_FOR - timedelta(microseconds=1), False),
        (KEPT_FOR, True),
        (KEPT_FOR + timedelta(days=365), True),
    ],
)
def test_a_pack_is_over_when_its_day_is(after: timedelta, is_over: bool) -> None:
    assert pack().is_over(NOON + after) is is_over


def test_a_pack_is_kept_for_a_day() -> None:
    assert timedelta(days=1) == KEPT_FOR


def test_a_pack_is_named_for_the_log_and_not_by_what_was_asked() -> None:
    asked = pack(asked={"q": "secret"})
    assert str(asked) == f"pack {asked.reference}"
    assert asked.record_name == f"evidence pack {asked.reference} (3 items)"
    assert asked.reference != pack().reference


@pytest.mark.parametrize(
    ("asked", "search"),
    [
        ({}, Search()),
        ({"q": "plan", "case": "T1"}, Search(q="plan", case="T1")),
        ({"q": "plan", "gone": "x"}, Search(q="plan")),
    ],
)
def test_a_pack_knows_what_it_was_asked_for_by(asked: dict[str, str], search: Search) -> None:
    assert pack(asked=asked).search == search


# --- what the page says of it ---------------------------------------------------------------------


def facts(made: EvidencePack, said: str = "Words: plan") -> dict[str, str]:
    return {row.key: row.value for row in pack_facts(made, said)}


def test_a_pack_is_said_in_rows() -> None:
    assert facts(pack()) == {
        "Searched for": "Words: plan",
        "Holds": "3 items of evidence",
        "Made as": "PDF, to read and to print",
        "Seen by": "The team of Ofsted",
        "Kept until": "Tuesday 3 March 2026 at 12:00",
    }


@pytest.mark.parametrize(
    ("changes", "key", "says"),
    [
        ({"size": 1}, "Holds", "1 item of evidence"),
        ({"size": 0}, "Holds", "0 items of evidence"),
        (
            *({"size": 2000, "is_cut": True}, "Holds"),
            "2,000 items of evidence: the newest; the search found more than a pack holds",
        ),
        ({"format": "csv"}, "Made as", "CSV, a plain table"),
        ({"format": "xlsx"}, "Made as", "XLSX, a spreadsheet"),
        ({"inspectorate": inspectorate(2, "Zoë’s 😀")}, "Seen by", "The team of Zoë’s 😀"),
        (
            *({"expires_at": datetime(2026, 7, 1, 11, 30, tzinfo=UTC)}, "Kept until"),
            "Wednesday 1 July 2026 at 12:30",
        ),
    ],
    ids=range(7),
)
def test_each_row_says_what_is_so(changes: dict[str, Any], key: str, says: str) -> None:
    assert facts(pack(**changes))[key] == says


def test_once_it_is_made_its_hash_is_said() -> None:
    made = pack()
    assert "SHA-256" not in facts(made)
    PackFile(pack=made, content=b"x", size=1, sha256="a" * 64, made_at=NOON)
    assert facts(made)["SHA-256"] == "a" * 64


def test_a_format_that_nobody_makes_has_no_words() -> None:
    with pytest.raises(ValueError, match="exe"):
        pack_facts(pack(format="exe"), "")


def test_what_was_searched_for_is_text_on_the_page() -> None:
    rows = pack_facts(pack(inspectorate=inspectorate(2, SCRIPT)), f"Words: {SCRIPT}\nline")
    assert rows[0].verbatim
    assert not any(row.verbatim for row in rows[1:])
    markup = Markup(render_to_string("components/summary_list.html", {"rows": rows}))
    assert markup.every("script") == []
    said = [words(one) for one in markup.every("dd")]
    assert said[0] == f"Words: {SCRIPT} line"
    assert said[3] == f"The team of {SCRIPT}"


@pytest.mark.parametrize(("is_valid", "shown"), [(True, "Words: plan"), (False, "has a mistake")])
def test_what_a_pack_is_asked_for_by_is_said_where_it_can_be_read(
    is_valid: bool, shown: str
) -> None:
    context = {"said": "Words: plan", "asked": SimpleNamespace(is_valid=is_valid)}
    said = words(Markup(render_to_string("inspections/_asked.html", context)).root)
    assert shown in said
    assert ("Words: plan" in said) is is_valid


# --- who ------------------------------------------------------------------------------------------


def member(role: TeamRole = TeamRole.INSPECTOR, of: int = 1) -> Assignment:
    return Assignment(role=role, inspectorate=inspectorate(of))


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (TeamRole.OVERALL_LEAD, Allowed()),
        (TeamRole.LEAD, Allowed()),
        (TeamRole.INSPECTOR, Allowed()),
        (
            TeamRole.QUALITY_ASSURER,
            Refused("The quality assurer reads; the inspectors tag."),
        ),
    ],
)
def test_those_who_inspect_tag(role: TeamRole, answer: Allowed | Refused) -> None:
    assert may_tag(member(role)) == answer


@pytest.mark.parametrize("role", TeamRole)
def test_the_whole_team_takes_out_what_it_sees(role: TeamRole) -> None:
    assert may_make_pack(member(role)) == Allowed()
    assert may_have_pack(member(role), pack(), User(pk=1)) == Allowed()


def test_whoever_is_not_on_the_team_does_nothing_of_it() -> None:
    assert may_tag(None) == NOT_ON_TEAM
    assert may_make_pack(None) == NOT_ON_TEAM
    # Not even those who asked for it, once they have left.
    assert may_have_pack(None, pack(), User(pk=1)) == NOT_ON_TEAM


@pytest.mark.parametrize(
    ("person", "works_for", "refusal"),
    [
        (1, 1, ""),
        (2, 1, "A pack is for the person who asked for it."),
        (2, 2, "A pack is for the person who asked for it."),
        (1, 2, "This pack was made while you worked here for another inspectorate."),
    ],
)
def test_a_pack_is_for_who_asked_and_for_whom_they_asked(
    person: int, works_for: int, refusal: str
) -> None:
    answer = may_have_pack(member(of=works_for), pack(), User(pk=person))
    assert answer == (Refused(refusal) if refusal else Allowed())


def test_the_overall_lead_has_no_pack_of_others() -> None:
    assert not may_have_pack(member(TeamRole.OVERALL_LEAD), pack(), User(pk=2)).allowed
