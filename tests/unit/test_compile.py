"""Statements: one text for all workspaces, with schema and page sizes put in."""

import pytest

from app.errors import InvalidInput
from app.query import compile as compile_module
from app.query.bind import Derived
from app.query.compile import Statement, compile_plan
from app.query.plan import (
    And,
    Compare,
    Connection,
    Fact,
    Filter,
    Insert,
    Nodes,
    NullTest,
    Page,
    PageFact,
    Param,
    SelectMany,
    Value,
)
from app.query.recent import Recent
from tests.standard_model import sample_model

MODEL = sample_model()
NAME = Value("name", "name")


def a_list(filter_: Filter | None = None, page: Page = Page()) -> SelectMany:  # noqa: B008
    facts = Fact("more", PageFact.HAS_NEXT), Fact("total", PageFact.TOTAL_COUNT)
    return SelectMany(Connection("sample", filter_, (), page, (Nodes("data", (NAME,)), *facts)))


def compiled(plan: SelectMany | Insert) -> Statement:
    (statement,) = compile_plan(MODEL, plan, Derived())
    return statement


def test_a_text_is_that_of_the_schema_and_the_page_size() -> None:
    statement = compiled(a_list(page=Page(Param(0, "first"))))
    text = statement.text_for("ws_a", (7,)).decode()
    assert text.count('"ws_a"."sample"') == 2
    assert "LIMIT 8" in text
    assert '"#n" <= 7' in text
    assert statement.text_for("ws_a", (7,)) is statement.text_for("ws_a", (7,))
    assert statement.text_for("ws_b", (7,)).decode() == text.replace("ws_a", "ws_b")
    assert "LIMIT 21" in statement.text_for("ws_a", (20,)).decode()
    for wrong in (0, "7", 1001):
        with pytest.raises(InvalidInput, match=r"^first: "):
            statement.text_for("ws_a", (wrong,))


def test_the_name_of_a_schema_is_quoted() -> None:
    assert b'"a""b"."sample"' in compiled(a_list()).text_for('a"b', ())


def test_texts_that_are_kept_take_no_more_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Recent[tuple[bytes, str, tuple[int, ...]], bytes](100_000)
    monkeypatch.setattr(compile_module, "_TEXTS", kept)
    statement = compiled(a_list(page=Page(Param(0, "first"))))
    for size in range(1, 1001):
        text = statement.text_for("ws_a", (size,))
        assert b"LIMIT %d" % (size + 1) in text
        assert statement.text_for("ws_a", (size,)) is text
        assert kept.weight <= 100_000
    assert 0 < len(kept) <= 100_000 // (2 * len(text))


def test_a_text_is_that_of_its_statement() -> None:
    one, other = compiled(a_list()), compiled(a_list(page=Page(Param(0, "first"))))
    assert one.text_for("ws_a", ()) != other.text_for("ws_a", (5,))
    assert one.text_for("ws_a", ()) != one.text_for("ws_b", ())
    assert compiled(a_list()).text_for("ws_a", ()) == one.text_for("ws_a", ())


def test_equal_plans_have_equal_texts_whatever_the_values_are() -> None:
    filter_ = And((Compare("name", "", "in", Param(0, "filter.name.in")), NullTest("whole", "", True)))
    assert compiled(a_list(filter_)).text == compiled(a_list(filter_)).text
    statement = compiled(a_list(filter_))
    assert statement.bind((["a"],), ()) == (b'{"a"}',)
    assert statement.bind((["a", "b"],), ()) == (b'{"a","b"}',)


def test_a_default_that_holds_the_mark_of_the_schema_stays_as_it_is() -> None:
    """The text of a default is written out for a batch in which some records lack the field."""
    plan = Insert("sample", False, Param(0, "data"), ("text",), ("text",), (NAME,))
    insert, _ = compile_plan(MODEL, plan, Derived())
    default = MODEL.objects["sample"].fields["text"].parts[0].default
    assert '"$schema"' in default
    assert default.encode() in insert.text_for("ws_a", ())
