"""Sessions, settings and examples, over real files."""

import os
import queue
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import raci_tui
from raci_tui.core.errors import NotSavedError, SchemeError, StoreError
from raci_tui.core.records import Element, Journey, Party
from raci_tui.core.workspace import new_state
from raci_tui.services import settings
from raci_tui.services.briefing import briefing
from raci_tui.services.examples import copy_example, example_names
from raci_tui.services.session import Loading, create_session, open_loading, open_session
from raci_tui.store import aside
from raci_tui.store.tiny import create_store, open_store

ROOT = Path(raci_tui.__file__).parent.parent


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv(settings.HOME_VARIABLE, str(home))
    return home


def test_what_is_made_and_edited_is_there_when_opened_again(tmp_path: Path) -> None:
    with create_session(tmp_path / "w", "Meters", author="dana") as session:
        with session.workspace.edit("begin") as edit:
            edit.add(Journey(id="j", name="Install"))
            edit.add(Party(id="p", name="Ops"))
            edit.add(Element(id="e", name="Ask", journey="j"))
        assert [finding.rule for finding in session.findings.all()] == ["no-owner", "no-doer", "idle-party"]
        session.save_now()
        state = session.workspace.state
    with open_session(tmp_path / "w.raci.json") as again:
        assert again.workspace.state == state
        assert (again.workspace.info.name, again.notices) == ("Meters", ())


def test_closing_saves(tmp_path: Path) -> None:
    posted: queue.Queue[Callable[[], None]] = queue.Queue()
    create_session(tmp_path / "w", "Meters").close()
    with open_session(tmp_path / "w", post=posted.put) as session, session.workspace.edit("add") as edit:
        edit.add(Party(id="p", name="Ops"))
    store = open_store(tmp_path / "w.raci.json")
    assert "p" in store.load().state.tables["parties"]
    assert store.lag == 0


