"""The fixed words of reports. No Django here."""

from enum import StrEnum


class CommentKind(StrEnum):
    """What kind of mistake the chair points at."""

    TYPOGRAPHICAL = "typographical"
    INACCURATE = "inaccurate"
    OMITTED = "omitted"


COMMENT_LABELS = {
    CommentKind.TYPOGRAPHICAL: "A spelling or typing mistake",
    CommentKind.INACCURATE: "Something is inaccurate",
    CommentKind.OMITTED: "Something is left out",
}
