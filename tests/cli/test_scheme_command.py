"""`raci-tui scheme`: lists, shows, keeps and changes schemes; what is wrong is one sentence, and nothing changes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from raci_tui.cli import run
from raci_tui.services.examples import FOLDER
from raci_tui.services.session import open_session

CARE = """
[scheme.care]
letters = [
  { code = "L", name = "Lead", kind = "owner" },
  { code = "W", name = "Works", kind = "doer" },
]
"""
TO_DACI = ("daci", "--use", "--map", "R=D,A=A", "--map", "C=C,I=I")


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Shell = Callable[..., Answer]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    for suffix in ("json", "ledger"):
        shutil.copy(FOLDER / f"southern-water.raci.{suffix}", tmp_path)
    return tmp_path / "southern-water.raci.json"


@pytest.fixture
def shell(path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Run `scheme` on the example."""

    def asked(*args: str | Path) -> Answer:
        capsys.readouterr()
        code = run(["scheme", str(path), *map(str, args)])
        return Answer(code, *capsys.readouterr())

    return asked


def cells(path: Path) -> dict[str, tuple[str, str | None]]:
    with open_session(path, author="dana", read_only=True) as session:
        return {cell.id: (cell.current, cell.target) for cell in session.workspace.state.cells()}


def test_it_lists_every_scheme_and_says_what_one_means(shell: Shell) -> None:
    listed = shell()
    assert listed.code == 0
    assert [line.split()[1] for line in listed.out.splitlines() if line.startswith("●")] == ["raci"]
    for key in ("rasci-strict", "raci-vs", "cairo", "daci-relaxed", "rapid", "pacsi", "drasci"):
        assert f" {key} " in listed.out
    assert "Decide: answers for it" in shell("rapid").out
    assert json.loads(shell("--json").out)["in_force"] == "raci"


def test_it_changes_to_another_scheme_as_one_step(shell: Shell, path: Path) -> None:
    before = cells(path)
    changed = shell(*TO_DACI)
    assert (changed.code, changed.out) == (0, "")
    assert "Change the scheme from RACI to DACI, " in changed.err
    after = cells(path)
    assert after.keys() == before.keys()
    for key, layers in before.items():
        for old, new in zip(layers, after[key], strict=True):
            assert set((old or "").replace("R", "D")) == set(new or "")
    back = shell("raci", "--use", "--map", "D=R,A=A,C=C,I=I")
    assert back.code == 0
    assert cells(path) == before


def test_a_dry_run_prints_every_cell_and_changes_nothing(shell: Shell, path: Path) -> None:
    data = path.with_name("southern-water.raci.ledger").read_bytes()
    before = cells(path)
    dry = shell(*TO_DACI, "--dry-run")
    touched = sum((old or "").count("R") for layers in before.values() for old in layers)
    assert len(dry.out.splitlines()) == touched
    assert "would change: Change the scheme" in dry.err
    assert path.with_name("southern-water.raci.ledger").read_bytes() == data


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("daci", "--use", "--map", "R=D,A=A,C=C"), "does not say what becomes of I Informed"),
        (("daci", "--use", "--map", "R=D,A=A,C=C,I=-"), "would drop I Informed from"),
        (("daci", "--use", "--map", "R=P,A=A,C=C,I=I"), "P is no letter of DACI"),
        (("daci", "--use", "--map", "RA=D"), "'RA=D' maps no letter"),
        (("raci", "--use"), "RACI is the scheme in force"),
        (("racy",), "nobody knows the scheme 'racy'"),
        (("racy", "--toml"), "nobody knows the scheme 'racy'"),
        (("--use",), "name the scheme"),
        (("daci", "--map", "R=D"), "go with --use"),
        (("--add", "nowhere.toml"), "nowhere.toml cannot be read"),
    ],
)
def test_what_is_wrong_changes_nothing(
    shell: Shell, path: Path, args: tuple[str, ...], sentence: str
) -> None:
    ledger = path.with_name("southern-water.raci.ledger")
    before = ledger.read_bytes()
    answer = shell(*args)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert ledger.read_bytes() == before


def test_letters_are_dropped_where_that_is_said(shell: Shell, path: Path) -> None:
    done = shell("daci", "--use", "--map", "R=D,A=A,C=C,I=-", "--drop")
    assert done.code == 0
    assert "I Informed is dropped from" in done.err
    assert not any("I" in (text or "") for layers in cells(path).values() for text in layers)


def test_ones_own_scheme_is_kept_printed_and_used_again(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "care.toml"
    file.write_text("\ufeff" + CARE, "utf-8")
    assert "Add the scheme care" in shell("--add", file).err
    assert ["care", "care", "L", "W", "of", "this", "workspace"] in [
        line.split() for line in shell().out.splitlines()
    ]
    written = shell("care", "--toml")
    file.write_text(written.out.replace('"Works"', '"Toils"'), "utf-8")
    assert "Edit the scheme care" in shell("--add", file).err
    assert "Toils: does the work" in shell("care").out
    assert shell("care", "--use", "--map", "A=L,R=W,C=W,I=-", "--drop").code == 0
    assert json.loads(shell("--json").out)["in_force"] == "care"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (CARE.replace("kind", "knid", 1), "unknown key 'knid': did you mean kind?"),
        (CARE.replace('"W"', '"L"'), "has the letter L twice"),
        (CARE.replace('"owner"', '"doer"'), "has no owner letter"),
        ("letters", "this is no TOML"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(
    shell: Shell, tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "care.toml"
    file.write_text(text, "utf-8")
    answer = shell("--add", file)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert len(answer.err.splitlines()) == 1
    assert "care" not in shell().out


def test_a_file_in_another_encoding_is_refused(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "care.toml"
    file.write_bytes(b"\xff\xfe[")
    assert "is no UTF-8 text" in shell("--add", file).err


@pytest.mark.parametrize("key", ["rasci", "raci-strict", "rapid", "drasci-relaxed"])
def test_a_new_workspace_may_begin_with_any_of_them(tmp_path: Path, key: str) -> None:
    path = tmp_path / "new.raci.json"
    assert run(["new", str(path), "--scheme", key]) == 0
    with open_session(path, author="dana") as session:
        assert session.workspace.scheme.id == key
