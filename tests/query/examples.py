"""How many examples a property is tried on, and values that are worth trying."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st


def examples(count: int) -> settings:
    """The same examples in every run, however long each takes on a busy machine."""
    return settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


# What parts, quotes, escapes or ends something on the way to a column and back.
AWKWARD = [
    "", " ", ",", '"', "'", "\\", "\\\\", "{}", "{", "}", "{,}", "null", "NULL", "\n", "\r\n\t", "$1", "%s", "%", "_",
    'a"b\\c,d{e}f', "it's", "--", "/* */", ";", "\U0001f642", "\U0001f468‍\U0001f469‍\U0001f467", "ä", "e\u0301",
    "\u2028", "\ufeff", "\x01", "\x7f", "\\u0000", '"schema"', "\U0010ffff", "(a,b)", "[1]", '{"a":1}',
]  # fmt: skip
TEXTS = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
