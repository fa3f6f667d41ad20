"""Every command of the app: its id, keys, words and action, once.

Bindings, the palette, the help screen, `docs/keys.md` and the settings' keymap all read this list.
Keys must be reachable on keyboards where brackets need AltGr, and inside tmux: such commands have two keys.
"""

from __future__ import annotations

import dataclasses
from typing import Final, NamedTuple

from textual.binding import Binding


class Command(NamedTuple):
    """One thing a user can do.

    Attributes:
        id: Stable name, used by the keymap in the settings file.
        keys: Textual key names, comma-separated; empty for commands of the palette only.
        title: Two or three words for footer and palette.
        tooltip: One sentence for help and hover.
        action: Textual action, looked up on the screen that lists it, then on the app.
        group: Heading under which help lists it.
        footer: It is shown in the footer.
    """

    id: str
    keys: str
    title: str
    tooltip: str
    action: str
    group: str
    footer: bool = False


MATRIX_COMMANDS: Final = (
    Command("up", "up", "Up", "One element up.", "move(-1,0)", "Move"),
    Command("down", "down", "Down", "One element down.", "move(1,0)", "Move"),
    Command("left", "left", "Left", "One party to the left.", "move(0,-1)", "Move"),
    Command("right", "right", "Right", "One party to the right.", "move(0,1)", "Move"),
    Command("page-up", "pageup", "Page up", "One screen up.", "page(-1)", "Move"),
    Command("page-down", "pagedown", "Page down", "One screen down.", "page(1)", "Move"),
    Command("row-start", "home", "First party", "To the first party.", "edge('left')", "Move"),
    Command("row-end", "end", "Last party", "To the last party.", "edge('right')", "Move"),
    Command("top", "ctrl+home", "First element", "To the first element.", "edge('top')", "Move"),
    Command("bottom", "ctrl+end", "Last element", "To the last element.", "edge('bottom')", "Move"),
    Command("next-gap", "f8,right_square_bracket", "Next gap", "To the next element with an open finding.",
            "next_gap(1)", "Move", footer=True),
    Command("previous-gap", "shift+f8,f20,left_square_bracket", "Previous gap",
            "To the previous element with an open finding.", "next_gap(-1)", "Move"),
    Command("next-difference", "f7,greater_than_sign", "Next difference",
            "To the next cell whose target differs from current.", "next_difference(1)", "Move"),
    Command("previous-difference", "shift+f7,f19,less_than_sign", "Previous difference",
            "To the previous cell whose target differs from current.", "next_difference(-1)", "Move"),
    Command("gaps", "f3", "Gaps", "List what is wrong, worst first, and mend it there.", "gaps", "Move",
            footer=True),
    Command("jump-up", "ctrl+up", "Jump up", "Up to where filled cells begin or end, or to the edge.",
            "jump(-1,0)", "Move"),
    Command("jump-down", "ctrl+down", "Jump down", "Down to where filled cells begin or end, or to the edge.",
            "jump(1,0)", "Move"),
    Command("jump-left", "ctrl+left", "Jump left", "Left to where filled cells begin or end, or to the edge.",
            "jump(0,-1)", "Move"),
    Command("jump-right", "ctrl+right", "Jump right", "Right to where filled cells begin or end, or to the edge.",
            "jump(0,1)", "Move"),
    Command("go-to", "ctrl+g", "Go to", "Go to an element or party by a few letters of its name or code.", "go_to",
            "Find"),
    Command("filter", "slash", "Filter", "Filter as you type: words, is:unowned, stage:…, party:…, pain:>=3.",
            "filter", "Find", footer=True),
    Command("find", "ctrl+f", "Find", "Find as you type, as the filter does, but hide nothing.", "find", "Find"),
    Command("next-found", "full_stop", "Again",
            "To the next of what was last looked for: by a query, gaps or differences.", "again(1)", "Find"),
    Command("previous-found", "comma", "Again backwards", "To the previous of what was last looked for.", "again(-1)",
            "Find"),
    Command("extend-up", "shift+up", "Select up", "Extend the block upwards.", "extend(-1,0)", "Select"),
    Command("extend-down", "shift+down", "Select down", "Extend the block downwards.", "extend(1,0)", "Select"),
    Command("extend-left", "shift+left", "Select left", "Extend the block to the left.", "extend(0,-1)", "Select"),
    Command("extend-right", "shift+right", "Select right", "Extend the block to the right.", "extend(0,1)", "Select"),
    Command("extend-jump-up", "ctrl+shift+up", "Select up to the edge", "Extend the block up along what is filled.",
            "jump(-1,0,True)", "Select"),
    Command("extend-jump-down", "ctrl+shift+down", "Select down to the edge",
            "Extend the block down along what is filled.", "jump(1,0,True)", "Select"),
    Command("extend-jump-left", "ctrl+shift+left", "Select left to the edge",
            "Extend the block to the left along what is filled.", "jump(0,-1,True)", "Select"),
    Command("extend-jump-right", "ctrl+shift+right", "Select right to the edge",
            "Extend the block to the right along what is filled.", "jump(0,1,True)", "Select"),
    Command("extend-page-up", "shift+pageup", "Select a page up", "Extend the block by a screen upwards.",
            "page(-1,True)", "Select"),
    Command("extend-page-down", "shift+pagedown", "Select a page down", "Extend the block by a screen downwards.",
            "page(1,True)", "Select"),
    Command("extend-row-start", "shift+home", "Select to the first party", "Extend the block to the first party.",
            "edge('left',True)", "Select"),
    Command("extend-row-end", "shift+end", "Select to the last party", "Extend the block to the last party.",
            "edge('right',True)", "Select"),
    Command("extend-top", "ctrl+shift+home", "Select to the first element", "Extend the block to the first element.",
            "edge('top',True)", "Select"),
    Command("extend-bottom", "ctrl+shift+end", "Select to the last element", "Extend the block to the last element.",
            "edge('bottom',True)", "Select"),
    Command("mark", "space", "Mark", "Mark or unmark what is selected, to edit scattered cells at once.", "mark",
            "Select"),
    Command("select-rows", "underscore,shift+space", "Select row",
            "Select whole rows; by mouse: the margin left of a name.", "select_rows", "Select"),
    Command("select-columns", "ctrl+space,ctrl+@,vertical_line", "Select column",
            "Select whole columns; by mouse: a party's heading.", "select_columns", "Select"),
    Command("select-kind", "", "Select departments or partners",
            "Select all columns under the same heading; by mouse: that heading.", "select_kind", "Select"),
    Command("select-all", "ctrl+a", "Select all", "Select every cell that is shown.", "select_all", "Select"),
    Command("clear-selection", "escape", "Back", "Drop the selection; with none, clear the filter.",
            "step_back", "Select"),
    Command("not-involved", "minus", "Not involved", "Say that the party has no part here.",
            "not_involved", "Letters"),
    Command("clear", "delete", "Clear", "Make the cells of the shown layer look empty.", "clear", "Letters"),
    Command("no-plan", "backspace", "No plan", "In the target: let the cells follow current again.",
            "no_plan", "Letters"),
    Command("take-over", "equals_sign", "Take over", "Copy the target into current: the change is done.",
            "take_over", "Letters"),
    Command("plan-as-is", "", "Plan today's letters", "Copy current into the target: it is meant to stay so.",
            "plan_as_is", "Letters"),
    Command("hand-over", "exclamation_mark", "Hand over",
            "Make this party the only owner; former owners lose that letter.", "hand_over", "Letters"),
    Command("give-unowned", "ampersand", "Owner for the unowned",
            "Plan one party as owner of every element shown that has none in the target.", "give_unowned", "Letters"),
    Command("note", "asterisk", "Note", "Write one note to all selected cells.", "note", "Letters"),
    Command("fill-down", "quotation_mark", "Fill down",
            "Copy the first row of the block down; a single row takes the one above.", "fill_down", "Letters"),
    Command("fill-right", "ctrl+r", "Fill right",
            "Copy the first column of the block to the right; a single column takes the one left of it.",
            "fill_right", "Letters"),
    Command("edit-cell", "enter", "Edit cell", "Edit both layers and the note of the cell.", "edit_cell", "Letters"),
    Command("copy", "ctrl+c", "Copy", "Copy the selected letters as a table.", "copy", "Letters"),
    Command("copy-with-headings", "", "Copy with headings",
            "Copy the selected letters with the names of elements and parties.", "copy_with_headings", "Letters"),
    Command("cut", "ctrl+x", "Cut", "Copy the selected letters, and clear them.", "cut", "Letters"),
    Command("paste", "ctrl+v", "Paste", "Paste letters from the first selected cell on; one cell fills all.",
            "paste", "Letters"),
    Command("undo", "ctrl+z,u", "Undo", "Take back the last edit.", "undo", "Letters", footer=True),
    Command("redo", "ctrl+y", "Redo", "Make the undone edit again.", "redo", "Letters"),
    Command("add-element", "plus", "Add element", "Add an element below this one.", "add_element", "Rows and columns",
            footer=True),
    Command("rename-element", "f2", "Edit in place", "Edit the element's name in its row; Tab goes on to its stage, "
            "note, pain, who sees it and touchpoint.", "edit_in_place('name')", "Rows and columns"),
    Command("edit-stage", "", "Edit stage", "Edit the element's stage in its row.", "edit_in_place('stage')",
            "Rows and columns"),
    Command("edit-note", "", "Edit note", "Edit the element's note in its row.", "edit_in_place('note')",
            "Rows and columns"),
    Command("edit-pain", "", "Edit pain", "Edit the element's worst pain in its row.", "edit_in_place('pain')",
            "Rows and columns"),
    Command("edit-visibility", "", "Edit who sees it", "Say in its row whether the customer sees the element.",
            "edit_in_place('visibility')", "Rows and columns"),
    Command("edit-touchpoint", "", "Edit touchpoint", "Edit the element's touchpoint in its row.",
            "edit_in_place('touchpoint')", "Rows and columns"),
    Command("edit-element", "ctrl+o", "Element's details", "Edit stage, visibility, pain and texts of the element.",
            "edit_element", "Rows and columns"),
    Command("remove-elements", "ctrl+d", "Remove element", "Remove the selected elements with their cells.",
            "remove_elements", "Rows and columns"),
    Command("element-up", "alt+up", "Move element up", "Move the element one place up.", "move_element(-1)",
            "Rows and columns"),
    Command("element-down", "alt+down", "Move element down", "Move the element one place down.", "move_element(1)",
            "Rows and columns"),
    Command("add-party", "ctrl+n", "Add party", "Add a department, a partner or the customer.", "add_party",
            "Rows and columns"),
    Command("edit-party", "shift+f2,f14", "Party's details", "Rename the party and edit what is known of it.",
            "edit_party", "Rows and columns"),
    Command("remove-party", "", "Remove party", "Remove the party under the cursor with its cells.", "remove_party",
            "Rows and columns"),
    Command("party-left", "alt+left", "Move party left", "Move the party one place to the left.", "move_party(-1)",
            "Rows and columns"),
    Command("party-right", "alt+right", "Move party right", "Move the party one place to the right.",
            "move_party(1)", "Rows and columns"),
    Command("accept", "number_sign,dollar_sign", "Accept",
            "Accept a finding on purpose, with a reason and a last day; see or end what is accepted here.",
            "accept_finding", "Findings"),
    Command("accepted", "", "Accepted findings", "List what is accepted: until when, by whom and why; end it, or "
            "give it another day.", "waivers", "Findings"),
    Command("current", "1", "Today", "Show what is happening.", "show_layer('current')", "Look"),
    Command("target", "2", "Target", "Show what should be happening.", "show_layer('target')", "Look"),
    Command("difference", "3", "Difference", "Show what has to change.", "show_layer('diff')", "Look"),
    *(
        Command(f"view-{number}", str(number), f"View {number}", f"Show the saved view with the number {number}.",
                f"view_number({number})", "Look")
        for number in range(4, 10)
    ),
    Command("views", "0", "Views", "Choose a saved view, or save, rename, order and remove views.", "views", "Look"),
    Command("save-view", "", "Save view", "Keep layer, filter, groups, order and columns as a view, by a name.",
            "save_view", "Look"),
    Command("everything", "", "Show everything", "Hide, fold, sort and filter nothing.", "everything", "Look"),
    Command("group", "shift+f9,f21,semicolon", "Group by",
            "Group the rows by stage, touchpoint, activity, decision or process.", "group_by", "Look"),
    Command("fold", "tab", "Fold", "Fold the rows of this group away under its heading, or show them again.", "fold",
            "Look"),
    Command("fold-all", "shift+tab", "Fold all", "Fold every group, or show all rows again.", "fold_all", "Look"),
    Command("fold-parties", "colon", "Fold parties",
            "Fold departments, partners or customers into one column that sums them up, or show them again.",
            "fold_parties", "Look"),
    Command("hide-party", "ctrl+w", "Hide party", "Take the party's column out of sight; nothing of it changes.",
            "hide_party", "Look"),
    Command("choose-parties", "shift+f5,f17,percent_sign", "Show parties", "Tick the parties that have a column.",
            "choose_parties", "Look"),
    Command("pin-party", "apostrophe", "Pin party",
            "Keep the party's column in sight while the others scroll, or let it scroll again.", "pin_party", "Look"),
    Command("narrower", "left_parenthesis", "Narrower columns", "Make every party's column narrower.",
            "column_width(-1)", "Look"),
    Command("wider", "right_parenthesis", "Wider columns", "Make every party's column wider.", "column_width(1)",
            "Look"),
    Command("fit-columns", "", "Fit columns", "Make the columns as wide as fits, as they were.", "column_width(0)",
            "Look"),
    Command("names-downwards", "", "Names downwards",
            "Let the names of parties run downwards in narrow columns, or stand in words again.", "names_downwards",
            "Look"),
    Command("sort", "f12,ctrl+u", "Sort", "Sort the rows by name, pain, gaps or changes, or keep their own order.",
            "sort_by", "Look"),
    Command("inspector", "f11,ctrl+l", "Inspector", "Show or hide the inspector beside the matrix.", "toggle_inspector",
            "Look"),
    Command("parties", "f5", "Parties", "Each party with what it holds, gains and loses; add, rename, merge, retire.",
            "parties", "Look"),
    Command("rules", "", "Rules", "Switch rules on or off, and set how grave they are and from which number on.",
            "rules", "Look"),
    Command("journey", "f9", "Journey", "Show another journey, or add one.", "switch_journey", "Look"),
    Command("scheme", "", "Scheme", "Choose which letters there are; change to another scheme, or edit your own.",
            "scheme", "Scheme"),
    Command("new-scheme", "", "New scheme", "Write a scheme of your own, beginning with the one in force.",
            "new_scheme", "Scheme"),
    Command("import", "ctrl+t", "Import", "Import a table from a spreadsheet, CSV or Markdown file.", "import_table",
            "Files"),
    Command("export", "ctrl+e", "Export", "Export to Excel, CSV, Markdown or JSON.", "export", "Files", footer=True),
    Command("save", "ctrl+s", "Is it saved?", "Say what is saved; every edit is saved as it is made.", "say_saved",
            "Files"),
    Command("unfinished", "", "Unfinished text", "Offer again what was being typed when the app came to a sudden end.",
            "unfinished", "Files"),
    Command("open", "", "Open another", "Open another workspace.", "open_other", "Files"),
)  # fmt: skip

