"""The main job, from a framework file to a published letter, by everybody whom it takes.

Each test is a chapter and stands on those before it. The server is what `make run` starts, on an
empty database with people in it.
"""

from datetime import date

from inspections.values import SOURCE_LABELS
from tests.journeys.steps.fieldwork import (
    then_case_and_source_are_kept_for_the_next,
    then_everybody_on_the_joint_team_reads_it,
    then_nothing_is_left_unfinished,
    then_the_fields_say_so_and_keep_the_text,
    then_the_page_says_that_it_is_saved,
    then_the_unfinished_note_is_there,
    when_evidence_is_sent_without_source_and_seen_tomorrow,
    when_somebody_types_and_pauses,
    when_the_note_is_finished,
    when_the_others_record_what_they_saw,
    when_the_slip_is_mended,
    when_the_tab_is_closed_and_opened_again,
)
from tests.journeys.steps.frameworks import (
    SHIPPED,
    given_a_file_with_a_slip,
    then_it_is_a_draft,
    then_it_is_in_force,
    then_nothing_was_loaded,
    then_the_proposer_cannot_approve,
    then_the_slip_is_shown,
    when_a_file_is_sent,
    when_force_is_proposed,
    when_the_other_admin_approves,
    when_the_preview_is_confirmed,
)
from tests.journeys.steps.judging import (
    WHO,
    then_all_positions_stand_side_by_side,
    then_it_cannot_be_signed_twice,
    then_nobody_is_asked_whether_a_criterion_is_met,
    then_nobody_reads_it_yet,
    then_the_judgement_is_agreed,
    when_a_grade_is_proposed,
    when_a_position_is_recorded,
    when_it_is_signed,
    when_positions_are_asked_for,
    when_somebody_says_what_is_met,
)
from tests.journeys.steps.opening import (
    then_chair_and_leaders_are_recorded,
    then_it_is_open,
    then_the_dates_are_counted,
    then_the_team_is_complete,
    when_an_inspection_is_opened,
    when_each_lead_names_a_team,
    when_the_agencies_are_added,
    when_the_cases_are_chosen,
    when_the_inspection_moves,
    when_the_leads_are_named,
)
from tests.journeys.steps.release import (
    then_no_comment_is_lost,
    then_the_chair_has_a_receipt_and_no_second_go,
    then_the_chair_sees_how_long_there_is,
    then_the_file_is_tagged_and_says_it_all,
    then_the_file_is_the_one_whose_hash_is_shown,
    then_the_letter_is_public,
    then_the_pdf_is_seen_to_be_made,
    then_the_proposer_cannot_confirm,
    when_another_inspectorate_confirms,
    when_every_comment_is_answered,
    when_every_inspectorate_signs_off,
    when_it_goes_to_quality_assurance,
    when_publication_is_proposed,
    when_somebody_without_an_account_reads_it,
    when_the_assurer_passes_it,
    when_the_chair_comes_back,
    when_the_chair_comments,
    when_the_chair_forgets_what_is_wrong,
    when_the_chair_opens_the_draft,
    when_the_draft_is_sent_to_the_chair,
    when_the_pdf_is_downloaded,
    when_the_response_is_returned,
)
from tests.journeys.steps.writing import (
    then_every_bare_paragraph_is_listed,
    then_recommendations_have_numbers_and_addressees,
    then_the_sections_of_the_framework_are_there,
    when_a_paragraph_is_sent_empty,
    when_paragraphs_are_linked_to_evidence,
    when_the_letter_is_written,
    when_the_report_is_begun,
)
from tests.journeys.story import Story, chapters

chapter = chapters()


@chapter
def test_an_admin_meets_a_slip_in_a_framework_file(story: Story) -> None:
    ada = story["Ada"]
    file, line = given_a_file_with_a_slip(story.folder)

    when_a_file_is_sent(ada, file)
    then_the_slip_is_shown(ada, line=line)
    then_nothing_was_loaded(ada)


