"""What field types can be told: settings, options, defaults, uniqueness; and what the operators of filters are."""

import json
from typing import Any

import pytest

from tests.cluster import Database
from tests.sql.model_world import Connection, as_owner, as_role, complains, refused, rows, value
from tests.workspaces import Workspace

SETTINGS: list[tuple[str, Any, Any]] = [
    ("TEXT", None, None),
    ("TEXT", {}, None),
    ("TEXT", {"maxLength": None}, None),
    ("TEXT", {"maxLength": 10}, {"maxLength": 10}),
    ("URL", {"maxLength": 10_000_000}, {"maxLength": 10_000_000}),
    ("EMAIL", {"maxLength": 1}, {"maxLength": 1}),
    ("PHONE", {"maxLength": 5.0}, {"maxLength": 5.0}),
    ("NUMBER", {}, None),
    ("NUMBER", {"dataType": "int"}, {"dataType": "integer"}),
    ("NUMBER", {"dataType": "float"}, {"dataType": "double"}),
    ("NUMBER", {"dataType": "double", "min": -1.5}, {"dataType": "double", "min": -1.5}),
    ("NUMBER", {"dataType": "integer", "decimals": 0}, {"dataType": "integer"}),
    ("NUMBER", {"decimals": 20, "min": 0, "max": 0}, {"decimals": 20, "min": 0, "max": 0}),
    ("RATING", {"max": 10}, {"max": 10}),
    ("RATING", {"min": 0, "max": 1}, {"min": 0, "max": 1}),
    ("CURRENCY", {"currencyCodes": ["EUR"]}, {"currencyCodes": ["EUR"]}),
    ("ARRAY", {"maxItems": 3}, {"maxItems": 3}),
    ("MULTI_SELECT", {"maxItems": 1}, {"maxItems": 1}),
    ("DATE_TIME", {}, None),
    ("RELATION", None, None),
]
BAD_SETTINGS: list[tuple[str, Any, str | None, str]] = [
    ("GEOMETRY", None, "type", "Known: ACTOR, ADDRESS, ARRAY, BOOLEAN, CURRENCY, DATE"),
    ("text", {}, "type", "no field type"),
    ("TEXT'; drop", {}, "type", "no field type"),
    ("A" * 100, {}, "type", "no field type"),
    ("TYPE", None, "type", "no field type"),
    (None, None, "type", "type is missing"),
    ("TEXT", 5, "settings", "is expected"),
    ("TEXT", [], "settings", "is expected"),
    ("TEXT", {"minLength": 1}, "settings.minLength", "means nothing"),
    ("TEXT", {"maxLength": 0}, "settings", "from 1 to 10000000"),
    ("TEXT", {"maxLength": -1}, "settings", "from 1"),
    ("TEXT", {"maxLength": 1.5}, "settings", "whole number"),
    ("TEXT", {"maxLength": "5"}, "settings", "whole number"),
    ("TEXT", {"maxLength": True}, "settings", "whole number"),
    ("TEXT", {"maxLength": 10**40}, "settings", "to 10000000"),
    ("NUMBER", {"dataType": "real"}, "settings", "integer, bigint, numeric, double"),
    ("NUMBER", {"dataType": 4}, "settings", "integer, bigint, numeric, double"),
    ("NUMBER", {"dataType": "integer", "decimals": 1}, "settings", "goes with the dataType numeric"),
    ("NUMBER", {"dataType": "double", "decimals": 0}, "settings", "goes with the dataType numeric"),
    ("NUMBER", {"decimals": 21}, "settings", "from 0 to 20"),
    ("NUMBER", {"min": "0"}, "settings", "min is a number of the type numeric"),
    ("NUMBER", {"dataType": "integer", "max": 2**31}, "settings", "max is a number of the type integer"),
    ("NUMBER", {"dataType": "integer", "max": 1.5}, "settings", "max is a number of the type integer"),
    ("NUMBER", {"min": 2, "max": 1}, "settings", "not greater than max"),
    ("NUMBER", {"min": 10**101}, "settings", "min is a number"),
    ("RATING", {"min": 5}, "settings", "less than its max"),
    ("RATING", {"max": 101}, "settings", "from 0 to 100"),
    ("RATING", {"min": 1.5}, "settings", "whole number"),
    ("CURRENCY", {"currencyCodes": []}, "settings", "three capital letters"),
    ("CURRENCY", {"currencyCodes": "EUR"}, "settings", "three capital letters"),
    ("CURRENCY", {"currencyCodes": ["eur"]}, "settings", "three capital letters"),
    ("CURRENCY", {"currencyCodes": ["EUR", None]}, "settings", "three capital letters"),
    ("CURRENCY", {"currencyCodes": ["EUR", "EUR"]}, "settings", "different codes"),
    ("ARRAY", {"maxItems": 0}, "settings", "from 1 to 100000"),
    ("DATE", {"format": "x"}, "settings.format", "means nothing"),
    ("BOOLEAN", {"x": 1}, "settings.x", "means nothing"),
    ("RELATION", {"x": 1}, "settings.x", "means nothing"),
]


