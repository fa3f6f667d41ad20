"""Lists every scheme with its letters and what they mean; adds, edits and removes those of the workspace's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from raci_tui.core.errors import EditError, RaciError
from raci_tui.core.ledger import Commit
from raci_tui.core.own_schemes import is_own, remove_scheme
from raci_tui.core.scheme import Scheme
from raci_tui.core.scheme_words import in_words, rules_in_words
from raci_tui.core.state import Touched
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import fit, one_line, plain, sentence
from raci_tui.tui.screens.dialog import Dialog
from raci_tui.tui.screens.dialogs import two_parts

_CODE_CELLS = 4
_FOLLOWED = {"schemes", "workspace"}


class SchemePicker(Dialog[str]):
    """Choose a scheme; dismissed with the id of one that is not in force.

    Args:
        highlighted: Id of the scheme to begin with; the one in force where empty.
    """

    YES = "Change to it"
    KEYS = "Enter changes to it · + new · F2 edits · Del removes · Esc closes"
    BINDINGS = [
        Binding("plus,ctrl+n,insert", "add", "New", id="scheme-add"),
        Binding("f2", "edit", "Edit", id="scheme-edit"),
        Binding("delete,ctrl+d", "remove", "Remove", id="scheme-remove"),
        Binding("ctrl+z", "step(False)", "Undo", show=False),
        Binding("ctrl+y", "step(True)", "Redo", show=False),
    ]

    def __init__(self, workspace: Workspace, highlighted: str = "") -> None:
        super().__init__("Scheme: which letters there are, and what they mean")
        self._workspace = workspace
        self._begin = highlighted or workspace.info.scheme
        self._list_of = OptionList(id="schemes")
        self._meaning = Static(id="meaning")
        self._end: Callable[[], None] | None = None

    def fields(self) -> ComposeResult:
        yield self._list_of
        yield self._meaning

    def buttons(self) -> ComposeResult:
        yield Button(Content("New"), id="add", compact=True)
        yield Button(Content("Edit"), id="edit", compact=True)
        yield Button(Content("Remove"), id="remove", compact=True)
        yield from super().buttons()

    def on_mount(self) -> None:
        self._list(self._begin)
        self._list_of.focus()
        self._end = self._workspace.subscribe(self._follow)

    def on_unmount(self) -> None:
        if self._end:
            self._end()

    def answer(self) -> str:
        """Id of the highlighted scheme.

        Raises:
            EditError: It is in force already.
        """
        chosen = self._chosen()
        if chosen.id == self._workspace.info.scheme:
            raise EditError(f"{chosen.name} is the scheme in force", "choose another one, or F2 to edit it")
        return chosen.id

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_accept()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._meaning.update(Content("\n").join(list(_described(self._chosen()))))

    @on(Button.Pressed, "#add")
    def action_add(self) -> None:
        """Make a scheme of one's own, beginning with the highlighted one."""
        self._edit(new=True)

    @on(Button.Pressed, "#edit")
    def action_edit(self) -> None:
        """Edit the highlighted scheme; of one that comes with the app, a copy."""
        self._edit(new=False)

    @on(Button.Pressed, "#remove")
    def action_remove(self) -> None:
        """Remove the highlighted scheme; undo brings it back."""
        self._try(lambda: f"{remove_scheme(self._workspace, self._chosen().id)}; Ctrl+Z brings it back")

    def action_step(self, forward: bool) -> None:
        """Take the last edit back, or make it again."""
        self._try(lambda: _stepped(self._workspace, forward=forward))

    @work
    async def _edit(self, *, new: bool) -> None:
        from raci_tui.tui.screens.scheme_editor import SchemeEditor

        made = await self.app.push_screen_wait(SchemeEditor(self._workspace, self._chosen(), new=new))
        if made:
            self.say("")
            self._list(made)

    def _try(self, edit: Callable[[], str]) -> None:
        try:
            self.say(sentence(edit()))
        except RaciError as error:
            self.say(sentence(error))

    def _follow(self, touched: Touched) -> None:
        if {table for table, _ in touched} & _FOLLOWED:
            self._list(self._chosen().id)

    def _list(self, highlighted: str) -> None:
        workspace, schemes = self._workspace, self._workspace.schemes
        options = []
        for key, scheme in schemes.items():
            mark = "● " if key == workspace.info.scheme else "  "
            detail = " ".join(letter.code for letter in scheme.letters)
            own = " · your own" if is_own(workspace, scheme) else ""
            options.append(Option(two_parts(scheme.name, f"{detail}{own}", mark=mark), id=f"s-{key}"))
        self._list_of.set_options(options)
        keys = list(schemes)
        self._list_of.highlighted = keys.index(highlighted) if highlighted in keys else 0

    def _chosen(self) -> Scheme:
        option = self._list_of.highlighted_option
        key = option.id.removeprefix("s-") if option and option.id else ""
        return self._workspace.schemes.get(key) or self._workspace.scheme


def _described(scheme: Scheme) -> Iterator[Content]:
    for letter in scheme.letters:
        yield Content.assemble(
            plain(fit(letter.code, _CODE_CELLS), "bold"), plain(one_line(in_words(letter)))
        )
    for rule in rules_in_words(scheme):
        yield plain(rule)


def _stepped(workspace: Workspace, *, forward: bool) -> str:
    commit: Commit | None = workspace.redo() if forward else workspace.undo()
    if commit is None:
        return "nothing to redo" if forward else "nothing to undo"
    return f"{'made again' if forward else 'taken back'}: {commit.label.partition(': ')[2] or commit.label}"
