"""Where in the page of a version a reference stands; a link to it stays right for ever."""

import re

from frameworks.models import FrameworkVersion, GradeDescriptor


def anchor(reference: str) -> str:
    """The address within the page for a reference: “140112 ¶115a” is at #140112-115a."""
    return re.sub(r"[^a-z0-9]+", "-", reference.lower()).strip("-")


def area_anchor(code: str) -> str:
    """Where the judgement area with this code begins."""
    return f"area-{code}"


def rule_anchor(code: str) -> str:
    """Where the limiting rule with this code stands."""
    return f"rule-{code}"


def scope_anchor(code: str) -> str:
    """Where the shared scope with this code stands."""
    return f"scope-{code}"


def descriptor_anchor(descriptor: GradeDescriptor, area: str) -> str:
    """Where a grade descriptor stands: several grades, and areas, may have one reference.

    Args:
        descriptor: with its grade.
        area: the code of its judgement area.
    """
    return f"{anchor(descriptor.reference)}-{area}-{descriptor.grade.code}"


def place(version: FrameworkVersion, at: str) -> str:
    """The address of a place in the page of a version."""
    return f"{version.get_absolute_url()}#{at}"
