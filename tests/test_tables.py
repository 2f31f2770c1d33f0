"""Public tables: whole, described, and guarded against what may not be done with them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from decimal import Decimal

import frictionless
import pytest
from plainresults import charts
from plainresults.errors import Fault
from plainresults.evidence import store, tables
from plainresults.evidence.series import (
    HIDDEN,
    MISSING,
    Measure,
    Origin,
    Refused,
    make,
    one_axis,
    per_100_000,
    span,
)
from sample_books import ROOT

TABLES = ROOT / "data" / "tables"
PLACES = ["KY", "MA", "NY", "OH", "US"]
KNOWN = tables.load()


def series(measure: Measure, values: dict, place: str = "KY"):
    """A small series made by hand."""
    return make(
        measure,
        place,
        place,
        {when: (None if v is None else Decimal(v), False) for when, v in values.items()},
        span(values),
    )


@pytest.fixture
def count() -> Measure:
    """A measure that counts people."""
    return Measure(
        "count",
        "A count",
        "deaths",
        "count",
        "down",
        "People.",
        Origin("t", "T", "P", "D", "S", "https://example.org", "2025"),
    )


def test_the_package_is_valid():
    """Every table has the fields, types and constraints that its description promises."""
    report = frictionless.validate(str(TABLES / "datapackage.yaml"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
    assert len(report.tasks) == len(KNOWN.origins) > 4


def test_a_wrong_cell_makes_the_package_invalid(tmp_path):
    """The check above would see a mistake."""
    shutil.copytree(TABLES, tmp_path / "tables")
    path = tmp_path / "tables" / "death-rates.csv"
    path.write_text(path.read_text("utf8").replace("KY,2014,24.7", "TX,2014,many"), "utf8")
    report = frictionless.validate(str(tmp_path / "tables" / "datapackage.yaml"))
    assert {row[0] for row in report.flatten(["fieldName"])} == {"place", "rate"}


def test_a_cell_that_is_no_number_is_named_with_its_line(tmp_path):
    """The book does not build on it."""
    shutil.copytree(TABLES, tmp_path / "tables")
    path = tmp_path / "tables" / "death-rates.csv"
    path.write_text(path.read_text("utf8").replace("KY,2014,24.7", "KY,2014,many"), "utf8")
    with pytest.raises(
        Fault, match=r"death-rates.csv:2: “many” in the column rate is not a number"
    ):
        tables.load(tmp_path / "tables")


@pytest.mark.parametrize("key", KNOWN.measures)
def test_a_measure_says_all_that_a_reader_must_know(key):
    """Unit, source, date, definition, caution, better direction; a link, or who it was read from."""
    measure = tables.measure(key)
    assert (
        measure.unit
        and measure.definition.endswith(".")
        and measure.cautions
        and measure.better in ("down", "flat", "up")
    )
    assert (
        (measure.origin.link.startswith("https://") or "public copy" in measure.origin.credit)
        and measure.origin.published
        and measure.origin.publisher
        and measure.origin.dataset
    )


def test_credit_is_given_where_it_is_asked_for():
    """The newspaper's copies and the company's data."""
    credit = {key: origin.credit for key, origin in KNOWN.origins.items()}
    for key in ("deaths-by-month", "pharmacy-dispensing", "population"):
        assert "The Guardian, Matt Kiefer and Hannah Harris Green" in credit[key]
    assert (
        "IQVIA Xponent" in credit["pharmacy-dispensing"] and "CDC" in credit["pharmacy-dispensing"]
    )


def test_tables_hold_only_public_figures_of_places():
    """Four states and the country; no table of the trial."""
    assert {place for _, place, _ in KNOWN.series} == set(PLACES)
    trial = {
        str(number.part.value)
        for number in store.load().numbers.values()
        if "." in str(number.part.value) and number.part.unit.startswith("deaths")
    }
    rates = {str(point.value) for one in tables.places("death_rate") for point in one.known}
    assert len(rates) > 30 and trial


def test_overlapping_drug_groups_are_never_added():
    """One death can be in several groups."""
    groups = tables.groups("deaths_by_drug", "OH")
    with pytest.raises(Refused, match="one death can be in several groups"):
        groups[2] + groups[3]
    with pytest.raises(Refused, match="one death can be in several groups"):
        sum(groups)


def test_overlapping_drug_groups_are_never_stacked():
    """A stack is a sum that is drawn."""
    with pytest.raises(Refused, match="never stacked"):
        one_axis(*tables.groups("deaths_by_drug", "OH"), stacked=True)


def test_places_are_never_compared_by_drug():
    """As CDC asks: one place at a time."""
    with pytest.raises(Refused, match="should not be compared by drug"):
        tables.places("deaths_by_drug")
    with pytest.raises(Refused, match="should not be compared by drug"):
        one_axis(
            tables.series("deaths_by_drug", "KY", "heroin"),
            tables.series("deaths_by_drug", "OH", "heroin"),
        )
    with pytest.raises(Refused, match="should not be compared by drug"):
        one_axis(
            *(
                tables.rate(tables.series("deaths_by_drug", place, "heroin"))
                for place in ("KY", "OH")
            )
        )


def test_twelve_month_counts_are_never_added():
    """Neighbours share eleven months."""
    with pytest.raises(Refused, match="points are never added"):
        tables.series("deaths", "KY").total()
    assert tables.series("deaths_by_drug", "KY", "heroin").total() > 0


def test_rates_are_never_added(count):
    """A sum of rates means nothing."""
    with pytest.raises(Refused, match="is a rate"):
        tables.series("death_rate", "KY").total()
    with pytest.raises(Refused, match="is a rate"):
        tables.rate(tables.series("death_rate", "KY"))
    with pytest.raises(Refused, match="give the sum in the table"):
        series(count, {"2020": 20, "2021": 30}) + series(count, {"2020": 20, "2021": 30})


@pytest.mark.parametrize(
    "key", ["samet2024.opioid_deaths", "freisthler2024.opioid_stimulant_deaths"]
)
def test_results_of_the_trial_never_share_an_axis_with_public_figures(key):
    """Other ages, other places, a model: no common axis, and no way round."""
    outcome, public = store.outcome(key), tables.series("death_rate", "KY")
    for trial in (outcome, store.number(f"{key}.control")):
        with pytest.raises(Refused, match="Results of the trial"):
            one_axis(public, trial)
        with pytest.raises(Refused, match="figures from elsewhere stay apart"):
            public + trial
    with pytest.raises(TypeError, match="compare_groups was given Series"):
        charts.compare_groups(outcome, public)


def test_measures_with_another_unit_or_table_never_share_an_axis():
    """A count and a rate, or a crude and an adjusted rate."""
    with pytest.raises(Refused, match="one axis, one table and one unit"):
        one_axis(tables.series("deaths", "KY"), tables.series("death_rate", "KY"))
    with pytest.raises(Refused, match="one axis, one table and one unit"):
        one_axis(tables.rate(tables.series("deaths", "KY")), tables.series("death_rate", "KY"))


def test_a_gap_stays_a_gap():
    """A year without a figure is there, is empty, and parts the line."""
    ohio = tables.series("death_rate", "OH")
    assert [point.when for point in ohio.points] == [str(year) for year in range(2014, 2024)]
    assert [point.when for point in ohio.points if point.text == MISSING] == ["2021", "2023"]
    assert [(run[0].when, run[-1].when) for run in ohio.runs()] == [
        ("2014", "2020"),
        ("2022", "2022"),
    ]
    kentucky = tables.series("deaths_by_drug", "KY", "fentanyl")
    assert kentucky.runs()[0][0].when == "2018" and kentucky.point("first").when == "2018"


def test_the_provisional_part_is_marked():
    """From January 2024 on, in counts, groups and rates made from them."""
    for one in (
        tables.series("deaths", "MA"),
        tables.series("deaths_by_drug", "MA", "cocaine"),
        tables.rate(tables.series("deaths", "MA")),
    ):
        assert next(point.when for point in one.points if point.provisional).startswith("2024")
        assert all(point.provisional for point in one.points if point.when >= "2024")
        assert one.point("settled").when.startswith("2023")


def test_counts_from_one_to_nine_are_hidden(count):
    """And are gone, so that nothing made from the series can show them; zero is no one's."""
    one = series(count, {"2018": 0, "2019": 1, "2020": 9, "2021": 10, "2022": None})
    assert [point.text for point in one.points] == ["0", HIDDEN, HIDDEN, "10", MISSING]
    assert [point.value for point in one.points if point.hidden] == [None, None]
    assert all(
        point.value is None for point in per_100_000(one, {"2019": 1000, "2020": 1000}).points
    )


