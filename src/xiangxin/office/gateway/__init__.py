"""What every room's API needs: tokens, the gate of an operation, idempotency, pages by cursor, problems; and health.

An operation says roles, scope and purposes like a view does, and the same viewer goes into the same queries. Nothing is
reachable here that a page of the same role would not show.
"""
