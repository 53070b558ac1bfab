"""The styles that a piece of one Word file needs to look the same inside another: copied under names of their own."""

import copy
from collections.abc import Mapping

from workflow.documents.word_runs import local
from workflow.documents.wordml import Element, child_value, parse_part, serialise_part, tag

_STYLES = "word/styles.xml"
_THEME = "word/theme/theme1.xml"
_REFERENCES = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table"}
_DROPPED = frozenset(
    {"link", "next", "aliases", "autoRedefine", "rsid", "locked", "qFormat", "uiPriority", "unhideWhenUsed"}
)
_FONT_SIDES = ("ascii", "hAnsi", "eastAsia", "cs")


class ForeignStyles:
    """The styles of a file that lends a piece of itself."""

    def __init__(self, parts: Mapping[str, bytes], prefix: str) -> None:
        """Read styles and theme; `prefix` begins every name under which a style comes along."""
        self.prefix = prefix
        root = parse_part(parts[_STYLES]) if _STYLES in parts else None
        self._styles = {} if root is None else {one.get(tag("w:styleId"), ""): one for one in root.iter(tag("w:style"))}
        self._defaults = None if root is None else root.find(tag("w:docDefaults"))
        self._default_of = {
            one.get(tag("w:type"), ""): name
            for name, one in self._styles.items()
            if one.get(tag("w:default"), "0") in {"1", "true", "on"}
        }
        self._fonts = _theme_fonts(parts)
        self._wanted: dict[str, None] = {}

    def apply(self, block: Element) -> None:
        """Make the elements of a block use the styles under their new names, and no font of a theme."""
        for element in block.iter():
            if not isinstance(element.tag, str):
                continue
            if local(element) in _REFERENCES and element.get(tag("w:val")) is not None:
                element.set(tag("w:val"), self._renamed(element.get(tag("w:val"), "")))
            elif element.tag == tag("w:p"):
                self._name_default(element, "w:pPr", "w:pStyle", "paragraph")
            elif element.tag == tag("w:tbl"):
                self._name_default(element, "w:tblPr", "w:tblStyle", "table")
            elif element.tag == tag("w:rFonts"):
                self._plain_fonts(element)

    def add_to(self, parts: dict[str, bytes]) -> None:
        """Add the styles that were used to the styles of the file that borrows."""
        if not self._wanted or _STYLES not in parts:
            return
        root = parse_part(parts[_STYLES])
        for name in self._wanted:
            root.append(self._copied(name))
        parts[_STYLES] = serialise_part(root)

    def _renamed(self, name: str) -> str:
        if name not in self._styles:
            return name
        if name not in self._wanted:
            self._wanted[name] = None
            base = child_value(self._styles[name], "w:basedOn")
            if base is not None:
                self._renamed(base)
        return f"{self.prefix}{name}"

    def _name_default(self, element: Element, properties: str, style: str, kind: str) -> None:
        default = self._default_of.get(kind)
        if default is None or element.find(f"{tag(properties)}/{tag(style)}") is not None:
            return
        home = element.find(tag(properties))
        if home is None:
            home = element.makeelement(tag(properties))
            element.insert(0, home)
        # The loop over the block comes to the new element later, and gives it its new name.
        home.insert(0, home.makeelement(tag(style), {tag("w:val"): default}))

    def _copied(self, name: str) -> Element:
        style = copy.deepcopy(self._styles[name])
        style.set(tag("w:styleId"), f"{self.prefix}{name}")
        style.attrib.pop(tag("w:default"), None)
        for child in [*style]:
            if local(child) in _DROPPED:
                style.remove(child)
        title = style.find(tag("w:name"))
        if title is not None:
            title.set(tag("w:val"), f"{self.prefix} {title.get(tag('w:val'), name)}")
        base = style.find(tag("w:basedOn"))
        if base is not None and base.get(tag("w:val")) in self._styles:
            base.set(tag("w:val"), f"{self.prefix}{base.get(tag('w:val'))}")
        elif self._defaults is not None and style.get(tag("w:type")) == "paragraph":
            self._with_defaults(style)
        for number in [*style.iter(tag("w:numPr"))]:
            number.getparent().remove(number)
        for fonts in style.iter(tag("w:rFonts")):
            self._plain_fonts(fonts)
        return style

    def _with_defaults(self, style: Element) -> None:
        """Write into a style without a parent what its file gives to every paragraph."""
        if self._defaults is None:
            return
        for default, home, at_end in (("w:pPrDefault/w:pPr", "w:pPr", False), ("w:rPrDefault/w:rPr", "w:rPr", True)):
            given = self._defaults.find("/".join(tag(step) for step in default.split("/")))
            if given is None:
                continue
            own = style.find(tag(home))
            if own is None:
                own = style.makeelement(tag(home))
                last = style.find(tag("w:rPr"))
                if at_end or last is None:
                    style.append(own)
                else:
                    last.addprevious(own)
            known = {local(one) for one in own}
            for place, one in enumerate(one for one in given if local(one) not in known):
                own.insert(place, copy.deepcopy(one))

    def _plain_fonts(self, fonts: Element) -> None:
        """Name the fonts that a theme would choose: the theme stays where it was."""
        for side in _FONT_SIDES:
            attribute = tag(f"w:{'cstheme' if side == 'cs' else f'{side}Theme'}")
            theme = fonts.attrib.pop(attribute, None)
            if theme is not None and fonts.get(tag(f"w:{side}")) is None:
                name = self._fonts.get("major" if theme.startswith("major") else "minor")
                if name:
                    fonts.set(tag(f"w:{side}"), name)


def _theme_fonts(parts: Mapping[str, bytes]) -> dict[str, str]:
    if _THEME not in parts:
        return {}
    found = {}
    for element in parse_part(parts[_THEME]).iter():
        if isinstance(element.tag, str) and local(element) in {"majorFont", "minorFont"}:
            latin = next((one for one in element if local(one) == "latin"), None)
            if latin is not None:
                found[local(element).removesuffix("Font")] = latin.get("typeface", "")
    return found
