"""GraphQL mutations: one and many, in the order given, all or nothing, and what a delete hides."""

import uuid
from datetime import datetime
from typing import Any

import psycopg
import pytest

from tests.api.client import Api
from tests.cluster import Database
from tests.workspaces import Workspace

CREATE = "mutation($data: [CompanyCreateInput!]!) { createCompanies(data: $data) { id name employees position } }"
UPDATE = "mutation($ids: [ID!]!, $data: CompanyUpdateInput!) { updateCompanies(ids: $ids, data: $data) { id name employees } }"
DELETE = "mutation($ids: [ID!]!) { deleteCompanies(ids: $ids) { id } }"
BY_ID = "query($id: ID!) { company(id: $id) { id } }"


def person(first: str, **more: Any) -> dict[str, Any]:
    return {"name": {"firstName": first, "lastName": "W"}, **more}


def count(api: Api, name: str) -> int:
    query = "query($name: String) { companies(filter: {name: {eq: $name}}) { totalCount } }"
    return int(api.data(query, {"name": name})["companies"]["totalCount"])


def test_create_one_with_its_relations(api: Api) -> None:
    (company,) = api.make("Company", {"name": "of one"})
    query = """mutation($data: PersonCreateInput!) { createPerson(data: $data) {
        name { firstName } company { name people { totalCount } } createdAt updatedAt deletedAt } }"""
    made = api.data(query, {"data": person("One", companyId=company)})["createPerson"]
    assert made["company"] == {"name": "of one", "people": {"totalCount": 1}}
    assert made["createdAt"] == made["updatedAt"]
    assert made["deletedAt"] is None


def test_who_created_it(api: Api) -> None:
    query = 'mutation { createNote(data: {title: "t"}) { createdBy { source name } } }'
    assert api.data(query)["createNote"]["createdBy"] == {"source": "API", "name": "tests"}


def test_created_by_the_client_with_an_id(api: Api) -> None:
    chosen = str(uuid.uuid4())
    assert api.make("Company", {"id": chosen, "name": "chosen"}) == [chosen]
    refused = api.error(CREATE, {"data": [{"id": chosen, "name": "again"}]})
    assert refused.code == "CONFLICT"
    assert "id" in refused.text


def test_answers_come_in_the_order_given(api: Api) -> None:
    names = [f"n{n * 7 % 50}" for n in range(50)]
    made = api.data(CREATE, {"data": [{"name": name} for name in names]})["createCompanies"]
    assert [record["name"] for record in made] == names
    ids = [record["id"] for record in made][::-1]
    updated = api.data(UPDATE, {"ids": ids, "data": {"employees": 3}})["updateCompanies"]
    assert [(record["id"], record["employees"]) for record in updated] == [(one, 3) for one in ids]
    assert [record["id"] for record in api.data(DELETE, {"ids": ids[::3]})["deleteCompanies"]] == ids[::3]


def test_a_full_batch(api: Api) -> None:
    made = api.data(CREATE, {"data": [{"name": "thousand"}] * 1000})["createCompanies"]
    assert len({record["id"] for record in made}) == 1000
    assert count(api, "thousand") == 1000


def test_partial_keys_in_a_batch_take_defaults(api: Api) -> None:
    create = "mutation($data: [TaskCreateInput!]!) { createTasks(data: $data) { title status position body } }"
    (alone,) = api.data(create, {"data": [{"title": "alone"}]})["createTasks"]
    records = [
        {"title": "a", "status": "DONE", "position": 7},
        {"body": "b", "title": "b"},
        {"title": "c", "status": None},
    ]
    if alone["status"] is not None:
        records.pop()
    made = api.data(create, {"data": records})["createTasks"]
    assert made[0] == {"title": "a", "status": "DONE", "position": 7, "body": None}
    assert made[1]["status"] == alone["status"]
    assert made[1]["position"] is not None
    assert made[1]["position"] != 7
    assert made[1]["body"] == "b"


def test_an_explicit_null_is_null(api: Api) -> None:
    made = api.data(CREATE, {"data": [{"name": "x", "employees": 5}, {"name": "y", "employees": None}, {"name": "z"}]})
    assert [record["employees"] for record in made["createCompanies"]] == [5, None, None]


