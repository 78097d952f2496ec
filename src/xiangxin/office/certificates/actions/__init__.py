"""All writes about certificates."""

from xiangxin.office.certificates.actions.codes import MadeCode, check_code, forget_codes, make_code
from xiangxin.office.certificates.actions.issuing import end_certificate, follow_lines, issue_certificate
from xiangxin.office.certificates.actions.keys import add_key, key_for, renew_key, revoke_key
from xiangxin.office.certificates.actions.publishing import sign_due, sign_list
from xiangxin.office.certificates.actions.signing import signed_file

__all__ = [
    "MadeCode",
    "add_key",
    "check_code",
    "end_certificate",
    "follow_lines",
    "forget_codes",
    "issue_certificate",
    "key_for",
    "make_code",
    "renew_key",
    "revoke_key",
    "sign_due",
    "sign_list",
    "signed_file",
]
