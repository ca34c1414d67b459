"""The board of an inspection of each type of each shipped framework, built from its file."""

import pytest
from django.test import Client
from django.urls import reverse

from frameworks.values import Grading
from inspections.models import Inspection
from judgements.models import Judgement
from tests.inspections.test_every_type import (
    EVERY_TYPE,
    ClientOf,
    in_force,
    opened,
    planned,
    shipped,
)

pytestmark = pytest.mark.django_db
# Under the address of the board, by how an area is answered.
PLACES = {
    Grading.SHARED: "",
    Grading.GRADED: "agency/",
    Grading.NARRATIVE: "evaluations/",
    Grading.UNGRADED: "evaluations/",
}


def pages_from(client: Client, inspection: Inspection) -> set[int]:
    """How every page that the board leads to answers."""
    board = client.get(reverse("judgements:board", args=[inspection.reference]))
    areas = board.context["page"].areas
    first = [one.criteria[0].url for one in areas if one.criteria]
    addresses = [*(one.read_url for one in areas), *(one.url for one in areas if one.url), *first]
    return {client.get(address).status_code for address in addresses}


@EVERY_TYPE
def test_the_board_has_each_strand_and_area_of_the_file(
    name: str, code: str, client_of: ClientOf
) -> None:
    inspection = opened(in_force(name, code))
    client = client_of(inspection.opened_by)
    board = reverse("judgements:board", args=[inspection.reference])
    page = client.get(board)
    file = {one["code"]: one for one in shipped(name)["judgement_areas"]}
    strands = page.context["page"].strands
    assert {one.code: {area.code for area in one.areas} for one in strands} == {
        one["code"]: set(one["areas"]) for one in planned(name, code)["strands"]
    }
    content = page.content.decode()
    for strand in strands:
        for area in strand.areas:
            said, grading = file[area.code], Grading(file[area.code]["grading"])
            assert [one.reference for one in area.criteria] == [
                one["reference"] for one in said.get("criteria", [])
            ]
            assert area.hint.endswith("graded" if grading.has_scale else "without a grade")
            assert area.url in {"", f"{board}{PLACES[grading]}{area.code}/"}
            assert area.url or not grading.has_scale
            assert f'id="{area.code}"' in content
    # To read the board begins nothing.
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("sif-2013.yaml", "single-inspection"),
        ("integrated-2014.yaml", "integrated"),
        ("ilacs-2018.yaml", "standard"),
        ("ilacs-2023.yaml", "standard"),
        ("jtai-2018.yaml", "joint-targeted"),
        ("multi-agency-2012.yaml", "multi-agency-model-3"),
    ],
)
def test_every_page_that_the_board_leads_to_answers(
    name: str, code: str, client_of: ClientOf
) -> None:
    inspection = opened(in_force(name, code))
    assert pages_from(client_of(inspection.opened_by), inspection) == {200}


@pytest.mark.parametrize(
    ("file", "separate"), [("ilacs-2018.yaml", False), ("ilacs-2023.yaml", True)]
)
def test_care_leavers_are_judged_apart_from_january_2023(
    file: str, separate: bool, client_of: ClientOf
) -> None:
    inspection = opened(in_force(file, "standard"))
    page = client_of(inspection.opened_by).get(
        reverse("judgements:board", args=[inspection.reference])
    )
    codes = {area.code for area in page.context["page"].areas}
    assert ("care_leavers" in codes) == separate
    assert "in_care" in codes
