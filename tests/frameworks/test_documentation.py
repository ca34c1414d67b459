"""What docs/framework-files.md shows is true."""

import re
from pathlib import Path

import pytest

from frameworks.format import AreaPart, KeyDatePart
from frameworks.loader.check import check
from frameworks.loader.sheet import Known
from frameworks.loader.yaml_reader import MAX_BYTES, MAX_DEPTH, MAX_NODES
from frameworks.values import AgencyKind, Grading, SectionKind

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "framework-files.md").read_text(encoding="utf-8")


def test_the_example_is_a_sound_file() -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.S)
    assert found is not None
    known = Known(frozenset({"ofsted", "cqc"}), frozenset({"ca2004-s20"}), {})
    assert check(found[1].encode(), known).problems == ()


@pytest.mark.parametrize(
    "word", [*Grading, *AgencyKind, *SectionKind, *AreaPart.model_fields, *KeyDatePart.model_fields]
)
def test_the_page_has_every_word_of_the_format(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)


def test_the_page_has_the_limits_of_the_reader() -> None:
    assert f"more than {MAX_BYTES // 1_000_000} MB" in PAGE
    assert f"more than {MAX_DEPTH} levels" in PAGE
    assert f"more than {MAX_NODES:,} parts" in PAGE
