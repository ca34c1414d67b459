"""Copies what the browser is served out of node_modules into var/assets.

Run after ``npm ci`` and again whenever you like: it does nothing when nothing changed. The style
sheet of the design system is rewritten on the way. Its typeface and its crest belong to gov.uk
alone, so that both go, and with them every address that starts at /assets/.
"""

import hashlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
GOVUK = Path("govuk-frontend/dist/govuk")
FONTS = Path("@fontsource/atkinson-hyperlegible")
# Latin first; what it lacks (Łódź, Šárka) is drawn by the second family. They are two families
# because some renderers mix up the glyphs of two files under one name and weight.
FAMILIES = {"latin": "Atkinson Hyperlegible", "latin-ext": "Atkinson Hyperlegible Ext"}
STACK = '"Atkinson Hyperlegible","Atkinson Hyperlegible Ext",arial,sans-serif'
FACES = ((400, "normal"), (400, "italic"), (700, "normal"), (700, "italic"))
RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,"
    "U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,"
    "U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,"
    "U+2C60-2C7F,U+A720-A7FF",
}


class AssetsError(Exception):
    """The packages are not there, or not as this script knows them. Says what to do."""


def rewrite_css(css: str) -> str:
    """The style sheet of the design system without the typeface and the crest of gov.uk.

    Raises AssetsError when it still names either of them: a new version of the package is then to
    be looked at, not served.
    """
    css, faces = re.subn(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"/\*!\s*Copyright \(c\) 2011 by Margaret Calvert.*?\*/", "", css, flags=re.DOTALL)
    css, names = re.subn(r"GDS Transport,\s*arial,\s*sans-serif", STACK, css)
    # On paper the design system falls back to any font there is; ours is free to be printed.
    css = css.replace("font-family:sans-serif", f"font-family:{STACK}")
    css = re.sub(
        r"(background-image|-webkit-mask-image|mask-image):url\(/assets/[^)]*\);?", "", css
    )
    css = strip_map(css)
    left = [word for word in ("GDS Transport", "/assets/", "@font-face") if word in css]
    if left or not faces or not names:
        raise AssetsError(
            f"govuk-frontend.min.css is not as expected ({', '.join(left) or 'nothing replaced'}). "
            "Compare the installed version with package.json, then adapt tools/prepare_assets.py."
        )
    return css


def strip_map(text: str) -> str:
    """The file without the line that names its source map.

    The map is not served, and the storage that names files by their content refuses a file that
    names one which is not there.
    """
    return re.sub(r"(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$", "", text)


def font_faces() -> str:
    """The style sheet that declares our typeface, each alphabet as a family of its own."""
    return "".join(
        f'@font-face{{font-family:"{FAMILIES[alphabet]}";font-style:{style};font-weight:{weight};'
        f'font-display:swap;src:url("fonts/{font_file(alphabet, weight, style)}") format("woff2");'
        f"unicode-range:{RANGES[alphabet]}}}\n"
        for alphabet in FAMILIES
        for weight, style in FACES
    )


def font_file(alphabet: str, weight: int, style: str) -> str:
    """The name of one file of the typeface, as its package names it."""
    return f"atkinson-hyperlegible-{alphabet}-{weight}-{style}.woff2"


def prepare(modules: Path, target: Path) -> bool:
    """Fill ``target`` from ``modules``; False when it was up to date.

    Raises AssetsError when a file is missing.
    """
    sources = dict(_sources(modules))
    missing = [str(path.relative_to(modules)) for path in sources.values() if not path.is_file()]
    if missing:
        raise AssetsError(f"node_modules lacks {', '.join(missing)}. Run “npm ci”, then try again.")
    stamp = _stamp(sources)
    stamp_file = target / ".stamp"
    if stamp_file.is_file() and stamp_file.read_text() == stamp:
        return False
    if target.exists():
        shutil.rmtree(target)
    for name, path in sources.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)
    for name, rewrite in (
        ("govuk-frontend.min.css", rewrite_css),
        ("govuk-frontend.min.js", strip_map),
    ):
        copied = target / name
        copied.write_text(rewrite(copied.read_text(encoding="utf-8")), encoding="utf-8")
    (target / "fonts.css").write_text(font_faces(), encoding="utf-8")
    stamp_file.write_text(stamp)
    return True


def _sources(modules: Path) -> Iterator[tuple[str, Path]]:
    yield "govuk-frontend.min.css", modules / GOVUK / "govuk-frontend.min.css"
    yield "govuk-frontend.min.js", modules / GOVUK / "govuk-frontend.min.js"
    for alphabet in FAMILIES:
        for weight, style in FACES:
            name = font_file(alphabet, weight, style)
            yield f"fonts/{name}", modules / FONTS / "files" / name
    yield "fonts/LICENSE", modules / FONTS / "LICENSE"


def _stamp(sources: dict[str, Path]) -> str:
    """What was copied from: this script, and the size and time of each file."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name, path in sources.items():
        status = path.stat()
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def main() -> int:
    """Prepare the assets of this copy of the project."""
    try:
        fresh = prepare(BASE_DIR / "node_modules", BASE_DIR / "var" / "assets")
    except AssetsError as error:
        print(error, file=sys.stderr)
        return 1
    print("Assets: prepared." if fresh else "Assets: up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
