"""Commands of the matrix screen that group, fold and sort the rows."""

from __future__ import annotations

from textual import work

from raci_tui.core.arrange import GROUPING_TITLES, KIND_TITLES, SORTING_TITLES
from raci_tui.core.errors import EditError
from raci_tui.core.records import GROUPINGS, SORTINGS, Sorting
from raci_tui.tui.plain import one_line, shorten
from raci_tui.tui.screens.matrix_columns import ColumnCommands
from raci_tui.tui.widgets.matrix.grid import MatrixGrid

_TITLE_CELLS = 40


class RowCommands(ColumnCommands):
    """Grouping, folding, sorting."""

    @work
    async def action_group_by(self) -> None:
        """Choose what rows are grouped by."""
        from raci_tui.tui.screens.dialogs import Choose

        options = [(each, GROUPING_TITLES[each], "") for each in GROUPINGS]
        chosen = await self.app.push_screen_wait(Choose("Group the rows by", options, self.shape.grouping))
        for grouping in GROUPINGS:
            if grouping == chosen and grouping != self.shape.grouping:
                self.reshape(self.shape._replace(grouping=grouping, folded=()))

    @work
    async def action_sort_by(self) -> None:
        """Choose what rows are sorted by."""
        from raci_tui.tui.screens.dialogs import Choose

        options = [(each, SORTING_TITLES[each], "") for each in SORTINGS]
        chosen = await self.app.push_screen_wait(Choose("Sort the rows by", options, self.shape.sorting))
        for sorting in SORTINGS:
            if sorting == chosen:
                self._sort(sorting)

    def action_fold(self) -> None:
        """Fold the rows of the group under the cursor away under its heading, or show them again."""
        group = self._group_here()
        if group is None:
            self.say("There are no rows to fold.")
        elif not self.arrangement.groups[group].title:
            self.say("These rows have no heading to fold them under; Shift+F9 groups them.")
        else:
            self._fold(self.arrangement.groups[group].key)

    def action_fold_all(self) -> None:
        """Fold every group, or show all rows again where one is folded."""
        if self.arrangement.folded:
            self.reshape(self.shape._replace(folded=()))
            return
        keys = tuple(group.key for group in self.arrangement.groups if group.title)
        if keys:
            self.reshape(self.shape._replace(folded=keys))
        else:
            self.say("These rows have no heading to fold them under; Shift+F9 groups them.")

    def on_matrix_grid_asked(self, event: MatrixGrid.Asked) -> None:
        """Do what a click on a heading asks for."""
        match event.wanted:
            case "fold-group":
                self._fold(event.value)
            case "fold-kind":
                self.action_fold_parties(next(kind for kind in KIND_TITLES if kind == event.value))
            case "sort-name":
                self._sort("own" if self.shape.sorting == "name" else "name")
            case "sort-pain":
                self._sort("own" if self.shape.sorting == "pain" else "pain")

    def unfold_here(self) -> bool:
        """Show what is folded away under the cursor; False where nothing is."""
        column = self.grid.folded_column
        if self.grid.folded_group is not None:
            self.action_fold()
        elif column:
            self.action_fold_parties(column.kind)
        else:
            return False
        return True

    def refuse_folded(self) -> None:
        """Refuse an edit of what is folded away under the cursor.

        Raises:
            EditError: Rows or columns are folded away there.
        """
        group = self.grid.folded_group
        if group is not None:
            shown = self.arrangement.groups[group]
            title = shorten(one_line(shown.title), _TITLE_CELLS)
            count = "1 row" if len(shown.elements) == 1 else f"{len(shown.elements)} rows"
            raise EditError(f"{title} is folded: its {count} cannot be edited", "Tab or Enter shows them")
        self.refuse_folded_column()

    def _fold(self, key: str) -> None:
        folded = self.shape.folded
        others = tuple(each for each in folded if each != key)
        self.reshape(self.shape._replace(folded=others if key in folded else (*folded, key)))

    def _sort(self, sorting: Sorting) -> None:
        if sorting == self.shape.sorting and sorting != "own":
            # Letters have been edited since: what was asked for again is computed again.
            self.rearrange()
        self.reshape(self.shape._replace(sorting=sorting))
        if sorting == "own":
            self.say("Rows stand in their own order.")

    def _group_here(self) -> int | None:
        lines = self.grid.matrix.lines
        line = self.grid.selection.line
        return lines[line].group if line < len(lines) else None
