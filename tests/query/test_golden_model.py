"""The models that tests without a database read are what a database has. VINGT_UPDATE_GOLDEN=1 writes them anew; other
tests of the same run may have read the old ones."""

import json
import os
from pathlib import Path
from typing import Any

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
