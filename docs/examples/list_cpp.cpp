/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* The library from C++ (11 or later): the files of a directory, largest first. What C
 * frees by hand is owned by std::unique_ptr here, in the order in which it must go.
 *
 *     list_cpp [options] user@host[:port] DIRECTORY
 *
 * Options and exit status: example_common.h. */

#include "example_common.h"
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace
{

struct Shutdown {
    void operator()(LIBSSH2_SFTP *sftp) const
    {
        libssh2_sftp_shutdown(sftp);
    }
};
struct Close {
    void operator()(LIBSSH2_SFTP_HANDLE *handle) const
    {
        libssh2_sftp_close(handle);
    }
};
using Sftp = std::unique_ptr<LIBSSH2_SFTP, Shutdown>;
using Handle = std::unique_ptr<LIBSSH2_SFTP_HANDLE, Close>;

struct Entry {
    std::string name;
    libssh2_uint64_t size;
};

/* Reads the whole directory; false after an error. */
bool read_files(LIBSSH2_SFTP_HANDLE *dir, std::vector<Entry> &files)
{
    char name[1024];
    LIBSSH2_SFTP_ATTRIBUTES attrs;
    int n;

    while ((n = libssh2_sftp_readdir(dir, name, sizeof(name), &attrs)) > 0) {
        const unsigned long needed =
            LIBSSH2_SFTP_ATTR_SIZE | LIBSSH2_SFTP_ATTR_PERMISSIONS;

        if ((attrs.flags & needed) == needed && LIBSSH2_SFTP_S_ISREG(attrs.permissions))
            files.push_back(
                {std::string(name, static_cast<std::size_t>(n)), attrs.filesize});
    }
    return n == 0;
}

int list(example &ex, const char *path)
{
    const Sftp sftp(example_sftp(&ex));
    if (!sftp)
        return REMOTE_FAILED;

    const Handle dir(libssh2_sftp_opendir(sftp.get(), path));
    if (!dir)
        return example_failed(&ex, sftp.get(), "open directory", path);

    std::vector<Entry> files;
    if (!read_files(dir.get(), files))
        return example_failed(&ex, sftp.get(), "read directory", path);

    std::sort(files.begin(), files.end(), [](const Entry &a, const Entry &b) {
        return a.size != b.size ? a.size > b.size : a.name < b.name;
    });
    for (const Entry &file : files)
        std::cout << std::setw(14) << file.size << "  " << file.name << '\n';
    return DONE;
}

} // namespace

int main(int argc, char **argv)
{
    example ex;
    int status = example_start(&ex, argc, argv, "DIRECTORY", 1);

    if (status == DONE)
        status = list(ex, ex.args[0]);
    example_stop(&ex);
    return status;
}