class TestReadingAhead:
    """A workspace that is read in a thread of its own, as a large one is while the app is imported."""

    @pytest.fixture(params=["in a thread", "when asked for"])
    def how(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(aside, "WORTH_IT", 1 if request.param == "in a thread" else 1 << 40)

    @pytest.mark.usefixtures("how")
    def test_opens_what_opening_it_at_once_does(self, tmp_path: Path) -> None:
        with create_session(tmp_path / "w", "Meters") as session, session.workspace.edit("add") as edit:
            edit.add(Party(id="p", name="Ops"))
        loading = Loading(tmp_path / "w")
        # Somebody else is quicker to edit than we are to show.
        with open_session(tmp_path / "w") as other, other.workspace.edit("add") as edit:
            edit.add(Party(id="q", name="Crew"))
        with open_loading(loading, author="dana") as session:
            with session.workspace.edit("add") as edit:
                edit.add(Party(id="r", name="Shop"))
            session.save_now()
            assert session.path == tmp_path / "w.raci.json"
            assert set(session.workspace.state.tables["parties"]) == {"p", "q", "r"}
        with open_session(tmp_path / "w") as again:
            assert again.workspace.state == session.workspace.state

    @pytest.mark.usefixtures("how")
    def test_says_what_is_wrong_once_it_is_asked(self, tmp_path: Path) -> None:
        missing = Loading(tmp_path / "gone")
        with pytest.raises(StoreError, match="there is no workspace"):
            open_loading(missing)
        (tmp_path / "bad.raci.json").write_text("{")
        damaged = Loading(tmp_path / "bad")
        with pytest.raises(StoreError, match="is not a workspace"):
            open_loading(damaged)


def test_what_cannot_be_saved_now_is_raised_and_can_be_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = create_session(tmp_path / "w", "Meters")
    with session.workspace.edit("add") as edit:
        edit.add(Party(id="p", name="Ops"))

    def fsync(fd: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(NotSavedError, match="the disk is full"):
            session.save_now()
    session.save_copy(tmp_path / "copy.raci.json")
    assert "p" in open_store(tmp_path / "copy.raci.json").load().state.tables["parties"]
    session.save_now()
    session.close()


def test_read_only_sessions_refuse_edits_before_they_are_made(tmp_path: Path) -> None:
    create_session(tmp_path / "w", "Meters").close()
    with open_session(tmp_path / "w", read_only=True) as session:
        assert "for reading only" in session.workspace.read_only_reason


def test_an_unknown_scheme_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(SchemeError, match="nobody knows the scheme"):
        create_session(tmp_path / "w", "Meters", "nonsense")
    assert not (tmp_path / "w.raci.json").exists()


def test_a_workspace_whose_scheme_nobody_knows_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = create_store(tmp_path / "w.raci.json", new_state("Meters", scheme="gone"))
    store.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(SchemeError, match="nobody knows the scheme 'gone'"):
        open_session(tmp_path / "w")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_copy_is_not_saved_over_a_file_that_may_be_the_workspace_itself(tmp_path: Path) -> None:
    with create_session(tmp_path / "w", "Meters") as session:
        with session.workspace.edit("add") as edit:
            edit.add(Party(id="p", name="Ops"))
        with pytest.raises(NotSavedError, match="already there"):
            session.save_copy(tmp_path / "w.raci.json")
        session.save_now()
    with open_session(tmp_path / "w") as again:
        assert "p" in again.workspace.state.tables["parties"]


# Settings


def test_without_settings_all_is_default_and_the_login_name_is_the_author(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.read_settings() == settings.Settings()
    monkeypatch.setenv("LOGNAME", "dana")
    assert settings.default_author() == "dana"
    assert not home.exists()


def test_a_setting_is_written_and_the_rest_of_the_file_stays(home: Path) -> None:
    home.mkdir()
    path = settings.settings_path()
    text = '# mine\ntheme = "dark" # at night\n\n[keymap]\nundo = "ctrl+u"\ntheme = "x"\n'
    path.write_text(text)
    settings.write_setting("author", 'Dana "D" \\ Ünï')
    settings.write_setting("theme", "light")
    found = settings.read_settings()
    assert found == settings.Settings('Dana "D" \\ Ünï', "light", {"undo": "ctrl+u", "theme": "x"})
    assert "# mine" in path.read_text("utf-8")
    assert settings.default_author() == 'Dana "D" \\ Ünï'


@pytest.mark.parametrize(
    ("text", "author", "said"),
    [
        (b"author = ", "", "not used"),
        (b"\xff\xfe", "", "not used"),
        (b"author = 7\ntheme = 'x'", "", "author"),
        (b"author = 'eli'\nkeymap = 3", "eli", "keymap"),
        (b"author = 'eli'\n[keymap]\na = 1", "eli", "keymap.a"),
        (b"author = '  '", "", "author"),
        (b"author = 'e\x7fli'", "", "not used"),
        (b'author = "e\\u001bli"', "e␛li", ""),
    ],
)
def test_reading_settings_never_fails(home: Path, text: bytes, author: str, said: str) -> None:
    home.mkdir()
    settings.settings_path().write_bytes(text)
    found = settings.read_settings()
    assert found.author == author
    assert said in found.warning
    assert bool(found.warning) == bool(said)


def test_settings_that_are_not_understood_are_not_overwritten(home: Path) -> None:
    home.mkdir()
    settings.settings_path().write_text("author = ")
    with pytest.raises(NotSavedError):
        settings.write_setting("author", "dana")
    assert settings.settings_path().read_text() == "author = "


def test_recent_workspaces_are_remembered_in_order_and_only_while_they_exist(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.raci.json" for number in range(25)]
    for path in paths:
        path.write_bytes(b"")
        settings.remember_workspace(path)
    settings.remember_workspace(paths[10])
    assert settings.recent_workspaces()[:2] == [paths[10], paths[24]]
    assert len(settings.recent_workspaces()) == settings.RECENT_LIMIT
    paths[24].unlink()
    assert settings.recent_workspaces()[1] == paths[23]
    (tmp_path / "home" / "state" / "recent.json").write_text('{"x"')
    assert settings.recent_workspaces() == []


def test_a_folder_that_cannot_be_written_keeps_nobody_from_working(home: Path, tmp_path: Path) -> None:
    home.write_bytes(b"a file where the folder should be")
    settings.remember_workspace(tmp_path / "w.raci.json")
    assert settings.recent_workspaces() == []
    assert settings.read_settings().author == ""


# Examples


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_copied_with_its_last_commit_yesterday(name: str, tmp_path: Path) -> None:
    path = copy_example(name, tmp_path, date(2031, 5, 6))
    store = open_store(path)
    opened = store.load()
    assert opened.last_at.startswith("2031-05-05T")
    original = open_store(ROOT / "raci_tui" / "examples" / f"{name}.raci.json", read_only=True)
    before = original.load()
    assert before.head.position == opened.head.position
    assert list(before.state.cells()) == list(opened.state.cells())
    times = [entry.commit.at for entry in store.history()]
    assert times == sorted(times)
    assert store.begun() <= times[0]
    with open_session(path, read_only=True) as session:
        text = briefing(session)
    assert opened.state.tables["workspace"]["workspace"].name in text
    for part in ("What changed last", "2031-05-05", "Unowned today", "Differences"):
        assert part in text


def test_an_unknown_example_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="southern-water"):
        copy_example("nope", tmp_path, date(2031, 5, 6))


def test_opening_a_workspace_loads_neither_textual_nor_tinydb(tmp_path: Path) -> None:
    create_session(tmp_path / "w", "Meters").close()
    script = (
        "import sys; from raci_tui.services.session import open_session; open_session(sys.argv[1]).close(); "
        "print([name for name in ('textual', 'tinydb', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "w")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
