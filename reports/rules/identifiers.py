"""Finders of what points at a person or a case: small functions over a text. No Django here.

Each takes a folded text and what is known, and yields what it found. They would rather hold too
much than too little: a person decides, and what a person let stand is not held again.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

from inspections.rules.pseudonyms import nhs_number
from reports.rules.folding import Folded
from reports.rules.held import Find, HeldKind, Known, found

_NHS_DIGITS = 10
# Digits with what people write between them; then the groups of one run.
_RUN = re.compile(r"[0-9](?:[ ./-]{0,3}[0-9])*")
_GROUP = re.compile(r"[0-9]+")
_CASE = re.compile(r"(?<![a-z0-9])([tsa])-?0*([1-9][0-9]{0,3})(?![a-z0-9])")
_CALLED_A_CASE = re.compile(
    r"\b(?:case|cases|child|children|person|tracked|sampled|reference|ref)[ .:(#'\"“”]*\Z"
)
# A record's reference has two groups of four without the letters I, L, O and U (records.values).
_RECORD = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{2,6}-20[0-9]{2}-[0-9]{3,6}"
    r"|[a-z]{1,2}-[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4})(?![a-z0-9])"
)
_MONTHS = (
    *("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?"),
    *("aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
)
_MONTH = "|".join(_MONTHS)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_YEAR = r"[0-9]{4}|[0-9]{2}"
_DATE = re.compile(
    r"(?<![0-9])(?:"
    rf"(?P<d1>{_DAY})(?: of)?[ .,/-]{{0,3}}(?P<m1>{_MONTH})[ .,/-]{{0,3}}(?P<y1>{_YEAR})"
    rf"|(?P<m2>{_MONTH})[ .,/-]{{0,3}}(?P<d2>{_DAY})[ .,/-]{{1,3}}(?P<y2>{_YEAR})"
    rf"|(?P<d3>[0-9]{{1,2}}) ?[./-] ?(?P<m3>[0-9]{{1,2}}) ?[./-] ?(?P<y3>{_YEAR})"
    r"|(?P<y4>[0-9]{4})[./-](?P<m4>[0-9]{1,2})[./-](?P<d4>[0-9]{1,2})"
    r")(?![0-9])"
)
_BIRTH = re.compile(r"(?<![a-z])(?:born|birth|birthday|birthdate|d ?\.? ?o ?\.? ?b)(?![a-z])")
_BEFORE, _AFTER = 60, 40
# Of a year with two digits: children and young adults are born in this century, older people not.
_CENTURY_TURNS = 40
_LOCAL_PART = re.compile(r"[a-z0-9._%+'-]{1,64}\Z")
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")
# Shared mailboxes, which a letter may print: they are no person's.
_MAILBOXES = frozenset(
    {"contact", "contactus", "enquiries", "enquiry", "helpline", "info", "protectionofchildren"}
)
_TELEPHONE = re.compile(
    r"(?<![0-9])(?:(?:\+|00)44 ?(?:\(0\))?|\(?0)(?:[ ().-]{0,3}[0-9]){9,10}(?![0-9])"
)
# Numbers of services, which a letter may print: free ones, those of organisations, local rate.
_OF_SERVICES = ("0800", "0808", "03", "0845", "0844", "0870", "0871")
_SHORTEST_GROUP = 3
_NUMBER = re.compile(r"[a-z0-9](?:[a-z0-9./_-]*[a-z0-9])?")
_SHORTEST_NUMBER = 5
_NAME_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
NAME_WORDS = (2, 3, 4)


def case_references(text: Folded, known: Known) -> Iterator[Find]:
    """References of this inspection's cases, and whatever is called a case and looks like one."""
    for hit in _CASE.finditer(text.said):
        reference = f"{hit[1]}{hit[2]}".upper()
        called = _CALLED_A_CASE.search(text.said[max(0, hit.start() - 40) : hit.start()])
        if reference in known.cases or called:
            yield found(HeldKind.CASE, text, hit.span(), reference, reference)


def record_references(text: Folded, known: Known) -> Iterator[Find]:
    """References of evidence, lists, listed children and other records, and other inspections'."""
    for hit in _RECORD.finditer(text.said):
        if (reference := hit[0].upper()) != known.inspection.upper():
            yield found(HeldKind.RECORD, text, hit.span(), reference, reference)


