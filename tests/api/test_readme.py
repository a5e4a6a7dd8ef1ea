"""The README's own examples, as pasted."""

import json
import re
from pathlib import Path

import httpx

from tests.serving import Server


def test_an_object_is_made_and_has_a_record_at_once(server: Server) -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text()
    section = text[text.index("## Your own objects") : text.index("## Where to go on")]
    change, record = [json.loads(body) for body in re.findall(r"-d '(\{.*?\})'\n", section, re.DOTALL)]
    made = httpx.post(f"{server.url}/metadata", json=change, headers=server.headers).json()
    assert "errors" not in made, made
    plural = change["variables"]["input"]["namePlural"]
    answer = httpx.post(f"{server.url}/rest/{plural}", json=record, headers=server.headers)
    assert (answer.status_code, answer.json()["data"]["address"]) == (201, "1 Main St")
