"""Reads and filters through relations of every kind against an oracle, by both doors."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cluster import Database
from tests.query.examples import examples
from tests.query.oracle import World
from tests.query.relation_world import RelationHouse
from tests.workspaces import Workspace

# Of each object: its plural, its fields to ask for, and its relations with their targets.
PLURALS = {"author": "authors", "book": "books", "tag": "tags", "profile": "profiles", "shelf": "shelves"}
NUMBERS = {"author": "age", "book": "pages", "shelf": "pages"}
TO_ONE = {
    "author": {"mentor": "author", "heir": "author", "heirOf": "author", "profile": "profile"},
    "book": {"author": "author", "sequelTo": "book"},
    "profile": {"author": "author"},
    "tag": {},
    "shelf": {},
}
TO_MANY = {
    "author": {"pupils": "author", "books": "book", "friends": "author", "friendOf": "author", "creditedBooks": "book"},
    "book": {"sequels": "book", "tags": "tag", "creditedAuthors": "author"},
    "tag": {"books": "book"},
    "profile": {},
    "shelf": {},
}
RELATIONS = {name: {**TO_ONE[name], **TO_MANY[name]} for name in TO_ONE}


@pytest.fixture(scope="module")
def house(database: Database, workspace: Workspace) -> Iterator[RelationHouse]:
    made = RelationHouse(database, workspace)
    fill(made)
    yield made
    made.close()


def fill(house: RelationHouse) -> None:
    """Few records with ties and nulls, of which some are deleted, as are some links; some links are there twice."""
    chance = random.Random(5)
    authors, books, tags, profiles = (house.made(name, count) for name, count in COUNTS.items())
    for own in authors:
        mentor = chance.choice([None, *authors])
        house.sql(
            "update {}.author set age = %s, mentor_id = %s where id = %s", chance.choice([None, 30, 40]), mentor, own
        )
    for own, heir in zip(authors[:7], chance.sample(authors, 7), strict=True):
        house.sql("update {}.author set heir_id = %s where id = %s", heir, own)
    for own in books:
        values = (chance.choice([None, 50, 200, 300]), chance.choice([None, *authors]), chance.choice([None, *books]))
        house.sql("update {}.book set pages = %s, author_id = %s, sequel_to_id = %s where id = %s", *values, own)
        for tag in chance.sample(tags, chance.randrange(4)):
            house.sql("insert into {}.book_tags values (%s, %s)", own, tag)
    for own in authors:
        for friend in chance.sample(authors, chance.randrange(4)):
            house.sql("insert into {}.author_friends values (%s, %s)", own, friend)
    for _ in range(30):
        link = (chance.choice([None, *authors]), chance.choice([None, *books]), chance.choice(["now", None, None]))
        house.sql("insert into {}.credit (author_id, book_id, deleted_at) values (%s, %s, %s)", *link)
    for table, ids in (("author", authors), ("book", books), ("profile", profiles)):
        house.sql(f"update {{}}.{table} set deleted_at = now() where id = any(%s)", chance.sample(ids, 3))
    living = [own for (own,) in house.sql("select id from {}.profile where deleted_at is null order by id")]
    for own, author in zip(living, chance.sample(authors, len(living)), strict=True):
        house.sql("update {}.profile set author_id = %s where id = %s", author, own)
    # One that is gone points to an author who has another by now.
    house.sql(
        "update {}.profile set author_id = (select author_id from {}.profile where id = %s) where deleted_at is not null",
        living[0],
    )


COUNTS = {"author": 12, "book": 14, "tag": 6, "profile": 8}


@pytest.fixture(scope="module")
def worlds(house: RelationHouse) -> dict[str, World]:
    """All records and links, as the tables have them."""
    made = {}
    for name in PLURALS:
        columns = {"id": "id::text", "name": "name"}
        columns |= {NUMBERS[name]: NUMBERS[name]} if name in NUMBERS else {}
        columns |= {"deletedAt": "deleted_at"} if name in ("author", "book", "profile") else {}
        rows = house.sql(f"select {', '.join(columns.values())} from {{}}.{name} order by id")
        made[name] = World([dict(zip(columns, row, strict=True)) for row in rows], [], {}, {}, links={})
    keys = {
        ("author", "mentor", "pupils"): "select id, mentor_id from {}.author",
        ("author", "heir", "heirOf"): "select id, heir_id from {}.author",
        ("profile", "author", "profile"): "select id, author_id from {}.profile",
        ("book", "author", "books"): "select id, author_id from {}.book",
        ("book", "sequelTo", "sequels"): "select id, sequel_to_id from {}.book",
        ("book", "tags", "books"): "select book_id, tag_id from {}.book_tags",
        ("author", "friends", "friendOf"): "select from_author_id, to_author_id from {}.author_friends",
        (
            "author",
            "creditedBooks",
            "creditedAuthors",
        ): "select author_id, book_id from {}.credit where deleted_at is null",
    }
    for (near, relation, inverse), query in keys.items():
        far = RELATIONS[near][relation]
        forth: dict[str, set[str]] = {}
        back: dict[str, set[str]] = {}
        for own, other in house.sql(query):
            if own is not None and other is not None:
                forth.setdefault(str(own), set()).add(str(other))
                back.setdefault(str(other), set()).add(str(own))
        made[near].links = {**made[near].links, relation: (made[far], forth)}
        made[far].links = {**made[far].links, inverse: (made[near], back)}
    return made


def at_far_end(world: World, relation: str, own: str, filter_: dict[str, Any]) -> list[str]:
    far, ids = world.links[relation]
    return [record["id"] for record in far.found(filter_) if record["id"] in ids.get(own, ())]


@st.composite
def filters(draw: st.DrawFn, name: str, depth: int = 3) -> dict[str, Any]:
    """Conditions that reach through relations."""
    conditions: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(["name", "number", "deleted", "relation", "relation", "relation", "not", "or"]))
        if kind == "name":
            conditions.append({"name": {"eq": f"{name} {draw(st.integers(0, 5))}"}})
        elif kind == "number" and name in NUMBERS:
            conditions.append({NUMBERS[name]: draw(st.sampled_from([{"gt": 40}, {"is": "NULL"}, {"neq": 50}]))})
        elif kind == "deleted" and name in ("author", "book", "profile"):
            conditions.append({"deletedAt": {"is": draw(st.sampled_from(["NULL", "NOT_NULL"]))}})
        elif kind == "relation" and depth and RELATIONS[name]:
            relation, target = draw(st.sampled_from(sorted(RELATIONS[name].items())))
            conditions.append({relation: draw(filters(target, depth - 1))})
        elif kind == "not" and depth:
            conditions.append({"not": draw(filters(name, depth - 1))})
        elif kind == "or" and depth:
            conditions.append({"or": [draw(filters(name, depth - 1)), draw(filters(name, depth - 1))]})
    return {"and": conditions} if len(conditions) > 1 else conditions[0] if conditions else {}


def listed(house: RelationHouse, name: str, filter_: dict[str, Any]) -> list[str]:
    plural, type_name = PLURALS[name], name.capitalize()
    query = f"query ($f: {type_name}FilterInput) {{ {plural}(filter: $f, first: 100) {{ edges {{ node {{ id }} }} }} }}"
    return [edge["node"]["id"] for edge in house.data(query, {"f": filter_})[plural]["edges"]]


@pytest.mark.parametrize(("name", "relation"), [(name, each) for name in RELATIONS for each in RELATIONS[name]])
def test_through_each_relation_a_filter_finds_what_has_such_a_record(
    house: RelationHouse, worlds: dict[str, World], name: str, relation: str
) -> None:
    target = RELATIONS[name][relation]
    some: set[str] = set()
    for inner in [{}, *({"name": {"eq": f"{target} {number}"}} for number in range(6))]:
        for filter_ in ({relation: inner}, {"not": {relation: inner}}):
            found = listed(house, name, filter_)
            assert found == [record["id"] for record in worlds[name].found(filter_)]
            some.update(found if "not" not in filter_ and inner else ())
            if inner and "not" not in filter_:
                query = f"filter[{relation}.name][eq]={quote_plus(inner['name']['eq'])}&limit=100"
                assert [record["id"] for record in house.listed(PLURALS[name], query)] == found
    assert some, "no record at the far end was found by its name: the test shows nothing"


@examples(150)
@given(data=st.data(), name=st.sampled_from(["author", "book", "tag", "profile"]))
def test_any_filter_through_relations_finds_what_it_means(
    house: RelationHouse, worlds: dict[str, World], data: st.DataObject, name: str
) -> None:
    filter_ = data.draw(filters(name))
    assert listed(house, name, filter_) == [record["id"] for record in worlds[name].found(filter_)]


@pytest.mark.parametrize("name", RELATIONS)
def test_each_record_has_what_stands_at_its_far_ends(house: RelationHouse, worlds: dict[str, World], name: str) -> None:
    """Also those that were deleted themselves; by GraphQL and by depth=1."""
    has_deletes = name in ("author", "book", "profile")
    both = {"or": [{"deletedAt": {"is": "NULL"}}, {"deletedAt": {"is": "NOT_NULL"}}]} if has_deletes else {}
    plural = PLURALS[name]
    asked = [f"{each} {{ id }}" for each in TO_ONE[name]]
    asked += [f"{each}(first: 100) {{ totalCount edges {{ node {{ id }} }} }}" for each in TO_MANY[name]]
    query = f"query ($f: {name.capitalize()}FilterInput) {{ {plural}(filter: $f, first: 100) {{ edges {{ node {{ id {' '.join(asked)} }} }} }} }}"
    edges = house.data(query, {"f": both})[plural]["edges"]
    assert len(edges) == len(worlds[name].records)
    by_rest = {record["id"]: record for record in house.listed(plural, "depth=1&limit=100")}
    for edge in edges:
        node = edge["node"]
        for relation in TO_ONE[name]:
            ids = at_far_end(worlds[name], relation, node["id"], {})
            assert node[relation] == ({"id": ids[0]} if ids else None)
            assert len(ids) < 2
        for relation in TO_MANY[name]:
            ids = at_far_end(worlds[name], relation, node["id"], {})
            assert node[relation] == {"totalCount": len(ids), "edges": [{"node": {"id": each}} for each in ids]}
        record = by_rest.get(node["id"])
        if record is not None:
            for relation in TO_ONE[name]:
                assert (record[relation] or {}).get("id") == (node[relation] or {}).get("id")
            for relation in TO_MANY[name]:
                assert [each["id"] for each in record[relation]] == [
                    each["node"]["id"] for each in node[relation]["edges"]
                ]


PAGES = """
query ($id: ID!, $f: %(type)sFilterInput, $o: [%(type)sOrderByInput!], $first: Int, $after: String, $last: Int, $before: String) {
  one: %(near)s(id: $id) { %(relation)s(filter: $f, orderBy: $o, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } } } }
