"""An OpenAPI document as a judge of what the server does: does an answer, or a body, fit what the document says of it?

It reads the document as strictly as OpenAPI 3.0.3 is written: `nullable` counts only beside the type in the same schema.
"""

from typing import Any

from jsonschema.protocols import Validator
from openapi_schema_validator import OAS30Validator, oas30_format_checker


class Judge:
    """A document, and what it says of calls. Paths are templates, as `/rest/companies/{id}`."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._validators: dict[str, Validator] = {}

    def operation(self, method: str, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.document["paths"][path][method.lower()]
        return found

    def wrong_in_answer(self, method: str, path: str, status: int, headers: Any, body: Any) -> list[str]:
        """What of an answer is not as it is described."""
        answers = self.operation(method, path)["responses"]
        if str(status) not in answers:
            return [f"{method} {path} does not answer {status}"]
        answer = self.resolved(answers[str(status)])
        missing = [f"{name} is missing" for name in answer.get("headers", {}) if name.lower() not in headers]
        # A conflict may be tried again only where two changes met.
        missing = [each for each in missing if (status, each) != (409, "Retry-After is missing")]
        content = answer.get("content")
        if content is None:
            return missing if body is None else [*missing, "it should have no body"]
        return missing + self.wrong(content["application/json"]["schema"], body)

    def wrong_in_body(self, method: str, path: str, body: Any) -> list[str]:
        """What of a request's body is not as it is described."""
        return self.wrong(self.operation(method, path)["requestBody"]["content"]["application/json"]["schema"], body)

    def wrong(self, schema: dict[str, Any], value: Any) -> list[str]:
        """What of a value does not fit a schema."""
        key = repr(schema)
        if key not in self._validators:
            whole = {"allOf": [schema], "components": self.document["components"]}
            self._validators[key] = OAS30Validator(whole, format_checker=oas30_format_checker)
        return [f"{error.json_path}: {error.message}" for error in self._validators[key].iter_errors(value)]

    def resolved(self, given: dict[str, Any]) -> dict[str, Any]:
        """What a reference refers to; anything else as it is."""
        while "$ref" in given:
            found: Any = self.document
            for name in given["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            given = found
        return given

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The named schemas."""
        found: dict[str, dict[str, Any]] = self.document["components"]["schemas"]
        return found

    def lists(self) -> list[str]:
        """The paths of all lists."""
        return [path for path, item in self.document["paths"].items() if "post" in item]
