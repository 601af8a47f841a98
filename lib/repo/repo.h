/*
 * Git repositories on libgit2, the only module that knows it.
 *
 * A snapshot is one state of the tree, whatever it was taken from: the working tree (tracked files and untracked ones that
 * are not ignored), the index, or a commit.  All three list and read alike.
 */
#ifndef RQ_REPO_H
#define RQ_REPO_H

#include "base/text.h"

struct rq_repo;

/* Opens the repository that holds `directory` (an absolute or relative path), honouring GIT_DIR, GIT_INDEX_FILE,
 * GIT_WORK_TREE, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES and GIT_CEILING_DIRECTORIES.  NULL on failure.
 * Owned by the caller: rq_repo_close. */
struct rq_repo *rq_repo_open(const char *directory, struct rq_err *err);
void rq_repo_close(struct rq_repo *repo); /* NULL is allowed */

bool rq_repo_is_bare(const struct rq_repo *repo);
bool rq_repo_is_shallow(const struct rq_repo *repo);

/* The directory of rq_repo_open relative to the root of the working tree ("" at the root, else with a slash at its end);
 * what a PATH argument is relative to.  Lives as long as the repository. */
rq_str rq_repo_prefix(const struct rq_repo *repo);

enum rq_entry_mode { RQ_ENTRY_FILE, RQ_ENTRY_SYMLINK, RQ_ENTRY_SUBMODULE, RQ_ENTRY_OTHER };

struct rq_snapshot_entry {
    rq_str path;           /* relative to the root, with slashes; bytes as git has them, maybe not UTF-8 */
    uint8_t mode;          /* enum rq_entry_mode; RQ_ENTRY_OTHER: a socket, a device, an unmerged entry … */
    unsigned char oid[32]; /* of the blob; all zero where it is not known (working tree) */
};

/* One state of the tree.  Entries are sorted by path, bytewise. */
struct rq_snapshot {
    struct rq_repo *repo;
    const struct rq_snapshot_entry *entries;
    size_t entry_count;
    int origin;   /* enum rq_snapshot_origin */
    rq_str name;  /* "worktree", "index", or the commit's 40 digits */
    rq_str tree;  /* the tree's 40 digits for a commit; else empty */
    int64_t time; /* the commit's committer time, seconds since 1970 UTC; 0 otherwise */
};

enum rq_snapshot_origin { RQ_SNAPSHOT_WORKTREE, RQ_SNAPSHOT_INDEX, RQ_SNAPSHOT_COMMIT };

/* Lists a state; NULL on failure.  Lives in `arena`; the repository must stay open as long. */
const struct rq_snapshot *rq_snapshot_worktree(struct rq_repo *repo, struct rq_arena *arena, struct rq_err *err);
const struct rq_snapshot *rq_snapshot_index(struct rq_repo *repo, struct rq_arena *arena, struct rq_err *err);
const struct rq_snapshot *rq_snapshot_commit(struct rq_repo *repo, const char *revision, struct rq_arena *arena,
                                             struct rq_err *err);

/* The entry with exactly this path, or NULL. */
const struct rq_snapshot_entry *rq_snapshot_find(const struct rq_snapshot *snapshot, rq_str path);

enum rq_read_result {
    RQ_READ_OK,
    RQ_READ_TOO_LARGE,  /* over RQ_LIMIT_FILE_BYTES: nothing was read; `size` says how large it is */
    RQ_READ_UNREADABLE, /* working tree only: permission, vanished, not a regular file; `why` says it in words */
    RQ_READ_FAILED      /* the repository cannot give it (missing or corrupt object): err is filled */
};

struct rq_read {
    rq_str text; /* in `arena` */
    uint64_t size;
    rq_str why;
};

/* The bytes of a regular file. */
enum rq_read_result rq_snapshot_read(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                                     struct rq_arena *arena, struct rq_read *out, struct rq_err *err);

#endif
