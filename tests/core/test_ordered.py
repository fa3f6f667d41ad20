"""Elements stand in order however a workspace holds them: sorted already, or not."""

from hypothesis import given
from hypothesis import strategies as st

from raci_tui.core.ordered import Ordered
from raci_tui.core.records import Element, Journey, Stage
from raci_tui.core.state import State

JOURNEYS, STAGES = ("j1", "j0"), ("s1", "s0", "s2")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*JOURNEYS, "gone"]),
            st.sampled_from(["", *STAGES, "gone"]),
            st.sampled_from("BCD"),
        )
    ),
    st.integers(0, 3),
)
def test_elements_stand_by_journey_then_stage_then_order(
    drawn: list[tuple[str, str, str]], moved: int
) -> None:
    state = State()
    for place, key in enumerate(JOURNEYS):
        state.put(Journey(id=key, name=key, order=f"B{place}"), "journeys")
    for place, key in enumerate(STAGES):
        state.put(Stage(id=key, journey="j1", name=key, order=f"B{place}"), "stages")
    elements = [
        Element(id=f"e{number % 7}{number}", name="", journey=journey, stage=stage, order=order)
        for number, (journey, stage, order) in enumerate(drawn)
    ]
    stages = [stage.id for stage in Ordered(state).stages()]

    def place_of(element: Element) -> tuple[int, int, str, str]:
        journey = JOURNEYS.index(element.journey) if element.journey in JOURNEYS else 0
        return (
            journey,
            stages.index(element.stage) if element.stage in stages else -1,
            element.order,
            element.id,
        )

    expected = sorted(elements, key=place_of)
    held = [*expected[moved:], *expected[:moved]] if moved else expected
    for element in held:
        state.put(element, "elements")
    assert Ordered(state).elements() == expected
