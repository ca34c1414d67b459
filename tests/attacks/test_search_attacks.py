"""The search function runs with the rights of the tables' owner: what an attacker tells it.

All of it as the application's role, past every page: whoever could send a statement of their own
still learns nothing of what their team does not see.
"""

from typing import Any
from uuid import UUID

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from inspections.actions import withdraw_share
from inspections.actions.packs import ask_for_pack, keep_pack
from inspections.actions.searches import save_search
from inspections.actions.tags import tag_evidence
from inspections.models import Evidence, EvidenceAudience
from inspections.values.packs import PackFormat
from inspections.values.search import Search
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.inspections.test_search_rows import change, share, withdraw

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def hidden(joint: JointInspection) -> Evidence:
    """What CQC keeps to itself."""
    cqc = joint.inspectors["cqc"]
    strand = single_strand(joint, "cqc")
    return evidence_by(joint, cqc, strand=strand, text="canary of a child and a phrase")


def find(
    person: User | None,
    asked: str = "'canary'",
    *,
    phrases: tuple[str, ...] = (),
    unwanted: tuple[str, ...] = (),
    inspection: int | None = None,
    withdrawn: bool = True,
    limit: int | None = None,
) -> set[UUID]:
    """The keys of what the function names to this person, as the owner of the tables reads them."""
    with acting_as(person), connection.cursor() as cursor:
        cursor.execute(
            "SELECT seen FROM concord_find_evidence("
            "%s, %s::text[], %s::text[], %s, %s, NULL, NULL, NULL, NULL, %s)",
            [asked, list(phrases), list(unwanted), inspection, withdrawn, limit],
        )
        keys = [row[0] for row in cursor]
        rows = EvidenceAudience.objects.filter(pk__in=keys).values_list("evidence_id", flat=True)
        found = list(rows)
        assert len(found) == len(keys), "the function names a row that its caller may not read"
        return set(found)


# What somebody might send as the words; each would widen the search if it could.
WORDS = (
    "'canary'",
    "'canary':*",
    "'canary' | '@{inspection}'",
    "'@{inspection}'",
    "!'nothing'",
    "'canary' | !'canary'",
    "('canary' | 'x') & !'@0'",
    "",
)


@pytest.mark.parametrize("words", WORDS)
def test_no_words_find_what_another_inspectorate_keeps(
    joint: JointInspection, hidden: Evidence, words: str
) -> None:
    asked = words.format(inspection=joint.inspection.pk)
    cqc = joint.inspectors["cqc"]
    others = [one for one in joint.team if one not in (cqc, joint.leads["cqc"])]
    for person in (*others, joint.chair, member_factory("cqc"), None):
        for inspection in (None, joint.inspection.pk):
            assert find(person, asked, inspection=inspection) == set()
    assert hidden.pk in find(cqc, asked)


def test_naming_another_inspection_finds_nothing_of_it(joint: JointInspection) -> None:
    other = joint_inspection()
    theirs = evidence_by(other, other.inspectors["ofsted"], text="canary")
    ours = joint.inspectors["ofsted"]
    for words in WORDS:
        asked = words.format(inspection=other.inspection.pk)
        for inspection in (None, other.inspection.pk, joint.inspection.pk):
            assert find(ours, asked, inspection=inspection) == set()
    assert find(other.inspectors["ofsted"]) == {theirs.pk}


@pytest.mark.parametrize(
    ("phrases", "unwanted"),
    [
        ((" canary of ",), ()),
        ((), (" nothing of the kind ",)),
        ((" ",), ()),
        (("",), ()),
        (("%",), ("_",)),
    ],
)
def test_no_phrase_tells_whether_a_hidden_text_has_it(
    joint: JointInspection, hidden: Evidence, phrases: tuple[str, ...], unwanted: tuple[str, ...]
) -> None:
    person = joint.inspectors["ofsted"]
    assert find(person, "", phrases=phrases, unwanted=unwanted) == set()


