"""What every test relies on: a calm screen, Hypothesis profiles, and no way to the user's own files."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.settling import quicken

# derandomize is said outright: Hypothesis turns it on by itself where it sees a CI.
settings.register_profile("default", max_examples=100, deadline=None, derandomize=False, print_blob=True)
settings.register_profile("torture-short", settings.get_profile("default"), max_examples=1_000)
settings.register_profile(
    "torture-long", settings.get_profile("default"), max_examples=5_000, stateful_step_count=100
)

_TORTURE = os.environ.get("RACI_TUI_TORTURE")
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or (f"torture-{_TORTURE}" if _TORTURE else "default")
)


@pytest.fixture(scope="session", autouse=True)
def _same_everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give tests and their child processes still screens and empty folders for settings and state."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home))
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        for name in ("FORCE_COLOR", "NO_COLOR", "RACI_TUI_PLUGINS"):
            patch.delenv(name, raising=False)
        # Sixteen-colour terminals get colours of their own; who tests those says so.
        patch.setenv("COLORTERM", "truecolor")
        # pytest-textual-snapshot has imported Textual before any conftest is read, so the variable alone
        # comes too late for this process.
        patch.setenv("TEXTUAL_ANIMATIONS", "none")
        patch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
        quicken(patch)
        yield
