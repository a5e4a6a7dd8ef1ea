"""Documents that are long, wide or deep, and aliases that Postgres would cut or that are names of ours."""

from typing import Any

import pytest

from tests.query.house import House, Refused

# The longest that Postgres keeps, and two that it would make one of.
KEPT = "k" * 63
CUT = ["c" * 70 + "1", "c" * 70 + "2"]
SIXTY = " ".join(f"{'f' * 70}{number}: name" for number in range(60))


@pytest.fixture(scope="module")
def company(house: House) -> str:
    """A company with two people, of whom one is the contact of two deals."""
    revenue = {"amountMicros": 5, "currencyCode": "EUR"}
    (own,) = house.make("Company", "Companies", {"name": "Acme", "annualRecurringRevenue": revenue})
    names = [{"firstName": first, "lastName": "X"} for first in ("Ann", "Bob")]
    ann, _ = house.make("Person", "People", *({"name": name, "companyId": own} for name in names))
    deals = [{"name": name, "companyId": own, "pointOfContactId": ann} for name in ("d1", "d2")]
    house.make("Opportunity", "Opportunities", *deals)
    return own


def long_record(own: str) -> str:
    """All that a company can have, under aliases that are cut, on every level."""
    a, b = CUT
    return f"""
      {KEPT}: name {a}: name {b}: employees id
      {a}r: annualRecurringRevenue {{ {a}: amountMicros {b}: currencyCode {KEPT}: __typename }}
      {a}p: people(first: 1) {{
        {a}: totalCount {b}: pageInfo {{ {a}: hasNextPage {b}: hasPreviousPage }}
        {a}e: edges {{ {b}: node {{ {a}: name {{ {b}: firstName }} {b}: company {{ {a}: id {b}: {own} }} }} }}
      }}"""


def long_answer(own: str) -> dict[str, Any]:
    a, b = CUT
    return {
        KEPT: "Acme",
        a: "Acme",
        b: None,
        "id": own,
        f"{a}r": {a: 5, b: "EUR", KEPT: "Currency"},
        f"{a}p": {
            a: 2,
            b: {a: True, b: False},
            f"{a}e": [{b: {a: {b: "Ann"}, b: {a: own, b: "Acme"}}}],
        },
    }


def test_long_aliases_on_every_level(house: House, company: str) -> None:
    record = long_record("name")
    one = house.data(f"query ($id: ID!) {{ {CUT[0]}: company(id: $id) {{ {record} }} }}", {"id": company})
    assert one == {CUT[0]: long_answer(company)}
    many = house.data(f"{{ companies {{ {CUT[0]}: edges {{ {CUT[1]}: node {{ {record} }} }} {CUT[1]}: totalCount }} }}")
    assert many == {"companies": {CUT[0]: [{CUT[1]: long_answer(company)}], CUT[1]: 1}}


@pytest.mark.parametrize(
    "call",
    [
        "company(id: $id)",
        "company(filter: {id: {eq: $id}})",
        "updateCompany(id: $id, data: {name: $name})",
        "updateCompanies(ids: [$id], data: {name: $name})",
    ],
)
@pytest.mark.parametrize("selection", [f"{CUT[0]}: name {CUT[1]}: id", "long"], ids=["plain", "related"])
def test_long_aliases_of_a_single_record(house: House, company: str, call: str, selection: str) -> None:
    """A record with a long alias is written as JSON by itself, and once was to be made JSON again."""
    selected = long_record("name") if selection == "long" else selection
    kind = "mutation" if call.startswith("update") else "query"
    document = (
        f"{kind} ($id: ID!{', $name: String' if '$name' in call else ''}) {{ {CUT[0]}: {call} {{ {selected} }} }}"
    )
    (found,) = house.data(document, {"id": company, "name": "Acme"}).values()
    wanted = long_answer(company) if selection == "long" else {CUT[0]: "Acme", CUT[1]: company}
    assert found == ([wanted] if "Companies" in call else wanted)


@pytest.mark.parametrize("more", ["", " people { totalCount }"], ids=["plain", "related"])
def test_long_aliases_of_what_is_made_and_deleted(house: House, more: str) -> None:
    alias, other = CUT
    selected = f"{alias}: name {other}: deletedAt{more}"
    made = house.data(f'mutation {{ createNote: createCompany(data: {{name: "n"}}) {{ id {selected} }} }}')[
        "createNote"
    ]
    assert (made[alias], made[other]) == ("n", None)
    query = f"mutation ($id: ID!) {{ {other}: deleteCompany(id: $id) {{ {selected} }} }}"
    gone = house.data(query, {"id": made["id"]})[other]
    assert gone[alias] == "n"
    assert gone[other].endswith("Z")
    with pytest.raises(Refused) as refused:
        house.data(query, {"id": made["id"]})
    assert refused.value.errors[0]["path"] == [other]
    assert refused.value.errors[0]["extensions"]["code"] == "NOT_FOUND"


def test_sixty_long_aliases_in_lists_within_lists(house: House, company: str) -> None:
    """More than functions of Postgres take arguments in pairs."""
    wanted = {f"{'f' * 70}{number}": "Acme" for number in range(60)}
    inner = f"people {{ edges {{ node {{ company {{ {SIXTY} }} }} }} }}"
    found = house.data(f"{{ companies {{ edges {{ node {{ {SIXTY} {inner} }} }} }} }}")["companies"]["edges"][0]["node"]
    assert found.pop("people") == {"edges": [{"node": {"company": wanted}}] * 2}
    assert found == wanted


