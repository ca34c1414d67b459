"""Nothing grows beyond what one can hold in one's head."""

import ast
import statistics

from tests.house.reading import application_code, files, functions, length, text

LONGEST_FUNCTION = 60
LONGEST_OF_NEARLY_ALL = 35
LONGEST_MODULE = 400
LONGEST_VIEW_METHOD = 30
LEAST_TESTS = 1.5


def test_no_function_is_too_long() -> None:
    long = {
        f"{name}:{function.lineno} {function.name}": length(function)
        for name in application_code()
        for function in functions(name)
        if length(function) > LONGEST_FUNCTION
    }
    assert long == {}


def test_nearly_all_functions_are_short() -> None:
    lengths = [length(found) for name in application_code() for found in functions(name)]
    percentile_95 = statistics.quantiles(lengths, n=20)[-1]
    assert percentile_95 <= LONGEST_OF_NEARLY_ALL


def test_view_methods_are_short() -> None:
    views = [name for name in application_code() if "/views/" in name or name.endswith("/views.py")]
    long = {
        f"{name}:{function.lineno} {function.name}": length(function)
        for name in views
        for function in functions(name)
        if length(function) > LONGEST_VIEW_METHOD
    }
    assert long == {}


def test_no_module_is_too_long() -> None:
    lengths = {name: text(name).count("\n") for name in application_code()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def lines_of_docstrings(tree: ast.AST) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = [
        node.body[0]
        for node in ast.walk(tree)
        if isinstance(node, owners) and ast.get_docstring(node, clean=False) is not None
    ]
    return {line for one in found for line in range(one.lineno, (one.end_lineno or 0) + 1)}


def lines_of_code(name: str) -> int:
    """Lines that do something: a docstring is documentation, in the code and in the tests."""
    said = lines_of_docstrings(ast.parse(text(name)))
    return sum(
        1
        for number, line in enumerate(text(name).split("\n"), 1)
        if line.strip() and not line.strip().startswith("#") and number not in said
    )


def test_there_is_more_test_than_code() -> None:
    code = sum(lines_of_code(name) for name in application_code())
    tests = sum(lines_of_code(name) for name in files(".py", under=("tests/",)))
    assert tests >= LEAST_TESTS * code, f"{tests} lines of tests for {code} lines of code"
