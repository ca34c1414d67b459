"""The forms of the joint audit, without a page and without a database around them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict

from inspections.forms.joint_audit import (
    LONGEST,
    MOST_DAYS,
    AskAuditForm,
    ComparisonForm,
    EntryForm,
    EvaluationForm,
    ReasonForm,
    ReopenAuditForm,
    answers_of,
    choose_options,
)
from inspections.models import Case
from inspections.values import (
    AgencyPart,
    Agreement,
    AuditEvaluation,
    AuditHeading,
    AuditSaid,
    AuditWord,
)
from organisations.models import Agency
from pages.fields import NOT_IN_LIST

CASES = [
    Case(pk=3, reference="A1", age_band="5_to_9", cohort="in_need"),
    Case(pk=7, reference="T2", age_band="unborn", cohort="custody"),
]
COUNCIL = Agency(pk=1, code="council", name="Northmere Council")
POLICE = Agency(pk=2, code="police", name="Northmere Police")
AGENCIES = [COUNCIL, POLICE]
KEY = "6f1f0d7e-6f1c-4f6a-9d0b-0d7c5f1a2b3c"
SCRIPT = "<script>alert(1)</script>"
# What somebody types, and what is kept of it: all that a reader can see, and nothing else.
TYPED = [
    ("Late, and nobody asked why.", "Late, and nobody asked why."),
    ("  between blanks \n", "between blanks"),
    ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ("nul\x00bell\x07here", "nulbellhere"),
    ("tab\tstays", "tab\tstays"),
    ("half \ud83d of one", "half  of one"),
    ("👩‍👧 seen", "👩‍👧 seen"),
    ("الطفل في خطر", "الطفل في خطر"),
    ("cafe\u0301", "café"),
    (SCRIPT, SCRIPT),
    ("100 % {name} %s", "100 % {name} %s"),
]
# Nothing that a reader could see.
BLANK = ["", " ", "\n\t ", "\x00", "\x00 \x07\r\n"]


def query(**fields: Any) -> QueryDict:
    """What a browser sends."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


def ask(**changes: Any) -> AskAuditForm:
    usual = {"once": KEY, "version": "1", "cases": ["3"], "ask": "How it was.", "days": "5"}
    return AskAuditForm(query(**{**usual, **changes}), cases=CASES)


def entry(**changes: Any) -> EntryForm:
    return EntryForm(query(**{"once": KEY, "base": "0", **changes}), agencies=AGENCIES)


def comparison(**changes: Any) -> ComparisonForm:
    return ComparisonForm(query(**{"once": KEY, "base": "0", **changes}))


def said(form: EvaluationForm, heading: str = "quality") -> AuditSaid:
    assert form.is_valid(), form.errors
    return form.evaluation().of(heading)


def only_error(form: Any) -> tuple[str, str]:
    """The one field that is wrong, and its sentence."""
    assert not form.is_valid()
    ((name, sentences),) = form.errors.items()
    (sentence,) = sentences
    return name, sentence


# --- asking -------------------------------------------------------------------------------------


def test_what_is_asked_is_read_from_the_form() -> None:
    form = ask(cases=["7", "3"], ask=" What changed? ", days=" 10 ")
    assert form.is_valid(), form.errors
    assert form.case_keys() == [7, 3]
    assert form.cleaned_data["ask"] == "What changed?"
    assert form.cleaned_data["days"] == 10
    assert form.cleaned_data["version"] == 1
    assert form.key == UUID(KEY)


def test_each_case_is_offered_by_reference_age_and_place_in_the_system() -> None:
    assert ask().fields["cases"].choices == [
        ("3", "A1: 5 to 9, child in need"),
        ("7", "T2: Unborn, in custody or detention"),
    ]


