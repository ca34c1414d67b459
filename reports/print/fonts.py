"""The fonts that a printed document may use: these files of npm packages, and no other.

Atkinson Hyperlegible, the face of the text, comes as two subsets of characters, Latin and Latin
Extended. Noto Sans stands behind it for the other scripts that names of people in England are
written in; a document has a face of it only where it holds a character that needs it. Every subset
is given a family name of its own: under one name WeasyPrint paints wrong glyphs while the text
that is extracted from the PDF still reads well.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

PACKAGES = Path("node_modules/@fontsource")
FOLDER = Path(__file__).resolve().parents[2] / PACKAGES
SCHEME = "concord:"
LATIN = "Atkinson Latin"
LATIN_EXTENDED = "Atkinson Latin Extended"
WEIGHTS = (400, 700)


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: the family that it is declared under, its weight and where it is."""

    family: str
    weight: int
    package: str
    subset: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"{self.package}-{self.subset}-{self.weight}-normal.woff2"

    @property
    def path(self) -> str:
        """The file, from the folder of the packages."""
        return f"{self.package}/files/{self.name}"

    @property
    def address(self) -> str:
        """The address under which a stylesheet asks for the file."""
        return f"{SCHEME}fonts/{self.name}"


def _faces(family: str, package: str, subset: str) -> tuple[Face, ...]:
    return tuple(Face(family, weight, package, subset) for weight in WEIGHTS)


TEXT_FACES = (
    *_faces(LATIN, "atkinson-hyperlegible", "latin"),
    *_faces(LATIN_EXTENDED, "atkinson-hyperlegible", "latin-ext"),
)
# Chinese, Japanese and Korean are not among them: each takes 70 MB and more of files.
OTHER_SCRIPTS = (
    "arabic",
    "armenian",
    "bengali",
    "devanagari",
    "ethiopic",
    "georgian",
    "gujarati",
    "gurmukhi",
    "hebrew",
    "sinhala",
    "tamil",
    "thai",
)
FALLBACK_FACES = (
    *_faces("Noto Latin Extended", "noto-sans", "latin-ext"),
    *_faces("Noto Vietnamese", "noto-sans", "vietnamese"),
    *_faces("Noto Greek", "noto-sans", "greek"),
    *_faces("Noto Greek Extended", "noto-sans", "greek-ext"),
    *_faces("Noto Cyrillic", "noto-sans", "cyrillic"),
    *_faces("Noto Cyrillic Extended", "noto-sans", "cyrillic-ext"),
    *(
        face
        for script in OTHER_SCRIPTS
        for face in _faces(f"Noto {script.title()}", f"noto-sans-{script}", script)
    ),
)
FACES = TEXT_FACES + FALLBACK_FACES
FAMILIES = frozenset(face.family for face in FACES)
# Characters that steer the text and are never drawn.
STEERING = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u2060\ufeff")


def face_rules(addresses: dict[str, str] | None = None, faces: Iterable[Face] = TEXT_FACES) -> str:
    """Return the @font-face rules of the faces.

    `addresses` gives other addresses by file name (the benchmark's reference reads from disk).
    """
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
        f'src: url("{(addresses or {}).get(face.name, face.address)}") }}'
        for face in faces
    )


def with_families(css: str, families: Iterable[str]) -> str:
    """Return the stylesheet with these families behind the face of the text, wherever it is set."""
    more = "".join(f', "{family}"' for family in families)
    return css.replace(f'"{LATIN_EXTENDED}"', f'"{LATIN_EXTENDED}"{more}')


def characters_of(font: TTFont) -> frozenset[str]:
    """Return what a font draws. What only steers the text, such as its direction, is not drawn."""
    found = map(chr, font.getBestCmap())
    return frozenset(one for one in found if unicodedata.category(one) not in {"Cc", "Cf"})


@cache
def fonts_hash(folder: Path = FOLDER) -> str:
    """Return the SHA-256 over the names and bytes of all faces.

    Raises FileNotFoundError when a package has not been installed.
    """
    digest = hashlib.sha256()
    for face in FACES:
        digest.update(face.name.encode() + b"\0")
        digest.update(hashlib.sha256((folder / face.path).read_bytes()).digest())
    return digest.hexdigest()


@cache
def drawable(folder: Path = FOLDER) -> frozenset[str]:
    """Return the characters that every weight of the shipped fonts can draw."""
    drawn: dict[int, set[str]] = {}
    for face in FACES:
        with TTFont(folder / face.path, lazy=True) as font:
            drawn.setdefault(face.weight, set()).update(characters_of(font))
    return frozenset(set.intersection(*drawn.values()))
