"""`manage.py upgrade_inspection`."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from inspections.models import Inspection, InspectionUpgrade
from judgements.models import Judgement
from reports.models import Report
from tests.factories.frameworks import framework_data
from tests.factories.inspections import joint_inspection
from tests.factories.reports import Told, written_report
from tests.judgements.several import agreed, joint_with_several_areas, several_areas
from tests.reports.newer import (
    another_grade,
    grades_given,
    history,
    newer,
    reworded,
    with_section_renamed,
    with_single_strand,
    without_criterion,
    without_good,
    without_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Told:
    return written_report()


def run(told: Told, *more: str, version: str = "2015", by: str = "") -> tuple[str, str]:
    """What the command prints, and the error that it ends with."""
    out = io.StringIO()
    words = [told.reference, version, "--by", by or told.lead.email, *more]
    try:
        call_command("upgrade_inspection", *words, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def stands(told: Told) -> tuple[Any, ...]:
    return (
        Inspection.objects.get(pk=told.joint.inspection.pk).framework_version.version,
        Judgement.objects.get().area.version.version,
        Report.objects.get().form.inspection_type.version.version,
        InspectionUpgrade.objects.count(),
        grades_given(told.joint),
        history(told.joint),
    )


IMPACT = """\
{reference}: from version 2014-06 to version 2015 of integrated
Criteria, each with the evidence that you may read:
  TEST ¶1 Heading 1: changed (statement). 1 item.
  TEST ¶2 Heading 2: removed. 1 item.
  TEST ¶4 Heading 4: new. 0 items.
  TEST ¶68a Heading 1: new. 0 items.
Judgements that were begun:
  The effectiveness of the board: agreed, Good. Round 1: 3 positions, shown. \
Changes: the grade scale: changed (grades).
Rules that do not go with an agreed grade; no grade moves: none.
Reports:
  Letter (joint): drafting.
    What we inspected: moved. 1 paragraph.
    Key findings: new heading: Main findings; moved. 1 paragraph.
Strands:
  Health (cqc) is added.
