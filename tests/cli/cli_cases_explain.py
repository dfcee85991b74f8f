"""explain and doctor."""
import csv
import io
import json
import os

BASE = ["--entry", "100000", "--leverage", "25", "--notional", "50000"]


def test_explain_long(program):
    # (W + c - q E) / (q (m - 1)) with W = 2000, c = 0, q = 0.5, m = 0.004.
    market = ["--venue", "binance", "--contract", "BTCUSDT"]
    result = program.call("explain", *market, "--side", "long", *BASE).expect_done()
    assert "= (2000 + 0 - (+1) * 0.5 * 100000) / (0.5 * (0.004 - (+1)))" in result.out, str(result)
    assert "96,385.54 USD" in result.out and "-3.614%" in result.out, str(result)
    assert "96,000 USD" in result.out, str(result)


def test_explain_json(program):
    answer = json.loads(program.call("explain", "--side", "short", *BASE, "--json").expect_done().out)
    assert abs(answer["liquidation_price_usd"] - (2000 + 50000) / (0.5 * 1.004)) < 1e-6, answer
    assert abs(answer["bankruptcy_price_usd"] - 104000) < 1e-6, answer
    assert answer["tier"]["mmr"] == 0.004 and answer["distance_percent"] > 0, answer


def test_explain_margin_that_covers_everything(program):
    result = program.call("explain", "--side", "long", *BASE, "--added-margin", "60000").expect_done()
    assert "never liquidated" in result.out, str(result)
    answer = json.loads(program.call("explain", "--side", "long", *BASE, "--added-margin", "60000", "--json").out)
    assert answer["liquidation_price_usd"] is None, answer


def test_explain_uses_the_tiers_of_the_date(program):
    base = ["explain", "--side", "long", "--entry", "60000", "--leverage", "5", "--notional", "3000000", "--json"]
    latest = json.loads(program.call(*base).expect_done().out)
    early = json.loads(program.call(*base, "--at", "2023-01-01").expect_done().out)
    assert early["tiers_as_of"] < latest["tiers_as_of"], (early, latest)
    assert early["tiers_as_of"] <= "2023-01-01", early


def test_explain_errors(program):
    def explain(*arguments):
        return program.call("explain", *arguments)
    explain("--side", "long", "--entry", "100000", "--leverage", "126", "--notional", "20000000").expect_errors(
        2, "--leverage: is more than the venue allows for this notional (found 126, expected at most 25")
    explain("--side", "long", "--entry", "100000", "--leverage", "1", "--notional", "1e11").expect_errors(
        2, "--notional: is more than the venue allows")
    wrong = ["--side", "up", "--entry", "0", "--leverage", "nan", "--notional", "-5", "--added-margin", "-1"]
    explain(*wrong).expect_errors(
        2, "--side", "--entry", "--leverage", "--notional", "--added-margin")
    explain("--venue", "nowhere", "--side", "long", *BASE).expect_errors(2, "nowhere")
    explain("--side", "long", *BASE, "--at", "2025-02-30").expect_errors(2, "--at: is not a date")
    explain("--side", "long", "--entry", "lots", "--leverage", "2", "--notional", "5").expect_errors(2, "--entry")
    explain("--side", "long").expect_errors(2, "is required")


COLUMNS = ("id", "exchange", "contract_kind", "margin_mode", "side", "entry_price", "quantity_or_contracts", "leverage",
           "wallet_or_extra_margin", "mmr", "maint_amount", "fee_rate", "mark_price", "model")


def test_explain_names_what_it_does_not_know(program):
    def explain(*arguments):
        return program.call("explain", *arguments, "--side", "long", *BASE)
    explain("--venue", "okex").expect_errors(2, "--venue: is not known (found okex")
    explain("--venue", "okex").expect_errors(2, "did you mean okx?")
    explain("--venue", "bybit", "--contract", "BTCUSDC").expect_errors(2, "did you mean bybit BTCUSD")
    explain("--venue", "kucoin").expect_errors(2, "could not be sourced")
    explain("--mode", "crossed").expect_errors(2, "--mode: is not a margin mode")
    explain("--venue", "missing.toml").expect_errors(2, "--venue: there is no such venue file")


def test_explain_every_venue(program):
    """What was in force at a venue: formula, tier, bankruptcy price and source."""
    position = ["--side", "long", "--entry", "100000", "--leverage", "10", "--notional", "50000"]
    explained = 0
    for venue, contract in (("binance", "BTCUSDT"), ("binance", "BTCUSD_PERP"), ("bybit", "BTCUSDT"),
                            ("bybit", "BTCUSD"), ("okx", "BTC-USDT-SWAP"), ("bitmex", "XBTUSD"),
                            ("deribit", "BTC-PERPETUAL"), ("deribit", "BTC_USDC-PERPETUAL"), ("hyperliquid", "BTC"),
                            ("dydx", "BTC-USD"), ("kraken", "PI_XBTUSD"), ("bitget", "BTCUSDT")):
        call = ["explain", "--venue", venue, "--contract", contract, *position]
        text = program.call(*call).expect_done().out
        answer = json.loads(program.call(*call, "--json").expect_done().out)
        assert 89000 < answer["liquidation_price_usd"] < 93500, answer
        assert 89900 < answer["bankruptcy_price_usd"] < answer["liquidation_price_usd"], answer
        assert answer["rule_source"] in text and answer["tiers_source"] in text and "P = " in text, text
        explained += 1
    assert explained == 12


