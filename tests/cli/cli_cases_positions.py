"""Real positions: compare-positions, and the desk's own positions in inspect."""
import json

OWN = """user,side,size,entry_price,leverage,margin_mode,liq_price
desk A,long,1.5,98000,10,isolated,
desk B,short,0.3,101000,40,cross,105000
desk C,long,2,98000,40,cross,
"""


def real_file(program, name="real.csv"):
    """Forty longs and forty shorts at a mark of 90,000, and one of another coin."""
    rows = ["user,coin,direction,size,entry_price,liquidation_price,position_value,leverage_type,leverage_value"]
    for i in range(40):
        size = 0.01 * (i + 1)
        rows.append(f"{i},BTC,LONG,{size:.2f},91000,{60000 + 500 * i},{90000 * size:.2f},cross,20")
        rows.append(f"{i},BTC,SHORT,{size:.2f},89000,{95000 + 900 * i},{90000 * size:.2f},isolated,10")
    rows.append("99,ETH,LONG,1,3000,,2900,cross,5")
    return program.write(name, "\n".join(rows) + "\n")


def small_run(program):
    program.call("run", program.config(), "-o", "run.h5", "--quiet").expect_done()
    return "run.h5"


def test_compare_positions(program):
    run, real = small_run(program), real_file(program)
    result = program.call("compare-positions", run, real, "--coin", "btc").expect_done()
    assert "against 80 real ones in BTC (real.csv)" in result.out, str(result)
    assert "90,000 in the file (median of value / size over 80 rows" in result.out, str(result)
    assert "KS distance" in result.out and "distance to liquidation, by notional" in result.out, str(result)
    assert "by the rules of hyperliquid BTC: 80 of 80 rows report one, 40 could be checked" in result.out, str(result)
    answer = json.loads(program.call("compare-positions", run, real, "--coin", "BTC", "--json").expect_done().out)
    for side in ("long", "short"):
        laws = {(law["law"], law["weighted_by"]): law for law in answer["sides"][side]["laws"]}
        assert len(laws) == 6, laws.keys()
        for law in laws.values():
            assert len(law["run"]["quantiles"]) == 5 and law["run"]["positions"] > 0, law
            assert 0 <= law["ks"]["distance"] <= 1 and law["ks"]["standard_error"] >= 0, law
            assert law["run"]["effective_size"] <= law["run"]["positions"] + 1e-6, law
        assert abs(laws["distance", "count"]["file"]["quantiles"][2] - {"long": 0.223, "short": 0.245}[side]) < 0.02
    assert answer["file"]["rows_of_other_coins"] == 1 and answer["reported_check"]["checked"] == 40, answer


def test_compare_positions_takes_a_mark(program):
    """A file that does not say at which mark it was taken."""
    run = small_run(program)
    bare = program.write("bare.csv", "side,size,entry,liq_price\nlong,1,50000,40000\nshort,1,50000,60000\n")
    program.call("compare-positions", run, bare).expect_errors(2, "does not say at which mark it was taken")
    answer = json.loads(program.call("compare-positions", run, bare, "--mark", "50000", "--json").expect_done().out)
    assert abs(answer["sides"]["long"]["laws"][0]["file"]["quantiles"][2] - 0.2) < 1e-9, answer
    assert answer["file"]["mark_from"] == "given", answer


