"""PostgreSQL's index and the plain search find the same, over texts that nobody thought of."""

import random
from collections.abc import Iterator
from functools import cache
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from inspections.values.search import Words, folded, searched
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.search import found

pytestmark = pytest.mark.django_db

WORDS = (
    *("plan", "Plans", "PLAN", "planning", "child", "child's", "child’s", "children", "review"),
    *("multi-agency", "multi agency", "co–worker", "home visit", "e-mail", "24", "24.5", "¶33"),
    *("Zoë", "zoe", "ZOE\u0308", "café", "CAFE", "naïve", "Straße", "STRASSE", "Ørsted", "ﬁrst"),
    *("שָׁלוֹם", "שלום", "مرحبا", "مَرْحَبًا", "بك؟", "Ёлка", "елка", "ΆΛΦΑ", "αλφα", "你好", "한국어"),
    *("😀", "👩‍👧", "plan😀visit", "a\u200bb", "\u202edesrever\u202c", "x\u00ady", "½", "²", "№5"),
    *("<b>", "&amp;", "'", '"', "\\", "%", "_", "|", "!", "(*)", ":", "--", "@12", "a@b.org", "İ"),
    *(
        "ŁÓDŹ",
        "łódź",
        "ｆｕｌｌ",
        "Ⅳ",
        "x" * 70,
        "it's",
        "its",
        "o’clock",
        "late…",
        "«visit»",
        "1,5",
    ),
)
GAPS = (" ", " ", " ", "  ", "\n", "\t", ", ", ". ", "; ", " – ", "-", "'", "\u00a0", "\u2028", "/")
TEXTS, SEARCHES = 300, 400


@cache
def texts() -> tuple[str, ...]:
    """The same texts each time."""
    chance = random.Random(4)
    made = []
    for _ in range(TEXTS):
        parts = [chance.choice(WORDS) + chance.choice(GAPS) for _ in range(chance.randint(1, 12))]
        made.append("".join(parts).strip() or "empty")
    return tuple(made)


def searches() -> Iterator[str]:
    """What somebody types who has seen some of the texts, or none."""
    chance = random.Random(5)
    for _ in range(SEARCHES):
        text = chance.choice(texts())
        begin = chance.randrange(len(text))
        piece = text[begin : begin + chance.randint(1, 25)]
        kind = chance.randrange(6)
        if kind == 0:
            yield piece
        elif kind == 1:
            yield f'"{piece}"'
        elif kind == 2:
            yield f"{chance.choice(WORDS)} -{chance.choice(WORDS)}"
        elif kind == 3:
            yield f'{chance.choice(WORDS)} -"{piece}"'
        elif kind == 4:
            yield f"{chance.choice(WORDS)[:3]}* {chance.choice(WORDS)}"
        else:
            yield " ".join(chance.choices(WORDS, k=2))


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


def test_every_search_finds_what_the_words_say(joint: JointInspection) -> None:
    person = joint.inspectors["ofsted"]
    kept = {}
    for text in texts():
        item = evidence_by(joint, person, text=text, key=uuid4(), at=timezone.now())
        kept[item.reference] = text
    differ, hits = {}, 0
    for typed in searches():
        words = Words.read(typed)
        if not words:
            continue
        expected = {one for one, text in kept.items() if words.are_in(searched(text, one))}
        got = set(found(joint, person, typed))
        hits += len(expected)
        if got != expected:
            differ[typed] = (got ^ expected, [kept[one] for one in got ^ expected][:2])
    assert differ == {}
    assert hits > SEARCHES, "the searches find too little to prove anything"


@pytest.mark.postgres
def test_the_database_folds_every_letter_as_the_program_does() -> None:
    differ = []
    codes = [code for code in range(1, 0x20000) if not 0xD800 <= code < 0xE000]
    for start in range(0, len(codes), 4096):
        texts = [f"A{chr(code)}b" for code in codes[start : start + 4096]]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT concord_folded(one) FROM unnest(%s::text[])"
                " WITH ORDINALITY AS many (one, place) ORDER BY place",
                [texts],
            )
            said = [row[0] for row in cursor]
        differ += [
            hex(ord(text[1])) for text, one in zip(texts, said, strict=True) if one != folded(text)
        ]
    assert differ == []
