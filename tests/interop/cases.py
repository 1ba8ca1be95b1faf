# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""All cases: each is a name and a function that raises Failure or Skip, or returns.
What it returns, if anything, are lines to print with the verdict."""

from servers import Failure, Skip
from cases_api import budgets, channels, passwords, refusals, sessions, sftp_calls, writes
from cases_crypto import algorithms, host_keys, key_errors, keys, rekeying
from cases_example import examples
from cases_more import agent, misc, scp
from cases_transfer import big_files, broken_servers, second_server

GROUPS = (algorithms, keys, key_errors, host_keys, sessions, passwords, sftp_calls, writes,
          channels, scp, agent, misc, refusals, rekeying, broken_servers, big_files, budgets, second_server,
          examples)


def all_cases(bed):
    """Yields (name, body) in the order in which they are run."""
    for group in GROUPS:
        try:
            yield from group(bed)
        except (Failure, Skip) as problem:  # nothing of the group can be run
            yield f"{group.__name__}/setup", raiser(problem)


def raiser(problem):
    def body():
        raise problem
    return body
