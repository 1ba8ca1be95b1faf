/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Why a file could not be opened, read or written, in words for an error text.  It
 * opens nothing and keeps nothing. */
#ifndef S2_OS_FILEWHY_H
#define S2_OS_FILEWHY_H

/* Words for the C library's errno as the file function that has just failed left it
 * ("no such file or directory").  Never NULL; valid for ever. */
const char *s2_os_file_why(void);

#endif
