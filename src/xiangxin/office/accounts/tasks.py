"""What the room does every night; safe to run twice."""

from __future__ import annotations

from xiangxin.office.accounts.actions.forgetting import forget_sign_ins
from xiangxin.office.accounts.adapter import SECRET
from xiangxin.office.accounts.resealing import seal_factors_again
from xiangxin.office.jobs.schedule import daily
from xiangxin.office.vault.sealed import sealed_elsewhere

sealed_elsewhere(SECRET[0])(seal_factors_again)


@daily("accounts.forget", at="02:50")
def forget_nightly() -> None:
    """Forget codes, counters of phones, stays and sessions at their term."""
    forget_sign_ins()