def test_explain_before_and_after_a_change_of_rules(program):
    call = ["explain", "--venue", "bybit", "--side", "long", *BASE, "--json"]
    before = json.loads(program.call(*call, "--at", "2025-09-01").expect_done().out)
    after = json.loads(program.call(*call, "--at", "2025-09-02").expect_done().out)
    assert abs(before["liquidation_price_usd"] - 96500) < 1e-6, before
    assert abs(after["liquidation_price_usd"] - 96000 / 0.995) < 1e-6, after


def test_explain_hedged_pair(program):
    # (W + c_L + c_S - L E_L + S E_S) / (L m_L + S m_S - L + S), both legs in the second tier.
    result = program.call("explain", "--mode", "hedge", "--side", "long", "--entry", "100000", "--notional", "500000",
                          "--hedge-entry", "100000", "--hedge-notional", "400000", "--wallet", "20000", "--json")
    answer = json.loads(result.expect_done().out)
    expected = (20000 + 600 - 500000 + 400000) / (9 * 0.005 - 1)
    assert abs(answer["liquidation_price_usd"] - expected) < 1e-6, answer


def batch_rows(program, text):
    program.write("rows.csv", text)
    out = program.call("explain", "--batch", "rows.csv").expect_done().out
    return list(csv.DictReader(io.StringIO(out)))


def test_explain_batch(program):
    header = ",".join(COLUMNS) + ",notes\n"
    rows = batch_rows(program, header +
                      'a,binance,linear,isolated (one-way),long,100,2,,20,0.01,0,0,,lin_entry,"quoted, with ""comma"""\n'
                      "b,,linear,isolated,sideways,100,2,,20,0.01,0,0,,lin_entry,\n"
                      "c,,linear,isolated,long,100,2,,200,0.01,0,0,,lin_mark,\n"
                      "d,binance,linear,cross,long,100000,0.5,,2000,,,,,lin_mark,\n")
    assert [row["id"] for row in rows] == ["a", "b", "c", "d"], rows
    assert list(rows[0]) == ["id", "liquidation_price", "bankruptcy_price", "never_liquidates", "error"], rows
    assert rows[0] == {"id": "a", "liquidation_price": "91", "bankruptcy_price": "90", "never_liquidates": "false",
                       "error": ""}, rows
    assert "column side" in rows[1]["error"] and rows[1]["liquidation_price"] == "", rows
    assert rows[2]["never_liquidates"] == "true" and rows[2]["liquidation_price"] == "", rows
    assert abs(float(rows[3]["liquidation_price"]) - 96385.5421686747) < 1e-6, rows


def test_explain_batch_errors(program):
    program.write("short.csv", "id,side\n1,long\n")
    result = program.call("explain", "--batch", "short.csv")
    assert result.status == 2 and "short.csv:1: the column model is missing" in result.err, str(result)
    assert len(result.error_lines()) == 6 and result.out == "", str(result)
    program.call("explain", "--batch", "none.csv").expect_errors(2, "none.csv: cannot be read")
    program.call("explain", "--batch", ".").expect_errors(2, "is a folder")
    program.write("empty.csv", "")
    program.call("explain", "--batch", "empty.csv").expect_errors(2, "empty.csv: is empty")
    program.call("explain", "--batch", "short.csv", "--side", "long").expect_errors(2, "--batch")


def test_doctor(program):
    result = program.call("doctor").expect_done()
    for word in ("Backends", "HDF5", "cairo", "oneTBB", "OpenSSL", "libzip", "avx2", "writable", "cuda"):
        assert word in result.out, str(result)
    answer = json.loads(program.call("doctor", "--json").expect_done().out)
    assert answer["threads"] >= 1 and answer["memory_bytes"] > 0, answer
    assert answer["processor"]["avx2"] is True, answer
    assert answer["chosen"].startswith(("cpu (", "cuda (")), answer
    program.expect_files()


def test_doctor_sees_an_unwritable_temporary_folder(program):
    result = program.call("doctor", env={**os.environ, "TMPDIR": "/proc"}).expect_done()
    assert "temporary folder /proc: not writable" in result.out, str(result)


def test_full_standard_output_is_a_failure(program):
    import subprocess
    with open("/dev/full", "w") as full:
        done = subprocess.run([program.path, "doctor"], cwd=program.folder, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1 and b"standard output: cannot be written" in done.stderr, done
