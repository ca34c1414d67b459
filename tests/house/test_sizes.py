"""Nothing grows beyond what one can hold in one's head."""

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


def lines_of_code(name: str) -> int:
    return sum(
        1 for line in text(name).split("\n") if line.strip() and not line.strip().startswith("#")
    )


def test_there_is_more_test_than_code() -> None:
    code = sum(lines_of_code(name) for name in application_code())
    tests = sum(lines_of_code(name) for name in files(".py", under=("tests/",)))
    assert tests >= LEAST_TESTS * code, f"{tests} lines of tests for {code} lines of code"
