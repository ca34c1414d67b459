"""How addresses name the documents that an inspection type ends in. No Django here."""

from frameworks.values import FormKind

# The strand that all inspectorates share, as framework files name it.
JOINT = "joint"


def form_slug(kind: str, strand: str) -> str:
    """By its kind, and by the strand of one inspectorate: `agency-report-cqc`, `joint-report`.

    Args:
        kind: one of FormKind.
        strand: the code of the strand that the form names; empty for none.
    """
    own = "" if strand in {"", JOINT} else f"-{strand}"
    return f"{kind.replace('_', '-')}{own}"


def read_form_slug(slug: str) -> tuple[str, tuple[str, ...]] | None:
    """The kind, and the strands, that a form of this slug can have; None for no such kind."""
    for kind in FormKind:
        word = form_slug(kind, "")
        if slug == word:
            return kind.value, ("", JOINT)
        if slug.startswith(f"{word}-"):
            return kind.value, (slug.removeprefix(f"{word}-"),)
    return None
