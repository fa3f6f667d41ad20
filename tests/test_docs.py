"""The documents say what is: commands run, keys and tables are the real ones, links lead somewhere."""

import contextlib
import importlib.util
import io
import itertools
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import click
import pytest

import raci_tui
from benchmarks.plans import PLANS
from benchmarks.run import parser_of
from raci_tui.cli import COMMANDS, cli, run
from raci_tui.core.query import KEYS, parse_query
from raci_tui.core.records import TABLES, Action, Link, RuleSetting, SavedView, StandUp, Waiver
from raci_tui.core.scheme import Bounds, Letter, Scheme
from raci_tui.plugin.spec import Hooks
from raci_tui.services.examples import FOLDER
from raci_tui.services.session import open_session
from raci_tui.tui.commands import COMMANDS as APP_COMMANDS
from raci_tui.tui.keys import shown_key

ROOT: Final = Path(raci_tui.__file__).parent.parent
README: Final = ROOT / "README.md"
JSON: Final = ROOT / "docs" / "json.md"
IMPORT: Final = ROOT / "docs" / "import.md"
SCHEMES: Final = ROOT / "docs" / "schemes.md"
FOR_USERS: Final = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
EVERY: Final = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part == "stories" for part in path.relative_to(ROOT).parts)
)
NEEDS_A_TERMINAL: Final = ("open", "demo")


class Answer(NamedTuple):
    code: int
    out: str
    err: str


class Block(NamedTuple):
    language: str
    text: str


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(text: str) -> list[Block]:
    return [
        Block(found[1], found[2])
        for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    ]


def prose(text: str) -> str:
    return re.sub(r"^```\w*\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", prose(text))


def section(path: Path, heading: str) -> str:
    return re.split(r"^## ", path.read_text("utf-8").partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The rows of every table, without headers."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    below = [line for line, after in itertools.pairwise([*lines, ""]) if not after.startswith("| ---")]
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in below if "| ---" not in line
    ]


def shell_lines(text: str) -> list[tuple[list[str], str]]:
    """Each raci-tui command of the shell blocks, with the remark behind it."""
    found = []
    for line in (
        line for block in blocks(text) if block.language == "sh" for line in block.text.splitlines()
    ):
        if line.startswith("raci-tui"):
            command, _, remark = line.partition("  #")
            found.append((shlex.split(command)[1:], remark))
    return found


def shell(arguments: list[str], folder: Path) -> Answer:
    """Run a command in this process, in a folder."""
    raw = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(each, "utf-8", newline="", write_through=True) for each in raw)
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return Answer(code, *(each.getvalue().decode() for each in raw))


def answer(folder: Path, command: str) -> Any:
    return json.loads(shell(shlex.split(command), folder).out)


def lay_out(folder: Path) -> Path:
    """The files that the documents speak of."""
    shutil.copytree(ROOT / "fixtures", folder / "fixtures", ignore=shutil.ignore_patterns("stories", "*.py"))
    for suffix in ("json", "ledger"):
        shutil.copy(FOLDER / f"southern-water.raci.{suffix}", folder)
    source = next(block for block in blocks(IMPORT.read_text("utf-8")) if block.language == "markdown")
    (folder / "fit.md").write_text(source.text, "utf-8")
    own = next(block for block in blocks(SCHEMES.read_text("utf-8")) if block.language == "toml")
    (folder / "care.toml").write_text(own.text, "utf-8")
    return folder


def options_of(command: str) -> set[str]:
    found = cli.get_command(click.Context(cli), command)
    assert found
    return {option for param in found.params if isinstance(param, click.Option) for option in param.opts}


EVERYWHERE: Final = {"-h", "--help", *(o for p in cli.params if isinstance(p, click.Option) for o in p.opts)}


# Commands


@pytest.mark.parametrize("document", [d for d in FOR_USERS if shell_lines(d.read_text("utf-8"))], ids=named)
def test_shell_blocks_run_and_print_what_is_shown(document: Path, tmp_path: Path) -> None:
    lay_out(tmp_path)
    printed = ""
    for block in blocks(document.read_text("utf-8")):
        if block.language == "text":
            pattern = re.escape(block.text).replace(re.escape("...\n"), "(.*\n)*")
            assert re.fullmatch(pattern, printed), printed
        if block.language != "sh":
            continue
        printed = ""
        for arguments, remark in shell_lines(f"```sh\n{block.text}```\n"):
            if not arguments or arguments[0] in NEEDS_A_TERMINAL:
                continue
            done = shell(arguments, tmp_path)
            said = re.search(r"\bexit (\d)", remark)
            assert done.code == int(said[1] if said else 0), (arguments, done.err)
            printed += done.err + done.out


