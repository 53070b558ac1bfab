"""Walks an XML file element by element without keeping it: entities and external files are refused."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from workflow.resources import BrokenFileError


def local_name(tag: str) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2]


def walked(stream: BinaryIO, name: str, whole: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """Yield ("start", element) for each element and ("end", element), children in it, for those of `whole`.

    An element of `whole` is dropped from its parent once it has been yielded, so that the memory does not grow.
    Raises BrokenFileError for what is not XML, or has entities.
    """
    above: list[Element] = []
    try:
        for event, element in ElementTree.iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                yield event, element
                above.append(element)
                continue
            above.pop()
            if local_name(element.tag) in whole:
                yield event, element
                element.clear()
                if above:
                    above[-1].remove(element)
    except DefusedXmlException as error:
        raise BrokenFileError(
            name, "il file XML contiene entità o un DTD.", "Non usarlo se non se ne conosce la provenienza."
        ) from error
    except ParseError as error:
        line, column = error.position
        raise BrokenFileError(
            name,
            "il testo non è XML valido o è tronco.",
            "Scaricarlo di nuovo, senza aprirlo e salvarlo con altri programmi.",
            line=line,
            column=column + 1,
        ) from error
    except (LookupError, ValueError) as error:
        raise BrokenFileError(
            name, "la codifica dichiarata dal file XML non esiste o non è la sua.", "Scaricarlo di nuovo."
        ) from error
