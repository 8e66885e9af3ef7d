"""Every request of the bot, held against another library's typed model of the Bot API: aiogram's method classes."""

import json
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

import aiogram.methods
from aiogram.types import BufferedInputFile
from pydantic import BaseModel, ValidationError

from practice.params import Upload


def validate(method: str, params: Mapping[str, Any]) -> None:
    """Check a request as it came in; AssertionError says what aiogram's model does not allow."""
    model = _model(method)
    values = {name: _decoded(model, name, value) for name, value in params.items() if not _attached(name, params)}
    try:
        request = model.model_validate(values)
    except ValidationError as error:
        raise AssertionError(f"{method}: {error}") from error
    unknown = list(_unknown(request, method))
    assert not unknown, f"unknown fields: {', '.join(unknown)}"


class Contract:
    """Collects what is wrong with requests; made to be put into `telegram.on_call`."""

    def __init__(self) -> None:
        self.broken: list[str] = []
        self.checked = 0

    def __call__(self, method: str, params: Mapping[str, Any]) -> None:
        """Check one request and remember what was wrong with it."""
        self.checked += 1
        try:
            validate(method, params)
        except AssertionError as error:
            self.broken.append(str(error))

    def assert_kept(self) -> None:
        """Fail unless every request so far was right."""
        assert not self.broken, "\n".join(self.broken)


def _model(method: str) -> type[BaseModel]:
    model = getattr(aiogram.methods, method[:1].upper() + method[1:], None)
    assert model is not None, f"aiogram knows no method {method}"
    found: type[BaseModel] = model
    return found


def _decoded(model: type[BaseModel], name: str, value: Any) -> Any:
    """The value as a typed client would have it: nested values come as JSON in strings."""
    if isinstance(value, Upload):
        return BufferedInputFile(value.data, value.name)
    field = model.model_fields.get(name)
    if not isinstance(value, str) or field is None or str in _choices(field.annotation):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _choices(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _choices(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for each in get_args(annotation):
            yield from _choices(each)
    else:
        yield annotation


def _attached(name: str, params: Mapping[str, Any]) -> bool:
    """Whether a part of a multipart request is a file that another field points to."""
    pointed = f"attach://{name}"
    return isinstance(params[name], Upload) and any(
        pointed in each for each in params.values() if isinstance(each, str)
    )


def _unknown(value: Any, path: str) -> Iterator[str]:
    """Fields that aiogram's models kept only because they allow extras."""
    if isinstance(value, BaseModel):
        yield from (f"{path}.{name}" for name in value.model_extra or {})
        for name in value.model_fields_set:
            yield from _unknown(getattr(value, name, None), f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _unknown(each, f"{path}[{index}]")
