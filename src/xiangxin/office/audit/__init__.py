"""What was done, what was read, and the proof that neither record was changed.

Lowest room of the office: it knows persons, accounts and institutions by their opaque ids only. Every write of another
room happens inside ``acts.act`` and every read of personal rows inside ``reads.reading``; the guard at the database
driver refuses what happens outside of them.
"""
