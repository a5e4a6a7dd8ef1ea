"""YAML as a tree that knows the place of everything in it.

In charge of the text: size, depth, encoding, YAML's own errors, and of leaving out what surprises people: keys that
stand twice, anchors and aliases (a few lines of which can make gigabytes), tags, and YAML 1.1's reading of `no`,
`12:30` or `2024-01-01` as something else than text. Numbers keep all their digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from app.model_file.document import NOWHERE, FileError, Place

MOST_BYTES = 5_000_000
_MOST_DEPTH = 30
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast

# What YAML 1.2 calls the core schema. Everything else that is not quoted is a text as well.
PLAIN = (
    (re.compile(r"(?:|~|null|Null|NULL)\Z"), lambda text: None),
    (re.compile(r"(?:true|True|TRUE)\Z"), lambda text: True),
    (re.compile(r"(?:false|False|FALSE)\Z"), lambda text: False),
    (re.compile(r"[-+]?[0-9]{1,4000}\Z"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,4})?\Z"), Decimal),
)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it begins: a scalar, a list of nodes, or a dict of them; `keys` says where its keys are."""

    value: Any
    place: Place
    keys: dict[str, Place]

    def plain(self) -> Any:
        """The value as JSON has it, without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def read_tree(content: bytes) -> Node:
    """The tree of a YAML document. Raises FileError."""
    if len(content) > MOST_BYTES:
        raise FileError(f"The file has {len(content)} bytes; at most {MOST_BYTES} are read.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileError(
            "The file is not UTF-8.", Place(line, error.start - content.rfind(b"\n", 0, error.start))
        ) from None
    if "\0" in text:
        before = text[: text.index("\0")]
        raise FileError("There is a NUL character.", Place(before.count("\n") + 1, len(before) - before.rfind("\n")))
    try:
        return _document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise FileError(f"This is no YAML: {said}.", _place(error.problem_mark or error.context_mark)) from None
    except yaml.reader.ReaderError as error:
        raise FileError(f"This is no YAML: {error.reason}.", _place_of(text, error.position)) from None


def _document(events: Iterator[Any]) -> Node:
    root: Node | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if root is not None:
                raise FileError("A second document begins here; a model is one document.", _place(event.start_mark))
            root = _node(next(events), events, 0)
    if root is None:
        raise FileError("The file is empty. A model begins with 'vingt: 1' and has 'objects:'.")
    return root


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    place = _place(event.start_mark)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise FileError("Anchors (&) and aliases (*) are not read. Write it out, or quote the text.", place)
    # A quoted text has the tag that says so.
    if event.tag is not None and event.tag != "!" and not getattr(event, "implicit", (False, False)) == (False, True):
        raise FileError(f"The tag {event.tag} is not read. Leave it out.", place)
    if depth > _MOST_DEPTH:
        raise FileError(f"This is nested more than {_MOST_DEPTH} deep.", place)
    if isinstance(event, yaml.ScalarEvent):
        return Node(_scalar(event, place), place, {})
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(following := next(events), yaml.SequenceEndEvent):
            items.append(_node(following, events, depth + 1))
        return Node(items, place, {})
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    while not isinstance(following := next(events), yaml.MappingEndEvent):
        key = _node(following, events, depth + 1)
        if not isinstance(following, yaml.ScalarEvent):
            raise FileError("A name is expected here.", key.place)
        # Also one that looks like a number or like nothing.
        name = following.value
        if name in values:
            raise FileError(f'"{name[:80]}" stands here twice, first in line {keys[name].line}.', key.place)
        values[name], keys[name] = _node(next(events), events, depth + 1), key.place
    return Node(values, place, keys)


def _scalar(event: Any, place: Place) -> Any:
    text: str = event.value
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise FileError("This text has a character that no database holds.", place)
    if not event.implicit[0] or event.style:
        return text
    for pattern, read in PLAIN:
        if pattern.match(text):
            return read(text)
    return text


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else NOWHERE


def _place_of(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))
