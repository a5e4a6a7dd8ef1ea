"""Answers that are too large for a worker to hold are refused, and what asked for them is told what to change."""

from tests.api.client import Api

MEGABYTE = 1024 * 1024


def test_an_answer_over_the_limit_is_refused_by_both_doors(api: Api) -> None:
    text = "x" * (9 * MEGABYTE)
    for number in range(4):
        assert api.rest("POST", "notes", {"title": f"large {number}", "body": text}).status_code == 201
    assert len(api.listed("notes?limit=3")) == 3
    refused = api.refused("GET", "notes?limit=4")
    assert (refused.status, refused.code) == (400, "VALIDATION_ERROR")
    assert "32 MiB" in refused.text
    assert "limit" in refused.text
    query = "{ notes(first: 4) { edges { node { title body } } } }"
    assert api.error(query).code == "VALIDATION_ERROR"
    assert [node["title"] for node in api.nodes("{ notes { edges { node { title } } } }")] == [
        f"large {number}" for number in range(4)
    ]


def test_a_change_whose_answer_is_too_large_is_undone(api: Api) -> None:
    text = "y" * (9 * MEGABYTE)
    (note,) = api.make("Note", {"title": "before", "body": text})
    query = """mutation($id: ID!) { updateNote(id: $id, data: {title: "after"}) { a: body b: body c: body d: body } }"""
    assert "32 MiB" in api.error(query, {"id": note}).text
    assert api.rest("GET", f"notes/{note}").json()["data"]["title"] == "before"