@chapter
def test_one_admin_loads_the_framework_and_another_puts_it_in_force(story: Story) -> None:
    ada, ben = story["Ada"], story["Ben"]

    when_a_file_is_sent(ada, SHIPPED)
    ada.sees("This is the first version of the framework. All of it is new.")
    when_the_preview_is_confirmed(ada)
    then_it_is_a_draft(ada)

    when_force_is_proposed(ada, first_day=date(2015, 4, 1))
    then_the_proposer_cannot_approve(ada)
    when_the_other_admin_approves(ben)
    then_it_is_in_force(ben)


@chapter
def test_the_overall_lead_opens_an_inspection_of_a_real_area(story: Story) -> None:
    orla = story["Orla"]

    when_an_inspection_is_opened(orla)
    story.reference = then_it_is_open(orla)
    then_the_dates_are_counted(orla, story.at("dates/"))


@chapter
def test_leads_name_their_teams_and_the_agencies_are_recorded(story: Story) -> None:
    orla = story["Orla"]

    when_the_leads_are_named(orla, story.at("team/lead/"))
    when_each_lead_names_a_team(story)
    then_the_team_is_complete(orla, story.at("team/"))

    when_the_agencies_are_added(story)
    then_chair_and_leaders_are_recorded(orla)


@chapter
def test_the_area_is_notified_and_fieldwork_begins(story: Story) -> None:
    orla = story["Orla"]

    when_the_inspection_moves(orla, story.at("stage/"), "Notify the area", to="notified")
    when_the_inspection_moves(orla, story.at("stage/"), "Start fieldwork", to="fieldwork")
    cases = when_the_cases_are_chosen(orla, story.at("cases/add/"))
    assert cases == ["T1", "T2", "T3", "S1", "S2"]


@chapter
def test_an_inspector_makes_a_slip_and_closes_the_tab_and_loses_nothing(story: Story) -> None:
    owen, here = story["Owen"], story.at("evidence/record/")

    when_evidence_is_sent_without_source_and_seen_tomorrow(owen, here)
    then_the_fields_say_so_and_keep_the_text(owen)
    mended = when_the_slip_is_mended(owen)
    then_everybody_on_the_joint_team_reads_it(story["Colm"], story.at("evidence/"), mended)

    when_somebody_types_and_pauses(owen, here)
    then_the_page_says_that_it_is_saved(owen)
    when_the_tab_is_closed_and_opened_again(owen, here)
    then_the_unfinished_note_is_there(owen)

    story.facts["evidence"] = {"challenge": when_the_note_is_finished(owen)}
    then_nothing_is_left_unfinished(owen, here)


@chapter
def test_inspectors_of_five_inspectorates_record_evidence(story: Story) -> None:
    recorded = when_the_others_record_what_they_saw(story)
    story.facts["evidence"].update(recorded)

    then_case_and_source_are_kept_for_the_next(story["June"], source=SOURCE_LABELS["data"])
    then_everybody_on_the_joint_team_reads_it(
        story["June"], story.at("evidence/"), recorded["missing"], recorded["annual-report"]
    )


@chapter
def test_an_inspector_says_of_each_criterion_whether_it_is_met(story: Story) -> None:
    missing = story.at("judgements/readiness/")
    story["Orla"].open(f"{missing}?gate=release")
    story["Orla"].sees("Stops publication (12)", "Nobody has said whether 140112 ¶115a is met.")

    when_somebody_says_what_is_met(story["Owen"], story.at("judgements/lscb/"))
    then_nobody_is_asked_whether_a_criterion_is_met(story["Orla"], missing)


@chapter
def test_five_positions_are_blind_and_then_all_are_shown(story: Story) -> None:
    board = story.at("judgements/lscb/")
    when_positions_are_asked_for(story["Orla"], board)

    for code in ("cqc", "hmic", "hmi-probation", "hmi-prisons"):
        when_a_position_is_recorded(story[WHO[code]], story, code)
    then_nobody_reads_it_yet(story["Orla"], board, of="cqc")
    then_nobody_reads_it_yet(story["Hana"], board, of="cqc")

    when_a_position_is_recorded(story["Orla"], story, "ofsted")
    then_all_positions_stand_side_by_side(story["Hana"], board)


