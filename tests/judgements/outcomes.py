"""Published outcomes for tests: a framework in force, and files of invented rows."""

import io
from collections.abc import Iterable
from pathlib import Path

from django.core.management import CommandError, call_command
from django.utils import timezone

from frameworks.models import FrameworkVersion
from judgements.actions import Imported, import_outcomes
from organisations.models import LocalArea
from tests.factories.frameworks import framework_version_factory
from tests.judgements.test_check_outcomes import trial

ADDRESS = "/outcomes/trial/2016/"
HEADER = "area,published,overall,protection,leadership,inspectorate,address\n"


def trial_in_force() -> FrameworkVersion:
    """Four graded areas, `overall` decided after two of them; rules of every kind."""
    return framework_version_factory(**trial())


def local_area(code: str = "830", name: str = "Derbyshire") -> LocalArea:
    """A local area that Concord knows."""
    return LocalArea.objects.create(
        code=code, ons_code=f"E10000{code}", name=name, region="North", kind="county"
    )


def row(
    name: str,
    grades: str = "good,good,good",
    *,
    on: str = "2018-03-12",
    inspectorate: str = "ofsted",
    address: str = "",
) -> str:
    """A line of a file with `HEADER`."""
    return f"{name},{on},{grades},{inspectorate},{address}\n"


def recorded(version: FrameworkVersion, rows: Iterable[str]) -> Imported:
    """These rows are imported."""
    content = (HEADER + "".join(rows)).encode()
    return import_outcomes(version=version, content=content, at=timezone.now())


def run(
    folder: Path, content: str | bytes | None, *args: str, framework: str = "trial"
) -> tuple[str, str, str]:
    """What the command prints, what it complains of, and the error that it ends with."""
    path = folder / "outcomes.csv"
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_outcomes", framework, str(path), *args, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""