"""


@examples(60)
@given(
    data=st.data(),
    end=st.sampled_from([("author", each) for each in TO_MANY["author"]] + [("book", "tags"), ("tag", "books")]),
    is_backward=st.booleans(),
)
def test_all_pages_of_a_relation_together_are_what_stands_at_its_far_end(
    house: RelationHouse, worlds: dict[str, World], data: st.DataObject, end: tuple[str, str], is_backward: bool
) -> None:
    near, relation = end
    target = TO_MANY[near][relation]
    own = data.draw(st.sampled_from([record["id"] for record in worlds[near].found({})]))
    filter_ = data.draw(filters(target, 1))
    number = NUMBERS.get(target)
    direction = data.draw(st.sampled_from(["AscNullsFirst", "DescNullsLast"]))
    wanted = at_far_end(worlds[near], relation, own, filter_)
    order: list[dict[str, str]] = []
    if number and data.draw(st.booleans()):
        order = [{number: direction}]
        values = {record["id"]: record[number] for record in worlds[target].records}
        wanted.sort(key=lambda each: (values[each] is not None, values[each] or 0, each))
        if direction == "DescNullsLast":
            wanted.reverse()
    query = PAGES % {"type": target.capitalize(), "near": near, "relation": relation}
    size, cursor, seen = data.draw(st.integers(1, 4)), None, list[str]()
    ahead, behind = ("hasPreviousPage", "hasNextPage") if is_backward else ("hasNextPage", "hasPreviousPage")
    while True:
        page = {"last": size, "before": cursor} if is_backward else {"first": size, "after": cursor}
        answer = house.data(query, {"id": own, "f": filter_, "o": order, **page})["one"][relation]
        ids = [edge["node"]["id"] for edge in answer["edges"]]
        assert answer["totalCount"] == len(wanted)
        assert answer["pageInfo"][behind] is bool(seen)
        seen = ids + seen if is_backward else seen + ids
        assert answer["pageInfo"][ahead] is (len(seen) < len(wanted))
        if not answer["pageInfo"][ahead]:
            break
        cursor = answer["pageInfo"]["startCursor" if is_backward else "endCursor"]
    assert seen == wanted


def test_lists_through_many_to_many_nest(house: RelationHouse, worlds: dict[str, World]) -> None:
    query = """{ tags { edges { node { id books { edges { node { id tags(first: 2) { edges { node { id } } }
      creditedAuthors { edges { node { id friends { edges { node { id } } } } } } } } } } } } }"""
    for edge in house.data(query)["tags"]["edges"]:
        tag = edge["node"]
        assert [each["node"]["id"] for each in tag["books"]["edges"]] == at_far_end(
            worlds["tag"], "books", tag["id"], {}
        )
        for inner in tag["books"]["edges"]:
            book = inner["node"]
            tags = [each["node"]["id"] for each in book["tags"]["edges"]]
            assert tags == at_far_end(worlds["book"], "tags", book["id"], {})[:2]
            for author in (each["node"] for each in book["creditedAuthors"]["edges"]):
                friends = [each["node"]["id"] for each in author["friends"]["edges"]]
                assert friends == at_far_end(worlds["author"], "friends", author["id"], {})