def test_without_cases_nothing_can_be_chosen() -> None:
    form = AskAuditForm(query(once=KEY, cases=["3"], ask="x", days="5"), cases=[])
    name, sentence = only_error(form)
    assert name == "cases"
    assert "What you chose is not in the list any more" in sentence


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"cases": []}, "cases", "Select at least one case"),
        ({"ask": ""}, "ask", "Enter what you ask"),
        ({"ask": "x" * 5001}, "ask", "What you ask must be 5,000 characters or fewer"),
        ({"ask": "x" * 100_000}, "ask", "What you ask must be 5,000 characters or fewer"),
        ({"days": ""}, "days", "Enter a number of working days"),
        ({"days": "0"}, "days", "Working days must be 1 or more"),
        ({"days": "-3"}, "days", "Working days must be 1 or more"),
        ({"days": "61"}, "days", "Working days must be 60 or fewer"),
        ({"days": "9" * 400}, "days", "Working days must be 60 or fewer"),
        ({"once": ""}, "once", "This page has lost its receipt. Open it again and send it once m"),
        ({"once": "x"}, "once", "This page has lost its receipt. Open it again and send it once m"),
    ],
)
def test_what_is_wrong_with_asking_is_said(
    changes: dict[str, Any], name: str, sentence: str
) -> None:
    wrong, words = only_error(ask(**changes))
    assert wrong == name
    assert words.startswith(sentence)


@pytest.mark.parametrize("days", ["five", "5.5", "5 days", "1e1", "\x00", "5,5", "🙂", "9" * 9000])
def test_what_is_no_whole_number_of_days_is_refused(days: str) -> None:
    name, _ = only_error(ask(days=days))
    assert name == "days"


@pytest.mark.parametrize("days", [1, 2, MOST_DAYS - 1, MOST_DAYS])
def test_from_one_day_to_the_most_is_taken(days: int) -> None:
    form = ask(days=days)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["days"] == days


@pytest.mark.parametrize("length", [1, 4999, 5000])
def test_a_question_up_to_its_limit_is_taken_whole(length: int) -> None:
    form = ask(ask="é" * length)
    assert form.is_valid(), form.errors
    assert len(form.cleaned_data["ask"]) == length


@pytest.mark.parametrize("blank", BLANK)
def test_a_question_that_nobody_could_see_is_none(blank: str) -> None:
    assert only_error(ask(ask=blank)) == ("ask", "Enter what you ask")


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_a_question_is_kept_as_a_reader_sees_it(typed: str, kept: str) -> None:
    form = ask(ask=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["ask"] == kept


@pytest.mark.parametrize(
    "cases", [["4"], ["3", "4"], ["x"], [""], ["3 "], ["-3"], [SCRIPT], ["٣"], ["\x00"]]
)
def test_a_case_that_is_not_offered_is_not_taken(cases: list[str]) -> None:
    form = ask(cases=cases)
    assert not form.is_valid()
    assert list(form.errors) == ["cases"]
    assert "<script>" not in str(form.errors)


def test_what_was_asked_stays_in_the_form_that_comes_back() -> None:
    form = ask(cases=[], ask=f"  Look at {SCRIPT} 👶 ", days="none")
    assert not form.is_valid()
    assert form["ask"].value() == f"  Look at {SCRIPT} 👶 "
    assert "Look at &lt;script&gt;alert(1)&lt;/script&gt; 👶" in str(form["ask"])
    assert 'value="none"' in str(form["days"])
    assert form["once"].value() == KEY


def test_chosen_cases_stay_chosen_in_the_form_that_comes_back() -> None:
    form = ask(cases=["7"], ask="")
    assert not form.is_valid()
    assert form["cases"].value() == ["7"]
    assert str(form["cases"]).count("checked") == 1


def test_of_a_field_that_arrives_twice_the_last_one_counts() -> None:
    form = ask(ask=["First.", "Second."], days=["5", "6"])
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["ask"], form.cleaned_data["days"]) == ("Second.", 6)


