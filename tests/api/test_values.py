"""Values in and out, exactly: times, numbers, money, texts; through both doors."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.api.client import Api, exact
from tests.cluster import Database
from tests.workspaces import Workspace

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


def create(api: Api, type_name: str, data: dict[str, Any], fields: str) -> Any:
    """Create by variable and give what comes back, numbers as they are written."""
    query = f"mutation($data: {type_name}CreateInput!) {{ made: create{type_name}(data: $data) {{ id {fields} }} }}"
    response = api.post(query, {"data": data})
    body = exact(response)
    assert "errors" not in body, response.text
    return body["data"]["made"]


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        ("2026-05-01T10:00:00.123456Z", "2026-05-01T10:00:00.123456Z"),
        ("2026-05-01T10:00:00.123456+02:00", "2026-05-01T08:00:00.123456Z"),
        ("2026-05-01T10:00:00.1-05:30", "2026-05-01T15:30:00.100000Z"),
        ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_times(api: Api, sent: str, given: str) -> None:
    made = create(api, "Task", {"title": "t", "dueAt": sent}, "dueAt")["dueAt"]
    assert TIME.fullmatch(made)
    assert datetime.fromisoformat(made) == datetime.fromisoformat(given)
    rest = api.rest("POST", "tasks", {"title": "t", "dueAt": sent})
    assert rest.json()["data"]["dueAt"] == made
    found = api.nodes(
        "query($t: DateTime) { tasks(filter: {dueAt: {eq: $t}}) { edges { node { dueAt } } } }", {"t": made}
    )
    assert {node["dueAt"] for node in found} == {made}


def test_times_of_the_database_keep_their_microseconds(api: Api, database: Database, workspace: Workspace) -> None:
    made = create(api, "Note", {"title": "t"}, "createdAt updatedAt")
    with psycopg.connect(database.owner_dsn) as owner:
        row = owner.execute(f"select created_at from {workspace.schema}.note where id = %s", [made["id"]]).fetchone()
    assert row is not None
    assert TIME.fullmatch(made["createdAt"])
    assert datetime.fromisoformat(made["createdAt"]) == row[0]
    assert abs(row[0] - datetime.now(UTC)) < timedelta(minutes=5)
    assert api.rest("GET", f"notes/{made['id']}").json()["data"]["createdAt"] == made["createdAt"]


def test_dates(api: Api) -> None:
    for date in ("2024-12-31", "2024-02-29", "0001-01-01", "9999-12-31"):
        made = create(api, "Opportunity", {"name": "o", "closeDate": date}, "closeDate")
        assert made["closeDate"] == date
        assert api.rest("GET", f"opportunities/{made['id']}").json()["data"]["closeDate"] == date


@pytest.mark.parametrize(
    "digits", ["0.1", "33.333333333333333333", "12.34567890123456789012345678901", "0", "25", "99.99"]
)
def test_numerics_are_exact(api: Api, digits: str) -> None:
    """As a number in variables, as a literal, as a string, and through REST: every digit."""
    text = f'{{"query": "mutation($p: Decimal) {{ createOpportunity(data: {{name: \\"n\\", probability: $p}}) {{ id probability }} }}", "variables": {{"p": {digits}}}}}'
    sent = api.http.post("/graphql", content=text, headers={"Content-Type": "application/json"})
    made = exact(sent)["data"]["createOpportunity"]
    assert Decimal(made["probability"]) == Decimal(digits), sent.text
    literal = f'mutation {{ createOpportunity(data: {{name: "n", probability: {digits}}}) {{ probability }} }}'
    assert Decimal(exact(api.post(literal))["data"]["createOpportunity"]["probability"]) == Decimal(digits)
    assert create(api, "Opportunity", {"name": "n", "probability": digits}, "probability")["probability"] == Decimal(
        digits
    )
    rest = api.http.post(
        "/rest/opportunities",
        content=f'{{"name": "n", "probability": {digits}}}',
        headers={"Content-Type": "application/json"},
    )
    assert Decimal(exact(rest)["data"]["probability"]) == Decimal(digits)
    found = exact(api.rest("GET", f"opportunities?filter[probability][eq]={digits}"))["data"]
    assert len(found) == 4
    assert f":{digits}" in sent.text.replace(" ", "")


@pytest.mark.parametrize("micros", [0, 1, -1, 50000000000, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)])
def test_money_is_64_bits(api: Api, micros: int) -> None:
    amount = {"amountMicros": micros, "currencyCode": "EUR"}
    made = create(api, "Opportunity", {"name": "m", "amount": amount}, "amount { amountMicros currencyCode }")
    assert made["amount"] == amount
    literal = f'mutation {{ createOpportunity(data: {{name: "m", amount: {{amountMicros: {micros}, currencyCode: "EUR"}}}}) {{ amount {{ amountMicros }} }} }}'
    assert api.data(literal)["createOpportunity"]["amount"]["amountMicros"] == micros
    rest = api.rest("POST", "opportunities", {"name": "m", "amount": amount})
    assert rest.json()["data"]["amount"] == amount
    assert {
        record["amount"]["amountMicros"]
        for record in api.listed(f"opportunities?filter[amount.amountMicros][eq]={micros}")
    } == {micros}
    query = "query($n: BigInt) { opportunities(filter: {amount: {amountMicros: {eq: $n}}}) { totalCount } }"
    assert api.data(query, {"n": micros})["opportunities"]["totalCount"] == 3


TEXTS = [
    "",
    " ",
    "  kept as it is \t\n\r\n ",
    "Größe, naïve, İstanbul, ß",
    "日本語 العربية עברית ไทย",
    "👩‍👩‍👧‍👦 🏳️‍🌈 𝒳 \U0010ffff",
    "e\u0301 is not é",
    "\u2028\u2029\u0085\ufeff\u200b\x01\x1f\x7f",
    "quotes ' \" ` \\ \\\\ \\u0041 \\n",
    "$1 %s %% {0} {schema} :name ?",
    "'; drop table company; --",
    "</script><b>&amp;",
    "null",
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_texts(api: Api, text: str) -> None:
    made = create(api, "Note", {"title": "t", "body": text}, "body")
    assert made["body"] == text
    literal = f'mutation {{ createNote(data: {{title: "t", body: {json.dumps(text)}}}) {{ body }} }}'
    assert api.data(literal)["createNote"]["body"] == text
    rest = api.rest("POST", "notes", {"title": "t", "body": text})
    assert rest.json()["data"]["body"] == text
    assert api.rest("PATCH", f"notes/{made['id']}", {"body": text}).json()["data"]["body"] == text
    query = "query($text: String) { notes(filter: {body: {eq: $text}}) { edges { node { body } } } }"
    assert [node["body"] for node in api.nodes(query, {"text": text})] == [text] * 3
    listed = api.http.get("/rest/notes", params={"filter[body][eq]": text})
    assert [record["body"] for record in listed.json()["data"]] == [text] * 3, listed.text


def test_long_texts(api: Api) -> None:
    long = "ä🙂\n" * 300_000
    made = create(api, "Note", {"title": "long", "body": long}, "body")
    assert made["body"] == long
    assert api.rest("GET", f"notes/{made['id']}").json()["data"]["body"] == long


def test_booleans(api: Api) -> None:
    for value in (True, False, None):
        data = {"name": "b", "idealCustomerProfile": value}
        made = create(api, "Company", data, "idealCustomerProfile")
        assert made["idealCustomerProfile"] is value
        assert api.rest("GET", f"companies/{made['id']}").json()["data"]["idealCustomerProfile"] is value


def test_ids_are_accepted_in_any_case_and_given_in_lower(api: Api) -> None:
    made = create(api, "Company", {"name": "id"}, "name")
    upper = made["id"].upper()
    assert api.data("query($id: ID!) { company(id: $id) { id } }", {"id": upper}) == {"company": {"id": made["id"]}}
    assert api.rest("GET", f"companies/{upper}").json()["data"]["id"] == made["id"]


def test_whole_numbers_of_32_bits(api: Api) -> None:
    for employees in (0, -1, 2**31 - 1, -(2**31)):
        made = create(api, "Company", {"name": "n", "employees": employees}, "employees")
        assert made["employees"] == employees
