"""Runs that cannot end well: one error, the right status, no output file, an older output untouched."""
import json
import os
import resource
import signal
import subprocess
import time

from cli_program import Skipped


def test_output_folder_missing(program):
    program.call("run", program.config(), "-o", "none/run.h5").expect_errors(2, "none")
    program.expect_files("small.toml")


def test_output_is_a_folder(program):
    os.mkdir(program.file("out.h5"))
    program.call("run", program.config(), "-o", "out.h5").expect_errors(2, "out.h5")
    program.expect_files("small.toml", "out.h5")


def test_output_is_a_device(program):
    program.call("run", program.config(), "-o", "/dev/full").expect_errors(2, "/dev/full")
    assert os.path.exists("/dev/full") and not os.path.isfile("/dev/full")


def test_read_only_folder(program):
    config = program.config()
    folder = program.file("locked")
    os.mkdir(folder, 0o555)
    options = {}
    if os.geteuid() == 0:  # root may write anywhere
        options = {"user": 65534, "group": 65534, "extra_groups": []}
        try:
            program.call("--version", **options).expect_done()
        except (PermissionError, AssertionError):
            raise Skipped("running as root, and another user cannot start the program") from None
    program.call("run", config, "-o", "locked/run.h5", **options).expect_errors(2, "locked")
    assert os.listdir(folder) == []


def limit_file_size():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write past the limit then fails as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_disk_full_by_file_size_limit(program):
    config = program.config()
    with open(program.file("run.h5"), "w") as older:
        older.write("older")
    result = program.call("run", config, preexec_fn=limit_file_size)
    assert result.status == 1 and len(result.error_lines()) == 1 and "run.h5" in result.err, str(result)
    program.expect_files("small.toml", "run.h5")
    with open(program.file("run.h5")) as older:
        assert older.read() == "older"


def test_disk_full_on_a_small_file_system(program):
    config = program.config()
    folder = program.file("small")
    os.mkdir(folder)
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True)
    if mount.returncode != 0:
        raise Skipped("a small file system cannot be mounted here")
    try:
        result = program.call("run", config, "-o", "small/run.h5")
        left = os.listdir(folder)
    finally:
        subprocess.run(["umount", folder], check=True)
    assert result.status == 1 and len(result.error_lines()) == 1 and "run.h5" in result.err, str(result)
    assert left == [], left


def test_zero_positions(program):
    program.call("run", program.config(sampling__positions="0")).expect_errors(
        2, "sampling.positions: is out of range (found 0")
    program.expect_files("small.toml")


def test_one_position(program):
    """Too few for the bars is either an error that says so or a run; never a crash."""
    result = program.call("run", program.config(sampling__positions="1"))
    assert result.status in (0, 2), str(result)
    if result.status == 2:
        assert "positions" in result.err, str(result)
        program.expect_files("small.toml")


def test_one_bar(program):
    program.call("run", program.config(market__end_utc='"2025-03-08T00:05:00Z"')).expect_errors(
        2, "number of bars (found 1")
    program.expect_files("small.toml")


def test_grid_misses_the_price(program):
    program.call("run", program.config(grid__price_min_usd="200000")).expect_errors(2, "outside the price grid")
    program.call("synth", program.config(), "-o", "data").expect_done()
    config = program.config("files.toml", market__source='"files"', grid__price_min_usd="200000")
    program.call("run", config, "--data", "data").expect_errors(2, "grid")
    program.expect_files("small.toml", "files.toml", "data")


def test_more_memory_than_allowed(program):
    result = program.call("run", program.config(output__memory_gib="0.001", grid__bins="20000", grid__bin_usd="3"))
    result.expect_errors(2, "output.memory_gib")
    program.call("run", program.config(output__memory_gib="0.001", grid__bins="20000", grid__bin_usd="3"),
                 "--dry-run").expect_errors(2, "output.memory_gib")
    program.expect_files("small.toml")


def test_data_folder_without_market_files(program):
    os.mkdir(program.file("data"))
    config = program.config(market__source='"files"')
    result = program.call("run", config, "--data", "data")
    assert result.status == 2 and result.error_lines() and "data" in result.err, str(result)
    program.write("data/notes.txt", "nothing to see")
    assert program.call("run", config, "--data", "data").status == 2
    program.expect_files("small.toml", "data")