@pytest.mark.parametrize(("version", "known"), [("", None), ("0", 0), ("12", 12)])
def test_the_version_of_what_was_asked_may_be_missing(version: str, known: int | None) -> None:
    form = ask(version=version)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["version"] == known


@pytest.mark.parametrize("version", ["-1", "x", "1.5", "\x00"])
def test_a_version_that_is_no_number_is_refused(version: str) -> None:
    name, _ = only_error(ask(version=version))
    assert name == "version"


def test_what_was_sent_is_there_for_the_receipt_without_the_key() -> None:
    form = ask(csrfmiddlewaretoken="t", waiting="1", cases=["3", "7"])
    assert form.sent() == {
        "ask": ["How it was."],
        "cases": ["3", "7"],
        "days": ["5"],
        "version": ["1"],
    }


# --- a reason, and asking again -----------------------------------------------------------------


@pytest.mark.parametrize("blank", BLANK)
def test_a_reason_that_nobody_could_see_is_none(blank: str) -> None:
    form = ReasonForm(query(once=KEY, why=blank))
    assert only_error(form) == ("why", "Enter the reason")


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_a_reason_is_kept_as_a_reader_sees_it(typed: str, kept: str) -> None:
    form = ReasonForm(query(once=KEY, why=typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["why"] == kept


@pytest.mark.parametrize(("length", "fits"), [(5000, True), (5001, False), (100_000, False)])
def test_a_reason_has_a_limit(length: int, fits: bool) -> None:
    form = ReasonForm(query(once=KEY, why="x" * length))
    assert form.is_valid() is fits
    if not fits:
        assert form.errors["why"] == ["The reason must be 5,000 characters or fewer"]
        assert form["why"].value() == "x" * length


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"why": ""}, "why", "Enter the reason"),
        ({"days": ""}, "days", "Enter a number of working days"),
        ({"days": "0"}, "days", "Working days must be 1 or more"),
        ({"days": "61"}, "days", "Working days must be 60 or fewer"),
    ],
)
def test_asking_again_needs_a_reason_and_days(
    changes: dict[str, str], name: str, sentence: str
) -> None:
    form = ReopenAuditForm(query(**{"once": KEY, "why": "Two cases lack.", "days": "3", **changes}))
    assert only_error(form) == (name, sentence)
    assert form["why"].value() == changes.get("why", "Two cases lack.")


@pytest.mark.parametrize("days", ["1", "60"])
def test_asking_again_takes_as_many_days_as_asking(days: str) -> None:
    form = ReopenAuditForm(query(once=KEY, why="Two cases lack.", days=days))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["days"] == int(days)


# --- what the partnership says ------------------------------------------------------------------


@pytest.mark.parametrize("heading", [one.value for one in AuditHeading])
@pytest.mark.parametrize("word", [one.value for one in AuditWord])
def test_a_text_and_a_judgement_stand_under_their_heading_alone(heading: str, word: str) -> None:
    form = entry(**{heading: "Good.", f"{heading}_word": word})
    assert said(form, heading) == AuditSaid("Good.", word)
    others = {one.value for one in AuditHeading} - {heading}
    assert [said(form, one) for one in others] == [AuditSaid(), AuditSaid()]


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_an_evaluation_is_kept_as_a_reader_sees_it(typed: str, kept: str) -> None:
    assert said(entry(quality=typed)).text == kept


@pytest.mark.parametrize("blank", BLANK)
def test_half_an_evaluation_can_be_saved_and_blanks_say_nothing(blank: str) -> None:
    form = entry(quality=blank, will_council=blank)
    assert form.is_valid(), form.errors
    assert form.evaluation().is_empty


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("quality", "Quality of practice"),
        ("impact", "Impact and effectiveness for the child"),
        ("oversight", "Management oversight"),
        ("will_council", "What Northmere Council will do"),
        ("will_police", "What Northmere Police will do"),
    ],
)
def test_each_text_has_its_limit_and_says_which_it_is(name: str, label: str) -> None:
    assert entry(**{name: "x" * LONGEST}).is_valid()
    too_long = entry(**{name: "x" * (LONGEST + 1)})
    assert only_error(too_long) == (name, f"{label} must be 100,000 characters or fewer")
    assert len(too_long[name].value()) == LONGEST + 1