@pytest.mark.parametrize(("type_", "given", "kept"), SETTINGS)
def test_settings_are_kept_in_one_form(database: Database, type_: str, given: Any, kept: Any) -> None:
    with as_owner(database) as owner:
        assert value(owner, "select metadata.check_settings(%s, %s)", type_, json.dumps(given)) == kept
        if kept is not None:
            assert value(owner, "select metadata.check_settings(%s, %s)", type_, json.dumps(kept)) == kept


@pytest.mark.parametrize(("type_", "given", "field", "says"), BAD_SETTINGS)
def test_settings_that_are_refused(database: Database, type_: str, given: Any, field: str | None, says: str) -> None:
    with as_owner(database) as owner, complains(owner, "VG400", field, says):
        value(owner, "select metadata.check_settings(%s, %s)", type_, json.dumps(given))


def test_what_options_can_be(database: Database) -> None:
    with as_owner(database) as owner:
        check = "select metadata.check_options('SELECT', %s)"
        given = [
            {"value": "A", "label": "First", "color": "sky", "position": 2, "id": "x", "was": "OLD"},
            {"value": "B", "position": 1},
            {"value": "C", "label": None, "color": None},
        ]
        assert value(owner, check, json.dumps(given)) == [
            {"value": "B", "label": "B", "position": 0},
            {"value": "A", "label": "First", "position": 1, "color": "sky"},
            {"value": "C", "label": "C", "position": 2},
        ]
        many = [{"value": f"A{number}"} for number in range(1000)]
        assert len(value(owner, check, json.dumps(many))) == 1000
        bad: list[tuple[Any, str | None, str]] = [
            ([*many, {"value": "B"}], "options", "1001 options; at most 1000"),
            ([{"value": "A", "label": ""}], "options", "label of the option A"),
            ([{"value": "A", "label": " "}], "options", "label of the option A"),
            ([{"value": "A", "label": 5}], "options", "label of the option A"),
            ([{"value": "A", "label": "x" * 256}], "options", "label of the option A"),
            ([{"value": "A", "label": "x"}, {"value": "B", "label": "x"}], "options", 'Two options have the label "x"'),
            ([{"value": "A", "label": "B"}, {"value": "B"}], "options", 'Two options have the label "B"'),
            ([{"value": "A"}, {"value": "A"}], "options", 'Two options have the value "A"'),
            ([{"value": "A", "color": 5}], "options", "color of the option A"),
            ([{"value": "A", "position": "1"}], "options", "position of the option A"),
            ([{"value": "A", "size": 1}], "options.0.size", "means nothing"),
            ({"value": "A"}, "options", "needs options"),
            ([{"value": None}], "options", "capital letter"),
        ]
        for options, field, says in bad:
            with complains(owner, "VG400", field, says):
                value(owner, check, json.dumps(options))
        with complains(owner, "VG400", "options", "no options"):
            value(owner, "select metadata.check_options('TEXT', %s)", json.dumps(many))


