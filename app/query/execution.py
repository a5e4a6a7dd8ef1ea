"""Programs: what answers a request, and the one round trip in which it runs.

In charge of putting the statements of a request behind the call that enters the workspace, of telling which part of the
request an error of Postgres is about, and of doing it over once where the model has changed since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from app.db.database import Database
from app.db.sqlstate import to_api_error
from app.db.wire import Call, DatabaseError, Line, Results, Segment, SlowResults
from app.errors import ApiError, Detail
from app.model.actions import ActionKind
from app.model.cache import Models
from app.model.types import Model
from app.query.actions import label_of
from app.query.bind import Derive, Derived
from app.query.compile import Statement, compile_plan
from app.query.plan import Change, Insert, Plan, Preview, Update, is_change, is_write

# The column of `enter` that holds the version of the workspace's metadata.
_VERSION = 4
# Classes of SQLSTATE that a statement has which was written for other tables than there are now.
_UNFIT = "42"
_NOT_ALLOWED = "42501"
_INTERNAL = "XX000"
# How often a request is begun anew because the model has changed, which it may do faster than requests are answered.
_MOST_ATTEMPTS = 10
# How often a program has to be slow before it is taken for one that is.
_SLOW_TIMES = 2
_PROGRAM_BYTES = 1_500
_DERIVE_BYTES = 500


class Caller(Protocol):
    """Who asks, as far as a program has to know; `auth.caller` has more of it."""

    @property
    def enter(self) -> Call:
        """The call that takes on the caller's role for the rest of the segment."""

    @property
    def workspace_id(self) -> str:
        """The workspace's id."""

    @property
    def schema(self) -> str:
        """Its schema."""

    @property
    def role(self) -> str:
        """The database role that `enter` takes on."""

    @property
    def metadata_version(self) -> int:
        """The version of the metadata when the caller was first let in."""


@dataclass(frozen=True, slots=True)
class Step:
    """One plan. Which of the statements gives its answer is `answered_by`, counted from the first or from the last.

    `written` is the label of what it writes, "" where it writes no fields; errors of Postgres name a field below it.
    `label` gives what the request calls a field that an error of our own SQL names.
    """

    key: str
    statements: tuple[Statement, ...]
    written: str = ""
    answered_by: int = -1
    label: Callable[[str], str] | None = None


class Pace:
    """How long a program takes as a rule. Reads that are slow twice are sent where they hold up nobody, until they
    were quick as often."""

    __slots__ = ("_slow",)

    def __init__(self) -> None:
        self._slow = 0

    @property
    def is_slow(self) -> bool:
        """Whether to run it on the slow line."""
        return self._slow >= _SLOW_TIMES

    def note(self, results: Results) -> None:
        """Take note of one more run."""
        if type(results) is SlowResults:
            self._slow = min(self._slow + 1, 2 * _SLOW_TIMES)
        elif self._slow:
            self._slow -= 1


@dataclass(frozen=True, slots=True)
class Program:
    """The steps of a request, all in one transaction, and what is derived of its values for all of them."""

    steps: tuple[Step, ...]
    is_write: bool
    derive: tuple[Derive, ...] = ()
    is_change: bool = False
    pace: Pace = field(default_factory=Pace, compare=False)

    @property
    def weight(self) -> int:
        """About how many bytes it takes."""
        statements = sum(statement.weight for step in self.steps for statement in step.statements)
        return _PROGRAM_BYTES + statements + _DERIVE_BYTES * len(self.derive)

    @property
    def line(self) -> Line:
        """Where it waits its turn."""
        if self.is_change:
            return Line.CHANGE
        if self.is_write:
            return Line.WRITE
        return Line.SLOW if self.pace.is_slow else Line.READ

    def bind(self, schema: str, values: Sequence[Any], version: int = 0) -> tuple[Call, ...]:
        """The calls of a request under a version of the workspace's model. Raises InvalidInput naming the value that is
        wrong."""
        derived = [derive(values) for derive in self.derive]
        return tuple(
            [
                Call(statement.text_for(schema, values, version), statement.bind(values, derived))
                for step in self.steps
                for statement in step.statements
            ]
        )

    def answers(self, results: Results) -> list[bytes | None]:
        """The answer of each step, out of the results of `enter` and of the statements; None where there is no row."""
        answers: list[bytes | None] = []
        at = 1
        for step in self.steps:
            result = results[at : at + len(step.statements)][step.answered_by]
            answers.append(result.get_value(0, 0))
            at += len(step.statements)
        return answers

    def step_of(self, call_index: int) -> Step | None:
        """The step of a call; None for `enter`."""
        return self._blamed(call_index)[0]

    def statement_of(self, call_index: int) -> Statement | None:
        """The statement of a call; None for `enter`."""
        return self._blamed(call_index)[1]

    def _blamed(self, call_index: int) -> tuple[Step, Statement] | tuple[None, None]:
        left = call_index
        for step in self.steps:
            if 0 < left <= len(step.statements):
                return step, step.statements[left - 1]
            left -= len(step.statements)
        return None, None


# What answers a request under a model, and the request's values. May raise ApiError.
Prepare = Callable[[Model], tuple[Program, Sequence[Any]]]


def compile_program(steps: Sequence[tuple[str, Plan]], model: Model) -> Program:
    """The program of some plans under their keys. Raises InvalidInput, with the key as the path, for a plan that cannot
    be run whatever its values are."""
    derived = Derived()
    compiled = tuple(_step(key, plan, _compiled(key, model, plan, derived)) for key, plan in steps)
    plans = [plan for _, plan in steps]
    return Program(compiled, any(map(is_write, plans)), tuple(derived.makers), any(map(is_change, plans)))


