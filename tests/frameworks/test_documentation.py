"""What docs/framework-files.md shows is true."""

import re
from pathlib import Path

import pytest

from frameworks.format import (
    AreaPart,
    CriterionPart,
    FrameworkFile,
    InspectionTypePart,
    KeyDatePart,
    StrandPart,
    SubmissionPart,
    TopicPart,
)
from frameworks.loader.check import check
from frameworks.loader.sheet import Known
from frameworks.loader.yaml_reader import MAX_BYTES, MAX_DEPTH, MAX_NODES
from frameworks.values import AgencyKind, FormKind, Grading, SectionKind

THEMES = {"childs_voice", "early_help", "leadership", "partnership_governance"}
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "framework-files.md").read_text(encoding="utf-8")


def test_the_example_is_a_sound_file() -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.S)
    assert found is not None
    known = Known(
        inspectorates=frozenset({"ofsted", "cqc", "hmi-prisons"}),
        powers=frozenset({"ca2004-s20", "eia2006-s136"}),
        framework_titles={},
        joint_powers=frozenset({"ca2004-s20"}),
        themes=frozenset(THEMES),
    )
    assert check(found[1].encode(), known).problems == ()


PARTS = (
    *(AreaPart, CriterionPart, FrameworkFile, InspectionTypePart, KeyDatePart, StrandPart),
    *(SubmissionPart, TopicPart),
)
WORDS = {*Grading, *AgencyKind, *SectionKind, *FormKind}.union(
    *(part.model_fields for part in PARTS)
)


@pytest.mark.parametrize("word", sorted(WORDS))
def test_the_page_has_every_word_of_the_format(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE)


def test_the_page_has_the_limits_of_the_reader() -> None:
    assert f"more than {MAX_BYTES // 1_000_000} MB" in PAGE
    assert f"more than {MAX_DEPTH} levels" in PAGE
    assert f"more than {MAX_NODES:,} parts" in PAGE
