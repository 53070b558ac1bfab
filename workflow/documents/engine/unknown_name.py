"""A placeholder whose name does not exist: it fails on any use, and tells which mapping lacks it."""

from typing import Any, NoReturn

from jinja2 import StrictUndefined
from jinja2.runtime import Undefined


class UnknownNameError(Exception):
    """A placeholder whose name does not exist; `owner` is the mapping that lacks it, None at the top level."""

    def __init__(self, name: str, owner: dict[str, Any] | None) -> None:
        """Keep what the renderer needs to suggest the right name."""
        super().__init__(name)
        self.name = name
        self.owner = owner


class UnknownName(StrictUndefined):
    """Fails on any use with the name and the mapping that lacks it."""

    __slots__ = ()

    def fail(self, *_: Any, **__: Any) -> NoReturn:
        """Raise UnknownNameError."""
        owner = self._undefined_obj
        raise UnknownNameError(str(self._undefined_name), owner if isinstance(owner, dict) else None)

    __iter__ = __str__ = __len__ = __bool__ = __contains__ = __getitem__ = fail
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = fail
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = fail
    __hash__ = fail


def known(value: Any) -> Any:
    """Return a value unchanged, or raise UnknownNameError for a name that does not exist."""
    if isinstance(value, UnknownName):
        value.fail()
    if isinstance(value, Undefined):
        raise UnknownNameError(str(value._undefined_name), None)  # noqa: SLF001 - jinja has no public way to ask
    return value
