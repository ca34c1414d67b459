"""Checking an agency's list: which column holds what, and what is wrong in which row. Pure."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from inspections.rules.cases import wrong_in
from inspections.rules.list_words import (
    NO,
    YES,
    Words,
    age_band_named,
    age_band_of,
    age_on,
    cohort_named,
    part_named,
    read_day,
    subject_named,
)
from inspections.rules.pseudonyms import nhs_number, plain_name
from inspections.values.cases import (
    ADULTS_PART_LABELS,
    AGE_BAND_LABELS,
    COHORT_LABELS,
    SUBJECT_LABELS,
    AgeBand,
    CaseFlag,
    CaseKind,
    Subject,
)
from inspections.values.samples import (
    IN_SEVERAL,
    LIST_FIELD_LABELS,
    MAX_CELL,
    Checked,
    Facts,
    Identifiers,
    Known,
    ListField,
    Mapping,
    Problem,
    Row,
    Table,
    Twin,
)

OLDEST = 120
_UNBORN = timedelta(days=300)
_FLAGS = {
    ListField.DISABLED: CaseFlag.DISABLED,
    ListField.MISSING: CaseFlag.MISSING,
    ListField.EXPLOITED: CaseFlag.EXPLOITED,
    ListField.CUSTODY: CaseFlag.CUSTODY,
}


def missing_columns(mapping: Mapping) -> list[str]:
    """What a list lacks as a whole, a sentence for each."""
    return [says for _, says in lacking(mapping)]


def lacking(mapping: Mapping) -> list[tuple[ListField, str]]:
    """What a list lacks as a whole: what is to be chosen, or was chosen twice, and a sentence."""
    found = []
    named = mapping.has(ListField.NAME) and mapping.has(ListField.BORN)
    if not named and not mapping.has(ListField.NUMBER, ListField.NHS_NUMBER):
        says = (
            "No column says who it is. Choose the column of the agency’s own number, of the NHS "
            "number, or of the name and of the date of birth"
        )
        found.append((ListField.NUMBER, says))
    if not mapping.has(ListField.BORN, ListField.AGE, ListField.AGE_BAND):
        says = (
            "No column says how old somebody is. Choose the column of the date of birth, of the "
            "age or of the age band"
        )
        found.append((ListField.BORN, says))
    if not mapping.has(ListField.COHORT) and not mapping.cohort:
        says = (
            "No column says where in the system somebody is. Choose the column, or what holds for "
            "everybody on the list"
        )
        found.append((ListField.COHORT, says))
    if not mapping.has(ListField.SUBJECT) and not mapping.subject:
        says = "Say whether the list is of children, young people or adult offenders"
        found.append((ListField.SUBJECT, says))
    if mapping.subject == Subject.ADULT_OFFENDER and not (
        mapping.adults_part or mapping.has(ListField.ADULTS_PART)
    ):
        says = "Say what the adults on the list are to children, or choose the column"
        found.append((ListField.ADULTS_PART, says))
    return found + _chosen_twice(mapping)


def _chosen_twice(mapping: Mapping) -> list[tuple[ListField, str]]:
    chosen = [ListField(what) for what in mapping.columns.values() if what not in IN_SEVERAL]
    return [
        (
            what,
            f"“{LIST_FIELD_LABELS[what]}” is chosen for more than one column. Choose one of them",
        )
        for what in sorted({one for one in chosen if chosen.count(one) > 1})
    ]


def check(table: Table, mapping: Mapping, known: Known) -> Checked:
    """Every row as it would be kept, what is wrong, and who stands in the list twice."""
    reader = _Reader(table, mapping, known)
    rows, problems = [], []
    for number, cells in table.rows:
        row = reader.read(number, cells)
        problems += reader.problems
        if row is not None:
            rows.append(row)
    return Checked(tuple(rows), tuple(problems), tuple(twins(rows)))


def twins(rows: Iterable[Row]) -> Iterable[Twin]:
    """Rows about somebody who stands further up, by number, NHS number, or name and birth."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        who = row.identifiers
        born = who.born.isoformat() if who.born else ""
        named = (plain_name(who.name), born) if who.name and born else ()
        marks = {
            ("number", who.number.casefold()): "agency’s own number" if who.number else "",
            ("nhs", who.nhs): "NHS number" if who.nhs else "",
            ("named", *named): "name and date of birth" if named else "",
        }
        same = {mark: says for mark, says in marks.items() if says and mark in first}
        if same:
            mark, says = next(iter(same.items()))
            yield Twin(row.number, first[mark], f"The same {says} as row {first[mark]}")
        for mark, says in marks.items():
            if says:
                first.setdefault(mark, row.number)


