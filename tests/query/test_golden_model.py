"""The models that tests without a database read are what a database has. VINGT_UPDATE_GOLDEN=1 writes them anew; other
tests of the same run may have read the old ones."""

import json
import os
from pathlib import Path
from typing import Any

from app.model.load import read_model, split_document
from tests.query.house import House
from tests.standard_model import MODEL, SAMPLE, laid_out


def check(document: dict[str, Any], golden: Path) -> None:
    if os.environ.get("VINGT_UPDATE_GOLDEN"):
        golden.write_text(laid_out(document) + "\n")
    assert document == json.loads(golden.read_text())


def test_the_standard_model(house: House) -> None:
    check(house.document(), MODEL)


def test_an_object_with_a_field_of_every_type(house: House) -> None:
    house.make_sample_object()
    (sample,) = [each for each in house.document()["objects"] if each["nameSingular"] == "sample"]
    check(sample, SAMPLE)


def test_the_text_is_cut_into_its_objects(house: House) -> None:
    """What `core.model` writes: if it were written otherwise, every change of a model would parse all of it."""
    text: str = house.sql("select core.model(%s)::text", house.workspace.id)[0][0]
    split = split_document(text.encode())
    assert split is not None
    rest, parts = split
    document = house.document()
    assert [json.loads(part) for part in parts] == document.pop("objects")
    assert rest.pop("objects") == []
    assert rest == document
    assert list(read_model(house.document()).objects) == [json.loads(part)["nameSingular"] for part in parts]
