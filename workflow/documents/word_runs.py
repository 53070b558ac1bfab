"""What the runs of a Word paragraph print, element by element, hidden text included."""

from collections.abc import Iterator

from workflow.documents.wordml import Element, tag

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_REMOVED = frozenset({"del", "moveFrom"})


def printed(run: Element) -> Iterator[tuple[Element, str]]:
    """Yield each element of a run that prints something, and what it prints."""
    for node in run:
        name = local(node)
        if name in {"t", "delText"}:
            yield node, node.text or ""
        elif name in _SIGNS:
            yield node, _SIGNS[name]


def own_runs(paragraph: Element) -> Iterator[Element]:
    """Yield the runs of the paragraph itself, those of boxes drawn in it left out."""
    for run in paragraph.iter(tag("w:r")):
        if next(run.iterancestors(tag("w:p")), None) is paragraph:
            yield run


def is_removed(element: Element) -> bool:
    """Whether a revision that nobody has accepted yet takes the element away."""
    return any(local(one) in _REMOVED for one in element.iterancestors())


def is_hidden(run: Element) -> bool:
    """Whether Word does not print the run."""
    return is_on(run.find(f"{tag('w:rPr')}/{tag('w:vanish')}"))


def is_on(mark: Element | None) -> bool:
    """Whether an element such as `w:vanish` is there and not switched off."""
    return mark is not None and mark.get(tag("w:val"), "1") not in {"0", "false", "off", "none"}


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
