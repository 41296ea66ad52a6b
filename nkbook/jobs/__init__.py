"""Jobs: one format of one edition each, rendered in processes of their own."""

from __future__ import annotations

from nkbook.jobs.job import Job, Outcome, job_id
from nkbook.jobs.pool import run_all

__all__ = ["Job", "Outcome", "job_id", "run_all"]
