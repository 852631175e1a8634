"""The wheel, installed elsewhere, builds the sample from another folder: nothing of the checkout is needed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from program import files

from reportgen.documents.reading import dump

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "金花街道2024-应得正文.txt"
TOOLS = ("build", "hatchling")

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(tool) is None for tool in TOOLS), reason=f"没有安装 {'、'.join(TOOLS)}"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a download: the build backend is the one of this environment."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return next(folder.glob("reportgen_jixiao-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of a fresh environment that holds the wheel; what it depends on is lent by this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    paths = sysconfig.get_paths("venv", {"base": str(folder), "platbase": str(folder)})
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(folder), "install"]
    subprocess.run([*command, "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True, timeout=120)
    lent = Path(paths["purelib"]) / "lent.pth"
    # An editable install of ours in these folders is not lent: its .pth file is read in a folder of the site alone.
    lent.write_text("\n".join(path for path in sys.path if path.endswith("site-packages")), encoding="utf-8")
    return Path(paths["scripts"])


def test_wheel_carries_templates_and_samples(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
    for folder in ("templates", "data"):
        expected = {f"reportgen/shipped/{folder}/{name}" for name in files(ROOT / folder)}
        assert expected
        assert expected <= names
    assert {f"reportgen/checks/spelling/{name}" for name in files(ROOT / "src/reportgen/checks/spelling")} <= names
    assert {"reportgen/py.typed", "reportgen/checks/地名.txt"} <= names
    assert not any(name.startswith(("tests", "scripts", "docs")) for name in names)


def test_installed_wheel_builds_the_sample_from_another_folder(installed: Path, workplace: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    code = "import reportgen, reportgen.resources as r; print(reportgen.__file__); print(r.sample_data() / '2024.xlsx')"
    output = subprocess.run(
        [installed / "python", "-c", code],
        cwd=workplace,
        env=clean,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    module, sample = map(Path, output.stdout.splitlines())
    assert installed.parent in module.parents
    assert installed.parent in sample.parents
    command = [str(installed / "reportgen"), "build", str(sample)]
    subprocess.run(command, cwd=workplace, env=clean, check=True, capture_output=True, timeout=60)
    examined = subprocess.run(
        [installed / "python", "-m", "reportgen", "doctor", "--json"],
        cwd=workplace,
        env=clean,
        check=False,
        capture_output=True,
        timeout=60,
    )
    packages = [one["state"] for one in json.loads(examined.stdout)["findings"] if one["name"].startswith("软件包")]
    assert set(packages) == {"正常"}  # what it needs is read from its own record, under the name of the distribution
    document = workplace / "output" / "2024" / "金花街道-自评表说明.docx"
    assert dump(document) == GOLDEN.read_text(encoding="utf-8")
