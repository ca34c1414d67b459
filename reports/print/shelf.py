"""The shipped fonts as the renderer holds them: packed until a document needs them."""

from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont, woff2

from reports.print.fonts import (
    FACES,
    FALLBACK_FACES,
    STEERING,
    TEXT_FACES,
    Face,
    characters_of,
)


class Shelf:
    """The shipped fonts by their addresses, each unpacked the first time that it is asked for."""

    def __init__(self, folder: Path) -> None:
        """Read the fonts in `folder`; raises FileNotFoundError when one is missing."""
        self._packed = {face.address: (folder / face.path).read_bytes() for face in FACES}
        self._unpacked: dict[str, bytes] = {}
        self._draws: dict[str, frozenset[str]] = {}
        for face in TEXT_FACES:
            self.characters(face)

    def __contains__(self, address: object) -> bool:
        return address in self._packed

    def __getitem__(self, address: str) -> bytes:
        """The font as TrueType, so that no render has to unpack it again."""
        if address not in self._unpacked:
            unpacked = BytesIO()
            woff2.decompress(BytesIO(self._packed[address]), unpacked)
            self._unpacked[address] = unpacked.getvalue()
        return self._unpacked[address]

    def characters(self, face: Face) -> frozenset[str]:
        """What a face draws."""
        if face.address not in self._draws:
            font = TTFont(BytesIO(self[face.address]), lazy=True)
            self._draws[face.address] = characters_of(font)
        return self._draws[face.address]

    def undrawn(self, used: set[str]) -> set[str]:
        """The characters that no shipped font can draw."""
        missing = used - STEERING
        for face in FACES:
            if not missing:
                break
            missing = missing - self.characters(face)
        return missing

    def faces_for(self, used: set[str]) -> tuple[Face, ...]:
        """The faces that a text needs: those of the text always, of others what is missing."""
        missing = (used - STEERING).difference(*map(self.characters, TEXT_FACES))
        families: list[str] = []
        for face in FALLBACK_FACES if missing else ():
            if missing & self.characters(face):
                missing = missing - self.characters(face)
                families.append(face.family)
        return TEXT_FACES + tuple(one for one in FALLBACK_FACES if one.family in families)
