"""Command lines and configurations that are wrong: one clear error a problem, exit status 2, nothing written."""


def test_version_and_help(program):
    result = program.call("--version").expect_done()
    assert result.out.startswith("tinderbox ") and "commit" in result.out, str(result)
    result = program.call("--help").expect_done()
    for command in ("run", "explain", "synth", "inspect", "compare-positions", "render", "doctor"):
        assert command in result.out, str(result)
        assert program.call(command, "--help").expect_done().out
    assert "--set" in program.call("run", "--help").out


def test_no_command(program):
    program.call().expect_errors(2, "subcommand is required")


def test_unknown_command(program):
    program.call("rnu").expect_errors(
        2, "rnu: is not a command (expected run, explain, synth, inspect, compare-positions, render, export, validate, view, doctor)")
    program.call("inspct", "run.h5").expect_errors(2, "did you mean inspect?")
    program.call("\x1b[31mrun").expect_errors(2, "\\x1b[31mrun: is not a command")


def test_wrong_options(program):
    program.call("run", "--nonsense").expect_errors(2, "--nonsense")
    program.call("run", "--threads", "0").expect_errors(2, "--threads")
    program.call("run", "--threads", "many").expect_errors(2, "--threads")
    program.call("run", "--batch", "-5").expect_errors(2, "--batch")
    program.call("run", "--seed", "-1").expect_errors(2, "--seed")
    program.call("run", "--seed", "18446744073709551615").expect_errors(2, "--seed")
    program.call("run", "--backend", "tpu").expect_errors(2, "--backend")
    program.call("run", "--code-path", "v5").expect_errors(2, "--code-path")
    program.call("run", program.config(), "--from", "run.h5").expect_errors(2, " excludes ")
    program.call("run", "--set").expect_errors(2, "--set")
    program.call("inspect").expect_errors(2, "RUN is required")
    program.call("synth").expect_errors(2, "--output is required")
    program.expect_files("small.toml")


def test_ten_mistakes_give_ten_lines(program):
    mistakes = [("sed", "1"), ("market.source", '"sinth"'), ("market.start_utc", '"yesterday"'), ("grid.bins", "0"),
                ("grid.bin_usd", '"wide"'), ("sampling.positions", "0"), ("sampling.replicates", "1"),
                ("prior.size_alpha", "[2, 1]"), ("prior.isolated_leverage", "[[1, 2]]"), ("output.deflate_level", "9")]
    program.write("bad.toml", "".join(f"{key} = {value}\n" for key, value in mistakes)
                  + 'market.end_utc = "2025-03-09"\ngrid.price_min_usd = 1\n')
    result = program.call("run", "bad.toml")
    result.expect_errors(2, *(f"bad.toml:{i + 1}:" for i in range(10)))
    for line, (key, _) in zip(result.error_lines(), mistakes):
        assert key in line, str(result)
    program.expect_files("bad.toml")


def test_unknown_key_is_given_the_nearest(program):
    config = program.config()
    program.call("run", config, "--set", "sampling.postions=5").expect_errors(
        2, "--set sampling.postions: is not a known key; did you mean sampling.positions?")
    program.call("run", program.config("typo.toml", sampling__replicats="8")).expect_errors(
        2, "typo.toml:14:10: sampling.replicats: is not a known key; did you mean sampling.replicates?")
    program.call("run", config, "--set", "path.steps=5").expect_errors(2, "did you mean paths.steps?")
    program.call("run", config, "--set", "cascade.depth_multiplier=0.5").expect_errors(
        2, "did you mean book.depth_multiplier or stress.depth_multiplier?")
    program.expect_files("small.toml", "typo.toml")


def test_set_does_not_swallow_the_configuration(program):
    config = program.config()
    program.call("run", "--set", "seed=3", "--set", "grid.bins=0", config).expect_errors(2, "--set grid.bins")


def test_unusable_configuration_files(program):
    program.call("run", "none.toml").expect_errors(2, "none.toml: cannot be found")
    program.call("run", ".").expect_errors(2, ".: is a folder")
    program.call("run", program.write("empty.toml", "")).expect_errors(2, "empty.toml: is empty")
    program.call("run", program.write("binary.toml", bytes(range(256)))).expect_errors(2, "is not text")
    program.call("run", program.write("latin.toml", b"# caf\xe9\n")).expect_errors(2, "latin.toml:1:")
    program.call("run", program.write("csv.toml", "time,open,high\n1,2,3\n")).expect_errors(2, "csv.toml:1:")
    program.call("run", "/dev/zero").expect_errors(2, "too large")
    program.expect_files("empty.toml", "binary.toml", "latin.toml", "csv.toml")


def test_forward_keys_that_do_not_fit(program):
    """Every mistake of the forward half in one go, before anything is computed."""
    config = program.config("bad.toml", paths__step_seconds="70", paths__block_hours="24", paths__steps="10",
                            book__range_percent="0", cascade__feedback='"of"', stress__price_change_percent="0")
    program.call("run", config).expect_errors(
        2, "bad.toml:15:22: book.range_percent: is out of range (found 0, expected a number above 0",
        'bad.toml:16:20: cascade.feedback: is not a known word',
        "bad.toml:17:31: stress.price_change_percent: is out of range (found 0",
        "bad.toml:12:22: paths.output_steps: is more than paths.steps (found 12, expected at most 10)",
        "bad.toml:14:22: paths.step_seconds: does not fit the bars (found 70",
        "bad.toml:13:21: paths.block_hours: is longer than the history (found 24, expected at most the 12 h")
    config = program.config()
    program.call("run", config, "--set", "paths.process=replay").expect_errors(2, "paths.replay_start_utc")
    program.call("run", config, "--set", "paths.process=replay", "--set", "paths.replay_start_utc=2025-03-08T10:05",
                 ).expect_errors(2, "--set paths.replay_start_utc: leaves too little history to replay (found 6900 s")
    program.call("run", config, "--set", "paths.steps=0").expect_errors(2, "--set paths.steps: is out of range")
    program.expect_files("bad.toml", "small.toml")


def test_terminal_controls_are_escaped(program):
    program.write("evil.toml", '"\\u001b]0;owned\\u0007" = 1\n')
    result = program.call("run", "evil.toml")
    assert result.status == 2 and "\x1b" not in result.err and "\x07" not in result.err, str(result)
    assert "\\x1b]0;owned" in result.err, str(result)


def test_data_and_source_must_agree(program):
    config = program.config()
    program.call("run", config, "--set", "market.source=files").expect_errors(2, "--data: is missing")
    program.call("run", config, "--data", ".").expect_errors(2, "use --set market.source=files")
    program.call("run", config, "--set", "market.source=files", "--data", "none").expect_errors(2, "is not a folder")
    program.expect_files("small.toml")


def test_unknown_venue(program):
    program.call("run", program.config(market__venue='"binanse"')).expect_errors(2, "binanse")
    program.call("run", program.config(market__contract='"DOGEUSDT"')).expect_errors(2, "DOGEUSDT")
    program.expect_files("small.toml")
