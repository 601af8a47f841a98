/*
 * Objects that lie in files of their own.  libgit2 1.5 asks zlib for the rest of a file that was cut off, by a disk that was
 * full or a machine that went down, for ever.  So a backend of ours comes before libgit2's, and reads such objects itself.
 * Whatever is odd about one is left to libgit2, which has words for it, unless the file ends early.  Objects in packs are
 * found before, and cost nothing.
 *
 * The folders are those that git looks into: one and its alternates, the alternates of these, and so on.  libgit2 takes a
 * relative path for one to the current directory, but in the first of them, and does not know quoted ones; what it did not
 * find that way is added here.  All of them are guarded, however deep, because libgit2 counts from each that is added anew.
 */
#include "base/limits.h"
#include "repo/internal.h"

#include <git2/sys/odb_backend.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    /* That of libgit2's packs, behind which it is put; loose objects have 1. */
    PRIORITY = 2,
    CHUNK = 16384,
    /* Longer than any header of an object. */
    HEADER = 32,
    /* What a byte of deflated data can be at most. */
    MOST_PER_BYTE = 1032,
    /* Of alternates: git reads what these name, and no further. */
    DEPTH = 6
};

/* A folder of objects. */
struct folder {
    rq_str path;
    unsigned depth; /* of alternates */
    dev_t device;
    ino_t number;
};

struct guard {
    git_odb_backend backend;
    struct rq_arena *arena; /* owns this struct */
    struct folder *folders;
    size_t count, cap;
};

/* A file on its way through zlib. */
struct inflating {
    int file;
    int code; /* of zlib: Z_OK as long as there may be more */
    bool ended;
    z_stream stream;
    unsigned char in[CHUNK];
};

/* An object. */
struct loose {
    git_object_t type;
    size_t size;
    unsigned char *data; /* libgit2's to free; NULL: it is not whole, */
    const char *why;     /* for this reason; NULL: libgit2 knows */
};

static bool begin(struct inflating *from, int file)
{
    static const z_stream fresh;
    from->file = file;
    from->ended = false;
    from->stream = fresh;
    from->code = inflateInit(&from->stream);
    return from->code == Z_OK;
}

static void refill(struct inflating *from)
{
    ssize_t got = read(from->file, from->in, sizeof from->in);
    from->ended = got == 0;
    from->code = got < 0 ? Z_ERRNO : from->code;
    from->stream.next_in = from->in;
    from->stream.avail_in = got < 0 ? 0 : (uInt)got;
}

/* The next bytes; fewer than asked for at the end, and where something is wrong. */
static size_t inflate_some(struct inflating *from, unsigned char *out, size_t length)
{
    size_t done = 0;
    bool moves = true;
    while (done < length && moves && from->code == Z_OK) {
        if (from->stream.avail_in == 0 && !from->ended)
            refill(from);
        uInt room = length - done < CHUNK ? (uInt)(length - done) : CHUNK;
        from->stream.next_out = out + done;
        from->stream.avail_out = room;
        if (from->code == Z_OK)
            from->code = inflate(&from->stream, Z_NO_FLUSH);
        done += room - from->stream.avail_out;
        if (from->code == Z_BUF_ERROR)
            from->code = Z_OK;
        moves = from->stream.avail_out < room || !from->ended;
    }
    from->stream.next_out = NULL;
    return done;
}

/* header = type SP digits NUL.  The bytes that it takes; 0 where it is none. */
static size_t take_header(const unsigned char *bytes, size_t length, struct loose *loose)
{
    static const struct {
        const char *name;
        git_object_t type;
    } types[] = {{"commit ", GIT_OBJECT_COMMIT},
                 {"tree ", GIT_OBJECT_TREE},
                 {"blob ", GIT_OBJECT_BLOB},
                 {"tag ", GIT_OBJECT_TAG}};
    rq_str text = {(const char *)bytes, length};
    size_t at = 0;
    for (size_t i = 0; i < sizeof types / sizeof types[0] && at == 0; i++)
        if (rq_str_starts(text, rq_str_from(types[i].name))) {
            loose->type = types[i].type;
            at = strlen(types[i].name);
        }
    size_t first = at;
    loose->size = 0;
    for (; at > 0 && at < length && bytes[at] >= '0' && bytes[at] <= '9' && loose->size < SIZE_MAX / 20; at++)
        loose->size = loose->size * 10 + (bytes[at] - '0');
    return at > first && at < length && bytes[at] == '\0' ? at + 1 : 0;
}

/* Reads what comes behind `done` bytes of the object itself.  False where it is not just as long as it says, or something
 * comes behind it. */
static bool read_rest(struct inflating *from, size_t done, size_t file_size, struct loose *loose)
{
    if (done <= loose->size)
        done += inflate_some(from, loose->data + done, loose->size + 1 - done);
    bool ended = from->code == Z_STREAM_END;
    if (done > loose->size || (ended && done < loose->size))
        loose->why = "it is not as long as it says";
    else if (ended && from->stream.total_in != file_size)
        loose->why = "something stands behind it";
    return ended && loose->why == NULL;
}

static void read_whole(struct inflating *from, size_t file_size, git_odb_backend *backend, struct loose *loose)
{
    unsigned char head[HEADER];
    size_t length = inflate_some(from, head, sizeof head), used = take_header(head, length, loose);
    if (used == 0 || loose->size / MOST_PER_BYTE > file_size)
        return;
    unsigned char *data = git_odb_backend_data_alloc(backend, loose->size < HEADER ? HEADER : loose->size + 1);
    loose->data = data;
    if (data == NULL)
        return;
    memcpy(data, head + used, length - used);
    if (read_rest(from, length - used, file_size, loose)) {
        data[loose->size] = '\0';
        return;
    }
    git_odb_backend_data_free(backend, data);
    loose->data = NULL;
}

