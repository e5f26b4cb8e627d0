"""The example map project that `init` writes."""

import pytest

from controlmap.errors import InputError
from controlmap.format import write_layer, write_sources, write_table
from controlmap.model import Place, Report
from controlmap.store import init_project, inspect_project, lacking_attributes
from controlmap.store.new import GIT_ATTRIBUTES, make_project


def test_the_example_is_sound_and_canonical(tmp_path):
    folder = tmp_path / "new" / "map"
    paths = init_project(folder)
    assert sorted(path.name for path in folder.iterdir()) == [path.name for path in paths]
    project, problems = inspect_project(folder)
    assert problems == []
    (layer,) = project.layers
    assert write_layer(layer, grid=project.grid) == (folder / layer.file).read_bytes()
    assert write_sources(project.sources.values()) == (folder / "sources.json").read_bytes()
    assert write_table(Place, project.places.values()) == (folder / "places.csv").read_bytes()
    assert write_table(Report, project.reports) == (folder / "reports.csv").read_bytes()


def test_the_example_s_states_do_not_overlap_and_leave_no_hole(tmp_path):
    init_project(tmp_path)
    (layer,) = inspect_project(tmp_path)[0].layers
    ridge, west, before, after = (state.geometry for state in layer.states)
    assert before.equals(after)
    whole = ridge.union(west).union(before)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(ridge.area + west.area + before.area, abs=1e-12)


def test_the_map_agrees_with_the_report(tmp_path):
    init_project(tmp_path)
    project = inspect_project(tmp_path)[0]
    (report,), (place,) = project.reports, project.places.values()
    holders = [
        state.controller
        for state in project.layers[0].states
        if state.geometry.contains_properly(point(place))
        and state.valid_from <= report.date
        and (state.valid_to is None or report.date < state.valid_to)
    ]
    assert holders == [report.controller]


def point(place):
    import shapely

    return shapely.Point(place.lon, place.lat)


def test_an_empty_folder_is_filled(tmp_path):
    paths = init_project(tmp_path)
    assert sorted(paths) == sorted(tmp_path.iterdir())
    assert tmp_path / "controlmap.toml" in paths


@pytest.mark.parametrize("name", ["README", ".git"])
def test_a_folder_that_holds_anything_is_left_alone(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        init_project(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a").write_text("mine")
    with pytest.raises(InputError):
        init_project(tmp_path / "a")


def test_what_gitattributes_lack_is_appended_and_what_they_say_of_a_file_stays(tmp_path):
    file = tmp_path / ".gitattributes"
    assert lacking_attributes(tmp_path) == GIT_ATTRIBUTES
    _, *lines = GIT_ATTRIBUTES.splitlines(keepends=True)
    for told, lacking in [
        (b"", b"".join(lines)),
        (b"# mine", b"\n" + b"".join(lines)),
        (b"places.csv -diff\n\n*.md text\n", b"".join(x for x in lines if not x.startswith(b"places.csv"))),
        (GIT_ATTRIBUTES, b""),
        (GIT_ATTRIBUTES.rstrip(b"\n"), b""),
    ]:
        file.write_bytes(told)
        assert lacking_attributes(tmp_path) == lacking
        file.write_bytes(told + lacking)
        assert lacking_attributes(tmp_path) == b""
    file.unlink()
    for put in (lambda: file.symlink_to("nowhere"), file.mkdir):
        put()
        assert lacking_attributes(tmp_path) == b""
        file.unlink() if file.is_symlink() else file.rmdir()


def test_a_project_that_cannot_be_written_whole_leaves_neither_files_nor_folders(tmp_path):
    files = {"a/b/one.txt": b"1", "a/two.txt": b"2"}
    made = make_project(tmp_path / "new", files)
    assert {path.relative_to(tmp_path / "new").as_posix(): path.read_bytes() for path in made} == {
        ".gitattributes": GIT_ATTRIBUTES,
        **files,
    }
    with pytest.raises(OSError, match="long"):
        make_project(tmp_path / "other" / "deep", {**files, "x" * 300: b""})
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