def test_compare_positions_errors(program):
    real = real_file(program)

    def compare(*arguments):
        return program.call("compare-positions", *arguments)
    compare("run.h5").expect_errors(2, "POSITIONS is required")
    compare("run.h5", real).expect_errors(2, "real.csv: holds positions in several coins (found BTC (80), ETH (1)")
    compare("run.h5", real, "--coin", "BTX").expect_errors(2, "did you mean BTC?")
    compare("run.h5", real, "--coin", "BTC").expect_errors(2, "run.h5")
    compare("run.h5", "none.csv").expect_errors(2, "none.csv: cannot be found")
    compare("run.h5", ".").expect_errors(2, ".: is a folder")
    compare("run.h5", real, "--coin", "BTC", "--venue", "hyperlequid").expect_errors(2, "did you mean hyperliquid?")
    compare("run.h5", real, "--coin", "BTC", "--contract", "ETH").expect_errors(2, "--venue")
    compare("run.h5", real, "--coin", "BTC", "--at", "yesterday").expect_errors(2, "--at: is not a date")
    compare("run.h5", real, "--coin", "BTC", "--mark", "-1").expect_errors(2, "--mark: is out of range")
    bad = program.write("bad.csv", "direction,size,entry_price\nUP,1,1\nLONG,-1,1\nSHORT,1,nan\nLONG,1\n")
    compare("run.h5", bad).expect_errors(
        2, "bad.csv:5: cannot be read (found 2 fields, expected 3 fields)", "bad.csv:2:direction: is not a side",
        "bad.csv:3:size: is out of range", "bad.csv:4:entry_price: is not a number")
    program.write("narrow.csv", "direction,entry_price\nLONG,1\n")
    compare("run.h5", "narrow.csv").expect_errors(2, "narrow.csv:1: the column size is missing")
    compare(real, real, "--coin", "BTC").expect_errors(2, "real.csv")  # no run file
    program.write("evil.csv", b"direction,size,entry_price\n\x1b[31mLONG,1,1\n")
    result = compare("run.h5", "evil.csv")
    assert result.status == 2 and "\x1b" not in result.err, str(result)
    program.expect_files("bad.csv", "evil.csv", "narrow.csv", "real.csv")


def test_compare_positions_venue_of_the_run(program):
    run, real = small_run(program), real_file(program)
    call = ["compare-positions", run, real, "--coin", "BTC", "--run-venue"]
    program.call(*call, "binance").expect_done()
    program.call(*call, "bynance").expect_errors(2, "--run-venue: is no venue of this run (found bynance")


def test_own_positions(program):
    run, own = small_run(program), program.write("own.csv", OWN)
    result = program.call("inspect", run, "--own", own).expect_done()
    plain = program.call("inspect", run).expect_done()
    assert result.out.startswith(plain.out), str(result)
    assert "Own positions (own.csv), held at binance BTCUSDT:" in result.out, str(result)
    assert "Line 2 (desk A): long 1.5 from 98,000" in result.out, str(result)
    assert "by our rule, from leverage and entry alone" in result.out, str(result)
    assert "never liquidated: the file leaves its liquidation price empty" in result.out, str(result)
    assert "exit now: $" in result.out and "What these numbers do not know:" in result.out, str(result)
    report = json.loads(program.call("inspect", run, "--own", own, "--json").expect_done().out)
    assert "contents" in report and len(report["own_positions"]["positions"]) == 3, report.keys()
    a, b, c = report["own_positions"]["positions"]
    assert abs(a["liquidation"]["price_usd"] - 0.9 * 98000 / 0.9955) < 300, a
    for position in (a, b):
        chance = position["liquidated"]
        assert chance["kind"] == "estimate" and 0 <= chance["bins_low"] <= chance["value"] <= chance["bins_high"] <= 1
        assert position["deleveraged"]["at_most_95_percent"] <= 1 and position["exit"]["usd"] > 0, position
    assert b["liquidation"]["from"] == "reported" and c["liquidated"]["value"] == 0, (b, c)


def test_own_positions_errors(program):
    own = program.write("own.csv", OWN)
    program.call("inspect", "run.h5", "--coin", "BTC").expect_errors(2, "--own")
    program.call("inspect", "run.h5", "--own", own, "--digests").expect_errors(2, " excludes ")
    program.call("inspect", "run.h5", "--own", "none.csv").expect_errors(2, "none.csv: cannot be found")
    program.write("wrong.csv", OWN.replace("long,2,", "lang,2,"))
    program.call("inspect", "run.h5", "--own", "wrong.csv").expect_errors(2, "did you mean long?")
    run = small_run(program)
    program.call("inspect", run, "--own", own, "--own-venue", "okx").expect_errors(
        2, "--own-venue: is no venue of this run (found okx, expected binance)")


def test_own_positions_without_paths(program):
    program.call("run", program.config(), "--set", "paths.count=0", "-o", "run.h5", "--quiet").expect_done()
    result = program.call("inspect", "run.h5", "--own", program.write("own.csv", OWN)).expect_done()
    assert "probability unknown, the run has no forward paths" in result.out, str(result)
    assert "auto-deleveraged: unknown, the run has no cascades" in result.out, str(result)
