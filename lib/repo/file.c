/*
 * Files on disk.  A path that should be a file may be anything by the time it is opened: O_NONBLOCK keeps a pipe from
 * hanging the program, and the descriptor, not the path, is asked what it is.
 */
#include "base/limits.h"
#include "repo/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rq_read_result unreadable(struct rq_read *out, const char *why)
{
    out->why = rq_str_from(why);
    return RQ_READ_UNREADABLE;
}

/* Reads until `size` bytes are there or the file ends; -1 on an error. */
static ssize_t read_fully(int file, char *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(file, bytes + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

static enum rq_read_result read_open_file(int file, struct rq_arena *arena, struct rq_read *out)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return unreadable(out, rq_repo_reason(errno));
    if (!S_ISREG(status.st_mode))
        return unreadable(out, "it is not a regular file");
    out->size = (uint64_t)status.st_size;
    if (out->size > RQ_LIMIT_FILE_BYTES)
        return RQ_READ_TOO_LARGE;
    char *bytes = rq_arena_raw(arena, (size_t)out->size + 1);
    ssize_t got = read_fully(file, bytes, (size_t)out->size);
    if (got < 0)
        return unreadable(out, rq_repo_reason(errno));
    bytes[got] = '\0';
    out->size = (uint64_t)got;
    out->text = (rq_str){bytes, (size_t)got};
    return RQ_READ_OK;
}

enum rq_read_result rq_repo_read_file(int folder, const char *path, enum rq_repo_links links, struct rq_arena *arena,
                                      struct rq_read *out)
{
    *out = (struct rq_read){0};
    int follow = links == RQ_LINKS_FOLLOWED ? 0 : O_NOFOLLOW;
    int file = openat(folder, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | follow);
    if (file < 0)
        return unreadable(out, rq_repo_reason(errno));
    enum rq_read_result result = read_open_file(file, arena, out);
    close(file);
    return result;
}
