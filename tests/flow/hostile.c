/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Servers that break the rules. */
#include "flow.h"

void flow_hostile(uint64_t seed, bool quick, int *passed, int *failed)
{
    (void)seed, (void)quick, (void)passed, (void)failed;
}
