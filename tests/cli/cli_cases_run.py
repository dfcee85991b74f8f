"""Whole runs: same bytes from every way of running, repeat from provenance, what is printed."""
import json
import os
import shutil


def run(program, output, *arguments, config=None):
    program.call("run", config or program.config(), "-o", output, "--quiet", *arguments).expect_done()
    return program.digests(output)


def test_run_inspect_render(program):
    result = program.call("run", program.config()).expect_done()
    assert "Wrote run.h5" in result.out and "SYNTHETIC" in result.out, str(result)
    assert "\x1b" not in result.err, "no terminal controls in a log: " + str(result)
    text = program.call("inspect", "run.h5").expect_done().out
    assert text.strip() and "SYNTHETIC" in text.upper(), text
    answer = json.loads(program.call("inspect", "run.h5", "--json").expect_done().out)
    assert isinstance(answer, dict) and answer, answer
    result = program.call("render", "run.h5", "-o", "map.png", "--size", "800x500", "--max", "1e6").expect_done()
    assert "SYNTHETIC" in result.out, str(result)
    with open(program.file("map.png"), "rb") as picture:
        assert picture.read(8) == b"\x89PNG\r\n\x1a\n"
    program.expect_files("small.toml", "run.h5", "map.png")


def test_built_in_demo_is_the_default(program):
    result = program.call("run", "--dry-run").expect_done()
    assert "SYNTHETIC" in result.out and "2016 bars of 300 s" in result.out, str(result)
    assert "Forward paths: 100,000 x 1,440 steps of 60 s in 96 output steps" in result.out, str(result)
    program.expect_files()


def test_threads_give_the_same_bytes(program):
    one = run(program, "one.h5", "--threads", "1")
    assert one == run(program, "two.h5", "--threads", "2")
    assert one == run(program, "three.h5", "--threads", "3")


def test_batches_give_the_same_bytes(program):
    chosen = run(program, "chosen.h5")
    for batch in ("1000", "4097", "1000000"):
        assert chosen == run(program, f"{batch}.h5", "--batch", batch), batch


def test_code_paths_give_the_same_bytes(program):
    scalar = run(program, "scalar.h5", "--code-path", "scalar")
    assert scalar == run(program, "v3.h5", "--code-path", "v3")
    backends = json.loads(program.call("doctor", "--json").expect_done().out)["backends"]
    if "cpu (x86-64-v4): ready" in backends:
        assert scalar == run(program, "v4.h5", "--code-path", "v4")
    else:
        program.call("run", program.config(), "--code-path", "v4", "-o", "v4.h5").expect_errors(1, "v4")


def test_seed_changes_the_answer_and_not_the_market(program):
    seven = run(program, "seven.h5")
    eight = run(program, "eight.h5", "--seed", "8")
    assert seven["/heatmap/contracts"] != eight["/heatmap/contracts"]
    assert seven["/heatmap/density"] != eight["/heatmap/density"]
    market = [name for name in seven if name.startswith("/market/")]
    assert market and all(seven[name] == eight[name] for name in market)
    other = run(program, "other.h5", "--set", "synth.seed=5")
    assert other["/market/close"] != seven["/market/close"]
    assert eight == run(program, "set.h5", "--set", "seed=8")


def test_from_repeats_a_generated_run(program):
    first = run(program, "first.h5", "--set", "sampling.positions=15000", "--seed", "99")
    os.remove(program.file("small.toml"))
    result = program.call("run", "--from", "first.h5", "-o", "again.h5").expect_done()
    assert "SYNTHETIC" in result.out, str(result)
    assert program.digests("again.h5") == first
    program.call("run", "--from", "first.h5", "-o", "changed.h5", "--seed", "1", "--quiet").expect_done()
    assert program.digests("changed.h5") != first
    # Onto itself: read before it is replaced.
    program.call("run", "--from", "first.h5", "-o", "first.h5", "--quiet").expect_done()
    assert program.digests("first.h5") == first


def archive(program, folder):
    """A generated market as files, and a configuration that reads them."""
    program.call("synth", program.config(), "-o", folder).expect_done()
    return program.config("files.toml", market__source='"files"')


