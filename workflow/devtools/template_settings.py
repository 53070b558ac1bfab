"""Reads `templates/_shared/style.yaml`: the one place where fonts, sizes, colours and margins are set."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from workflow.resources import BrokenFileError, data_folder, place_of, plain, read_yaml

STYLE_FILE = "_shared/style.yaml"
TWIPS_PER_MM = 1440 / 25.4
TWIPS_PER_POINT = 20

Colour = Annotated[str, StringConstraints(pattern="^[0-9A-F]{6}$")]
Points = Annotated[float, Field(gt=4, lt=40)]
Millimetres = Annotated[float, Field(gt=0, lt=500)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fonts(_Strict):
    """Font names, as Word writes them."""

    body: str
    headings: str
    symbols: str


class Sizes(_Strict):
    """Type sizes in points."""

    title: Points
    subtitle: Points
    section: Points
    article: Points
    body: Points
    table: Points
    label: Points
    note: Points
    margin: Points


class Colours(_Strict):
    """RRGGBB."""

    text: Colour
    accent: Colour
    muted: Colour
    rule: Colour
    shade: Colour
    highlight: Colour


class Page(_Strict):
    """Sheet and margins in millimetres."""

    width: Millimetres
    height: Millimetres
    top: Millimetres
    bottom: Millimetres
    left: Millimetres
    right: Millimetres
    header: Millimetres
    footer: Millimetres


class Spacing(_Strict):
    """Line height in lines and space after a paragraph in points."""

    line: Annotated[float, Field(ge=0.9, le=2)]
    paragraph_pt: Annotated[float, Field(ge=0, le=30)]


class Style(_Strict):
    """The look of every document."""

    fonts: Fonts
    sizes_pt: Sizes
    colours: Colours
    page_mm: Page
    spacing: Spacing

    def text_width(self, *, landscape: bool) -> int:
        """Width between the margins, in twips."""
        page = self.page_mm
        return twips_of_mm((page.height if landscape else page.width) - page.left - page.right)


def twips_of_mm(millimetres: float) -> int:
    """Twentieths of a point, the unit of Word."""
    return round(millimetres * TWIPS_PER_MM)


def load_style(folder: Path | None = None) -> Style:
    """Read the style file of a templates folder; raises BrokenFileError with file and line."""
    path = (folder or data_folder("templates")) / STYLE_FILE
    tree = read_yaml(path)
    try:
        return Style.model_validate(plain(tree))
    except ValidationError as error:
        first = error.errors()[0]
        line, column = place_of(tree, tuple(step for step in first["loc"] if isinstance(step, str | int)))
        where = ".".join(map(str, first["loc"]))
        raise BrokenFileError(
            path, f"«{where}»: {first['msg']}.", "Correggere il valore.", line=line, column=column
        ) from error
