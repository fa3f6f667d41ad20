"""Readers and exporters of other people: whatever they do to their process, the rest goes on."""

import io
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

import openpyxl
import pytest

from raci_tui.core.errors import ExportError, ImportRefusedError
from raci_tui.plugin.host import Host
from raci_tui.services.exporting import export
from raci_tui.services.importing import load_source
from raci_tui.services.plugins import BUILT_INS
from raci_tui.services.reading import Job, Limits, run_job
from tests.formats_helpers import shop, snapshot

PLUGIN = """
import os, sys, time
from raci_tui.plugin import Exporter, Importer, Option, RawTable, Source, hookimpl

def read(data, name):
    what = data.decode().strip()
    if what == "sleep":
        time.sleep(600)
    elif what == "exit":
        os._exit(7)
    elif what == "segfault":
        import ctypes
        ctypes.string_at(0)
    elif what == "memory":
        held = bytearray(3 << 30)
        held[::4096] = b"x" * len(held[::4096])
    elif what == "leave":
        raise SystemExit("bye")
    elif what == "fork":
        if os.fork() == 0:
            time.sleep(600)
        time.sleep(600)
    print("noise on standard output")
    return Source(tables=(RawTable(rows=(("Task", "Ops"), ("Plan", "A")), lines=(1, 2)),))

def write(snapshot, out, options, progress):
    if options["how"] == "die":
        os._exit(7)
    if options["how"] == "raise":
        out.write(b"half")
        raise RuntimeError("no ink")
    snapshot.cells.clear()
    snapshot.elements[0].extra["Output"] = "mine now"
    out.write(f"{len(snapshot.elements)} elements".encode())
    return ["mind the gap"]

@hookimpl
def raci_importers():
    return (Importer(id="odd", title="Odd", suffixes=(".odd",), read=read),)

@hookimpl
def raci_exporters():
    how = Option("how", "choice", default="well", choices=("well", "die", "raise"))
    return (Exporter(id="lines", title="Lines", suffix=".txt", write=write, options=(how,)),)
"""


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    """A host with one installed plugin, which child processes find as well."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "odd_plugin.py").write_text(PLUGIN, encoding="utf-8")
    info = folder / "odd_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: odd-plugin\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text("[raci_tui]\nodd = odd_plugin\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    points: list[EntryPoint] = [p for found in distributions(path=[str(folder)]) for p in found.entry_points]
    return Host(BUILT_INS, found=points)


def source_file(tmp_path: Path, what: str) -> Path:
    path = tmp_path / "source.odd"
    path.write_text(what, encoding="utf-8")
    return path


def test_a_plugin_reads_in_a_child_and_its_printing_does_no_harm(host: Host, tmp_path: Path) -> None:
    source = load_source(source_file(tmp_path, "well"), host=host)
    assert source.tables[0].rows == (("Task", "Ops"), ("Plan", "A"))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("exit", "ended with code 7"),
        ("segfault", "died of SIGSEGV"),
        ("memory", "needs too much memory"),
        ("leave", "SystemExit: bye"),
    ],
)
def test_a_reader_that_dies_is_reported(host: Host, tmp_path: Path, what: str, said: str) -> None:
    with pytest.raises(ImportRefusedError, match=said):
        load_source(source_file(tmp_path, what), host=host)


@pytest.mark.parametrize("what", ["sleep", "fork"])
def test_a_reader_that_hangs_is_stopped_with_all_it_started(host: Host, tmp_path: Path, what: str) -> None:
    with pytest.raises(ImportRefusedError, match=r"took more than 0\.8 seconds"):
        load_source(source_file(tmp_path, what), host=host, limits=Limits(seconds=0.8))


def test_a_reader_can_be_cancelled(host: Host, tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="cancelled"):
        load_source(source_file(tmp_path, "sleep"), host=host, cancel=lambda: True)


def test_workbooks_are_read_in_a_child(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Task", "Ops"])
    out = io.BytesIO()
    book.save(out)
    answer = run_job(Job(kind="import", id="xlsx", name="t.xlsx", data=out.getvalue()))
    assert answer.source is not None
    assert answer.source.tables[0].rows == (("Task", "Ops"),)
    with pytest.raises(ImportRefusedError, match="no Excel workbook: save it as"):
        run_job(Job(kind="import", id="xlsx", name="t.xlsx", data=b"PK rubbish"))


def test_a_plugin_writes_from_a_snapshot_of_its_own(host: Host, tmp_path: Path) -> None:
    made = shop()
    taken = snapshot(made)
    out = tmp_path / "out.txt"
    assert export(taken, "lines", {}, out, host=host) == ("mind the gap",)
    assert out.read_text() == "4 elements"
    assert made.state == shop().state


def test_even_in_process_a_plugin_changes_only_its_copy(host: Host, tmp_path: Path) -> None:
    made = shop()
    export(snapshot(made), "lines", {}, tmp_path / "out.txt", host=host, in_process=True)
    assert made.state == shop().state


@pytest.mark.parametrize(("how", "said"), [("die", "ended with code 7"), ("raise", "RuntimeError: no ink")])
def test_an_exporter_that_fails_leaves_the_old_file(host: Host, tmp_path: Path, how: str, said: str) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old")
    with pytest.raises(ExportError, match=said):
        export(snapshot(shop()), "lines", {"how": how}, out, host=host)
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.txt"]
