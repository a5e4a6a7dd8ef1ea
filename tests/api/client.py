"""A client of the API for tests: GraphQL and REST calls, and what an error says, whichever format it comes in."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx

ERROR_STATUS = {
    "UNAUTHORIZED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "VALIDATION_ERROR": 400,
    "CONFLICT": 409,
    "RATE_LIMIT_EXCEEDED": 429,
    "INTERNAL_ERROR": 500,
}
"""The specification's table of error codes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of an answer. `text` is all that it says to a person: the message and those of its details."""

    status: int
    code: str
    message: str
    text: str
    fields: tuple[str, ...] = ()
    path: tuple[str | int, ...] | None = None
    locations: tuple[dict[str, int], ...] = ()


class Api:
    """Calls as one caller. Closed by the fixture that made it."""

    def __init__(self, url: str, token: str | None) -> None:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=30)

    def post(
        self, query: str, variables: dict[str, Any] | None = None, operation: str | None = None, at: str = "/graphql"
    ) -> httpx.Response:
        """The answer to a GraphQL request, whatever it is."""
        body: dict[str, Any] = {"query": query}
        if variables is not None:
            body["variables"] = variables
        if operation is not None:
            body["operationName"] = operation
        return self.http.post(at, json=body)

    def data(
        self, query: str, variables: dict[str, Any] | None = None, operation: str | None = None, at: str = "/graphql"
    ) -> dict[str, Any]:
        """The data of a GraphQL answer that has no errors."""
        response = self.post(query, variables, operation, at)
        body = response.json()
        assert response.status_code == 200, response.text
        assert "errors" not in body, response.text
        assert response.headers["content-type"].startswith("application/json")
        data: dict[str, Any] = body["data"]
        return data

    def error(
        self, query: str, variables: dict[str, Any] | None = None, operation: str | None = None, at: str = "/graphql"
    ) -> Problem:
        """The first error of a GraphQL answer, which must be one in GraphQL's format and without data."""
        response = self.post(query, variables, operation, at)
        assert "errors" in response.json(), response.text
        return problem(response)

    def nodes(self, query: str, variables: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """The records of the only root field, a connection."""
        (connection,) = self.data(query, variables).values()
        return [edge["node"] for edge in connection["edges"]]

    def make(self, type_name: str, *records: dict[str, Any]) -> list[str]:
        """Create records of one object and give their ids; `type_name` is `Company`, `Person`, ..."""
        plural = PLURALS[type_name]
        document = f"mutation ($data: [{type_name}CreateInput!]!) {{ made: create{plural}(data: $data) {{ id }} }}"
        return [record["id"] for record in self.data(document, {"data": list(records)})["made"]]

    def rest(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """A REST call; `path` begins after `/rest/` and may have a query string."""
        return self.http.request(method, f"/rest/{path}", json=body)

    def listed(self, path: str) -> list[dict[str, Any]]:
        """The records of a REST list."""
        response = self.rest("GET", path)
        assert response.status_code == 200, response.text
        records: list[dict[str, Any]] = response.json()["data"]
        return records

    def refused(self, method: str, path: str, body: Any = None) -> Problem:
        """The error of a REST call."""
        return problem(self.rest(method, path, body))


PLURALS = {
    "Company": "Companies",
    "Person": "People",
    "Opportunity": "Opportunities",
    "Task": "Tasks",
    "Note": "Notes",
}


def problem(response: httpx.Response) -> Problem:
    """What an answer complains about; fails the test when the answer is in neither format."""
    body = response.json()
    if "errors" in body:
        assert body["data"] is None, response.text
        first = body["errors"][0]
        details = first["extensions"].get("details", [])
        return Problem(
            response.status_code,
            first["extensions"]["code"],
            first["message"],
            "\n".join([first["message"], *(detail["message"] for detail in details)]),
            tuple(detail["field"] for detail in details),
            tuple(first["path"]) if first.get("path") is not None else None,
            tuple(first.get("locations", ())),
        )
    assert set(body) == {"error"}, response.text
    error = body["error"]
    assert error["statusCode"] == response.status_code, response.text
    if error["code"] in ERROR_STATUS:
        assert ERROR_STATUS[error["code"]] == response.status_code, response.text
    details = error.get("details", [])
    return Problem(
        response.status_code,
        error["code"],
        error["message"],
        "\n".join([error["message"], *(detail["message"] for detail in details)]),
        tuple(detail["field"] for detail in details),
    )


def exact(response: httpx.Response) -> Any:
    """The JSON of an answer with its numbers as they are written."""
    return json.loads(response.text, parse_float=Decimal)
