/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* SFTP done wrong. */
#include "evil.h"

const struct evil_case evil_sftp[] = {{.name = NULL}};

void evil_replies(const struct evil_run *run)
{
    (void)run;
}