def test_a_small_rate_is_not_a_small_count():
    """A rate of 0.3 is shown."""
    assert tables.stat("naloxone.KY.2019").text == "0.3"


def test_a_rate_takes_the_people_of_its_own_year():
    """Count, divided by residents, per 100,000; of a 12-month count, the Decembers only."""
    rate, count_ = tables.rate(tables.series("deaths", "US")), tables.series("deaths", "US")
    assert [point.when for point in rate.points] == [str(year) for year in range(2015, 2025)]
    for point in rate.points:
        people = KNOWN.residents["US"][point.when]
        assert (
            abs(
                float(point.value)
                - float(count_.point(f"{point.when}-12").value) / people * 100_000
            )
            <= 0.05
        )
    assert "not adjusted for age" in rate.measure.cautions[-1]


def test_a_december_is_the_calendar_year_of_the_other_table():
    """Two tables of one source agree."""
    for place in PLACES:
        months, years = (
            tables.series("deaths", place),
            tables.series("deaths_by_drug", place, "all_drugs"),
        )
        assert [months.point(f"{p.when}-12").value for p in years.known] == [
            p.value for p in years.known
        ]


def test_no_group_is_larger_than_the_whole():
    """Neither a drug than all drugs, nor an opioid than all opioids."""
    for place in PLACES:
        whole, opioids, *drugs = tables.groups("deaths_by_drug", place)
        for one in (opioids, *drugs):
            assert all(whole.point(p.when).value >= p.value for p in one.known)
        assert all(opioids.point(p.when).value >= p.value for one in drugs[:2] for p in one.known)


