"""A workspace's model written as a model file.

In charge of a form that is good to read and to compare line by line: a fixed order, defaults left out, a line a value.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from app.model_file import shape
from app.model_file.document import same
from app.model_file.held import HeldField, HeldModel, HeldObject
from app.model_file.reading import complete_relation
from app.model_file.tree import PLAIN

_HEADING = """\
# A data model of Vingt: every object with its fields and relations.
# vingt schema diff NAME FILE says what a workspace has otherwise, vingt schema apply NAME FILE makes it so.
"""
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_YAML_1_1: Any = yaml.resolver.Resolver()
_SHORT = frozenset({"options", "indexes"})  # their items stand on one line each


def write_model(model: HeldModel, *, with_ids: bool = False) -> str:
    """The file of a model; with the ids that its objects and fields have in this workspace, if asked for."""
    objects = {each.name: _object(each, model, with_ids) for each in model.objects.values()}
    document = {"vingt": shape.VERSION, "objects": objects}
    return _HEADING + str(
        yaml.serialize(_node(document), Dumper=_DUMPER, allow_unicode=True, width=1_000_000, indent=2, encoding=None)
    )


def _object(held: HeldObject, model: HeldModel, with_ids: bool) -> dict[str, Any]:
    values = dict(held.entry.values)
    if values["isSearchable"] is not values["isSystem"]:
        values["isSearchable"] = None
    written = _said(values, shape.OBJECT, {}, with_ids)
    fields = {field.name: _field(field, model, with_ids) for field in held.fields}
    # Of what every object has only what is said otherwise.
    fields = {name: said for name, said in fields.items() if "type" in said or set(said) - {"id"}}
    if fields:
        written["fields"] = fields
    if held.indexes:
        written["indexes"] = [_index(index.entry.values) for index in held.indexes]
    return written


def _field(held: HeldField, model: HeldModel, with_ids: bool) -> dict[str, Any]:
    values = dict(held.entry.values)
    if held.is_system:
        return _said(values, shape.SYSTEM_FIELD, model.system.get(held.name, {}), with_ids)
    if not held.entry.is_relation:
        if not values["isComputed"] and values["isSearchable"] is model.types[values["type"]].is_searched:
            values["isSearchable"] = None
        if values["options"] is not None:
            values["options"] = [_option(option) for option in values["options"]]
        # The label is always there, for who reads.
        return _said(values, shape.FIELD, {}, with_ids)
    usual = complete_relation(held.name, {**values, "onDelete": None, "key": None})
    if values["key"] is not None:
        values["key"] = {
            name: value for name, value in values["key"].items() if not same(value, usual["key"][name])
        } or None
    return _said(values, shape.RELATION, {"onDelete": usual["onDelete"]}, with_ids)


def _option(option: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in option.items() if key != "label" or value != option["value"]}


def _index(values: Mapping[str, Any]) -> dict[str, Any]:
    return _said(values, shape.INDEX, {"isLiveOnly": values["isUnique"]}, False)


def _said(
    values: Mapping[str, Any], keys: Mapping[str, shape.Key], usual: Mapping[str, Any], with_ids: bool
) -> dict[str, Any]:
    return {
        name: values[name]
        for name, key in keys.items()
        if (name != "id" or with_ids) and not same(values.get(name), usual.get(name, key.default))
    }


def _node(value: Any, *, flow: bool = False) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_text(str(key)), _node(each, flow=flow or key in _SHORT)) for key, each in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)
    if isinstance(value, list):
        is_short = flow or not any(isinstance(each, Mapping | list) for each in value)
        items = [_node(each, flow=True) for each in value]
        # A list of things that have keys has one line for each.
        stands_open = any(isinstance(each, Mapping) for each in value)
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=is_short and not stands_open)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if value else "false")
    if value is None:
        return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
    number = format(value, "f") if isinstance(value, Decimal) else str(value)
    return yaml.ScalarNode(f"tag:yaml.org,2002:{'float' if '.' in number else 'int'}", number)


def _text(text: str) -> yaml.ScalarNode:
    tag = "tag:yaml.org,2002:str"
    if "\n" in text and not text.isspace():
        return yaml.ScalarNode(tag, text, style="|")
    # Quoted where this or another reader of YAML would take it for something else than a text.
    is_plain = _YAML_1_1.resolve(yaml.ScalarNode, text, (True, False)) == tag and not any(
        pattern.match(text) for pattern, _ in PLAIN
    )
    return yaml.ScalarNode(tag, text, style=None if is_plain else "'")
