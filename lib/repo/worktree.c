/*
 * The working tree as a snapshot: one walk over the folders, in the order of the index, with the index at hand.  What the
 * index has is listed if it is there, ignored or not; the rest is listed unless an ignore rule excludes it.  What a sparse
 * checkout left out is added at the end.  An excluded folder is entered only for the sake of tracked files below it.
 * libgit2's status is not used: it compares contents, is slow, and takes filters that it does not know for changes.
 *
 * Read visit_folder first: it decides what is entered.
 */
#define _DEFAULT_SOURCE /* d_type, which POSIX has since 2024 */

#include "base/err.h"
#include "repo/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
    const struct rq_repo *repo;
    struct rq_entries tracked;  /* the index */
    struct rq_entries left_out; /* of it, by a sparse checkout */
    struct rq_entries found;
    struct rq_arena *arena;   /* for paths that are found */
    struct rq_arena *scratch; /* names and ignore rules of the folders that are open */
    char path[RQ_REPO_PATH_BYTES + 1];
    size_t length;
    bool fold;
    struct rq_err *err;
};

/* A folder that is being walked. */
struct folder {
    DIR *stream;
    const struct rq_ignore *ignore;
    bool listed; /* untracked files in it count */
    unsigned depth;
};

struct name {
    rq_str text;
    mode_t mode;
};

static rq_str path_of(const struct walk *walk)
{
    return (rq_str){walk->path, walk->length};
}

static bool fail_at_path(struct walk *walk, const char *problem)
{
    rq_fail(walk->err, "cannot list '%.*s': %s", RQ_ARG(path_of(walk)), problem);
    return rq_fail_hint(walk->err, "make it readable, or keep it out with .gitignore");
}

/* Appends to the path at hand; false where that makes it too long. */
static bool append(struct walk *walk, rq_str text)
{
    if (walk->length + text.len >= RQ_REPO_PATH_BYTES)
        return fail_at_path(walk, "the path is too long");
    memcpy(walk->path + walk->length, text.ptr, text.len);
    walk->length += text.len;
    walk->path[walk->length] = '\0';
    return true;
}

static void cut_back(struct walk *walk, size_t length)
{
    walk->length = length;
    walk->path[length] = '\0';
}

/* Bytewise order of the paths that will come out: a folder's name counts with the slash that follows it. */
static int compare_names(const void *left, const void *right)
{
    const struct name *a = left;
    const struct name *b = right;
    size_t shorter = a->text.len < b->text.len ? a->text.len : b->text.len;
    int order = memcmp(a->text.ptr, b->text.ptr, shorter);
    if (order != 0)
        return order;
    int end_a = a->text.len > shorter ? (unsigned char)a->text.ptr[shorter] : S_ISDIR(a->mode) ? '/' : 0;
    int end_b = b->text.len > shorter ? (unsigned char)b->text.ptr[shorter] : S_ISDIR(b->mode) ? '/' : 0;
    return end_a - end_b;
}

static bool is_left_out(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0;
}

/* The type bits of an entry's mode; 0 for one that has vanished.  Most file systems tell the type with the name, which
 * saves a call for each file. */
static mode_t type_of(DIR *stream, const struct dirent *entry)
{
#ifdef DT_UNKNOWN
    if (entry->d_type == DT_REG)
        return S_IFREG;
    if (entry->d_type == DT_DIR)
        return S_IFDIR;
#endif
    struct stat status;
    return fstatat(dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_mode & S_IFMT : 0;
}

/* The names in a folder, sorted; in scratch.  What vanishes meanwhile is left out. */
static bool read_names(struct walk *walk, DIR *stream, struct name **names, size_t *count)
{
    size_t cap = 0;
    *names = NULL;
    *count = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(stream);
        if (!entry)
            break;
        mode_t type = is_left_out(entry->d_name) ? 0 : type_of(stream, entry);
        if (type == 0)
            continue;
        *names = rq_grow(walk->scratch, *names, *count, &cap, sizeof **names);
        (*names)[(*count)++] = (struct name){rq_arena_copy(walk->scratch, rq_str_from(entry->d_name)), type};
    }
    if (errno != 0)
        return fail_at_path(walk, rq_repo_reason(errno));
    if (*count > 1)
        qsort(*names, *count, sizeof **names, compare_names);
    return true;
}

