/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What every platform does alike on top of its own lock. */
#include "os/os.h"

int s2_os_once(struct s2_os_once *o, int (*fn)(void))
{
    int result;

    s2_os_lock();
    if (!o->done) {
        o->result = fn();
        o->done = 1;
    }
    result = o->result;
    s2_os_unlock();
    return result;
}
