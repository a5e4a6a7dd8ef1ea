"""Random models: what a file made of one workspace it makes of any other, whatever that was before."""

import json
import textwrap
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.model_file import read_model
from app.model_file.document import Entry, Model
from app.model_file.running import to_json
from tests.sql.model_file_world import STANDARD, Filed, filed, other_filed

__all__ = ["filed", "other_filed"]

Lines = dict[str, Any]

# The name tells the type, so that a field of one name can become that of another model.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12
)
LABEL = st.one_of(st.sampled_from(["no", "~", "1.10", "a: b", "# x", "- y", "'", '"', "null", "x\ny", "é😀"]), TEXTS)
SAID = {"label": LABEL, "description": LABEL, "icon": LABEL, "isActive": st.booleans()}
FIELDS = {
    "text": {"type": st.just("TEXT"), "isUnique": st.booleans(), "isSearchable": st.booleans(), "settings": st.just({"maxLength": 50})},
    "words": {"type": st.just("TEXT"), "defaultValue": TEXTS, "isNullable": st.booleans()},
    "number": {"type": st.just("NUMBER"), "settings": st.fixed_dictionaries({"dataType": st.sampled_from(["int", "float", "numeric"])})},
    "choice": {"type": st.just("SELECT"), "options": st.lists(st.sampled_from("ABCD"), min_size=1, unique=True).map(lambda values: [{"value": value} for value in values])},
    "day": {"type": st.just("DATE"), "isUnique": st.booleans()},
    "money": {"type": st.just("CURRENCY")},
    "whole": {"type": st.just("FULL_NAME"), "isSearchable": st.booleans()},
}  # fmt: skip
OBJECTS = ("ant", "bee", "cow")


@st.composite
def said(draw: Any, keys: Lines, needed: tuple[str, ...] = ("type",)) -> Lines:
    return {key: draw(strategy) for key, strategy in keys.items() if key in needed or draw(st.booleans())}


@st.composite
def models(draw: Any) -> Lines:
    objects = {}
    names = draw(st.lists(st.sampled_from(OBJECTS), min_size=1, unique=True))
    for name in names:
        fields = {
            field: draw(said({**FIELDS[field], **SAID}, ("type", "options")))
            for field in draw(st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, unique=True))
        }
        for field in fields.values():
            # What has to have a value and has no default cannot be hidden.
            if field.get("isNullable") is False and "defaultValue" not in field:
                field["isActive"] = True
        for kind in ("MANY_TO_ONE", "ONE_TO_MANY", "MANY_TO_MANY"):
            target = draw(st.sampled_from([*names, "person", None]))
            if target is not None:
                end = f"{kind.lower().replace('_', '')}With{target.title()}"
                fields[end] = {
                    "type": "RELATION", "relationType": kind, "target": target, "inverseName": f"{end}Of{name.title()}",
                    **draw(said({**SAID, **{f"inverse{key[0].upper()}{key[1:]}": each for key, each in SAID.items()}}, ())),
                }  # fmt: skip
        objects[name] = {
            "namePlural": f"{name}s", "labelIdentifierFieldName": draw(st.sampled_from(["id", "createdAt"])),
            "fields": fields, **draw(said({"isSearchable": st.booleans(), "labelPlural": LABEL, **{key: SAID[key] for key in ("description", "icon", "isActive")}}, ())),
            "indexes": draw(st.lists(st.sampled_from([{"fields": ["createdAt", "id"]}, {"fields": ["position"], "isUnique": True}]), unique_by=str)),
        }  # fmt: skip
    return objects


def as_file(objects: Lines) -> str:
    # What is equal is not to become an alias.
    listed = yaml.safe_dump(json.loads(json.dumps(objects)), allow_unicode=True, sort_keys=False)
    return STANDARD + textwrap.indent(listed, "  ", lambda line: True)


def meaning(text: str) -> object:
    """What a file says, without its order and places."""

    def plain(entry: Entry) -> object:
        return entry.name, sorted((key, to_json(value)) for key, value in entry.values.items())

    model: Model = read_model(text.encode())
    return sorted(
        (plain(each), sorted(map(plain, each.fields.values())), sorted(map(plain, each.indexes))) for each in model.objects.values()
    )  # fmt: skip


@settings(
    phases=[Phase.generate], max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(first=models(), second=models())
def test_a_file_makes_the_same_of_every_workspace(
    filed: Filed, other_filed: Filed, first: Lines, second: Lines
) -> None:
    with filed.connection.transaction(force_rollback=True):
        filed.apply(as_file(first))
        exported = filed.export()
        other_filed.apply(exported)
        assert other_filed.export() == exported
        filed.apply(as_file(second))
        other_filed.apply(STANDARD)
        assert other_filed.export() == STANDARD
        other_filed.apply(as_file(second))
        assert meaning(filed.export()) == meaning(other_filed.export())
