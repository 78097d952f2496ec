"""The statements that make up the volume demo: who lives where, what they agreed to, what is on record.

Shares are per mille. Everything depends on the variables ``seed``, ``households`` and ``villages`` and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

# ``r`` draws 0…999 for a number and a question; ``ident`` makes a version-4 UUID. All depends on the seed alone.
MACROS = (
    "CREATE MACRO as_of() AS DATE '2026-06-30'",
    "CREATE MACRO township(v) AS v // 10",
    "CREATE MACRO r(question, i) AS (hash(getvariable('seed'), question, i) % 1000)::INTEGER",
    "CREATE MACRO upto(question, i, n) AS (hash(getvariable('seed'), question, i) % n)::BIGINT",
    """
    CREATE MACRO as_uuid(m) AS (
        substr(m, 1, 12) || '4' || substr(m, 14, 3) || substr('89ab', (hash(m) % 4)::INTEGER + 1, 1) || substr(m, 18)
    )::UUID
    """,
    "CREATE MACRO ident(what, i) AS as_uuid(md5(getvariable('seed') || what || i))",
    """
    CREATE MACRO pick(words, question, i) AS
        words[(hash(getvariable('seed'), question, i) % len(words))::INTEGER + 1]
    """,
)

PEOPLE = (
    # What a village is like: how many are good payers, how many consent, whether anybody was asked.
    """
    CREATE TEMP TABLE village AS
    SELECT
        v,
        '9901'
            || lpad((township(v) // 900 + 1)::VARCHAR, 2, '0')
            || lpad((township(v) % 900 + 100)::VARCHAR, 3, '0')
            || lpad((v % 10 + 201)::VARCHAR, 3, '0') AS village_code,
        CASE
            WHEN r('township', township(v)) < 400 AND r('village', v) < 900 THEN 900
            WHEN r('village', v) < 300 THEN 880
            ELSE 350 + r('middling', v) // 4
        END AS good_share,
        CASE WHEN r('consent', v) < 150 THEN 600 ELSE 880 END AS consent_share,
        r('village', v) >= 300
            AND r('troubled', v) < CASE WHEN r('hard times', township(v)) < 250 THEN 800 ELSE 80 END AS troubled
    FROM range(getvariable('villages')) AS t (v)
    """,
    """
    CREATE TEMP TABLE person AS
    SELECT
        i,
        ident('person', i) AS person_id,
        ident('household', h) AS household_id,
        h,
        second,
        village_code,
        r('good', i) < good_share AS good,
        troubled AND r('good', i) >= good_share AS late,
        r('borrows', i) >= 450 OR (troubled AND r('good', i) >= good_share) AS borrows,
        r('incomer', i) < 60 AS incomer,
        r('consents', i) < consent_share AS consents
    FROM (
        SELECT h, false AS second, h AS i FROM range(getvariable('households')) AS t (h)
        UNION ALL
        SELECT h, true, getvariable('households') + h FROM range(getvariable('households')) AS t (h)
        WHERE r('two applicants', h) < 80
    ) JOIN village ON v = (h % getvariable('villages'))
    """,
    """
    CREATE TEMP TABLE member AS
    SELECT i, n, i * 10 + n AS j, person_id, ident('member', i * 10 + n) AS member_id
    FROM person, range(3) AS t (n)
    WHERE consents AND r('members', i) >= 250 + 330 * n
    """,
)

TABLES: Mapping[str, str] = {
    "applicants": """
        SELECT
            person_id,
            household_id,
            village_code,
            CASE
                WHEN r('no birth date', i) < 2 THEN NULL
                WHEN r('young', i) < 5 THEN as_of() - upto('days young', i, 6500)::INTEGER
                ELSE DATE '1948-01-01' + upto('birth', i, 21900)::INTEGER
            END AS birth_on,
            CASE WHEN consents AND r('residence', i) < 960 THEN r('has residence', i) < 985 END AS residence_shown,
            CASE
                WHEN NOT consents THEN NULL
                WHEN incomer THEN pick(['residence_permit', 'lease'], 'ground', i)
                ELSE pick(['land_contract', 'land_contract', 'declaration'], 'ground', i)
            END AS residence_ground,
            CASE WHEN consents AND r('capacity', i) < 990 THEN r('capable', i) < 998 END AS full_capacity,
            CASE WHEN consents AND r('source', i) < 940 THEN r('has source', i) < 970 END AS income_source_shown,
            CASE
                WHEN consents THEN pick(['crops', 'livestock', 'wages', 'seasonal_work', 'business'], 'repays from', i)
            END AS repayment_source,
            CASE
                WHEN consents AND r('income', i) < 700
                    THEN (upto('yearly income', i, CASE WHEN good THEN 900 ELSE 500 END) + 40) * 10000
            END AS income_yearly_fen,
            CASE
                WHEN consents AND r('debt', i) < 700
                    THEN borrows::INTEGER * upto('debts', i, CASE WHEN good THEN 300 ELSE 900 END) * 10000
            END AS debt_total_fen,
            CASE WHEN consents AND NOT incomer THEN upto('land', i, 40) END AS land_area_mu,
            CASE WHEN incomer THEN 'leased' WHEN consents THEN 'contracted' END AS land_tenure,
            CASE WHEN incomer OR consents THEN upto('months', i, CASE WHEN incomer THEN 24 ELSE 240 END) END
                AS months_with_bank,
            CASE
                WHEN consents AND r('province', i) < 950
                    THEN CASE WHEN good THEN 7600 + upto('score', i, 2401) ELSE 4800 + upto('score', i, 3200) END
            END AS provincial_score_centi
        FROM person
        ORDER BY hash(i)
    """,
    "consents": """
        SELECT
            person_id,
            purpose,
            receiver,
            field_class,
            written,
            from_on - 5 AS notice_delivered_on,
            from_on,
            CASE WHEN r('ends', k) < 100 THEN from_on + 365 END AS to_on,
            CASE WHEN r('withdrawn', k) < 12 THEN from_on + 30 END AS withdrawn_on,
            pick(['station', 'station', 'mobile', 'counter'], 'channel', k) AS channel
        FROM (
            SELECT *, as_of() - 20 - upto('since', k, 300)::INTEGER AS from_on
            FROM (
                SELECT
                    person_id, i * 8 + n AS k, 'scoring' AS purpose, 'qinghe-bank' AS receiver, field_class,
                    r('paper', i * 8 + n) < 970 AS written
                FROM person, (VALUES (0, 'file', 1001), (1, 'income_property', 700), (2, 'bureau', 600))
                    AS class (n, field_class, share)
                WHERE consents AND r(field_class, i) < share
                UNION ALL
                SELECT person_id, i * 8 + 3, 'review', 'qinghe-panel', 'review', true
                FROM person WHERE consents AND r('shows', i) < 800
                UNION ALL
                SELECT person_id, i * 8 + 4, 'evaluation', 'qinghe-office', 'file', false
                FROM person WHERE consents AND r('stars', i) < 100
                UNION ALL
                SELECT
                    member_id, (getvariable('households') * 2 + j) * 8, 'scoring', 'qinghe-bank', 'income_property',
                    true
                FROM member WHERE r('member consents', j) < 550
            )
        )
        ORDER BY hash(k)
    """,
    "members": """
        SELECT
            person_id,
            member_id,
            CASE WHEN r('member income', j) < 800 THEN upto('member yearly', j, 500) * 10000 END AS income_yearly_fen,
            CASE WHEN r('member other', j) < 300 THEN upto('member other', j, 100) * 10000 END
                AS other_income_yearly_fen
        FROM member
        ORDER BY hash(j)
    """,
    "coverage": """
        SELECT
            person_id,
            kind,
            asked_of,
            CASE
                WHEN kind = 'bureau_arrears' THEN as_of() - upto('asked bureau', i, 110)::INTEGER
                ELSE as_of() - upto('asked', i, 300)::INTEGER
            END AS asked_on
        FROM person, (VALUES
            ('arrears', 'qinghe-bank', 975), ('guarantee_called', 'qinghe-bank', 975),
            ('loan_diversion', 'qinghe-bank', 975), ('bureau_arrears', 'credit-desk', 600),
            ('court_enforcement', 'qinghe-court', 800), ('honour', 'qinghe-civility', 300)
        ) AS answer (kind, asked_of, share)
        WHERE consents AND r('asked about', i * 7 + length(kind)) < share
        ORDER BY hash(i, kind)
    """,
    "reviews": """
        SELECT
            person_id,
            'qinghe-panel' AS panel,
            'round-' || village_code AS round_id,
            'seat-' || seat AS seat,
            CASE
                WHEN r('does not know', i * 8 + seat) < 40 THEN NULL
                WHEN good THEN 78 + upto('rating', i * 8 + seat, 22)
                ELSE 55 + upto('rating', i * 8 + seat, 35)
            END AS rating,
            CASE WHEN r('open', i) >= 30 THEN as_of() - 10 - upto('closed', i, 90)::INTEGER END AS closed_on
        FROM person, range(6) AS t (seat)
        WHERE r('reviewed', i) < 925
        ORDER BY hash(seat, i)
    """,
    "records": """
        SELECT
            ident('record', k) AS record_id,
            person_id,
            kind,
            CASE
                WHEN kind = 'honour' THEN pick([
                    'moral_model', 'good_person', 'skilled_talent', 'veteran', 'brave_deed', 'civilised_family',
                    'beautiful_courtyard', 'honest_borrower', 'honest_business', 'model_worker', 'demonstration_farm'
                ], 'category', k)
                WHEN kind = 'training' THEN pick(['farming', 'finance', 'business'], 'category', k)
                WHEN kind = 'tax_decision' THEN 'arrears_announced'
                WHEN kind = 'criminal_judgment' THEN 'property'
            END AS category,
            CASE
                WHEN kind = 'honour'
                    THEN pick(['village', 'village', 'township', 'county', 'county', 'city', 'province'], 'level', k)
            END AS level,
            CASE
                WHEN kind IN ('honour', 'training') THEN NULL
                WHEN kind = 'arrears' AND (good OR (NOT late AND r('small', k) < 700))
                    THEN (upto('amount', k, 900) + 50) * 100
                ELSE (upto('amount', k, 300) + 1) * 10000
            END AS amount_fen,
            happened_on,
            CASE
                WHEN kind = 'honour' THEN CASE WHEN r('lapses', k) < 150 THEN happened_on + 1095 END
                WHEN kind IN ('training', 'loan_repaid', 'insurance_claim', 'criminal_judgment') THEN NULL
                WHEN r('settled', k) < CASE WHEN good OR kind = 'court_enforcement' THEN 985 ELSE 900 END
                    THEN happened_on + 5 + upto('days late', k, 200)::INTEGER
            END AS ended_on,
            happened_on + 10 AS known_on,
            CASE WHEN r('corrected', k) < 15 THEN happened_on + 200 END AS superseded_on,
            CASE WHEN r('document', k) < 930 THEN '青禾〔' || year(happened_on) || '〕' || k || '号' END AS document_no,
            CASE
                WHEN kind = 'honour' THEN pick(['青禾县文明办', '青禾县农业农村局'], 'authority', k)
                WHEN kind IN ('arrears', 'loan_repaid', 'guarantee_called', 'loan_diversion') THEN '青禾农村商业银行'
                WHEN kind = 'bureau_arrears' THEN '征信系统查询网点'
                WHEN kind IN ('court_enforcement', 'criminal_judgment') THEN '青禾县人民法院'
                WHEN kind = 'tax_decision' THEN '青禾县税务局'
                ELSE '青禾县农业农村局'
            END AS authority,
            CASE WHEN r('simple', k) < 80 THEN 'simple' ELSE 'ordinary' END AS procedure,
            CASE
                WHEN kind = 'honour' THEN 'PC-10'
                WHEN kind IN ('court_enforcement', 'criminal_judgment') THEN 'PC-02'
                WHEN kind IN ('tax_decision', 'environment_penalty', 'safety_penalty') THEN 'PC-03'
            END AS catalogue_code,
            CASE
                WHEN kind IN ('tax_decision', 'environment_penalty', 'safety_penalty', 'criminal_judgment')
                    THEN pick(['minor', 'general', 'general', 'serious'], 'severity', k)
            END AS severity,
            CASE WHEN kind <> 'training' THEN happened_on + 15 END AS told_on,
            r('final', k) < 970 AS final,
            r('disputed', k) < 20 AS disputed,
            r('sealed', k) < 5 AS sealed,
            CASE
                WHEN kind = 'honour' THEN pick(['qinghe-civility', 'qinghe-farming'], 'authority', k)
                WHEN kind IN ('arrears', 'loan_repaid', 'guarantee_called', 'loan_diversion')
                    THEN CASE WHEN r('other bank', k) < 60 THEN 'another-bank' ELSE 'qinghe-bank' END
                WHEN kind = 'bureau_arrears' THEN 'credit-desk'
                WHEN kind IN ('court_enforcement', 'criminal_judgment') THEN 'qinghe-court'
                WHEN kind = 'tax_decision' THEN 'qinghe-tax'
                ELSE 'qinghe-farming'
            END AS source
        FROM (
            SELECT
                k,
                person_id,
                good,
                late,
                as_of() - upto('ago', k, CASE WHEN late THEN 700 ELSE 3900 END)::INTEGER
                    + CASE WHEN r('later', k) < 5 THEN 60 ELSE 0 END AS happened_on,
                CASE
                    WHEN what < 2 THEN 'court_enforcement'
                    WHEN what < 4 THEN 'tax_decision'
                    WHEN what < 6 THEN 'environment_penalty'
                    WHEN what < 8 THEN 'safety_penalty'
                    WHEN what < 9 THEN 'criminal_judgment'
                    WHEN borrows AND what < 10 THEN 'loan_diversion'
                    WHEN borrows AND what < 13 THEN 'guarantee_called'
                    WHEN late AND what < 313 THEN 'arrears'
                    WHEN borrows AND what < 420 THEN 'loan_repaid'
                    WHEN borrows AND what < CASE WHEN good THEN 445 ELSE 520 END THEN 'arrears'
                    WHEN borrows AND what < CASE WHEN good THEN 465 ELSE 575 END THEN 'bureau_arrears'
                    WHEN what < 750 THEN 'training'
                    WHEN what < 850 THEN 'insurance_claim'
                    ELSE 'honour'
                END AS kind
            FROM (
                SELECT k, upto('whose', k, getvariable('households')) AS owner, r('what', k) AS what
                FROM range(getvariable('households') * 8) AS t (k)
            ) JOIN person ON person.i = owner
        )
    """,
}

AREAS = """
    WITH code AS (SELECT v, village_code AS village FROM village)
    SELECT area_code, level, name FROM (
        SELECT DISTINCT left(village, 6) || '000000' AS area_code, 'county' AS level, '青禾县' AS name FROM code
        UNION ALL
        SELECT DISTINCT left(village, 9) || '000', 'township', '第' || (township(v) + 1) || '乡'
        FROM code
        UNION ALL
        SELECT village, 'village', '第' || (v + 1) || '村' FROM code
    )
    ORDER BY area_code
"""