/* True if a file is the beginning of what zlib has written, and its end is missing. */
static bool ends_early(int file)
{
    struct inflating from;
    unsigned char out[CHUNK];
    if (lseek(file, 0, SEEK_SET) != 0 || !begin(&from, file))
        return false;
    while (inflate_some(&from, out, sizeof out) == sizeof out)
        ;
    inflateEnd(&from.stream);
    return from.code == Z_OK && from.ended;
}

/* Reads an object from its file, or says why it cannot be read. */
static void inflate_object(int file, git_odb_backend *backend, struct loose *loose)
{
    struct inflating from;
    struct stat status;
    *loose = (struct loose){.data = NULL};
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
        loose->why = "it is not a regular file";
    if (loose->why != NULL || !begin(&from, file))
        return;
    read_whole(&from, (size_t)status.st_size, backend, loose);
    inflateEnd(&from.stream);
    if (loose->data == NULL && ends_early(file))
        loose->why = "its file ends early";
}

static int open_object(const struct folder *folder, const git_oid *oid)
{
    char digits[GIT_OID_HEXSZ + 1], path[RQ_REPO_PATH_BYTES];
    git_oid_tostr(digits, sizeof digits, oid);
    int bytes = snprintf(path, sizeof path, "%.*s/%.2s/%s", RQ_ARG(folder->path), digits, digits + 2);
    errno = ENAMETOOLONG;
    return (size_t)bytes < sizeof path ? open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
}

static int read_object(void **data, size_t *length, git_object_t *type, git_odb_backend *backend, const git_oid *oid)
{
    const struct guard *guard = (const struct guard *)backend;
    struct loose loose = {.data = NULL};
    const char *why = NULL;
    for (size_t i = 0; i < guard->count && loose.data == NULL; i++) {
        int file = open_object(&guard->folders[i], oid);
        if (file < 0 && errno == EACCES)
            why = why == NULL ? rq_repo_reason(errno) : why;
        if (file < 0)
            continue;
        inflate_object(file, backend, &loose);
        close(file);
        why = why == NULL ? loose.why : why;
    }
    *data = loose.data;
    *length = loose.size;
    *type = loose.type;
    if (loose.data != NULL)
        return GIT_OK;
    if (why != NULL)
        git_error_set_str(GIT_ERROR_ODB, why);
    return why != NULL ? GIT_ERROR : GIT_PASSTHROUGH;
}

static void free_guard(git_odb_backend *backend)
{
    rq_arena_free(((struct guard *)backend)->arena);
}

/* Adds a folder, if it is one and not known yet: they may name each other.  True if it was added. */
static bool add_folder(struct guard *guard, rq_str path, unsigned depth)
{
    struct stat status;
    rq_str copy = rq_arena_copy(guard->arena, path);
    if (strlen(copy.ptr) != copy.len || stat(copy.ptr, &status) != 0 || !S_ISDIR(status.st_mode))
        return false;
    for (size_t i = 0; i < guard->count; i++)
        if (guard->folders[i].number == status.st_ino && guard->folders[i].device == status.st_dev)
            return false;
    guard->folders = rq_grow(guard->arena, guard->folders, guard->count, &guard->cap, sizeof *guard->folders);
    guard->folders[guard->count++] = (struct folder){copy, depth, status.st_dev, status.st_ino};
    return true;
}

/* alternates = { [ "#" text | folder ] LF }, relative to the folder of objects or absolute. */
static void add_alternates(struct guard *guard, git_odb *odb, const struct folder *of)
{
    struct rq_read read;
    unsigned depth = of->depth + 1;
    rq_str base = of->path, file = rq_arena_format(guard->arena, "%.*s/info/alternates", RQ_ARG(base));
    if (rq_repo_read_file(AT_FDCWD, file.ptr, RQ_LINKS_FOLLOWED, guard->arena, &read) != RQ_READ_OK)
        return;
    for (size_t at = 0; at < read.text.len;) {
        bool comment = read.text.ptr[at] == '#';
        rq_str line = rq_repo_next_folder(guard->arena, read.text, '\n', &at);
        if (line.len == 0 || comment)
            continue;
        rq_str path =
            line.ptr[0] == '/' ? line : rq_arena_format(guard->arena, "%.*s/%.*s", RQ_ARG(base), RQ_ARG(line));
        if (add_folder(guard, path, depth) && depth <= DEPTH)
            git_odb_add_disk_alternate(odb, path.ptr);
        add_folder(guard, line, depth);
    }
}

void rq_repo_guard_loose(git_odb *odb, rq_str folder)
{
    struct rq_arena *arena = rq_arena_new();
    struct guard *guard = RQ_NEW(arena, struct guard);
    guard->backend = (git_odb_backend){.version = GIT_ODB_BACKEND_VERSION, .read = read_object, .free = free_guard};
    guard->arena = arena;
    add_folder(guard, folder, 0);
    for (size_t i = 0; i < guard->count; i++) {
        struct folder next = guard->folders[i];
        add_alternates(guard, odb, &next);
    }
    if (git_odb_add_backend(odb, &guard->backend, PRIORITY) != 0)
        rq_arena_free(arena);
}
