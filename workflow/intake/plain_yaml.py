"""Reads the plain YAML that nearly every `fascicolo.yaml` is, fast and with the place of each value; else says so.

The reader of `resources` knows every form of YAML and the words for every fault, and is ten times slower. A text that
holds a form on which the two might differ is left to it, so that nobody can tell which of them has read a file.
"""

import re
from typing import Any

import yaml
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from workflow.packaged_yaml import CoreLoader

_TAG = "tag:yaml.org,2002:"
# Tags, directives, other documents, tabulations before the text of a line.
_RARE_FORMS = re.compile(r"!|^%|^---|^\.\.\.|^ *\t", re.MULTILINE)
_RARE_WORDS = frozenset({"<<", "="})
_NUMBER_LIKE = re.compile(r"[-+.0-9]")
# What both take for the same number, day or word, among what begins like a number.
_PLAIN_NUMBER = re.compile(
    r"-?(?:0|[1-9][0-9]*)|-?[0-9]+\.[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]+,[0-9]+"
    r"|[0-9]{1,2}:[0-9]{2}|\+?[0-9]+(?: [0-9]+)+|.* [A-Za-z]{2,}.*"
)


class _RareFormError(Exception):
    """A form of YAML that is left to the other reader."""


def plain_document(text: str) -> CommentedMap | None:
    """Return the mapping that the text is, each key and voice with its place; None where it is not plain YAML."""
    if _RARE_FORMS.search(text):
        return None
    loader = CoreLoader(text)
    try:
        node = loader.get_single_node()
        return _mapping(node, loader, set()) if isinstance(node, yaml.MappingNode) else None
    except (_RareFormError, ValueError, RecursionError, yaml.YAMLError):
        return None
    finally:
        loader.dispose()


def _mapping(node: Any, loader: Any, seen: set[int]) -> CommentedMap:
    _once(node, seen)
    found = CommentedMap()
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != f"{_TAG}str":
            raise _RareFormError
        key = _scalar(key_node, loader, seen)
        if key in found:
            raise _RareFormError
        at, value_at = key_node.start_mark, value_node.start_mark
        found[key] = _value(value_node, loader, seen)
        found.lc.add_kv_line_col(key, [at.line, at.column, value_at.line, value_at.column])
    return found


def _sequence(node: Any, loader: Any, seen: set[int]) -> CommentedSeq:
    _once(node, seen)
    found = CommentedSeq()
    for place, item in enumerate(node.value):
        found.append(_value(item, loader, seen))
        found.lc.add_idx_line_col(place, [item.start_mark.line, item.start_mark.column])
    return found


def _value(node: Any, loader: Any, seen: set[int]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, loader, seen)
    return _sequence(node, loader, seen) if isinstance(node, yaml.SequenceNode) else _scalar(node, loader, seen)


def _scalar(node: Any, loader: Any, seen: set[int]) -> Any:
    _once(node, seen)
    text = node.value
    if not node.style:
        if text in _RARE_WORDS or (_NUMBER_LIKE.match(text) and not _PLAIN_NUMBER.fullmatch(text)):
            raise _RareFormError
    elif node.style not in {'"', "'"}:  # texts of several lines
        raise _RareFormError
    return loader.construct_object(node)


def _once(node: Any, seen: set[int]) -> None:
    """Refuse a node that stands in two places: it was written once and referred to."""
    if id(node) in seen:
        raise _RareFormError
    seen.add(id(node))