PARTIES_COMMANDS: Final = (
    Command("party-sheet", "enter", "Open sheet", "Everything one party owns, does, is asked and told; by mouse: a "
            "double click.", "open_sheet", "Parties", footer=True),
    Command("party-add", "plus,ctrl+n", "Add", "Add a department, a partner or the customer.", "add", "Parties",
            footer=True),
    Command("party-rename", "f2", "Rename", "Give the party another name.", "rename", "Parties", footer=True),
    Command("party-details", "shift+f2,f14,ctrl+o", "Details", "Edit names, kind, contact, marks and note.",
            "details", "Parties"),
    Command("party-merge", "ampersand", "Merge", "Make this party part of another: letters, names and all that hangs "
            "on it.", "merge", "Parties", footer=True),
    Command("party-retire", "ctrl+r", "Retire", "Retire the party, so that it owns nothing any more, or bring it back.",
            "retire", "Parties", footer=True),
    Command("party-remove", "delete,ctrl+d", "Remove", "Remove the party, after saying what goes with it.", "remove",
            "Parties"),
    Command("party-sort", "f12,ctrl+u", "Sort", "Sort by name, load or findings, or keep their own order; by mouse: a "
            "title.", "sort", "Parties"),
    Command("party-find", "slash,ctrl+f,ctrl+g", "Find", "Go to a party by a few letters of any of its names.",
            "find", "Parties"),
    Command("party-undo", "ctrl+z", "Undo", "Take back the last edit.", "undo", "Parties"),
    Command("party-redo", "ctrl+y", "Redo", "Make the undone edit again.", "redo", "Parties"),
    Command("party-close", "escape,f5", "Back", "Back to the matrix.", "close", "Parties", footer=True),
)  # fmt: skip