def default(connection: Connection, type_: str, given: Any, settings: Any = None) -> dict[str, str | None]:
    """The defaults of a type's columns by their parts."""
    query = """
        select c.part, metadata.default_sql(%s, c.part, c.pg_type, %s, null, %s)
          from metadata.type_columns(%s, %s) c"""
    told = json.dumps(settings) if settings else None
    return dict(rows(connection, query, type_, json.dumps(given), told, type_, told))


@pytest.mark.parametrize(
    ("type_", "given", "expressions"),
    [
        ("DATE_TIME", "now", {"": "now()"}),
        ("DATE", "now", {"": "current_date"}),
        ("TEXT", "now", {"": "'now'::text"}),
        ("UUID", "uuid", {"": "core.uuid7()"}),
        ("TEXT", "uuid", {"": "'uuid'::text"}),
        ("UUID", "caller", {"": "core.creator_member_id()"}),
        ("TEXT", "caller", {"": "core.creator_name()"}),
        ("EMAIL", "a@b", {"": "'a@b'::text"}),
        ("JSON", "now", {"": "'\"now\"'::jsonb"}),
        ("JSON", [1, "a"], {"": "'[1, \"a\"]'::jsonb"}),
        ("NUMBER", None, {"": None}),
        ("CURRENCY", {"currencyCode": "EUR"}, {"amountMicros": None, "currencyCode": "'EUR'::text"}),
        ("CURRENCY", {"amountMicros": None}, {"amountMicros": None, "currencyCode": None}),
        ("CURRENCY", {}, {"amountMicros": None, "currencyCode": None}),
        ("EMAILS", {"additionalEmails": ["a@b"]}, {"primaryEmail": None, "additionalEmails": "'[\"a@b\"]'::jsonb"}),
        (
            "ACTOR",
            "caller",
            {
                "source": "core.creator_source()",
                "workspaceMemberId": "core.creator_member_id()",
                "name": "core.creator_name()",
            },
        ),
    ],
)
def test_defaults(database: Database, type_: str, given: Any, expressions: dict[str, str | None]) -> None:
    with as_owner(database) as owner:
        assert default(owner, type_, given) == expressions
        for expression in expressions.values():
            if expression is not None:
                value(owner, f"select {expression}")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "given", "settings", "says"),
    [
        ("DATE_TIME", "tomorrow", None, "a time such as"),
        ("DATE_TIME", 5, None, "JSON type string"),
        ("DATE", "uuid", None, "a day such as"),
        ("UUID", "now", None, "no uuid"),
        ("BOOLEAN", "true", None, "JSON type boolean"),
        ("TEXT", "abc", {"maxLength": 2}, "not allowed for a field of the type TEXT"),
        ("NUMBER", 1.5, {"decimals": 0}, "not allowed"),
        ("NUMBER", 11, {"max": 10}, "not allowed"),
        ("RATING", 0, None, "not allowed"),
        ("RATING", 1.5, None, "no smallint"),
        ("URL", "no address", None, "not allowed"),
        ("PHONE", "home", None, "not allowed"),
        ("ARRAY", ["a", None], None, "not allowed"),
        ("ARRAY", ["a", "b"], {"maxItems": 1}, "not allowed"),
        ("ARRAY", "a", None, "JSON type array"),
        ("CURRENCY", "EUR", None, "is an object with some of its parts: amountMicros, currencyCode"),
        ("CURRENCY", ["EUR"], None, "is an object with some of its parts"),
        ("CURRENCY", {"currency": "EUR"}, None, 'no part "currency"'),
        ("CURRENCY", {"currencyCode": "euro"}, None, "not allowed"),
        ("CURRENCY", {"currencyCode": "USD"}, {"currencyCodes": ["EUR"]}, "not allowed"),
        ("CURRENCY", {"amountMicros": "5"}, None, "JSON type number"),
        ("FULL_NAME", "Ann", None, "firstName, lastName"),
        ("LINKS", {"secondaryLinks": {}}, None, "not allowed"),
        ("ADDRESS", {"addressLat": 91}, None, "not allowed"),
    ],
)
def test_defaults_that_are_refused(database: Database, type_: str, given: Any, settings: Any, says: str) -> None:
    with as_owner(database) as owner, complains(owner, "VG400", "defaultValue", says):
        default(owner, type_, given, settings)


