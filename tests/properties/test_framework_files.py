"""A framework file with any damage: loaded whole, or refused with lines and with what to do.

Never anything else: no other error, nothing stored when it is refused, and what was loaded reads
back as the same file.
"""

import csv
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import models, transaction
from hypothesis import given
from hypothesis import strategies as st

from frameworks.actions import Outcome, load_file
from frameworks.errors import FileRefused
from frameworks.loader.check import check
from frameworks.loader.read_back import read_back
from frameworks.loader.sheet import Known
from frameworks.models import (
    Criterion,
    Framework,
    FrameworkVersion,
    Grade,
    GradeDescriptor,
    GradeScale,
    InspectionType,
    JudgementArea,
    KeyDateRule,
    LimitingRule,
    ReportForm,
    ReportSection,
)
from frameworks.reference import load_reference
from tests.factories.frameworks import framework_content
from tests.properties.acts import contents, examples

AT = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
SHIPPED = Path(__file__).parents[2] / "fixtures" / "frameworks" / "integrated-2014.yaml"
CONTENT = SHIPPED.read_bytes()
DATA: dict[str, Any] = yaml.safe_load(CONTENT)
REFERENCE = SHIPPED.parents[1] / "reference"


def codes(name: str, **columns: str) -> frozenset[str]:
    """The codes in a file of reference data, of those rows that have these values."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if columns.items() <= row.items()]
    return frozenset(row["code"] for row in rows)


KNOWN = Known(
    inspectorates=codes("inspectorates.csv"),
    powers=codes("legal_powers.csv"),
    framework_titles={},
    joint_powers=codes("legal_powers.csv", is_joint="True"),
    themes=codes("themes.csv"),
)
TABLES: tuple[type[models.Model], ...] = (
    *(Criterion, Framework, FrameworkVersion, Grade, GradeDescriptor, GradeScale, InspectionType),
    *(JudgementArea, KeyDateRule, LimitingRule, ReportForm, ReportSection),
)
Place = tuple[str | int, ...]
# More would be a second refusal: the reader has to answer while somebody waits.
SECONDS = 10


def places_in(data: Any, here: Place = ()) -> Iterator[Place]:
    """The path of every part of the data."""
    parts = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in parts:
        yield (*here, key)
        if isinstance(value, dict | list):
            yield from places_in(value, (*here, key))


PLACES = sorted(places_in(DATA), key=str)
WORDS = sorted({part for place in PLACES for part in place if isinstance(part, str)})
CODES = ("lscb", "good", "excellent", "four-point", "ofsted", "ca2004-s20", "notification")
odd_text = st.text(st.characters(codec="utf-8"), max_size=40)
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 600),
    st.floats(allow_nan=False),
    st.dates(),
    odd_text,
    st.sampled_from(["", " ", "x" * 61, "x" * 251, "é" * 10_001, "\u202e", "no", "0x1f", "~"]),
    st.sampled_from(CODES),
    st.lists(odd_text, max_size=3),
    st.dictionaries(st.sampled_from(WORDS), odd_text, max_size=3),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """The shipped file after a few accidents to its parts."""
    data = deepcopy(DATA)
    for _accident in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(PLACES))
        _hurt(draw, data, place)
    return yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False).encode()


def _hurt(draw: st.DrawFn, data: Any, place: Place) -> None:
    for part in place[:-1]:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return  # an earlier accident took it away
    key = place[-1]
    if isinstance(data, dict) and key in data:
        _hurt_key(draw, data, str(key))
    elif isinstance(data, list) and isinstance(key, int) and key < len(data):
        _hurt_item(draw, data, key)


def _hurt_key(draw: st.DrawFn, data: dict[str, Any], key: str) -> None:
    how = draw(st.sampled_from(["drop", "change", "rename", "add"]))
    if how == "drop":
        del data[key]
    elif how == "rename":
        data[draw(st.sampled_from([*WORDS, "titel", "Ünicode"]))] = data.pop(key)
    elif how == "add":
        data[draw(st.sampled_from(WORDS))] = draw(values)
    else:
        data[key] = draw(values)


def _hurt_item(draw: st.DrawFn, data: list[Any], number: int) -> None:
    how = draw(st.sampled_from(["drop", "change", "double", "move"]))
    if how == "drop":
        del data[number]
    elif how == "double":
        data.insert(number, deepcopy(data[number]))
    elif how == "move":
        data.insert(0, data.pop(number))
    else:
        data[number] = draw(values)


@st.composite
def garbled(draw: st.DrawFn) -> bytes:
    """The shipped file with some of its bytes gone, doubled or replaced."""
    content = CONTENT
    for _accident in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 300)))
        middle = draw(
            st.one_of(
                st.binary(max_size=12),
                st.just(content[start:end] * 2),
                st.sampled_from(
                    [b"\t", b": ", b"- ", b"&a ", b"*a", b"!!python/object:os.system ", b"---\n"]
                ),
                st.sampled_from(
                    [b"{", b"[" * 40, b"? ", b"|\n", b"\xef\xbb\xbf", b"\xc2\x85", b"<<"]
                ),
                st.sampled_from([b'"\\ud800"', b'"\\0"', b"%YAML 3.0\n", b"\xe2\x80\xa8", b"\r"]),
            )
        )
        content = content[:start] + middle + content[end:]
    return content


def loads_or_is_refused(content: bytes) -> None:
    """The promise: whole and readable again, or refused with lines and nothing stored."""
    before = contents(*TABLES)
    try:
        with transaction.atomic():
            loaded = load_file(content=content, name="a file", by=None, at=AT)
    except FileRefused as refused:
        problems = refused.problems
    else:
        reads_back(loaded.version, content)
        return
    assert contents(*TABLES) == before, "a refused file left something behind"
    assert problems
    for problem in problems:
        assert problem.what.strip()
        assert problem.fix.strip()
        assert problem.line >= 1 or problem.place == "file", f"no line: {problem}"
        assert problem.line <= content.count(b"\n") + content.count(b"\r") + 2


def reads_back(version: FrameworkVersion, content: bytes) -> None:
    """The stored version as a file is the file, and loading it again changes nothing."""
    stored = FrameworkVersion.objects.with_document().get(pk=version.pk)
    file = read_back(stored)
    checked = check(content, KNOWN).file
    assert checked is not None
    assert file.canonical() == checked.canonical()
    again = framework_content(file.model_dump(mode="json"))
    with transaction.atomic():
        assert load_file(content=again, name="read back", by=None, at=AT).outcome is (
            Outcome.UNCHANGED
        )


@pytest.fixture
def known(db: None) -> None:
    """What a framework file speaks of."""
    load_reference(REFERENCE)


def check_that_damage_is_harmless(content: bytes) -> None:
    """Hold the file to the promise, and leave nothing of it."""
    with transaction.atomic():
        loads_or_is_refused(content)
        transaction.set_rollback(True)


def test_the_shipped_file_reads_back(known: None) -> None:
    loads_or_is_refused(CONTENT)
    assert FrameworkVersion.objects.count() == 1


@pytest.mark.usefixtures("known")
@examples(60)
@given(content=damaged())
def test_a_file_with_damaged_parts_loads_or_is_refused(content: bytes) -> None:
    check_that_damage_is_harmless(content)


@pytest.mark.usefixtures("known")
@examples(60)
@given(content=garbled())
def test_a_file_with_damaged_bytes_loads_or_is_refused(content: bytes) -> None:
    check_that_damage_is_harmless(content)


@pytest.mark.usefixtures("known")
@examples(40)
@given(place=st.sampled_from(PLACES), text=st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_text_that_is_loaded_reads_back_as_it_was(place: Place, text: str) -> None:
    data = deepcopy(DATA)
    part: Any = data
    for step in place[:-1]:
        part = part[step]
    if isinstance(part[place[-1]], str):
        part[place[-1]] = text
    check_that_damage_is_harmless(
        yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True).encode()
    )


def _chain_of_areas(number: int) -> dict[str, Any]:
    """Each area is a part of the next: asking each for its parents goes a long way."""
    areas = [{"code": f"a{one}", "parent": f"a{one + 1}"} for one in range(number)]
    return {"judgement_areas": areas}


def _names_of_nothing(number: int) -> dict[str, Any]:
    """Areas that are not there, each a little like thousands that are."""
    areas = [{"code": f"area-{one}"} for one in range(number)]
    named = [f"aera-{one}" for one in range(number)]
    return {"judgement_areas": areas, "inspection_types": [{"areas": named}]}


def _a_name_of_a_megabyte(number: int) -> dict[str, Any]:
    return {**DATA, "version": "v" * number * 100}


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("made", [_chain_of_areas, _names_of_nothing, _a_name_of_a_megabyte])
def test_a_huge_file_is_refused_while_somebody_waits(made: Any) -> None:
    content = yaml.dump(made(10_000), Dumper=yaml.CSafeDumper).encode()
    started = time.process_time()
    check_that_damage_is_harmless(content)
    assert time.process_time() - started < SECONDS


def test_a_fault_among_many_parts_is_told_in_few_words() -> None:
    chain = check(framework_content(_chain_of_areas(30)), KNOWN)
    told = {problem.what for problem in chain.problems}
    assert "The area is a part of more than 20 others" in told
    nothing = check(framework_content(_names_of_nothing(400)), KNOWN)
    fixes = [one.fix for one in nothing.problems if "aera-" in one.what]
    assert set(fixes) == {"Use one of the 400 that there are, as area-0"}
    assert len(fixes) == 100
