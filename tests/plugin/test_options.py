"""Options of exporters as users give them on the command line."""

import pytest

from raci_tui.core.errors import ExportError
from raci_tui.plugin.options import read_options
from raci_tui.plugin.types import Option

OPTIONS = (
    Option("bom", "bool", default=False),
    Option("width", "int", default=10),
    Option("paper", "choice", default="a4", choices=("a4", "a3")),
    Option("heading", default="Matrix"),
)


def test_what_is_given_is_read_and_the_rest_is_at_its_default() -> None:
    given = {"bom": "yes", "width": "12", "paper": "a3"}
    assert read_options(OPTIONS, given) == {"bom": True, "width": 12, "paper": "a3", "heading": "Matrix"}


@pytest.mark.parametrize(
    "given", [{"bom": "perhaps"}, {"width": "wide"}, {"paper": "letter"}, {"colour": "red"}]
)
def test_what_does_not_fit_is_refused_by_name(given: dict[str, str]) -> None:
    with pytest.raises(ExportError, match=next(iter(given))):
        read_options(OPTIONS, given)
