"""Measure the speed goals: `python -m tests.bench [--json] [GROUP ...]`.

Every group runs in a process of its own, so that none finds modules loaded or memory touched by another.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import NoReturn

from tests.bench.rows import Row, as_json, as_table, from_objects

ROOT = Path(__file__).resolve().parents[2]
GROUPS = ("passes", "batches", "moves", "edits", "hover", "starts", "evaluating", "memory")
_INSIDE = "--inside"
_UNSET = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONDONTWRITEBYTECODE")


def environment(home: str) -> dict[str, str]:
    """What a process that is measured finds: no settings, no display, one thread for NumPy, compiled modules."""
    found = {key: value for key, value in os.environ.items() if key not in _UNSET}
    found |= {f"XDG_{name}_HOME": os.path.join(home, name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    found |= {"OPENBLAS_NUM_THREADS": "1", "QT_QPA_PLATFORM": "offscreen", "TF_CPP_MIN_LOG_LEVEL": "3"}
    found |= {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return found


def measure(group: str) -> list[Row]:
    """Run a group in a process of its own."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench", _INSIDE, group],
            cwd=ROOT,
            env=environment(home),
            capture_output=True,
            text=True,
        )
    print(f"{group}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    if done.returncode != 0 or not done.stdout.strip():
        print(done.stderr[-4000:], file=sys.stderr)
        raise SystemExit(f"The benchmark {group!r} failed with code {done.returncode}.")
    return from_objects(json.loads(done.stdout.splitlines()[-1]))


def inside(group: str) -> NoReturn:
    """Measure here, and leave without waiting for whatever threads are left."""
    code = 1
    try:
        rows = importlib.import_module(f"tests.bench.{group}").measure()
        sys.stdout.write("\n" + json.dumps([row.as_object() for row in rows]) + "\n")
        sys.stdout.flush()
        code = 0
    except Exception:  # noqa: BLE001 - told in full, and then the process ends
        traceback.print_exc()
    finally:
        os._exit(code)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the speed goals.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"some of: {', '.join(GROUPS)} (default: all)")
    parser.add_argument("--json", action="store_true", help="print a JSON list alone")
    parser.add_argument(_INSIDE, metavar="GROUP", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        inside(args.inside)
    unknown = set(args.groups) - set(GROUPS)
    if unknown:
        parser.error(f"Expected some of {', '.join(GROUPS)}. Received {', '.join(sorted(unknown))}.")
    rows = [row for group in args.groups or GROUPS for row in measure(group)]
    print(as_json(rows) if args.json else as_table(rows))


if __name__ == "__main__":
    main()
