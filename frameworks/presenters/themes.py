"""The crosswalk: what the criteria of different frameworks have in common."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from frameworks.models import Criterion, FrameworkVersion, JudgementArea, Theme
from frameworks.presenters.anchors import anchor, area_anchor, place
from frameworks.presenters.areas import theme_address
from frameworks.presenters.rules import listed


@dataclass(frozen=True)
class ThemeShown:
    """A theme in the list: how many criteria bear on it, by framework and by inspectorate."""

    title: str
    url: str
    criteria: int
    frameworks: list[str]
    inspectorates: list[str]


def listed_themes(versions: Sequence[FrameworkVersion]) -> list[ThemeShown]:
    """Every theme, with how many criteria of these versions bear on it.

    Args:
        versions: one of each framework, with its framework.
    """
    titles = {version.pk: str(version.framework) for version in versions}
    areas = JudgementArea.objects.filter(version__in=list(titles))
    answered_by = {
        area.pk: [str(each) for each in area.inspectorates.all()]
        for area in areas.prefetch_related("inspectorates")
    }
    frameworks: dict[str, Counter[str]] = {}
    inspectorates: dict[str, Counter[str]] = {}
    for version, area, *themes in Criterion.objects.filter(version__in=list(titles)).values_list(
        "version", "area", "theme", "second_theme", "third_theme"
    ):
        for theme in filter(None, themes):
            frameworks.setdefault(theme, Counter())[titles[version]] += 1
            inspectorates.setdefault(theme, Counter()).update(answered_by[area])
    return [
        ThemeShown(
            title=theme.title,
            url=theme_address(theme.code),
            criteria=frameworks.get(theme.code, Counter()).total(),
            frameworks=_counted(frameworks.get(theme.code, Counter())),
            inspectorates=_counted(inspectorates.get(theme.code, Counter())),
        )
        for theme in Theme.objects.all()
    ]


def _counted(counter: Counter[str]) -> list[str]:
    """Names with their numbers, the greatest number first."""
    return [f"{name}: {number}" for name, number in counter.most_common()]


@dataclass(frozen=True)
class OnTheme:
    """A criterion on the page of a theme."""

    url: str
    reference: str
    heading: str
    statement: str


@dataclass(frozen=True)
class AreaOnTheme:
    """The criteria of a judgement area that bear on the theme."""

    title: str
    url: str
    criteria: list[OnTheme]


@dataclass(frozen=True)
class FrameworkOnTheme:
    """What a framework asks about the theme."""

    title: str
    version: str
    areas: list[AreaOnTheme]


@dataclass(frozen=True)
class AnsweredBy:
    """What one inspectorate, or several together, look for."""

    anchor: str
    title: str
    criteria: int
    frameworks: list[FrameworkOnTheme]


def on_theme(theme: Theme, versions: Iterable[FrameworkVersion]) -> list[AnsweredBy]:
    """The criteria that bear on a theme: by those who answer them, then by framework and area.

    An area that several inspectorates answer together stands once, under all of their names.

    Args:
        theme: the theme.
        versions: one of each framework.
    """
    rows = (
        Criterion.objects.on_theme(theme)
        .filter(version__in=[version.pk for version in versions])
        .select_related("area", "version__framework")
        .prefetch_related("area__inspectorates")
        .order_by("version__framework__title", "area__order", "order")
    )
    by_whom: dict[tuple[tuple[int, str], ...], list[Criterion]] = {}
    for row in rows:
        who = tuple((each.order, str(each)) for each in row.area.inspectorates.all())
        by_whom.setdefault(who, []).append(row)
    return [
        _answered_by([name for _order, name in who], by_whom[who])
        for who in sorted(by_whom, key=lambda names: (len(names) > 1, names))
    ]


def _answered_by(names: list[str], criteria: list[Criterion]) -> AnsweredBy:
    together = " together" if len(names) > 1 else ""
    return AnsweredBy(
        anchor=f"by-{anchor('-'.join(names))}",
        title=f"{listed(names)}{together}",
        criteria=len(criteria),
        frameworks=[
            FrameworkOnTheme(
                title=str(version.framework),
                version=version.version,
                areas=[
                    _area(area, of_area)
                    for area, of_area in groupby(of_version, key=lambda each: each.area)
                ],
            )
            for version, of_version in groupby(criteria, key=lambda each: each.version)
        ],
    )


def _area(area: JudgementArea, criteria: Iterable[Criterion]) -> AreaOnTheme:
    rows = list(criteria)
    version = rows[0].version
    return AreaOnTheme(
        title=area.title,
        url=place(version, area_anchor(area.code)),
        criteria=[
            OnTheme(
                place(version, anchor(each.reference)), each.reference, each.heading, each.statement
            )
            for each in rows
        ],
    )
