"""Packs a workbook so that the same snapshot gives the same bytes."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.writer.excel import ExcelWriter

from raci_tui.core.text import clean

if TYPE_CHECKING:
    from os import PathLike

    from openpyxl.workbook import Workbook

    from raci_tui.plugin.types import Snapshot

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


class _SteadyZip(ZipFile):
    """Gives every member the same time and the same system."""

    moment = _EPOCH

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Write a member under its name alone; the other arguments openpyxl never gives."""
        name = zinfo_or_arcname.filename if isinstance(zinfo_or_arcname, ZipInfo) else zinfo_or_arcname
        super().writestr(self._info(name), data)

    def write(self, filename: str | PathLike[str], arcname: Any = None, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Write a file as a member; the other arguments openpyxl never gives."""
        with open(filename, "rb") as source, self.open(self._info(str(arcname)), "w") as member:  # noqa: PTH123
            shutil.copyfileobj(source, member)

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self.moment.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        info.create_system = 0
        return info


def save_steadily(book: Workbook, snapshot: Snapshot, out: BinaryIO) -> None:
    """Write the workbook, dated by the snapshot instead of the clock."""
    moment = datetime.fromisoformat(snapshot.at) if snapshot.at else _EPOCH
    book.properties.creator = "raci-tui"
    book.properties.title = clean(snapshot.title)[:255]
    book.properties.created = book.properties.modified = moment.replace(tzinfo=None, microsecond=0)
    with _SteadyZip(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        archive.moment = max(moment, _EPOCH)
        ExcelWriter(book, archive).write_data()


def abandon(book: Workbook) -> None:
    """Close the sheets of a workbook that will not be written, and remove their temporary files."""
    sheet: Any
    for sheet in list(book.worksheets):
        with suppress(Exception):
            sheet.close()
        with suppress(Exception):
            sheet._writer.cleanup()  # noqa: SLF001 - openpyxl does so only once it has saved