def test_a_record_gets_what_its_defaults_stand_for(database: Database, workspace: Workspace) -> None:
    with as_owner(database) as owner:
        fields: list[dict[str, Any]] = [
            {"name": "at", "type": "DATE_TIME", "defaultValue": "now"},
            {"name": "onDay", "type": "DATE", "defaultValue": "now", "isNullable": False},
            {"name": "key", "type": "UUID", "defaultValue": "uuid", "isUnique": True},
            {"name": "maker", "type": "UUID", "defaultValue": "caller"},
            {"name": "makerName", "type": "TEXT", "defaultValue": "caller"},
        ]
        given = {"workspaceId": workspace.id, "nameSingular": "stamp", "namePlural": "stamps", "fields": fields}
        owner.execute("select metadata.create_object(%s)", [json.dumps(given)])
        owner.execute("reset role")
        owner.execute(
            f"set local role {workspace.schema}_member"  # type: ignore[arg-type]
        )
        member = "01890a5d-ac96-774b-bcce-b302099a8057"
        owner.execute("select set_config('vingt.claims', %s, true)", [json.dumps({"memberId": member, "name": "Ann"})])
        insert = f"insert into {workspace.schema}.stamp default values returning at = now(), on_day = current_date, key, maker::text, maker_name"  # fmt: skip
        first, second = (rows(owner, insert)[0] for _ in range(2))  # type: ignore[arg-type]
        assert first[:2] == second[:2] == (True, True)
        assert first[2] != second[2]
        assert first[3:] == second[3:] == (member, "Ann")


def test_what_may_not_come_twice(database: Database, workspace: Workspace) -> None:
    """Of a composite the whole, or what stands for it; without regard to case in addresses; not among the deleted."""
    cases: list[tuple[str, dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]] = [
        ("EMAILS", {"primary": "Ann@x"}, [{"primary": "aNN@X"}], [{"primary": "bob@x"}, {"additional": '["ann@x"]'}]),
        ("LINKS", {"primary_url": "a.example"}, [{"primary_url": "a.example", "primary_label": "x"}], [{"primary_url": "b.example"}]),
        ("PHONES", {"primary_number": "112"}, [{"primary_number": "112", "primary_country_code": "DE"}], [{"primary_number": "112", "primary_calling_code": "+49"}]),
        ("ADDRESS", {"street1": "a", "city": "b"}, [{"street1": "a", "city": "b", "lat": 1}], [{"street1": "a", "city": "c"}, {"street1": "a"}, {"city": "b"}, {}, {}]),
        ("FULL_NAME", {"first_name": "a", "last_name": "b"}, [{"first_name": "a", "last_name": "b"}], [{"first_name": "a", "last_name": "c"}, {}]),
        ("CURRENCY", {"amount_micros": 1, "currency_code": "EUR"}, [{"amount_micros": 1, "currency_code": "EUR"}], [{"amount_micros": 1, "currency_code": "USD"}]),
        ("ARRAY", {"": "{a,b}"}, [{"": "{a,b}"}], [{"": "{b,a}"}, {"": "{}"}]),
        ("URL", {"": "a.example"}, [{"": "a.example"}], [{"": "A.example"}]),
    ]  # fmt: skip
    with as_owner(database) as owner:
        for number, (type_, first, same, others) in enumerate(cases):
            given = {
                "workspaceId": workspace.id,
                "nameSingular": f"only{number}",
                "namePlural": f"onlys{number}",
                "fields": [{"name": "it", "type": type_, "isUnique": True}],
            }
            owner.execute("select metadata.create_object(%s)", [json.dumps(given)])

            def insert(values: dict[str, Any], table: str = f"only{number}") -> None:
                names = ", ".join(["position", *(f"it_{name}".rstrip("_") for name in values)])
                marks = ", ".join(["1", *("%s" for _ in values)])
                owner.execute(f"insert into {workspace.schema}.{table} ({names}) values ({marks})", [*values.values()])  # type: ignore[arg-type]  # fmt: skip

            insert(first)
            for each in same:
                with refused(owner, "23505"):
                    insert(each)
            for each in others:
                insert(each)
            owner.execute(f"update {workspace.schema}.only{number} set deleted_at = now()")  # type: ignore[arg-type]
            for each in same:
                insert(each)
        for type_ in ("JSON", "BOOLEAN", "RICH_TEXT"):
            field = {"name": "it", "type": type_, "isUnique": True}
            given = {"workspaceId": workspace.id, "nameSingular": "odd", "namePlural": "odds", "fields": [field]}
            with complains(owner, "VG400", "fields.0.isUnique", "cannot be unique"):
                owner.execute("select metadata.create_object(%s)", [json.dumps(given)])


