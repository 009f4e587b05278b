"""Published numbers of the supply of power, each with its source."""

import pytest

from twin.analysis.single_failures import single_failures
from twin.simulation.supply import after_failures, settled, supply_graph
from twin_rules.physics.power_demand import diversity, heated_dwellings_kva

HTA, GE, TR1, TR2, TGBT, COL1, COL2, A1, A2, B1, B2, SG, LIFT, PUMP = range(14)
FED_BY = {
    TR1: [HTA], TR2: [HTA], TGBT: [TR1, TR2], COL1: [TGBT], COL2: [TGBT], A1: [COL1], A2: [COL1], B1: [COL2],
    B2: [COL2], SG: [TGBT, GE], LIFT: [SG], PUMP: [SG],
}  # fmt: skip


def test_collective_supply_of_twenty_electric_dwellings():
    """NF C 14-100 § 5.5.2.2 (transcription, norm not read): P = 5 N + sum of P_i, N = 20, P_i = 4 kVA; exact."""
    assert heated_dwellings_kva(20, 20 * 4.0) == 180.0


def test_drop_of_voltage_counts_heating_by_1_3():
    """NF C 14-100 § 5.5.2.2 (same transcription): P' = 5 N + sum of P_i / 1.3; to the rounding of the division."""
    assert heated_dwellings_kva(20, 20 * 4.0, divisor=1.3) == pytest.approx(100 + 80 / 1.3)


@pytest.mark.parametrize(
    ("dwellings", "coefficient"),
    [(1, 1.0), (4, 1.0), (5, 0.78), (9, 0.78), (10, 0.63), (15, 0.53), (20, 0.49), (25, 0.46), (30, 0.44), (35, 0.42),
     (40, 0.41), (49, 0.41), (50, 0.40), (500, 0.40)],
)  # fmt: skip
def test_simultaneity_of_dwellings(dwellings, coefficient):
    """NF C 14-100, table of simultaneity (two transcriptions, norm not read): both ends of its rows; exact."""
    assert diversity(dwellings) == coefficient


def test_dominators_of_cooper_harvey_kennedy():
    """Edges (1,2), (1,3), (2,5), (3,4), (4,5) in the NetworkX documentation: nothing but 1 dominates 5; exact."""
    graph = supply_graph(6, [(2, [1]), (3, [1]), (4, [3]), (5, [2, 4])])
    found = single_failures(graph)
    dominators = {2: {1, 2}, 3: {1, 3}, 4: {1, 3, 4}, 5: {1, 5}}
    assert {one: found.that_put_out(one) for one in dominators} == dominators


LOST = {
    TR1: set(),
    HTA: {TR1, TR2, TGBT, COL1, COL2, A1, A2, B1, B2},
    TGBT: {COL1, COL2, A1, A2, B1, B2},
    SG: {LIFT, PUMP},
}


@pytest.mark.parametrize("failed", LOST)
def test_losses_of_an_estate_with_two_transformers_and_a_generator(failed):
    """Domain model V5.2, computed there by removal: the lift survives the main board on the generator; exact."""
    graph = supply_graph(14, FED_BY.items())
    works = after_failures(graph, settled(graph), [failed]).works
    assert {one for one in range(14) if not works[one]} - {failed} == LOST[failed]
    found = single_failures(graph)
    assert {one for one in range(14) if failed in found.that_put_out(one)} - {failed} == LOST[failed]
