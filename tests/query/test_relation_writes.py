"""Connecting, disconnecting and setting against sets of pairs: each kind of relation, from both ends, by both doors."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ApiError
from tests.cluster import Database
from tests.query.examples import examples
from tests.query.house import Refused
from tests.query.relation_world import RelationHouse
from tests.workspaces import Workspace

PLURALS = {"author": "authors", "book": "books", "tag": "tags", "profile": "profiles"}
COUNT = 4


@dataclass(frozen=True)
class End:
    """One end of a relation: whether at most one record is at the far end, and at this one."""

    of: str
    name: str
    target: str
    is_to_one: bool
    is_from_one: bool
    holds_key: bool = False

    @property
    def type_name(self) -> str:
        return self.of.capitalize()


PAIRS: dict[str, tuple[End, End]] = {
    "a key": (End("book", "author", "author", True, False, True), End("author", "books", "book", False, True)),
    "a key to its own": (
        End("author", "mentor", "author", True, False, True),
        End("author", "pupils", "author", False, True),
    ),
    "one to one": (
        End("profile", "author", "author", True, True, True),
        End("author", "profile", "profile", True, True),
    ),
    "one to one to its own": (
        End("author", "heir", "author", True, True, True),
        End("author", "heirOf", "author", True, True),
    ),
    "a table between": (End("book", "tags", "tag", False, False), End("tag", "books", "book", False, False)),
    "a table between to its own": (
        End("author", "friends", "author", False, False),
        End("author", "friendOf", "author", False, False),
    ),
    "an object between": (
        End("author", "creditedBooks", "book", False, False),
        End("book", "creditedAuthors", "author", False, False),
    ),
}


@pytest.fixture(scope="module")
def house(database: Database, workspace: Workspace) -> Iterator[RelationHouse]:
    made = RelationHouse(database, workspace)
    yield made
    made.close()


@dataclass
class Ground:
    """A few records of each object, and the pairs that are connected: of records at the first end with those at the
    second."""

    house: RelationHouse
    ends: tuple[End, End]
    ids: dict[str, list[str]] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for table in ("credit", "book_tags", "author_friends", "profile", "badge", "book", "tag", "author"):
            self.house.sql(f"delete from {{}}.{table}")
        self.ids = {name: self.house.made(name, COUNT) for name in dict.fromkeys(each.of for each in self.ends)}

    def connected(self, end: End) -> dict[str, set[str]]:
        """By the ids at this end, those at the far one."""
        is_first = end is self.ends[0]
        pairs = self.pairs if is_first else {(far, near) for near, far in self.pairs}
        return {own: {far for near, far in pairs if near == own} for own in self.ids[end.of]}

    def put(self, end: End, connected: dict[str, set[str]]) -> None:
        pairs = {(own, far) for own, others in connected.items() for far in others}
        self.pairs = pairs if end is self.ends[0] else {(far, near) for near, far in pairs}

    def read(self, end: End) -> dict[str, set[str]]:
        """The same as the API tells it."""
        inner = f"{end.name} {{ id }}" if end.is_to_one else f"{end.name}(first: 100) {{ edges {{ node {{ id }} }} }}"
        plural = PLURALS[end.of]
        answer = self.house.data(f"{{ {plural}(first: 100) {{ edges {{ node {{ id {inner} }} }} }} }}")[plural]
        nodes = [edge["node"] for edge in answer["edges"]]
        return {node["id"]: far_ids(end, node) for node in nodes}

    def check(self) -> None:
        for end in self.ends:
            assert self.read(end) == self.connected(end)


def far_ids(end: End, node: dict[str, Any]) -> set[str]:
    if end.is_to_one:
        return {node[end.name]["id"]} if node[end.name] else set()
    return {edge["node"]["id"] for edge in node[end.name]["edges"]}


class Impossible(Exception):
    """What the API has to refuse."""


def expected(ground: Ground, end: End, owners: list[str], given: dict[str, Any]) -> dict[str, set[str]]:
    """What is connected after all owners are given the same. Raises Impossible."""
    after = {own: set(others) for own, others in ground.connected(end).items()}
    if end.is_from_one and not end.holds_key and len(owners) > 1 and given.keys() & {"connect", "set"}:
        raise Impossible  # one record cannot be connected to several
    for own in owners:
        mine = after.setdefault(own, set())
        if end.is_to_one:
            wanted = {given["connect"]["id"]} if "connect" in given else set()
        elif "set" in given:
            wanted = {item["id"] for item in given["set"]}
        else:
            wanted = mine | {item["id"] for item in given.get("connect", ())}
            wanted -= {item["id"].lower() for item in given.get("disconnect", ())}
        if end.is_from_one:
            for other, theirs in after.items():
                if other != own and theirs & wanted:
                    if end.is_to_one and end.holds_key:
                        raise Impossible  # the key is unique, and another record has it
                    theirs -= wanted
        mine.clear()
        mine.update(wanted)
    return after


@st.composite
def givens(draw: st.DrawFn, end: End, ids: list[str]) -> dict[str, Any]:
    """What a relation may be given."""
    some = st.lists(st.sampled_from(ids), max_size=4).map(lambda chosen: [{"id": each} for each in chosen])
    if end.is_to_one:
        return draw(
            st.one_of(st.sampled_from(ids).map(lambda own: {"connect": {"id": own}}), st.just({"disconnect": True}))
        )
    if draw(st.booleans()):
        return {"set": draw(some)}
    chosen = draw(st.lists(st.sampled_from(ids), max_size=4))
    place = draw(st.integers(0, len(chosen)))
    gone = [each for each in chosen[place:] if each not in chosen[:place]]
    parts = {
        "connect": [{"id": each} for each in chosen[:place]],
        "disconnect": [{"id": each.upper()} for each in gone],
    }
    return draw(st.sampled_from([parts, {"connect": parts["connect"]}, {"disconnect": parts["disconnect"]}]))


def write(ground: Ground, verb: str, end: End, owners: list[str], given: dict[str, Any]) -> list[str]:
    """One write by one door; the ids of what was written."""
    house, plural, type_name, inner = ground.house, PLURALS[end.of], end.type_name, {end.name: given}
    many = plural[0].upper() + plural[1:]
    read = f"{end.name} {{ id }}" if end.is_to_one else f"{end.name}(first: 100) {{ edges {{ node {{ id }} }} }}"
    if verb == "create":
        query = f"mutation ($d: {type_name}CreateInput!) {{ made: create{type_name}(data: $d) {{ id {read} }} }}"
        made = [house.data(query, {"d": {"name": "new", **inner}})["made"]]
    elif verb == "createMany":
        query = f"mutation ($d: [{type_name}CreateInput!]!) {{ made: create{many}(data: $d) {{ id {read} }} }}"
        made = house.data(query, {"d": [{"name": "other"}, inner]})["made"]
        assert far_ids(end, made[0]) == set()
    elif verb == "update":
        query = f"mutation ($id: ID!, $d: {type_name}UpdateInput!) {{ made: update{type_name}(id: $id, data: $d) {{ id }} }}"
        made = [house.data(query, {"id": owners[0], "d": inner})["made"]]
    elif verb == "updateMany":
        query = f"mutation ($ids: [ID!]!, $d: {type_name}UpdateInput!) {{ made: update{many}(ids: $ids, data: $d) {{ id {read} }} }}"
        made = house.data(query, {"ids": owners, "d": inner})["made"]
    elif verb == "post":
        made = [json.loads(house.run(house.rest.create_record(house.caller, plural, inner, "")))["data"]]
    else:
        call = house.rest.update_record(house.caller, plural, owners[0], {"name": "changed", **inner}, "depth=1")
        made = [json.loads(house.run(call))["data"]]
    return [each["id"] for each in made]


@pytest.mark.parametrize("kind", PAIRS)
@examples(15)
@given(data=st.data())
def test_any_sequence_of_writes_leaves_what_sets_of_pairs_say(
    house: RelationHouse, kind: str, data: st.DataObject
) -> None:
    ground = Ground(house, PAIRS[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        end = data.draw(st.sampled_from(ground.ends))
        given_ = data.draw(givens(end, ground.ids[end.target][:COUNT]))
        verb = data.draw(st.sampled_from(["create", "createMany", "update", "updateMany", "post", "patch"]))
        owners: list[str] = []
        if verb in ("update", "patch"):
            owners = [data.draw(st.sampled_from(ground.ids[end.of]))]
        elif verb == "updateMany":
            owners = data.draw(st.lists(st.sampled_from(ground.ids[end.of]), min_size=2, max_size=3, unique=True))
        before = set(ground.ids[end.of])
        try:
            wanted = expected(ground, end, owners or ["new"], given_)
        except Impossible:
            with pytest.raises((Refused, ApiError)):
                write(ground, verb, end, owners, given_)
        else:
            made = write(ground, verb, end, owners, given_)
            new = [own for own in made if own not in before]
            ground.ids[end.of] += new
            if "new" in wanted:
                wanted[made[-1]] = wanted.pop("new")
            ground.put(end, wanted)
        ground.check()
