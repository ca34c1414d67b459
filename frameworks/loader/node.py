"""A place in a framework file, for checks that look at the data whatever its shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from frameworks.loader.yaml_reader import Path


@dataclass(frozen=True)
class Node:
    """A mapping of the file and the path to it.

    Each question answers with nothing where the data has another shape: the types report that, and
    the checks go on with the rest, so that one fault does not hide another.
    """

    path: Path
    data: dict[str, Any]

    def text(self, key: str) -> str:
        """The text under this key, or nothing."""
        value = self.data.get(key)
        return value.strip() if isinstance(value, str) else ""

    def has(self, key: str) -> bool:
        """Whether the key stands here with any value but null or an empty one."""
        return self.data.get(key) not in (None, "", [], {})

    def at(self, key: str) -> Path:
        """The path of this key."""
        return (*self.path, key)

    def child(self, key: str) -> "Node":
        """The mapping under this key, or an empty one."""
        value = self.data.get(key)
        return Node(self.at(key), value if isinstance(value, dict) else {})

    def each(self, key: str) -> Iterator["Node"]:
        """The mappings in the list under this key."""
        for number, item in self._items(key):
            if isinstance(item, dict):
                yield Node((*self.path, key, number), item)

    def texts(self, key: str) -> Iterator[tuple[Path, str]]:
        """The texts in the list under this key, each with its path."""
        for number, item in self._items(key):
            if isinstance(item, str):
                yield (*self.path, key, number), item.strip()

    def _items(self, key: str) -> Iterator[tuple[int, Any]]:
        value = self.data.get(key)
        yield from enumerate(value if isinstance(value, list) else [])
