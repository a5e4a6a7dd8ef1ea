"""GraphQL over HTTP, for /graphql and /metadata.

In charge of the request's JSON, of content negotiation and of the status; what is asked is the door's to answer.
"""

from collections.abc import Awaitable, Callable

from sanic import Request

from app.auth.caller import Caller
from app.auth.identify import Identify
from app.errors import InvalidInput, invalid
from app.graphql.door import GraphQLAnswer, GraphQLRequest
from app.http.admission import authenticated
from app.http.answer import JSON, Answer
from app.http.body import read_json, require_json
from app.http.edge import Endpoint
from app.http.envelope import graphql_error

Execute = Callable[[Caller, GraphQLRequest], Awaitable[GraphQLAnswer]]

_RESPONSE_TYPE = "application/graphql-response+json"
_RESPONSE_JSON = f"{_RESPONSE_TYPE}; charset=utf-8".encode()


def graphql_endpoint(identify: Identify, execute: Execute) -> Endpoint:
    """The endpoint at which `execute` answers."""

    async def post(caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        require_json(request.headers.get("content-type"))
        answer = await execute(caller, read_request(body))
        # With the newer media type a request that could not be run is a 400; with plain JSON it always was a 200.
        if _RESPONSE_TYPE in request.headers.get("accept", ""):
            return Answer(answer.body, 200 if answer.ok else 400, _RESPONSE_JSON, code="" if answer.ok else "ERRORS")
        return Answer(answer.body, 200, JSON, code="" if answer.ok else "ERRORS")

    return Endpoint({"POST": authenticated(identify, post)}, graphql_error)


def read_request(body: bytes) -> GraphQLRequest:
    """The GraphQL request in a body. Raises InvalidInput naming what is wrong with it."""
    given = read_json(body)
    if isinstance(given, list):
        raise InvalidInput("Send one operation in a request, as a JSON object; a list of them is not taken.")
    if not isinstance(given, dict):
        raise InvalidInput('The body must be a JSON object such as {"query": "{ companies { totalCount } }"}.')
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(query, str):
        raise invalid("query", "required: the GraphQL document as a text")
    if variables is not None and not isinstance(variables, dict):
        raise invalid("variables", "an object of the variables by name, or null")
    if name is not None and not isinstance(name, str):
        raise invalid("operationName", "a text or null")
    return GraphQLRequest(query, variables or {}, name)