@pytest.mark.parametrize("prefix", ["f", "f" * 100], ids=["short", "long"])
def test_as_many_fields_as_a_document_may_have(house: House, company: str, prefix: str) -> None:
    fields = " ".join(f"{prefix}{number}: name" for number in range(990))
    found = house.data(f"query ($id: ID!) {{ company(id: $id) {{ {fields} }} }}", {"id": company})["company"]
    assert found == {f"{prefix}{number}": "Acme" for number in range(990)}


def test_all_fields_of_all_objects(house: House, company: str) -> None:
    """Every field and composite once, every relation with an id."""
    document = house.document()
    roots = []
    for of in document["objects"]:
        fields = [
            f"{field['name']} {{ {' '.join(column['part'] for column in field['columns'])} __typename }}"
            if field["columns"][0]["part"]
            else field["name"]
            for field in of["fields"]
        ]
        relations = [
            f"{each['name']} {{ id }}"
            if each["kind"] == "MANY_TO_ONE"
            else f"{each['name']} {{ totalCount edges {{ node {{ id }} cursor }} }}"
            for each in of["relations"]
        ]
        roots.append(f"{of['namePlural']} {{ edges {{ node {{ {' '.join([*fields, *relations])} }} }} }}")
    found = house.data(f"{{ {' '.join(roots)} }}")
    for of in document["objects"]:
        names = [each["name"] for each in (*of["fields"], *of["relations"])]
        nodes = [edge["node"] for edge in found[of["namePlural"]]["edges"]]
        assert all(list(node) == names for node in nodes)
        assert nodes or of["nameSingular"] not in ("company", "person", "opportunity", "workspaceMember")


def test_one_relation_twice_with_other_arguments(house: House, company: str) -> None:
    query = """query ($id: ID!) { company(id: $id) {
      some: people(filter: {name: {firstName: {eq: "Bob"}}}) { totalCount edges { node { name { firstName } } } }
      last: people(last: 1) { totalCount pageInfo { hasPreviousPage } edges { node { name { firstName } } } }
      turned: people(orderBy: {name: {firstName: Desc}}, first: 1) { edges { node { name { firstName } } } }
      people { edges { node { id } } }
    } }"""
    found = house.data(query, {"id": company})["company"]
    bob = [{"node": {"name": {"firstName": "Bob"}}}]
    assert found["some"] == {"totalCount": 1, "edges": bob}
    assert found["last"] == {"totalCount": 2, "pageInfo": {"hasPreviousPage": True}, "edges": bob}
    assert found["turned"] == {"edges": bob}
    assert len(found["people"]["edges"]) == 2


def test_pages_of_lists_within_lists(house: House, company: str) -> None:
    """A cursor of an inner list leads on in it, and in that of any other record."""
    query = """query ($after: String) { companies { edges { node {
      people(first: 1, after: $after) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
        edges { cursor node { name { firstName } opportunities(first: 1) {
          totalCount pageInfo { hasNextPage endCursor } edges { cursor node { name company { people { totalCount } } } }
        } } }
      } } } } }"""

    def people(after: str | None) -> Any:
        (edge,) = house.data(query, {"after": after})["companies"]["edges"]
        return edge["node"]["people"]

    first = people(None)
    assert [edge["node"]["name"]["firstName"] for edge in first["edges"]] == ["Ann"]
    assert first["totalCount"] == 2
    assert first["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "endCursor": first["edges"][0]["cursor"],
    }
    deals = first["edges"][0]["node"]["opportunities"]
    assert deals["totalCount"] == 2
    assert deals["pageInfo"] == {"hasNextPage": True, "endCursor": deals["edges"][0]["cursor"]}
    assert deals["edges"][0]["node"] == {"name": "d1", "company": {"people": {"totalCount": 2}}}
    second = people(first["pageInfo"]["endCursor"])
    assert [edge["node"]["name"]["firstName"] for edge in second["edges"]] == ["Bob"]
    assert second["totalCount"] == 2
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert second["edges"][0]["node"]["opportunities"] == {
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "endCursor": None},
        "edges": [],
    }


def test_fourteen_levels(house: House, company: str) -> None:
    """A list in a record in a list and so on, as deep as a document may be."""
    lists = ["companies", "edges", "node", "people", "edges", "node", "company", "people", "edges", "node", "company",
             "opportunities", "edges", "node"]  # fmt: skip
    begin = " { __typename ".join(lists)
    value: Any = house.data(f"{{ {begin} {{ __typename {'}' * (len(lists) + 1)}")
    for level, name in enumerate(lists):
        value = value[name]
        if isinstance(value, list):
            assert value
            value = value[0]
        assert "__typename" in value, level
    assert value == {"__typename": "Opportunity"}


def test_a_page_size_is_checked_where_no_row_is_asked_for(house: House, company: str) -> None:
    for arguments, name in (("first: -1", "first"), ("last: 0", "last"), ("first: 1001", "first")):
        for selection in ("totalCount", "__typename"):
            with pytest.raises(Refused) as refused:
                house.data(f"{{ companies({arguments}) {{ {selection} }} }}")
            assert refused.value.fields == [name]
            with pytest.raises(Refused) as refused:
                house.data(f"{{ companies {{ edges {{ node {{ people({arguments}) {{ {selection} }} }} }} }} }}")
            assert refused.value.fields == [f"people.{name}"]


def test_a_cursor_is_checked_where_no_row_is_asked_for(house: House, company: str) -> None:
    with pytest.raises(Refused) as refused:
        house.data('{ companies(after: "x") { totalCount } }')
    assert refused.value.fields == ["after"]
