"""The policy language, one file per step: schema → read → resolve → lawcheck → compile.

Imports ``kernel`` and ``law``. A policy is data; nothing an author writes is ever executed by Python.
"""
