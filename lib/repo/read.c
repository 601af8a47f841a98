/*
 * Reading one entry of a snapshot.  The size is asked first: reading a blob of 400 MB only to refuse it would take seconds
 * and as much memory.
 */
#include "base/err.h"
#include "base/limits.h"
#include "repo/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* Why an entry that is no regular file has no bytes to read; NULL for a file. */
static const char *why_not_file(int mode)
{
    switch (mode) {
    case RQ_ENTRY_FILE:
        return NULL;
    case RQ_ENTRY_SYMLINK:
        return "it is a symbolic link";
    case RQ_ENTRY_SUBMODULE:
        return "it is a submodule";
    case RQ_ENTRY_UNMERGED:
        return "it has conflicts that are not resolved";
    default:
        return "it is not a regular file";
    }
}

static void take_object(git_odb_object *object, struct rq_arena *arena, struct rq_read *out)
{
    out->size = git_odb_object_size(object);
    out->text = rq_arena_copy(arena, (rq_str){git_odb_object_data(object), git_odb_object_size(object)});
    git_odb_object_free(object);
}

static enum rq_read_result get_blob(const struct rq_repo *repo, const struct rq_snapshot_entry *entry,
                                    struct rq_arena *arena, struct rq_read *out, struct rq_err *err)
{
    git_oid oid;
    git_object_t type;
    size_t size;
    git_odb_object *object = NULL;
    memcpy(oid.id, entry->oid, sizeof oid.id);
    int code = git_odb_read_header(&size, &type, repo->odb, &oid);
    if (code == 0 && type != GIT_OBJECT_BLOB) {
        rq_fail(err, "'%.*s' is no file: its object is a %s", RQ_ARG(entry->path), git_object_type2string(type));
        rq_repo_hint_damaged(err);
        return RQ_READ_FAILED;
    }
    if (code == 0 && size > RQ_LIMIT_FILE_BYTES) {
        out->size = size;
        return RQ_READ_TOO_LARGE;
    }
    if (code == 0)
        code = git_odb_read(&object, repo->odb, &oid);
    if (code != 0) {
        rq_repo_fail_object(repo, code, &oid, entry->path, err);
        return RQ_READ_FAILED;
    }
    take_object(object, arena, out);
    return RQ_READ_OK;
}

/* The same from the second database; false for whatever the first has to judge, and for what only that one has: what a
 * merge made is in memory. */
static bool get_blob_beside(struct rq_repo *repo, const struct rq_snapshot_entry *entry, struct rq_arena *arena,
                            struct rq_read *out)
{
    git_oid oid;
    git_object_t type;
    size_t size;
    git_odb_object *object = NULL;
    if (!repo->asked_second)
        repo->second = rq_repo_own_odb(repo, RQ_READS_BLOBS);
    repo->asked_second = true;
    memcpy(oid.id, entry->oid, sizeof oid.id);
    if (repo->second == NULL || git_odb_read_header(&size, &type, repo->second, &oid) != 0 || type != GIT_OBJECT_BLOB ||
        size > RQ_LIMIT_FILE_BYTES || git_odb_read(&object, repo->second, &oid) != 0)
        return false;
    take_object(object, arena, out);
    return true;
}

/* One thread at a time: libgit2 locks its object database so often that threads which share it are slower than one.  Who
 * finds it busy has another one to read from. */
static enum rq_read_result read_blob(struct rq_repo *repo, const struct rq_snapshot_entry *entry,
                                     struct rq_arena *arena, struct rq_read *out, struct rq_err *err)
{
    bool done = false, busy = pthread_mutex_trylock(&repo->reading) != 0;
    if (busy && pthread_mutex_trylock(&repo->reading_beside) == 0) {
        done = get_blob_beside(repo, entry, arena, out);
        pthread_mutex_unlock(&repo->reading_beside);
    }
    if (done)
        return RQ_READ_OK;
    if (busy)
        pthread_mutex_lock(&repo->reading);
    enum rq_read_result result = get_blob(repo, entry, arena, out, err);
    pthread_mutex_unlock(&repo->reading);
    return result;
}

enum { PATH_BYTES = 2 * RQ_REPO_PATH_BYTES };

/* Where an entry is on disk.  A path that is too long for the buffer is too long for the system as well. */
static bool path_on_disk(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                         char path[PATH_BYTES])
{
    rq_str root = snapshot->root, inside = entry->path;
    if (root.len + inside.len >= PATH_BYTES)
        return false;
    memcpy(path, root.ptr, root.len);
    memcpy(path + root.len, inside.ptr, inside.len);
    path[root.len + inside.len] = '\0';
    return true;
}

static enum rq_read_result read_from_disk(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                                          struct rq_arena *arena, struct rq_read *out)
{
    char path[PATH_BYTES];
    if (path_on_disk(snapshot, entry, path))
        return rq_repo_read_file(AT_FDCWD, path, RQ_LINKS_REFUSED, arena, out);
    out->why = rq_str_from(rq_repo_reason(ENAMETOOLONG));
    return RQ_READ_UNREADABLE;
}

/* In a working tree what a sparse checkout left out has an oid, and nothing else has. */
static bool is_on_disk(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry)
{
    static const unsigned char none[sizeof entry->oid] = {0};
    return snapshot->root.len > 0 && memcmp(entry->oid, none, sizeof none) == 0;
}

enum rq_read_result rq_snapshot_read(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                                     struct rq_arena *arena, struct rq_read *out, struct rq_err *err)
{
    const char *why = why_not_file(entry->mode);
    *out = (struct rq_read){.why = rq_str_from(why)};
    if (why)
        return RQ_READ_UNREADABLE;
    if (snapshot->texts != NULL) {
        out->text = snapshot->texts[entry - snapshot->entries];
        out->size = out->text.len;
        return RQ_READ_OK;
    }
    return is_on_disk(snapshot, entry) ? read_from_disk(snapshot, entry, arena, out)
                                       : read_blob(snapshot->repo, entry, arena, out, err);
}

rq_str rq_snapshot_name_file(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                             struct rq_arena *arena)
{
    git_oid oid;
    char path[PATH_BYTES];
    memcpy(oid.id, entry->oid, sizeof oid.id);
    if (snapshot->texts != NULL)
        git_odb_hash(&oid, snapshot->texts[entry - snapshot->entries].ptr,
                     snapshot->texts[entry - snapshot->entries].len, GIT_OBJECT_BLOB);
    else if (is_on_disk(snapshot, entry) &&
             (!path_on_disk(snapshot, entry, path) || git_odb_hashfile(&oid, path, GIT_OBJECT_BLOB) != 0))
        return RQ_STR("");
    return rq_repo_oid_text(arena, &oid);
}

enum rq_read_result rq_snapshot_read_link(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                                          struct rq_arena *arena, struct rq_read *out, struct rq_err *err)
{
    *out = (struct rq_read){0};
    return read_blob(snapshot->repo, entry, arena, out, err);
}

void rq_repo_name_blob(rq_str text, unsigned char oid[RQ_OID_BYTES])
{
    git_oid name = {{0}};
    git_odb_hash(&name, text.ptr, text.len, GIT_OBJECT_BLOB);
    memset(oid, 0, RQ_OID_BYTES);
    memcpy(oid, name.id, sizeof name.id);
}