def nhs_numbers(text: Folded, _known: Known) -> Iterator[Find]:
    """Ten digits whose last one checks the others, solid or in groups (NHS Data Dictionary)."""
    for run in _RUN.finditer(text.said):
        groups = list(_GROUP.finditer(text.said, *run.span()))
        for first, group in enumerate(groups):
            digits = ""
            for last in groups[first:]:
                digits += last[0]
                if len(digits) >= _NHS_DIGITS:
                    break
            if nhs_number(digits):
                span = (group.start(), last.end())
                yield found(HeldKind.NHS_NUMBER, text, span, digits, f"••• ••• ••{digits[-2:]}")


def full_dates(text: Folded) -> Iterator[tuple[date, int, int]]:
    """Every date with a day, a month and a year, and where it stands in the folded text."""
    for hit in _DATE.finditer(text.said):
        said = {name[0]: part for name, part in hit.groupdict().items() if part}
        day = _date_of(said["d"], said["m"], said["y"])
        if day is not None:
            yield day, hit.start(), hit.end()


def births(text: Folded, _known: Known) -> Iterator[Find]:
    """A full date near a word such as “born” or “DOB”."""
    for day, start, end in full_dates(text):
        near = text.said[max(0, start - _BEFORE) : start], text.said[end : end + _AFTER]
        if any(_BIRTH.search(words) for words in near):
            yield found(HeldKind.BIRTH, text, (start, end), day.isoformat(), "a full date")


def email_addresses(text: Folded, _known: Known) -> Iterator[Find]:
    """Anything that is an e-mail address, but for shared mailboxes."""
    for at in re.finditer("@", text.said):
        before = _LOCAL_PART.search(text.said, max(0, at.start() - 64), at.start())
        after = _DOMAIN.match(text.said, at.end())
        if before and after and before[0] not in _MAILBOXES:
            span = (before.start(), after.end())
            yield found(HeldKind.EMAIL, text, span, text.said[slice(*span)], f"{before[0][0]}…@…")


def telephone_numbers(text: Folded, _known: Known) -> Iterator[Find]:
    """Numbers of the United Kingdom that may be a person's; not those of free and service lines."""
    for hit in _TELEPHONE.finditer(text.said):
        groups = _GROUP.findall(hit[0].replace("(0)", ""))
        digits = re.sub("^(?:00)?44", "0", "".join(groups))
        is_grouped = all(len(group) >= _SHORTEST_GROUP for group in groups[1:])
        if is_grouped and not digits.startswith(_OF_SERVICES):
            yield found(HeldKind.TELEPHONE, text, hit.span(), digits, f"••••• ••••{digits[-2:]}")


def name_candidates(text: Folded) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every two to four words that follow each other, as `plain_name` writes a name.

    A word with an apostrophe is one word, O’Brien, and without its ending where that is a genitive.
    """
    words = [(hit.span(), _said(hit[0])) for hit in _NAME_WORD.finditer(text.said)]
    for first, ((start, _), _) in enumerate(words):
        for many in NAME_WORDS:
            row = words[first : first + many]
            if len(row) == many:
                for said in product(*(ways for _, ways in row)):
                    yield " ".join(sorted(said)), (start, row[-1][0][1])


def children(text: Folded, known: Known) -> Iterator[Find]:
    """Names that are on an agency's list."""
    if known.children:
        for name, span in name_candidates(text):
            if name in known.children:
                initials = " ".join(f"{word[0].upper()}." for word in name.split())
                yield found(HeldKind.CHILD, text, span, name, initials)


def number_candidates(text: Folded) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every piece with a digit that is long enough to be an agency's number of a child."""
    for hit in _NUMBER.finditer(text.said):
        if len(hit[0]) >= _SHORTEST_NUMBER and any(letter.isdigit() for letter in hit[0]):
            yield hit[0], hit.span()


def child_numbers(text: Folded, known: Known) -> Iterator[Find]:
    """Numbers under which an agency keeps a listed child."""
    if known.child_numbers:
        for number, span in number_candidates(text):
            if number in known.child_numbers:
                yield found(HeldKind.CHILD_NUMBER, text, span, number, f"•••{number[-2:].upper()}")


def _said(word: str) -> tuple[str, ...]:
    ways = (word.replace("'", ""), word.removesuffix("'s").replace("'", ""))
    return tuple(dict.fromkeys(ways))


def _date_of(day: str, month: str, year: str) -> date | None:
    if not month.isdigit():
        month = str(next(n for n, one in enumerate(_MONTHS, 1) if re.fullmatch(one, month)))
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < _CENTURY_TURNS else 1900
    try:
        return date(number, int(month), int(re.sub("[^0-9]", "", day)))
    except ValueError:
        return None
