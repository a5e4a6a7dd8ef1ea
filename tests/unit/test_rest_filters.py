import pytest

from app.errors import InvalidInput
from app.model.load import read_model
from app.query.plan import And, Compare, Filter, NullTest, Param, Related
from app.query.url_text import UrlText, split_list
from app.query.values import BadValue, converter
from app.rest.filters import operands, plan_filter
from app.rest.parameters import FilterParameter, read_parameters
from app.rest.query_string import read_query_string
from tests.unit.crm_document import document

MODEL = read_model(document())


def filters(query: str) -> tuple[FilterParameter, ...]:
    return read_parameters(read_query_string(query)).filters


def plan(query: str, plural: str = "companies") -> Filter | None:
    return plan_filter(MODEL, MODEL.by_plural[plural], filters(query))


def param(index: int, path: str) -> Param:
    return Param(index, f"filter.{path}")


def test_no_parameter_is_no_filter() -> None:
    assert plan("") is None


def test_one_parameter_stands_alone() -> None:
    assert plan("filter[industry][eq]=x") == Compare("industry", "", "eq", param(0, "industry.eq"))


def test_several_are_joined_in_the_order_written() -> None:
    assert plan(
        "filter[industry][eq]=x&filter[employees][gte]=10&filter[name][is]=NULL&filter[employees][lt]=20"
    ) == And(
        (
            Compare("industry", "", "eq", param(0, "industry.eq")),
            Compare("employees", "", "gte", param(1, "employees.gte")),
            NullTest("name", "", True),
            Compare("employees", "", "lt", param(2, "employees.lt")),
        )
    )


def test_a_path_leads_into_a_composite() -> None:
    assert plan("filter[annualRecurringRevenue.amountMicros][gte]=1") == Compare(
        "annualRecurringRevenue", "amountMicros", "gte", param(0, "annualRecurringRevenue.amountMicros.gte")
    )


def test_a_path_leads_across_relations_into_a_composite() -> None:
    assert plan("filter[people.company.people.name.firstName][eq]=x") == Related(
        "people",
        Related(
            "company",
            Related("people", Compare("name", "firstName", "eq", param(0, "people.company.people.name.firstName.eq"))),
        ),
    )


def test_filters_through_one_relation_speak_of_one_record() -> None:
    assert (
        plan("filter[people.city][eq]=Bonn&filter[name][eq]=x&filter[people.email][is]=NOT_NULL")
        == And(
            (
                Related(
                    "people",
                    And((Compare("city", "", "eq", param(0, "people.city.eq")), NullTest("email", "", False))),
                ),
                Compare("name", "", "eq", param(1, "name.eq")),
            )
        )
        or "EMAIL" not in MODEL.operators
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("filter[nme][eq]=x", "Field 'nme' doesn't exist on type 'Company'; known: id, createdAt, name"),
        ("filter[nme.x][eq]=x", "Field 'nme' doesn't exist on type 'Company'"),
        ("filter[people.nme][eq]=x", "Field 'nme' doesn't exist on type 'Person'"),
        ("filter[name][near]=x", "unknown operator 'near'; known for it: eq, neq, in, is, like, ilike"),
        ("filter[employees][like]=x", "unknown operator 'like'; known for it: eq"),
        ("filter[name][is]=maybe", "NULL or NOT_NULL, not 'maybe'"),
        ("filter[people][eq]=x", "people is a relation; name a field of it, as in people.id"),
        ("filter[name.first][eq]=x", "name holds a single value"),
        ("filter[annualRecurringRevenue][eq]=x", "name one: annualRecurringRevenue.amountMicros"),
        ("filter[annualRecurringRevenue.x][eq]=x", "name one: annualRecurringRevenue.amountMicros"),
        ("filter[.][eq]=x", "doesn't exist"),
    ],
)
def test_each_mistake_is_named_with_its_remedy(query: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        plan(query)
    assert caught.value.details[0].field == query.rpartition("=")[0]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("a", ["a"]),
        ("Technology,Finance", ["Technology", "Finance"]),
        ('"a,b",c', ["a,b", "c"]),
        ('a,"say ""hi"""', ["a", 'say "hi"']),
        ('""', [""]),
        ("a,", ["a", ""]),
        (",", ["", ""]),
        ('a"b,c', ['a"b', "c"]),
        ('"a\nb",c', ["a\nb", "c"]),
        ("a b, c", ["a b", " c"]),
    ],
)
def test_a_list_is_parted_by_commas(text: str, items: list[str]) -> None:
    assert operands([FilterParameter("name", "in", text)]) == [text]
    assert split_list(UrlText(text)) == items
    assert converter("text[]")(UrlText(text)) == converter("text[]")(items)


@pytest.mark.parametrize("text", ["", '"a', '"a"b', 'x,"y', '"a,b'])
def test_a_list_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match=r"at least one value|must end with a quote"):
        converter("text[]")(UrlText(text))
