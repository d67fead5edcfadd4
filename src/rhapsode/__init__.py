"""rhapsode turns a story into an audiobook, offline. The public names, and nothing else."""

from importlib import import_module
from typing import Any

from rhapsode.version import VERSION as __version__  # noqa: N811

# Where each public name lives: loaded when first asked for, so that `rhapsode --version` loads none of them.
_HOMES = {
    "read": "rhapsode.reading",
    "segment": "rhapsode.segmenting",
    "attribute": "rhapsode.attributing",
    "cast": "rhapsode.casting",
    "record": "rhapsode.recording",
    "lay_out": "rhapsode.stitching",
    "assemble": "rhapsode.stitching",
    "bind": "rhapsode.binding.books",
    "PlannedFile": "rhapsode.binding.books",
    "understand": "rhapsode.building.understanding",
    "write_script": "rhapsode.building.builds",
    "plan_build": "rhapsode.building.builds",
    "build": "rhapsode.building.builds",
    "preview": "rhapsode.building.preview",
    "BookOptions": "rhapsode.building.session",
    "Target": "rhapsode.building.output_paths",
    "SceneChoice": "rhapsode.building.preview",
    "Session": "rhapsode.building.session",
    "WorkerPool": "rhapsode.recording",
    "Store": "rhapsode.store",
    "RhapsodeError": "rhapsode.errors",
}

__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