SHEET_COMMANDS: Final = (
    Command("sheet-copy", "ctrl+c", "Copy", "Copy the whole sheet as text.", "copy", "A party's sheet", footer=True),
    Command("sheet-export", "ctrl+e", "Export", "Write the sheet as a Markdown file.", "export", "A party's sheet",
            footer=True),
    Command("sheet-next", "right", "Next party", "The sheet of the next party.", "turn(1)", "A party's sheet",
            footer=True),
    Command("sheet-previous", "left", "Previous party", "The sheet of the previous party.", "turn(-1)",
            "A party's sheet"),
    Command("sheet-details", "shift+f2,f14,ctrl+o", "Details", "Edit names, kind, contact, marks and note.",
            "details", "A party's sheet"),
    Command("sheet-undo", "ctrl+z", "Undo", "Take back the last edit.", "undo", "A party's sheet"),
    Command("sheet-redo", "ctrl+y", "Redo", "Make the undone edit again.", "redo", "A party's sheet"),
    Command("sheet-close", "escape", "Back", "Back to the parties.", "close", "A party's sheet", footer=True),
)  # fmt: skip

WAIVER_COMMANDS: Final = (
    Command("waiver-change", "f2", "Change", "Give the highlighted line another reason or last day.", "waiver_change",
            "In the list of accepted findings"),
    Command("waiver-end", "delete,ctrl+d", "End", "Take the highlighted line back; what it accepted is open again.",
            "waiver_end", "In the list of accepted findings"),
    Command("waiver-undo", "ctrl+z", "Undo", "Take back the last edit.", "undo", "In the list of accepted findings"),
    Command("waiver-redo", "ctrl+y", "Redo", "Make the undone edit again.", "redo",
            "In the list of accepted findings"),
)  # fmt: skip