def test_cuda_that_is_not_there(program):
    backends = json.loads(program.call("doctor", "--json").expect_done().out)["backends"]
    if not any(line.startswith("cuda: not") for line in backends):
        raise Skipped("this build and machine have a CUDA backend")
    result = program.call("run", program.config(), "--backend", "cuda")
    assert result.status == 1 and len(result.error_lines()) == 1 and "cuda" in result.err.lower(), str(result)
    program.expect_files("small.toml")


def test_files_that_are_no_run_files(program):
    program.write("text.h5", "hello\n")
    program.write("empty.h5", "")
    for name in ("text.h5", "empty.h5", "none.h5", "."):
        for command in (["inspect", name], ["inspect", name, "--json"], ["inspect", name, "--digests"],
                        ["render", name, "-o", "map.png"], ["run", "--from", name, "-o", "out.h5"]):
            result = program.call(*command)
            assert result.status == 2 and len(result.error_lines()) == 1, str(result)
            assert name in result.err, str(result)
    program.expect_files("text.h5", "empty.h5")


def test_damaged_run_files(program):
    program.call("run", program.config(), "--quiet").expect_done()
    with open(program.file("run.h5"), "rb") as file:
        good = file.read()
    for size in (100, 2048, len(good) // 2, len(good) * 9 // 10):
        program.write("cut.h5", good[:size])
        result = program.call("inspect", "cut.h5")
        assert result.status == 2 and result.error_lines(), str(result)
    for at in range(64, len(good), max(1, len(good) // 60)):
        spoiled = bytearray(good)
        spoiled[at:at + 8] = b"\xff" * 8
        program.write("cut.h5", bytes(spoiled))
        result = program.call("inspect", "cut.h5", "--json")
        assert result.status in (0, 1, 2), str(result)


def test_render_options(program):
    program.call("run", program.config(), "--quiet").expect_done()
    for size in ("800", "x", "800x", "0x0", "-5x5", "800x600x3", "99999999999x3"):
        program.call("render", "run.h5", f"--size={size}").expect_errors(2, "--size")
    result = program.call("render", "run.h5", "--size", "1000000x1000000")
    assert result.status == 2 and all("picture" in line for line in result.error_lines()), str(result)
    program.call("render", "run.h5", "--max=-1").expect_errors(2, "--max")
    program.call("render", "run.h5", "--max", "nan").expect_errors(2, "--max")
    result = program.call("render", "run.h5", "-o", "none/map.png")
    assert result.status == 2 and len(result.error_lines()) == 1, str(result)
    program.expect_files("small.toml", "run.h5")


def interrupt(program, signal_number):
    """Starts a run that would take minutes, and sends it a signal once it samples."""
    config = program.config(sampling__positions="400000000", sampling__initial_share="0.01")
    child = subprocess.Popen([program.path, "run", config], cwd=program.folder, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    try:
        first_line = child.stderr.readline().decode()
        assert "positions" in first_line, first_line
        time.sleep(0.3)
        child.send_signal(signal_number)
        begun = time.monotonic()
        out, err = child.communicate(timeout=60)
        return child.returncode, out.decode(), err.decode(), time.monotonic() - begun
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def test_interrupt_ends_cleanly(program):
    for number in (signal.SIGINT, signal.SIGTERM):
        status, out, err, seconds = interrupt(program, number)
        assert status == 1, (status, out, err)
        assert err.splitlines()[-1] == "error: interrupted", err
        assert "Wrote" not in out and seconds < 20, (out, seconds)
        program.expect_files("small.toml")


def test_failed_run_keeps_the_older_output(program):
    program.call("run", program.config(), "--quiet").expect_done()
    before = program.digests("run.h5")
    program.call("run", program.config(grid__price_min_usd="200000")).expect_errors(2, "grid")
    assert program.digests("run.h5") == before
    program.call("run", program.config(), "--seed", "8", "--quiet").expect_done()
    assert program.digests("run.h5") != before
    program.expect_files("small.toml", "run.h5")
