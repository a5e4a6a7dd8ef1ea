"""A model with the standard objects for tests of the GraphQL door, written by hand as `core.model` would have it."""

from functools import cache
from typing import Any

from app.model.load import read_model
from app.model.types import Model

TEXT = ("eq", "neq", "in", "is", "like", "ilike")
ORDERED = ("eq", "neq", "in", "is", "gt", "gte", "lt", "lte")
EQUAL = ("eq", "neq", "in", "is")
OPERATORS = {
    "TEXT": TEXT,
    "EMAIL": TEXT,
    "PHONE": TEXT,
    "URL": TEXT,
    "SELECT": EQUAL,
    "NUMBER": ORDERED,
    "POSITION": ORDERED,
    "DATE_TIME": ORDERED,
    "DATE": ORDERED,
    "BOOLEAN": ("eq", "neq", "is"),
    "UUID": EQUAL,
}
PG_TYPES = {
    "NUMBER": "integer",
    "POSITION": "double precision",
    "DATE_TIME": "timestamptz",
    "DATE": "date",
    "BOOLEAN": "boolean",
    "UUID": "uuid",
    "JSON": "jsonb",
    "ARRAY": "text[]",
}
COMPOSITES = {
    "CURRENCY": [("amountMicros", "NUMBER", "bigint"), ("currencyCode", "TEXT", "text")],
    "FULL_NAME": [("firstName", "TEXT", "text"), ("lastName", "TEXT", "text")],
    "ACTOR": [("source", "TEXT", "text"), ("workspaceMemberId", "UUID", "uuid"), ("name", "TEXT", "text")],
}


@cache
def standard_model(fingerprint: str = "standard") -> Model:
    return read_model(standard_document(fingerprint))


def standard_document(fingerprint: str = "standard") -> dict[str, Any]:
    return {
        "fingerprint": fingerprint,
        "operators": [
            {
                "fieldType": field_type,
                "operator": name,
                "function": "" if name == "is" else f"filter.{'in_list' if name == 'in' else name}",
                "argumentType": "" if name == "is" else "self[]" if name == "in" else "self",
                "description": f"What {name} means.",
            }
            for field_type, names in OPERATORS.items()
            for name in names
        ],
        "objects": [
            make_object(
                "company",
                "companies",
                [
                    field("name", required=True),
                    field("domainName", "URL"),
                    field("address"),
                    field("employees", "NUMBER"),
                    field("industry"),
                    field("linkedinLink", "URL"),
                    field("xLink", "URL"),
                    field("annualRecurringRevenue", "CURRENCY"),
                    field("idealCustomerProfile", "BOOLEAN"),
                    field("tags", "ARRAY"),
                    field("settings", "JSON"),
                    field("accountOwnerId", "UUID"),
                ],
                [
                    relation("accountOwner", "MANY_TO_ONE", "workspaceMember", "accountOwnerId", "ownedCompanies"),
                    relation("people", "ONE_TO_MANY", "person", "companyId", "company"),
                    relation("opportunities", "ONE_TO_MANY", "opportunity", "companyId", "company"),
                ],
            ),
            make_object(
                "person",
                "people",
                [
                    field("name", "FULL_NAME"),
                    field("email", "EMAIL"),
                    field("phone", "PHONE"),
                    field("city"),
                    field("jobTitle"),
                    field("companyId", "UUID"),
                ],
                [
                    relation("company", "MANY_TO_ONE", "company", "companyId", "people"),
                    relation("opportunities", "ONE_TO_MANY", "opportunity", "pointOfContactId", "pointOfContact"),
                ],
            ),
            make_object(
                "opportunity",
                "opportunities",
                [
                    field("name", required=True),
                    field("amount", "CURRENCY"),
                    field("stage", "SELECT", options=("NEW", "QUALIFICATION", "PROPOSAL", "WON"), default=True),
                    field("probability", "NUMBER", "numeric"),
                    field("closeDate", "DATE"),
                    field("companyId", "UUID"),
                    field("pointOfContactId", "UUID"),
                ],
                [
                    relation("company", "MANY_TO_ONE", "company", "companyId", "opportunities"),
                    relation("pointOfContact", "MANY_TO_ONE", "person", "pointOfContactId", "opportunities"),
                ],
            ),
            make_object(
                "workspaceMember",
                "workspaceMembers",
                [field("name", "FULL_NAME"), field("email", "EMAIL")],
                [relation("ownedCompanies", "ONE_TO_MANY", "company", "accountOwnerId", "accountOwner")],
            ),
        ],
    }


def field(
    name: str,
    kind: str = "TEXT",
    pg_type: str = "",
    *,
    required: bool = False,
    default: bool = False,
    writable: bool = True,
    options: tuple[str, ...] = (),
) -> dict[str, Any]:
    parts = COMPOSITES.get(kind) or [("", kind, pg_type or PG_TYPES.get(kind, "text"))]
    return {
        "name": name,
        "type": kind,
        "label": name,
        "description": f"The {name}.",
        "isNullable": not (required or default),
        "isUnique": name in ("id", "email"),
        "isSystem": not writable or name in ("id", "position"),
        "isWritable": writable,
        "isRequired": required,
        "hasDefault": default,
        "options": [
            {"value": value, "label": value.capitalize(), "position": place} for place, value in enumerate(options)
        ],
        "columns": [
            {"part": part, "name": f"{name}_{part}", "type": type_, "pgType": pg, "isNullable": not default}
            for part, type_, pg in parts
        ],
    }


def relation(name: str, kind: str, target: str, key: str, inverse: str) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "target": target,
        "column": key,
        "field": key,
        "inverse": inverse,
        "label": name,
        "description": f"The {name}.",
    }


def make_object(
    singular: str, plural: str, fields: list[dict[str, Any]], relations: list[dict[str, Any]]
) -> dict[str, Any]:
    system = [
        field("id", "UUID", default=True),
        field("createdAt", "DATE_TIME", default=True, writable=False),
        field("updatedAt", "DATE_TIME", default=True, writable=False),
        field("deletedAt", "DATE_TIME", writable=False),
        field("position", "POSITION", default=True),
        field("createdBy", "ACTOR", writable=False),
    ]
    return {
        "nameSingular": singular,
        "namePlural": plural,
        "labelSingular": singular.capitalize(),
        "labelPlural": plural.capitalize(),
        "description": f"What a {singular} is.",
        "table": singular,
        "labelField": "name",
        "fields": [*system, *fields],
        "relations": relations,
        "constraints": [],
    }
