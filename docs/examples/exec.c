/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* Runs a command on the server; its output and its error output go where ours go.
 *
 *     exec [options] user@host[:port] COMMAND
 *
 * Options: example_common.h. The exit status is the command's own, so that it can be
 * used in scripts like ssh itself; 254 if the command was killed by a signal (its name
 * is printed), 255 for any failure of this program. */

#include "example_common.h"
#include <stdio.h>

enum { KILLED_BY_SIGNAL = 254, OWN_FAILURE = 255 };

/* Passes on what has arrived on one of the channel's streams. False after an error. */
static bool drain(LIBSSH2_CHANNEL *channel, int stream, FILE *to)
{
    char buffer[32 * 1024];
    ssize_t n;

    while ((n = libssh2_channel_read_ex(channel, stream, buffer, sizeof(buffer))) > 0)
        fwrite(buffer, 1, (size_t)n, to);
    fflush(to);
    return n == 0 || n == LIBSSH2_ERROR_EAGAIN;
}

/* Both streams share one window: who waits for one of them only, in blocking mode,
 * waits for ever if the command fills the window with the other. So the session does
 * not block.
 *
 * Reading one stream may bring in data of the other. Before we sleep we therefore ask
 * whether anything is queued; the socket would not wake us for it. */
static int copy_output(struct example *ex, LIBSSH2_CHANNEL *channel)
{
    int status = DONE;

    libssh2_session_set_blocking(ex->session, 0);
    while (status == DONE) {
        unsigned long queued = 0;

        if (!drain(channel, 0, stdout) ||
            !drain(channel, SSH_EXTENDED_DATA_STDERR, stderr)) {
            example_failed(ex, NULL, "read from", "the command");
            status = OWN_FAILURE;
            break;
        }
        if (libssh2_channel_eof(channel))
            break;
        libssh2_channel_window_read_ex(channel, &queued, NULL);
        if (queued == 0 && !example_wait(ex))
            status = OWN_FAILURE;
    }
    libssh2_session_set_blocking(ex->session, 1);
    return status;
}

/* How the command ended. Known for certain only after the channel is closed. */
static int end_of_command(struct example *ex, LIBSSH2_CHANNEL *channel)
{
    char *signal = NULL;
    int status;

    if (libssh2_channel_close(channel)) {
        example_failed(ex, NULL, "close", "the channel");
        return OWN_FAILURE;
    }
    libssh2_channel_get_exit_signal(channel, &signal, NULL, NULL, NULL, NULL, NULL);
    if (signal) {
        fprintf(stderr, "%s: command killed by signal %s\n", ex->program, signal);
        libssh2_free(ex->session, signal);
        return KILLED_BY_SIGNAL;
    }
    status = libssh2_channel_get_exit_status(channel);
    if (ex->verbose)
        fprintf(stderr, "exit status %d\n", status);
    return status;
}

static int run(struct example *ex, const char *command)
{
    LIBSSH2_CHANNEL *channel = libssh2_channel_open_session(ex->session);
    int status;

    if (!channel) {
        example_failed(ex, NULL, "open", "a channel");
        return OWN_FAILURE;
    }
    if (libssh2_channel_exec(channel, command)) {
        example_failed(ex, NULL, "run", command);
        status = OWN_FAILURE;
    } else {
        /* The command gets an empty standard input. */
        libssh2_channel_send_eof(channel);
        status = copy_output(ex, channel);
        if (status == DONE)
            status = end_of_command(ex, channel);
    }
    libssh2_channel_free(channel);
    return status;
}

int main(int argc, char **argv)
{
    struct example ex;
    int status = example_start(&ex, argc, argv, "COMMAND", 1);

    status = status == DONE ? run(&ex, ex.args[0]) : OWN_FAILURE;
    example_stop(&ex);
    return status;
}
