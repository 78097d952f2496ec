"""The demo county at any size: fictional people by the thousand or the million, the same for the same seed.

About 300 households a village; in some villages two in five give no consent; incomers, people who never borrowed,
households with two applicants. Some villages and townships are so good that area ratings come out true. The rows are
made inside DuckDB and are never sorted by person, as no county's are. Nobody in them exists, and nothing here may
ever read a real file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xiangxin.demo import volume_sql
from xiangxin.scoring.duck.database import connection

HOUSEHOLDS_A_VILLAGE = 300
SMALLEST_COUNTY = 120
"""Villages of the demo county; below ten households a village there are fewer."""


@dataclass(frozen=True, slots=True)
class Volume:
    """How many rows each table got."""

    rows: Mapping[str, int]


def generate(households: int, seed: int, out_dir: Path) -> Volume:
    """Write one Parquet file a table, ``areas.csv`` and ``deployment.yaml`` into ``out_dir``.

    For a million households: 1.08 million applicants, eight million records, six million reviews, with the consents
    and coverage that belong to them. Takes about a minute for a million.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    villages = _villages(households)
    with connection() as database:
        database.execute("SET VARIABLE seed = ?", [seed])
        database.execute("SET VARIABLE households = ?", [households])
        database.execute("SET VARIABLE villages = ?", [villages])
        for statement in (*volume_sql.MACROS, *volume_sql.PEOPLE):
            database.execute(statement)
        rows = {}
        for name, statement in volume_sql.TABLES.items():
            path = str(out_dir / f"{name}.parquet")
            database.sql(statement).write_parquet(path, compression="zstd")
            rows[name] = database.read_parquet(path, hive_partitioning=False).shape[0]
        database.sql(volume_sql.AREAS).write_csv(str(out_dir / "areas.csv"))
    (out_dir / "deployment.yaml").write_text(_DEPLOYMENT, encoding="utf-8")
    return Volume(rows)


def _villages(households: int) -> int:
    if households < 10 * SMALLEST_COUNTY:
        return max(1, households // HOUSEHOLDS_A_VILLAGE)
    return max(SMALLEST_COUNTY, households // HOUSEHOLDS_A_VILLAGE)


_DEPLOYMENT = """\
# 青禾县 does not exist. Real deployments have no defaults and keep their key in the environment.
deployment: qinghe-volume
kind: demo
title: {zh: 青禾县（虚构，按量生成）, en: "Qinghe county (fictional, generated)"}
jurisdiction: CN
controller: {id: qinghe-office, name: {zh: 青禾县金融工作办公室, en: Finance office of Qinghe}}
receivers:
  - {id: qinghe-bank, kind: bank, name: {zh: 青禾农村商业银行, en: Qinghe rural commercial bank}}
  - {id: qinghe-office, kind: government, name: {zh: 青禾县金融工作办公室, en: Finance office of Qinghe}}
panels:
  - {id: qinghe-panel, name: {zh: 村信用评议小组, en: Village review panel}}
providers:
  - {id: qinghe-court, name: {zh: 青禾县人民法院, en: Court of Qinghe}}
  - {id: qinghe-tax, name: {zh: 青禾县税务局, en: Tax office of Qinghe}}
  - {id: credit-desk, name: {zh: 征信系统查询网点, en: Credit report desk}}
  - {id: qinghe-civility, name: {zh: 青禾县文明办, en: Civility office of Qinghe}}
  - {id: qinghe-farming, name: {zh: 青禾县农业农村局, en: Agriculture office of Qinghe}}
county: "990101000000"
areas: areas.csv
defaults: {policy: household-open, purpose: scoring, receiver: qinghe-bank, as_of: 2026-06-30}
id_key: fictional-people-need-no-secret
"""
