import pytest

from app.errors import InvalidInput
from app.rest.query_string import read_query_string


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("a=1&b=2", [("a", "1"), ("b", "2")]),
        ("&&a=1&", [("a", "1")]),
        ("a", [("a", "")]),
        ("a=b=c", [("a", "b=c")]),
        ("filter%5Bname%5D%5Beq%5D=x", [("filter[name][eq]", "x")]),
        ("filter[name][eq]=New%20York", [("filter[name][eq]", "New York")]),
        ("filter[name][eq]=New+York", [("filter[name][eq]", "New York")]),
        ("filter[name][eq]=a%2Bb", [("filter[name][eq]", "a+b")]),
        ("n=%C3%A9%E2%82%AC", [("n", "é€")]),
        # as the specification writes it: %Ac is no escape, because the second sign shows that nothing was encoded
        ("filter[name][like]=%Acme%", [("filter[name][like]", "%Acme%")]),
        ("filter[name][like]=%25Acme%25", [("filter[name][like]", "%Acme%")]),
        ("filter[name][ilike]=%wid%", [("filter[name][ilike]", "%wid%")]),
        ("n=50%", [("n", "50%")]),
        ("n=100%+sure", [("n", "100% sure")]),
    ],
)
def test_pairs_are_decoded(text: str, pairs: list[tuple[str, str]]) -> None:
    assert read_query_string(text) == pairs


@pytest.mark.parametrize("text", ["n=%FF", "n=%C3", "n=%ED%A0%80", "%FF=1"])
def test_what_is_not_utf8_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="not UTF-8"):
        read_query_string(text)


@pytest.mark.parametrize("text", ["n=a%00b", "%00=1"])
def test_nul_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="NUL"):
        read_query_string(text)


def test_the_error_names_the_parameter() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_query_string("filter[name][eq]=%FF")
    assert caught.value.details[0].field == "filter[name][eq]"
