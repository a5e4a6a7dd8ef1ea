"""The routes of the OpenAPI documents.

In charge of the credential in the query string, which the specification has for these paths alone, and of the ETag. The
token reaches no log: the edge writes down paths without query strings, and no message here repeats a value.
"""

from collections.abc import Awaitable, Callable

from sanic import Request

from app.auth.caller import Caller
from app.auth.identify import Identify, bearer
from app.errors import Detail, InvalidInput, Unauthorized, invalid
from app.http.admission import authenticated, in_header
from app.http.answer import ASKED_EACH_TIME, Answer
from app.http.edge import Endpoint
from app.http.envelope import rest_error
from app.rest.openapi_door import Description
from app.rest.query_string import read_query_string

# Describes to a caller, who may have the document of an ETag already.
Describe = Callable[[Caller, Callable[[str], bool]], Awaitable[Description]]

_TOKEN = "token"  # noqa: S105 - a parameter's name


def openapi_endpoint(identify: Identify, describe: Describe) -> Endpoint:
    """The endpoint of a document."""

    async def answer(caller: Caller, request: Request, body: bytes, path: tuple[str, ...]) -> Answer:
        _check_parameters(request.query_string)
        known = request.headers.get("if-none-match", "")
        description = await describe(caller, lambda etag: is_known(etag, known))
        headers = b"etag: %b\r\n" % description.etag.encode()
        if description.body is None:
            return Answer(b"", 304, headers=headers, keeping=ASKED_EACH_TIME)
        return Answer(description.body, headers=headers, keeping=ASKED_EACH_TIME)

    return Endpoint({"GET": authenticated(identify, answer, _credential)}, rest_error)


def is_known(etag: str, known: str) -> bool:
    """Whether an If-None-Match header names the ETag. Weak ones count, as they do for every GET."""
    return known.strip() == "*" or etag in [each.strip().removeprefix("W/") for each in known.split(",")]


def _credential(request: Request) -> str | None:
    """The Authorization header, or what it would be with the token of the query string."""
    header = in_header(request)
    tokens = [value for name, value in read_query_string(request.query_string) if name == _TOKEN]
    if not tokens:
        return header
    if len(tokens) > 1:
        raise invalid(_TOKEN, "given twice")
    # With two of them nobody could tell for whom the answer is.
    if header is not None and bearer(header) != tokens[0]:
        raise Unauthorized("The token of the query string is not that of the Authorization header. Send one of them.")
    return f"Bearer {tokens[0]}"


def _check_parameters(query: str) -> None:
    for name, _ in read_query_string(query):
        if name != _TOKEN:
            message = f"{name[:80]} is not known here. Known: {_TOKEN}."
            raise InvalidInput(message, [Detail(name[:80], f"known here: {_TOKEN}")])