def test_update_changes_what_is_named_and_no_more(api: Api) -> None:
    money = {"amountMicros": 5, "currencyCode": "USD"}
    record = {"name": "u", "employees": 1, "industry": "I", "annualRecurringRevenue": money}
    (company,) = api.make("Company", record)
    query = """mutation($id: ID!, $data: CompanyUpdateInput!) { updateCompany(id: $id, data: $data) {
        name employees industry annualRecurringRevenue { amountMicros currencyCode } createdAt updatedAt } }"""

    def update(**changes: Any) -> dict[str, Any]:
        after: dict[str, Any] = api.data(query, {"id": company, "data": changes})["updateCompany"]
        return after

    first = update(employees=2)
    assert first.items() >= {**record, "employees": 2}.items()
    assert datetime.fromisoformat(first["updatedAt"]) > datetime.fromisoformat(first["createdAt"])
    second = update(employees=None)
    assert second.items() >= {**record, "employees": None, "createdAt": first["createdAt"]}.items()
    assert second["updatedAt"] > first["updatedAt"]
    assert update(annualRecurringRevenue={"amountMicros": 6})["annualRecurringRevenue"] == {**money, "amountMicros": 6}
    assert update(annualRecurringRevenue=None)["annualRecurringRevenue"] is None


def test_relations_are_set_moved_and_removed(api: Api) -> None:
    one, two = api.make("Company", {"name": "one"}, {"name": "two"})
    (ann,) = api.make("Person", person("Ann", companyId=one))
    query = """mutation($id: ID!, $company: ID) { updatePerson(id: $id, data: {companyId: $company}) {
        companyId company { name } } }"""
    moved = api.data(query, {"id": ann, "company": two})["updatePerson"]
    assert moved == {"companyId": two, "company": {"name": "two"}}
    assert api.data(query, {"id": ann, "company": None})["updatePerson"] == {"companyId": None, "company": None}


def test_several_mutations_see_one_another_in_order(api: Api) -> None:
    (company,) = api.make("Company", {"name": "before"})
    query = """mutation($id: ID!) {
        a: updateCompany(id: $id, data: {name: "middle"}) { name }
        b: updateCompany(id: $id, data: {employees: 9}) { name employees }
        c: deleteCompany(id: $id) { id }
        d: createCompany(data: {name: "middle"}) { name }
    }"""
    data = api.data(query, {"id": company})
    assert list(data) == ["a", "b", "c", "d"]
    assert data["b"] == {"name": "middle", "employees": 9}
    assert count(api, "middle") == 1


@pytest.mark.parametrize(
    ("last", "code", "names"),
    [
        (
            'last: createPerson(data: {name: {firstName: "D", lastName: "D"}, email: "Taken@Example.com"}) { id }',
            "CONFLICT",
            "email",
        ),
        (
            'last: updateCompany(id: "01890000-0000-7000-8000-000000000000", data: {employees: 1}) { id }',
            "NOT_FOUND",
            "id",
        ),
        ('last: createPerson(data: {companyId: "01890000-0000-7000-8000-000000000000"}) { id }', "", "companyId"),
    ],
)
def test_several_mutations_are_all_or_nothing(api: Api, last: str, code: str, names: str) -> None:
    taken = api.nodes('{ people(filter: {email: {eq: "taken@example.com"}}) { edges { node { id } } } }')
    if not taken:
        api.make("Person", person("T", email="taken@example.com"))
    (kept,) = api.make("Company", {"name": "kept"})
    query = f"""mutation($id: ID!) {{
        createCompany(data: {{name: "half done"}}) {{ id }}
        createCompanies(data: [{{name: "half done"}}, {{name: "half done"}}]) {{ id }}
        deleteCompany(id: $id) {{ id }}
        {last}
    }}"""
    refused = api.error(query, {"id": kept})
    assert refused.code == code or not code
    assert names in refused.text
    assert refused.path is not None
    assert refused.path[0] == "last"
    assert count(api, "half done") == 0
    assert api.data(BY_ID, {"id": kept})["company"] == {"id": kept}


def test_a_batch_is_all_or_nothing(api: Api) -> None:
    ids = api.make("Company", {"name": "batch", "employees": 1}, {"name": "batch", "employees": 1})
    absent = str(uuid.uuid4())
    for query, extra in ((UPDATE, {"data": {"employees": 2}}), (DELETE, {})):
        refused = api.error(query, {"ids": [ids[0], absent, ids[1]], **extra})
        assert refused.code == "NOT_FOUND"
        assert absent in refused.text or "ids" in refused.text
    found = api.nodes(
        "query($ids: [ID!]) { companies(filter: {id: {in: $ids}}) { edges { node { employees } } } }", {"ids": ids}
    )
    assert found == [{"employees": 1}, {"employees": 1}]