@chapter
def test_one_grade_is_proposed_and_five_inspectorates_sign_it(story: Story) -> None:
    board = story.at("judgements/lscb/")
    when_a_grade_is_proposed(story["Orla"])

    for code, lead in WHO.items():
        when_it_is_signed(story[lead], code)
    then_the_judgement_is_agreed(story["Paul"], board)
    then_it_cannot_be_signed_twice(story["Cara"], board)


@chapter
def test_the_letter_is_written_and_its_paragraphs_rest_on_evidence(story: Story) -> None:
    orla, report = story["Orla"], story.at("reports/joint-letter/")
    when_the_inspection_moves(
        orla, story.at("stage/"), "End fieldwork and begin reporting", to="reporting"
    )
    when_the_report_is_begun(orla, report)
    then_the_sections_of_the_framework_are_there(orla)

    when_a_paragraph_is_sent_empty(orla, report)
    orla.is_told("Enter the text of the paragraph")
    when_the_letter_is_written(orla, report)
    then_every_bare_paragraph_is_listed(orla, report, bare=8)

    when_paragraphs_are_linked_to_evidence(orla, story, report)
    then_every_bare_paragraph_is_listed(orla, report, bare=2)
    then_recommendations_have_numbers_and_addressees(orla, report)


@chapter
def test_the_draft_is_quality_assured_and_five_inspectorates_sign_it_off(story: Story) -> None:
    report = story.at("reports/joint-letter/")

    when_it_goes_to_quality_assurance(story["Orla"], report)
    when_the_assurer_passes_it(story["Quinn"])
    when_every_inspectorate_signs_off(story)
    when_the_draft_is_sent_to_the_chair(story["Orla"], report)
    story["Orla"].sees("with the chair")


@chapter
def test_the_chair_comments_comes_back_and_returns_one_response(story: Story) -> None:
    sunita = story["Sunita"]
    when_the_chair_opens_the_draft(sunita)
    then_the_chair_sees_how_long_there_is(sunita)

    when_the_chair_comments(sunita, 0, 1)
    when_the_chair_comes_back(sunita)
    then_no_comment_is_lost(sunita, comments=2)

    when_the_chair_forgets_what_is_wrong(sunita, 2)
    sunita.is_told("Select what kind of mistake it is", "Enter what is wrong")
    when_the_chair_opens_the_draft(sunita)
    when_the_chair_comments(sunita, 2)
    when_the_response_is_returned(sunita)
    then_the_chair_has_a_receipt_and_no_second_go(
        sunita, story.at("reports/joint-letter/factual-accuracy/")
    )


@chapter
def test_the_comments_are_answered_and_the_final_text_is_signed(story: Story) -> None:
    when_every_comment_is_answered(story["Orla"])
    when_every_inspectorate_signs_off(story)
    story["Orla"].sees("HMI Prisons")


@chapter
def test_the_letter_is_published_by_two_inspectorates(story: Story) -> None:
    orla, cara = story["Orla"], story["Cara"]

    when_publication_is_proposed(orla, story.at("reports/joint-letter/"))
    then_the_pdf_is_seen_to_be_made(orla)
    then_the_proposer_cannot_confirm(orla)
    when_another_inspectorate_confirms(cara)


@chapter
def test_everybody_reads_the_letter_and_can_check_a_copy(story: Story) -> None:
    reader = story.window(accept_downloads=True)

    when_somebody_without_an_account_reads_it(reader, story.reference)
    then_the_letter_is_public(reader)
    file = when_the_pdf_is_downloaded(reader, story.folder)
    then_the_file_is_the_one_whose_hash_is_shown(reader, file)
    then_the_file_is_tagged_and_says_it_all(file)
