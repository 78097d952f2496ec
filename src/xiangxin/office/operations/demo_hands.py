"""As whom the demo's people act: each account in the one post it has."""

from __future__ import annotations

from xiangxin.office.accounts.models import Account, Post
from xiangxin.office.accounts.viewer import Viewer


def in_post(account: Account) -> Viewer:
    """The account in its post."""
    post = Post.objects.get(account=account)
    return Viewer(account.id, post.role, post.area, post.institution_id, post=post.id)
