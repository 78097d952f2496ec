"""Totals of villages, townships and counties from the table of assessed persons.

A fixed statement: everything of the policy that it needs is numbers, bound as parameters. The figures are exact;
whoever shows them applies the small-cell rule first. ``scoring.areas`` is the same rule in Python.
"""

from __future__ import annotations

from xiangxin.policy.model import AreaRating, CompiledPolicy

AREAS = "areas"

STATEMENT = """
CREATE TEMP TABLE areas AS
WITH person AS (
    SELECT
        village_code,
        count(*) FILTER (status = 'no_consent') AS no_consent,
        count(*) FILTER (status = 'not_eligible') AS not_eligible,
        count(*) FILTER (status = 'not_evaluable') AS not_evaluable,
        count(*) FILTER (status = 'awaiting_review') AS awaiting_review,
        count(*) FILTER (status = 'vetoed') AS vetoed,
        count(*) FILTER (status = 'scored') AS scored,
        coalesce(sum(limit_fen), 0) AS limit_fen,
        count(*) FILTER (limit_fen > 0) AS contributors,
        coalesce(max(limit_fen), 0) AS largest_fen
    FROM assessed GROUP BY village_code
),
household AS (
    SELECT village_code, household_id, bool_or(credit) AS credit
    FROM assessed WHERE status IN ('scored', 'vetoed') GROUP BY village_code, household_id
),
counted AS (
    SELECT village_code, count(*) AS assessed, count(*) FILTER (credit) AS credit FROM household GROUP BY village_code
),
village AS (
    SELECT
        person.*,
        coalesce(counted.assessed, 0) AS households_assessed,
        coalesce(counted.credit, 0) AS households_credit,
        coalesce(counted.assessed, 0) >= greatest($village_base, 1) AS ratable,
        coalesce(counted.assessed, 0) >= greatest($village_base, 1)
            AND counted.credit * $village_denominator >= counted.assessed * $village_numerator AS reached
    FROM person LEFT JOIN counted USING (village_code)
),
summed AS (
    SELECT
        left(village_code, 12 - zeros) || repeat('0', zeros) AS area_code,
        level,
        sum(no_consent) AS no_consent,
        sum(not_eligible) AS not_eligible,
        sum(not_evaluable) AS not_evaluable,
        sum(awaiting_review) AS awaiting_review,
        sum(vetoed) AS vetoed,
        sum(scored) AS scored,
        sum(households_assessed) AS households_assessed,
        sum(households_credit) AS households_credit,
        CASE WHEN level <> 'village' AND $rates_villages THEN count(*) FILTER (ratable) END AS villages_ratable,
        CASE WHEN level <> 'village' AND $rates_villages THEN count(*) FILTER (reached) END AS villages_credit,
        CASE WHEN level = 'village' AND $rates_villages AND bool_and(ratable) THEN bool_and(reached) END
            AS village_proposed,
        sum(limit_fen) AS limit_fen,
        sum(contributors) AS contributors,
        max(largest_fen) AS largest_fen
    FROM village, (VALUES (0, 'village'), (3, 'township'), (6, 'county')) AS area_level (zeros, level)
    GROUP BY area_code, level
)
SELECT
    area_code,
    level,
    no_consent::BIGINT AS no_consent,
    not_eligible::BIGINT AS not_eligible,
    not_evaluable::BIGINT AS not_evaluable,
    awaiting_review::BIGINT AS awaiting_review,
    vetoed::BIGINT AS vetoed,
    scored::BIGINT AS scored,
    households_assessed::BIGINT AS households_assessed,
    households_credit::BIGINT AS households_credit,
    villages_ratable,
    villages_credit,
    CASE
        WHEN level = 'village' THEN village_proposed
        WHEN level = 'township' AND $rates_townships AND villages_ratable >= greatest($township_base, 1)
            THEN villages_credit * $township_denominator >= villages_ratable * $township_numerator
    END AS proposed,
    limit_fen::BIGINT AS limit_fen,
    contributors::BIGINT AS contributors,
    largest_fen::BIGINT AS largest_fen
FROM summed
ORDER BY area_code, level
"""


def parameters(policy: CompiledPolicy) -> dict[str, int | bool]:
    """The numbers of the policy that decide ratings."""
    village, township = (_rating(policy, level) for level in ("village", "township"))
    return {
        "rates_villages": village is not None,
        "village_base": village.minimum_base if village else 1,
        "village_numerator": village.at_least.numerator if village else 1,
        "village_denominator": village.at_least.denominator if village else 1,
        "rates_townships": village is not None and township is not None,
        "township_base": township.minimum_base if township else 1,
        "township_numerator": township.at_least.numerator if township else 1,
        "township_denominator": township.at_least.denominator if township else 1,
    }


def _rating(policy: CompiledPolicy, level: str) -> AreaRating | None:
    return next((rating for rating in policy.area_ratings if rating.level == level), None)
