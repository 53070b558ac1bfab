"""Writes numbering.xml: article-comma-letter-roman, bullets, and a list of its own for each one outside the commi."""

from workflow.devtools.template_body import FIRST_OWN_LIST
from workflow.devtools.template_styles import LIST_STEP
from workflow.devtools.template_xml import element, value
from workflow.documents.numbering import BULLET_LIST
from workflow.documents.wordml import ARTICLE_LIST, Element, serialise_part

_LEVELS = (
    ("decimal", "Art. %1 –", "Articolo"),
    ("decimal", "%2.", "Comma"),
    ("lowerLetter", "%3)", "Lettera"),
    ("lowerRoman", "%4.", "NumeroRomano"),
)
_BULLETS = ("–", "–", "–", "–")


def numbering_xml(own_lists: int) -> bytes:
    """Return the whole part; every instance has a definition of its own, so that no engine shares counters."""
    instances = [ARTICLE_LIST, BULLET_LIST, *(str(FIRST_OWN_LIST + position) for position in range(own_lists))]
    definitions = [_bullets(instance) if instance == BULLET_LIST else _legal(instance) for instance in instances]
    numbers = [element("w:num", {"w:numId": instance}, [value("w:abstractNumId", instance)]) for instance in instances]
    return serialise_part(element("w:numbering", children=[*definitions, *numbers]))


def _legal(instance: str) -> Element:
    """Articles, commi, letters, roman numbers; only the article list is tied to the styles, as Word allows one."""
    built = element("w:abstractNum", {"w:abstractNumId": instance}, [value("w:multiLevelType", "multilevel")])
    for level, (form, text, style_id) in enumerate(_LEVELS):
        linked = [value("w:pStyle", style_id)] if instance == ARTICLE_LIST else []
        indent = (
            {"w:left": 0, "w:firstLine": 0} if level == 0 else {"w:left": LIST_STEP * level, "w:hanging": LIST_STEP}
        )
        built.append(_level(level, form, text, linked, indent, suffix="space" if level == 0 else "tab"))
    return built


def _bullets(instance: str) -> Element:
    built = element("w:abstractNum", {"w:abstractNumId": instance}, [value("w:multiLevelType", "hybridMultilevel")])
    for level, bullet in enumerate(_BULLETS):
        built.append(
            _level(
                level, "bullet", bullet, [], {"w:left": LIST_STEP * (level + 1), "w:hanging": LIST_STEP}, suffix="tab"
            )
        )
    return built


def _level(level: int, form: str, text: str, linked: list[Element], indent: dict[str, int], *, suffix: str) -> Element:
    children = [
        value("w:start", 1),
        value("w:numFmt", form),
        *linked,
        value("w:suff", suffix),
        value("w:lvlText", text),
        value("w:lvlJc", "left"),
        element("w:pPr", children=[element("w:ind", indent)]),
    ]
    return element("w:lvl", {"w:ilvl": level}, children)
