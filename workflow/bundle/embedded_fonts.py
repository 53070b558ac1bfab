"""Makes word2pdf choose among the packaged fonts only, the same way on every machine."""

from word2pdf.fonts import FontManager, ResolvedFont
from word2pdf.fonts.manager import FontIndex

from workflow.bundle.fonts import LAST_DRAWABLE, font_folder

DOCUMENT_FONT = "Cambria"
_OURS = {"cambria": "caladea", "calibri": "carlito", "calibri light": "carlito"}
_BY_LOOK = {"serif": "caladea", "sans": "carlito", "mono": "carlito"}

# Boxes and ticks stand side by side in forms: they come from one font, or their sizes differ.
_BOXES = frozenset("□■☐☑☒✓✔")


class PackagedIndex(FontIndex):
    """The font files of the packaged folder: no system folder, no cache in the person's home."""

    def __init__(self) -> None:
        self.dirs = [str(font_folder())]
        self.by_key = {}
        self.families = set()
        self._loaded_info = {}
        self._use_cache = False
        self._build()  # type: ignore[no-untyped-call]  # word2pdf is typed in part


class PackagedFonts(FontManager):
    """The font choice of word2pdf over the packaged files."""

    def __init__(self) -> None:
        self.index = PackagedIndex()
        self.default_family = DOCUMENT_FONT
        self.strategy = "word"
        self.system_substitutes = {}
        self._resolved = {}
        self._registered = {}
        self._base14_info = {}
        self._warned = set()
        self.missing_families = set()
        # The number in a font's name is the order of its registration: fixed here, or the bytes
        # of a PDF would depend on which documents the same process converted before.
        for record in sorted(self.index.by_key.values(), key=lambda item: str(item["path"])):
            self._register(record)

    def _candidates(self, family: str) -> list[str]:
        asked = (family or self.default_family).strip().lower()
        return [_OURS.get(asked, asked), _BY_LOOK[self._generic(asked)], "dejavu sans"]

    def covers(self, font: ResolvedFont, ch: str) -> bool:
        """Whether the font draws the character; boxes and ticks are left to the symbols font."""
        return ch not in _BOXES and ord(ch) <= LAST_DRAWABLE and bool(super().covers(font, ch))

    def fallback_for(self, ch: str, bold: bool, italic: bool) -> ResolvedFont | None:
        """Return another font that draws the character, if it can be drawn at all."""
        return super().fallback_for(ch, bold, italic) if ord(ch) <= LAST_DRAWABLE else None
