"""The vendored front-end files: `check` recomputes their sums, `fetch` brings them anew.

Fetching needs npm on the developer's machine; running and testing the product does not.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"


def packages() -> list[dict[str, Any]]:
    """Return the manifest: per package name, version, licence, integrity and files."""
    manifest: list[dict[str, Any]] = json.loads((VENDOR / "MANIFEST.json").read_text("utf-8"))
    return manifest


def faults() -> list[str]:
    """Compare the folder with the manifest both ways; an empty list means they agree."""
    listed = {entry["file"]: entry["sha256"] for row in packages() for entry in row["files"]}
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }
    missing = [f"missing: {name}" for name in sorted(listed.keys() - found.keys())]
    unlisted = [f"not in the manifest: {name}" for name in sorted(found.keys() - listed.keys())]
    changed = [
        f"changed: {name}"
        for name in sorted(listed.keys() & found.keys())
        if listed[name] != found[name]
    ]
    return missing + unlisted + changed


def fetch(row: dict[str, Any]) -> None:
    """Pack one package into a temporary folder, check its integrity, copy the listed files."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"{row['name']}@{row['version']}"], cwd=folder, check=True
        )
        [archive] = Path(folder).glob("*.tgz")
        digest = hashlib.sha512(archive.read_bytes()).digest()
        if f"sha512-{base64.b64encode(digest).decode()}" != row["integrity"]:
            sys.exit(f"{row['name']}: the package is not the one of the manifest")
        with tarfile.open(archive) as package:
            for entry in row["files"]:
                source = package.extractfile(f"package/{entry['source']}")
                if source is None:
                    sys.exit(f"{row['name']}: no file {entry['source']} in the package")
                target = VENDOR / entry["file"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read())


def main() -> None:
    if sys.argv[1:] == ["fetch"]:
        for row in packages():
            fetch(row)
    found = faults()
    sys.exit("\n".join(found) if found else 0)


if __name__ == "__main__":
    main()