APP_COMMANDS: Final = (
    Command("help", "f1,question_mark", "Help", "List every key; type to filter.", "help", "App", footer=True),
    Command("palette", "ctrl+p,ctrl+k", "Commands", "Find a command by its name.", "command_palette", "App",
            footer=True),
    Command("theme", "", "Theme", "Light, dark or high contrast.", "choose_theme", "App"),
    Command("author", "", "Your name", "Change the name that your edits carry.", "change_author", "App"),
    Command("quit", "ctrl+q", "Quit", "Quit, after the last edit is on disk.", "quit", "App", footer=True),
)  # fmt: skip

GAPS_COMMANDS: Final = (
    Command("gaps-up", "up", "Up", "One line up.", "gap_move(-1)", "Gaps"),
    Command("gaps-down", "down", "Down", "One line down.", "gap_move(1)", "Gaps"),
    Command("gaps-page-up", "pageup", "Page up", "One screen up.", "gap_page(-1)", "Gaps"),
    Command("gaps-page-down", "pagedown", "Page down", "One screen down.", "gap_page(1)", "Gaps"),
    Command("gaps-top", "home,ctrl+home", "First finding", "To the first line.", "gap_edge('top')", "Gaps"),
    Command("gaps-bottom", "end,ctrl+end", "Last finding", "To the last line.", "gap_edge('bottom')", "Gaps"),
    Command("gaps-previous-group", "ctrl+up", "Previous group", "To the heading above.", "gap_group(-1)", "Gaps"),
    Command("gaps-next-group", "ctrl+down", "Next group", "To the heading below.", "gap_group(1)", "Gaps"),
    Command("gaps-open", "enter", "Go there", "Go to where the finding is in the matrix; F3 comes back.",
            "gap_open", "Gaps", footer=True),
    Command("gaps-mend", "ampersand", "Mend", "Choose who gets the letter that is missing; any letter of the "
            "scheme, typed on a finding, asks the same.", "gap_mend", "Gaps", footer=True),
    Command("gaps-accept", "number_sign,dollar_sign", "Accept",
            "Accept the finding on purpose, with a reason and a last day.", "gap_accept", "Gaps"),
    Command("gaps-close", "f3", "Matrix", "Go back to the matrix.", "gap_close", "Gaps", footer=True),
    Command("gaps-undo", "ctrl+z", "Undo", "Take back the last edit.", "gap_undo", "Gaps", footer=True),
    Command("gaps-redo", "ctrl+y", "Redo", "Make the undone edit again.", "gap_redo", "Gaps"),
    Command("gaps-group", "semicolon,shift+f9,f21", "Group by", "Group the findings by rule, stage or party.",
            "gap_grouping", "Gaps", footer=True),
    Command("gaps-fold", "tab", "Fold", "Fold the findings of this group away, or show them again.", "gap_fold",
            "Gaps", footer=True),
    Command("gaps-fold-all", "shift+tab", "Fold all", "Fold every group, or show all findings again.",
            "gap_fold_all", "Gaps"),
    Command("gaps-fold-left", "left", "Fold away", "Fold this group away.", "gap_fold_to(True)", "Gaps"),
    Command("gaps-fold-right", "right", "Unfold", "Show the findings of this group, or go to the next one.",
            "gap_fold_to(False)", "Gaps"),
    Command("gaps-load", "asterisk", "Load too", "List findings about load too, or leave them out.", "gap_load",
            "Gaps"),
    Command("gaps-filter", "slash", "Filter", "Filter as you type, as in the matrix.", "gap_filter", "Gaps",
            footer=True),
    Command("gaps-current", "1", "Today", "What is wrong today.", "gap_layer('current')", "Gaps"),
    Command("gaps-target", "2", "Target", "What would be wrong in the target.", "gap_layer('target')", "Gaps"),
    Command("gaps-difference", "3", "Difference", "What is wrong in either.", "gap_layer('diff')", "Gaps"),
    Command("gaps-back", "escape", "Back", "Clear the filter; without one, go back to the matrix.", "gap_back",
            "Gaps"),
    Command("gaps-save", "ctrl+s", "Is it saved?", "Say what is saved; every edit is saved as it is made.",
            "say_saved", "Gaps"),
)  # fmt: skip