def test_the_readme_lists_every_command_and_no_other() -> None:
    listed = [span for row in rows(section(README, "Commands")) for span in spans(row[0])]
    words = [span.split()[0] for span in listed]
    assert words[0] == "raci-tui"
    assert sorted(words[1:]) == sorted(COMMANDS)


@pytest.mark.parametrize("document", FOR_USERS, ids=named)
def test_no_command_or_option_is_named_that_does_not_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    every = EVERYWHERE.union(*map(options_of, COMMANDS))
    if document.name == "benchmarks.md":
        every = every | parser_of(PLANS["full"])._option_string_actions.keys()
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) <= every
    typed = [arguments for arguments, _ in shell_lines(text)]
    typed += [shlex.split(span)[1:] for span in spans(text) if span.startswith("raci-tui ")]
    for arguments in typed:
        if arguments and arguments[0] != "COMMAND":
            assert arguments[0] in COMMANDS, arguments
            given = {word for word in arguments if re.fullmatch(r"--?[a-zA-Z][a-z-]*", word)}
            assert given <= options_of(arguments[0]) | EVERYWHERE, arguments


def test_the_import_page_lists_every_option_of_import() -> None:
    listed = {spans(row[0])[0].split()[0] for row in rows(section(IMPORT, "Saying what it cannot know"))}
    assert listed == options_of("import")


