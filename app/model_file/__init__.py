"""A workspace's data model as a YAML file.

The way of a change is the file list: `tree` reads YAML with its places, `reading` makes a `document` of it by what
`shape` allows, `held` reads the workspace's own model, `matching` says what is what in both, `changes` are the
operations that lead from one to the other, and `running` makes them. `writing` is the way back.

What is what goes by name, since ids differ from one workspace to the next and files are kept for several of them:
`was: oldName` beside a new name makes it a rename, and goes on meaning nothing once it was made. An `id`, where a file
has one and the workspace knows it, comes before both.
"""

from app.model_file.document import FileError, Model, Place
from app.model_file.reading import read_model
from app.model_file.writing import write_model

__all__ = ["FileError", "Model", "Place", "read_model", "write_model"]
