"""validate: exit status, last line, JSON, files that are none."""
import json

GOOD = {"name": "max_abs_z_bonferroni", "params": {"m": "2^12", "alpha": "1/20"}, "value": 4.373857080753245}
WRONG = dict(GOOD, value=4.4)
UNKNOWN = {"name": "no_such_law", "params": {}, "value": 1}


def file_of(program, *entries):
    return program.write("oracles.json", json.dumps(entries))


def test_validate_passes(program):
    result = program.call("validate", "--oracles", file_of(program, GOOD, UNKNOWN), "--backend", "cpu").expect_done()
    assert result.out.endswith("\n1 passed, 0 failed, 1 not run\n"), str(result)
    assert "not run: no_such_law" in result.out, str(result)


def test_validate_fails(program):
    result = program.call("validate", "--oracles", file_of(program, GOOD, WRONG, UNKNOWN), "--backend", "cpu")
    assert result.status == 1, str(result)
    assert result.out.endswith("\n1 passed, 1 failed, 1 not run\n"), str(result)


def test_validate_json(program):
    result = program.call("validate", "--oracles", file_of(program, GOOD), "--json", "--threads", "1").expect_done()
    answer = json.loads(result.out)
    assert answer["passed"] == 1 and answer["failed"] == 0, answer
    assert answer["entries"][0]["numbers"][0]["exact"] is True, answer


def test_validate_wrong_input(program):
    program.call("validate", "--oracles", "none.json").expect_errors(2, "none.json")
    program.call("validate", "--oracles", program.write("a.json", "{}")).expect_errors(2, "no JSON list")
    program.call("validate", "--oracles", program.write("b.json", "[1")).expect_errors(2, "is not JSON")
    program.call("validate", "--backend", "abacus").expect_errors(2, "--backend")
    empty = program.call("validate", "--oracles", program.write("c.json", "[]")).expect_done()
    assert empty.out.endswith("0 passed, 0 failed, 0 not run\n"), str(empty)


def test_validate_short_form(program):
    result = program.call("validate", "--backend", "cpu").expect_done()
    assert "digests of a small run" in result.out, str(result)
    assert result.out.endswith(" passed, 0 failed, 0 not run\n"), str(result)
