import copy
import json

import pytest

from app.model import load as load_module
from app.model.load import load_model, read_model, split_document
from app.model.types import Operator, Option, RelationKind
from tests.large_model import as_postgres_writes, large_document
from tests.unit.crm_document import document


def test_the_document_becomes_a_model() -> None:
    model = read_model(document())
    company, person = model.objects["company"], model.by_plural["people"]
    assert model.by_plural["companies"] is company
    assert company.type_name == "Company"
    revenue = company.fields["annualRecurringRevenue"]
    assert revenue.is_composite
    assert revenue.part("amountMicros").pg_type == "bigint"
    assert not company.fields["name"].is_composite
    assert company.relations["people"].kind is RelationKind.ONE_TO_MANY
    assert person.relations["company"].kind is RelationKind.MANY_TO_ONE
    assert person.constraints == {"person_email_key": ("email",)}
    assert model.operators["TEXT"][0] == Operator("eq", "filter.eq", "self", "eq")


def test_options_come_in_the_order_of_their_position() -> None:
    given = document()
    given["objects"][0]["fields"][2]["options"] = [
        {"value": "B", "label": "Second", "position": 2},
        {"value": "A", "label": "First", "position": 1},
    ]
    field = read_model(given).objects["company"].fields[given["objects"][0]["fields"][2]["name"]]
    assert field.options == (Option("A", "First", 1), Option("B", "Second", 2))


def test_what_is_no_document_is_an_error() -> None:
    with pytest.raises(KeyError):
        read_model({"fingerprint": "x"})


async def test_the_text_of_a_document_gives_the_same_model() -> None:
    loaded, read = await load_model(as_postgres_writes(document())), read_model(document())
    assert loaded.fingerprint == read.fingerprint
    assert loaded.operators == read.operators
    assert list(loaded.objects) == list(read.objects)
    for name, of in read.objects.items():
        assert loaded.objects[name].fields == of.fields
        assert loaded.objects[name].relations == of.relations
        assert loaded.by_plural[of.name_plural] is loaded.objects[name]


async def test_models_share_the_objects_that_are_the_same_in_both() -> None:
    changed = document("f2")
    changed["objects"][0]["fields"].append({**changed["objects"][0]["fields"][2], "name": "more"})
    first, second = await load_model(as_postgres_writes(document())), await load_model(as_postgres_writes(changed))
    assert first.objects["person"] is second.objects["person"]
    assert first.objects["company"] is not second.objects["company"]
    assert "more" in second.objects["company"].fields
    assert first.operators is second.operators


async def test_only_what_has_changed_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    first = await load_model(as_postgres_writes(large_document(20, 30)))
    parsed: list[str] = []
    make = load_module._object

    def noted(given: dict[str, object]) -> object:
        parsed.append(str(given["nameSingular"]))
        return make(given)

    monkeypatch.setattr(load_module, "_object", noted)
    second = await load_model(as_postgres_writes(large_document(20, 30, "more", extra=1)))
    assert parsed == ["thing0"]
    assert len(second.objects["thing0"].fields) == len(first.objects["thing0"].fields) + 1


async def test_what_no_model_has_any_more_is_forgotten() -> None:
    given = document()
    given["objects"][0]["description"] = "Only in this test."
    model = await load_model(as_postgres_writes(given))
    before = len(load_module._SHARED)
    assert model.objects
    del model
    assert len(load_module._SHARED) < before


@pytest.mark.parametrize(
    "mark", ['},{"', '"},{"nameSingular" : "x"', '"objects" : [', "]}", '\\"},{"', '\\\\"},{\\"', "{%b}"]
)
async def test_texts_that_look_like_the_document_do_not_cut_it(mark: str) -> None:
    given = document()
    given["objects"][0]["description"] = mark
    given["operators"][0]["description"] = mark
    text = as_postgres_writes(given)
    split = split_document(text)
    assert split is not None
    assert [json.loads(part) for part in split[1]] == given["objects"]
    model = await load_model(text)
    assert model.objects["company"].description == mark
    assert model.operators["TEXT"][0].description == mark


@pytest.mark.parametrize("inner", [[{"a": 1}, {"b": 2}], {"objects": [{"a": [{}, {"b": 1}]}, {"c": "}"}]}])
async def test_a_document_that_is_cut_wrongly_is_parsed_as_a_whole(inner: object) -> None:
    given = document()
    given["objects"][0]["fields"][2]["settings"] = {"inner": inner}
    # A text that ends like this looks like the end of an object, too.
    given["objects"][0]["description"] = "},{"
    text = as_postgres_writes(given).replace(b'}, {"', b'},{"')
    model = await load_model(text)
    assert list(model.objects) == ["company", "person"]
    assert model.objects["company"].description == "},{"
    name = given["objects"][0]["fields"][2]["name"]
    assert model.objects["company"].fields[name].settings == {"inner": inner}


async def test_a_document_that_is_written_otherwise_is_read_too() -> None:
    given = document()
    objects_first = {"objects": given["objects"], **{key: each for key, each in given.items() if key != "objects"}}
    for value in (given, objects_first, {**given, "objects": given["objects"][:1]}, {**given, "objects": []}):
        texts = [as_postgres_writes(value)] if value is not objects_first else []
        texts += [json.dumps(value, separators=each).encode() for each in [(", ", " : "), (", ", ": "), (",", ":")]]
        for text in [*texts, texts[0] + b"\n"]:
            assert list((await load_model(text)).objects) == [each["nameSingular"] for each in value["objects"]]


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"objects" : []}', b'{"objects" : [{"nameSingular" : ]}'])
async def test_a_text_that_is_no_document_is_an_error(text: bytes) -> None:
    with pytest.raises((KeyError, ValueError, TypeError)):
        await load_model(text)


async def test_a_broken_object_is_an_error() -> None:
    broken = copy.deepcopy(document())
    del broken["objects"][1]["relations"]
    with pytest.raises(KeyError):
        await load_model(as_postgres_writes(broken))
