"""The styles of a Word file: which bring a number or close up their paragraphs, and which nobody uses."""

from collections.abc import Callable, Iterable
from typing import Any

from workflow.bundle.office.word_parts import W, parsed, written

_USES = (f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
_LEADS = (f"{W}basedOn", f"{W}link", f"{W}next")
_YES = {"1", "true", "on"}
# Smaller than this a list of styles costs nothing worth saving.
_SMALL_BYTES = 40_000


def styles_with_numbers(styles: Any) -> frozenset[str]:
    """Return the paragraph styles that bring a number, by themselves or from those they are based on."""
    return _inheriting(styles, _has_number)


def tight_styles(styles: Any) -> frozenset[str]:
    """Return the paragraph styles that leave out the space between two of their paragraphs, inherited or not."""
    return _inheriting(styles, lambda style: style.find(f"{W}pPr/{W}contextualSpacing") is not None)


def default_style(styles: Any) -> str | None:
    """Return the style of the paragraphs that name none; None if the part does not say."""
    for style in styles.findall(f"{W}style"):
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in _YES:
            return str(style.get(f"{W}styleId"))
    return None


def _has_number(style: Any) -> bool:
    number = style.find(f"{W}pPr/{W}numPr/{W}numId")
    return number is not None and number.get(f"{W}val") != "0"


def _inheriting(styles: Any, has: Callable[[Any], bool]) -> frozenset[str]:
    """Return the styles of which something is true, or true of one of those they are based on."""
    based_on: dict[str, str] = {}
    found: set[str] = set()
    for style in styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        parent = style.find(f"{W}basedOn")
        if parent is not None:
            based_on[name] = parent.get(f"{W}val", "")
        if has(style):
            found.add(name)
    inheriting = set(found)
    for name in based_on:
        chain, seen = name, {name}
        while chain in based_on and based_on[chain] not in seen:
            chain = based_on[chain]
            seen.add(chain)
        if seen & found:
            inheriting.add(name)
    return frozenset(inheriting)


def without_unused(styles: bytes, stories: Iterable[Any]) -> bytes:
    """Return the part without the styles that no text uses, directly or by way of another style.

    The templates of word processors bring hundreds, and LibreOffice makes each of them anew for every file.
    """
    if len(styles) < _SMALL_BYTES:
        return styles
    root = parsed(styles)
    own = {style.get(f"{W}styleId", ""): style for style in root.findall(f"{W}style")}
    waiting = {node.get(f"{W}val", "") for story in stories for node in story.iter(*_USES)}
    waiting |= {name for name, style in own.items() if style.get(f"{W}default") in _YES}
    kept: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in own and name not in kept:
            kept.add(name)
            waiting |= {node.get(f"{W}val", "") for node in own[name].iter(*_LEADS)}
    for name, style in own.items():
        if name not in kept:
            root.remove(style)
    return written(root)
