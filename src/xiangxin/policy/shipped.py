"""The policies that come with the program, and the rule that their names stay theirs.

Results, pages and totals name a policy by its id and title. A changed copy under an original's id would put somebody
else's name on rules they never issued: it does not pass the check, and nobody is scored by it. What results keep pinned
is read as it is, whatever the program ships today.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

from xiangxin.kernel.canonical import digest, exact
from xiangxin.kernel.errors import Finding, Location
from xiangxin.kernel.text import Text
from xiangxin.policy.model import POLICY_FILE
from xiangxin.policy.read import PolicyDocument, load_policy


def shipped_policies() -> dict[str, Path]:
    """The folders of the policies that come with the program, by id."""
    root = Path(str(resources.files("xiangxin"))) / "policies"
    return {folder.name: folder for folder in sorted(root.iterdir()) if (folder / POLICY_FILE).is_file()}


def content_hash(document: PolicyDocument) -> str:
    """The hash that names a policy's content; comments and layout do not count, and no law is asked."""
    return digest(exact(document.content))


def borrowed_name(name: str, content: str, folder: Path) -> tuple[Finding, ...]:
    """A finding where a changed copy in ``folder``, of this id and hash, still goes by the id of a shipped policy."""
    original = shipped_policies().get(name)
    if original is None or original == folder or content == _hash_of(original):
        return ()
    what = Text(
        f"内容改过，编号还是随附办法的 {name}", f"The content was changed and the id is still the shipped {name}"
    )
    why = Text(
        "结果上印着编号、名称和发文机关；改过的办法不能顶着别人的名字发出去。",
        "Results carry id, title and issuer; a changed policy may not go out under another's name.",
    )
    mend = Text(
        "先改 policy、title、issued、effective，写成您自己的。",
        "First make policy, title, issued and effective your own.",
    )
    return (Finding("borrowed_name", "block", Location(f"{folder.name}/{POLICY_FILE}"), what, why, mend),)


def other_folder(document: PolicyDocument) -> tuple[Finding, ...]:
    """A note where the folder is called otherwise than the policy in it."""
    name, folder = document.root.get("policy", str) or "", document.folder.name
    if name == folder:
        return ()
    what = Text(f"编号 {name} 和目录名 {folder} 不同", f"The id {name} differs from the folder {folder}")
    why = Text("按目录找的人会拿错办法。", "Whoever looks for it by its folder takes another policy.")
    mend = Text("让两者一致。", "Make them the same.")
    return (Finding("other_folder", "note", document.root.at_of("policy"), what, why, mend),)


@lru_cache(maxsize=8)
def _hash_of(folder: Path) -> str:
    document, _ = load_policy(folder)
    return "" if document is None else content_hash(document)
