"""Makes what a scanner or a telephone makes of printed pages: grey, crooked, noisy, compressed; or of none at all."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter
from pypdfium2 import PdfDocument
from reportlab.lib.utils import ImageReader

from workflow.bundle.stable_canvas import StableCanvas


def page_image(
    pdf: bytes, page: int = 0, *, dpi: int = 150, skew: float = 0, noise: float = 0, blur: float = 0
) -> Image.Image:
    """Return one page as a scanner sees it; the same every time."""
    document = PdfDocument(pdf)
    try:
        image = document[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    if skew:
        image = image.rotate(skew, resample=Image.Resampling.BILINEAR, expand=True, fillcolor=248)
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    if noise:
        grain = np.random.default_rng(page).normal(0, noise, (image.height, image.width))
        image = Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype("uint8"))
    return image


def scanned(
    pdf: bytes,
    pages: Sequence[int] | None = None,
    *,
    dpi: int = 150,
    skew: float = 0,
    noise: float = 0,
    blur: float = 0,
    quality: int = 60,
    blank_after: bool = False,
) -> bytes:
    """Return a PDF of pictures: the pages (from 0) in the order given, all of them by default."""
    document = PdfDocument(pdf)
    count = len(document)
    document.close()
    images = [page_image(pdf, n, dpi=dpi, skew=skew, noise=noise, blur=blur) for n in pages or range(count)]
    if blank_after:
        images.append(Image.new("L", images[0].size, 250))
    return as_pdf(images, dpi=dpi, quality=quality)


def as_pdf(images: Sequence[Image.Image], *, dpi: int = 150, quality: int = 60) -> bytes:
    """Return pictures as the pages of a PDF, compressed as scanners do."""
    buffer = BytesIO()
    first, *rest = images
    first.save(buffer, "PDF", save_all=True, append_images=rest, resolution=dpi, quality=quality)
    return buffer.getvalue()


def heavy_pages(pages: int) -> bytes:
    """Return a PDF of numbered pages of some 30 kB each, all noise."""
    buffer = BytesIO()
    canvas = StableCanvas(buffer)
    for page in range(1, pages + 1):
        picture = BytesIO()
        Image.effect_noise((300, 300), 40 + page).save(picture, "JPEG", quality=60)
        canvas.drawImage(ImageReader(BytesIO(picture.getvalue())), 50, 300, 300, 300)
        canvas.drawString(60, 200, f"pagina {page}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def photograph(pdf: bytes, page: int = 0, *, kind: str = "JPEG") -> bytes:
    """Return a page as a picture file."""
    buffer = BytesIO()
    page_image(pdf, page, dpi=200, skew=1.5, noise=6).save(buffer, kind, quality=70)
    return buffer.getvalue()
