"""Check what the built wheel and source archive hold: `python .ci/check_wheel.py dist`."""

import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "wagtail_coaching"
IGNORED = {"__pycache__"}


def main(directory: Path) -> int:
    wheels, archives = sorted(directory.glob("*.whl")), sorted(directory.glob("*.tar.gz"))
    if len(wheels) != 1 or len(archives) != 1:
        print(f"{directory} must hold exactly one wheel and one source archive", file=sys.stderr)
        return 1
    problems = check_wheel(wheels[0]) + check_archive(archives[0])
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{wheels[0].name} and {archives[0].name} hold what they must")
    return 1 if problems else 0


def check_wheel(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
    problems = missing_and_strange(names, path.name)
    tops = {name.split("/")[0] for name in names}
    strange = {top for top in tops if top != PACKAGE and not top.endswith(".dist-info")}
    problems += [f"{path.name}: {top} does not belong in it" for top in sorted(strange)]
    for name in (
        f"{PACKAGE}/py.typed",
        f"{PACKAGE}/migrations/0001_initial.py",
        f"{PACKAGE}/pages/migrations/0001_initial.py",
        f"{PACKAGE}/templates/{PACKAGE}/base.html",
        f"{PACKAGE}/static/{PACKAGE}/css/coaching.css",
    ):
        if name not in names:
            problems.append(f"{path.name}: {name} is missing")
    if not any(name.startswith(f"{PACKAGE}/locale/") for name in names):
        problems.append(f"{path.name}: locale is missing")
    if not any(name.endswith(".dist-info/licenses/LICENSE") for name in names):
        problems.append(f"{path.name}: LICENSE is missing")
    return problems


def check_archive(path: Path) -> list[str]:
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    problems = missing_and_strange(names, path.name)
    for name in ("LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "PKG-INFO"):
        if name not in names:
            problems.append(f"{path.name}: {name} is missing")
    strange = [name for name in names if name.startswith(("tests/", "example_site/"))]
    return problems + [f"{path.name}: {name} does not belong in it" for name in sorted(strange)]


def missing_and_strange(names: set[str], where: str) -> list[str]:
    """Compare with the package as it lies in the checkout, file by file."""
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / PACKAGE).rglob("*")
        if path.is_file() and not IGNORED.intersection(path.parts)
    }
    found = {name for name in names if name.startswith(f"{PACKAGE}/") and not name.endswith("/")}
    return [
        *(f"{where}: {name} is missing" for name in sorted(expected - found)),
        *(f"{where}: {name} does not belong in it" for name in sorted(found - expected)),
    ]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
