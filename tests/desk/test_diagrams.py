"""Generated pages of the documentation."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from desk.diagrams import diagram
from records.states import JOB


def test_diagram_has_an_arrow_and_a_row_for_each_transition() -> None:
    page = diagram(JOB)
    for arrow in JOB.transitions:
        words = arrow.verb.replace("_", " ")
        assert f"    {arrow.source} --> {arrow.target}: {words}" in page
        assert f"| {arrow.source} | {words} | {arrow.target} | {arrow.by} |" in page


def test_write_docs_check_fails_for_an_old_page_and_passes_after_writing(
    settings: Any, tmp_path: Path
) -> None:
    root = Path(settings.BASE_DIR)
    (tmp_path / "docs").mkdir()
    for name in ("authorisation.csv",):
        if (root / "docs" / name).exists():
            (tmp_path / "docs" / name).write_bytes((root / "docs" / name).read_bytes())
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="Out of date"):
        call_command("write_docs", check=True)
    call_command("write_docs")
    call_command("write_docs", check=True)
    (tmp_path / "docs" / "states" / "job.md").write_text("old", encoding="utf-8")
    with pytest.raises(CommandError, match=r"job\.md"):
        call_command("write_docs", check=True)
