"""What exists already and a framework file may speak of, looked up with one query."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Value

from frameworks.loader.sheet import Known
from frameworks.models import Framework, FrameworkVersion, Theme
from organisations.models import Inspectorate, LegalPower

_KEY = F("pk")
_COLUMNS = ("kind", "name", "key", "first", "second", "third")


@dataclass(frozen=True)
class StoredVersion:
    """A version that is stored: its key, its stage and the hash of its content."""

    key: int
    status: str
    file_hash: str


@dataclass(frozen=True)
class Registry:
    """Codes and the keys that they stand for."""

    inspectorates: dict[str, int] = field(default_factory=dict)
    powers: dict[str, int] = field(default_factory=dict)
    joint_powers: set[str] = field(default_factory=set)
    themes: set[str] = field(default_factory=set)
    frameworks: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    versions: dict[tuple[str, str], StoredVersion] = field(default_factory=dict)

    def known(self) -> Known:
        """What the checks of a file need of this."""
        return Known(
            inspectorates=frozenset(self.inspectorates),
            powers=frozenset(self.powers),
            framework_titles=self.titles,
            joint_powers=frozenset(self.joint_powers),
            themes=frozenset(self.themes),
        )


def registry() -> Registry:
    """Read it: one query, however many things a file names."""
    found = Registry()
    inspectorates = _rows("inspectorate", Inspectorate.objects.all(), F("code"))
    rows = inspectorates.union(
        _rows("power", LegalPower.objects.filter(is_joint=False), F("code")),
        _rows("joint power", LegalPower.objects.filter(is_joint=True), F("code")),
        _rows("theme", Theme.objects.all(), F("code"), key=Value(0)),
        _rows("framework", Framework.objects.all(), F("code"), F("title")),
        _rows(
            "version",
            FrameworkVersion.objects.all(),
            F("framework__code"),
            F("version"),
            F("status"),
            F("file_hash"),
        ),
        all=True,
    )
    for kind, name, key, first, second, third in rows:
        if kind == "inspectorate":
            found.inspectorates[name] = key
        elif kind in ("power", "joint power"):
            found.powers[name] = key
            if kind == "joint power":
                found.joint_powers.add(name)
        elif kind == "theme":
            found.themes.add(name)
        elif kind == "framework":
            found.frameworks[name] = key
            found.titles[name] = first
        else:
            found.versions[name, first] = StoredVersion(key, second, third)
    return found


def _rows(
    kind: str, rows: QuerySet[Any], name: F, *more: F, key: F | Value = _KEY
) -> QuerySet[Any, Any]:
    facts = [*more, *(Value("") for _ in range(3 - len(more)))]
    columns = dict(zip(_COLUMNS, (Value(kind), name, key, *facts), strict=True))
    # Values under aliases of our own: a union needs the same columns from every table.
    aliased = {f"of_{column}": expression for column, expression in columns.items()}
    return rows.order_by().annotate(**aliased).values_list(*aliased)
