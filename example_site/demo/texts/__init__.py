"""The demo's texts, in TOML files beside this one. Everybody and every place is invented."""

import functools
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


@functools.cache
def load(name: str) -> dict[str, Any]:
    """Read one file of texts; the same object each time, so leave it as it is."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
