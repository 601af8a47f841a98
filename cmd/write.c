/*
 * Writing files.
 *
 * Each file is written in whole beside its place, under a name that nobody uses, and synced.  Only when all of them are
 * there they get their names: a new one by link(2), which fails where the name is taken, however late somebody took it; one
 * that replaces another by rename(2), with a lock on the old one and after a last look that it is still what was read.  If
 * any step fails, all that was made is taken away again, folders included.  Signals that would end the program wait until
 * then.
 *
 * Folders are opened one after the other, and never through a symbolic link: the way cannot be bent to lead elsewhere.
 *
 * Read write_files, then run_jobs.
 */
#include "write.h"

#include "hold.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAME_ROOM = 256, TRIES = 100 };

/* One file on its way. */
struct job {
    const struct rq_writing *file;
    int folder; /* where it goes; -1: not open */
    char name[NAME_ROOM];
    char beside[NAME_ROOM]; /* what it is called until it is there; empty: it is not written */
    int old;                /* the file that it replaces, locked; -1: none */
    bool put_aside;         /* what was there has another name too, or only that */
    bool done;
};

/* A folder that was made for a file. */
struct made {
    int parent;
    char name[NAME_ROOM];
};

struct batch {
    struct job *jobs;
    size_t count;
    struct made *made;
    size_t made_count;
    const struct rq_writing *taken; /* the file that is in the way */
};

static bool fail(const struct job *job, const char *why)
{
    return complain("cannot write %.*s: %s", RQ_ARG(job->file->path), why);
}

static bool fail_errno(const struct job *job)
{
    return fail(job, strerror(errno));
}

/* ---- folders ---- */

