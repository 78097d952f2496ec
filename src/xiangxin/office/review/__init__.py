"""Reviews: who sits on a panel, rounds on a village's people, who rates whom, ballots nobody can read, their opening.

Nothing here tells anybody how somebody was rated: what counted goes into the credit file, figures of a whole panel to
the auditor. The boxes and their keys are ``xiangxin.ballot``.
"""