def test_operators_are_offered_once_and_those_of_others_stay(database: Database, workspace: Workspace) -> None:
    """The files of types run again whenever they change: then nothing happens that need not."""
    version = "select m.version from core.model_version(%s) m"
    offer = "select metadata.offer_operators('TEXT', '{eq,like,startsWith}')"
    with as_owner(database) as owner:
        before = value(owner, version, workspace.id)
        operators = rows(owner, "select * from metadata.filter_operator order by 1, 2")
        owner.execute(offer)
        assert value(owner, version, workspace.id) == before
        assert rows(owner, "select * from metadata.filter_operator order by 1, 2") == operators
        owner.execute("insert into metadata.filter_operator values ('TEXT', 'soundsLike', 'filter.x', 'text', 'y', 50)")
        owner.execute(
            "update metadata.filter_operator set function = 'filter.other', description = 'mine' "
            "where field_type = 'TEXT' and operator = 'like'"
        )
        owner.execute(
            "update metadata.filter_operator set description = 'old' where field_type = 'TEXT' and operator = 'eq'"
        )
        owner.execute("delete from metadata.filter_operator where field_type = 'TEXT' and operator = 'startsWith'")
        changed = value(owner, version, workspace.id)
        owner.execute(offer)
        offered = value(owner, version, workspace.id)
        assert offered > changed
        found = {row[1]: row for row in rows(owner, "select * from metadata.filter_operator where field_type = 'TEXT'")}
        assert found["like"][4] == "mine"
        assert found["soundsLike"][2] == "filter.x"
        assert found["eq"][4] == "Equals this value."
        assert found["startsWith"][2] == "filter.starts_with"
        owner.execute(offer)
        assert value(owner, version, workspace.id) == offered


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", None), ("$.", None), ("$ ? (@ > )", None), ("x'; drop", None), ("$[", None), ('$ ? (@ like_regex "(")', None),
        ("$x", "no variables"), ('$ ? (@ > $x)', "no variables"), ('$.a ? (@ == "b" && @ < $"$c")', "no variables"),
    ],
)  # fmt: skip
def test_paths_that_are_refused(database: Database, workspace: Workspace, path: str, says: str | None) -> None:
    with (
        as_role(database, workspace) as member,
        complains(member, "VG400", "filter.x.path", says or "no SQL/JSON path"),
    ):
        value(member, "select core.json_path(%s, 'filter.x.path')", path)


@pytest.mark.parametrize(
    "path",
    ["$", "$.a[*]", 'strict $."a b"[0 to last]', '$ ? (@ == "$x")', '$ ? (@ == "a\\"$\\"b")', '$."$x"', '$ ? (@ like_regex "^a$" flag "i")'],
)  # fmt: skip
def test_paths(database: Database, workspace: Workspace, path: str) -> None:
    with as_role(database, workspace) as member:
        assert value(member, "select core.json_path(%s, 'x')::text = %s::jsonpath::text", path, path) is True
