/*
 * Objects whose file was cut off, by a disk that was full or a machine that went down.  libgit2 1.5 asks zlib for the rest of
 * such a file for ever.  So where an object lies in a file of its own, a backend of ours comes before libgit2's and reads
 * that file to its end: one that has none is an error, and everything else is left to libgit2.  Objects in packs are found
 * before, and cost nothing.
 */
#include "base/limits.h"
#include "repo/internal.h"

#include <git2/sys/odb_backend.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    /* That of libgit2's packs, behind which it is put; loose objects have 1. */
    PRIORITY = 2,
    CHUNK = 16384
};

struct guard {
    git_odb_backend backend;
    struct rq_arena *arena; /* owns this struct */
    rq_str folder;          /* of objects */
};

/* True if a file is the beginning of what zlib has written, and its end is missing. */
static bool ends_early(int file)
{
    static const z_stream fresh;
    unsigned char in[CHUNK], out[CHUNK];
    z_stream stream = fresh;
    ssize_t got = 0;
    int code = inflateInit(&stream);
    while (code == Z_OK && (got = read(file, in, sizeof in)) > 0) {
        stream.next_in = in;
        stream.avail_in = (uInt)got;
        do {
            stream.next_out = out;
            stream.avail_out = sizeof out;
            code = inflate(&stream, Z_NO_FLUSH);
        } while (code == Z_OK && stream.avail_out == 0);
        code = code == Z_BUF_ERROR ? Z_OK : code;
    }
    inflateEnd(&stream);
    return code == Z_OK && got == 0;
}

static int read_object(void **data, size_t *length, git_object_t *type, git_odb_backend *backend, const git_oid *oid)
{
    const struct guard *guard = (const struct guard *)backend;
    char digits[GIT_OID_HEXSZ + 1], path[RQ_REPO_PATH_BYTES];
    (void)data, (void)length, (void)type;
    git_oid_tostr(digits, sizeof digits, oid);
    int bytes = snprintf(path, sizeof path, "%.*s/%.2s/%s", RQ_ARG(guard->folder), digits, digits + 2);
    int file = (size_t)bytes < sizeof path ? open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
    if (file < 0)
        return GIT_PASSTHROUGH;
    bool early = ends_early(file);
    close(file);
    if (early)
        git_error_set_str(GIT_ERROR_ODB, "its file ends early");
    return early ? GIT_ERROR : GIT_PASSTHROUGH;
}

static void free_guard(git_odb_backend *backend)
{
    rq_arena_free(((struct guard *)backend)->arena);
}

static void guard_folder(git_odb *odb, rq_str folder)
{
    struct rq_arena *arena = rq_arena_new();
    struct guard *guard = RQ_NEW(arena, struct guard);
    *guard = (struct guard){.backend = {.version = GIT_ODB_BACKEND_VERSION, .read = read_object, .free = free_guard},
                            .arena = arena,
                            .folder = rq_arena_copy(arena, folder)};
    if (git_odb_add_backend(odb, &guard->backend, PRIORITY) != 0)
        rq_arena_free(arena);
}

/* Folders of objects, each once by whatever path: alternates may lead in a circle. */
struct folders {
    struct rq_arena *arena;
    struct folder {
        rq_str path;
        dev_t device;
        ino_t number;
    } * items;
    size_t count, cap;
};

static void add_folder(struct folders *folders, rq_str path)
{
    struct stat found;
    if (stat(path.ptr, &found) != 0)
        return;
    for (size_t i = 0; i < folders->count; i++)
        if (folders->items[i].device == found.st_dev && folders->items[i].number == found.st_ino)
            return;
    folders->items = rq_grow(folders->arena, folders->items, folders->count, &folders->cap, sizeof *folders->items);
    folders->items[folders->count++] = (struct folder){path, found.st_dev, found.st_ino};
}

/* alternates = { folder LF }, relative to the folder of objects or absolute. */
static void add_alternates(struct folders *folders, rq_str folder)
{
    struct rq_read read;
    rq_str file = rq_arena_format(folders->arena, "%.*s/info/alternates", RQ_ARG(folder));
    if (rq_repo_read_file(AT_FDCWD, file.ptr, RQ_LINKS_FOLLOWED, folders->arena, &read) != RQ_READ_OK)
        return;
    for (size_t at = 0, end; at < read.text.len; at = end + 1) {
        end = rq_str_find_byte(read.text, '\n', at);
        end = end == RQ_NOT_FOUND ? read.text.len : end;
        rq_str line = rq_str_slice(read.text, at, end);
        if (line.len > 0 && line.ptr[0] == '/')
            add_folder(folders, rq_arena_copy(folders->arena, line));
        else if (line.len > 0 && line.ptr[0] != '#')
            add_folder(folders, rq_arena_format(folders->arena, "%.*s/%.*s", RQ_ARG(folder), RQ_ARG(line)));
    }
}

void rq_repo_guard_loose(git_odb *odb, rq_str folder)
{
    struct folders folders = {.arena = rq_arena_new()};
    add_folder(&folders, folder);
    for (size_t i = 0; i < folders.count; i++) {
        guard_folder(odb, folders.items[i].path);
        add_alternates(&folders, folders.items[i].path);
    }
    rq_arena_free(folders.arena);
}