COMMANDS: Final = (
    *MATRIX_COMMANDS, *GAPS_COMMANDS, *WAIVER_COMMANDS, *PARTIES_COMMANDS, *SHEET_COMMANDS, *APP_COMMANDS,
)  # fmt: skip
AT_ONCE: Final = {
    "Move", "Select", "current", "target", "difference", "gaps-up", "gaps-down", "gaps-page-up", "gaps-page-down",
    "gaps-top", "gaps-bottom",
}  # fmt: skip
"""Groups and ids of commands whose whole effect is there when their action returns."""


def bindings(commands: tuple[Command, ...]) -> list[Binding]:
    """Textual bindings of the commands that have keys; each alternative key is a binding of its own id."""
    made = []
    for command in commands:
        for place, key in enumerate(filter(None, command.keys.split(","))):
            made.append(
                Binding(
                    key,
                    command.action,
                    command.title,
                    show=command.footer and place == 0,
                    id=command.id if place == 0 else f"{command.id}-{place + 1}",
                    tooltip=command.tooltip,
                )
            )
    return made


def pressed_at_once(commands: tuple[Command, ...]) -> list[Binding]:
    """Textual bindings for the matrix or list itself of the commands that move, select and switch layers.

    With priority the app runs them as the key comes in. The other bindings are found only after the key has
    travelled from the grid to the app, which costs more than the step itself; and a key behind one of these
    need not wait.
    """
    return [
        dataclasses.replace(binding, action=f"screen.{binding.action}", priority=True)
        for binding in bindings(tuple(each for each in commands if {each.group, each.id} & AT_ONCE))
    ]
