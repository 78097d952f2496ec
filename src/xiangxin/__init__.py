"""Xiangxin (乡信): an open platform with which a county builds rural credit."""

__version__ = "0.1.0"
