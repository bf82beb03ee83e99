"""The formats that are one document about a whole run."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ivl.report.run import Run

DOCUMENTS = {
    "html": "one HTML page that needs nothing else, with flow graphs and conditions",
    "json": "one JSON document, of our own schema",
    "junit": "JUnit XML, for servers that show test results",
    "sarif": "SARIF 2.1.0, for servers that show findings in source code",
    "xml": "Boogie's XML",
}
"""The formats, each the name of a module here but for the last one."""
SCHEMAS = {"json": "report.schema.json", "junit": "junit.xsd", "xml": "boogie.xsd"}
"""The schemas that are published with this package."""


def document(format_: str, run: Run) -> str:
    """The document about `run` in one of the formats `DOCUMENTS`."""
    module = import_module(f"ivl.report.{'boogie_xml' if format_ == 'xml' else format_}")
    make: Callable[[Run], str] = module.document
    return make(run)


def schema(format_: str) -> str:
    """The schema of a format, as text. Raises KeyError if there is none of ours."""
    from importlib.resources import files  # slow to import

    path = files("ivl.report").joinpath("schemas", SCHEMAS[format_])
    return path.read_text(encoding="utf-8")
