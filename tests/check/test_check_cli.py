import json
import shutil

import pytest
from click.testing import CliRunner

from controlmap.cli import cli, main
from tests.check.cases import GOLDEN, SOUND, laid_over


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def project(tmp_path):
    return lambda case: laid_over(GOLDEN / case, tmp_path / "map")


def test_a_clean_map_project_exits_with_0():
    result = run("check", SOUND)
    assert (result.exit_code, result.output.splitlines()[0]) == (0, "Nothing found.")


def test_an_error_exits_with_1(project):
    assert run("check", project("a hole in the extent")).exit_code == 1


def test_warnings_fail_only_when_asked(project):
    folder = project("a sliver")
    assert run("check", folder).exit_code == 0
    assert run("check", folder, "--strict").exit_code == 1


def test_notes_never_fail(project):
    assert run("check", project("a file in another form"), "--strict").exit_code == 0


@pytest.mark.parametrize("path", ["nowhere", "."])
def test_nothing_to_check_exits_with_2(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        main(["check", path])
    assert caught.value.code == 2


def test_settings_that_cannot_be_used_are_findings(project):
    result = run("check", project("settings that cannot be used"), "--json")
    assert result.exit_code == 1
    assert [f["property"] for f in json.loads(result.stdout)["findings"]] == ["format"]


def test_select_and_ignore_take_beginnings_of_codes(project):
    folder = project("mistakes of many kinds at once")

    def codes(*options):
        return {f["code"] for f in json.loads(run("check", folder, "--json", *options).stdout)["findings"]}

    assert codes("--select", "CM5") == {"CM503", "CM501"}
    assert codes("--ignore", "CM5,CM1") == {"CM302"}


def test_what_is_no_code_is_refused():
    assert run("check", SOUND, "--select", "geometry").exit_code == 2


def test_a_layer_file_is_checked_alone(project):
    folder = project("ground that two controllers claim")
    (folder / "controlmap.toml").unlink()
    result = run("check", folder / "valley.geojson", "--json")
    assert [f["code"] for f in json.loads(result.stdout)["findings"]] == ["CM401"]


@pytest.mark.parametrize("order", [("--fix", "PATH"), ("PATH", "--fix")])
def test_fix_may_stand_before_or_after_the_path(order, project):
    folder = project("rings that run the wrong way")
    result = run("check", *(folder if part == "PATH" else part for part in order))
    assert result.exit_code == 0
    assert "turns rings of 1 feature (CM211)" in result.stderr
    assert (folder / "valley.geojson").read_bytes() == (SOUND / "valley.geojson").read_bytes()


def test_a_dry_run_tells_and_writes_nothing(project):
    folder = project("rings that run the wrong way")
    before = (folder / "valley.geojson").read_bytes()
    assert "CM211" in run("check", folder, "--fix", "--dry-run").stderr
    assert (folder / "valley.geojson").read_bytes() == before


def test_gaps_and_overlaps_are_mended_only_by_name(project):
    folder = project("a hole in the extent")
    assert run("check", folder, "--fix").exit_code == 1
    named = run("check", folder, "--fix", "CM403")
    assert named.exit_code == 0
    assert "adds valley-unknown-2: 20.2 km² unknown (CM403)" in named.stderr


def test_a_code_without_a_repair_is_refused(project, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["check", str(project("a sliver")), "--fix", "CM213"])
    assert caught.value.code == 2
    assert "CM213 has no repair by name" in capsys.readouterr().err


def test_explain_tells_a_rule_in_full_and_lists_all():
    assert "CM203 (error, geometry)" in run("explain", "cm203").output
    assert run("explain").output.count("\n") > 50


def test_a_copy_in_another_place_has_the_same_findings(project, tmp_path):
    one = project("mistakes of many kinds at once")
    two = shutil.copytree(one, tmp_path / "elsewhere")
    assert run("check", one).output == run("check", two).output
