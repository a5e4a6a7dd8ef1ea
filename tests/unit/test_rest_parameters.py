import pytest

from app.errors import InvalidInput
from app.query.plan import Direction
from app.rest.parameters import FilterParameter, OrderParameter, Parameters, read_depth, read_parameters


def test_everything_at_once_in_the_order_written() -> None:
    pairs = [
        ("limit", "20"),
        ("filter[industry][eq]", "Technology"),
        ("order[createdAt]", "desc"),
        ("filter[company.id][eq]", "1"),
        ("order[name]", "AscNullsFirst"),
        ("offset", "40"),
        ("depth", "1"),
    ]
    assert read_parameters(pairs) == Parameters(
        filters=(FilterParameter("industry", "eq", "Technology"), FilterParameter("company.id", "eq", "1")),
        order=(
            OrderParameter("createdAt", Direction.DESC),
            OrderParameter("name", Direction.ASC_NULLS_FIRST),
        ),
        limit=20,
        offset=40,
        depth=1,
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("limit", "abc", "limit: a whole number from 1 to 1000"),
        ("limit", "0", "limit: a whole number from 1 to 1000"),
        ("limit", "-1", "limit: a whole number from 1 to 1000"),
        ("limit", "1001", "limit: a whole number from 1 to 1000"),
        ("limit", "", "limit: a whole number from 1 to 1000"),
        ("limit", "²", "limit: a whole number from 1 to 1000"),
        ("limit", "9" * 5000, "limit: a whole number from 1 to 1000"),
        ("offset", "-1", "offset: a whole number from 0"),
        ("offset", "9223372036854775808", "offset: a whole number from 0"),
        ("depth", "2", "depth: a whole number from 0 to 1"),
        ("order[name]", "up", "unknown direction 'up'; known: asc, desc, Asc"),
        ("order", "name", "order\\[<field>\\]=asc"),
        ("filter[name]", "Acme", r"write filter\[name\]\[eq\]=Acme"),
        ("filter[name][eq", "Acme", "filters are written"),
        ("page", "2", "unknown parameter; known: limit, offset"),
    ],
)
def test_each_wrong_parameter_is_named_with_its_remedy(name: str, value: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        read_parameters([(name, value)])
    assert caught.value.details[0].field == name


def test_a_limit_given_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="given twice"):
        read_parameters([("limit", "1"), ("limit", "2")])


def test_filters_are_bounded() -> None:
    with pytest.raises(InvalidInput, match="at most 100 filters"):
        read_parameters([("filter[name][eq]", "x")] * 101)
    with pytest.raises(InvalidInput, match="at most 8 names"):
        read_parameters([(f"filter[{'.'.join(['company'] * 9)}][eq]", "x")])


def test_a_single_record_takes_only_depth() -> None:
    assert read_depth([("depth", "1")]) == 1
    with pytest.raises(InvalidInput, match="limit"):
        read_depth([("limit", "1")])
