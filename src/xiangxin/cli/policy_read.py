"""`policy list`, `policy hash`, `policy schema`: a policy as it is written, before any law is asked."""

from __future__ import annotations

import json

import click

from xiangxin.cli.options import policy_folder
from xiangxin.cli.output import DONE, Output, output_options, text_entry
from xiangxin.kernel.errors import UnreadableInput
from xiangxin.kernel.text import Text
from xiangxin.policy.read import PolicyDocument, load_policy
from xiangxin.policy.schema import json_schema
from xiangxin.policy.shipped import content_hash, shipped_policies
from xiangxin.scoring.wording import word


def open_policy(written: str) -> PolicyDocument:
    """The document of a policy; ``UnreadableInput`` when it does not have the shape of one."""
    document, findings = load_policy(policy_folder(written))
    if document is None:
        raise UnreadableInput(findings)
    return document


@click.command("list")
@output_options
def list_policies(output: Output) -> int:
    """随附的办法。 The policies that come with the program."""
    rows, entries = [], []
    for name in shipped_policies():
        document = open_policy(name)
        root = document.root
        title = root.get("title", Text) or Text(name, name)
        calibration = root.get("calibration", str) or ""
        entries.append(
            {
                "policy": name,
                "title": text_entry(title),
                "calibration": calibration,
                "content_hash": content_hash(document),
                "folder": str(document.folder),
            }
        )
        rows.append((name, output.word(title), calibration, content_hash(document)[:12]))
    output.put(policies=entries)
    heads = (Text("编号", "Id"), Text("名称", "Title"), Text("校准", "Calibration"), Text("指纹", "Hash"))
    output.table(word("policy.shipped"), heads, rows, numeric=len(heads))
    return output.finish(DONE)


@click.command("hash")
@click.argument("policy")
@output_options
def hash_policy(output: Output, policy: str) -> int:
    """办法内容的指纹；注释和排版不算。 The hash of a policy's content, without comments and layout."""
    value = content_hash(open_policy(policy))
    output.put(policy=policy, content_hash=value)
    output.say(value)
    return output.finish(DONE)


@click.command()
@output_options
def schema(output: Output) -> int:
    """给编辑器用的 JSON Schema。 The JSON Schema of a policy file."""
    if output.as_json:
        output.put(schema=json_schema())
    else:
        output.say(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return output.finish(DONE)
