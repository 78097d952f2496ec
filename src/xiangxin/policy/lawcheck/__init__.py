"""The law check: every line of a policy against the law pack, then the rules that need the assembled policy.

``check_law`` judges lines, ``matters_read`` says what a formula is about, ``check_structure`` looks at the whole. It
must never admit what the pack does not admit, and never soften a refusal: there is no switch here.
"""

from xiangxin.policy.lawcheck.lines import LawLine, LineKind, basis, check_law
from xiangxin.policy.lawcheck.matters import matters_read
from xiangxin.policy.lawcheck.structure import check_structure

__all__ = ["LawLine", "LineKind", "basis", "check_law", "check_structure", "matters_read"]
