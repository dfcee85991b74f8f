"""The program under test in an empty folder, and what the cases say about what it did."""
import os
import subprocess

# Small enough to run in a fraction of a second, large enough to have every part.
SMALL = {
    "seed": "7",
    "market.source": '"synth"',
    "market.start_utc": '"2025-03-08T00:00:00Z"',
    "market.end_utc": '"2025-03-08T12:00:00Z"',
    "grid.price_min_usd": "70000",
    "grid.bin_usd": "200",
    "grid.bins": "300",
    "sampling.positions": "20000",
    "sampling.replicates": "4",
    "paths.count": "2000",
    "paths.steps": "120",
    "paths.output_steps": "12",
    "paths.block_hours": "3",
}


class Skipped(Exception):
    """The case cannot be tried on this machine."""


class Result:
    """Exit status and output of one call."""

    def __init__(self, command, status, out, err):
        self.command, self.status, self.out, self.err = command, status, out, err

    def __str__(self):
        return f"$ {' '.join(self.command)}\nstatus {self.status}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"

    def error_lines(self):
        return [line for line in self.err.splitlines() if line.startswith("error: ")]

    def expect_done(self):
        assert self.status == 0, str(self)
        assert not self.error_lines(), str(self)
        return self

    def expect_errors(self, status, *texts):
        """Exactly one error line a text, each holding its text; nothing on standard output."""
        assert self.status == status, str(self)
        lines = self.error_lines()
        assert len(lines) == len(texts), str(self)
        for line, text in zip(lines, texts):
            assert text in line, f"{text!r} is not in {line!r}\n{self}"
        assert self.out == "", str(self)
        return self


class Program:
    """Runs the program with a folder of its own as the current one."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def call(self, *arguments, **options):
        command = [self.path, *map(str, arguments)]
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=100, **options)
        out = done.stdout.decode("utf-8", "surrogateescape")
        err = done.stderr.decode("utf-8", "surrogateescape")
        return Result(command, done.returncode, out, err)

    def file(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        mode = "wb" if isinstance(content, bytes) else "w"
        with open(self.file(name), mode) as file:
            file.write(content)
        return name

    def config(self, name="small.toml", **changes):
        """Writes the small configuration, with `section__key="TOML value"` laid over it."""
        keys = dict(SMALL)
        keys.update({key.replace("__", "."): value for key, value in changes.items()})
        return self.write(name, "".join(f"{key} = {value}\n" for key, value in keys.items()))

    def digests(self, run_file):
        """Digest of every dataset of a run file, by name."""
        lines = self.call("inspect", run_file, "--digests").expect_done().out.splitlines()
        result = {name: digest for digest, name in (line.split() for line in lines)}
        assert any(name.startswith("/heatmap/") for name in result), lines
        return result

    def expect_files(self, *names):
        """The folder holds these files and no others: nothing half-written was left."""
        found = sorted(os.listdir(self.folder))
        assert found == sorted(names), f"found {found}, expected {sorted(names)}"
