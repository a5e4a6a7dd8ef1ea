"""FULL_NAME: a person's first and last name. ACTOR: who did something, and by which way."""

from app.query.fieldtype import FieldType, by_part

TYPES = {
    "FULL_NAME": FieldType(
        example=by_part({"firstName": "Jane", "lastName": "Smith"}),
        parts={
            "firstName": "The first name, and others that come before the last.",
            "lastName": "The last name.",
        },
    ),
    "ACTOR": FieldType(
        example=by_part({"source": "API", "name": "Jane Smith"}),
        parts={
            "source": "By which way: USER, API, or SQL where the server was not asked.",
            "workspaceMemberId": "The id of the workspace member; null for API keys and SQL.",
            "name": "The name of the member, API key or database login at that time.",
        },
    ),
}
