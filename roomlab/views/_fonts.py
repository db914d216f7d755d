"""Names as matplotlib can draw them: one line, no markup, only characters that an installed font has."""

from __future__ import annotations

from functools import cache

from roomlab.views._printable import printable

__all__ = ["drawable", "families"]

_FALLBACKS = (
    "Segoe UI Emoji",
    "Segoe UI Symbol",
    "Noto Emoji",
    "Symbola",
    "Noto Sans CJK SC",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Microsoft YaHei",
    "PingFang SC",
    "Arial Unicode MS",
)
"""Fonts with outlines (matplotlib draws no coloured emoji) for what its own font lacks; used where installed."""
_MISSING = "\N{WHITE SQUARE}"


def families() -> tuple[str, ...]:
    """Return the font families to draw text with: the user's, then those installed that know more characters."""
    import matplotlib as mpl

    return (*mpl.rcParams["font.family"], *_installed_fallbacks())


def drawable(text: str, limit: int) -> str:
    """Return `text` as one line of at most `limit` characters; a square stands for a character that no font has."""
    line = printable(text, 4 * limit)
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return "".join(character if _has_glyph(character, families()) else _MISSING for character in line)


@cache
def _installed_fallbacks() -> tuple[str, ...]:
    from matplotlib.font_manager import fontManager

    installed = set(fontManager.get_font_names())
    return tuple(name for name in _FALLBACKS if name in installed)


@cache
def _has_glyph(character: str, names: tuple[str, ...]) -> bool:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return any(get_font(findfont(FontProperties(family=[name]))).get_char_index(ord(character)) for name in names)