async def answer_under(
    database: Database, caller: Caller, model: Model, program: Program, values: Sequence[Any]
) -> list[bytes | None]:
    """Run a program of a model that is the same for all workspaces; the JSON of each step. Raises ApiError; where one
    step is to blame, with its key as the path."""
    refused: ApiError | None = None
    calls = tuple[Call, ...]()
    try:
        calls = program.bind(caller.schema, values)
    except ApiError as error:
        # The caller still has to be let in.
        refused, program = error, _NOTHING
    try:
        results = await database.run(Segment(caller.workspace_id, caller.role, (caller.enter, *calls)), program.line)
    except DatabaseError as error:
        raise _told(error, program, model) from error
    if refused is not None:
        raise refused
    program.pace.note(results)
    return program.answers(results)


async def answer(database: Database, models: Models, caller: Caller, prepare: Prepare) -> list[bytes | None]:
    """Run what `prepare` makes of a request; the JSON of each step.

    `prepare` is asked again when the workspace's model turns out to be newer than the one that it was given. Raises
    ApiError; where one step is to blame, with its key as the path.
    """
    workspace_id = caller.workspace_id
    model = models.peek(workspace_id)
    if model is None:
        model = await models.get(workspace_id, caller.metadata_version)
    known = models.version(workspace_id)
    attempts, is_fresh = _MOST_ATTEMPTS, False
    while True:
        refused: ApiError | None = None
        program, calls = _NOTHING, tuple[Call, ...]()
        try:
            program, values = prepare(model)
            calls = program.bind(caller.schema, values, known or 0)
        except ApiError as error:
            # The caller still has to be let in: one who is not, learns nothing of the model.
            refused = error
        segment = Segment(workspace_id, caller.role, (caller.enter, *calls))
        line = Line.READ if refused is not None else program.line
        try:
            results = await database.run(segment, line)
        except DatabaseError as error:
            if _is_unfit(error) and attempts:
                attempts -= 1
                newer, found = await _newer(models, workspace_id, known)
                if newer is not model or found != known:
                    model, known = newer, found
                    continue
            raise _told(error, program, model) from error
        version = int(results[0].get_value(0, _VERSION) or b"0")
        if not is_fresh and models.peek(workspace_id, version) is None:
            newer = await models.get(workspace_id, version)
            if newer is not model and line is not Line.WRITE:
                model, known, is_fresh = newer, models.version(workspace_id), True
                continue
        if refused is not None:
            raise refused
        program.pace.note(results)
        return program.answers(results)


def _is_unfit(error: DatabaseError) -> bool:
    """Whether a statement may have failed because the tables are no longer what it was made for."""
    return bool(error.call_index) and (
        (error.sqlstate.startswith(_UNFIT) and error.sqlstate != _NOT_ALLOWED)
        # A table that was dropped between the look at it and its use.
        or (error.sqlstate == _INTERNAL and "relation" in error.message)
    )


async def _newer(models: Models, workspace_id: str, known: int | None) -> tuple[Model, int | None]:
    """The model after a statement failed that was made under the version `known`, with its version."""
    if models.version(workspace_id) in (None, known):
        # The one that is held would fail again; whoever else finds out at the same time waits for the same load.
        return await models.reload(workspace_id), models.version(workspace_id)
    return await models.get(workspace_id), models.version(workspace_id)


_NOTHING = Program((), False)


def _step(key: str, plan: Plan, statements: tuple[Statement, ...]) -> Step:
    if isinstance(plan, Change | Preview):
        is_removal = isinstance(plan, Change) and plan.action.kind is ActionKind.DELETE_ONE
        return Step(key, statements, "", 0 if is_removal else -1, partial(label_of, plan.given))
    return Step(key, statements, _written(plan))


def _compiled(key: str, model: Model, plan: Plan, derived: Derived) -> tuple[Statement, ...]:
    try:
        return compile_plan(model, plan, derived)
    except ApiError as error:
        error.path = error.path or (key,)
        raise


def _written(plan: Plan) -> str:
    if isinstance(plan, Insert):
        return plan.records.label
    return plan.changes.label if isinstance(plan, Update) else ""


def _told(error: DatabaseError, program: Program, model: Model) -> ApiError:
    """What the client is told of an error, in the words of the model."""
    step, statement = program.step_of(error.call_index), program.statement_of(error.call_index)
    written = (statement.written if statement is not None else "") or (step.written if step is not None else "")
    prefix = f"{written}." if written else ""

    def fields_of(table: str, constraint: str) -> tuple[str, ...]:
        for of in model.objects.values():
            if of.table == table:
                return tuple(prefix + field for field in of.constraints.get(constraint, ()))
        return ()

    def field_of_column(table: str, column: str) -> str | None:
        for of in model.objects.values():
            for each in of.fields.values() if of.table == table else ():
                for part in each.parts:
                    if part.column == column:
                        return f"{prefix}{each.name}.{part.name}" if part.name else prefix + each.name
        return None

    told = to_api_error(error, fields_of, field_of_column, "" if statement is None else statement.deleted)
    if step is not None and step.label is not None:
        told.details = tuple(Detail(step.label(detail.field), detail.message) for detail in told.details)
    if step is not None and told.path is None:
        told.path = (step.key,)
    return told
