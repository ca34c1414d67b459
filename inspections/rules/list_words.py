"""The words of agencies' lists: what a heading, a date, an age or an abbreviation means. Pure."""

import re
from collections.abc import Iterable
from collections.abc import Mapping as CommonMapping
from datetime import date
from typing import Any

from inspections.values.cases import (
    ADULTS_PART_LABELS,
    AGE_BAND_LABELS,
    COHORT_LABELS,
    SUBJECT_LABELS,
    AdultsPart,
    AgeBand,
    Cohort,
    Subject,
)
from inspections.values.samples import IN_SEVERAL, ListField, Mapping

# What a fixed word is called, or what it may be called: StrEnum members are texts.
Words = CommonMapping[Any, str]
# By the last age of each band.
_BANDS = ((0, "UNDER_1"), (4, "FROM_1"), (9, "FROM_5"), (15, "FROM_10"), (17, "FROM_16"))
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?")
_BRITISH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s/.-]+(\d{1,2}|[a-z]{3,9})[\s/.,-]+(\d{4})")
YES = frozenset({"y", "yes", "1", "true", "t", "x", "✓", "✔"})
NO = frozenset({"", "n", "no", "0", "false", "f", "-", "none", "n/a"})

# Words in a heading, the most telling first: the first that fits decides.
_HEADINGS: tuple[tuple[str, ListField], ...] = (
    (r"\bnhs\b", ListField.NHS_NUMBER),
    (r"\bage ?(band|group|range)\b", ListField.AGE_BAND),
    (r"\b(dob|date of birth|birth ?date|born|edd)\b", ListField.BORN),
    (r"\bage\b", ListField.AGE),
    (r"\b(household|sibling|family)", ListField.HOUSEHOLD),
    (r"\b(disab|send\b|ehcp)", ListField.DISABLED),
    (r"\b(missing|mfh)\b", ListField.MISSING),
    (r"\b(exploit|cse\b|cce\b)", ListField.EXPLOITED),
    (r"\b(custody|detention|detained)\b", ListField.CUSTODY),
    (r"\bplac(ed|ing)\b", ListField.PLACED_BY),
    (r"\b(lives|living|resid|home area|address area)", ListField.LIVES_IN),
    (r"\b(agenc|services? involved|professionals)", ListField.AGENCIES),
    (r"\b(protective factor|adult.s part|part of the adult)", ListField.ADULTS_PART),
    (r"\b(cohort|status|category|legal status|plan)\b", ListField.COHORT),
    (r"\b(subject|child or adult|kind)\b", ListField.SUBJECT),
    (r"\bname\b|\b(surname|forename)\b", ListField.NAME),
    (r"\b(id|number|no|ref|reference|identifier|case|urn|pnc|crn|upn)\b", ListField.NUMBER),
)
_COHORT_WORDS = {
    "eh": Cohort.EARLY_HELP,
    "early help": Cohort.EARLY_HELP,
    "cin": Cohort.IN_NEED,
    "in need": Cohort.IN_NEED,
    "cp": Cohort.PROTECTION_PLAN,
    "cpp": Cohort.PROTECTION_PLAN,
    "child protection": Cohort.PROTECTION_PLAN,
    "lac": Cohort.LOOKED_AFTER,
    "cla": Cohort.LOOKED_AFTER,
    "looked after child": Cohort.LOOKED_AFTER,
    "care leavers": Cohort.CARE_LEAVER,
    "missing": Cohort.MISSING_OR_EXPLOITED,
    "exploited": Cohort.MISSING_OR_EXPLOITED,
    "cse": Cohort.MISSING_OR_EXPLOITED,
    "custody": Cohort.CUSTODY,
    "detention": Cohort.CUSTODY,
}
_SUBJECT_WORDS = {
    "child": Subject.CHILD,
    "young person": Subject.YOUNG_PERSON,
    "adult": Subject.ADULT_OFFENDER,
    "adult offender": Subject.ADULT_OFFENDER,
    "offender": Subject.ADULT_OFFENDER,
}
_PART_WORDS = {
    "at risk": AdultsPart.CHILDREN_AT_RISK,
    "protective": AdultsPart.PROTECTIVE_FACTOR,
    "protective factor": AdultsPart.PROTECTIVE_FACTOR,
}


def guess(headings: Iterable[str]) -> Mapping:
    """What the columns probably hold, from their headings."""
    columns: dict[int, str] = {}
    for place, heading in enumerate(headings):
        words = re.sub(r"[^\w’' ]+|_", " ", heading.casefold())
        for pattern, what in _HEADINGS:
            if re.search(pattern, words):
                if what in IN_SEVERAL or what not in columns.values():
                    columns[place] = what
                break
    return Mapping(columns)


def read_day(text: str) -> date | None:
    """A date as lists have it: 2010-04-23, 23/04/2010, 23 April 2010. None when it is none."""
    plain = text.strip().casefold()
    try:
        if found := _ISO.fullmatch(plain):
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
        if found := _BRITISH.fullmatch(plain):
            named = found[2]
            in_year = int(named) if named.isdigit() else _month(named)
            return date(int(found[3]), in_year, int(found[1]))
    except ValueError:
        return None
    return None


def _month(named: str) -> int:
    """The number of a month that is written out or cut short; 0 for a word that is none."""
    fitting = (number for number, name in enumerate(_MONTHS, 1) if name.startswith(named))
    return next(fitting, 0)


def age_band_of(years: int) -> AgeBand:
    """The band of an age in whole years."""
    for last, name in _BANDS:
        if years <= last:
            return AgeBand[name]
    return AgeBand.ADULT


def age_on(born: date, day: date) -> int:
    """How many whole years; below nought for who is not born yet."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def cohort_named(text: str) -> str | None:
    """Where in the system a word says that somebody is; None for a word that is not known."""
    return _found(text, COHORT_LABELS, _COHORT_WORDS)


def subject_named(text: str) -> str | None:
    """Who a word says that somebody is; None for a word that is not known."""
    return _found(text, SUBJECT_LABELS, _SUBJECT_WORDS)


def part_named(text: str) -> str | None:
    """What a word says that an adult is to the children; None for one that is not known."""
    return _found(text, ADULTS_PART_LABELS, _PART_WORDS)


def age_band_named(text: str) -> str | None:
    """The age band that a word names, also “5-9” and “18+”; None for one that is not known."""
    plain = re.sub(r"[\s_]*(?:-|–|to)[\s_]*", " to ", text).replace(" years", "")
    return _found(plain, AGE_BAND_LABELS, {"18+": AgeBand.ADULT, "0": AgeBand.UNDER_1})


def _found(text: str, labels: Words, words: Words) -> str | None:
    plain = " ".join(text.split())
    for value, label in labels.items():
        if plain in {str(value).casefold(), label.casefold()}:
            return str(value)
    return str(words[plain]) if plain in words else None
