"""The page on which evidence is captured: what it begins with, what it finds, what it keeps."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from inspections.forms.evidence import preset
from inspections.models import EvidenceRevision
from inspections.presenters.recording import template_links
from inspections.values import Source
from inspections.values.evidence import RECENT, Choice, Choices, EvidenceContent, Recent
from inspections.values.evidence_templates import TEMPLATES
from pages.markdown import render_markdown
from records.actor import acting_as
from records.models import Draft
from records.values import content_hash
from tests.factories.inspections import JointInspection, case_of, evidence_by, joint_inspection
from tests.inspections.test_pages import at, text_of
from tests.inspections.test_record_page import address, draft_for, said, typed
from tests.pages.reading import Markup

ClientOf = Callable[..., Client]
TODAY = timezone.localdate()


# --- values -------------------------------------------------------------------------------------


def content(**changes: Any) -> EvidenceContent:
    usual = {
        "text": "Seen.",
        "source": "data",
        "observed_on": TODAY,
        "agency": None,
        "strength": "neutral",
        "criteria": (1,),
    }
    return EvidenceContent(**{**usual, **changes})


def test_an_item_without_the_newer_facts_has_the_hash_that_it_had() -> None:
    """A receipt of before the newer facts still proves its save."""
    earlier = {
        "text": "Seen.",
        "source": "data",
        "observed_on": TODAY.isoformat(),
        "agency": None,
        "strength": "neutral",
        "criteria": [1],
    }
    assert content_hash(content().as_data()) == content_hash(earlier)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("is_childs_voice", True),
        ("confidence", "low"),
        ("wording", "verbatim"),
        ("service", 3),
        ("basis", "Asked by the council."),
        ("why", "A slip of the pen."),
        ("strength", "weakness"),
    ],
)
def test_every_fact_is_part_of_what_a_receipt_proves(name: str, value: Any) -> None:
    assert content_hash(content(**{name: value}).as_data()) != content_hash(content().as_data())


def test_what_was_chosen_lately_is_without_repeats_the_last_first() -> None:
    rows = [(None, 7, 1), (4, 7, 2), (4, None, 1), *((number, 9, None) for number in range(10, 20))]
    recent = Recent.from_rows(rows)
    assert recent.cases == (4, 10, 11, 12, 13)
    assert len(recent.cases) == RECENT
    assert recent.agencies == (7, 9)
    assert recent.criteria == (1, 2)
    assert Recent.from_rows([]) == Recent()


def test_what_was_chosen_lately_stands_first_if_it_can_be_chosen_still() -> None:
    possible = {key: Choice(key, f"T{key}") for key in (1, 2, 3)}
    assert list(Recent.first((3, 9), possible)) == [3, 1, 2]


@pytest.mark.parametrize("source", list(Source))
def test_every_source_has_headings_of_its_own(source: Source) -> None:
    text = TEMPLATES[source]
    assert text.count("## ") >= 3
    assert render_markdown(text).count("<h2") == text.count("## ")
    assert [other for other in Source if TEMPLATES[other] == text] == [source]


CHOICES = Choices(
    cases={1: Choice(1, "T1"), 2: Choice(2, "S4")},
    agencies={5: Choice(5, "Northmere police", "northmere-police")},
    criteria={8: Choice(8, "140112 ¶115c", "Listens"), 9: Choice(9, "140112 ¶116", "Acts")},
)


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("case=S4", "case", 2),
        ("case=S9", "case", ""),
        ("agency=northmere-police", "agency", 5),
        ("agency=nobody", "agency", ""),
        ("source=data", "source", "data"),
        ("criterion=140112+%C2%B6116", "criteria", [9]),
        ("criterion=140112+%C2%B6116&criterion=140112+%C2%B6115c", "criteria", [9, 8]),
        ("criterion=%00", "criteria", []),
        ("template=meeting", "source", "meeting"),
        ("template=meeting", "text", TEMPLATES[Source.MEETING]),
        ("template=nonsense", "text", ""),
        ("template=nonsense&source=data", "source", "data"),
    ],
)
def test_an_address_says_what_a_form_begins_with(query: str, name: str, value: Any) -> None:
    assert preset(QueryDict(query), CHOICES)[name] == value


def test_the_links_to_templates_keep_what_was_preset() -> None:
    links = template_links(QueryDict("case=T1&draft=7"))
    assert [link.source for link in links] == list(Source)
    assert links[0].url == "?case=T1&template=case_record"


# --- the page -----------------------------------------------------------------------------------


def record(client: Client, joint: JointInspection, **changes: Any) -> Any:
    return client.post(address(joint), typed(joint, **changes))


@pytest.mark.django_db
def test_everything_that_is_said_is_kept(client_of: ClientOf) -> None:
    joint = joint_inspection()
    yesterday = TODAY - timedelta(days=1)
    more = {
        "is_childs_voice": "on",
        "confidence": "low",
        "wording": "verbatim",
        "strength": "neutral",
        "observed_on_day": yesterday.day,
        "observed_on_month": yesterday.month,
        "observed_on_year": yesterday.year,
    }
    client = client_of(joint.inspectors["cqc"])
    assert record(client, joint, **more).status_code == 302
    revision = said(joint)
    assert (revision.is_childs_voice, revision.confidence, revision.wording) == (
        True,
        "low",
        "verbatim",
    )
    assert revision.strength == "neutral"
    assert revision.observed_on == yesterday
    assert timezone.localdate(revision.at) == TODAY
    with acting_as(joint.inspectors["cqc"]):
        page = text_of(client.get(at(joint, "evidence_item", revision.evidence.reference)))
    for words in ("Word for word", "Said by one person, or unclear", "Neutral", "child’s voice"):
        assert words in page


@pytest.mark.django_db
def test_what_is_seldom_said_need_not_be(client_of: ClientOf) -> None:
    joint = joint_inspection()
    record(client_of(joint.inspectors["cqc"]), joint)
    revision = said(joint)
    assert (revision.is_childs_voice, revision.confidence, revision.wording) == (
        False,
        "medium",
        "paraphrase",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [("confidence", "certain"), ("wording", "sung"), ("service", "999999"), ("basis", "x" * 2001)],
)
def test_a_wrong_fact_is_named_and_its_place_is_open(
    client_of: ClientOf, field: str, value: str
) -> None:
    joint = joint_inspection()
    page = record(client_of(joint.inspectors["cqc"]), joint, **{field: value, "text": "Kept."})
    assert page.status_code == 422
    assert "Kept." in text_of(page)
    assert field in page.context_data["form"].errors
    assert page.context_data["form"].says_more


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["\x00", "\x1b\x07\r\n", "\t \n", ""],
    ids=["NUL", "control characters", "white space", "nothing"],
)
def test_what_leaves_nothing_to_read_is_no_text(client_of: ClientOf, text: str) -> None:
    joint = joint_inspection()
    page = record(client_of(joint.inspectors["cqc"]), joint, text=text)
    assert page.status_code == 422
    assert "Enter what you saw or heard" in text_of(page)


@pytest.mark.django_db
def test_the_page_is_whole_without_a_script(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case_of(joint)
    page = Markup(text_of(client_of(joint.inspectors["cqc"]).get(address(joint))))
    [form] = [one for one in page.every("form") if one.get("data-autosave") is not None]
    assert (form.get("method"), form.get("enctype")) == ("post", "multipart/form-data")
    for name in ("case", "agency", "source", "confidence", "service"):
        assert page.one("select", name=name) is not None
    boxes = page.every("input", name="criteria")
    assert len(boxes) == len(joint.criteria)
    assert all(box.get("type") == "checkbox" for box in boxes)
    assert page.dangling() == set()


@pytest.mark.django_db
def test_criteria_bear_the_words_by_which_they_are_found(client_of: ClientOf) -> None:
    joint = joint_inspection()
    criterion = joint.criteria[0]
    text = text_of(client_of(joint.inspectors["cqc"]).get(address(joint)))
    assert f'data-themes="{criterion.theme.title}' in text
    assert "data-statement=" in text


@pytest.mark.django_db
def test_what_one_chose_lately_stands_on_top(client_of: ClientOf) -> None:
    joint = joint_inspection()
    one, two = case_of(joint), case_of(joint)
    person = joint.inspectors["cqc"]
    late = joint.criteria[-1]
    evidence_by(joint, person, case=two, agency=joint.agencies[2].pk, criteria=(late.pk,))
    evidence_by(joint, joint.inspectors["hmic"], case=one, criteria=(joint.criteria[1].pk,))
    answer = client_of(person).get(address(joint))
    form, groups = answer.context_data["form"], answer.context_data["groups"]
    assert [label for _, label in form.fields["case"].choices] == [
        "No case",
        two.reference,
        one.reference,
    ]
    assert form.fields["agency"].choices[1][0] == joint.agencies[2].pk
    assert groups[0].is_recent
    assert [option.value for option in groups[0].options] == [str(late.pk)]
    assert sum(len(group.options) for group in groups) == len(joint.criteria)


@pytest.mark.django_db
def test_a_template_begins_the_text_without_a_script(client_of: ClientOf) -> None:
    joint = joint_inspection()
    page = text_of(client_of(joint.inspectors["cqc"]).get(address(joint), {"template": "child"}))
    assert "## What the child said" in page
    assert '<option value="child" selected>' in page


@pytest.mark.django_db
def test_a_form_that_came_back_is_saved_as_it_is_shown(client_of: ClientOf) -> None:
    """What was sent and refused may never have been saved: closing the tab would lose it."""
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    assert "data-unsaved" not in text_of(client.get(address(joint)))
    assert "data-unsaved" in text_of(record(client, joint, source=""))


@pytest.mark.django_db
def test_markdown_is_shown_and_markup_is_not(client_of: ClientOf) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"], text="**Twice** <script>x</script>\n\n- a")
    page = text_of(
        client_of(joint.inspectors["cqc"]).get(at(joint, "evidence_item", item.reference))
    )
    assert "<strong>Twice</strong> &lt;script&gt;x&lt;/script&gt;" in page
    assert '<ul class="govuk-list govuk-list--bullet">' in page
    assert "**Twice** &lt;script&gt;" in page, "and as it was typed"


# --- a window that was left open ----------------------------------------------------------------


@pytest.mark.django_db
def test_a_tab_left_open_for_a_week_whose_draft_is_gone_is_recorded(client_of: ClientOf) -> None:
    """Its note was thrown away meanwhile; what it holds is recorded all the same."""
    joint = joint_inspection()
    answer = record(client_of(joint.inspectors["cqc"]), joint, version="412", waiting="1")
    assert answer.status_code == 302
    assert said(joint).text == "The board asks for the result."


@pytest.mark.django_db
def test_a_form_sent_from_another_window_goes_on_under_the_key_of_what_was_typed_since(
    client_of: ClientOf,
) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    draft = draft_for(joint, person)
    client = client_of(person)
    record(client, joint, once=str(draft.receipt), version="2")
    with acting_as(person):
        left = Draft.objects.get(pk=draft.pk)
    assert left.left_by == draft.receipt
    page = record(client, joint, once=str(draft.receipt), version="3", text="Half a sentence more")
    text = text_of(page)
    assert page.status_code == 409
    assert f'name="once" value="{left.receipt}"' in text
    assert 'data-version="3"' in text
    again = record(client, joint, once=str(left.receipt), version="3", text="Half a sentence more")
    assert again.status_code == 302
    with acting_as(person):
        assert not Draft.objects.exists()
        assert EvidenceRevision.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("version", "waiting", "text", "left"),
    [
        ("3", "", "Half a sentence", 0),
        ("2", "1", "Half a sentence", 0),
        ("2", "", "Half a sentence", 1),
        ("2", "1", "Something else", 1),
        ("", "", "Half a sentence", 1),
        ("nonsense", "", "Half a sentence", 1),
    ],
)
def test_a_draft_goes_with_the_form_that_knew_of_it(
    client_of: ClientOf, version: str, waiting: str, text: str, left: int
) -> None:
    """Or that says the same, where the answer to its own last save had not come."""
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    draft = draft_for(joint, person)
    sent = {"once": str(draft.receipt), "version": version, "waiting": waiting, "text": text}
    assert record(client_of(person), joint, **sent).status_code == 302
    with acting_as(person):
        assert Draft.objects.count() == left


@pytest.mark.django_db
def test_a_form_whose_key_is_no_key_says_what_to_do(client_of: ClientOf) -> None:
    joint = joint_inspection()
    page = record(client_of(joint.inspectors["cqc"]), joint, once="stale", text="Kept.")
    assert page.status_code == 422
    assert "Kept." in text_of(page)
    assert record(client_of(joint.inspectors["cqc"]), joint, once=str(uuid4())).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("take", ["", "mine"])
def test_a_change_whose_key_is_no_key_says_what_to_do(client_of: ClientOf, take: str) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"])
    sent = typed(joint, once="stale", text="Kept.", base="1", mine="Kept.", begun="1")
    asked = {**sent, **({"take": take} if take else {})}
    page = client_of(joint.inspectors["cqc"]).post(
        at(joint, "change_evidence", item.reference), asked
    )
    assert page.status_code in {409, 422}
    assert "Kept." in text_of(page)
    assert 'value="stale"' not in text_of(page)
