"""The import contracts see what they forbid: one that never breaks proves nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import APPS, ROOT, files

WRONG_LINES = {
    "inspections/values/cases.py": "import reports.states",
    "judgements/values/shared.py": "import django.db",
    "desk/apps.py": "import weasyprint",
    "reports/values.py": "import inspections.urls",
    "frameworks/utils.py": "x = 1",
}
WHAT_IS_SAID = [
    "inspections.values.cases -> reports.states",
    "judgements.values.shared -> django",
    "desk.apps -> weasyprint",
    "reports.values -> inspections.urls",
    "- frameworks.utils",
]


@pytest.fixture(scope="module")
def a_house_with_faults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the apps with one wrong line in each of a few places."""
    copy = tmp_path_factory.mktemp("house")
    names = [*files(".py", under=tuple(f"{app}/" for app in APPS)), "pyproject.toml"]
    for name in names:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    for name, line in WRONG_LINES.items():
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    return copy


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_kind_of_wrong_import_is_named(a_house_with_faults: Path) -> None:
    done = lint_imports(a_house_with_faults)
    assert done.returncode == 1
    assert [said for said in WHAT_IS_SAID if said not in done.stdout] == []


def test_the_house_as_it_is_keeps_its_contracts() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout
