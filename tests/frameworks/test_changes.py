"""The preview: what a file would change."""

from typing import Any

from frameworks.format import FrameworkFile
from frameworks.loader.changes import Change, Changes, Difference, changes
from tests.factories.frameworks import a_criterion, framework_data


def between(before: dict[str, Any] | None, after: dict[str, Any]) -> Changes:
    old = FrameworkFile.model_validate(before) if before is not None else None
    return changes(old, FrameworkFile.model_validate(after))


def named(found: tuple[Change, ...]) -> list[tuple[str, str]]:
    return [(change.noun, change.name) for change in found]


def test_changes_between_equal_files_are_none() -> None:
    found = between(framework_data(), framework_data())
    assert found == Changes((), (), ())
    assert found.is_empty


def test_changes_against_nothing_add_every_part() -> None:
    found = between(None, framework_data(criteria=1))
    assert found.removed == ()
    assert found.changed == ()
    assert not found.is_empty
    assert named(found.added) == [
        ("framework", "integrated"),
        ("grade scale", "four-point"),
        ("inspection type", "integrated-lscb"),
        ("key date", "integrated-lscb notification"),
        ("key date", "integrated-lscb fieldwork_start"),
        ("key date", "integrated-lscb fieldwork_end"),
        ("key date", "integrated-lscb draft_to_chair"),
        ("key date", "integrated-lscb accuracy_response"),
        ("key date", "integrated-lscb publication"),
        ("report form", "integrated-lscb joint_letter"),
        ("judgement area", "lscb"),
        ("criterion", "TEST ¶1"),
        ("grade descriptor", "lscb outstanding TEST ¶116"),
        ("grade descriptor", "lscb good TEST ¶115"),
        ("grade descriptor", "lscb inadequate TEST ¶118"),
        ("limiting rule", "outstanding-presupposes-good"),
    ]


def test_changes_name_an_added_and_a_removed_criterion() -> None:
    after = framework_data(criteria=3)
    after["judgement_areas"][0]["criteria"] = [a_criterion(1), a_criterion(3), a_criterion(4)]
    found = between(framework_data(criteria=3), after)
    assert found.added == (Change("criterion", "TEST ¶4", "Heading 4"),)
    assert found.removed == (Change("criterion", "TEST ¶2", "Heading 2"),)
    assert found.changed == ()


def test_changes_show_both_texts_of_a_changed_criterion() -> None:
    after = framework_data()
    after["judgement_areas"][0]["criteria"][1]["statement"] = "Another statement."
    found = between(framework_data(), after)
    assert found.added == found.removed == ()
    assert found.changed == (
        Change(
            "criterion",
            "TEST ¶2",
            "Heading 2",
            (Difference("statement", "Statement 2.", "Another statement."),),
        ),
    )


def test_changes_of_points_are_one_difference() -> None:
    after = framework_data(criteria=1)
    after["judgement_areas"][0]["criteria"][0]["points"] = ["Only one."]
    (change,) = between(framework_data(criteria=1), after).changed
    assert change.differences == (
        Difference("points", "First point of 1.; Second point of 1.", "Only one."),
    )


def test_changes_of_a_rule_show_its_definition_in_a_line() -> None:
    after = framework_data()
    after["limiting_rules"][0]["definition"]["criteria_of"] = "requires_improvement"
    (change,) = between(framework_data(), after).changed
    (difference,) = change.differences
    assert difference.name == "definition"
    assert "criteria_of: good" in difference.before
    assert "criteria_of: requires_improvement" in difference.after


def test_changes_of_a_step_leave_the_inspection_type_as_it_is() -> None:
    after = framework_data()
    after["inspection_types"][0]["key_dates"][1]["working_days"] = 8
    found = between(framework_data(), after)
    assert named(found.changed) == [("key date", "integrated-lscb fieldwork_start")]
    assert found.changed[0].differences == (Difference("working days", "5", "8"),)


def test_changes_say_yes_no_and_nothing() -> None:
    after = framework_data()
    after["inspection_types"][0]["graded"] = False
    after["judgement_areas"][0]["parent"] = None
    after["inspection_types"][0]["key_dates"][2] |= {"weeks": None, "working_days": 20}
    found = between(framework_data(), after)
    differences = [difference for change in found.changed for difference in change.differences]
    assert differences == [
        Difference("graded", "yes", "no"),
        Difference("working days", "", "20"),
        Difference("weeks", "4", ""),
    ]


def test_changes_of_order_alone_in_a_list_without_order_are_none() -> None:
    after = framework_data()
    after["inspection_types"][0]["participants"].reverse()
    assert between(framework_data(), after).is_empty


def test_changes_of_the_title_are_the_frameworks() -> None:
    found = between(framework_data(), framework_data(title="Another title"))
    assert named(found.changed) == [("framework", "integrated")]
