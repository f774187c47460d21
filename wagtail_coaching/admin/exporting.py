"""Spreadsheets with what strangers typed: text stays text, and never becomes a formula."""

from __future__ import annotations

from typing import Any, Final

from wagtail_coaching.validators import without_control_characters

# What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection").
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defuse(value: Any) -> Any:
    """Return text such that a spreadsheet takes it, and not for a formula; the rest as it is."""
    if not isinstance(value, str):
        return value
    text = without_control_characters(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


class DefusedExportMixin:
    """For views that export: every cell goes through :func:`defuse`.

    Stands before Wagtail's ``SpreadsheetExportMixin``, or a view that has it, among the bases.
    """

    def get_preprocess_function(self, field: Any, value: Any, export_format: Any) -> Any:
        """Return what every exported value goes through."""
        usual = super().get_preprocess_function(field, value, export_format)  # type: ignore[misc]
        if usual is None:
            return defuse
        return lambda v: defuse(usual(v))
