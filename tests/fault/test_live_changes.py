"""A model that changes under load: no request fails but those that name what is gone.

Lasts a few seconds in the suite; VINGT_LIVE_SECONDS=60 runs it for a minute.
"""

import http.client
import itertools
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg

from tests.cluster import Database
from tests.serving import Server, serve
from tests.workspaces import make_workspace

SECONDS = float(os.environ.get("VINGT_LIVE_SECONDS", "5"))
CLIENTS = 32

READ = """{ companies(first: 5, filter: {name: {like: "c%"}}, orderBy: [{createdAt: "DescNullsLast"}]) {
    edges { node { id name employees people(first: 2) { edges { node { name { lastName } } } } } } totalCount } }"""
WRITE = "mutation ($id: ID!, $n: Int) { updateCompany(id: $id, data: {employees: $n}) { id employees } }"
CREATE = 'mutation ($id: ID!) { createPerson(data: {name: {lastName: "P"}, companyId: $id}) { id company { name } } }'


class Client:
    """One connection that is kept; a request that fails for want of it has failed."""

    def __init__(self, server: Server) -> None:
        host, _, port = server.url.removeprefix("http://").rpartition(":")
        self._connection = http.client.HTTPConnection(host, int(port), timeout=30)
        self._headers = {**server.headers, "Content-Type": "application/json"}

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        self._connection.request(method, path, None if body is None else json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        self._connection.close()

    def graphql(self, query: str, path: str = "/graphql", **variables: Any) -> tuple[int, Any]:
        return self.send("POST", path, {"query": query, "variables": variables})


KINDS = ("read", "list", "write", "create", "read", "gone")


def ask(client: Client, kind: str, own: str, turn: int) -> tuple[int, Any]:
    """Send a request about the company of that id."""
    if kind == "read":
        return client.graphql(READ)
    if kind == "list":
        return client.send("GET", "/rest/companies?limit=3&filter[name][eq]=c1")
    if kind == "write":
        return client.graphql(WRITE, id=own, n=turn)
    if kind == "create":
        return client.graphql(CREATE, id=own)
    return client.graphql("{ houses { edges { node { rooms } } } }")


def test_nothing_fails_while_the_model_changes(database: Database, handle: Callable[[str], str]) -> None:
    workspace = make_workspace(database, handle("live"))
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute(
            f"insert into {workspace.schema}.company (name) select 'c' || n from generate_series(1, 200) n".encode()
        )
        rows = owner.execute(f"select id::text from {workspace.schema}.company".encode()).fetchall()
    ids = [row[0] for row in rows]
    with serve(database, workspace, VINGT_WORKERS="2") as server:
        is_over = threading.Event()
        failed: list[str] = []
        done: Counter[str] = Counter()

        def work(number: int) -> None:
            client = Client(server)
            for turn in itertools.count(number):
                if is_over.is_set():
                    client.close()
                    return
                own = ids[(turn * 7) % len(ids)]
                kind = KINDS[turn % len(KINDS)]
                status, answer = ask(client, kind, own, turn)
                done[kind] += 1
                if kind == "gone":
                    # The object, or its field, may not be there; then it is named.
                    messages = [error["message"] for error in answer.get("errors", ())]
                    if status != 200 or not all("houses" in each or "rooms" in each for each in messages):
                        failed.append(f"{kind} {status} {answer}"[:500])
                elif status not in (200, 201) or "errors" in answer or "error" in answer:
                    failed.append(f"{kind} {status} {answer}"[:500])

        changing = Client(server)
        clients = [threading.Thread(target=work, args=[number]) for number in range(CLIENTS)]
        for each in clients:
            each.start()
        try:
            changes = change_until(changing, time.monotonic() + SECONDS)
        finally:
            is_over.set()
            for each in clients:
                each.join()
        assert failed == [], server.log.read_text()[-6000:]
        assert changes >= 10
        assert set(done) == {"read", "list", "write", "create", "gone"}
        # What is there now is seen by both workers at once.
        for _ in range(20):
            fresh = Client(server)
            status, answer = fresh.graphql("{ companies(first: 1) { edges { node { id extra } } } }")
            fresh.close()
            assert (status, "errors" in answer) == (200, False), answer
        changing.close()


class Model:
    """The model of the server's workspace, changed through the API."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ids: dict[str, str] = {}
        self.changes = 0
        told = self._run("{ objects { edges { node { id nameSingular } } } }")
        for edge in told["objects"]["edges"]:
            self._ids[edge["node"]["nameSingular"]] = edge["node"]["id"]

    def _run(self, query: str, **variables: Any) -> Any:
        status, answer = self._client.graphql(query, "/metadata", **variables)
        assert (status, answer.get("errors")) == (200, None), answer
        return answer["data"]

    def _change(self, operation: str, input_type: str, path: str, /, **given: Any) -> None:
        query = f"mutation ($data: {input_type}!) {{ made: {operation}(data: $data) {{ id }} }}"
        made = self._run(query, data=given)
        self._ids[path] = made["made"]["id"]
        self.changes += 1

    def make(self, name: str, plural: str) -> None:
        self._change("createOneObject", "CreateObjectInput", name, nameSingular=name, namePlural=plural)

    def add(self, path: str, type: str, **given: Any) -> None:
        of, _, name = path.partition(".")
        self._change(
            "createOneField", "CreateFieldInput", path, objectMetadataId=self._ids[of], name=name, type=type, **given
        )

    def relate(self, kind: str, one: str, other: str) -> None:
        (near, name), (far, inverse) = one.split("."), other.split(".")
        self._change(
            "createOneField", "CreateFieldInput", one, objectMetadataId=self._ids[near], name=name, type="RELATION",
            relationType=kind, targetObjectMetadataId=self._ids[far], inverseName=inverse,
        )  # fmt: skip

    def rename(self, old: str, new: str, **given: Any) -> None:
        kind = "Field" if "." in old else "Object"
        query = f"mutation ($id: ID!, $data: Update{kind}Input!) {{ updateOne{kind}(id: $id, data: $data) {{ id }} }}"
        self._run(query, id=self._ids[old], data=given)
        self._ids[new] = self._ids.pop(old)
        self.changes += 1

    def delete(self, path: str) -> None:
        kind = "Field" if "." in path else "Object"
        query = f"mutation ($id: ID!, $name: String) {{ deleteOne{kind}(id: $id, confirm: $name) {{ id }} }}"
        self._run(query, id=self._ids.pop(path), name=path.rpartition(".")[2])
        self.changes += 1


def change_until(client: Client, deadline: float) -> int:
    """Make, rename and drop objects and fields, one after another; how many changes were made."""
    model = Model(client)
    while time.monotonic() < deadline:
        model.make("house", "houses")
        model.add("house.rooms", "NUMBER")
        model.add("company.extra", "TEXT", defaultValue="x")
        model.rename("company.extra", "company.further", name="further")
        model.relate("MANY_TO_ONE", "house.company", "company.houses")
        model.rename("house.rooms", "house.chambers", name="chambers")
        model.relate("MANY_TO_MANY", "house.people", "person.houses")
        model.delete("company.further")
        model.delete("house.people")
        model.delete("house.company")
        model.rename("house", "home", nameSingular="home", namePlural="homes")
        model.delete("home")
        model.add("person.extra", "CURRENCY")
        model.delete("person.extra")
    model.add("company.extra", "TEXT")
    return model.changes
