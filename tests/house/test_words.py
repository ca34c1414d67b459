"""What may not stand in the code, each with the reason why."""

import ast
import re

import pytest

from tests.house.reading import (
    APPS,
    application_code,
    files,
    functions,
    length,
    numbered,
    text,
    tree,
)

THIS_FILE = "tests/house/test_words.py"
CODE = (".py", ".html", ".js", ".css", ".toml", ".yaml", ".yml", ".md", ".sh", "Makefile", "run")


def found(pattern: str, names: list[str]) -> list[str]:
    """Where a pattern stands, this file apart (it names what it forbids)."""
    wanted = re.compile(pattern)
    return [
        f"{where} {line.strip()}"
        for name in names
        if name != THIS_FILE
        for where, line in numbered(name)
        if wanted.search(line)
    ]


def shipped(*endings: str) -> list[str]:
    """Files of the product; a test may name what it forbids."""
    return [name for name in files(*endings) if not name.startswith("tests/")]


def views() -> list[str]:
    return [name for name in application_code() if re.search(r"/views(/|\.py$)", name)]


def test_a_view_asks_for_rows_only_through_the_person() -> None:
    assert found(r"\.objects\.(?!visible_to\b)|\.filter\(", views()) == []


def test_a_view_writes_nothing() -> None:
    assert found(r"\.(save|create|bulk_create|bulk_update|delete|update)\(", views()) == []


def test_no_text_is_called_safe() -> None:
    assert found(r"\|\s*safe\b|mark_safe|SafeString\(", shipped(".html", ".py", ".svg")) == []


def test_autoescape_is_never_turned_off() -> None:
    assert found(r"autoescape\s+off|autoescape=False", shipped(".html", ".txt", ".py")) == []


def test_a_template_holds_no_inline_style_and_no_handler() -> None:
    inline = r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b|javascript:"
    pages = [name for name in files(".html") if not name.startswith("templates/reports/pdf/")]
    assert found(inline, pages) == []


def test_a_script_in_a_template_carries_the_nonce_or_a_source() -> None:
    scripts = found(r"<script\b", files(".html"))
    allowed = re.compile(r"nonce=|type=\"application/json\"|src=")
    assert [script for script in scripts if not allowed.search(script)] == []


def test_no_test_is_skipped() -> None:
    skipping = r"pytest\.(skip|xfail|importorskip)|mark\.(skip|skipif|xfail)|unittest\.skip"
    assert found(skipping, files(".py", under=("tests/",))) == []


def test_every_exception_from_a_check_has_a_reason() -> None:
    """`noqa: CODE - why` or `noqa: CODE  # why`; `type: ignore[code]  # why`."""
    noqa = r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)*\s+[-#]\s+\S)"
    ignore = r"#\s*type:\s*ignore(?!\[[\w, -]+\]\s+#\s+\S)"
    without = f"{noqa}|{ignore}"
    assert found(without, files(".py")) == []


def test_nothing_is_left_unfinished() -> None:
    unfinished = r"\b(TODO|FIXME|XXX|NotImplementedError)\b|coming soon"
    assert found(unfinished, files(*CODE)) == []


def test_no_path_of_one_machine_stands_in_the_project() -> None:
    assert found(r"/(wor[k]|far[m]|roo[t]|hom[e])/\S", files(*CODE)) == []


def test_no_address_of_a_registry_stands_in_the_project() -> None:
    addresses = r"--(extra-)?index-url|\"resolved\":\s*\"http|registry\s*=\s*http|find-links"
    names = files(*CODE, ".json", ".txt", "Dockerfile")
    assert found(addresses, names) == []


def test_the_locked_packages_all_have_hashes() -> None:
    for name in files(".txt", under=("requirements", "tools/requirements")):
        blocks = re.split(r"\n(?=\S)", text(name).strip())
        pins = [block for block in blocks if not block.lstrip().startswith("#")]
        without = [pin.split("\n")[0] for pin in pins if "--hash=sha256:" not in pin]
        assert pins, f"{name} is empty"
        assert without == [], name


def test_no_module_is_a_junk_drawer() -> None:
    names = r"(^|/)(utils?|helpers?|services?|common|managers?|misc)(/|\.py$)"
    assert [name for name in files(".py", ".html") if re.search(names, name)] == []


# In a journey, a window that `.sees` or `.is_told` something asserts it.
ASSERTING = r"assert|raises|expect|check|verify|then|\.sees$|\.is_told$"


def is_assertion(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    return isinstance(node, ast.Call) and bool(re.search(ASSERTING, ast.unparse(node.func)))


def test_every_test_asserts_something() -> None:
    silent = [
        f"{name}:{function.lineno} {function.name}"
        for name in files(".py", under=("tests/",))
        for function in functions(name)
        if function.name.startswith("test_")
        and not any(is_assertion(node) for node in ast.walk(function))
    ]
    assert silent == []


def public_functions(name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in tree(name).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]


@pytest.mark.parametrize("app", APPS[1:])
def test_an_action_takes_its_words_by_name_with_the_person_and_the_clock(app: str) -> None:
    """Keyword-only, so that a call says which date is which; no clock is read inside."""
    actions = [name for name in files(".py") if re.match(rf"{app}/actions(/|\.py$)", name)]
    wrong = [
        f"{name}:{function.lineno} {function.name}"
        for name in actions
        for function in public_functions(name)
        if function.args.args
        and app != "records"  # its first argument is the set of rows that it saves to
    ]
    assert wrong == []


def test_the_reading_of_lengths_counts_the_first_and_last_line() -> None:
    function = ast.parse("def one():\n    return 1\n").body[0]
    assert length(function) == 2
