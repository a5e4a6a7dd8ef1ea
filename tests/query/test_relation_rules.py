"""What writes through relations refuse and what they leave alone, by both doors; records that are deleted for good, and
objects that can only be read."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.errors import Conflict, InvalidInput, MethodNotAllowed, NotFound
from app.model.load import read_model
from app.rest.openapi import build_document
from tests.cluster import Database
from tests.openapi import Judge
from tests.query.house import Refused
from tests.query.relation_world import RelationHouse
from tests.workspaces import Workspace

NOBODY = "01890a5d-ac96-774b-bcce-b302099a8057"
PLURALS = {"author": "Authors", "book": "Books", "tag": "Tags", "profile": "Profiles", "badge": "Badges"}


@pytest.fixture(scope="module")
def house(database: Database, workspace: Workspace) -> Iterator[RelationHouse]:
    made = RelationHouse(database, workspace)
    yield made
    made.close()


def create(house: RelationHouse, of: str, /, **data: Any) -> str:
    query = f"mutation ($d: {of.capitalize()}CreateInput!) {{ made: create{of.capitalize()}(data: $d) {{ id }} }}"
    own: str = house.data(query, {"d": data})["made"]["id"]
    return own


def update(house: RelationHouse, of: str, own: str, /, **data: Any) -> dict[str, Any]:
    type_name = of.capitalize()
    query = f"mutation ($i: ID!, $d: {type_name}UpdateInput!) {{ made: update{type_name}(id: $i, data: $d) {{ id }} }}"
    made: dict[str, Any] = house.data(query, {"i": own, "d": data})["made"]
    return made


def patch(house: RelationHouse, of: str, own: str, /, **data: Any) -> dict[str, Any]:
    call = house.rest.update_record(house.caller, PLURALS[of].lower(), own, data, "")
    made: dict[str, Any] = json.loads(house.run(call))["data"]
    return made


def post(house: RelationHouse, of: str, /, **data: Any) -> dict[str, Any]:
    call = house.rest.create_record(house.caller, PLURALS[of].lower(), data, "")
    made: dict[str, Any] = json.loads(house.run(call))["data"]
    return made


def ids(*given: str) -> list[dict[str, str]]:
    return [{"id": each} for each in given]


def names(house: RelationHouse, name: str, own: str, relation: str) -> list[str]:
    query = f"query ($i: ID!) {{ one: {name}(id: $i) {{ far: {relation} {{ edges {{ node {{ name }} }} }} }} }}"
    return [edge["node"]["name"] for edge in house.data(query, {"i": own})["one"]["far"]["edges"]]


# --- what is refused -------------------------------------------------------------------------------------------------


def refusals(live: str, gone: str) -> list[tuple[str, dict[str, Any], str, str]]:
    """Of a book: what is sent, the field that is named, and a part of what is said."""
    return [
        ("unknown", {"tags": {"connect": ids(live, NOBODY)}}, "tags.connect.1.id", f"There is no tag with the id {NOBODY}"),
        ("unknown to disconnect", {"tags": {"disconnect": ids(NOBODY)}}, "tags.disconnect.0.id", "There is no tag"),
        ("unknown to set", {"tags": {"set": ids(NOBODY)}}, "tags.set.0.id", "There is no tag"),
        ("unknown sequel", {"sequels": {"connect": ids(NOBODY)}}, "sequels.connect.0.id", "There is no book"),
        ("unknown sequels", {"sequels": {"set": ids(NOBODY)}}, "sequels.set.0.id", "There is no book"),
        ("deleted author", {"author": {"connect": {"id": gone}}}, "author.connect.id", f"There is no author with the id {gone}"),
        ("unknown author", {"author": {"connect": {"id": NOBODY}}}, "author.connect.id", "There is no author"),
        ("deleted credit", {"creditedAuthors": {"connect": ids(gone)}}, "creditedAuthors.connect.0.id", "There is no author"),
        ("both", {"author": {"disconnect": True}, "authorId": None}, "author", "authorId is given as well: leave out one"),
        ("two actions", {"author": {"disconnect": True, "connect": {"id": NOBODY}}}, "author", "exclude one another"),
        ("false", {"author": {"disconnect": False}}, "author.disconnect", "true, or leave it out; not false"),
        ("null", {"author": None}, "author", "connect"),
        ("null action", {"author": {"connect": None}}, "author.connect", "null is not a record's id"),
        ("null list", {"tags": {"connect": None}}, "tags.connect", "null is not a list"),
        ("nothing", {"tags": {}}, "tags", "says nothing to do; it takes connect or disconnect or set"),
        ("set and connect", {"tags": {"set": [], "connect": []}}, "tags.set", "goes alone"),
        ("no uuid", {"tags": {"set": ids("x")}}, "tags.set.0.id", "'x' is not a uuid"),
        ("in both", {"tags": {"connect": ids(live), "disconnect": ids(live.upper())}}, "tags.disconnect.0.id", "is in connect as well"),
        ("too many", {"tags": {"connect": ids(*[live] * 1_001)}}, "", "connects and disconnects 1,001 records; at most 1,000"),
        ("more fields", {"reviewers": {"connect": ids(live)}}, "reviewers.connect", "a review needs text as well: create a review instead"),
    ]  # fmt: skip


REFUSALS = [each[0] for each in refusals("x", "y")]


@pytest.mark.parametrize("case", REFUSALS)
@pytest.mark.parametrize("door", ["graphql", "rest"])
@pytest.mark.parametrize("is_new", [True, False], ids=["create", "update"])
def test_what_is_refused_is_named_and_nothing_is_half_done(
    house: RelationHouse, case: str, door: str, is_new: bool
) -> None:
    tag, gone = create(house, "tag", name="live"), create(house, "author", name="gone")
    house.data("mutation ($i: ID!) { deleteAuthor(id: $i) { id } }", {"i": gone})
    book = create(house, "book", name="before", tags={"connect": ids(tag)})
    given, field, message = next(each[1:] for each in refusals(tag, gone) if each[0] == case)
    before = house.sql("select name, author_id, updated_at from {}.book order by id")
    data = {"name": "after", **given}
    if door == "graphql":
        with pytest.raises(Refused) as refused:
            create(house, "book", **data) if is_new else update(house, "book", book, **data)
        (error,) = refused.value.errors
        details = error["extensions"]["details"]
        assert error["extensions"]["code"] == "VALIDATION_ERROR"
        assert error["path"] == ["made"]
        label = "data"
    else:
        with pytest.raises(InvalidInput) as raised:
            post(house, "book", **data) if is_new else patch(house, "book", book, **data)
        details = [{"field": each.field, "message": each.message} for each in raised.value.details]
        label = ""
    at = ".".join(part for part in (label, field) if part) or "body"
    assert [detail["field"] for detail in details] == [at]
    assert message in details[0]["message"]
    assert house.sql("select name, author_id, updated_at from {}.book order by id") == before
    assert names(house, "book", book, "tags") == ["live"]


@pytest.mark.parametrize("value", ["x", 7, [], True, ids(NOBODY)], ids=str)
def test_what_is_no_object_of_a_body(house: RelationHouse, value: Any) -> None:
    book = create(house, "book", name="a")
    with pytest.raises(InvalidInput, match=r"author: a relation: set by its id, authorId, or by an object such as"):
        patch(house, "book", book, author=value)
    with pytest.raises(InvalidInput, match=r"tags: a relation: an object such as"):
        patch(house, "book", book, tags=value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"tags": {"attach": []}}, "tags.attach: unknown; tags takes connect or disconnect or set"),
        ({"author": {"set": []}}, "author.set: unknown; author takes connect or disconnect"),
        ({"tags": {"set": [{"name": "x"}]}}, "tags.set.0.name: unknown; a record is named by its id"),
        ({"tags": {"set": ["x"]}}, "tags.set.0: 'x' is not a record's id such as"),
        ({"tags": {"set": {"id": NOBODY}}}, "tags.set: an object is not a list such as"),
        ({"tags": {"set": [{}]}}, "tags.set.0.id: null is not a uuid"),
    ],
    ids=str,
)
def test_names_in_a_body_that_are_wrong(house: RelationHouse, data: dict[str, Any], message: str) -> None:
    book = create(house, "book", name="a")
    with pytest.raises(InvalidInput) as raised:
        patch(house, "book", book, **data)
    assert raised.value.message.startswith(message)


def test_a_record_that_has_one_at_the_far_end_is_not_connected_to_several(house: RelationHouse) -> None:
    book, profile = create(house, "book", name="b"), create(house, "profile", name="p")
    owners = [create(house, "author", name="a"), create(house, "author", name="b")]
    change = "mutation ($i: [ID!]!, $d: AuthorUpdateInput!) { updateAuthors(ids: $i, data: $d) { id } }"
    batch = "mutation ($d: [AuthorCreateInput!]!) { createAuthors(data: $d) { id } }"
    for given, at in [
        ({"books": {"connect": ids(book)}}, "books.connect"),
        ({"books": {"set": ids(book)}}, "books.set"),
        ({"profile": {"connect": {"id": profile}}}, "profile.connect"),
    ]:
        with pytest.raises(Refused, match="one record at the far end has one author only") as refused:
            house.data(change, {"i": owners, "d": given})
        assert refused.value.fields == [f"data.{at}"]
        with pytest.raises(
            Refused, match=r"the same record is in data\.0\.\S+ as well, and it has one author"
        ) as refused:
            house.data(batch, {"d": [given, given]})
        assert refused.value.fields[0].startswith(f"data.1.{at}")
    assert house.sql("select author_id from {}.book where id = %s", book) == [(None,)]


def test_a_batch_connects_a_bounded_number_of_records(house: RelationHouse) -> None:
    tag = create(house, "tag", name="t")
    batch = "mutation ($d: [BookCreateInput!]!) { createBooks(data: $d) { id } }"
    given = {"tags": {"connect": ids(*[tag] * 1_000)}}
    with pytest.raises(Refused, match="over 10,000 records, the limit"):
        house.data(batch, {"d": [given] * 11})
    assert len(house.data(batch, {"d": [given] * 10})["createBooks"]) == 10


def test_a_key_that_cannot_be_null_is_not_taken_away(house: RelationHouse) -> None:
    author, other = create(house, "author", name="a"), create(house, "author", name="b")
    badge = create(house, "badge", name="x", author={"connect": {"id": author}})
    for given in ({"disconnect": ids(badge)}, {"set": []}):
        with pytest.raises(
            Refused, match="a badge cannot be without authorId: connect it to another author, or delete it"
        ):
            update(house, "author", author, badges=given)
    update(house, "author", other, badges={"connect": ids(badge)})
    assert names(house, "author", other, "badges") == ["x"]
    assert names(house, "author", create(house, "author", name="c", badges={"set": ids(badge)}), "badges") == ["x"]
    for given in ({"author": {"disconnect": True}}, {}):
        with pytest.raises(Refused) as refused:
            create(house, "badge", name="y", **given)
        assert refused.value.errors[0]["message"] == "data.authorId: must not be null"
    with pytest.raises(InvalidInput, match="authorId: required"):
        post(house, "badge", name="y")
    post(house, "badge", name="z", author={"connect": {"id": author}})
    assert names(house, "author", author, "badges") == ["z"]


def test_one_to_one_from_the_end_with_the_key_takes_nothing_away_from_others(house: RelationHouse) -> None:
    author = create(house, "author", name="a")
    create(house, "profile", name="first", author={"connect": {"id": author}})
    second = create(house, "profile", name="second")
    with pytest.raises(Conflict) as raised:
        patch(house, "profile", second, author={"connect": {"id": author}})
    assert raised.value.details[0].field == "authorId"


def test_a_mention_is_of_one_of_both(house: RelationHouse) -> None:
    """One nullable key each, and a check: the error names both, below what was written."""
    author, book = create(house, "author", name="a"), create(house, "book", name="b")
    mention = create(house, "mention", name="m", author={"connect": {"id": author}})
    for name, own, given, at in [
        ("mention", mention, {"book": {"connect": {"id": book}}}, "data"),
        ("book", book, {"mentions": {"connect": ids(mention)}}, "data.mentions"),
    ]:
        with pytest.raises(Refused, match="these values are not allowed together") as refused:
            update(house, name, own, **given)
        assert refused.value.fields == [f"{at}.authorId", f"{at}.bookId"]
    assert names(house, "author", author, "mentions") == ["m"]
    update(house, "mention", mention, author={"disconnect": True}, book={"connect": {"id": book}})
    assert names(house, "author", author, "mentions") == []
    assert names(house, "book", book, "mentions") == ["m"]


# --- what is left alone ----------------------------------------------------------------------------------------------


def test_updated_at_is_of_those_that_moved(house: RelationHouse) -> None:
    author = create(house, "author", name="a")
    books = [create(house, "book", name=name, authorId=author) for name in ("stays", "goes")]
    books.append(create(house, "book", name="comes"))
    moments = dict(house.sql("select id::text, updated_at from {}.book where id = any(%s::uuid[])", books))
    update(house, "author", author, books={"set": ids(books[0], books[2])})
    after = dict(house.sql("select id::text, updated_at from {}.book where id = any(%s::uuid[])", books))
    assert [after[own] > moments[own] for own in books] == [False, True, True]
    assert names(house, "author", author, "books") == ["stays", "comes"]


def test_links_of_an_object_are_records_of_it(house: RelationHouse) -> None:
    """They are made with all that records have, once however often they are asked for, and are deleted softly."""
    author, book = create(house, "author", name="a"), create(house, "book", name="b")
    link = "select part, created_by_source, deleted_at is null from {}.credit where author_id = %s order by id"
    for _ in range(2):
        update(house, "author", author, creditedBooks={"connect": ids(book, book)})
    assert house.sql(link, author) == [(None, "API", True)]
    house.sql("insert into {}.credit (author_id, book_id, part) values (%s, %s, 'twice')", author, book)
    assert names(house, "author", author, "creditedBooks") == ["b"]
    update(house, "book", book, creditedAuthors={"disconnect": ids(author)})
    assert [row[2] for row in house.sql(link, author)] == [False, False]
    assert names(house, "author", author, "creditedBooks") == []
    update(house, "author", author, creditedBooks={"set": ids(book)})
    assert [row[2] for row in house.sql(link, author)] == [False, False, True]


def test_links_that_need_more_fields_can_be_ended(house: RelationHouse) -> None:
    author, book = create(house, "author", name="a"), create(house, "book", name="b")
    house.sql("insert into {}.review (author_id, book_id, text) values (%s, %s, 'good')", author, book)
    assert names(house, "book", book, "reviewers") == ["a"]
    update(house, "book", book, reviewers={"disconnect": ids(author)})
    assert names(house, "book", book, "reviewers") == []


def test_records_of_a_batch_are_each_connected_to_their_own(house: RelationHouse) -> None:
    """By a key, by its relation, or not at all; what some lack keeps its default."""
    one, two = create(house, "author", name="one"), create(house, "author", name="two")
    tags = [create(house, "tag", name=name) for name in "xyz"]
    query = """mutation ($d: [BookCreateInput!]!) { createBooks(data: $d) {
      author { name } tags { edges { node { name } } } sequels { edges { node { name } } } } }"""
    sequels = [create(house, "book", name="s1"), create(house, "book", name="s2")]
    made = house.data(
        query,
        {
            "d": [
                {"authorId": one, "tags": {"connect": ids(tags[0])}},
                {"author": {"connect": {"id": two}}, "sequels": {"set": ids(sequels[1])}},
                {"author": {"disconnect": True}, "tags": {"set": ids(*tags)}},
                {"tags": {"disconnect": ids(tags[0])}, "sequels": {"connect": ids(sequels[0])}},
                {},
            ]
        },
    )["createBooks"]
    far = [[edge["node"]["name"] for edge in each["tags"]["edges"]] for each in made]
    assert far == [["x"], [], ["x", "y", "z"], [], []]
    assert [(each["author"] or {}).get("name") for each in made] == ["one", "two", None, None, None]
    assert [[e["node"]["name"] for e in each["sequels"]["edges"]] for each in made] == [[], ["s2"], [], ["s1"], []]


def test_variables_anywhere_in_it(house: RelationHouse) -> None:
    tags = [create(house, "tag", name=name) for name in "xy"]
    book = create(house, "book", name="b")
    query = """mutation ($book: ID!, $tag: ID!, $more: [RecordIdInput!], $rest: ToManyRelationInput) {
      updateBook(id: $book, data: {tags: {connect: [{id: $tag}], disconnect: $more}, sequels: $rest}) {
        tags { edges { node { name } } } } }"""
    given: dict[str, Any] = {"book": book, "tag": tags[0]}
    for variables, wanted in [
        (given, ["x"]),
        ({**given, "tag": tags[1]}, ["x", "y"]),
        ({**given, "tag": tags[1], "more": ids(tags[0])}, ["y"]),
        ({**given, "more": [], "rest": {"set": []}}, ["x", "y"]),
    ]:
        edges = house.data(query, variables)["updateBook"]["tags"]["edges"]
        assert [edge["node"]["name"] for edge in edges] == wanted


def test_a_statement_has_the_same_text_whatever_the_number_of_records(house: RelationHouse) -> None:
    tags = [create(house, "tag", name=f"{number}") for number in range(5)]
    book = create(house, "book", name="b")
    query = "mutation ($i: ID!, $d: BookUpdateInput!) { updateBook(id: $i, data: $d) { tags { totalCount } } }"
    texts = set()
    for given in ([], tags[:1], tags):
        segment = house.segment(query, {"i": book, "d": {"name": "c", "tags": {"connect": ids(*given)}}})
        texts.add(tuple(call.text for call in segment.calls))
    # enter, the write, the links, the read
    assert [len(each) for each in texts] == [4]
    plain = house.segment('mutation ($i: ID!) { updateBook(id: $i, data: {name: "d"}) { name } }', {"i": book})
    assert len(plain.calls) == 2


def test_of_two_that_set_at_once_the_last_one_has_the_last_word(house: RelationHouse, database: Database) -> None:
    """Also where no column of the record is written: it waits, else the links of both would be there."""
    mine, theirs = create(house, "tag", name="mine"), create(house, "tag", name="theirs")
    book = create(house, "book", name="b")
    waits = "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' and query like '%%book%%'"

    async def change() -> None:
        given = {"tags": {"set": ids(mine)}}
        call = asyncio.ensure_future(house.rest.update_record(house.caller, "books", book, given, ""))
        while not call.done() and not house.sql(waits)[0][0]:
            await asyncio.wait([call], timeout=0.01)
        other.commit()
        await call

    with psycopg.connect(database.owner_dsn) as other:
        schema = house.workspace.schema
        other.execute(f'select from "{schema}".book where id = %s for no key update'.encode(), [book])
        other.execute(f'insert into "{schema}".book_tags values (%s, %s)'.encode(), [book, theirs])
        house.run(change())
    assert names(house, "book", book, "tags") == ["mine"]


def test_links_through_a_hidden_object_are_read_and_not_written(house: RelationHouse) -> None:
    author, book = create(house, "author", name="a"), create(house, "book", name="b")
    update(house, "author", author, creditedBooks={"connect": ids(book)})
    hide = "select metadata.update_object(%s)"
    house.sql(hide, json.dumps({"id": house.ids["credit"], "isActive": False}))
    try:
        assert names(house, "author", author, "creditedBooks") == ["b"]
        query = '{ authors(filter: {creditedBooks: {name: {eq: "b"}}}) { edges { node { id } } } }'
        assert {"node": {"id": author}} in house.data(query)["authors"]["edges"]
        with pytest.raises(InvalidInput, match="creditedBooks: a relation to what cannot be written; leave it out"):
            patch(house, "author", author, creditedBooks={"set": []})
        with pytest.raises(Refused, match="Field 'creditedBooks' doesn't exist on type 'AuthorUpdateInput'"):
            update(house, "author", author, creditedBooks={"set": []})
    finally:
        house.sql(hide, json.dumps({"id": house.ids["credit"], "isActive": True}))


def test_a_record_that_is_not_there_connects_nothing(house: RelationHouse) -> None:
    tag = create(house, "tag", name="t")
    with pytest.raises(Refused) as refused:
        update(house, "book", NOBODY, tags={"connect": ids(tag)})
    assert refused.value.errors[0]["extensions"]["code"] == "NOT_FOUND"
    with pytest.raises(NotFound):
        patch(house, "tag", NOBODY, books={"set": []})


# --- deleted for good, and only to be read ---------------------------------------------------------------------------


def test_a_delete_for_good_answers_what_was_there(house: RelationHouse) -> None:
    one, two, three = (create(house, "tag", name=name) for name in ("one", "two", "three"))
    book = create(house, "book", name="b", tags={"connect": ids(one, two, three)})
    plain = house.data("mutation ($i: ID!) { deleteTag(id: $i) { id name } }", {"i": one})
    assert plain == {"deleteTag": {"id": one, "name": "one"}}
    nested = "mutation ($i: [ID!]!) { deleteTags(ids: $i) { name books { edges { node { name } } } } }"
    with pytest.raises(Refused, match=f"There is no tag with the id {NOBODY}") as refused:
        house.data(nested, {"i": [two, NOBODY]})
    assert refused.value.fields == ["ids"]
    assert names(house, "book", book, "tags") == ["two", "three"]
    was = {"name": "two", "books": {"edges": [{"node": {"name": "b"}}]}}
    assert house.data(nested, {"i": [two, two]}) == {"deleteTags": [was, was]}
    deleted = json.loads(house.run(house.rest.delete_record(house.caller, "tags", three, "")))
    assert deleted == {"data": {"id": three, "deleted": True}}
    assert house.sql("select count(*) from {}.tag where id = any(%s::uuid[])", [one, two, three]) == [(0,)]
    for call in (
        lambda: house.data("mutation ($i: ID!) { deleteTag(id: $i) { books { totalCount } } }", {"i": one}),
        lambda: house.data("mutation ($i: ID!) { deleteTag(id: $i) { id } }", {"i": one}),
        lambda: house.run(house.rest.delete_record(house.caller, "tags", three, "")),
    ):
        with pytest.raises((Refused, NotFound), match="There is no tag with the id"):
            call()


def test_what_others_refer_to_is_not_deleted_for_good(house: RelationHouse) -> None:
    tag = create(house, "tag", name="kept")
    house.sql("create table if not exists {}.sticker (tag_id uuid references {}.tag on delete restrict)")
    house.sql("insert into {}.sticker values (%s)", tag)
    try:
        for selection in ("id", "books { totalCount }"):
            with pytest.raises(Refused) as refused:
                house.data(f"mutation ($i: ID!) {{ deleteTag(id: $i) {{ {selection} }} }}", {"i": tag})
            (error,) = refused.value.errors
            assert error["extensions"]["code"] == "CONFLICT"
            assert error["message"] == "id: other records refer to this one; change or delete those first"
        with pytest.raises(Conflict):
            house.run(house.rest.delete_record(house.caller, "tags", tag, ""))
    finally:
        house.sql("drop table {}.sticker")


def test_no_filter_speaks_of_deletion_where_there_is_none(house: RelationHouse) -> None:
    with pytest.raises(Refused, match="deletedAt"):
        house.data("{ tags(filter: {deletedAt: {is: NULL}}) { totalCount } }")
    with pytest.raises(InvalidInput, match="deletedAt"):
        house.listed("tags", "filter[deletedAt][is]=NULL")


def test_what_can_only_be_read_takes_no_writes(house: RelationHouse) -> None:
    book = create(house, "book", name="long", pages=200)
    assert house.data("query ($i: ID!) { shelf(id: $i) { name } }", {"i": book}) == {"shelf": {"name": "long"}}
    mutations = house.data("{ __schema { mutationType { fields { name description } } types { name } } }")["__schema"]
    described = {each["name"]: each["description"] for each in mutations["mutationType"]["fields"]}
    assert not [name for name in described if "Shel" in name]
    assert not [each["name"] for each in mutations["types"] if each["name"] in ("ShelfCreateInput", "ShelfUpdateInput")]
    assert described["deleteTag"] == "Delete a tag: for good, the answer is what it was."
    assert described["deleteTags"] == "Delete several for good, all or none."
    assert described["deleteBook"] == "Delete a book: it gets a deletedAt and is out of sight."
    for call in (
        house.rest.create_record(house.caller, "shelves", {"name": "x"}, ""),
        house.rest.update_record(house.caller, "shelves", book, {"name": "x"}, ""),
        house.rest.delete_record(house.caller, "shelves", book, ""),
    ):
        with pytest.raises(MethodNotAllowed, match="can only be read") as raised:
            house.run(call)
        assert raised.value.allow == "GET, HEAD, OPTIONS"


def test_the_description_of_rest_says_so_too(house: RelationHouse) -> None:
    model = read_model(house.document())
    document = build_document(model, "1")
    assert list(document["paths"]["/rest/shelves"]) == ["get"]
    assert list(document["paths"]["/rest/shelves/{id}"]) == ["parameters", "get"]
    assert "for good" in document["paths"]["/rest/tags/{id}"]["delete"]["description"]
    schemas = document["components"]["schemas"]
    assert "ShelfCreate" not in schemas
    assert "author" not in schemas["BadgeCreate"]["properties"]
    assert schemas["BadgeCreate"]["required"] == ["authorId"]
    described = Judge(document)
    for name, value in [
        ("BookUpdate", {"tags": {"connect": ids(NOBODY), "disconnect": []}, "author": {"disconnect": True}}),
        ("AuthorCreate", {"profile": {"connect": {"id": NOBODY}}, "friends": {"set": ids(NOBODY)}}),
    ]:
        assert described.wrong({"$ref": f"#/components/schemas/{name}"}, value) == []
    for value in ({"tags": {}}, {"tags": ids(NOBODY)}, {"author": {"disconnect": False}}, {"author": NOBODY}):
        assert described.wrong({"$ref": "#/components/schemas/BookUpdate"}, value)
