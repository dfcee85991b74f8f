"""Runs one end-to-end case: cli_runner.py PROGRAM MODULE CASE. Exit status 77: skipped, with the reason printed."""
import importlib
import os
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cli_program import Program, Skipped  # noqa: E402


def main():
    program, module, case = sys.argv[1:]
    function = getattr(importlib.import_module(module), case)
    with tempfile.TemporaryDirectory(prefix="tinderbox-cli-") as folder:
        os.chmod(folder, 0o755)
        try:
            function(Program(os.path.abspath(program), folder))
        except Skipped as skipped:
            print(f"skipped: {skipped}")
            return 77
        except AssertionError:
            traceback.print_exc()
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
