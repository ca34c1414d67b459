"""The fonts that a printed document may use: these files of one npm package, and no other.

Atkinson Hyperlegible comes as two subsets of characters, Latin and Latin Extended. Each subset
is given a family name of its own: under one name WeasyPrint paints wrong glyphs while the text
that is extracted from the PDF still reads well.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

PACKAGE = Path("node_modules/@fontsource/atkinson-hyperlegible/files")
FOLDER = Path(__file__).resolve().parents[2] / PACKAGE
SCHEME = "concord:"
LATIN = "Atkinson Latin"
LATIN_EXTENDED = "Atkinson Latin Extended"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: the family that it is declared under, its weight and its name."""

    family: str
    weight: int
    name: str

    @property
    def address(self) -> str:
        """The address under which a stylesheet asks for the file."""
        return f"{SCHEME}fonts/{self.name}"


FACES = (
    Face(LATIN, 400, "atkinson-hyperlegible-latin-400-normal.woff2"),
    Face(LATIN, 700, "atkinson-hyperlegible-latin-700-normal.woff2"),
    Face(LATIN_EXTENDED, 400, "atkinson-hyperlegible-latin-ext-400-normal.woff2"),
    Face(LATIN_EXTENDED, 700, "atkinson-hyperlegible-latin-ext-700-normal.woff2"),
)
FAMILIES = frozenset(face.family for face in FACES)


def face_rules(addresses: dict[str, str] | None = None) -> str:
    """Return the @font-face rules of every face.

    `addresses` gives other addresses by file name (the benchmark's reference reads from disk).
    """
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f'src: url("{(addresses or {}).get(face.name, face.address)}") }}'
        for face in FACES
    )


@cache
def fonts_hash(folder: Path = FOLDER) -> str:
    """Return the SHA-256 over the names and bytes of all faces.

    Raises FileNotFoundError when the package has not been installed.
    """
    digest = hashlib.sha256()
    for face in FACES:
        digest.update(face.name.encode() + b"\0")
        digest.update(hashlib.sha256((folder / face.name).read_bytes()).digest())
    return digest.hexdigest()


@cache
def drawable(folder: Path = FOLDER) -> frozenset[str]:
    """Return the characters that every weight of the shipped fonts can draw."""
    drawn: dict[int, set[str]] = {}
    for face in FACES:
        with TTFont(folder / face.name, lazy=True) as font:
            drawn.setdefault(face.weight, set()).update(map(chr, font.getBestCmap()))
    return frozenset(set.intersection(*drawn.values()))
