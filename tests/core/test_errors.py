"""What reaches a user: one line, and an exit code that a script can rely on."""

import inspect

import pytest

from raci_tui.core import errors
from raci_tui.core.errors import NOT_SAVED, WRONG_USE, NotSavedError, QueryError, RaciError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, RaciError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_ends_with_the_promised_code(kind: type[RaciError]) -> None:
    assert (WRONG_USE, NOT_SAVED) == (2, 3)
    assert kind.exit_code == (3 if issubclass(kind, NotSavedError) else 2)
    assert inspect.getdoc(kind)


def test_an_error_is_told_in_one_line() -> None:
    assert str(RaciError("the file is empty", "restore it")) == "the file is empty: restore it"
    assert str(RaciError("the file is empty")) == "the file is empty"


def test_a_query_error_says_where() -> None:
    error = QueryError("nobody knows is:lost", 4, "try is:unowned")
    assert (error.position, str(error)) == (4, "nobody knows is:lost: try is:unowned")
