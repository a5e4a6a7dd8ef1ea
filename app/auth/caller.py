"""Who a request comes from, once the database has said so.

In charge of the credential that enters Postgres and of what is known of the caller afterwards. Reading a credential
from a header belongs to `auth.identify`; whether it still holds is decided by `core.enter` in every request anew.
"""

from dataclasses import dataclass

from app.db.wire import Call

ENTER = (
    b"select set_config('role', e.db_role, true), set_config('vingt.claims', e.claims, true), "
    b"e.workspace_id, e.schema_name, e.metadata_version from core.enter($1::text, $2::uuid, $3::bytea) e"
)

SESSION = "session"
API_KEY = "api_key"


@dataclass(frozen=True, slots=True)
class Credential:
    """What `core.enter` is given: a session (`digest` None) or an API key with the SHA-256 of its secret.

    `id` is a uuid in text form.
    """

    kind: str
    id: str
    digest: bytes | None = None

    @property
    def params(self) -> tuple[bytes | None, ...]:
        """The credential as the first three parameters of `core` functions, in Postgres's text format."""
        digest = None if self.digest is None else b"\\x" + self.digest.hex().encode()
        return (self.kind.encode(), self.id.encode(), digest)


@dataclass(frozen=True, slots=True)
class Caller:
    """A credential that was let in once. `role` is the database role that `enter` takes on in workspace `schema`.

    `metadata_version` is that of the first time; a later one is learnt from NOTIFY and from every `enter`.
    """

    credential: Credential
    enter: Call
    workspace_id: str
    schema: str
    role: str
    metadata_version: int


def enter_call(credential: Credential) -> Call:
    """The first call of every segment that acts for this credential."""
    return Call(ENTER, credential.params)
