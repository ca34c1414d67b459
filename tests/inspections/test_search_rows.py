"""What a search finds: the same on both databases, and never more than its reader may see."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from inspections.actions import change_evidence, end_assignment, share_evidence, withdraw_share
from inspections.models import Assignment, Evidence
from inspections.values import Asked
from inspections.values.search import Search
from organisations.models import Inspectorate, User
from records.actor import acting_as
from tests.factories.inspections import (
    JointInspection,
    case_of,
    content_of,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.search import found, found_everywhere, rows_found

pytestmark = pytest.mark.django_db

# Texts of one inspection, and which of them each search finds: the same on every database.
TEXTS = {
    "plan": "The plan was reviewed. A home visit followed within five days.",
    "voice": "The child’s voice: she felt listened to. Visit at home, not a formal one.",
    "agency": "Multi-agency working is strong; multi agency meetings are minuted.",
    "accents": "Zoë’s café, an ÉCOLE and a naïve résumé. Straße, Ørsted, ΑΒΓ.",
    "numbers": "24 of 36 plans (67%) were SMART; see §20 and http://example.org/plan?x=1e5.",
    "marks": "<b>Bold</b> &amp; 'quoted' \"twice\" \\ | ! : * ( ) % _ $1 -minus",
    "arabic": "قالت الطفلة: مرحبا، بك؟ ثم غادرت",
    "emoji": "Great😀day for\tthe team\nnew line\u202ereversed\u202c",
    "long": "x" * 70 + " begins alike " + "y" * 64,
    "alike": "x" * 71 + " ends otherwise",
    "ligature": "The ﬁrst ｆｕｌｌｗｉｄｔｈ oﬃce",
}
SEARCHES = {
    "plan": {"plan", "numbers"},
    "plans": {"numbers"},
    "plan*": {"plan", "numbers"},
    "PLAN Review*": {"plan"},
    '"home visit"': {"plan"},
    "home visit": {"plan", "voice"},
    "visit -five": {"voice"},
    'home -"home visit"': {"voice"},
    "child's": {"voice"},
    "child’s voice": {"voice"},
    '"child voice"': set(),
    "multi-agency": {"agency"},
    '"multi agency meetings"': {"agency"},
    "cafe": {"accents"},
    "CAFÉ zoe": {"accents"},
    "ecole": {"accents"},
    "strasse": set(),
    "straße": {"accents"},
    "orsted": set(),
    "ørsted": {"accents"},
    "αβγ": {"accents"},
    "24 36": {"numbers"},
    '"24 of 36"': {"numbers"},
    "example.org": {"numbers"},
    "1e5": {"numbers"},
    "bold amp": {"marks"},
    "quoted' | !": {"marks"},
    "'; DROP TABLE x; --": set(),
    "minus": {"marks"},
    "مرحبا": {"arabic"},
    '"مرحبا بك"': {"arabic"},
    "great": {"emoji"},
    "team new": {"emoji"},
    '"line reversed"': {"emoji"},
    "x" * 70: {"long"},
    "x" * 71: {"alike"},
    "x" * 64 + "*": {"long", "alike"},
    "x" * 64: set(),
    "y" * 64: {"long"},
    "first fullwidth office": {"ligature"},
    "-plan -home -multi* -cafe -x* -bold -الطفلة -great -first -plans": set(),
    "nothing of the kind": set(),
}


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def ofsted(joint: JointInspection) -> User:
    return joint.inspectors["ofsted"]


@pytest.fixture
def cqc(joint: JointInspection) -> User:
    return joint.inspectors["cqc"]


def share(item: Evidence, code: str, by: User) -> Any:
    with acting_as(by):
        return share_evidence(
            evidence=item,
            inspectorate=Inspectorate.objects.get(code=code),
            purpose="To see both sides.",
            by=by,
            at=timezone.now(),
        )


def withdraw(item: Evidence, by: User) -> None:
    """The item itself is withdrawn, as its author."""
    with acting_as(by):
        Evidence.objects.filter(pk=item.pk).update(
            withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_why="It was of another child."
        )


def change(joint: JointInspection, item: Evidence, by: User, **changes: Any) -> None:
    """A new version, of other words."""
    with acting_as(by):
        item = Evidence.objects.get(pk=item.pk)
        change_evidence(
            key=uuid4(),
            evidence=item,
            version=item.version,
            content=content_of(joint, **changes),
            by=by,
            at=timezone.now(),
        )


# --- words --------------------------------------------------------------------------------------


def test_every_search_finds_the_same_whatever_the_database(
    joint: JointInspection, ofsted: User
) -> None:
    names = {evidence_by(joint, ofsted, text=text).reference: name for name, text in TEXTS.items()}
    differ = {}
    for typed, expected in SEARCHES.items():
        got = {names[reference] for reference in found(joint, ofsted, typed)}
        if got != expected:
            differ[typed] = got
    assert differ == {}


def test_the_reference_is_searched(joint: JointInspection, ofsted: User) -> None:
    item = evidence_by(joint, ofsted)
    evidence_by(joint, ofsted)
    assert found(joint, ofsted, item.reference) == [item.reference]
    assert found(joint, ofsted, item.reference.lower()) == [item.reference]


def test_the_newest_comes_first(joint: JointInspection, ofsted: User) -> None:
    now = timezone.now()
    items = [
        evidence_by(joint, ofsted, text=f"plan {number}", at=now - timedelta(minutes=number))
        for number in (3, 1, 2)
    ]
    order = [items[1].reference, items[2].reference, items[0].reference]
    assert found(joint, ofsted, "plan") == order
    assert found(joint, ofsted) == order


@pytest.mark.parametrize("facts", [{}, {"strength": "strength"}, {"withdrawn": "too"}])
@pytest.mark.parametrize("q", ["plan", '"the plan"', ""])
def test_pages_follow_each_other_without_a_gap(
    joint: JointInspection, ofsted: User, q: str, facts: dict[str, Any]
) -> None:
    now = timezone.now()
    for number in range(7):
        # Two of them at the same moment: the key breaks the tie.
        evidence_by(joint, ofsted, text="The plan", at=now - timedelta(minutes=number // 2))
    search = Search(q=q, **facts)
    every = [row.evidence_id for row in rows_found(joint, ofsted, search)]
    assert len(every) == 7
    onward, position = [], None
    while rows := rows_found(joint, ofsted, search, asked=Asked(older_than=position), most=2):
        onward += [row.evidence_id for row in rows]
        position = (rows[-1].recorded_at, rows[-1].evidence_id)
    assert onward == every
    back, position = [], (rows_found(joint, ofsted, search)[-1].recorded_at, every[-1])
    while rows := rows_found(joint, ofsted, search, asked=Asked(newer_than=position), most=2):
        back += [row.evidence_id for row in rows]
        position = (rows[-1].recorded_at, rows[-1].evidence_id)
    assert back == every[-2::-1]


# --- who sees what --------------------------------------------------------------------------------


def test_what_another_inspectorate_keeps_to_itself_is_not_found(
    joint: JointInspection, ofsted: User, cqc: User
) -> None:
    evidence_by(joint, cqc, strand=single_strand(joint, "cqc"), text="Only ours: plan")
    assert found(joint, ofsted, "plan") == []
    assert found(joint, ofsted) == []
    assert found_everywhere(ofsted, "plan") == []
    assert len(found(joint, cqc, "plan")) == 1


def test_what_was_shared_is_found_by_the_words_of_the_version_that_was_shared(
    joint: JointInspection, ofsted: User, cqc: User
) -> None:
    item = evidence_by(joint, cqc, strand=single_strand(joint, "cqc"), text="The first words")
    share(item, "ofsted", cqc)
    change(joint, item, cqc, text="Quite other words")
    assert found(joint, ofsted, "first") == [item.reference]
    assert found(joint, ofsted, "other") == []
    assert found(joint, cqc, "first") == []
    assert found(joint, cqc, "other") == [item.reference]
    rows = rows_found(joint, ofsted, Search(q='"first words"'))
    assert [row.said.text for row in rows] == ["The first words"]


def test_what_was_withdrawn_from_them_is_not_found_any_more(
    joint: JointInspection, ofsted: User, cqc: User
) -> None:
    item = evidence_by(joint, cqc, strand=single_strand(joint, "cqc"), text="plan")
    shared = share(item, "ofsted", cqc)
    assert found(joint, ofsted, "plan") == [item.reference]
    with acting_as(cqc):
        withdraw_share(share=shared, by=cqc, at=timezone.now())
    assert found(joint, ofsted, "plan") == []
    assert found_everywhere(ofsted, "plan") == []


def test_what_is_in_the_joint_strand_is_found_by_the_joint_team(
    joint: JointInspection, ofsted: User, cqc: User
) -> None:
    item = evidence_by(joint, ofsted, text="plan")
    for person in joint.team:
        assert found(joint, person, "plan") == [item.reference]
        assert found_everywhere(person, "plan") == [item.reference]


def test_whoever_left_the_team_finds_nothing(joint: JointInspection, cqc: User) -> None:
    evidence_by(joint, cqc, text="plan")
    place = Assignment.objects.get(person=cqc)
    Assignment.objects.filter(pk=place.pk).update(starts_on=date(2020, 1, 1))
    place.refresh_from_db()
    end_assignment(
        assignment=place,
        last_day=timezone.localdate() - timedelta(days=1),
        by=joint.leads["cqc"],
        at=timezone.now(),
    )
    assert found_everywhere(cqc, "plan") == []
    assert found_everywhere(cqc) == []


def test_all_inspections_are_those_of_the_person(ofsted: User, joint: JointInspection) -> None:
    other = joint_inspection()
    mine = evidence_by(joint, ofsted, text="plan of ours")
    theirs = evidence_by(other, other.inspectors["ofsted"], text="plan of theirs")
    assert found_everywhere(ofsted, "plan") == [mine.reference]
    assert found_everywhere(other.inspectors["ofsted"], "plan") == [theirs.reference]
    Assignment.objects.create(
        inspection=other.inspection,
        inspectorate=Inspectorate.objects.get(code="ofsted"),
        person=ofsted,
        role="inspector",
        starts_on=timezone.localdate(),
        named_by=other.overall_lead,
        named_at=timezone.now(),
    )
    assert found_everywhere(ofsted, "plan") == [theirs.reference, mine.reference]
    assert found_everywhere(ofsted, "plan -theirs") == [mine.reference]
    assert found_everywhere(ofsted, '"plan of theirs"') == [theirs.reference]
    only = found_everywhere(ofsted, "plan", inspection=other.reference)
    assert only == [theirs.reference]


# --- facts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("q", ["", "plan", '"the plan"'])
def test_each_fact_narrows_the_search(joint: JointInspection, ofsted: User, q: str) -> None:
    case = case_of(joint)
    day = timezone.localdate()
    one = evidence_by(
        joint,
        ofsted,
        text="The plan",
        case=case,
        source="child",
        strength="weakness",
        agency=joint.agencies[1].pk,
        criteria=(joint.criteria[0].pk,),
        observed_on=day - timedelta(days=3),
    )
    other = evidence_by(
        joint,
        joint.inspectors["cqc"],
        text="The plan",
        source="meeting",
        strength="strength",
        criteria=(joint.criteria[1].pk,),
        at=timezone.now() - timedelta(days=2),
        observed_on=day - timedelta(days=9),
    )
    both = {one.reference, other.reference}
    mine = {
        "case": case.reference,
        "agency": joint.agencies[1].code,
        "criterion": joint.criteria[0].reference,
        "inspectorate": "ofsted",
        "source": "child",
        "strength": "weakness",
        "author": ofsted.email,
        "observed_from": day - timedelta(days=3),
        "recorded_from": day,
    }
    for name, value in mine.items():
        assert found(joint, ofsted, q, **{name: value}) == [one.reference], name
    theirs = {
        "inspectorate": "cqc",
        "observed_to": day - timedelta(days=4),
        "recorded_to": day - timedelta(days=1),
    }
    for name, value in theirs.items():
        assert found(joint, ofsted, q, **{name: value}) == [other.reference], name
    everything = {
        "strand": "joint",
        "voice": "no",
        "confidence": "medium",
        "attached": "no",
        "inspection": joint.reference,
        "observed_to": date.max,
        "recorded_to": date.max,
        "recorded_from": date(1, 1, 2),
    }
    for name, value in everything.items():
        assert set(found(joint, ofsted, q, **{name: value})) == both, name
    nothing = {
        "case": "T999",
        "agency": "nowhere",
        "criterion": "none",
        "theme": "none",
        "inspectorate": "hmic",
        "strand": "none",
        "source": "data",
        "strength": "neutral",
        "voice": "yes",
        "confidence": "low",
        "author": "nobody@example.org",
        "tag": "none",
        "attached": "yes",
        "withdrawn": "only",
        "inspection": "OF-0000-0000",
    }
    for name, value in nothing.items():
        assert found(joint, ofsted, q, **{name: value}) == [], name


@pytest.mark.parametrize("name", ["voice", "attached", "withdrawn"])
def test_a_name_that_stands_for_nothing_finds_nothing(
    joint: JointInspection, ofsted: User, name: str
) -> None:
    evidence_by(joint, ofsted, text="The plan")
    for q in ("", "plan", '"the plan"'):
        assert len(found(joint, ofsted, q)) == 1
        assert found(joint, ofsted, q, **{name: "perhaps"}) == []


def test_a_theme_finds_what_bears_on_it_in_any_place(joint: JointInspection, ofsted: User) -> None:
    item = evidence_by(joint, ofsted, criteria=(joint.criteria[0].pk,))
    for theme in joint.criteria[0].theme_codes:
        assert item.reference in found(joint, ofsted, theme=theme)


@pytest.mark.parametrize("q", ["", "plan", '"the plan"'])
def test_withdrawn_items_are_left_out_unless_asked_for(
    joint: JointInspection, ofsted: User, q: str
) -> None:
    stands = evidence_by(joint, ofsted, text="The plan")
    gone = evidence_by(joint, ofsted, text="The plan", at=timezone.now() - timedelta(minutes=1))
    withdraw(gone, ofsted)
    assert found(joint, ofsted, q) == [stands.reference]
    assert found(joint, ofsted, q, withdrawn="too") == [stands.reference, gone.reference]
    assert found(joint, ofsted, q, withdrawn="only") == [gone.reference]
    assert found(joint, ofsted, q, withdrawn="only", most=1) == [gone.reference]
