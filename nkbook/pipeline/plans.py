"""The steps of a job: those that its format plans, or a single one."""

from __future__ import annotations

import importlib
from typing import cast

from nkbook.formats.base import Artifact
from nkbook.formats.tasks import Plan, Steps, Task, Tasks
from nkbook.output import write_errors
from nkbook.pipeline.job import Job
from nkbook.store import Store


def steps(job: Job, store: Store) -> Steps[Artifact]:
    """Make the file of a job, in the steps that its format plans or else in one.

    A format without a plan is rendered as a whole, in a process of its own.
    """
    with write_errors(job.target.parent):
        job.target.parent.mkdir(parents=True, exist_ok=True)
        job.context.work.mkdir(parents=True, exist_ok=True)
    if job.format.plan:
        return (yield from plan(job.format.plan)(job.publication, job.context, job.target, store))
    (made,) = yield Tasks((Task("nkbook.pipeline.worker:render", job),))
    return cast("Artifact", made)


def plan(name: str) -> Plan:
    """Return the function that a format's row names, "package.module:function"."""
    module, _, function = name.partition(":")
    return cast("Plan", getattr(importlib.import_module(module), function))
