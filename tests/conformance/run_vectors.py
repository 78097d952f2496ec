"""Runs published vectors of Merkle proofs (format of transparency-dev/merkle) through the library and the checker.

``make conformance VECTORS=folder``. The vectors are not part of this repository. A vector passes when both accept it
or both refuse it, as it says; the last line counts, and the exit code is 1 where one did not pass, 2 without vectors.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

from xiangxin.proof import tree
from xiangxin.proof.standalone import check_chain


def accepted(vector: dict[str, Any]) -> tuple[bool, bool]:
    """What the library and the stand-alone checker say to a vector."""
    proof = [base64.b64decode(one) for one in vector["proof"] or ()]
    if "leafIdx" in vector:
        leaf, root = base64.b64decode(vector["leafHash"]), base64.b64decode(vector["root"])
        place = vector["leafIdx"], vector["treeSize"]
        return (
            tree.verify_inclusion(leaf, *place, proof, root),
            check_chain.is_included(leaf, *place, proof, root),
        )
    sizes = vector["size1"], vector["size2"]
    roots = base64.b64decode(vector["root1"]), base64.b64decode(vector["root2"])
    return tree.verify_consistency(*sizes, *roots, proof), check_chain.is_grown(*sizes, *roots, proof)


def main(given: list[str]) -> int:
    """Run every vector under the folder; the exit code."""
    files = sorted(Path(given[0]).rglob("*.json")) if given and given[0] else []
    if not files:
        sys.stdout.write("没有找到向量 · no vectors found: make conformance VECTORS=folder\n")
        return 2
    passed = 0
    for file in files:
        vector = json.loads(file.read_text("utf-8"))
        wanted = not vector["wantErr"]
        said = accepted(vector)
        if said == (wanted, wanted):
            passed += 1
        else:
            sys.stdout.write(f"{file}: {vector['desc']}: wanted {wanted}, library {said[0]}, checker {said[1]}\n")
    sys.stdout.write(f"{passed} of {len(files)}\n")
    return 0 if passed == len(files) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
