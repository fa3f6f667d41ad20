"""One contract for every store: a new one joins by being listed in `STORES`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from raci_tui.core.errors import StoreError
from raci_tui.core.ledger import Commit, Entry, Head
from raci_tui.core.workspace import Workspace
from raci_tui.store.base import Behind, MemoryStore, Opened, Store
from raci_tui.store.tiny import create_store, open_store
from tests.strategies import base_state, copy_of, examples, ids, perform, step

Reopen = Callable[[], Store]


def _memory(folder: Path) -> Reopen:
    store = MemoryStore(base_state(), begun="2026-01-01T00:00:00.000Z")
    return lambda: store


def _tiny(folder: Path) -> Reopen:
    path = folder / "w.raci.json"
    create_store(path, base_state(), at="2026-01-01T00:00:00.000Z")
    return lambda: open_store(path)


STORES = {"memory": _memory, "tiny": _tiny}


@pytest.fixture(params=STORES)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Reopen:
    return STORES[request.param](tmp_path)


class Person:
    """Somebody with a workspace over the store."""

    def __init__(self, store: Store, name: str = "dana") -> None:
        self.store = store
        self.opened: Opened = store.load()
        self.workspace = Workspace(
            self.opened.state, self.opened.head, author=name, last_at=self.opened.last_at
        )

    def set(self, element: str, party: str, letters: str) -> Commit:
        with self.workspace.edit(f"{element} {party}") as edit:
            edit.set(element, party, "current", letters)
        return self.workspace.pending[-1]

    def save(self) -> None:
        while self.workspace.pending:
            answer = self.store.append(self.workspace.pending[0], self.workspace.head)
            if isinstance(answer, Behind):
                self.workspace.receive(answer.entries)
            else:
                self.workspace.confirm(answer)


def test_what_was_appended_is_there_after_reopening(reopen: Reopen) -> None:
    dana = Person(reopen())
    commit = dana.set("e1", "p2", "R")
    dana.save()
    again = reopen().load()
    assert again.state == dana.workspace.state
    assert again.head == dana.workspace.head
    assert again.head.position == 1
    assert again.last_at == commit.at


def test_the_base_and_the_history_fold_to_the_state(reopen: Reopen) -> None:
    dana = Person(reopen())
    for letters in ("R", "A", ""):
        dana.set("e4", "p1", letters)
    dana.save()
    store = reopen()
    state = store.load().state
    base = store.base()
    assert base == base_state()
    base.fold(entry.commit for entry in store.history())
    assert base == state
    assert [entry.position for entry in store.history(1, 2)] == [2]
    assert store.begun() == "2026-01-01T00:00:00.000Z"


def test_two_people_who_edit_different_cells_both_keep_theirs_and_the_second_is_told(reopen: Reopen) -> None:
    dana, eli = Person(reopen()), Person(reopen(), "eli")
    dana.set("e1", "p2", "C")
    dana.save()
    mine = eli.set("e4", "p1", "A")
    answer = eli.store.append(mine, eli.workspace.head)
    assert isinstance(answer, Behind)
    assert [entry.commit.author for entry in answer.entries] == ["dana"]
    assert eli.workspace.receive(answer.entries) == ()
    eli.save()
    final = reopen().load().state
    assert (final.cell("e1", "p2").current, final.cell("e4", "p1").current) == ("C", "A")
    assert final == eli.workspace.state


def test_two_people_who_edit_the_same_cell_both_see_both_values(reopen: Reopen) -> None:
    dana, eli = Person(reopen()), Person(reopen(), "eli")
    dana.set("e4", "p1", "R")
    dana.save()
    mine = eli.set("e4", "p1", "A")
    answer = eli.store.append(mine, eli.workspace.head)
    assert isinstance(answer, Behind)
    (conflict,) = eli.workspace.receive(answer.entries)
    assert (conflict.losses[0].theirs, conflict.losses[0].change.new, conflict.by) == ("R", "A", "dana")
    assert reopen().load().state.cell("e4", "p1").current == "R"


def test_a_commit_is_never_appended_twice(reopen: Reopen) -> None:
    dana = Person(reopen())
    commit, head = dana.set("e4", "p1", "R"), dana.workspace.head
    assert isinstance(dana.store.append(commit, head), Entry)
    # As if the answer had been lost on the way: it is sent again, also by another process.
    for store in (dana.store, Person(reopen()).store):
        answer = store.append(commit, head)
        assert isinstance(answer, Behind)
        assert [entry.commit.id for entry in answer.entries] == [commit.id]
    assert len(tuple(reopen_loaded(reopen).history())) == 1


def reopen_loaded(reopen: Reopen) -> Store:
    store = reopen()
    store.load()
    return store


def test_one_store_sees_what_another_wrote(reopen: Reopen) -> None:
    dana, eli = Person(reopen()), Person(reopen(), "eli")
    assert eli.store.since(eli.workspace.head) == ()
    dana.set("e4", "p1", "R")
    dana.set("e4", "p2", "C")
    dana.save()
    entries = eli.store.since(eli.workspace.head)
    assert [entry.position for entry in entries] == [1, 2]
    assert eli.store.since(entries[0].head) == entries[1:]
    assert eli.store.since(entries[1].head) == ()


@pytest.mark.parametrize("head", [Head(0, "0" * 24), Head(1, "0" * 24), Head(7, "0" * 24)])
def test_a_head_of_another_history_is_refused(reopen: Reopen, head: Head) -> None:
    dana = Person(reopen())
    commit = dana.set("e4", "p1", "R")
    dana.save()
    with pytest.raises(StoreError):
        dana.store.append(commit, head)
    with pytest.raises(StoreError):
        dana.store.since(head)
    assert len(tuple(dana.store.history())) == 1


def test_compaction_changes_nothing_but_the_lag(reopen: Reopen) -> None:
    dana = Person(reopen())
    for letters in ("R", "A"):
        dana.set("e4", "p1", letters)
    dana.save()
    assert dana.store.lag == 2
    dana.store.compact(dana.workspace.state, dana.workspace.head)
    assert dana.store.lag == 0
    again = reopen().load()
    assert (again.state, again.head, again.last_at) == (
        dana.workspace.state,
        dana.workspace.head,
        (dana.workspace.pending and "") or again.last_at,
    )
    assert again.last_at


def test_what_was_given_out_is_the_callers_own(reopen: Reopen) -> None:
    store = reopen()
    store.load().state.tables["parties"].clear()
    store.base().rows.clear()
    assert reopen().load().state == base_state()


ACTIONS = st.lists(
    st.one_of(step(), st.sampled_from(["save", "reopen", "compact", "switch"])), min_size=1, max_size=20
)


@pytest.mark.parametrize("kind", STORES)
@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_any_course_of_edits_saves_and_compactions_equals_the_fold(
    kind: str, actions: list[list[int] | str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    reopen = STORES[kind](tmp_path_factory.mktemp("store"))
    new_ids: Iterator[str] = ids()
    people = [Person(reopen()), Person(reopen(), "eli")]
    for action in actions:
        person = people[0]
        if action == "save":
            person.save()
        elif action == "switch":
            people.reverse()
        elif action == "compact":
            person.save()
            person.store.compact(person.workspace.state, person.workspace.head)
        elif action == "reopen":
            person.save()
            people[0] = Person(reopen(), person.workspace.author)
        else:
            assert not isinstance(action, str)
            perform(person.workspace, action, new_ids)
    for person in [*people, people[0]]:
        person.save()
        person.workspace.receive(person.store.since(person.workspace.head))
    store = reopen()
    opened = store.load()
    folded = store.base()
    folded.fold(entry.commit for entry in store.history())
    assert opened.state == folded == people[0].workspace.state
    assert opened.head == people[0].workspace.head
    people[1].workspace.receive(people[1].store.since(people[1].workspace.head))
    assert people[1].workspace.state == folded
    positions = [entry.position for entry in store.history()]
    assert positions == list(range(1, len(positions) + 1))
    assert copy_of(opened.state) == opened.state
