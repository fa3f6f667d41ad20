"""The built-in formats, offered through the same hooks as anyone's."""

from __future__ import annotations

from raci_tui.formats.csv_format import CSV_EXPORTER, CSV_IMPORTER
from raci_tui.formats.html_tables import HTML_IMPORTER
from raci_tui.formats.json_format import JSON_EXPORTER, JSON_IMPORTER
from raci_tui.formats.markdown_format import MARKDOWN_EXPORTER, MARKDOWN_IMPORTER
from raci_tui.formats.xlsx_export import XLSX_EXPORTER
from raci_tui.formats.xlsx_import import XLSX_IMPORTER
from raci_tui.plugin.spec import hookimpl
from raci_tui.plugin.types import Exporter, Importer


@hookimpl
def raci_exporters() -> tuple[Exporter, ...]:
    """Excel first: it is what most people ask for."""
    return (XLSX_EXPORTER, CSV_EXPORTER, MARKDOWN_EXPORTER, JSON_EXPORTER)


@hookimpl
def raci_importers() -> tuple[Importer, ...]:
    """One importer a family of suffixes."""
    return (XLSX_IMPORTER, CSV_IMPORTER, MARKDOWN_IMPORTER, HTML_IMPORTER, JSON_IMPORTER)
