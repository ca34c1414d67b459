"""How the press and its child speak: frames of bytes, each with its length before it.

A frame is four bytes of length, most significant first, and then so many bytes. A message is a
frame that holds JSON; a finished PDF follows its message as a frame of its own, so that it is
never copied into text.
"""

import json
import struct
from collections.abc import Mapping
from typing import BinaryIO

HEADER = struct.Struct(">I")


class Broken(Exception):
    """A stream that ended inside a frame, or a frame over the limit."""


def pack(body: bytes) -> bytes:
    """Return the frame that carries `body`."""
    return HEADER.pack(len(body)) + body


def pack_message(message: Mapping[str, object]) -> bytes:
    """Return the frame that carries `message` as JSON."""
    return pack(json.dumps(message, ensure_ascii=False).encode())


def unpack_message(body: bytes) -> dict[str, object]:
    """Return the message that a frame carried.

    Raises Broken when the body is not a JSON object.
    """
    try:
        message = json.loads(body)
    except ValueError as error:
        raise Broken("A frame that should hold JSON does not") from error
    if not isinstance(message, dict):
        raise Broken("A frame that should hold a JSON object holds something else")
    return message


def read(stream: BinaryIO, *, limit: int) -> bytes | None:
    """Read one frame from a blocking stream; None when the stream has ended between frames.

    Raises Broken when the stream ends inside a frame or the frame is longer than `limit`.
    """
    header = stream.read(HEADER.size)
    if not header:
        return None
    if len(header) < HEADER.size:
        raise Broken("The stream ended inside a header")
    (length,) = HEADER.unpack(header)
    if length > limit:
        raise Broken(f"A frame of {length} bytes is over the limit of {limit}")
    body = stream.read(length)
    if len(body) < length:
        raise Broken("The stream ended inside a frame")
    return body
