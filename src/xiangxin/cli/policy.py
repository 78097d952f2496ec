"""`xiangxin policy …`: what an author, a lawyer and a bank manager ask of a policy."""

from __future__ import annotations

from xiangxin.cli.lazy import LazyGroup

COMMANDS = {
    "list": ("xiangxin.cli.policy_read:list_policies", "随附的办法 · the policies that come with the program"),
    "check": ("xiangxin.cli.policy_check:check", "逐行核对写法和法律 · every line against the language and the law"),
    "test": ("xiangxin.cli.policy_check:test", "运行办法自带的用例 · run the cases of a policy"),
    "show": ("xiangxin.cli.policy_show:show", "读得懂的打印件 · a readable print"),
    "diff": ("xiangxin.cli.policy_diff:diff", "两份办法逐条比较 · clause by clause between two policies"),
    "hash": ("xiangxin.cli.policy_read:hash_policy", "内容指纹 · the hash of the content"),
    "schema": ("xiangxin.cli.policy_read:schema", "给编辑器用的 JSON Schema · for editors"),
}

policy = LazyGroup("policy", COMMANDS, "办法是数据：读、查、试、比。 A policy is data: read, check, test, compare.")