"""


def test_the_command_prints_the_impact_and_upgrades(told: Told) -> None:
    newer(reworded, without_criterion, another_grade, with_section_renamed, with_single_strand)
    before = stands(told)
    out, error = run(told, "--why", "It is clearer.")
    assert error == ""
    assert out == IMPACT.format(reference=told.reference) + (
        f"{told.reference} has version 2015 now.\n"
    )
    *versions, grades, rows = stands(told)
    assert versions == ["2015", "2015", "2015", 1]
    assert rows == before[-1]
    assert grades == before[-2]
    row = InspectionUpgrade.objects.get()
    assert (row.by, row.why, row.to_version.version) == (told.lead, "It is clearer.", "2015")


def test_a_dry_run_prints_the_same_and_leaves_no_row(told: Told) -> None:
    newer(reworded, without_criterion, another_grade, with_section_renamed, with_single_strand)
    before = stands(told)
    out, error = run(told, "--dry-run")
    assert error == ""
    assert out == IMPACT.format(reference=told.reference) + (
        "Nothing was changed: this was a dry run.\n"
    )
    assert stands(told) == before


@pytest.mark.parametrize("is_dry", [True, False])
def test_the_list_is_printed_as_json(told: Told, is_dry: bool) -> None:
    newer(reworded, with_section_renamed)
    out, error = run(told, "--json", *(["--dry-run"] if is_dry else []))
    assert error == ""
    data = json.loads(out)
    assert data["upgraded"] is not is_dry
    assert (data["inspection"], data["framework"]) == (told.reference, "integrated")
    assert (data["from_version"], data["to_version"], data["reasons"]) == ("2014-06", "2015", [])
    assert data["criteria"] == [
        {
            "reference": "TEST ¶1",
            "heading": "Heading 1",
            "what": "changed",
            "differences": [
                {"name": "statement", "before": "Statement 1.", "after": "Reworded in 2015."}
            ],
            "evidence": 1,
        }
    ]
    assert data["judgements"][0]["rounds"] == [{"number": 1, "positions": 3, "is_revealed": True}]
    assert data["strands"][0]["outcome"] == "kept"
    assert data["reports"][0]["sections"][1]["paragraphs"] == 1
    assert "¶" in out
    assert InspectionUpgrade.objects.count() == (0 if is_dry else 1)


def test_a_version_that_touches_nothing_is_told_in_a_word(told: Told) -> None:
    newer()
    out, _error = run(told, "--dry-run")
    assert "Criteria, each with the evidence that you may read: none." in out
    assert "agreed, Good. Round 1: 3 positions, shown. Nothing changes." in out
    assert "Strands: none." in out


def test_other_lines_say_what_they_mean(told: Told) -> None:
    def by_cqc(data: dict[str, Any]) -> None:
        data["inspection_types"][0]["report_forms"][0]["quality_assured_by"] = "cqc"
        data["inspection_types"][0]["strands"] = [
            {
                "code": "joint",
                "title": "The board",
                "power": "ca2004-s20",
                "inspectorates": ["ofsted", "cqc", "hmic"],
                "areas": ["lscb"],
            },
            {
                "code": "prisons",
                "title": "Custody",
                "power": "ca2004-s20",
                "inspectorates": ["hmi-probation", "hmi-prisons"],
                "areas": ["custody"],
            },
        ]
        board, kind = data["judgement_areas"][0], data["inspection_types"][0]
        kind["areas"].append("custody")
        kind["participants"] += ["hmi-probation", "hmi-prisons"]
        data["judgement_areas"].append(
            {**board, "code": "custody", "criteria": [], "descriptors": []}
        )

    newer(by_cqc)
    out, error = run(told, "--dry-run")
    assert error == ""
    assert "Letter (joint): drafting. Changes: quality assured by CQC." in out
    assert "Custody (prisons) is not made: too few of its inspectorates take part" in out


def test_a_flagged_rule_is_told_with_its_reason() -> None:
    joint = joint_with_several_areas(rules=[])
    for area in ("front_door", "audit"):
        agreed(joint, area, "good")
    rule = {
        "code": "new-rule",
        "source": "TEST ¶120",
        "definition": {
            "kind": "limits",
            "area": "audit",
            "grade": "inadequate",
            "any_of": [{"area": "front_door", "grade": "good"}],
        },
    }
    newer(data=several_areas(rules=[rule]))
    out = io.StringIO()
    words = [joint.reference, "2015", "--by", joint.overall_lead.email, "--dry-run"]
    call_command("upgrade_inspection", *words, stdout=out)
    assert (
        "  new-rule, audit agreed as Good: Audit is likely to be inadequate (TEST ¶120), because "
        "The front door is good.\n" in out.getvalue()
    )


# --- what is refused ------------------------------------------------------------------------------


def test_a_refusal_lists_every_reason_and_changes_nothing(told: Told) -> None:
    newer(without_good, without_section)
    before = stands(told)
    out, error = run(told)
    assert out == ""
    assert error == (
        "The inspection keeps its version. Nothing was changed.\n"
        "  “Good” was given for The effectiveness of the board, and is no grade of version 2015.\n"
        "  “Key findings” has 1 paragraph, and is no section of the report in version 2015."
    )
    assert stands(told) == before


@pytest.mark.parametrize("as_json", [True, False])
def test_a_dry_run_of_what_is_refused_prints_the_list_and_ends_with_the_reasons(
    told: Told, as_json: bool
) -> None:
    newer(reworded, without_section)
    out, error = run(told, "--dry-run", *(["--json"] if as_json else []))
    assert error.startswith("The inspection keeps its version. Nothing was changed.\n  “Key find")
    if as_json:
        assert len(json.loads(out)["reasons"]) == 1
    else:
        assert "TEST ¶1 Heading 1: changed (statement). 1 item." in out
        assert "dry run" not in out


def test_an_address_without_an_account_is_named(told: Told) -> None:
    newer()
    assert run(told, by="nobody@example.org") == (
        "",
        "Nobody has an account with the address nobody@example.org.",
    )


def test_somebody_who_has_left_does_not_act(told: Told) -> None:
    newer()
    told.lead.is_active = False
    told.lead.save(update_fields=["is_active"])
    assert run(told)[1] == f"Nobody has an account with the address {told.lead.email}."


def test_another_lead_is_refused(told: Told) -> None:
    newer()
    lead = told.joint.leads["cqc"]
    out, error = run(told, by=lead.email.upper())
    assert (out, error) == (
        "",
        "Only the overall lead of this inspection can do that. Nothing was changed.",
    )


def test_hidden_and_absent_inspections_look_the_same(told: Told) -> None:
    stranger = joint_inspection().overall_lead
    newer()
    hidden = run(told, by=stranger.email)[1]
    assert hidden == f"There is no inspection {told.reference} that {stranger.email} may see."
    out = io.StringIO()
    with pytest.raises(CommandError) as absent:
        call_command("upgrade_inspection", "XX-1", "2015", "--by", stranger.email, stdout=out)
    assert str(absent.value) == hidden.replace(told.reference, "XX-1")


def test_an_unknown_version_is_told_which_there_are(told: Told) -> None:
    newer(version="2016", on=date(2016, 9, 1))
    assert run(told, version="2017") == (
        "",
        "There is no version 2017 of integrated. There is: 2014-06, 2016.",
    )


def test_a_version_of_another_framework_is_none_of_this_one(told: Told) -> None:
    data = framework_data()
    data["framework"] = {"code": "jtai", "title": "Joint targeted area inspections"}
    newer(data=data)
    assert "There is no version 2015 of integrated." in run(told)[1]
