"""The terms that a document defines for itself, read as what they stand for: «gli Utenti» are the members."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workflow.documents.statute.normal_text import Token, joined, tokens

_QUOTED = r"[«“\"](?P<term>[A-ZÀ-Ý][\w’'. -]{2,40})[»”\"]"
# «gli utenti che firmano (di seguito «Utenti»)»: the words before say what the term is.
_BEFORE = re.compile(
    r"(?P<said>[^;()]{8,200})[,(]\s*(?:(?:di\s+seguito|d[’']ora\s+(?:in\s+poi|innanzi)|in\s+seguito|nel\s+seguito|"
    r"in\s+breve|infra)[^«“\"()]{0,40}|(?:il|lo|la|i|gli|le|l[’'])\s*)" + _QUOTED
)
# «Aderenti»: gli associati che …; per «Aderenti» si intendono gli associati: the words after say it.
_AFTER = re.compile(
    _QUOTED
    + r"\s*(?::|si\s+intend\w+|s[’']intend\w+|indica|indicano|designa|sono|è|significa)\s*(?P<said>[^.;]{3,200})"
)
# What a term may stand for, the first that its explanation names.
_STANDS_FOR = (
    ("soci", re.compile(
        r" (?:soci|socio|associati|associato|membri|membro|aderenti|partecipanti|condomini|consorziati|utenti|"
        r"firmatari|sottoscrittori|autoconsumatori) "
    )),
    ("associazione", re.compile(r" (?:associazione|cooperativa|fondazione|comunita energetica|consorzio|ente) ")),
    ("promotore", re.compile(r" (?:spa|srl|snc|sas|societa|impresa|azienda|finanziatore|promotore|esco|investitore) ")),
    ("associazione", re.compile(r" comunita ")),
)  # fmt: skip
# Terms that everybody uses in one sense, or that are somebody else: they are left as they are.
_LEFT = frozenset((
    "referente", "delegato", "gse", "gestore", "produttore", "produttori", "venditore", "fornitore", "cliente",
    "clienti",
    "consumatore", "consumatori", "presidente", "consiglio", "assemblea", "statuto", "regolamento", "regole",
    "impianto",
    "impianti", "configurazione", "tariffa", "premio", "energia", "territorio", "comunita", "cer", "cec", "gruppo",
    "pmi",
    "imprese", "parti", "condominio", "edificio", "decreto", "tiad", "soci", "socio", "membri", "membro", "associati",
    "associato", "aderenti", "partecipanti", "condomini", "associazione", "cooperativa", "fondazione", "societa",
    "esco",
    "promotore", "fondatori", "fondatore", "sostenitori", "sovventori", "finanziatori", "utente", "legge", "codice",
))  # fmt: skip
_FIRST_WORDS = 8
_LAST_WORDS = 14


@dataclass(frozen=True)
class DefinedTerm:
    """Plain words of the document and the one that they are read as."""

    words: tuple[str, ...]
    meaning: str


def defined_in(texts: Iterable[str]) -> tuple[DefinedTerm, ...]:
    """Return the terms that the paragraphs define, but for words that say by themselves what they are."""
    found: dict[tuple[str, ...], str] = {}
    for text in texts:
        for term, said in _definitions(text):
            words = tuple(token.text for token in tokens(term))
            if words and not _LEFT.intersection(words):
                meaning = next((word for word, pattern in _STANDS_FOR if pattern.search(said)), None)
                if meaning is not None:
                    found.setdefault(words, meaning)
    return tuple(DefinedTerm(words, meaning) for words, meaning in found.items())


def with_meanings(found: list[Token], terms: Sequence[DefinedTerm]) -> list[Token]:
    """Return the words with each defined term replaced by what it stands for."""
    if not terms:
        return found
    result: list[Token] = []
    place = 0
    while place < len(found):
        term = next((one for one in terms if _is_at(one, found, place)), None)
        if term is None:
            result.append(found[place])
            place += 1
            continue
        last = found[place + len(term.words) - 1]
        result.append(replace(found[place], text=term.meaning, end=last.end))
        place += len(term.words)
    return result


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    for named in _BEFORE.finditer(text):
        yield named["term"], f" {' '.join(joined(tokens(named['said'])).split()[-_LAST_WORDS:])} "
    for named in _AFTER.finditer(text):
        yield named["term"], f" {' '.join(joined(tokens(named['said'])).split()[:_FIRST_WORDS])} "


def _is_at(term: DefinedTerm, found: list[Token], place: int) -> bool:
    return tuple(token.text for token in found[place : place + len(term.words)]) == term.words