def test_what_is_expected_is_not_less_than_what_is_reported():
    """Late reports only add."""
    reported, expected = (
        tables.series("reported_deaths", "US"),
        tables.series("expected_deaths", "US"),
    )
    assert all(a.value <= b.value for a, b in zip(reported.points, expected.points, strict=True))


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("deths.KY.latest", "Did you mean deaths"),
        ("deaths.TX.latest", "no series for “TX”"),
        ("deaths.KY.2030-01", "no figure for “2030-01”"),
        ("death_rate.OH.2021", "no figure for “2021”"),
        ("deaths", "no measure|no series"),
    ],
)
def test_an_unknown_figure_is_named(key, message):
    """With what there is instead."""
    with pytest.raises(KeyError, match=message):
        tables.stat(key)


def test_a_direction_that_is_no_direction_is_refused(count):
    """Down, flat or up."""
    with pytest.raises(ValueError, match="down, flat or up"):
        replace(count, better="good")


def test_the_views_for_the_script_say_the_same_as_the_tables():
    """One file, made from the same series, with hidden counts and gaps already gone."""
    views = json.loads(tables.as_json())
    assert list(views["places"]) == PLACES
    for view in views["measures"]:
        key, _, group = view["id"].partition(".")
        for place, points in view["points"].items():
            assert [(w, v) for w, v, _ in points] == [
                (p.when, None if p.value is None else float(p.value))
                for p in tables.series(key, place, group).points
            ]
        assert (
            (view["link"].startswith("https://") or "public copy" in view["credit"])
            and view["cautions"]
            and view["definition"]
            and view["better"]
            and view["date"]
        )
        assert all(
            value is None or value >= 10 or view["kind"] == "rate"
            for points in view["points"].values()
            for _, value, _ in points
        )


def test_the_tables_can_be_loaded_again():
    """As each page does, from a text that is parsed once."""
    first = tables.load()
    tables.load.cache_clear()
    assert tables.load().measures == first.measures and tables.load() is not first


def test_only_one_module_opens_the_tables():
    """The others ask it."""
    readers = [
        path.name
        for path in ROOT.glob("engine/src/**/*.py")
        if re.search(r"csv\.(reader|DictReader)|read_csv", path.read_text("utf8"))
        and "datapackage.yaml" in path.read_text("utf8")
    ]
    assert readers == ["tables.py"]