static bool fail_ignore_file(struct walk *walk, const char *why)
{
    rq_fail(walk->err, "cannot read '%.*s.gitignore': %s", RQ_ARG(path_of(walk)), why);
    return rq_fail_hint(walk->err, "without it, ignored files would be checked: make it readable and at most 1 MiB");
}

/* Puts the folder's own ignore file before the rules of those around it. */
static bool add_ignore_file(struct walk *walk, struct folder *folder, const struct name *names, size_t count)
{
    struct rq_read file;
    for (size_t i = 0; i < count; i++) {
        if (!S_ISREG(names[i].mode) || !rq_str_equal(names[i].text, RQ_STR(".gitignore")))
            continue;
        enum rq_read_result result =
            rq_repo_read_file(dirfd(folder->stream), ".gitignore", RQ_LINKS_REFUSED, walk->scratch, &file);
        if (result != RQ_READ_OK)
            return fail_ignore_file(walk, result == RQ_READ_TOO_LARGE ? "it is too large" : file.why.ptr);
        folder->ignore = rq_ignore_parse(walk->scratch, folder->ignore, walk->length, file.text, walk->fold);
    }
    return true;
}

static const struct rq_snapshot_entry *find_tracked(const struct walk *walk, rq_str path)
{
    size_t at = rq_entries_before(walk->tracked.items, walk->tracked.count, path);
    bool found = at < walk->tracked.count && rq_str_equal(walk->tracked.items[at].path, path);
    return found ? &walk->tracked.items[at] : NULL;
}

/* True if the index has files below this path, which ends in a slash. */
static bool has_tracked_below(const struct walk *walk, rq_str path)
{
    size_t at = rq_entries_before(walk->tracked.items, walk->tracked.count, path);
    return at < walk->tracked.count && rq_str_starts(walk->tracked.items[at].path, path);
}

