"""`raci-tui/1`: a contract, and a way to carry a whole workspace."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.errors import ImportRefusedError
from raci_tui.core.records import (
    Action,
    Element,
    Journey,
    Link,
    Move,
    Pain,
    Party,
    Person,
    Persona,
    RuleSetting,
    SavedView,
    Stage,
    StandUp,
    Waiver,
)
from raci_tui.core.scheme import Letter, Scheme
from raci_tui.core.text import clean
from raci_tui.core.workspace import Workspace
from raci_tui.formats.json_format import JSON_EXPORTER, JSON_IMPORTER, read_json
from tests.formats_helpers import empty, read_back, shop, written
from tests.strategies import examples

TEXT = st.text(max_size=12).map(clean)
NAME = st.text(min_size=1, max_size=12).map(lambda text: " ".join(clean(text).split())).filter(bool)
OWN = Scheme(
    id="own", name="Own",
    letters=(Letter(code="A", name="Answers", kind="owner"), Letter(code="R", name="Does", kind="doer")),
)  # fmt: skip


@st.composite
def workspaces(draw: st.DrawFn) -> Workspace:
    """Workspaces with something in every table."""
    made = empty(draw(NAME))
    with made.edit("Make") as edit:
        edit.update("workspace", "workspace", description=draw(TEXT))
        if draw(st.booleans()):
            edit.add(OWN)
            edit.update("workspace", "workspace", scheme="own")
        edit.add(Persona(id="persona", name=draw(NAME)))
        edit.add(Journey(id="j", name=draw(NAME), persona="persona", order="5"))
        edit.add(Journey(id="empty", name=draw(NAME), order="7"))
        edit.add(Stage(id="s", journey="j", name=draw(NAME), order="5"))
        parties = draw(st.integers(1, 3))
        for place in range(parties):
            # The parent comes later in the table than the child.
            edit.add(
                Party(
                    id=f"p{parties - place}",
                    name=draw(NAME),
                    order=str(9 - place),
                    parent=f"p{parties}" if place else "",
                )
            )
        edit.add(Person(id="dana", name=draw(NAME), party="p1"))
        for place in range(draw(st.integers(1, 4))):
            edit.add(
                Element(
                    id=f"e{place}", name=draw(NAME), journey="j", stage=draw(st.sampled_from(["", "s"])),
                    order=f"{place + 1}",
                    note=draw(TEXT), visibility=draw(st.sampled_from(["", "front", "back"])),
                    extra=draw(st.dictionaries(NAME, TEXT, max_size=2)),
                )
            )  # fmt: skip
            for party in range(1, parties + 1):
                edit.set(f"e{place}", f"p{party}", "current", draw(st.sampled_from(["", "-", "A", "AR"])))
                edit.set(f"e{place}", f"p{party}", "target", draw(st.sampled_from([None, "-", "A", "R"])))
                edit.note(f"e{place}", f"p{party}", draw(TEXT).strip())
        edit.add(Pain(id="pain", element="e0", severity=draw(st.integers(1, 5)), text=draw(TEXT)))
        edit.add(Waiver(id="w", rule="no-owner", element="e0", reason=draw(TEXT), until="2027-01-01"))
        edit.add(Move(element="e0", state="agreed", lead="dana", agreed={"p1": "A"}))
        edit.add(StandUp(id="standup", started="2026-01-01T09:00:00Z", attendees=("dana",)))
        edit.add(Action(id="act", text=draw(NAME), element="e0", standup="standup"))
        edit.add(SavedView(id="v", name=draw(NAME), layer="diff"))
        edit.add(Link(id="l", source="e0", target="e0"))
        edit.add(RuleSetting(id="no-doer", enabled=False))
    return made


@examples(60)
@given(workspaces())
def test_every_table_comes_back(made: Workspace) -> None:
    data = written(JSON_EXPORTER, made)
    back = read_back(JSON_IMPORTER, data)
    assert back.state == made.state
    assert back.elements() == made.elements()


def test_the_published_shape() -> None:
    document = json.loads(written(JSON_EXPORTER, shop()))
    assert document["format"] == "raci-tui/1"
    assert document["parties"][2]["kind"] == "partner"
    first = document["elements"][0]
    assert (first["id"], first["name"], first["code"], first["journey"]) == (
        "e0",
        "Plan the week",
        "S-1",
        "j",
    )
    assert first["cells"] == [
        {"party": "p0", "current": "AR", "target": None, "note": ""},
        {"party": "p2", "current": "C", "target": "-", "note": ""},
    ]


def test_keys_that_nobody_knows_are_ignored() -> None:
    document = json.loads(written(JSON_EXPORTER, shop()))
    document["future"] = [1]
    document["elements"][0]["mood"] = "good"
    document["scheme"]["sound"] = "bell"
    assert read_back(JSON_IMPORTER, json.dumps(document).encode()).state == shop().state


def test_the_same_bytes_every_time() -> None:
    made = shop()
    assert written(JSON_EXPORTER, made) == written(JSON_EXPORTER, made)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"{}",
        b"[]",
        b'{"format": "raci-tui/9"}',
        b'{"format": "raci-tui/1", "elements": 5}',
        b'{"format": "raci-tui/1", "elements": [5]}',
        b"\xff\xfe\x00",
        b"a: &a [*a, *a]",
        b"!!python/object/apply:os.system ['true']",
    ],
)
def test_bombs_and_rubbish_are_refused(data: bytes) -> None:
    with pytest.raises(ImportRefusedError):
        read_back(JSON_IMPORTER, data)


def test_a_record_of_the_wrong_shape_is_refused_by_name() -> None:
    document = json.loads(written(JSON_EXPORTER, shop()))
    document["elements"][0]["visibility"] = "sideways"
    with pytest.raises(ImportRefusedError, match="e0"):
        read_back(JSON_IMPORTER, json.dumps(document).encode())


def test_letters_of_another_scheme_are_refused() -> None:
    document = json.loads(written(JSON_EXPORTER, shop()))
    document["elements"][0]["cells"][0]["current"] = "Q"
    with pytest.raises(Exception, match="'Q' is no letter"):
        read_back(JSON_IMPORTER, json.dumps(document).encode())


def test_reading_alone_touches_nothing_and_names_the_importer() -> None:
    assert read_json(written(JSON_EXPORTER, shop()), "w.json").format == "json"


def test_a_workspace_file_is_told_from_a_document() -> None:
    with pytest.raises(ImportRefusedError, match="the file is a workspace: open it"):
        read_json(b'{"_meta": {"1": {"format": 1}}, "parties": {}}', "other.raci.json")
