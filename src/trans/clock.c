/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The clock of deadlines, under the name by which the layers above know it. */
#include "os/os.h"
#include "trans/trans.h"

uint64_t s2_now(void)
{
    return s2_os_mono_ms();
}
