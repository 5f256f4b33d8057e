"""The demo event: one conference of real size, in any phase, made by the same actions that people use."""

from einlass.demo.build import PHASES, build

__all__ = ["PHASES", "build"]