@pytest.mark.parametrize(
    "words",
    [
        "'",
        "''",
        "canary of",
        "& | !",
        "'a' <-> ",
        "(" * 500,
        "'); DROP TABLE inspections_evidence; --",
        "\\",
        "' OR 1=1 --",
    ],
)
def test_words_that_are_no_search_are_an_error_or_nothing_for_everybody(
    joint: JointInspection, hidden: Evidence, words: str
) -> None:
    said = []
    for person in (joint.inspectors["ofsted"], joint.inspectors["hmic"], member_factory("cqc")):
        try:
            with transaction.atomic():
                said.append(str(find(person, words)))
        except Error as error:
            # The message alone: where it arose is told at greater length when it is met first.
            said.append(str(error).partition("\n")[0])
    assert said[0] == said[1]
    assert said[2] == "set()"
    assert str(hidden.pk) not in said[0]
    with acting_as(joint.inspectors["cqc"]):
        assert Evidence.objects.filter(pk=hidden.pk).exists()


def test_a_share_opens_its_version_and_its_withdrawal_closes_it_at_once(
    joint: JointInspection, hidden: Evidence
) -> None:
    cqc, person = joint.inspectors["cqc"], joint.inspectors["ofsted"]
    shared = share(hidden, "ofsted", cqc)
    assert find(person) == {hidden.pk}
    change(joint, hidden, cqc, text="laterword")
    assert find(person) == {hidden.pk}
    assert find(person, "'laterword'") == set()
    assert find(person, "", phrases=(" laterword ",)) == set()
    with acting_as(cqc):
        withdraw_share(share=shared, by=cqc, at=timezone.now())
    assert find(person) == set()


def test_withdrawn_items_are_left_out_inside_the_limit(joint: JointInspection) -> None:
    person = joint.inspectors["ofsted"]
    old = evidence_by(joint, person, text="canary")
    gone = evidence_by(joint, person, text="canary")
    withdraw(gone, person)
    assert find(person, withdrawn=False, limit=1) == {old.pk}
    assert find(person, withdrawn=True, limit=1) == {gone.pk}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM inspections_evidencewords",
        "SELECT count(*) FROM inspections_evidencewords WHERE words @@ 'canary'::tsquery",
    ],
)
def test_the_words_themselves_are_read_by_nobody(
    joint: JointInspection, hidden: Evidence, statement: str
) -> None:
    for person in (joint.inspectors["cqc"], joint.inspectors["ofsted"]):
        with acting_as(person), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO inspections_evidencewords (revision_id, words) VALUES (1, 'x')",
        "UPDATE inspections_evidencewords SET words = 'x'",
        "DELETE FROM inspections_evidencewords",
    ],
)
def test_the_words_are_written_by_nobody(
    joint: JointInspection, hidden: Evidence, statement: str
) -> None:
    with (
        pytest.raises(Error, match="permission denied"),
        acting_as(joint.inspectors["cqc"]),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_no_other_function_shows_a_hidden_text(joint: JointInspection, hidden: Evidence) -> None:
    with acting_as(joint.inspectors["cqc"]):
        revision: Any = hidden.revisions.get().pk
    said = []
    for person in (joint.inspectors["cqc"], joint.inspectors["ofsted"]):
        with acting_as(person), connection.cursor() as cursor:
            cursor.execute("SELECT concord_searched_of(%s)", [revision])
            said.append(cursor.fetchone()[0])
    assert "canary" in said[0]
    assert not said[1]


def test_tags_searches_and_packs_of_others_are_no_rows_at_all(joint: JointInspection) -> None:
    person, other = joint.inspectors["ofsted"], joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    tables = ("tag", "evidencetag", "savedsearch", "evidencepack", "packitem", "packfile")
    _make_one_of_each(joint, person, item)
    for reader, expected in ((person, 1), (other, 0), (None, 0)):
        with acting_as(reader), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM inspections_{table}")  # noqa: S608 - ours
                assert cursor.fetchone()[0] == expected, table


def _make_one_of_each(joint: JointInspection, person: User, item: Evidence) -> None:
    now, inspection = timezone.now(), joint.inspection
    with acting_as(person):
        tag_evidence(inspection=inspection, keys=[item.pk], name="Tag", by=person, at=now)
        save_search(name="Mine", search=Search(q="x"), inspection=None, by=person, at=now)
        pack = ask_for_pack(
            inspection=inspection,
            found=list(EvidenceAudience.objects.visible_to(person).select_related("revision")),
            search=Search(),
            form=PackFormat.CSV,
            by=person,
            at=now,
        )
        keep_pack(pack=pack, content=b"x", at=now)
