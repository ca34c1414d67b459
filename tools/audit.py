"""Known vulnerabilities in what is locked, as far as the vulnerability service can be reached.

pip-audit answers "no known vulnerabilities" also for packages that it could not look up. So its
list of skipped packages is read, and an audit that looked up nothing is called not run.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = "requirements-dev.txt"  # holds requirements.txt as a part


class Verdict(NamedTuple):
    """What the audit found, and whether that is good enough."""

    passed: bool
    line: str


def judge(dependencies: list[dict[str, Any]]) -> Verdict:
    """Read pip-audit's answer.

    Args:
        dependencies: what pip-audit lists: a `name` with `vulns`, or with a `skip_reason`.
    """
    skipped = [item["name"] for item in dependencies if item.get("skip_reason")]
    found = [
        f"{item['name']} {item.get('version', '')}: {hole['id']}, mended in "
        f"{', '.join(hole.get('fix_versions', [])) or 'no version yet'}"
        for item in dependencies
        for hole in item.get("vulns", [])
    ]
    looked_up = len(dependencies) - len(skipped)
    if found:
        return Verdict(False, "known vulnerabilities:\n  " + "\n  ".join(found))
    if not looked_up:
        return Verdict(
            True, f"NOT RUN: the service knew none of the {len(dependencies)} packages asked for"
        )
    if skipped:
        return Verdict(
            True, f"no known vulnerability in {looked_up} packages; NOT audited: {skipped}"
        )
    return Verdict(True, f"no known vulnerability in {looked_up} packages")


def main() -> int:
    """Run pip-audit on the locked packages and say what that was worth."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--requirement", REQUIREMENTS, "--require-hashes"),
        *("--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10"),
    ]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )
        dependencies = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        print("NOT RUN: the vulnerability service did not answer in five minutes")
        return 0
    except (json.JSONDecodeError, KeyError):
        # Offline, pip-audit prints a sentence and no JSON.
        last = (done.stderr.strip() or done.stdout.strip()).split("\n")[-1]
        print(f"NOT RUN: the vulnerability service cannot be reached ({last[:200]})")
        return 0
    verdict = judge(dependencies)
    print(verdict.line)
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main())
