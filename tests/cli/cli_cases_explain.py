"""explain and doctor."""
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
