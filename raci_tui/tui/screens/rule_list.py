"""Every rule with what this workspace sets of it: on or off, how grave, from which number on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from raci_tui.core.errors import RaciError
from raci_tui.core.rule import GROUP_TITLES, Rule
from raci_tui.core.rule_settings import SEVERITIES, Setting, set_rule, setting_of
from raci_tui.core.workspace import Workspace
from raci_tui.tui.plain import plain, sentence
from raci_tui.tui.screens.dialog import Dialog

ON, OFF = "✓", "·"
TITLE_CELLS: Final = 36


class RuleList(Dialog[None]):
    """Rules by what they look after. Each change is an edit of its own, and holds at once."""

    YES = "Close"
    KEYS = "Space on or off · S severity · + − limit · Del as it was"
    BINDINGS = [
        Binding("space", "switch", "On or off", id="rule-switch"),
        Binding("s", "severity", "Severity", id="rule-severity"),
        Binding("plus,equals_sign", "limit(1)", "Higher limit", id="rule-higher"),
        Binding("minus", "limit(-1)", "Lower limit", id="rule-lower"),
        Binding("delete,backspace", "default", "As it was", id="rule-default"),
        Binding("ctrl+z", "undo", "Undo", id="rule-undo"),
        Binding("ctrl+y", "redo", "Redo", id="rule-redo"),
    ]

    def __init__(self, workspace: Workspace, rules: Sequence[Rule]) -> None:
        super().__init__("Rules")
        self._workspace = workspace
        groups = list(GROUP_TITLES)
        self._rules = sorted(rules, key=lambda rule: groups.index(rule.group))
        self._list_of = OptionList(id="rules")
        self._words = Static(id="rule-words")

    def fields(self) -> ComposeResult:
        yield self._list_of
        yield self._words

    def buttons(self) -> ComposeResult:
        yield Button(Content("On / off"), id="switch", compact=True)
        yield Button(Content("Severity"), id="severity", compact=True)
        yield Button(Content("−"), id="lower", compact=True)
        yield Button(Content("+"), id="higher", compact=True)
        yield Button(Content("As it was"), id="default", compact=True)
        yield Button(Content(self.YES), id="yes", variant="primary", compact=True)

    def on_mount(self) -> None:
        for group, rules in groupby(self._rules, key=lambda rule: rule.group):
            self._list_of.add_option(Option(plain(GROUP_TITLES[group], "bold"), disabled=True))
            for rule in rules:
                self._list_of.add_option(Option(plain(self._line(rule)), id=rule.id))
        self._list_of.highlighted = 1
        self._list_of.focus()

    def answer(self) -> None:
        """Nothing: every change was made as it was chosen."""

    @on(OptionList.OptionHighlighted)
    def _tell(self) -> None:
        rule = self._chosen()
        if rule:
            limit = f"\nLimit: {rule.limit_words}." if rule.limit_words else ""
            self._words.update(plain(f"{rule.why} {rule.advice}{limit}"))

    @on(OptionList.OptionSelected)
    @on(Button.Pressed, "#switch")
    def action_switch(self) -> None:
        """Switch the rule on or off."""
        if rule := self._chosen():
            now = setting_of(self._workspace, rule)
            self._set(rule, msgspec.structs.replace(now, enabled=not now.enabled))

    @on(Button.Pressed, "#severity")
    def action_severity(self) -> None:
        """Let what it finds be an error, a warning or for information."""
        if rule := self._chosen():
            now = setting_of(self._workspace, rule)
            after = SEVERITIES[(SEVERITIES.index(now.severity) + 1) % len(SEVERITIES)]
            self._set(rule, msgspec.structs.replace(now, severity=after))

    @on(Button.Pressed, "#higher")
    def _higher(self) -> None:
        self.action_limit(1)

    @on(Button.Pressed, "#lower")
    def _lower(self) -> None:
        self.action_limit(-1)

    def action_limit(self, step: int) -> None:
        """Find things sooner or later."""
        rule = self._chosen()
        if rule and rule.limit is None:
            self.say(f"“{rule.title}” has no limit to set.")
        elif rule:
            now = setting_of(self._workspace, rule)
            self._set(rule, msgspec.structs.replace(now, limit=(now.limit or 0) + step))

    @on(Button.Pressed, "#default")
    def action_default(self) -> None:
        """Ask the rule as it comes."""
        if rule := self._chosen():
            self._set(rule, Setting(rule.enabled, rule.severity, rule.limit, own=False))

    def action_undo(self) -> None:
        """Take back the last edit."""
        self._step(forward=False)

    def action_redo(self) -> None:
        """Make the undone edit again."""
        self._step(forward=True)

    def _step(self, *, forward: bool) -> None:
        try:
            commit = self._workspace.redo() if forward else self._workspace.undo()
        except RaciError as error:
            self.say(sentence(error))
            return
        self.say(commit.label if commit else "Nothing to redo." if forward else "Nothing to undo.")
        self._show_all()

    def _chosen(self) -> Rule | None:
        at = self._list_of.highlighted
        key = None if at is None else self._list_of.get_option_at_index(at).id
        return next((rule for rule in self._rules if rule.id == key), None)

    def _set(self, rule: Rule, setting: Setting) -> None:
        self.say("")
        try:
            set_rule(self._workspace, rule, setting)
        except RaciError as error:
            self.say(sentence(error))
        self._show_all()

    def _show_all(self) -> None:
        for rule in self._rules:
            self._list_of.replace_option_prompt(rule.id, plain(self._line(rule)))

    def _line(self, rule: Rule) -> str:
        setting = setting_of(self._workspace, rule)
        limit = "" if setting.limit is None else f" {setting.limit:>5}"
        own = "  set here" if setting.own else ""
        mark = ON if setting.enabled else OFF
        return f" {mark} {rule.title:{TITLE_CELLS}} {setting.severity:8}{limit:6}{own}"
