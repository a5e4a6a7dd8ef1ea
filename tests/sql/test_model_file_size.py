"""A model of many objects, with 50 fields each, out and in again. How long 200 of them take is a row of scripts/bench."""

from tests.sql.model_file_world import STANDARD, Filed, filed

__all__ = ["filed"]

OBJECTS, FIELDS = 40, 50
# Each object points to those that many places further on.
STEPS = (1, 7, 31)
TYPES = (
    "TEXT", "NUMBER, settings: {dataType: integer}", "DATE", "CURRENCY", "BOOLEAN", "EMAIL",
    "SELECT, defaultValue: A, options: [{value: A}, {value: B}]",
)  # fmt: skip
SYSTEM = 6


def large_model() -> str:
    lines = [STANDARD]
    for place in range(OBJECTS):
        lines.append(
            f"  thing{place}:\n    namePlural: thing{place}s\n    labelIdentifierFieldName: field0\n    fields:\n"
        )
        own = FIELDS - SYSTEM - len(STEPS)
        lines += [f"      field{at}: {{type: {TYPES[at % len(TYPES)]}}}\n" for at in range(own)]
        lines += [
            f"      link{step}: {{type: RELATION, target: thing{(place + step) % OBJECTS}, inverseName: linked{step}}}\n"
            for step in STEPS
        ]
    return "".join(lines)


def test_a_large_model_goes_in_and_out(filed: Filed) -> None:
    text = large_model()
    filed.apply(text)  # and looks that nothing is left to do
    exported = filed.export()
    assert filed.run("select count(*) from metadata.object where workspace_id = %s", filed.workspace.id) == [
        (OBJECTS + 8,)
    ]
    assert filed.changes(exported) == []
