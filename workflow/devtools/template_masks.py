"""Hides placeholders from the Markdown parser and brings them back, so that their pipes and stars stay theirs."""

import re
from pathlib import Path

from workflow.resources import BrokenFileError

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_REMARK = re.compile(r"\{#\s.*?#\}|<!--.*?-->", re.DOTALL)
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
_MASK = re.compile("\ue100(\\d+)\ue101")
_UNDERSCORE = "\ue110"
_BLOCK_TAG = re.compile(r"\{% (if|elif|else|endif|for|endfor|set)\b(.*) %\}")
_ROW_TAG = re.compile(r"\{%tr (if|elif|else|endif|for|endfor)\b(.*) %\}")
_TYPOGRAPHIC_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def is_box(tag: str) -> bool:
    """Whether a placeholder prints a tick box, by function or by filter."""
    return tag.startswith("{{") and re.search(r"\bcasella\b", tag) is not None


class Masks:
    """The placeholders of one source, by number."""

    def __init__(self, path: Path) -> None:
        """Start empty; `path` names the source in errors."""
        self._path = path
        self._tags: list[str] = []

    def mask(self, text: str) -> str:
        """Drop remarks and replace every placeholder by a mark; line numbers are kept."""
        bare = _REMARK.sub(lambda remark: "\n" * remark.group().count("\n"), text)
        lines = []
        for number, line in enumerate(bare.split("\n"), start=1):
            masked = _PLACEHOLDER.sub(lambda tag, number=number: self._keep(tag.group(), number), line)  # type: ignore[misc] # a default has no type
            if _STRAY.search(masked):
                raise BrokenFileError(
                    self._path,
                    "una doppia graffa o un {% resta aperto.",
                    "Ogni segnaposto si apre e si chiude sulla stessa riga.",
                    line=number,
                )
            lines.append(masked.replace("_", _UNDERSCORE))
        return "\n".join(lines)

    def _keep(self, tag: str, line: int) -> str:
        opening = next(opener for opener in ("{%tr", "{%", "{{") if tag.startswith(opener))
        closing = tag[-2:]
        inner = " ".join(tag[len(opening) : -2].translate(_TYPOGRAPHIC_QUOTES).split())
        if not inner or inner.startswith("-") or inner.endswith("-"):
            raise BrokenFileError(
                self._path,
                f"il segnaposto {tag} è vuoto o ha un trattino accanto alla graffa.",
                "Scrivere {{ nome }} o {% if … %}.",
                line=line,
            )
        if opening != "{{" and re.search(r"[%}]", inner):
            raise BrokenFileError(
                self._path,
                f"in {tag} non si possono usare % e }}.",
                "Calcolare il valore prima e dargli un nome.",
                line=line,
            )
        self._tags.append(f"{opening} {inner} {closing}")
        return f"\ue100{len(self._tags) - 1}\ue101"

    def restore(self, text: str) -> str:
        """Bring the placeholders and the underscores back."""
        return _MASK.sub(lambda mark: self._tags[int(mark.group(1))], text).replace(_UNDERSCORE, "_")

    def split(self, text: str) -> list[tuple[str, bool]]:
        """Cut text into (piece, is a placeholder), placeholders restored."""
        pieces: list[tuple[str, bool]] = []
        end = 0
        for mark in _MASK.finditer(text):
            pieces.append((text[end : mark.start()].replace(_UNDERSCORE, "_"), False))
            pieces.append((self._tags[int(mark.group(1))], True))
            end = mark.end()
        pieces.append((text[end:].replace(_UNDERSCORE, "_"), False))
        return [piece for piece in pieces if piece[0]]

    def is_box(self, masked: str) -> bool:
        """Whether a line begins with a placeholder that prints a tick box."""
        mark = _MASK.match(masked)
        return mark is not None and is_box(self._tags[int(mark.group(1))])

    def refuse_unbalanced(self, masked: str, line: int) -> None:
        """Raise if a condition or loop that opens inside a paragraph does not close in it."""
        open_tags: list[str] = []
        for mark in _MASK.finditer(masked):
            word = self._tags[int(mark.group(1))].removeprefix("{%tr").removeprefix("{%").split()[0]
            if word in {"if", "for"}:
                open_tags.append(word)
            elif word in {"endif", "endfor"} and (not open_tags or open_tags.pop() != word.removeprefix("end")):
                open_tags.append(word)
                break
        if open_tags:
            raise BrokenFileError(
                self._path,
                f"nel paragrafo un {{% {open_tags[-1]} %}} resta senza compagno.",
                "Aprire e chiudere nello stesso paragrafo, o mettere ogni tag da solo sulla sua riga.",
                line=line,
            )

    def block_tag(self, masked: str) -> str | None:
        """If the text is one `{% if %}`-like tag and nothing else, return it as docxtpl wants it for a paragraph."""
        return self._only(masked, _BLOCK_TAG, "{%p")

    def row_tag(self, masked: str) -> str | None:
        """If the text is one `{%tr … %}` tag and nothing else, return it."""
        return self._only(masked, _ROW_TAG, "{%tr")

    def _only(self, masked: str, pattern: re.Pattern[str], opening: str) -> str | None:
        mark = _MASK.fullmatch(masked.strip())
        found = mark and pattern.fullmatch(self._tags[int(mark.group(1))])
        return f"{opening} {found.group(1)}{found.group(2)} %}}" if found else None
