"""export: JSON and CSV on standard output and in files."""
import csv
import io
import json
import os


def test_json_and_csv_of_a_run(program):
    program.call("run", program.config(), "-o", "run.h5", "--quiet").expect_done()
    result = program.call("export", "run.h5", "--format", "coinglass").expect_done()
    data = json.loads(result.out)["data"]
    assert len(data["y_axis"]) == 300 and data["liquidation_leverage_data"] and len(data["price_candlesticks"]) == 144
    assert "SYNTHETIC" in result.err, str(result)
    program.call("export", "run.h5", "--format", "csv", "--what", "map", "-o", "map.csv").expect_done()
    with open(os.path.join(program.folder, "map.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    long = [row for row in rows if row["side"] == "long"]
    falling = [float(row["cumulative_usd"]) for row in long]
    assert falling == sorted(falling, reverse=True) and falling[0] > 0, "the lower the price, the more is forced"
    printed = program.call("export", "run.h5", "--format", "csv", "--what", "map").expect_done().out
    assert list(csv.DictReader(io.StringIO(printed))) == rows


def test_what_cannot_be_exported(program):
    program.call("export", "none.h5", "--format", "csv").expect_errors(2, "none.h5")
    program.call("export", "none.h5", "--format", "xlsx").expect_errors(2, "--format")
    program.call("export", "none.h5", "--format", "csv", "--what", "ladder").expect_errors(2, "--what")
    program.call("export", "none.h5").expect_errors(2, "--format")
    program.call("run", program.config(), "-o", "run.h5", "--quiet").expect_done()
    program.call("export", "run.h5", "--format", "csv", "-o", "no/where.csv").expect_errors(2, "no/where.csv")
    program.expect_files("small.toml", "run.h5")
