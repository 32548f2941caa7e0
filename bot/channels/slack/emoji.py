"""Slack's names of the emoji that say something. All others are decoration, and a workspace may have its own."""

from __future__ import annotations

_NAMED = {
    "👍": ("+1", "thumbsup", "thumbs_up"),
    "👎": ("-1", "thumbsdown", "thumbs_down"),
    "👌": ("ok_hand",),
    "🆗": ("ok",),
    "✅": ("white_check_mark",),
    "✔️": ("heavy_check_mark",),
    "☑️": ("ballot_box_with_check",),
    "❌": ("x",),
    "✖️": ("heavy_multiplication_x",),
    "❎": ("negative_squared_cross_mark",),
    "🚫": ("no_entry_sign",),
    "🙅": ("no_good", "woman-gesturing-no", "man-gesturing-no"),
    "🙆": ("ok_woman", "woman-gesturing-ok", "man-gesturing-ok"),
    "👋": ("wave",),
    "🙏": ("pray",),
    "🔟": ("keycap_ten",),
    **{
        f"{digit}\ufe0f\u20e3": (name,)
        for digit, name in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
    },
}
_SIGNS = {name: emoji for emoji, names in _NAMED.items() for name in names}


def sign(name: str) -> str | None:
    """The emoji with this name, where it says something."""
    return _SIGNS.get(name.lower())
