"""A model of 200 objects, with 50 fields each, out and in again."""

import os
import time
from pathlib import Path

from tests.sql.model_file_world import STANDARD, Filed, filed

__all__ = ["filed"]

MOST_SECONDS = 20
OBJECTS, FIELDS = 200, 50
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


def used(backend: int) -> float:
    """The processor's seconds that this process and the backend have had; others that share it do not count."""
    ours = time.process_time()
    status = Path(f"/proc/{backend}/stat")
    if not status.exists():  # a server elsewhere
        return time.monotonic()
    fields = status.read_text().rpartition(")")[2].split()
    return ours + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_model_of_200_objects_goes_in_and_out_within_20_seconds(filed: Filed) -> None:
    text = large_model()
    backend = filed.connection.info.backend_pid
    started = used(backend)
    filed.apply(text)  # and looks that nothing is left to do
    exported = filed.export()
    seconds = used(backend) - started
    print(f"{seconds:.1f} s")
    assert filed.run("select count(*) from metadata.object where workspace_id = %s", filed.workspace.id) == [
        (OBJECTS + 8,)
    ]
    assert filed.changes(exported) == []
    assert seconds < MOST_SECONDS