def test_a_soft_delete_hides_everywhere(api: Api, database: Database, workspace: Workspace) -> None:
    gone, stays = api.make("Company", {"name": "hidden"}, {"name": "shown"})
    (ann,) = api.make("Person", person("Ann", companyId=gone))
    (bob,) = api.make("Person", person("Bob", companyId=stays))
    deleted = api.data("mutation($id: ID!) { deleteCompany(id: $id) { id name deletedAt } }", {"id": gone})[
        "deleteCompany"
    ]
    assert deleted["id"] == gone
    assert deleted["deletedAt"].endswith("Z")
    api.data("mutation($id: ID!) { deletePerson(id: $id) { id } }", {"id": bob})

    assert api.data(BY_ID, {"id": gone}) == {"company": None}
    assert count(api, "hidden") == 0
    assert api.nodes(f'{{ companies(filter: {{id: {{in: ["{gone}"]}}}}) {{ edges {{ node {{ id }} }} }} }}') == []
    assert api.data("query($id: ID!) { person(id: $id) { company { name } } }", {"id": ann})["person"] == {
        "company": None
    }
    assert api.nodes('{ people(filter: {company: {name: {eq: "hidden"}}}) { edges { node { id } } } }') == []
    assert (
        api.nodes('{ companies(filter: {people: {name: {firstName: {eq: "Bob"}}}}) { edges { node { id } } } }') == []
    )
    people = "query($id: ID!) { company(id: $id) { people { totalCount edges { node { id } } } } }"
    assert api.data(people, {"id": stays})["company"]["people"] == {"totalCount": 0, "edges": []}
    assert api.rest("GET", f"companies/{gone}").status_code == 404
    for mutation in ("updateCompany(id: $id, data: {employees: 1}) { id }", "deleteCompany(id: $id) { id }"):
        assert api.error(f"mutation($id: ID!) {{ {mutation} }}", {"id": gone}).code == "NOT_FOUND"
    with psycopg.connect(database.owner_dsn) as owner:
        row = owner.execute(
            f"select name, deleted_at is not null from {workspace.schema}.company where id = %s", [gone]
        )
        assert row.fetchone() == ("hidden", True)


def test_addresses_are_unique_among_the_living_whatever_their_case(api: Api) -> None:
    create = "mutation($data: PersonCreateInput!) { createPerson(data: $data) { id email } }"
    first = api.data(create, {"data": person("A", email="Unique@Example.com")})["createPerson"]
    assert first["email"].lower() == "unique@example.com"
    for address in ("unique@example.com", "UNIQUE@EXAMPLE.COM", "Unique@Example.com"):
        refused = api.error(create, {"data": person("B", email=address)})
        assert refused.code == "CONFLICT"
        assert "email" in refused.text
        assert refused.path == ("createPerson",)
    (other,) = api.make("Person", person("C", email="free@example.com"))
    update = "mutation($id: ID!, $email: String) { updatePerson(id: $id, data: {email: $email}) { email } }"
    assert api.error(update, {"id": other, "email": "uniquE@example.com"}).code == "CONFLICT"
    api.data("mutation($id: ID!) { deletePerson(id: $id) { id } }", {"id": first["id"]})
    assert (
        api.data(update, {"id": other, "email": "unique@example.com"})["updatePerson"]["email"] == "unique@example.com"
    )
    api.make("Person", person("D"), person("E"))  # none is not a duplicate of none


def test_a_duplicate_within_a_batch(api: Api) -> None:
    create = "mutation($data: [PersonCreateInput!]!) { createPeople(data: $data) { id } }"
    records = [person("A", email="twice@example.com"), person("B", email="Twice@example.com")]
    refused = api.error(create, {"data": records})
    assert (refused.code, "email" in refused.text) == ("CONFLICT", True)
    assert api.nodes('{ people(filter: {email: {ilike: "twice@%"}}) { edges { node { id } } } }') == []


def test_a_composite_of_which_no_part_is_named_stays_as_it_is(api: Api) -> None:
    """It became an UPDATE that sets nothing, which Postgres does not understand."""
    (company,) = api.make(
        "Company", {"name": "C", "annualRecurringRevenue": {"amountMicros": 7, "currencyCode": "EUR"}}
    )
    update = """mutation($id: ID!, $name: String, $amount: BigInt) {
        made: updateCompany(id: $id, data: {name: $name, annualRecurringRevenue: {amountMicros: $amount}}) {
            name annualRecurringRevenue { amountMicros currencyCode } } }"""
    made = api.data(update, {"id": company, "name": "D"})["made"]
    assert made == {"name": "D", "annualRecurringRevenue": {"amountMicros": 7, "currencyCode": "EUR"}}
    refused = api.error(update, {"id": company})
    assert (refused.code, refused.fields) == ("VALIDATION_ERROR", ("data",))
    assert "no field" in refused.text
