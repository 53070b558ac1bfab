"""What is known of a paper that came back signed, as far as a submission plan has to know it."""

from dataclasses import dataclass

from workflow.domain.finding import Finding


@dataclass(frozen=True)
class PaperVerdict:
    """Whether a collected paper counts as signed, and what people must know of it.

    `document` is what submissions call the document and whom it regards. A paper that `is_void` is of a text that has
    changed since: the text to be signed takes its place again.
    """

    document: tuple[str, str | None]
    is_signed: bool
    is_void: bool = False
    warning: str = ""
    finding: Finding | None = None
