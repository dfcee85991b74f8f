"""Several venues in one run: sampled beside each other, with real positions, repeated, refused."""
import json
import os

SECOND = {"venues.hyper.exchange": '"hyperliquid"', "venues.hyper.contract": '"BTC"'}


def sets(**keys):
    """--set arguments for the venue `hyper`."""
    values = {**SECOND, **{f"venues.hyper.{key}": value for key, value in keys.items()}}
    return [part for key, value in values.items() for part in ("--set", f"{key}={value}")]


def positions(program, folder):
    rows = ["user,coin,direction,size,entry_price,liquidation_price,leverage_type,leverage_value"]
    for i in range(50):
        rows.append(f"{i},BTC,LONG,0.5,101000,{70500 + 400 * i},cross,20")
        rows.append(f"{i},BTC,SHORT,0.25,99000,{110000 + 300 * i},isolated,10")
    os.makedirs(program.file(folder), exist_ok=True)
    return program.write(os.path.join(folder, "real.csv"), "\n".join(rows) + "\n")


def report(program, run):
    return json.loads(program.call("inspect", run, "--json").expect_done().out)


def test_a_second_sampled_venue(program):
    more = sets(source='"primary"', open_interest_usd="2e9")
    program.call("run", program.config(), "-o", "two.h5", "--quiet", *more, "--set",
                 "market.total_open_interest_usd=2e10").expect_done()
    text = program.call("inspect", "two.h5").expect_done().out
    assert "  hyper: $2.00 bn long, $2.00 bn short" in text and "  binance: $" in text, text
    answer = report(program, "two.h5")
    listed = {venue["name"]: venue for venue in answer["venues"]["list"]}
    held = sum(venue["open_interest_usd"]["long"] for venue in listed.values())
    assert abs(answer["venues"]["coverage"] - held / 2e10) < 1e-6, answer["venues"]
    assert f"Coverage: {100 * held / 2e10:.1f}% of the $20.0 bn a side" in text, text
    assert abs(sum(venue["depth_share"] for venue in listed.values()) - 1) < 1e-6
    assert abs(answer["open_interest_usd"]["long"] - held) < 1e-3 * held, answer["open_interest_usd"]
    one = program.digests("two.h5")
    program.call("run", program.config(), "-o", "again.h5", "--quiet", "--threads", "1", "--batch", "999", *more,
                 "--set", "market.total_open_interest_usd=2e10").expect_done()
    assert one == program.digests("again.h5")
    program.call("run", "--from", "two.h5", "-o", "from.h5", "--quiet").expect_done()
    assert one == program.digests("from.h5")


def test_own_positions_at_a_venue_of_the_run(program):
    more = sets(source='"primary"', open_interest_usd="2e9")
    program.call("run", program.config(), "-o", "two.h5", "--quiet", *more).expect_done()
    own = program.write("own.csv", "side,size,entry,leverage,margin_mode\nlong,1,99000,20,isolated\n")
    text = program.call("inspect", "two.h5", "--own", own, "--own-venue", "hyper").expect_done().out
    assert "held at hyperliquid BTC:" in text, text
    text = program.call("inspect", "two.h5", "--own", own).expect_done().out
    assert "held at binance BTCUSDT:" in text, text
    program.call("inspect", "two.h5", "--own", own, "--own-venue", "hype").expect_errors(2, "--own-venue")


def test_real_positions_in_a_run(program):
    program.call("synth", program.config(), "-o", "data").expect_done()
    positions(program, "data")
    config = program.config(market__source='"files"')
    more = sets(source='"positions"', positions_file='"real.csv"', fund_usd="1e6")
    program.call("run", config, "--data", "data", "-o", "two.h5", "--quiet", *more).expect_done()
    listed = {venue["name"]: venue for venue in report(program, "two.h5")["venues"]["list"]}
    assert listed["hyper"]["real_positions"] == 100, listed
    assert abs(listed["hyper"]["real_usd"]["short"] / listed["hyper"]["real_usd"]["long"] - 0.5) < 1e-6, listed
    assert listed["hyper"]["open_interest_usd"] == listed["hyper"]["real_usd"], "never scaled up"
    text = program.call("inspect", "two.h5").expect_done().out
    assert "of it 100 real positions" in text, text
    inputs = json.loads(program.call("inspect", "two.h5", "--json").expect_done().out)["contents"]["inputs"]
    assert any(entry["kind"] == "positions" for entry in inputs), inputs
    program.call("run", "--from", "two.h5", "-o", "from.h5", "--quiet").expect_done()
    assert program.digests("two.h5") == program.digests("from.h5")
    program.write(os.path.join("data", "real.csv"), "side,size,entry\nlong,1,100000\n")
    program.call("run", "--from", "two.h5", "-o", "no.h5").expect_errors(2, "is not the file the run was made with")


def test_bad_venues(program):
    config = program.config()
    unknown = ["--set", "venues.b.exchange=nowhere", "--set", "venues.b.contract=X", "--set", "venues.b.source=primary",
               "--set", "venues.b.open_interest_usd=1e9"]
    program.call("run", config, "-o", "no.h5", *unknown).expect_errors(2, "venues.b: ")
    program.call("run", config, "-o", "no.h5", *sets()).expect_errors(2, "a generated market has none of")
    program.call("run", config, "-o", "no.h5", *sets(source='"primary"')).expect_errors(2, "open_interest_usd")
    program.call("synth", config, "-o", "data").expect_done()
    files = program.config("files.toml", market__source='"files"')
    missing = sets(source='"positions"', positions_file='"none.csv"')
    program.call("run", files, "--data", "data", "-o", "no.h5", "--quiet", *missing).expect_errors(2, "none.csv")
    program.call("run", files, "--data", "data", "-o", "no.h5", "--quiet", *sets()).expect_errors(
        2, "venues.hyper: ", "venues.hyper: ")
    program.expect_files("small.toml", "files.toml", "data")
