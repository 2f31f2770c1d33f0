"""`plainresults migrate`: nothing is lost, and no value is written anew."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from plainresults.cli import migrate
from plainresults.evidence import schema_page, yamlfile

HEAD = """# yaml-language-server: $schema=schema.json
# A comment at the top.
checked: "2026-11-21"
seen_in: abstract
design: randomized
outcomes:
  deaths:
    title: Deaths
    plain: deaths
    rank: {rank}  # as the plan says
    measure: {measure}
{unit}
    who: Adults
    period: {{from: "2021-07", to: "2022-06"}}
{values}
    lower_is: better
    # Above the place.
    where: Table 3
numbers:
  people: {{value: 0.10, unit: people, label: People, where: Table 1}}
"""
RATE = "    counted: deaths\n    per: {number: 1000, of: adults}"
POINTS = "    unit: points on the score"
OLD = {
    "two rates and a ratio": (
        "trial primary",
        "rate_ratio",
        RATE,
        "    intervention: {value: 47.20}\n    control: {value: 51.7}  # printed so\n"
        "    ratio: {value: 0.91, low: 0.76, high: 1.09, p: 0.30}  # its model",
        {
            "arms": {"intervention": {"value": 47.2}, "control": {"value": 51.7}},
            "comparison": {
                "type": "rate ratio",
                "value": 0.91,
                "low": 0.76,
                "high": 1.09,
                "p": 0.30,
            },
        },
    ),
    "a block for each": (
        "secondary",
        "rate_ratio",
        RATE,
        "    intervention:\n      value: 47.20\n    ratio:\n      value: 0.91\n      low: 0.76\n      high: 1.09",
        {
            "arms": {"intervention": {"value": 47.2}},
            "comparison": {"type": "rate ratio", "value": 0.91, "low": 0.76, "high": 1.09},
        },
    ),
    "changes and a P value": (
        "paper primary",
        "mean_change",
        POINTS,
        "    intervention: {value: -3.20, low: -4.43, high: -1.98}\n    p: 0.0007",
        {
            "arms": {"intervention": {"value": -3.2, "low": -4.43, "high": -1.98}},
            "comparison": {"type": "difference in change", "p": 0.0007},
        },
    ),
    "a percentage and a word": (
        "secondary",
        "rate_ratio",
        RATE,
        "    percent_change: {value: -6}\n    significant: false",
        {"comparison": {"type": "rate ratio", "percent_change": -6, "significant": False}},
    ),
    "a difference in a part": (
        "subgroup",
        "difference",
        POINTS,
        "    difference: {value: -0.26, low: -0.48, high: -0.05, p: 0.015}",
        {
            "comparison": {
                "type": "mean difference",
                "value": -0.26,
                "low": -0.48,
                "high": -0.05,
                "p": 0.015,
            }
        },
    ),
    "nothing read": ("secondary", "difference", POINTS, "    # not read", {}),
}


@pytest.mark.parametrize("name", OLD)
def test_an_old_file_holds_in_the_new_form(name, tmp_path: Path):
    """Its values, comments and order are as they were."""
    rank, measure, unit, values, expected = OLD[name]
    old = HEAD.format(rank=rank, measure=measure, unit=unit, values=values)
    path = tmp_path / "smith2020.yml"
    new, told = migrate.migrated(old, path)
    path.write_text(new, "utf8")
    jsonschema.Draft202012Validator(schema_page.read("results")).validate(yamlfile.read(path)[0])
    made = yaml.safe_load(new)["outcomes"]["deaths"]
    assert {key: made[key] for key in ("arms", "comparison") if key in made} == expected
    for comment in re.findall(r"(#[^\n]*)", old)[1:]:
        assert comment in new
    assert sorted(re.findall(r"[-\d.]*\d", old)) == sorted(re.findall(r"[-\d.]*\d", new))
    assert len(told) == 1 and told[0].startswith("deaths: rank")
    assert new.index("    where:") > new.index("    lower_is:")


def test_a_new_file_stays_as_it_is(tmp_path: Path):
    """So the command can be run again."""
    old = HEAD.format(rank="secondary", measure="rate_ratio", unit=RATE, values="")
    new, _ = migrate.migrated(old, tmp_path / "a.yml")
    assert migrate.migrated(new, tmp_path / "a.yml") == (new, [])
