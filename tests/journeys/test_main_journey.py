"""The main job, from a framework file to a published letter, by everybody whom it takes.

Each test is a chapter and stands on those before it. The server is what `make run` starts, on an
empty database with people in it.
"""

from datetime import date

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

    when_the_leads_are_named(story)
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