static int open_folder(int parent, const char *name)
{
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Makes a folder, and remembers it so that it can be taken away again. */
static bool make_folder(struct batch *batch, int parent, const char *name)
{
    if (mkdirat(parent, name, 0777) != 0)
        return errno == EEXIST;
    struct made *made = &batch->made[batch->made_count];
    made->parent = dup(parent);
    snprintf(made->name, sizeof made->name, "%s", name);
    batch->made_count += made->parent >= 0;
    return made->parent >= 0;
}

static bool fail_folder(const struct job *job, const char *name)
{
    if (errno != ELOOP && errno != ENOTDIR)
        return fail_errno(job);
    return complain("cannot write %.*s: %s is no folder of the repository, but a file or a symbolic link",
                    RQ_ARG(job->file->path), name);
}

/* Goes into a folder, and makes it where it is not there.  -1 after complaining. */
static int enter(struct batch *batch, const struct job *job, int parent, const char *name)
{
    int folder = open_folder(parent, name);
    if (folder < 0 && errno == ENOENT && make_folder(batch, parent, name))
        folder = open_folder(parent, name);
    if (folder < 0)
        fail_folder(job, name);
    return folder;
}

/* Takes the next part of a path, from *at, which moves behind it. */
static bool next_part(const struct job *job, size_t *at, char name[NAME_ROOM])
{
    rq_str path = job->file->path;
    const char *start = path.ptr + *at, *slash = memchr(start, '/', path.len - *at);
    size_t length = slash == NULL ? path.len - *at : (size_t)(slash - start);
    if (length == 0 || length >= NAME_ROOM || memchr(start, '\0', length) != NULL)
        return fail(job, "no file can have this path");
    memcpy(name, start, length);
    name[length] = '\0';
    *at += length + (slash != NULL);
    return (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) || fail(job, "its path leads elsewhere");
}

static bool is_folder(const struct job *job)
{
    rq_str path = job->file->path;
    return path.len > 0 && path.ptr[path.len - 1] == '/';
}

/* Opens the folder that the file goes into, or that is wanted itself. */
static bool find_folder(struct batch *batch, struct job *job)
{
    rq_str root = job->file->root;
    char *path = strndup(root.ptr, root.len);
    job->folder = path == NULL ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(path);
    if (job->folder < 0)
        return fail_errno(job);
    for (size_t at = 0; next_part(job, &at, job->name);) {
        if (at == job->file->path.len && !is_folder(job))
            return true;
        int inner = enter(batch, job, job->folder, job->name);
        close(job->folder);
        job->folder = inner;
        if (inner < 0 || at == job->file->path.len)
            return inner >= 0;
    }
    return false;
}

/* ---- files ---- */

static bool write_all(int file, rq_str text)
{
    for (size_t at = 0; at < text.len;) {
        ssize_t written = write(file, text.ptr + at, text.len - at);
        if (written < 0 && errno != EINTR)
            return false;
        at += written > 0 ? (size_t)written : 0;
    }
    return fsync(file) == 0;
}

/* Closes the file even where writing fails; errno is that of the first failure. */
static bool write_and_close(int file, rq_str text)
{
    bool good = write_all(file, text);
    int reason = errno;
    if (close(file) != 0 && good)
        return false;
    errno = reason;
    return good;
}

static int create_beside(struct job *job, mode_t mode)
{
    for (unsigned try = 0; try < TRIES; try++) {
        snprintf(job->beside, sizeof job->beside, ".reqlint-%ld-%u.new", (long)getpid(), try);
        int file = openat(job->folder, job->beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (file >= 0 || errno != EEXIST)
            return file;
    }
    return -1;
}

static bool write_beside(struct job *job)
{
    struct stat old;
    int file = create_beside(job, job->file->executable ? 0777 : 0666);
    if (file < 0) {
        job->beside[0] = '\0';
        return fail_errno(job);
    }
    bool keeps_mode = job->old < 0 || (fstat(job->old, &old) == 0 && fchmod(file, old.st_mode & 07777) == 0);
    return (write_and_close(file, job->file->text) && keeps_mode) || fail_errno(job);
}

static bool is_taken(struct batch *batch, const struct job *job)
{
    batch->taken = job->file;
    return false;
}

/* True if the file holds just these bytes. */
static bool holds(int file, rq_str bytes)
{
    char piece[4096];
    size_t at = 0;
    for (ssize_t got; (got = pread(file, piece, sizeof piece, (off_t)at)) != 0; at += (size_t)got)
        if (got < 0 || (size_t)got > bytes.len - at || memcmp(piece, bytes.ptr + at, (size_t)got) != 0)
            return false;
    return at == bytes.len;
}

/* Another of us waits here until the one before it is done; but somebody else may hold on to the file for ever. */
static bool wait_for_lock(const struct job *job)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    static const struct timespec pause = {.tv_nsec = 10000000};
    while (fcntl(job->old, F_SETLK, &lock) != 0) {
        if (errno != EINTR && errno != EACCES && errno != EAGAIN)
            return fail_errno(job);
        if (hold_waits())
            return fail(job, "another program holds a lock on it");
        nanosleep(&pause, NULL);
    }
    return true;
}

/* Once it is locked, the name may stand for another file. */
static bool lock_old(struct batch *batch, struct job *job)
{
    struct stat named, held;
    job->old = openat(job->folder, job->name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (job->old < 0)
        return fail_errno(job);
    if (!wait_for_lock(job))
        return false;
    bool same = fstatat(job->folder, job->name, &named, AT_SYMLINK_NOFOLLOW) == 0 && fstat(job->old, &held) == 0 &&
                named.st_dev == held.st_dev && named.st_ino == held.st_ino;
    return (same && holds(job->old, job->file->before)) || is_taken(batch, job);
}

/* Where a file system has no hard links, the name is taken first and filled afterwards. */
static bool create_in_place(struct batch *batch, struct job *job)
{
    int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int file = openat(job->folder, job->name, flags, job->file->executable ? 0777 : 0666);
    if (file < 0)
        return errno == EEXIST ? is_taken(batch, job) : fail_errno(job);
    job->done = true;
    return write_and_close(file, job->file->text) || fail_errno(job);
}

static bool name_new(struct batch *batch, struct job *job)
{
    if (linkat(job->folder, job->beside, job->folder, job->name, 0) == 0) {
        job->done = true;
        return true;
    }
    if (errno == EEXIST)
        return is_taken(batch, job);
    bool no_links = errno == EPERM || errno == ENOTSUP || errno == ENOSYS;
    return no_links ? create_in_place(batch, job) : fail_errno(job);
}

static bool name_replaced(struct job *job)
{
    if (renameat(job->folder, job->beside, job->folder, job->name) != 0)
        return fail_errno(job);
    job->beside[0] = '\0';
    return true;
}

/* What is there gets a second name before the new file takes the first, so that there is always one of them.  Where a file
 * system has no hard links it is renamed. */
static bool put_aside(struct batch *batch, struct job *job, const char *aside)
{
    struct stat there;
    if (linkat(job->folder, job->name, job->folder, aside, 0) == 0)
        job->put_aside = true;
    else if (errno == EEXIST || fstatat(job->folder, aside, &there, AT_SYMLINK_NOFOLLOW) == 0)
        return is_taken(batch, job);
    else
        job->put_aside = renameat(job->folder, job->name, job->folder, aside) == 0;
    return job->put_aside || fail_errno(job);
}

static bool name_over(struct batch *batch, struct job *job)
{
    char aside[NAME_ROOM];
    snprintf(aside, sizeof aside, "%.*s", RQ_ARG(job->file->aside));
    if (!put_aside(batch, job, aside) || !name_replaced(job))
        return false;
    job->done = true;
    return true;
}

/* Brings back what was there.  rename(2) leaves two names of one file alone, so the second is taken away too. */
static void bring_back(const struct job *job)
{
    char aside[NAME_ROOM];
    snprintf(aside, sizeof aside, "%.*s", RQ_ARG(job->file->aside));
    if (renameat(job->folder, aside, job->folder, job->name) == 0)
        unlinkat(job->folder, aside, 0);
}

/* ---- all of them ---- */

static bool give_name(struct batch *batch, struct job *job)
{
    return job->file->aside.len > 0 ? name_over(batch, job) : name_new(batch, job);
}

/* Replacing comes last: it cannot be taken back. */
static bool run_jobs(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct job *job = &batch->jobs[i];
        bool replaces = job->file->before.ptr != NULL;
        if (!find_folder(batch, job) || (replaces && !lock_old(batch, job)) || (!is_folder(job) && !write_beside(job)))
            return false;
    }
    for (size_t i = 0; i < batch->count; i++)
        if (!is_folder(&batch->jobs[i]) && batch->jobs[i].old < 0 && !give_name(batch, &batch->jobs[i]))
            return false;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->jobs[i].old >= 0 && !name_replaced(&batch->jobs[i]))
            return false;
    return true;
}

