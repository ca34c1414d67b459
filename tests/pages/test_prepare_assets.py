"""What the browser is served of other people's work."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from tools import prepare_assets as assets

SHEET = (
    "/*! Copyright (c) 2011 by Margaret Calvert & Henrik Kubel. */"
    "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
    ".a{font-family:GDS Transport,arial,sans-serif;color:red}"
    "@media print{.a{font-family:sans-serif}}"
    ".b{background-image:url(/assets/images/govuk-crest.svg);width:1px}"
    ".c{-webkit-mask-image:url(/assets/images/c.svg);mask-image:url(/assets/images/c.svg);top:0}"
    "\n/*# sourceMappingURL=govuk-frontend.min.css.map */"
)


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A node_modules with the files that are read, small."""
    root = tmp_path / "node_modules"
    for name, path in assets._sources(root):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SHEET if name.endswith(".css") else name)
    script = root / assets.GOVUK / "govuk-frontend.min.js"
    script.write_text("export{initAll};//# sourceMappingURL=govuk-frontend.min.js.map")
    return root


def test_rewrite_takes_out_the_typeface_and_the_crest() -> None:
    ours = f"font-family:{assets.STACK}"
    assert assets.rewrite_css(SHEET).strip() == (
        f".a{{{ours};color:red}}@media print{{.a{{{ours}}}}}.b{{width:1px}}.c{{top:0}}"
    )


@pytest.mark.parametrize(
    "left",
    [
        ".d{font-family:GDS Transport}",
        ".d{background:url(/assets/images/new.svg)}",
        ".d{cursor:url(/assets/x.cur)}",
    ],
)
def test_rewrite_refuses_what_it_does_not_know(left: str) -> None:
    with pytest.raises(assets.AssetsError, match="not as expected"):
        assets.rewrite_css(SHEET + left)


def test_rewrite_refuses_a_sheet_in_which_nothing_was_found() -> None:
    with pytest.raises(assets.AssetsError, match="nothing replaced"):
        assets.rewrite_css(".a{color:red}")


def test_prepare_fills_the_folder(modules: Path, tmp_path: Path) -> None:
    target = tmp_path / "assets"
    assert assets.prepare(modules, target) is True
    assert (target / "govuk-frontend.min.js").read_text() == "export{initAll};"
    served = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    assert served == {
        ".stamp",
        "fonts.css",
        "fonts/LICENSE",
        "govuk-frontend.min.css",
        "govuk-frontend.min.js",
        *(
            f"fonts/atkinson-hyperlegible-{alphabet}-{weight}-{style}.woff2"
            for alphabet in ("latin", "latin-ext")
            for weight in (400, 700)
            for style in ("normal", "italic")
        ),
    }


def test_prepare_does_nothing_the_second_time(modules: Path, tmp_path: Path) -> None:
    target = tmp_path / "assets"
    assets.prepare(modules, target)
    kept = target / "kept"
    kept.touch()
    assert assets.prepare(modules, target) is False
    assert kept.exists()


def test_prepare_starts_afresh_when_a_file_changed(modules: Path, tmp_path: Path) -> None:
    target = tmp_path / "assets"
    assets.prepare(modules, target)
    (target / "old.css").touch()
    (modules / assets.GOVUK / "govuk-frontend.min.js").write_text("export{other};")
    assert assets.prepare(modules, target) is True
    assert not (target / "old.css").exists()
    assert (target / "govuk-frontend.min.js").read_text() == "export{other};"


def test_prepare_without_the_packages_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetsError, match="npm ci"):
        assets.prepare(tmp_path / "node_modules", tmp_path / "assets")
    assert not (tmp_path / "assets").exists()


def test_main_prepares_this_copy(
    modules: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(assets, "BASE_DIR", tmp_path)
    assert (assets.main(), assets.main()) == (0, 0)
    assert capsys.readouterr().out == "Assets: prepared.\nAssets: up to date.\n"
    assert (tmp_path / "var" / "assets" / "fonts.css").exists()


def test_main_without_the_packages_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "BASE_DIR", tmp_path)
    assert assets.main() == 1
    assert "npm ci" in capsys.readouterr().err


def test_each_alphabet_is_a_family_of_its_own() -> None:
    faces = assets.font_faces()
    assert faces.count('font-family:"Atkinson Hyperlegible";') == 4
    assert faces.count('font-family:"Atkinson Hyperlegible Ext";') == 4
    assert faces.count("unicode-range:") == 8


# --- what is really served ----------------------------------------------------------------------

SERVED = Path(settings.BASE_DIR) / "var" / "assets"


def test_what_is_served_has_nothing_of_govuks_own() -> None:
    for path in [*SERVED.rglob("*.css"), *SERVED.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert "GDS Transport" not in text
        assert "/assets/" not in text
        assert "sourceMappingURL" not in text


def test_every_font_that_is_declared_is_served() -> None:
    sheet = (SERVED / "fonts.css").read_text()
    named = [part.split('"')[0] for part in sheet.split('url("')[1:]]
    assert len(named) == 8
    assert all((SERVED / name).stat().st_size > 5000 for name in named)


def test_the_lock_file_names_no_registry() -> None:
    lock = (Path(settings.BASE_DIR) / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "registry" not in lock
    root, *packages = json.loads(lock)["packages"].values()
    assert len(packages) == len(root["dependencies"]) + len(root["devDependencies"])
    assert all(package["integrity"].startswith("sha512-") for package in packages)
