"""A small model document as `core.model` writes it: companies and people."""

from typing import Any

TEXT_OPERATORS = ("eq", "neq", "in", "is", "like", "ilike")
ORDER_OPERATORS = ("eq", "neq", "in", "is", "gt", "gte", "lt", "lte")


def document(fingerprint: str = "f1") -> dict[str, Any]:
    return {
        "fingerprint": fingerprint,
        "operators": [
            *(_operator("TEXT", name) for name in TEXT_OPERATORS),
            *(_operator(kind, name) for kind in ("NUMBER", "DATE_TIME") for name in ORDER_OPERATORS),
            *(_operator("UUID", name) for name in ("eq", "neq", "in", "is")),
        ],
        "objects": [
            _object(
                "company",
                "companies",
                [
                    *_system(),
                    _field("name", "TEXT", [("", "name", "TEXT", "text")], isRequired=True, isNullable=False),
                    _field("industry", "TEXT", [("", "industry", "TEXT", "text")]),
                    _field("employees", "NUMBER", [("", "employees", "NUMBER", "integer")]),
                    _field(
                        "annualRecurringRevenue",
                        "CURRENCY",
                        [
                            ("amountMicros", "annual_recurring_revenue_amount_micros", "NUMBER", "bigint"),
                            ("currencyCode", "annual_recurring_revenue_currency_code", "TEXT", "text"),
                        ],
                    ),
                ],
                [_relation("people", "ONE_TO_MANY", "person", "company")],
            ),
            _object(
                "person",
                "people",
                [
                    *_system(),
                    _field(
                        "name",
                        "FULL_NAME",
                        [
                            ("firstName", "name_first_name", "TEXT", "text"),
                            ("lastName", "name_last_name", "TEXT", "text"),
                        ],
                    ),
                    _field("city", "TEXT", [("", "city", "TEXT", "text")]),
                    _field("email", "EMAIL", [("", "email", "TEXT", "text")], isUnique=True),
                    _field("companyId", "UUID", [("", "company_id", "UUID", "uuid")]),
                ],
                [_relation("company", "MANY_TO_ONE", "company", "people")],
                [{"name": "person_email_key", "fields": ["email"]}],
            ),
        ],
    }


def _system() -> list[dict[str, Any]]:
    return [
        _field("id", "UUID", [("", "id", "UUID", "uuid")], isSystem=True, hasDefault=True, isNullable=False),
        _field(
            "createdAt",
            "DATE_TIME",
            [("", "created_at", "DATE_TIME", "timestamptz")],
            isSystem=True,
            isWritable=False,
            hasDefault=True,
            isNullable=False,
        ),
    ]


def _operator(field_type: str, name: str) -> dict[str, str]:
    function = "" if name == "is" else f"filter.{'in_list' if name == 'in' else name}"
    argument = "" if name == "is" else "self[]" if name == "in" else "self"
    return {
        "fieldType": field_type,
        "operator": name,
        "function": function,
        "argumentType": argument,
        "description": name,
    }


def _field(name: str, field_type: str, columns: list[tuple[str, str, str, str]], **flags: bool) -> dict[str, Any]:
    return {
        "name": name,
        "type": field_type,
        "label": name.capitalize(),
        "description": None,
        "isNullable": True,
        "isUnique": False,
        "isSystem": False,
        "isWritable": True,
        "isRequired": False,
        "hasDefault": False,
        "options": [],
        "settings": None,
        "isComputed": False,
        "columns": [
            {"part": part, "name": column, "type": kind, "pgType": pg_type, "isNullable": True}
            for part, column, kind, pg_type in columns
        ],
        **flags,
    }


def _relation(name: str, kind: str, target: str, inverse: str) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "target": target,
        "column": "company_id",
        "field": "companyId",
        "holdsKey": kind == "MANY_TO_ONE",
        "junction": None,
        "inverse": inverse,
        "label": name.capitalize(),
        "description": None,
    }


def _object(
    singular: str,
    plural: str,
    fields: list[dict[str, Any]],
    relations: list[dict[str, Any]],
    constraints: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    return {
        "nameSingular": singular,
        "namePlural": plural,
        "labelSingular": singular.capitalize(),
        "labelPlural": plural.capitalize(),
        "description": None,
        "table": singular,
        "labelField": "name",
        "deletedAt": "deleted_at" if any(field["name"] == "deletedAt" for field in fields) else None,
        "isWritable": True,
        "fields": fields,
        "relations": relations,
        "constraints": constraints or [],
    }
