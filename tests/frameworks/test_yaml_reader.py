"""What the reader takes and what it refuses: files come from outside."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.loader.yaml_reader import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    MAX_PROBLEMS,
    FileRead,
    place,
    read,
)


def first(content: bytes | str) -> tuple[int, str, str]:
    """Line, place and words of the first fault."""
    problem = reading(content).problems[0]
    return problem.line, problem.place, problem.what


def reading(content: bytes | str) -> FileRead:
    return read(content.encode() if isinstance(content, str) else content)


# --- what is taken ------------------------------------------------------------------------------


def test_read_gives_mappings_lists_and_text() -> None:
    result = reading("a: one\nb:\n  - two\n  - c: three\n")
    assert result.data == {"a": "one", "b": ["two", {"c": "three"}]}
    assert result.problems == ()


def test_read_knows_the_line_of_every_part() -> None:
    result = reading("a: one\nb:\n  - two\n  - c: three\n    d: |\n      x\n      y\n")
    assert result.lines == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "c"): 4,
        ("b", 1, "d"): 5,
    }


def test_line_of_an_unknown_part_is_the_line_of_what_is_around_it() -> None:
    result = reading("a: one\nb:\n  - c: three\n")
    assert result.line(("b", 0, "absent")) == 3
    assert result.line(("absent", "deep")) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("10", 10),
        ("-3", -3),
        # What YAML 1.1 would turn into something else stays what somebody typed.
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("2014-06-01", "2014-06-01"),
        ("2014-06", "2014-06"),
        ("010", "010"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("1.5", "1.5"),
        ("0x1f", "0x1f"),
        (".inf", ".inf"),
        ("1234567890123", "1234567890123"),
        ('"true"', "true"),
        ("'10'", "10"),
        ('""', ""),
    ],
)
def test_read_understands_unquoted_words_narrowly(written: str, meant: object) -> None:
    data = reading(f"a: {written}\n").data
    assert data == {"a": meant}
    assert type(data["a"]) is type(meant)


def test_read_takes_a_byte_order_mark() -> None:
    assert reading(b"\xef\xbb\xbfa: one\n").data == {"a": "one"}


def test_read_takes_windows_line_ends_and_counts_them_once() -> None:
    result = reading("a: one\r\nb: two\r\n")
    assert result.data == {"a": "one", "b": "two"}
    assert result.lines["b",] == 2


def test_read_keeps_the_letters_of_references() -> None:
    assert reading("a: 140112 ¶115a\n").data == {"a": "140112 ¶115a"}


def test_read_takes_the_merge_key_as_a_plain_word() -> None:
    assert reading("<<: one\n").data == {"<<": "one"}


def test_read_takes_nesting_up_to_the_limit() -> None:
    content = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert reading(content).problems == ()


# --- what is refused ----------------------------------------------------------------------------


def test_read_refuses_an_alias_and_says_where() -> None:
    result = reading("a: &x one\nb: *x\n")
    assert [(p.line, p.place) for p in result.problems] == [(1, "a"), (2, "b")]
    assert result.problems[1].what == "The alias *x stands for another part of the file"
    assert result.problems[1].fix == "Write the text out; aliases are not read"


def test_read_refuses_an_alias_as_a_key() -> None:
    result = reading("a: &x one\n*x : two\n")
    assert [p.line for p in result.problems] == [1, 2]


def test_read_refuses_an_alias_bomb_without_unfolding_it() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for number in range(1, 40):
        again = ", ".join([f"*a{number - 1}"] * 9)
        lines.append(f"a{number}: &a{number} [{again}]")
    begun = time.perf_counter()
    result = reading("\n".join(lines))
    assert time.perf_counter() - begun < 1
    assert len(result.problems) == MAX_PROBLEMS
    assert result.problems[0].line == 1
    assert "anchor &a0" in result.problems[0].what


@pytest.mark.parametrize(
    "content",
    [
        "a: !!python/object/apply:os.system [echo]\n",
        "a: !!python/name:os.system\n",
        "a: !own one\n",
        "a: !!str one\n",
        "a: !!binary aGVsbG8=\n",
        "a: !!timestamp 2014-06-01\n",
        "a: !!set {one}\n",
    ],
)
def test_read_refuses_tags(content: str) -> None:
    line, where, what = first(content)
    assert (line, where) == (1, "a")
    assert what.startswith("The tag “")


def test_read_refuses_a_key_that_stands_twice() -> None:
    assert first("a: one\nb: two\na: three\n") == (3, "a", "“a” stands here twice")


def test_read_refuses_a_key_that_stands_twice_deep_inside() -> None:
    content = "a:\n  - b: one\n    c: two\n    b: three\n"
    assert first(content) == (4, "a[1].b", "“b” stands here twice")


def test_read_refuses_the_same_key_in_quotation_marks() -> None:
    assert first('a: one\n"a": two\n') == (2, "a", "“a” stands here twice")


@pytest.mark.parametrize("content", ["? [a]\n: one\n", "? {a: one}\n: two\n"])
def test_read_refuses_a_list_or_mapping_as_a_key(content: str) -> None:
    assert first(content)[2] == "A list or a mapping is used as a key"


def test_read_refuses_fifty_megabytes_before_reading_a_word() -> None:
    content = b"a: " + b"x" * 50_000_000
    begun = time.perf_counter()
    result = read(content)
    assert time.perf_counter() - begun < 0.5
    assert result.data is None
    (problem,) = result.problems
    assert problem.what == "The file is 50.0 MB; the limit is 2 MB"
    assert (problem.line, problem.place) == (0, "file")


def test_read_takes_a_file_of_the_size_limit() -> None:
    filler = b"#" * (MAX_BYTES - len(b"a: one\n"))
    assert read(b"a: one\n" + filler).problems == ()


def test_read_refuses_a_file_one_byte_over_the_limit() -> None:
    filler = b"#" * (MAX_BYTES - len(b"a: one\n") + 1)
    assert "the limit is 2 MB" in read(b"a: one\n" + filler).problems[0].what


@pytest.mark.parametrize(
    "content",
    [b"[" * 1_000_000, b"{a: " * 300_000, b"- " * 900_000],
    ids=["brackets", "braces", "hyphens"],
)
def test_read_refuses_deep_nesting_quickly(content: bytes) -> None:
    begun = time.perf_counter()
    result = read(content)
    assert time.perf_counter() - begun < 1
    assert result.problems[-1].what == f"This is nested more than {MAX_DEPTH} deep"


def test_read_refuses_one_level_over_the_limit() -> None:
    content = "a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert f"more than {MAX_DEPTH} deep" in first(content)[2]


def test_read_refuses_too_many_parts() -> None:
    content = "a: [" + "1," * (MAX_NODES + 1) + "1]"
    assert first(content)[2] == f"The file has more than {MAX_NODES:,} parts"


@pytest.mark.parametrize("letter", ["\x00", "\x01", "\x0b", "\x1f", "\x7f"])
def test_read_refuses_control_characters_with_their_line(letter: str) -> None:
    line, where, what = first(f"a: one\nb: tw{letter}o\n")
    assert (line, where) == (2, "file")
    assert what == f"A control character (U+{ord(letter):04X}) stands in the text"


def test_read_refuses_an_escaped_nul() -> None:
    assert first('a: one\nb: "tw\\0o"\n')[:2] == (2, "b")


def test_read_refuses_half_of_a_surrogate_pair() -> None:
    assert first('a: "\\uD800"\n')[0] == 1


def test_read_refuses_what_is_not_utf_8() -> None:
    line, _where, what = first("a: one\nb: é\n".encode("latin-1"))
    assert (line, what) == (2, "This is not UTF-8 text")


def test_read_refuses_utf_16() -> None:
    assert first("a: one\n".encode("utf-16"))[2] == "This is not UTF-8 text"


def test_read_refuses_a_second_document() -> None:
    assert first("a: one\n---\nb: two\n") == (2, "file", "A second document begins")


@pytest.mark.parametrize("content", ["", "# only a comment\n", "- a\n- b\n", "just words\n"])
def test_read_refuses_a_file_that_is_no_mapping(content: str) -> None:
    assert first(content) == (1, "file", "The file holds no framework")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a: one\nb: two: three\n", 2),
        ("a: [one\nb: two\n", 2),
        ("a: 'one\n\n", 3),
        ("a:\n\t- one\n", 2),
        ("a: one\n  b: two\n", 2),
    ],
)
def test_read_says_where_it_is_not_yaml(content: str, line: int) -> None:
    found, where, what = first(content)
    assert where == "file"
    assert what.startswith("This is not YAML: ")
    assert abs(found - line) <= 1


def test_read_stops_after_as_many_faults_as_anybody_reads() -> None:
    content = "".join(f"a: {number}\n" for number in range(200))
    assert len(reading(content).problems) == MAX_PROBLEMS


@given(st.binary(max_size=400))
def test_read_never_raises_whatever_the_bytes(content: bytes) -> None:
    result = read(content)
    assert result.problems or isinstance(result.data, dict)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#? \n%@,~<0", max_size=200))
def test_read_never_raises_whatever_the_punctuation(content: str) -> None:
    result = read(content.encode())
    assert result.problems or isinstance(result.data, dict)


# --- places -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ((), "file"),
        (("title",), "title"),
        (("judgement_areas", 0), "judgement_areas[1]"),
        (
            ("judgement_areas", 0, "criteria", 3, "heading"),
            "judgement_areas[1].criteria[4].heading",
        ),
    ],
)
def test_place_counts_from_one(path: tuple[str | int, ...], written: str) -> None:
    assert place(path) == written