def files_below(folder):
    return sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)


def test_synth_files_read_back_to_the_same_answer(program):
    config = archive(program, "data")
    generated = run(program, "generated.h5")
    read = run(program, "read.h5", "--data", "data", config=config)
    different = [name for name in generated if generated[name] != read[name]]
    assert not different, different


def test_from_repeats_a_run_on_files(program):
    config = archive(program, "data")
    first = run(program, "first.h5", "--data", "data/", config=config)
    os.remove(program.file(config))
    program.call("run", "--from", "first.h5", "-o", "again.h5", "--quiet").expect_done()
    assert program.digests("again.h5") == first
    shutil.move(program.file("data"), program.file("moved"))
    result = program.call("run", "--from", "first.h5", "-o", "lost.h5")
    assert result.status == 2 and all("cannot be found" in line for line in result.error_lines()), str(result)
    program.call("run", "--from", "first.h5", "--data", "moved", "-o", "moved.h5", "--quiet").expect_done()
    assert program.digests("moved.h5") == first
    assert not os.path.exists(program.file("lost.h5"))


def test_from_refuses_files_that_changed(program):
    config = archive(program, "data")
    run(program, "first.h5", "--data", "data", config=config)
    victim = next(path for path in files_below(program.file("data")) if "metrics" in path)
    with open(victim, "a") as file:
        file.write("\n")
    result = program.call("run", "--from", "first.h5", "-o", "again.h5")
    result.expect_errors(2, "is not the file the run was made with")
    assert os.path.basename(victim) in result.err, str(result)
    assert not os.path.exists(program.file("again.h5"))


def test_synth_writes_whole_folders_only(program):
    config = program.config()
    result = program.call("synth", config, "-o", "data").expect_done()
    assert "SYNTHETIC" in result.out, str(result)
    first = [open(path, "rb").read() for path in files_below(program.file("data"))]
    program.call("synth", config, "-o", "data").expect_errors(2, "data: is not empty")
    program.call("synth", config, "-o", "none/data").expect_errors(2, "does not exist")
    program.call("synth", config, "-o", config).expect_errors(2, "is not a folder")
    # The engine's seed never changes the market; the generator's does.
    program.call("synth", config, "-o", "again/", "--set", "seed=8").expect_done()
    assert first == [open(path, "rb").read() for path in files_below(program.file("again"))]
    program.call("synth", config, "-o", "other", "--set", "synth.seed=8").expect_done()
    assert first != [open(path, "rb").read() for path in files_below(program.file("other"))]
    program.expect_files("small.toml", "data", "again", "other")


def test_dry_run_writes_nothing(program):
    result = program.call("run", program.config(), "--dry-run").expect_done()
    for text in ("SYNTHETIC", "144 bars", "86400 cells", "Memory:", "Backend: cpu", "Estimated time"):
        assert text in result.out, f"{text}\n{result}"
    assert "Forward paths: 2,000 x 120 steps of 60 s in 12 output steps, over 4 replicates\n" in result.out, str(result)
    # Without the forward half, what does not fit it does not matter.
    result = program.call("run", program.config(), "--dry-run", "--set", "paths.count=0", "--set", "paths.steps=1",
                          "--set", "paths.block_hours=1e6").expect_done()
    assert "No forward paths (paths.count = 0)\n" in result.out and "Forward paths" not in result.out, str(result)
    config = archive(program, "data")
    result = program.call("run", config, "--data", "data", "--dry-run").expect_done()
    assert "klines" in result.out and "rows" in result.out, str(result)
    program.expect_files("small.toml", "files.toml", "data")


def test_quiet_says_nothing(program):
    result = program.call("run", program.config(), "--quiet").expect_done()
    assert result.out == "" and result.err == "", str(result)
    program.call("run", program.config(sampling__positions="0"), "--quiet").expect_errors(2, "sampling.positions")


def test_progress_lines_in_a_log(program):
    result = program.call("run", program.config()).expect_done()
    assert "\r" not in result.err and "positions" in result.err, str(result)
