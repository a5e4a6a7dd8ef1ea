"""API keys at /metadata: their types, and the root fields with what resolves them.

Each function of `core` behind them authenticates the caller itself and writes its answer as JSON; nothing here decides
what is allowed.
"""

import uuid
from datetime import datetime
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLString,
)

from app.auth.api_keys import new_api_key
from app.db.wire import Line
from app.errors import invalid
from app.graphql.context import Context
from app.graphql.scalars import DATE_TIME

OutputType = GraphQLScalarType | GraphQLNonNull[GraphQLScalarType]
Fields = dict[str, GraphQLField]


async def list_api_keys(_root: None, info: GraphQLResolveInfo[Context]) -> Any:
    """The workspace's API keys."""
    return await _context(info).call("list_api_keys", Line.READ)


async def create_api_key(_root: None, info: GraphQLResolveInfo[Context], data: dict[str, Any]) -> Any:
    """A new API key with its token, which is not kept."""
    name = _text(data["name"], "data.name")
    expires_at = _moment(data.get("expiresAt"), "data.expiresAt")
    key = new_api_key()
    digest = b"\\x" + key.digest.hex().encode()
    given = (("uuid", key.id), ("bytea", digest), ("text", name), ("timestamptz", expires_at))
    made = await _context(info).call("create_api_key", Line.WRITE, *given)
    return {**made, "token": key.token}


async def revoke_api_key(_root: None, info: GraphQLResolveInfo[Context], **given: str) -> Any:
    """The API key, which no longer opens anything."""
    return await _context(info).call("revoke_api_key", Line.WRITE, ("uuid", _uuid(given["id"], "id")))


def api_key_fields() -> tuple[Fields, Fields]:
    """The root fields of queries and of mutations; their context is a `Context`."""
    fields: dict[str, tuple[OutputType, str]] = {
        "id": (GraphQLNonNull(GraphQLID), "The id of the key; it is no secret."),
        "name": (GraphQLNonNull(GraphQLString), "What the key is for."),
        "expiresAt": (DATE_TIME, "When it ends; null: never."),
        "revokedAt": (DATE_TIME, "When it was revoked; null: it was not."),
        "createdAt": (GraphQLNonNull(DATE_TIME), "When it was made."),
    }
    token: tuple[OutputType, str] = (
        GraphQLNonNull(GraphQLString),
        "What a program sends as Authorization: Bearer. It is shown once.",
    )
    key = _object("ApiKey", "A key that a program signs in with.", fields)
    new_key = _object("NewApiKey", "An API key that was just made, with its token.", {**fields, "token": token})
    data = GraphQLInputObjectType(
        "CreateApiKeyInput",
        {
            "name": GraphQLInputField(GraphQLNonNull(GraphQLString), description="What the key is for."),
            "expiresAt": GraphQLInputField(DATE_TIME, description="When it ends; never, if left out."),
        },
        description="A new API key.",
    )
    query: Fields = {
        "apiKeys": GraphQLField(
            GraphQLNonNull(GraphQLList(GraphQLNonNull(key))),
            resolve=list_api_keys,
            description="The API keys of the workspace, without their tokens.",
        )
    }
    mutation: Fields = {
        "createOneApiKey": GraphQLField(
            GraphQLNonNull(new_key),
            {"data": GraphQLArgument(GraphQLNonNull(data), description="The new key.")},
            resolve=create_api_key,
            description="Make an API key. Its token is in the answer and nowhere else.",
        ),
        "revokeOneApiKey": GraphQLField(
            GraphQLNonNull(key),
            {"id": GraphQLArgument(GraphQLNonNull(GraphQLID), description="The id of the key.")},
            resolve=revoke_api_key,
            description="Revoke an API key: the next request with it is refused.",
        ),
    }
    return query, mutation


def _object(name: str, description: str, fields: dict[str, tuple[OutputType, str]]) -> GraphQLObjectType:
    described = {key: GraphQLField(type_, description=text) for key, (type_, text) in fields.items()}
    return GraphQLObjectType(name, described, description=description)


def _context(info: GraphQLResolveInfo[Context]) -> Context:
    return info.context


def _text(value: object, field: str) -> str:
    """A text that Postgres can hold. Raises InvalidInput."""
    if not isinstance(value, str) or "\0" in value:
        raise invalid(field, "a text without the character U+0000")
    return value


def _uuid(value: object, field: str) -> str:
    """A uuid as Postgres reads it. Raises InvalidInput."""
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        raise invalid(field, "the id of an API key, a uuid as in { apiKeys { id } }") from None


def _moment(value: object, field: str) -> str | None:
    """A moment as Postgres reads it, in UTC where it names no offset. Raises InvalidInput."""
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise invalid(field, "a moment in ISO 8601, such as 2030-12-31T23:59:59Z") from None