class _Reader:
    """Reads one row after the other; `problems` are those of the last."""

    def __init__(self, table: Table, mapping: Mapping, known: Known) -> None:
        self.table, self.mapping, self.known = table, mapping, known
        self.places: dict[str, list[int]] = {}
        for place, what in sorted(mapping.columns.items()):
            self.places.setdefault(what, []).append(place)
        self.problems: list[Problem] = []
        self.number = 0
        self.cells: tuple[str, ...] = ()

    def read(self, number: int, cells: tuple[str, ...]) -> Row | None:
        """The row, or None when something is wrong with it."""
        self.number, self.cells = number, cells
        self.problems = []
        if len(cells) > len(self.table.headings):
            self._wrong(None, "", "This row has more cells than there are headings")
        for place in self.mapping.columns:
            if len(self._cell(place)) > MAX_CELL:
                self._wrong(place, "", f"This cell has more than {MAX_CELL:,} characters")
        if self.problems:
            return None
        who = self._identifiers()
        facts = self._facts(who)
        if not self.problems:
            self._refuse_what_makes_no_case(facts)
        return None if self.problems else Row(number, who, facts)

    def _refuse_what_makes_no_case(self, facts: Facts) -> None:
        """Whoever is listed may become a case; what could be none is told now."""
        wrong = wrong_in(CaseKind.TRACKED, facts.as_case(self.known.agency))
        if wrong:
            ages = (ListField.BORN, ListField.AGE, ListField.AGE_BAND)
            said = next((one for one in ages if self._text(one)), "")
            what = said if wrong.field == "age_band" else wrong.field
            self._wrong_in(what, wrong.says.removesuffix("."))

    # --- cells ----------------------------------------------------------------------------------

    def _cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""

    def _texts(self, what: str) -> list[str]:
        return [self._cell(place) for place in self.places.get(what, []) if self._cell(place)]

    def _text(self, what: str) -> str:
        return " ".join(self._texts(what))

    def _place(self, what: str) -> int | None:
        return next(iter(self.places.get(what, [])), None)

    def _wrong(self, place: int | None, value: str, says: str) -> None:
        self.problems.append(Problem(self.number, place, value, says))

    def _wrong_in(self, what: str, says: str) -> None:
        self._wrong(self._place(what), self._text(what), says)

    # --- who ------------------------------------------------------------------------------------

    def _identifiers(self) -> Identifiers:
        who = Identifiers(
            number=self._text(ListField.NUMBER),
            nhs=self._nhs(),
            name=self._text(ListField.NAME),
            born=self._born(),
        )
        named = plain_name(who.name) and who.born
        if not self.problems and not (who.number or who.nhs or named):
            places = [self._place(what) for what in (ListField.NUMBER, ListField.NHS_NUMBER)]
            place = next((one for one in places if one is not None), self._place(ListField.NAME))
            self._wrong(place, "", "Nothing says who this is: the agency could not find them again")
        return who

    def _nhs(self) -> str:
        text = self._text(ListField.NHS_NUMBER)
        found = nhs_number(text) if text else ""
        if found is None:
            self._wrong_in(ListField.NHS_NUMBER, "This is no NHS number: it has ten digits")
        return found or ""

    def _born(self) -> date | None:
        text = self._text(ListField.BORN)
        if not text:
            return None
        born = read_day(text)
        if born is None:
            self._wrong_in(
                ListField.BORN, "This date cannot be read. Write it like 23/04/2010, day first"
            )
        elif born - self.known.today > _UNBORN or age_on(born, self.known.today) > OLDEST:
            self._wrong_in(ListField.BORN, "This is not the date of birth of anybody alive")
            return None
        return born

    # --- what -----------------------------------------------------------------------------------

    def _facts(self, who: Identifiers) -> Facts:
        subject = self._word(ListField.SUBJECT, self.mapping.subject, subject_named, SUBJECT_LABELS)
        flags = frozenset(str(flag) for what, flag in _FLAGS.items() if self._flag(what))
        return Facts(
            age_band=self._age_band(who),
            cohort=self._word(ListField.COHORT, self.mapping.cohort, cohort_named, COHORT_LABELS),
            subject=subject,
            adults_part=self._part() if subject == Subject.ADULT_OFFENDER else "",
            flags=flags,
            agencies=self._agencies(),
            lives_in=self._area(ListField.LIVES_IN),
            placed_by=self._area(ListField.PLACED_BY),
            household=self._text(ListField.HOUSEHOLD),
        )

    def _word(
        self,
        what: str,
        for_all: str,
        find: Callable[[str], str | None],
        labels: Words,
    ) -> str:
        """A word of a fixed list: the row's own, or else what holds for everybody."""
        text = self._text(what)
        if not text and for_all:
            return for_all
        found = find(text.casefold()) if text else None
        if found is None:
            known = ", ".join(labels.values())
            says = "This word is not known" if text else "This cell is empty"
            self._wrong_in(what, f"{says}. Known are: {known}")
        return found or ""

    def _part(self) -> str:
        for_all = self.mapping.adults_part
        return self._word(ListField.ADULTS_PART, for_all, part_named, ADULTS_PART_LABELS)

    def _flag(self, what: str) -> bool:
        text = self._text(what).casefold()
        if text not in YES | NO:
            self._wrong_in(what, "Write yes or no, or leave it empty")
        return text in YES

    def _age_band(self, who: Identifiers) -> str:
        if who.born is not None:
            years = age_on(who.born, self.known.today)
            return AgeBand.UNBORN if who.born > self.known.today else age_band_of(years)
        text = self._text(ListField.AGE)
        if text:
            if text.isascii() and text.isdigit() and int(text) <= OLDEST:
                return age_band_of(int(text))
            self._wrong_in(ListField.AGE, "This is no age in whole years")
            return ""
        if self._place(ListField.AGE_BAND) is not None and self._text(ListField.AGE_BAND):
            return self._word(ListField.AGE_BAND, "", age_band_named, AGE_BAND_LABELS)
        places = (ListField.BORN, ListField.AGE, ListField.AGE_BAND)
        if not self.problems:
            place = next((one for one in places if self._place(one) is not None), ListField.AGE)
            self._wrong_in(place, "Nothing says how old this person is")
        return ""

    def _agencies(self) -> frozenset[int]:
        found = set() if self.known.agency is None else {self.known.agency}
        for place in self.places.get(ListField.AGENCIES, []):
            cell = self._cell(place)
            for name in re.split(r"[,;/|\n]", cell):
                plain = " ".join(name.casefold().split())
                if plain in self.known.agencies:
                    found.add(self.known.agencies[plain])
                elif plain:
                    says = f"“{name.strip()}” is no agency that is recorded for this area"
                    self._wrong(place, cell, says)
        return frozenset(found)

    def _area(self, what: str) -> int | None:
        text = " ".join(self._text(what).casefold().split())
        if text and text not in self.known.areas:
            self._wrong_in(what, "This is no local area of England. Write its name, no address")
        return self.known.areas.get(text)