def test_the_limit_counts_what_is_kept_and_not_what_goes() -> None:
    assert said(entry(quality="x" * LONGEST + "\x00\x07")).text == "x" * LONGEST
    assert len(said(entry(quality="x\r\n" * (LONGEST // 2))).text) == LONGEST - 1


@pytest.mark.parametrize("word", ["superb", "Strong", "strong ", "<b>", "\x00", "agree"])
@pytest.mark.parametrize("heading", [one.value for one in AuditHeading])
def test_a_judgement_that_is_not_offered_is_not_taken(heading: str, word: str) -> None:
    form = entry(**{f"{heading}_word": word, "impact": "Stays."})
    name, sentence = only_error(form)
    assert name == f"{heading}_word"
    assert sentence == NOT_IN_LIST
    assert form["impact"].value() == "Stays."
    assert "<b>" not in str(form.errors)


@pytest.mark.parametrize(
    ("took", "who"),
    [
        ([], []),
        (["council"], ["council"]),
        (["police", "council"], ["council", "police"]),
        (["police", "police"], ["police"]),
    ],
)
def test_who_took_part_is_said_of_each_agency(took: list[str], who: list[str]) -> None:
    form = entry(took=took, will_police="Train. ")
    assert form.is_valid(), form.errors
    parts = form.evaluation().agencies
    assert [one.code for one in parts if one.took_part] == who
    assert [(one.name, one.will_do) for one in parts] == [
        ("Northmere Council", ""),
        ("Northmere Police", "Train."),
    ]


@pytest.mark.parametrize("took", [["army"], ["council", "army"], [""], ["Council"], [SCRIPT]])
def test_an_agency_of_elsewhere_did_not_take_part(took: list[str]) -> None:
    form = entry(took=took, quality="Stays.")
    assert not form.is_valid()
    assert list(form.errors) == ["took"]
    assert form["quality"].value() == "Stays."
    assert "<script>" not in str(form.errors)


def test_what_an_agency_of_elsewhere_will_do_is_not_read() -> None:
    form = entry(will_army="March.", quality="Good.")
    assert form.is_valid(), form.errors
    assert [one.will_do for one in form.evaluation().agencies] == ["", ""]
    assert "will_army" not in form.typed()


def test_in_an_area_without_agencies_the_three_headings_remain() -> None:
    form = EntryForm(query(once=KEY, base="0", quality="Good."), agencies=[])
    assert form.is_valid(), form.errors
    assert form.evaluation().agencies == ()
    assert form.will_do == []


def test_the_page_gets_the_fields_in_the_order_of_the_headings() -> None:
    shown = entry().headings
    assert [one["label"] for one in shown] == [
        "Quality of practice",
        "Impact and effectiveness for the child",
        "Management oversight",
    ]
    assert [field.name for field in shown[1]["fields"]] == ["impact", "impact_word"]
    assert [field.name for field in entry().will_do] == ["will_council", "will_police"]


def test_a_judgement_is_labelled_with_what_it_is_of() -> None:
    assert entry()["oversight_word"].label == "Judgement: management oversight"
    assert entry()["oversight"].help_text.startswith("What managers knew and decided")


@pytest.mark.parametrize("base", ["", "one", "1.5", "\x00", "9" * 9000])
def test_without_its_version_the_page_says_that_the_text_is_there(base: str) -> None:
    form = entry(base=base, quality="Stays.")
    name, sentence = only_error(form)
    assert name == "base"
    assert sentence == "This page has lost its version. Open it again: your text is below."
    assert form["quality"].value() == "Stays."


def test_a_version_below_the_first_is_refused() -> None:
    name, _ = only_error(entry(base="-1"))
    assert name == "base"


@pytest.mark.parametrize("once", ["", "x", KEY[:-1], "\x00"])
def test_without_its_key_nothing_is_sent_and_the_text_stays(once: str) -> None:
    form = entry(once=once, quality="Stays.")
    name, sentence = only_error(form)
    assert name == "once"
    assert sentence.startswith("This page has lost its receipt")
    assert "Stays." in str(form["quality"])


def test_a_text_comes_back_escaped() -> None:
    markup = str(entry(quality=f"{SCRIPT}</textarea>", quality_word="superb")["quality"])
    assert "&lt;script&gt;" in markup
    assert "<script>" not in markup
    assert markup.count("</textarea>") == 1


def test_an_agencys_name_is_escaped_where_it_is_a_label() -> None:
    odd = Agency(pk=5, code="odd", name=f"Odd {SCRIPT}")
    form = EntryForm(agencies=[odd])
    markup = str(form["took"]) + form["will_odd"].label_tag()
    assert markup.count("&lt;script&gt;") == 2
    assert "<script>" not in markup


def test_a_per_cent_sign_in_an_agencys_name_does_not_break_the_sentence() -> None:
    odd = Agency(pk=5, code="odd", name="100 % Care")
    form = EntryForm(query(once=KEY, base="0", will_odd="x" * (LONGEST + 1)), agencies=[odd])
    assert not form.is_valid()
    assert form.errors["will_odd"] == [
        "What 100 % Care will do must be 100,000 characters or fewer"
    ]


def test_what_the_page_knew_of_its_draft_is_read_from_what_was_sent() -> None:
    assert (entry(version="4").heard.version, entry(version="x").heard.version) == (4, 0)
    assert (entry(waiting="1").heard.is_waiting, entry().heard.is_waiting) == (True, False)


# --- what inspectors say ------------------------------------------------------------------------


@pytest.mark.parametrize("agrees", [one.value for one in Agreement])
def test_agreement_and_its_reason_are_said_under_their_heading(agrees: str) -> None:
    form = comparison(impact_agrees=agrees, impact_why=" The plan was late. ", impact="So.")
    assert said(form, "impact") == AuditSaid("So.", "", agrees, "The plan was late.")
    assert said(form, "quality") == AuditSaid()


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("quality", "quality of practice"),
        ("impact", "impact and effectiveness for the child"),
        ("oversight", "management oversight"),
    ],
)
@pytest.mark.parametrize("agrees", ["partly", "differ"])
@pytest.mark.parametrize("why", BLANK)
def test_whoever_does_not_quite_agree_says_why(
    heading: str, label: str, agrees: str, why: str
) -> None:
    form = comparison(**{f"{heading}_agrees": agrees, f"{heading}_why": why, "quality": "Stays."})
    assert only_error(form) == (f"{heading}_why", f"Enter why you do not agree on {label}")
    assert form["quality"].value() == "Stays."
    assert form[f"{heading}_agrees"].value() == agrees


def test_every_heading_without_its_reason_is_named_at_once() -> None:
    form = comparison(quality_agrees="partly", impact_agrees="agree", oversight_agrees="differ")
    assert not form.is_valid()
    assert set(form.errors) == {"quality_why", "oversight_why"}


def test_whoever_agrees_needs_no_reason() -> None:
    assert comparison(quality_agrees="agree").is_valid()
    assert comparison().is_valid()


def test_a_reason_may_stand_without_an_agreement() -> None:
    assert said(comparison(quality_why="Not sure yet.")) == AuditSaid(why="Not sure yet.")


@pytest.mark.parametrize("agrees", ["strong", "maybe", "AGREE", "\x00"])
def test_an_agreement_that_is_not_offered_is_not_taken(agrees: str) -> None:
    name, sentence = only_error(comparison(quality_agrees=agrees))
    assert name == "quality_agrees"
    assert sentence == NOT_IN_LIST


def test_a_reason_that_is_too_long_is_said_once() -> None:
    form = comparison(quality_agrees="agree", quality_why="x" * (LONGEST + 1))
    name, sentence = only_error(form)
    assert name == "quality_why"
    assert sentence == "Why, on quality of practice must be 100,000 characters or fewer"


def test_the_page_of_inspectors_has_four_fields_under_each_heading() -> None:
    for one in comparison().headings:
        names = [field.name for field in one["fields"]]
        assert [name.partition("_")[2] for name in names] == ["", "word", "agrees", "why"]


def test_the_partnership_is_not_asked_whether_it_agrees() -> None:
    form = entry(quality_agrees="differ", quality_why="Because.", quality="Good.")
    assert said(form) == AuditSaid("Good.")


# --- two who wrote at once ----------------------------------------------------------------------


def test_a_saved_evaluation_becomes_what_its_form_holds() -> None:
    parts = (
        AgencyPart("police", "Northmere Police", True, "Train."),
        AgencyPart("council", "Northmere Council", True),
        AgencyPart("health", "Northmere Health", False, "Meet."),
    )
    answers = answers_of(AuditEvaluation({"quality": AuditSaid("Good.", "sound")}, parts))
    assert (answers["quality"], answers["quality_word"]) == ("Good.", "sound")
    assert answers["took"] == ["council", "police"]
    assert (answers["will_police"], answers["will_council"]) == ("Train.", "")
    assert answers["will_health"] == "Meet."
    assert (answers["impact"], answers["oversight_why"]) == ("", "")


def test_there_and_back_an_evaluation_is_the_same() -> None:
    parts = (
        AgencyPart("council", "Northmere Council", False, "Meet."),
        AgencyPart("police", "Northmere Police", True, ""),
    )
    whole = {one.value: AuditSaid(f"On {one}.", "weak") for one in AuditHeading}
    before = AuditEvaluation(whole, parts)
    sent = entry(**answers_of(before))
    assert sent.is_valid(), sent.errors
    assert sent.evaluation() == before


def test_there_and_back_a_comparison_is_the_same() -> None:
    whole = {one.value: AuditSaid("Ours.", "sound", "partly", "Why.") for one in AuditHeading}
    before = AuditEvaluation(whole)
    sent = comparison(**answers_of(before))
    assert sent.is_valid(), sent.errors
    assert sent.evaluation() == before


def test_answers_are_those_that_can_be_at_odds() -> None:
    form = entry(quality=" Good. ", took=["police", "council", "police"])
    assert form.is_valid(), form.errors
    answers = form.answers()
    assert "once" not in answers
    assert "base" not in answers
    # In whichever order and however often they were ticked.
    assert answers["took"] == ["council", "police"]
    assert (answers["quality"], answers["impact_word"]) == ("Good.", "")


def test_nobody_ticked_is_an_empty_list_as_it_is_when_saved() -> None:
    form = entry()
    assert form.is_valid(), form.errors
    assert form.answers()["took"] == answers_of(AuditEvaluation())["took"] == []


def test_inspectors_have_no_agencies_to_be_at_odds_about() -> None:
    form = comparison()
    assert form.is_valid(), form.errors
    assert "took" not in form.answers()


@pytest.mark.parametrize(
    ("name", "is_text", "offered"),
    [
        ("quality", True, ["mine", "theirs", "both"]),
        ("quality_word", False, ["mine", "theirs"]),
    ],
)
def test_texts_can_stand_one_after_the_other_and_judgements_cannot(
    name: str, is_text: bool, offered: list[str]
) -> None:
    options = choose_options(name, is_text=is_text)
    assert {field for field, _, _ in options} == {f"choose_{name}"}
    assert [value for _, value, _ in options] == offered
    assert all(words for _, _, words in options)


@pytest.mark.parametrize(
    ("choice", "stands"),
    [
        ("", "Mine."),
        ("mine", "Mine."),
        ("theirs", "Theirs."),
        ("both", "Mine.\n\nTheirs."),
        ("neither", "Mine."),
    ],
)
def test_what_is_chosen_of_two_texts_stands(choice: str, stands: str) -> None:
    form = entry(quality="Mine.", choose_quality=choice)
    assert form.is_valid(), form.errors
    form.choose({"quality": "Theirs."})
    assert said(form).text == stands


@pytest.mark.parametrize(
    ("mine", "theirs", "stands"),
    [
        ("Mine. Theirs.", "Theirs.", "Mine. Theirs."),
        ("Mine.", " Mine. ", "Mine."),
        ("Mine.", "", "Mine."),
        ("", "Theirs.", "Theirs."),
        ("", "", ""),
    ],
)
def test_both_texts_are_joined_without_saying_anything_twice(
    mine: str, theirs: str, stands: str
) -> None:
    form = entry(quality=mine, choose_quality="both")
    assert form.is_valid(), form.errors
    form.choose({"quality": theirs})
    assert said(form).text == stands


def test_sent_again_both_are_not_joined_a_second_time() -> None:
    form = entry(quality="Mine.", choose_quality="both")
    assert form.is_valid(), form.errors
    for _ in range(2):
        form.choose({"quality": "Theirs."})
    assert said(form).text == "Mine.\n\nTheirs."


@pytest.mark.parametrize("choice", ["theirs", "both"])
@pytest.mark.parametrize("mine", ["strong", ""])
def test_of_two_judgements_one_stands_whatever_is_sent(choice: str, mine: str) -> None:
    form = entry(quality_word=mine, choose_quality_word=choice)
    assert form.is_valid(), form.errors
    form.choose({"quality_word": "weak"})
    assert said(form).word_label == "Weak"


@pytest.mark.parametrize("choice", ["theirs", "both"])
@pytest.mark.parametrize("mine", [["police"], []])
def test_of_two_lists_of_agencies_one_stands_whatever_is_sent(choice: str, mine: list[str]) -> None:
    form = entry(took=mine, choose_took=choice)
    assert form.is_valid(), form.errors
    form.choose({"took": ["council"]})
    assert [one.code for one in form.evaluation().agencies if one.took_part] == ["council"]


def test_what_they_never_answered_is_empty_when_theirs_is_chosen() -> None:
    form = entry(will_police="Train.", choose_will_police="theirs")
    assert form.is_valid(), form.errors
    form.choose({})
    assert form.evaluation().agencies[1].will_do == ""


def test_a_choice_for_a_field_that_is_not_there_chooses_nothing() -> None:
    form = entry(choose_base="theirs", choose_once="both", choose_army="both", quality="Mine.")
    assert form.is_valid(), form.errors
    assert form.choices_made() == {}


def test_a_form_bears_other_values_and_keeps_what_was_typed() -> None:
    form = entry(quality="Mine.", impact=" As typed ", took=["police"])
    form.bear(quality="Theirs.", took=["council", "police"], base=6)
    assert form["quality"].value() == "Theirs."
    assert form["impact"].value() == " As typed "
    assert form["took"].value() == ["council", "police"]
    assert form["base"].value() == "6"
    assert form["once"].value() == KEY


def test_sent_anew_it_is_a_thing_of_its_own_with_the_same_words() -> None:
    form = entry(quality="Mine.", version="3")
    form.sent_anew()
    assert form["once"].value() != KEY
    assert UUID(form["once"].value())
    assert form.heard.version == 0
    assert form["quality"].value() == "Mine."


def test_each_empty_form_has_a_key_of_its_own() -> None:
    keys = {ComparisonForm()["once"].value() for _ in range(3)} | {uuid4()}
    assert len(keys) == 4
