"""The matrix file as it is read and drawn; what it says is tried in tests/attacks."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from desk.authorisation import ACTORS, Line, matrix_page, read_matrix

HEAD = ",".join(["route", "method", "when", *ACTORS])
CELLS = ",".join("LY00-SYYYY00000")


def test_a_line_is_read_with_a_cell_for_each_actor() -> None:
    (line,) = read_matrix(f"{HEAD}\nreports:sign,POST,agreement,{CELLS}\n")
    assert (line.route, line.method, line.when) == ("reports:sign", "POST", "agreement")
    assert list(line.cells.values()) == list("LY00-SYYYY00000")
    assert str(line) == "POST reports:sign agreement"


def test_a_route_without_a_namespace_belongs_to_signing_in() -> None:
    assert Line("account_login", "GET", "", {}).room == "accounts"
    assert Line("desk:home", "GET", "", {}).room == "desk"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("route,method\n", "the columns of the matrix are"),
        (f"{HEAD}\ndesk:home,GET,,{CELLS[:-1]}X\n", r"line 2: GET \['X'\]"),
        (f"{HEAD}\ndesk:home,PUT,,{CELLS}\n", "line 2: PUT"),
        (f"{HEAD}\ndesk:home,GET,,L,Y\n", "line 2: GET"),
        (f"{HEAD}\ndesk:home,GET,,{CELLS}\ndesk:home,GET,,{CELLS}\n", "line 3: .* already"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_matrix(text)


def test_the_page_has_a_table_for_each_app_and_a_legend() -> None:
    lines = read_matrix(f"{HEAD}\naccount_login,GET,,{CELLS}\ndesk:home,GET,early,{CELLS}\n")
    page = matrix_page(lines)
    assert "## Signing in\n\n| route | method | when | out | adm |" in page
    assert (
        "| `desk:home` | GET | early | L | Y | 0 | 0 | - | S | Y | Y | Y | Y | 0 | 0 | 0 | 0 | 0 |"
        in page
    )
    assert "| L | sent to sign in |" in page
    assert all(f"| {short} | {who} |" in page for short, who in ACTORS.values())


def test_write_docs_says_which_line_of_the_matrix_is_wrong(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "authorisation.csv").write_text("route\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"docs/authorisation\.csv: the columns"):
        call_command("write_docs")
