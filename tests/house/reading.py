"""The project's own files, read once for the tests about the house."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# From the one that stands on all the others to the one that stands on none.
APPS = (
    "config",
    "desk",
    "reports",
    "judgements",
    "inspections",
    "frameworks",
    "organisations",
    "pages",
    "records",
)


@cache
def project_files() -> tuple[str, ...]:
    """Every file that is committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(set(listed.stdout.splitlines()))
    return tuple(name for name in names if (ROOT / name).is_file())


def files(*endings: str, under: tuple[str, ...] = ("",)) -> list[str]:
    """Files with one of these endings, in one of these folders."""
    return [name for name in project_files() if name.endswith(endings) and name.startswith(under)]


def application_code() -> list[str]:
    """The Python of the apps and the tools, migrations and tests apart."""
    folders = (*(f"{app}/" for app in APPS), "benchmarks/", "tools/")
    return [name for name in files(".py", under=folders) if "/migrations/" not in name]


def text(name: str) -> str:
    """What a file says."""
    return (ROOT / name).read_text(encoding="utf-8")


def numbered(name: str) -> Iterator[tuple[str, str]]:
    """A file's lines, each with `file:number` to say where it is."""
    for number, line in enumerate(text(name).split("\n"), 1):
        yield f"{name}:{number}", line


@cache
def tree(name: str) -> ast.Module:
    """A Python file's syntax."""
    return ast.parse(text(name), name)


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a Python file."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.AST) -> int:
    """How many lines a function takes."""
    return node.end_lineno - node.lineno + 1  # type: ignore[attr-defined] # every statement has them
