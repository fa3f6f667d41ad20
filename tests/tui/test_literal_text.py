"""User text reaches widgets only literally: proved over the syntax tree, and on the screen with hostile names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import msgspec

import raci_tui.tui
from tests.matrix_app import opened, small_state

TUI = Path(raci_tui.tui.__file__).parent
SHOWING = {
    "Static", "Label", "Button", "Option", "Select", "Selection", "Tree", "RadioButton", "Checkbox", "Collapsible",
    "Tab", "TabPane", "notify", "update", "add_row", "add_column", "Hit", "DiscoveryHit", "Toast",
}  # fmt: skip
PLACES = {"tooltip", "border_title", "border_subtitle"}
HOSTILE = (
    "[R] Ops [/x]",
    "[@click=app.quit]x[/]",
    "R[/A]",
    "$name [bold]x",
    "ends with \\",
    "[link=http://evil]x[/]",
)


def showing_functions(trees: list[ast.Module]) -> set[str]:
    """Names of our functions that return Content or a widget's own text, which is literal by their own checks."""
    found = {"Content", "plain", "template"}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.returns is not None:
                returns = ast.unparse(node.returns)
                if returns.strip("'\"") == "Content" or returns in ("list[Content]", "Iterator[Content]"):
                    found.add(node.name)
    return found


def is_literal(node: ast.expr, showing: set[str], names: set[str]) -> bool:  # noqa: PLR0911 - one case a kind
    """Whether an expression can only be our own words or Content."""
    if isinstance(node, (ast.Constant, ast.Dict, ast.DictComp)):
        return True
    if isinstance(node, ast.ListComp):
        return is_literal(node.elt.elts[0] if isinstance(node.elt, ast.Tuple) else node.elt, showing, names)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "join" and isinstance(node.func, ast.Attribute):
            return is_literal(node.func.value, showing, names)
        if name in ("assemble", "from_markup", "styled") and ast.unparse(node.func).startswith("Content."):
            return name != "from_markup" or isinstance(node.args[0], ast.Constant)
        return name in showing
    if isinstance(node, ast.IfExp):
        if ast.unparse(node.test).startswith("isinstance(") and isinstance(node.orelse, ast.Name):
            return is_literal(node.body, showing, names)
        return is_literal(node.body, showing, names) and is_literal(node.orelse, showing, names)
    if isinstance(node, ast.Name):
        return node.id in names or node.id.isupper()
    return isinstance(node, ast.Attribute) and (node.attr.isupper() or node.attr.strip("_") == "content")


def content_lists(tree: ast.Module) -> set[str]:
    """Attributes of a module's classes that are annotated as collections of Content."""
    return {
        ast.unparse(node.target)
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and "Content" in ast.unparse(node.annotation)
    }


def content_names(function: ast.AST, showing: set[str], annotated: set[str]) -> set[str]:
    """Names inside a function that hold nothing but Content, by annotation or by what is assigned to them."""
    names: set[str] = set()
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.annotation and "Content" in ast.unparse(node.annotation):
            names.add(node.arg)
        if isinstance(node, ast.For) and ast.unparse(node.iter) in annotated:
            names |= {each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
    names |= {name for name, values in assigned.items() if all(is_literal(v, showing, set()) for v in values)}
    return names


def offenders(path: Path, tree: ast.Module, showing: set[str]) -> Iterator[str]:
    """Calls and assignments that hand a widget something that is not provably literal."""
    for function in [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]:
        names = content_names(function, showing, content_lists(tree))
        for node in ast.walk(function):
            value: ast.expr | None = None
            line = getattr(node, "lineno", 0)
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                no_markup = any(k.arg == "markup" and ast.unparse(k.value) == "False" for k in node.keywords)
                if name in SHOWING and node.args and not no_markup:
                    value = node.args[1 if name == "Hit" else 0]
                if name == "update" and (len(node.args) > 1 or node.keywords):
                    value = None  # an edit of a record, no widget
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                value = node.value if node.targets[0].attr in PLACES else None
            if value is not None and not is_literal(value, showing, names):
                yield f"{path.relative_to(TUI)}:{line} {ast.unparse(value)}"


def test_no_widget_gets_text_but_through_the_one_helper() -> None:
    paths = sorted(TUI.rglob("*.py"))
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    showing = showing_functions(trees)
    found = [line for path, tree in zip(paths, trees, strict=True) for line in offenders(path, tree, showing)]
    assert not found, "wrap these in plain() or template(): " + "; ".join(found)


def test_the_check_itself_finds_an_offender() -> None:
    tree = ast.parse("def f(self, name):\n    self.query_one(X).update(f'[b]{name}[/b]')\n    Static(name)\n")
    assert len(list(offenders(TUI / "x.py", tree, showing_functions([])))) == 2


async def test_hostile_names_stand_on_every_screen_as_written(tmp_path: Path) -> None:
    state = small_state()
    places = [("elements", "ask"), ("elements", "notebook"), ("elements", "pass"), ("stages", "req"),
              ("stages", "plan"), ("journeys", "j")]  # fmt: skip
    for (table, key), name in zip(places, HOSTILE, strict=True):
        state.tables[table][key] = msgspec.structs.replace(state.tables[table][key], name=name)
    party = state.tables["parties"]["cs"]
    state.tables["parties"]["cs"] = msgspec.structs.replace(party, name=HOSTILE[0], short="[R]")
    async with opened(tmp_path, state, size=(160, 40)) as app:
        for name in HOSTILE:
            assert name in app.text
        await app.press("a", "f8", "ctrl+s", "slash", *"[/x]")
        await app.press("escape", "f9", "escape", "f2", "escape", "enter")
        assert HOSTILE[0] in app.text
        await app.press("escape", "shift+f2")
        assert HOSTILE[0] in app.text
        await app.press("escape")
        assert app.app.return_code is None


async def test_escape_sequences_never_reach_the_terminal(tmp_path: Path) -> None:
    state = small_state()
    name = "a\x1b]0;T\x07b\x9b31mc\u202ed"
    state.tables["elements"]["ask"] = msgspec.structs.replace(state.tables["elements"]["ask"], name=name)
    async with opened(tmp_path, state) as app:
        assert not any(mark in app.text for mark in "\x1b\x07\x9b\u202e")
        assert "␛" in app.text