/* True if a repository of its own begins in this folder. */
static bool begins_repository(const struct folder *parent, const char *name, struct rq_arena *scratch)
{
    struct stat status;
    rq_str link = rq_arena_format(scratch, "%s/.git", name);
    rq_str head = rq_arena_format(scratch, "%s/.git/HEAD", name);
    if (fstatat(dirfd(parent->stream), link.ptr, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    return S_ISREG(status.st_mode) || fstatat(dirfd(parent->stream), head.ptr, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool visit_file(struct walk *walk, const struct folder *parent, mode_t mode)
{
    const struct rq_snapshot_entry *tracked = find_tracked(walk, path_of(walk));
    if (!tracked && (!parent->listed || rq_ignore_match(parent->ignore, path_of(walk), false)))
        return true;
    rq_str path = rq_arena_copy(walk->arena, path_of(walk));
    enum rq_entry_mode kind = S_ISREG(mode) ? RQ_ENTRY_FILE : S_ISLNK(mode) ? RQ_ENTRY_SYMLINK : RQ_ENTRY_OTHER;
    return rq_entries_add(&walk->found, path, kind, NULL, walk->err);
}

static bool walk_folder(struct walk *walk, int file, struct folder folder);

/* Opens and walks the folder at hand; one that has vanished or became a link meanwhile is as good as empty. */
static bool enter(struct walk *walk, const struct folder *parent, const char *name, struct folder folder)
{
    if (folder.depth > RQ_REPO_DEPTH)
        return fail_at_path(walk, "it is nested too deep");
    int file = openat(dirfd(parent->stream), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
        return true;
    if (file < 0)
        return fail_at_path(walk, rq_repo_reason(errno));
    return walk_folder(walk, file, folder);
}

static bool visit_folder(struct walk *walk, const struct folder *parent, const char *name)
{
    const struct rq_snapshot_entry *tracked = find_tracked(walk, path_of(walk));
    if (tracked && tracked->mode == RQ_ENTRY_SUBMODULE)
        return rq_entries_add(&walk->found, rq_arena_copy(walk->arena, path_of(walk)), RQ_ENTRY_SUBMODULE, NULL,
                              walk->err);
    bool listed = parent->listed && !rq_ignore_match(parent->ignore, path_of(walk), true);
    if (!append(walk, RQ_STR("/")))
        return false;
    bool tracked_below = has_tracked_below(walk, path_of(walk));
    if (!tracked_below && (!listed || begins_repository(parent, name, walk->scratch)))
        return true;
    return enter(walk, parent, name,
                 (struct folder){.ignore = parent->ignore, .listed = listed, .depth = parent->depth + 1});
}

static bool visit(struct walk *walk, const struct folder *folder, const struct name *name)
{
    size_t length = walk->length;
    bool ok = append(walk, name->text) &&
              (S_ISDIR(name->mode) ? visit_folder(walk, folder, name->text.ptr) : visit_file(walk, folder, name->mode));
    cut_back(walk, length);
    return ok;
}

/* Walks an open folder, whose path is at hand with a slash at its end (the root's is empty), and closes it. */
static bool walk_folder(struct walk *walk, int file, struct folder folder)
{
    struct rq_arena_mark mark = rq_arena_mark(walk->scratch);
    folder.stream = fdopendir(file);
    if (!folder.stream) {
        close(file);
        return fail_at_path(walk, rq_repo_reason(errno));
    }
    struct name *names;
    size_t count;
    bool ok = read_names(walk, folder.stream, &names, &count);
    if (ok && folder.listed)
        ok = add_ignore_file(walk, &folder, names, count);
    for (size_t i = 0; ok && i < count; i++)
        ok = visit(walk, &folder, &names[i]);
    closedir(folder.stream);
    rq_arena_release(walk->scratch, mark);
    return ok;
}

static bool walk_root(struct walk *walk)
{
    const char *root = walk->repo->root.ptr;
    const struct rq_ignore *standard = rq_ignore_standard(walk->repo, walk->scratch, &walk->fold);
    int file = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return rq_fail(walk->err, "cannot list the working tree '%s': %s", root, rq_repo_reason(errno)) ||
               rq_fail_hint(walk->err, "make the folder readable, or judge a commit: --rev HEAD");
    return walk_folder(walk, file, (struct folder){.ignore = standard, .listed = true});
}

/* What a sparse checkout leaves out is not deleted: it counts as the index has it.  A file that is on disk all the same
 * counts as it is there. */
static bool add_left_out(struct walk *walk)
{
    const struct rq_entries *left_out = &walk->left_out;
    size_t on_disk = walk->found.count;
    bool ok = true;
    for (size_t i = 0; ok && i < left_out->count; i++) {
        const struct rq_snapshot_entry *entry = &left_out->items[i];
        size_t at = rq_entries_before(walk->found.items, on_disk, entry->path);
        if (at < on_disk && rq_str_equal(walk->found.items[at].path, entry->path))
            continue;
        git_oid oid;
        git_oid_fromraw(&oid, entry->oid);
        ok = rq_entries_add(&walk->found, entry->path, entry->mode, &oid, walk->err);
    }
    return ok;
}

/* What is found is put into one piece when all is: the lists go before anything else is made. */
static bool list(struct walk *walk, struct rq_arena *arena)
{
    if (!rq_repo_list_index(walk->repo, true, &walk->tracked, &walk->left_out, walk->err) || !walk_root(walk))
        return false;
    rq_entries_gather(&walk->left_out, walk->tracked.arena);
    rq_entries_gather(&walk->found, arena);
    if (!rq_entries_sort(&walk->found, "the working tree", walk->err))
        return false;
    if (walk->left_out.count == 0)
        return true;
    bool ok = add_left_out(walk);
    rq_entries_gather(&walk->found, arena);
    rq_entries_order(&walk->found);
    return ok;
}

const struct rq_snapshot *rq_snapshot_worktree(struct rq_repo *repo, struct rq_arena *arena, struct rq_err *err)
{
    if (repo->bare) {
        rq_fail(err, "a bare repository has no working tree");
        rq_fail_hint(err, "check a commit: `--rev REV`");
        return NULL;
    }
    struct rq_arena *scratch = rq_arena_new(), *lists = rq_arena_new();
    struct walk walk = {.repo = repo,
                        .tracked = {.arena = lists},
                        .left_out = {.arena = arena},
                        .found = {.arena = lists},
                        .arena = arena,
                        .scratch = scratch,
                        .err = err};
    struct rq_snapshot *snapshot = NULL;
    if (list(&walk, arena)) {
        snapshot = RQ_NEW(arena, struct rq_snapshot);
        *snapshot = (struct rq_snapshot){
            .repo = repo,
            .entries = walk.found.items,
            .entry_count = walk.found.count,
            .origin = RQ_SNAPSHOT_WORKTREE,
            .name = RQ_STR("worktree"),
            .root = repo->root,
        };
    }
    rq_arena_free(lists);
    rq_arena_free(scratch);
    return snapshot;
}