static void close_if_open(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

/* What lies beside is always taken away; what has its name already, only where not all went well. */
static void clean_up(struct batch *batch, bool good)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct job *job = &batch->jobs[i];
        if (job->beside[0] != '\0')
            unlinkat(job->folder, job->beside, 0);
        if (!good && job->put_aside)
            bring_back(job);
        else if (!good && job->done)
            unlinkat(job->folder, job->name, 0);
        if (good)
            fsync(job->folder);
        close_if_open(job->folder);
        close_if_open(job->old);
    }
    for (size_t i = batch->made_count; i-- > 0;) {
        if (!good)
            unlinkat(batch->made[i].parent, batch->made[i].name, AT_REMOVEDIR);
        close(batch->made[i].parent);
    }
}

static size_t count_folders(const struct rq_writing *files, size_t count)
{
    size_t folders = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < files[i].path.len; at++)
            folders += files[i].path.ptr[at] == '/';
    return folders;
}

static bool batch_new(struct batch *batch, const struct rq_writing *files, size_t count)
{
    *batch = (struct batch){.count = count};
    batch->jobs = calloc(count + 1, sizeof *batch->jobs);
    batch->made = calloc(count_folders(files, count) + 1, sizeof *batch->made);
    for (size_t i = 0; i < count && batch->jobs != NULL; i++)
        batch->jobs[i] = (struct job){.file = &files[i], .folder = -1, .old = -1};
    return (batch->jobs != NULL && batch->made != NULL) || complain("out of memory");
}

enum write_result write_files(const struct rq_writing *files, size_t count, const struct rq_writing **taken)
{
    struct batch batch;
    sigset_t before;
    bool good = batch_new(&batch, files, count);
    if (good) {
        hold_begin(&before);
        good = run_jobs(&batch);
        clean_up(&batch, good);
        hold_end(&before);
    }
    free(batch.jobs);
    free(batch.made);
    *taken = batch.taken;
    return good ? WRITE_DONE : batch.taken != NULL ? WRITE_TAKEN : WRITE_FAILED;
}

/* Takes away the folders on the way to a file that are empty now, from the innermost on. */
static void remove_empty_folders(struct job *job)
{
    rq_str path = job->file->path;
    bool empty = true;
    for (size_t end = path.len; end > 0 && empty; end--) {
        size_t start = end - 1;
        char name[NAME_ROOM];
        if (path.ptr[start] != '/')
            continue;
        while (start > 0 && path.ptr[start - 1] != '/')
            start--;
        snprintf(name, sizeof name, "%.*s", (int)(end - 1 - start), path.ptr + start);
        int parent = openat(job->folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        empty = parent >= 0 && unlinkat(parent, name, AT_REMOVEDIR) == 0;
        close(job->folder);
        job->folder = parent;
    }
}

/* The old name is taken back, or away, only from the very file that the library has read. */
static bool undo(struct batch *batch, struct job *job)
{
    struct stat aside;
    if (!find_folder(batch, job))
        return false;
    job->old = openat(job->folder, job->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (job->old < 0)
        return fail_errno(job);
    if (!holds(job->old, job->file->before))
        return is_taken(batch, job);
    char name[NAME_ROOM];
    snprintf(name, sizeof name, "%.*s", RQ_ARG(job->file->aside));
    bool kept = job->file->aside.len > 0 && fstatat(job->folder, name, &aside, AT_SYMLINK_NOFOLLOW) == 0;
    int result = kept ? renameat(job->folder, name, job->folder, job->name) : unlinkat(job->folder, job->name, 0);
    return result == 0 || fail_errno(job);
}

enum write_result write_undo(const struct rq_writing *file, bool folders)
{
    struct batch batch;
    bool good = batch_new(&batch, file, 1) && undo(&batch, &batch.jobs[0]);
    if (good && folders)
        remove_empty_folders(&batch.jobs[0]);
    if (batch.jobs != NULL && batch.made != NULL)
        clean_up(&batch, good);
    free(batch.jobs);
    free(batch.made);
    return good ? WRITE_DONE : batch.taken != NULL ? WRITE_TAKEN : WRITE_FAILED;
}

/* Paths are those of the repository, and whole ones where a file stands elsewhere, such as a hook. */
void write_report(const struct arguments *arguments, const struct rq_writing *files, size_t count)
{
    for (size_t i = 0; i < count && !arguments->quiet; i++) {
        rq_str path = files[i].path;
        fputs(path.ptr[path.len - 1] == '/' ? "made " : "wrote ", stdout);
        if (!rq_str_equal(files[i].root, files[0].root))
            output_shown(files[i].root, 0);
        output_shown(path, 0);
        putchar('\n');
    }
}