def test_the_changelog_lists_every_command_and_hook() -> None:
    said = spans((ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert set(COMMANDS) <= set(said)
    assert {name for name in vars(Hooks) if name.startswith("raci_")} <= set(said)


@pytest.mark.parametrize("document", FOR_USERS, ids=named)
def test_every_filter_that_is_shown_is_understood(document: Path) -> None:
    for span in spans(document.read_text("utf-8")):
        if re.match(rf"-?({'|'.join(KEYS)}):\S", span):
            parse_query(span)


# Keys


def test_the_generated_pages_are_what_the_code_says() -> None:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    for name, text in generate.TABLES.items():
        assert (ROOT / "docs" / name).read_text("utf-8") == text(), name


@pytest.mark.parametrize("document", [README, *sorted((ROOT / "docs").glob("[!k]*.md"))], ids=named)
def test_every_key_that_is_shown_does_something(document: Path) -> None:
    keys = {shown_key(key) for command in APP_COMMANDS for key in command.keys.split(",") if key}
    shown = re.findall(
        r"\*\*(F\d+|Ctrl\+\w|Del|[!-/:-@\\[-`])\*\*|(?<!\*)\b((?:Ctrl|Shift|Alt)\+\w+)",
        document.read_text("utf-8"),
    )
    assert {one or other for one, other in shown} <= keys


# JSON


class Documented(NamedTuple):
    type: str
    may_miss: bool
    of_plugins: bool


def documented(text: str) -> dict[str, Documented]:
    """Paths of a section's table with their types."""
    found = {
        spans(row[0])[0]: Documented(
            row[1], "left out" in row[2] or "only with" in row[2], "only from a plugin's rule" in row[2]
        )
        for row in rows(text)
    }
    for path in [path for path, (kind, *_) in found.items() if kind == "list of schemes"]:
        inner = {key: value for key, value in found.items() if key.startswith("scheme.")}
        found |= {f"{path}[].{key.removeprefix('scheme.')}": value for key, value in inner.items()}
    return found


def fits(value: object, kind: str) -> bool:
    if kind.endswith(" or null"):
        return value is None or fits(value, kind.removesuffix(" or null"))
    if kind.startswith("list of "):
        inner = {"lists": list, "schemes": dict}.get(kind.removeprefix("list of "), str)
        return isinstance(value, list) and all(isinstance(each, inner) for each in value)
    if kind == "map of strings":
        return isinstance(value, dict) and all(isinstance(each, str | None) for each in value.values())
    if kind == "list":
        return isinstance(value, list) and all(isinstance(each, dict) for each in value)
    types: dict[str, type] = {
        "string": str, "words": str, "integer": int, "boolean": bool, "object": dict, "any": object,
    }  # fmt: skip
    return isinstance(value, types[kind]) and (kind != "integer" or not isinstance(value, bool))


def seen(value: dict[str, Any], keys: Mapping[str, Documented], prefix: str = "") -> Iterator[str]:
    """Paths in an answer, each checked for its type and for what is missing beside it."""
    for key, inner in value.items():
        path = prefix + key
        yield path
        kind = keys[path].type if path in keys else "any"
        assert fits(inner, kind), (path, kind, inner)
        if kind not in ("any", "map of strings"):
            for each in inner if isinstance(inner, list) else [inner]:
                if isinstance(each, dict):
                    yield from seen(each, keys, f"{path}{'[]' if isinstance(inner, list) else ''}.")
    beside = {
        path for path in keys if path.startswith(prefix) and not re.search(r"[.\[]", path[len(prefix) :])
    }
    missing = beside - {prefix + key for key in value}
    assert all(keys[path].may_miss for path in missing), missing


def holds(real: object, example: object) -> bool:
    """Whether an example was cut out of a real answer; ages grow by the day."""
    if isinstance(example, dict) and isinstance(real, dict):
        return all(
            key in real and (key == "age_days" or holds(real[key], inner)) for key, inner in example.items()
        )
    if isinstance(example, list) and isinstance(real, list):
        return all(any(holds(there, each) for there in real) for each in example)
    return real == example


def with_every_record(path: Path) -> None:
    """Put a record into every table."""
    with open_session(path, author="dana") as session:
        element, other = (each.id for each in session.workspace.elements()[:2])
        gap = next(found for found in session.findings.all() if found.rule == "no-owner").element
        letters = (
            Letter(code="X", name="Answers", kind="owner", color="#aabbcc"),
            Letter(code="Y", name="Does", kind="doer"),
        )
        with session.workspace.edit("Fill every table") as edit:
            edit.add(Scheme(id="xy", name="XY", letters=letters, owners=Bounds(2, 3), doers=Bounds(0, 1)))
            edit.add(
                Waiver(
                    id="w", rule="no-owner", element=gap, reason="agreed", author="dana", until="2999-01-01"
                )
            )
            edit.add(StandUp(id="s", started="2026-01-02T09:00:00.000Z"))
            edit.add(Action(id="a", text="Ask the crew", element=element))
            edit.add(SavedView(id="v", name="Gaps", query="is:gap"))
            edit.add(Link(id="l", source=element, target=other))
            edit.add(RuleSetting(id="no-doer", severity="warning"))
        session.save_now()
        assert all(any(True for _ in session.workspace.state.records(table)) for table in TABLES)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Real answers by section: first the one of the page's command, then others that show the rarer keys."""
    folder = lay_out(tmp_path_factory.mktemp("answers"))
    full, broken = folder / "full.raci.json", folder / "broken.raci.json"
    for copy in (full, broken):
        shutil.copy(folder / "southern-water.raci.json", copy)
        shutil.copy(folder / "southern-water.raci.ledger", copy.with_suffix("").with_suffix(".raci.ledger"))
    with_every_record(full)
    broken.write_text("", "utf-8")
    changed = (
        (folder / "fit.md").read_text("utf-8").replace("A/R | C |", "C | A/R |").replace("- three", "- four")
    )
    (folder / "changed.md").write_text(changed, "utf-8")
    shell(["new", "fit", "--name", "Fitting a meter"], folder)
    water = "southern-water.raci.json"
    found: dict[str, list[Any]] = {
        "`check`": [answer(folder, f"check {water} --json"), answer(folder, "check full --json")],
        "`import`": [
            answer(folder, "import fit fit.md --json"), answer(folder, "import fit changed.md --dry-run --json"),
        ],
        "`diff`": [answer(folder, f"diff {water} --json"), answer(folder, f"diff {water} --since #58 --json")],
        "`log`": [answer(folder, f"log {water} --json")],
        "`show`": [answer(folder, f"show {water} --json")],
        "`party`": [answer(folder, f"party {water} Operations --json")],
        "`scheme`": [answer(folder, f"scheme {water} --json"), answer(folder, "scheme full xy --json")],
        "`doctor`": [answer(folder, f"doctor {water} --json"), answer(folder, "doctor broken --json")],
        "`export -f json`: the format `raci-tui/1`": [
            answer(folder, f"export {water} -f json -o -"), answer(folder, "export full -f json -o -"),
        ],
    }  # fmt: skip
    (folder / "southern-water.raci.ledger").unlink()
    found["`doctor`"].append(answer(folder, f"doctor {water} --json"))
    return found


SECTIONS: Final = re.findall(r"^## (.+)$", JSON.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_json_key_is_documented_with_its_type(heading: str, answers: dict[str, list[Any]]) -> None:
    keys = documented(section(JSON, heading))
    printed = {path for real in answers[heading] for path in seen(real, keys)}
    assert printed <= set(keys)
    # Of the scheme in force and a scheme of the workspace's own, each shows keys that the other leaves out.
    printed |= {path.replace("schemes[].", "scheme.") for path in printed}
    printed |= {path.replace("scheme.", "schemes[].") for path in printed}
    assert {path for path in set(keys) - printed if not keys[path].of_plugins} == set()


@pytest.mark.parametrize("heading", SECTIONS)
def test_json_examples_are_cut_out_of_real_answers(heading: str, answers: dict[str, list[Any]]) -> None:
    shown = [json.loads(block.text) for block in blocks(section(JSON, heading)) if block.language == "json"]
    assert len(shown) == 1
    assert holds(answers[heading][0], shown[0])


def test_every_command_with_json_is_documented() -> None:
    speaking = {name for name in COMMANDS if "--json" in options_of(name)}
    assert speaking == {heading.strip("`") for heading in SECTIONS if "export" not in heading}


# Files


def test_the_snapshot_is_read_with_plain_tinydb(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (script,) = (
        b.text for b in blocks((ROOT / "docs" / "files.md").read_text("utf-8")) if b.language == "python"
    )
    before = (tmp_path / "southern-water.raci.json").read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "Choose the next streets" in done.stdout
    assert (tmp_path / "southern-water.raci.json").read_bytes() == before


# Links and names


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("document", EVERY, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    for target, anchor in re.findall(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)", prose(text)):
        file = document.parent / target if target else document
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", prose(file.read_text("utf-8")), re.MULTILINE)
            assert anchor in map(slug, headings), anchor


@pytest.mark.parametrize("document", EVERY, ids=named)
def test_every_file_target_and_variable_that_is_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    code = [*spans(text), *(block.text for block in blocks(text))]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    # Prose says "make" too, so only what stands as code counts.
    assert {name for each in code for name in re.findall(r"^make ([a-z]+)\b", each, re.MULTILINE)} <= targets
    for span in spans(text):
        if re.fullmatch(r"(?:raci_tui|tests|docs|fixtures|benchmarks|\.ci)/[\w./-]+", span):
            assert (ROOT / span).exists() or (document.parent / span).exists(), span
    rooms = ("raci_tui", "benchmarks")
    sources = [
        *(path for room in rooms for path in (ROOT / room).rglob("*.py")),
        ROOT / "tests" / "conftest.py",
    ]
    known = "".join(source.read_text("utf-8") for source in sources)
    assert {name for name in re.findall(r"RACI_TUI_\w+", text) if name not in known} == set()


def test_contributing_has_a_row_for_every_dependency_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["build-system"]["requires"],
    ]
    names = {re.split(r"[<>=!~\[; ]", requirement)[0] for requirement in wanted}
    assert {row[0] for row in rows(section(ROOT / "CONTRIBUTING.md", "Dependencies"))} == names


def test_contributing_names_every_room() -> None:
    listed = {
        span for row in rows(section(ROOT / "CONTRIBUTING.md", "Rooms and arrows")) for span in spans(row[0])
    }
    folders = {path.parent.name for path in (ROOT / "raci_tui").glob("*/__init__.py")}
    assert listed == folders - {"examples"}


def test_the_table_of_suites_names_every_suite_and_no_other() -> None:
    listed = [spans(row[0])[0] for row in rows(section(ROOT / "tests" / "README.md", "Suites"))]
    there = [str(path.relative_to(ROOT / "tests")) for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    assert sorted(listed) == sorted(there)
