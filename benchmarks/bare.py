"""The smallest Textual app: what no Textual app can start faster than."""

from textual.app import App, ComposeResult
from textual.widgets import Static

GREETING = "Ready and bare"


class Bare(App[None]):
    """One text, nothing else."""

    def compose(self) -> ComposeResult:
        yield Static(GREETING)


if __name__ == "__main__":
    Bare().run()
