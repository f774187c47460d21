"""Make a virtual environment with this package in it, or reuse one that still fits.

    python .ci/environment.py .venv --extras demo
    python .ci/environment.py .ci-cache/w74 --extras test postgres --require "wagtail==7.4.*"

Run it with the Python that the environment is to use. A stamp inside the environment records that
Python, pyproject.toml and what was installed; while these stay the same, nothing is done. Only the
standard library is needed, and nothing outside the environment is changed.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".wagtail-coaching.json"


def main() -> int:
    parser = argparse.ArgumentParser(description="Make or reuse a virtual environment.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--extras", nargs="*", default=[])
    parser.add_argument("--require", nargs="*", default=[], help="further pip requirements")
    options = parser.parse_args()
    try:
        ensure(options.directory, options.extras, options.require)
    except subprocess.CalledProcessError as error:
        print(f"Setting up {options.directory} failed (see above): {error}", file=sys.stderr)
        return 1
    return 0


def ensure(directory: Path, extras: list[str], requirements: list[str]) -> Path:
    """Bring the environment up to date; return the path of its Python."""
    directory = directory.absolute()
    python = python_of(directory)
    python_used = identity()
    fits = {
        "python": python_used,
        "pyproject": digest(ROOT / "pyproject.toml"),
        "directory": str(directory),
    }
    stamp = read_stamp(directory)
    have = set(stamp.get("extras", []))
    if (
        python.exists()
        and all(stamp.get(key) == value for key, value in fits.items())
        and stamp.get("requirements") == requirements
        and have >= set(extras)
    ):
        return python

    same_python = stamp.get("python") == python_used and stamp.get("directory") == str(directory)
    if not (python.exists() and same_python):
        version = sys.version.split()[0]
        say(f"Making a virtual environment in {relative(directory)} (Python {version})")
        create(directory, python)
        have = set()
    wanted = sorted(have | set(extras))
    package = f"wagtail-coaching[{','.join(wanted)}]"
    say(f"Installing {package} into {relative(directory)}, which takes about a minute")
    pip(python, "install", "-e", f".[{','.join(wanted)}]", *requirements)
    contents = {**fits, "requirements": requirements, "extras": wanted}
    (directory / STAMP).write_text(json.dumps(contents, indent=2) + "\n", encoding="utf-8")
    return python


def create(directory: Path, python: Path) -> None:
    """Make an empty environment with pip in it."""
    if directory.exists():
        shutil.rmtree(directory)
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    made = subprocess.run([sys.executable, "-m", "venv", str(directory)], check=False, **quiet)
    if made.returncode == 0:
        return
    # Debian keeps ensurepip in a package of its own; the pip that is there can fill the gap.
    shutil.rmtree(directory, ignore_errors=True)
    bare = [sys.executable, "-m", "venv", "--without-pip", str(directory)]
    outside = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "pip"]
    for command in (bare, outside):
        result = subprocess.run(command, check=False, **quiet)
        if result.returncode:
            shutil.rmtree(directory, ignore_errors=True)
            print(made.stdout, result.stdout, sep="\n", file=sys.stderr)
            raise subprocess.CalledProcessError(result.returncode, command)


def pip(python: Path, *arguments: str) -> None:
    """Run pip of the environment, showing errors only."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [str(python), "-m", "pip", arguments[0], "-qq", *arguments[1:]]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)


def python_of(directory: Path) -> Path:
    if os.name == "nt":
        return directory / "Scripts" / "python.exe"
    return directory / "bin" / "python"


def identity() -> str:
    """Name the running Python so that another one, or a newer release, is told apart."""
    base = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    return f"{sys.version.split()[0]} {base}"


def digest(*paths: Path) -> str:
    """Return a hash of the files' names and contents."""
    result = hashlib.sha256()
    for path in sorted(paths):
        result.update(str(path.relative_to(ROOT)).encode())
        result.update(path.read_bytes())
    return result.hexdigest()


def read_stamp(directory: Path) -> dict:
    try:
        return json.loads((directory / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def relative(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
