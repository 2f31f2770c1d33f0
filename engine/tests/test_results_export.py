"""What machines take along: FHIR R5 `Evidence`, and one row for each statistic."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import results
from fhir.resources.evidence import Evidence
from plainresults.evidence import measures, yamlfile
from plainresults.evidence.model import Outcome
from plainresults.export import analysis_results, fhir

CASES = yamlfile.read(Path(__file__).with_name("told.yml"))[0]


def made(name: str) -> Outcome:
    return results.outcome(**CASES[name]["outcome"])


@pytest.mark.parametrize("name", CASES)
def test_every_kind_is_valid_evidence(name):
    """Held to FHIR's own shape, as the package `fhir.resources` has it for R5."""
    resource = fhir.evidence(made(name), "https://example.org/")
    again = Evidence.model_validate(resource)
    assert again.title == "Falls" and again.statistic


def test_a_comparison_has_its_code_interval_level_and_limit_of_p():
    """As the mapping table of the schemas says."""
    statistics = fhir.evidence(made("a_hazard_ratio"), "https://example.org/")["statistic"]
    assert [one["quantity"]["value"] for one in statistics] == [1.77, 2.4, 0.73]
    last = statistics[-1]
    assert last["statisticType"]["coding"][0]["code"] == "C93150"
    interval, p = last["attributeEstimate"]
    assert (interval["level"], interval["range"]["low"]["value"]) == (0.95, 0.63)
    assert (p["quantity"]["comparator"], p["quantity"]["value"]) == ("<", 0.001)


def test_counts_are_in_the_resource():
    """People analysed and with the event."""
    (arm,) = fhir.evidence(made("one_arm"), "https://example.org/")["statistic"]
    assert (arm["numberOfEvents"], arm["sampleSize"]["knownDataCount"]) == (61, 75)


def test_one_arm_has_no_comparison_in_the_resource():
    """Neither a reference nor a ratio."""
    resource = fhir.evidence(made("one_arm"), "https://example.org/")
    roles = [one["variableRole"]["text"] for one in resource["variableDefinition"]]
    assert roles == ["population", "exposure", "measuredVariable"]


def test_one_row_for_each_statistic():
    """In the columns of CDISC's Analysis Results Data."""
    rows = list(analysis_results.rows([made("a_hazard_ratio")]))
    assert [tuple(row) for row in rows] == [analysis_results.COLUMNS] * len(rows)
    told = [(row["group"], row["stat_name"], row["stat"]) for row in rows]
    assert told[:2] == [
        ("People with the lamp", "incidence_rate", "1.77"),
        ("People in the dark", "incidence_rate", "2.40"),
    ]
    both = "People with the lamp vs People in the dark"
    assert told[2:] == [
        (both, "estimate", "0.73"),
        (both, "conf.level", "0.95"),
        (both, "conf.low", "0.63"),
        (both, "conf.high", "0.86"),
        (both, "p.value", "<0.001"),
    ]


def test_counts_have_rows_of_their_own():
    """People with the event, people analysed, and the share."""
    rows = analysis_results.rows([made("one_arm")])
    told = {row["stat_name"]: Decimal(row["stat"]) for row in rows}
    assert (told["n"], told["N"], told["p"]) == (61, 75, 81)


def test_every_kind_has_a_name_in_both():
    """No statistic can be entered that cannot be exported."""
    for statistic in measures.statistics().values():
        assert statistic.fhir[0] and len(statistic.ard) == 2
    assert all(kind.fhir[0] for kind in measures.comparisons().values())
