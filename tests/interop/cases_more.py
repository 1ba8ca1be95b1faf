# SPDX-License-Identifier: BSD-3-Clause
# Copyright (c) 2026, the ringssh authors
"""Cases of SCP and of the agent."""

from common import client_cases


def scp(bed):
    server = bed.sshd()

    def options_for(name):
        return [*bed.login_options(server), "--dir", bed.new_folder()]

    yield from client_cases(bed, "scp", "ic_scp", options_for)
