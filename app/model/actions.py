"""What a function of the database takes, and what it does: the actions of the metadata API.

In charge of their description, from which both doors make their inputs. What a value must look like is said here; that
it looks like that is checked in `query.actions`, and what it means in SQL.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from app.model.types import Option


class Kind(StrEnum):
    """The JSON that an input field takes."""

    TEXT = "a text"
    BOOLEAN = "true or false"
    ID = "an id"
    CHOICE = "one of the options"
    JSON = "any JSON value"
    TEXTS = "a list of texts"
    INPUTS = "a list of objects"


@dataclass(frozen=True, slots=True)
class InputField:
    """One key of an input. `options` are those of a CHOICE, `inner` is what each of INPUTS looks like."""

    name: str
    kind: Kind
    description: str
    is_required: bool = False
    options: tuple[Option, ...] = ()
    choice_name: str = ""
    inner: "Input | None" = None


@dataclass(frozen=True, slots=True)
class Input:
    """What an action is given, under the name of its type in GraphQL."""

    name: str
    description: str
    fields: tuple[InputField, ...]


class ActionKind(Enum):
    """What an action does to how many."""

    CREATE_ONE = auto()
    CREATE_MANY = auto()
    UPDATE_ONE = auto()
    DELETE_ONE = auto()


@dataclass(frozen=True, slots=True)
class Action:
    """A function of the schema `metadata` that makes, changes or removes records of `object`, and gives their ids.

    `name` is the root field in GraphQL. The function takes one JSON object: the input, of an update with the id in it;
    of a removal the id and, where `is_confirmed`, the name of what is to go; of several, the inputs under `key`.
    """

    name: str
    kind: ActionKind
    object: str
    function: str
    description: str
    input: Input | None = None
    key: str = ""
    is_confirmed: bool = False
