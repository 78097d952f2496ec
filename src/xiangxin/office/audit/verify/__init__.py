"""Derives from the log what every row must be, compares, and names what differs. Changes nothing."""

from xiangxin.office.audit.verify.report import Verdict, verify

__all__ = ["Verdict", "verify"]
