"""The pages of outcomes: who reads them, what they count and list, and what they never tell."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frameworks.models import FrameworkVersion
from judgements.actions import tell_published
from judgements.models import (
    PublishedJudgement,
    RecordedOutcome,
    own_outcomes,
    own_versions,
)
from judgements.presenters import outcomes as presented
from judgements.presenters.judged import judged_by
from judgements.values.outcomes import OutcomesAsked, OwnOutcome
from organisations.models import User
from records.models import AuditEntry
from tests.factories.frameworks import (
    draft_factory,
    framework_version_factory,
    inspector_factory,
)
from tests.factories.inspections import JointInspection
from tests.factories.judgements import agreed_judgement, proposed_judgement
from tests.factories.organisations import AdminFactory, UserFactory
from tests.judgements.outcomes import ADDRESS, recorded, row, trial_in_force
from tests.judgements.test_check_outcomes import trial

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Exactly = Callable[[int], AbstractContextManager[list[str]]]
OWN = "/outcomes/integrated/2014-06/"


@pytest.fixture
def version(db: None) -> FrameworkVersion:
    return trial_in_force()


@pytest.fixture
def reader(client_of: ClientOf, version: FrameworkVersion) -> Client:
    return client_of(inspector_factory("cqc"))


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def texts(rows: list[list[Any]]) -> list[list[str]]:
    return [[cell.text for cell in one] for one in rows]


def names(response: Any, listed: str) -> list[str]:
    return [one[0].text for one in response.context[listed].rows]


def nearly_always_good() -> list[str]:
    """Six outcomes with the same parts, of which one is otherwise overall."""
    rows = [row(f"Usual {number}", "good,good,requires_improvement") for number in range(5)]
    return [*rows, row("Odd", "requires_improvement,good,requires_improvement", on="2019-05-01")]


# --- who reads ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/outcomes/", ADDRESS])
def test_whoever_belongs_to_an_inspectorate_reads(reader: Client, page: str) -> None:
    assert reader.get(page).status_code == 200


@pytest.mark.parametrize("page", ["/outcomes/", ADDRESS])
@pytest.mark.parametrize("make", [UserFactory, AdminFactory])
def test_for_anybody_else_there_is_no_such_page(
    client_of: ClientOf, version: FrameworkVersion, page: str, make: Callable[[], User]
) -> None:
    recorded(version, [row("Hull")])
    response = client_of(make()).get(page)
    assert response.status_code == 404
    assert "Hull" not in words(response)


def test_nobody_writes_by_a_page(reader: Client) -> None:
    for page in ("/outcomes/", ADDRESS):
        assert {reader.post(page).status_code, reader.delete(page).status_code} == {405}


@pytest.mark.parametrize("page", ["/outcomes/trial/2099/", "/outcomes/none/2016/"])
def test_a_version_that_is_not_there_has_no_page(reader: Client, page: str) -> None:
    assert reader.get(page).status_code == 404


def test_a_draft_has_no_page(client_of: ClientOf) -> None:
    draft_factory(**trial("2020"))
    client = client_of(inspector_factory("cqc"))
    assert client.get("/outcomes/trial/2020/").status_code == 404


def test_home_leads_there_only_whom_it_leads_somewhere(
    client_of: ClientOf, version: FrameworkVersion
) -> None:
    for person, is_led in ((inspector_factory("cqc"), True), (UserFactory(), False)):
        page = words(client_of(person).get(reverse("desk:home")))
        assert ('href="/outcomes/"' in page) is is_led


# --- the list -------------------------------------------------------------------------------------


def test_the_list_has_the_versions_with_outcomes(reader: Client, version: FrameworkVersion) -> None:
    assert "No outcomes yet" in words(reader.get("/outcomes/"))
    recorded(version, [row("Hull"), row("Leeds", on="2019-01-02")])
    page = reader.get("/outcomes/")
    assert texts(page.context["rows"]) == [
        ["Trial inspections", "2016", "2", "2 January 2019", "0"]
    ]
    assert page.context["rows"][0][0].url == ADDRESS


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_versions(
    client_of: ClientOf, number: int, assert_queries: Exactly
) -> None:
    for one in range(number):
        version = framework_version_factory(**trial(f"201{one}"), on=date(2014, 9, 1 + one))
        recorded(version, [row(f"Area {each}") for each in range(number)])
    client = client_of(inspector_factory("cqc"))
    with assert_queries(7):
        client.get("/outcomes/")


# --- what is counted ------------------------------------------------------------------------------


def test_a_version_without_outcomes_says_how_they_come(reader: Client) -> None:
    page = words(reader.get(ADDRESS))
    assert "No outcomes yet" in page
    assert "<svg" not in page.split("</header>")[-1]


def test_each_area_has_its_grades_counted(reader: Client, version: FrameworkVersion) -> None:
    rows = [row("Hull"), row("Leeds", "good,not judged,"), row("York", "inadequate,good,good")]
    recorded(version, rows)
    page = reader.get(ADDRESS)
    shown = page.context["page"]
    columns = [one.label for one in shown.grade_columns()]
    assert columns[1:] == [
        "Outstanding",
        "Good",
        "Requires improvement to be good",
        "Inadequate",
        "Not judged",
        "Not given",
    ]
    assert texts(shown.grade_rows()) == [
        ["The overall", "0", "2", "0", "1", "0", "0"],
        ["The protection", "0", "2", "0", "0", "1", "0"],
        ["The leadership", "0", "2", "0", "0", "0", "1"],
        ["The care", "0", "0", "0", "0", "0", "3"],
    ]
    assert "3 outcomes, none of them from inspections in Concord that you may see." in words(page)


def test_the_parts_are_counted_with_the_whole(reader: Client, version: FrameworkVersion) -> None:
    recorded(version, [row("Hull"), row("Leeds", "inadequate,inadequate,good"), row("Y", ",good,")])
    (relation,) = reader.get(ADDRESS).context["page"].relations()
    assert relation.title == "The overall"
    assert relation.says == (
        "2 outcomes give The overall a grade. 1 without one are left out here."
    )
    assert ["The protection", "Inadequate", "0", "0", "0", "1", "1"] in texts(relation.rows)
    assert ["The leadership", "Good", "0", "1", "0", "1", "2"] in texts(relation.rows)
    assert len(relation.rows) == 8
    assert texts(relation.patterns) == [
        ["Good", "Good", "1", "Good 1"],
        ["Inadequate", "Good", "1", "Inadequate 1"],
    ]


def test_only_the_most_frequent_patterns_are_shown_and_the_rest_counted(
    reader: Client, version: FrameworkVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presented, "_MOST_PATTERNS", 1)
    recorded(version, [row("A"), row("B"), row("C", "good,inadequate,good")])
    page = reader.get(ADDRESS)
    assert "1 less frequent pattern of the parts is not shown." in words(page)


def test_every_drawing_is_named_and_has_its_numbers_in_a_table(
    reader: Client, version: FrameworkVersion
) -> None:
    recorded(version, nearly_always_good())
    page = words(reader.get(ADDRESS)).split("<main")[1]
    assert page.count('<svg class="app-chart__drawing" role="img"') == 2
    for stem in ("bars", "relation-overall"):
        assert f'aria-labelledby="{stem}-title {stem}-desc"' in page
        assert f'<title id="{stem}-title">' in page
        assert f'<desc id="{stem}-desc">' in page
    assert "style=" not in page
    assert page.index('id="grade-table-caption"') < page.index('id="bars-title"')
    assert page.index('id="relation-overall-matrix-caption"') < page.index("relation-overall-title")


# --- what is listed -------------------------------------------------------------------------------


def test_a_departure_is_listed_with_its_rule_and_source(
    reader: Client, version: FrameworkVersion
) -> None:
    wrong = row("Leeds", "good,inadequate,good", address="https://a.example/leeds")
    recorded(version, [row("Hull"), wrong])
    page = reader.get(ADDRESS)
    ((name, day, inspectorate, why),) = page.context["departures"].rows
    assert (name.text, name.url) == ("Leeds", "https://a.example/leeds")
    assert (day.text, inspectorate.text) == ("12 March 2018", "Ofsted")
    assert why.text == (
        "The overall is good; the rule of TEST ¶10 speaks of inadequate: What TEST ¶10 says."
    )


def test_no_departure_is_said(reader: Client, version: FrameworkVersion) -> None:
    recorded(version, [row("Hull")])
    assert "No grade departs from a rule" in words(reader.get(ADDRESS))


def test_an_outlier_is_listed_with_its_reason(reader: Client, version: FrameworkVersion) -> None:
    recorded(version, nearly_always_good())
    page = reader.get(ADDRESS)
    assert names(page, "outliers") == ["Odd"]
    assert page.context["outliers"].rows[0][3].text == (
        "The overall is requires improvement to be good. Of 5 other outcomes whose parts have the "
        "same grades, 5 are good."
    )


def test_what_people_wrote_stays_text(reader: Client, version: FrameworkVersion) -> None:
    recorded(version, [row("<b>Leeds</b>", "inadequate,good,good")])
    page = words(reader.get(ADDRESS))
    assert "&lt;b&gt;Leeds&lt;/b&gt;" in page
    assert "<b>Leeds" not in page


def test_a_long_list_comes_by_pages(
    reader: Client, version: FrameworkVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presented, "PAGE", 2)
    monkeypatch.setattr("judgements.views.outcomes.PAGE", 2)
    recorded(
        version,
        [row(f"Low {one}", "inadequate,good,good", on=f"201{one}-01-01") for one in range(5)],
    )
    pages, address = [], ""
    while len(pages) < 5:
        listed = reader.get(f"{ADDRESS}{address}").context["outliers"]
        pages.append([one[0].text for one in listed.rows])
        if not listed.older:
            break
        address = listed.older.partition("#")[0]
    assert pages == [["Low 4", "Low 3"], ["Low 2", "Low 1"], ["Low 0"]]
    assert listed.newest == "?#outliers"


def test_the_way_to_another_page_keeps_what_is_asked_for(
    reader: Client, version: FrameworkVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presented, "PAGE", 1)
    recorded(version, [row("Low 1", "inadequate,good,good"), row("Low 2", "inadequate,good,good")])
    key = RecordedOutcome.objects.get(name="Low 2").pk
    asked = "name=low&departures=x"
    first = reader.get(f"{ADDRESS}?{asked}").context["outliers"]
    assert first.newest == ""
    assert first.older == f"?{asked}&outliers=2018-03-12_{key}#outliers"
    second = reader.get(f"{ADDRESS}{first.older.partition('#')[0]}").context["outliers"]
    assert [one[0].text for one in second.rows] == ["Low 1"]
    assert (second.newest, second.older) == (f"?{asked}#outliers", "")


@pytest.mark.parametrize(
    "place", ["x", "2", "2018-13-01_1", "_", "2018_1", "%00", "9999-12-31_" + "9" * 18]
)
def test_a_place_that_cannot_be_read_is_the_first_page(
    reader: Client, version: FrameworkVersion, place: str
) -> None:
    recorded(version, [row("Hull")])
    assert names(reader.get(f"{ADDRESS}?outcomes={place}"), "outcomes") == ["Hull"]


@pytest.mark.parametrize("place", ["0001-01-01_1", "2018-03-11_OF-2026-0001", "2018-03-12_0"])
def test_after_the_last_outcome_nothing_is_listed(
    reader: Client, version: FrameworkVersion, place: str
) -> None:
    recorded(version, [row("Hull")])
    page = reader.get(f"{ADDRESS}?outcomes={place}")
    assert names(page, "outcomes") == []
    assert "None is older." in words(page)


def test_outcomes_of_one_day_are_each_listed_once(
    reader: Client, version: FrameworkVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presented, "PAGE", 2)
    monkeypatch.setattr("judgements.views.outcomes.PAGE", 2)
    recorded(version, [row(f"Area {one}") for one in range(5)])
    seen: list[str] = []
    listed = reader.get(ADDRESS).context["outcomes"]
    while True:
        seen += [one[0].text for one in listed.rows]
        if not listed.older:
            break
        address = listed.older.partition("#")[0]
        listed = reader.get(f"{ADDRESS}{address}").context["outcomes"]
    assert seen == [f"Area {one}" for one in (4, 3, 2, 1, 0)]


def test_every_outcome_is_listed_with_its_grades(reader: Client, version: FrameworkVersion) -> None:
    recorded(version, [row("Hull"), row("Leeds", "good,not judged,", on="2019-01-02")])
    rows = reader.get(ADDRESS).context["outcomes"].rows
    assert [(name.text, name.hint) for name, _ in rows] == [
        ("Leeds", "2 January 2019, Ofsted"),
        ("Hull", "12 March 2018, Ofsted"),
    ]
    assert rows[0][1].text == "The overall: Good; The protection: Not judged"
    assert rows[1][1].text == "The overall: Good; The protection: Good; The leadership: Good"


def test_those_of_concord_stand_among_the_others_by_their_day(
    version: FrameworkVersion,
) -> None:
    own = [
        OwnOutcome(f"OF-2018-000{one}", f"Own {one}", "ofsted", "Ofsted", day, {}, True)
        for one, day in enumerate((date(2018, 3, 12), date(2017, 1, 2), date(2019, 1, 2)))
    ]
    recorded(version, [row("Hull"), row("Leeds", on="2018-01-01")])
    rows = RecordedOutcome.objects.order_by("-published_on")
    shown = presented.OutcomesPresenter(judged_by(version), recorded=[], own=own, among=[])
    for after, expected in (
        ("", ["Own 2", "Own 0", "Hull", "Leeds", "Own 1"]),
        ("2018-03-12_OF-2018-0000", ["Hull", "Leeds", "Own 1"]),
        (f"2018-03-12_{rows[0].pk}", ["Leeds", "Own 1"]),
        ("2017-01-02_OF-2018-0001", []),
    ):
        at = presented.Paging.of("outcomes", QueryDict(f"outcomes={after}"))
        listed = shown.outcomes(rows.page(after=at.after, size=26), at)
        assert [one[0].text for one in listed.rows] == expected
        assert listed.older == ""
        hints = {one[0].hint for one in listed.rows if one[0].text == "Own 1"}
        assert hints <= {"Fieldwork from 2 January 2017, Ofsted, In Concord: OF-2018-0001"}


# --- filters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 4),
        ("?name=LEED", 2),
        ("?name=%20leeds%20", 2),
        ("?inspectorate=cqc", 1),
        ("?first=2019", 2),
        ("?last=2018", 2),
        ("?first=2018&last=2018", 2),
        ("?first=2018&last=2019&name=leeds&inspectorate=ofsted", 1),
        ("?name=nowhere", 0),
    ],
)
def test_a_filter_leaves_what_is_asked_for(
    reader: Client, version: FrameworkVersion, query: str, found: int
) -> None:
    rows = [
        row("Hull"),
        row("Leeds"),
        row("Leeds", on="2019-12-31", inspectorate="cqc"),
        row("York", on="2020-01-01"),
    ]
    recorded(version, rows)
    page = reader.get(ADDRESS + query)
    assert page.context["page"].number == found
    assert ("No outcome is among these" in words(page)) is (found == 0)


def test_what_is_usual_is_told_by_all_whatever_is_asked_for(
    reader: Client, version: FrameworkVersion
) -> None:
    recorded(version, nearly_always_good())
    page = reader.get(f"{ADDRESS}?name=odd")
    assert page.context["page"].number == 1
    assert names(page, "outliers") == ["Odd"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?first=soon", "First year must be a year from 1990 to 2100, like 2018"),
        ("?last=99999", "Last year must be a year from 1990 to 2100, like 2018"),
        ("?first=-1", "First year must be a year from 1990 to 2100, like 2018"),
        ("?first=2020&last=2019", "Last year must not be before the first year"),
        ("?inspectorate=estyn", "Choose an inspectorate from the list"),
        (f"?name={'x' * 121}", "Local area must be 120 characters or fewer"),
        ("?name=%00", "Null characters are not allowed."),
    ],
)
def test_a_filter_that_cannot_be_read_says_what_to_do(
    reader: Client, version: FrameworkVersion, query: str, said: str
) -> None:
    recorded(version, [row("Hull")])
    page = reader.get(ADDRESS + query)
    assert page.status_code == 422
    assert said in words(page)
    assert "<title> Error: " in words(page) or "Error: " in words(page)


# --- what was agreed in Concord -------------------------------------------------------------------


def test_the_team_sees_its_own_agreed_grade_counted(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_judgement(joint)
    page = client_of(joint.inspectors["cqc"]).get(OWN)
    assert "1 outcome, 1 of them from inspections in Concord" in words(page)
    listed = client_of(joint.inspectors["cqc"]).get("/outcomes/").context["rows"]
    assert texts(listed) == [["Integrated inspections", "2014-06", "0", "–", "1"]]


def test_nobody_else_is_told_of_it_even_by_a_number(
    joint: JointInspection, client_of: ClientOf
) -> None:
    stranger = client_of(inspector_factory("ofsted"))
    before = words(stranger.get("/outcomes/")), words(stranger.get(OWN))
    agreed_judgement(joint)
    after = words(stranger.get("/outcomes/")), words(stranger.get(OWN))
    assert [len(one) for one in after] == [len(one) for one in before]
    assert "No outcomes yet" in after[0]
    assert "No outcomes yet" in after[1]


def test_a_grade_that_is_only_proposed_is_told_to_nobody(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    assert "No outcomes yet" in words(client_of(joint.overall_lead).get(OWN))


def test_everybody_sees_it_once_it_is_published(
    joint: JointInspection, client_of: ClientOf
) -> None:
    judgement = agreed_judgement(joint)
    person = inspector_factory("hmic")
    day = timezone.localdate()
    assert (own_outcomes(person, day), own_versions(person, day)) == ([], {})
    for _ in range(2):
        tell_published(strand=joint.strand, at=timezone.now())
    assert str(PublishedJudgement.objects.get()) == f"{judgement}, published"
    (one,) = own_outcomes(person, day)
    assert (one.reference, one.grades, one.is_on_team) == (
        joint.reference,
        {"lscb": "good"},
        False,
    )
    assert own_versions(person, day) == {joint.inspection.framework_version_id: 1}
    page = client_of(person).get(OWN)
    assert page.context["page"].own_number == 1
    assert f"agreed grades {joint.reference}" in AuditEntry.objects.latest("pk").disclosed


def test_that_a_judgement_is_published_never_changes(joint: JointInspection) -> None:
    agreed_judgement(joint)
    tell_published(strand=joint.strand, at=timezone.now())
    with pytest.raises(TypeError):
        PublishedJudgement.objects.get().delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE judgements_publishedjudgement SET id = id")
    assert PublishedJudgement.objects.count() == 1


def test_a_strand_without_an_agreed_grade_publishes_none(joint: JointInspection) -> None:
    proposed_judgement(joint)
    tell_published(strand=joint.strand, at=timezone.now())
    assert not PublishedJudgement.objects.exists()


def test_an_own_outcome_is_asked_for_like_any_other(joint: JointInspection) -> None:
    agreed_judgement(joint)
    (one,) = own_outcomes(joint.overall_lead, timezone.localdate())
    year = one.day.year
    for asked, is_asked_for in (
        (OutcomesAsked(), True),
        (OutcomesAsked(inspectorate="ofsted", first=year, last=year, name=one.name.upper()), True),
        (OutcomesAsked(inspectorate="cqc"), False),
        (OutcomesAsked(first=year + 1), False),
        (OutcomesAsked(last=year - 1), False),
        (OutcomesAsked(name="nowhere"), False),
    ):
        assert one.is_asked_for(asked) is is_asked_for
    assert OutcomesAsked().is_all
    assert not OutcomesAsked(name="x").is_all


def test_an_own_outcome_is_listed_as_own_with_the_way_there(joint: JointInspection) -> None:
    agreed_judgement(joint)
    (one,) = own_outcomes(joint.overall_lead, timezone.localdate())
    name, day, inspectorate, why = presented._own_row(one, "It stands out.")
    assert (name.text, name.hint) == (one.name, f"In Concord: {joint.reference}")
    assert name.url == f"/inspections/{joint.reference}/judgements/"
    assert day.text.startswith("Fieldwork from ")
    assert (inspectorate.text, why.text) == ("Ofsted", "It stands out.")


# --- how much is asked of the database ------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("query", ["", "?first=2018"])
def test_the_page_asks_the_same_for_any_number_of_outcomes(
    reader: Client,
    version: FrameworkVersion,
    number: int,
    query: str,
    assert_queries: Exactly,
) -> None:
    rows = [row(f"Low {one}", "good,inadequate,inadequate") for one in range(number)]
    recorded(version, rows)
    with assert_queries(16 if query else 15):
        assert len(names(reader.get(ADDRESS + query), "outliers")) == number


def test_ten_thousand_outcomes_are_counted_by_the_database(
    reader: Client, version: FrameworkVersion, assert_queries: Exactly
) -> None:
    scale = ("outstanding", "good", "requires_improvement", "inadequate")
    rows = [
        row(f"Area {one}", f"{scale[one % 4]},{scale[one // 4 % 4]},{scale[one // 16 % 4]}")
        for one in range(10_000)
    ]
    recorded(version, rows)
    with assert_queries(15):
        page = reader.get(ADDRESS)
    assert page.context["page"].number == 10_000
    assert len(page.context["page"].seen) == 64
    assert len(page.context["outliers"].rows) == presented.PAGE
