/* What the files of this module share.  No other module includes this. */
#ifndef RQ_REPO_INTERNAL_H
#define RQ_REPO_INTERNAL_H

#include "repo/repo.h"

#include <git2.h>
#include <pthread.h>

enum {
    /* Nesting of folders: the walk recurses, and holds a descriptor, this deep at most.  Real trees stay below 40. */
    RQ_REPO_DEPTH = 256,
    /* Length of a path: PATH_MAX of Linux, so nothing longer can be checked out. */
    RQ_REPO_PATH_BYTES = 4096,
    /* Entries of a snapshot: twice the largest public repositories.  A few objects can spell billions of paths, by trees
     * that are named many times over; this stops them long before memory does. */
    RQ_REPO_ENTRIES = 1000000,
    /* Folders of a commit: five times the largest public repositories.  The same trick with empty folders. */
    RQ_REPO_FOLDERS = 250000,
    /* Trees that a thread of a walk keeps, and the bytes of the largest: folders side by side have room, with 4 MiB at most. */
    RQ_REPO_RECENT_TREES = 64,
    RQ_REPO_RECENT_TREE_BYTES = 64 << 10,
    /* Parents of a commit: the largest merge known has 66. */
    RQ_REPO_PARENTS = 1024,
    /* Changes that a walk over history keeps, at 52 bytes: a hundred times those of the records in the largest public
     * repositories.  A few commits that take a million paths away and bring them back would be more. */
    RQ_REPO_CHANGES = 2000000
};

/* What to do in a shallow clone, in the words of those who run into it. */
#define RQ_HINT_UNSHALLOW                                                                                              \
    "fetch all of it: `git fetch --unshallow`, `fetch-depth: 0` on GitHub, `GIT_DEPTH: \"0\"` on GitLab"

struct rq_repo {
    struct rq_arena *arena; /* owns this struct and its texts */
    git_repository *git;
    git_odb *odb;
    git_odb *second;                /* the same objects once more, for blobs; NULL before, and where there is none */
    bool asked_second;              /* it is open, or cannot be */
    pthread_mutex_t reading;        /* held while odb gives a blob */
    pthread_mutex_t reading_beside; /* held while second is opened or gives one */
    rq_str start;                   /* the directory of rq_repo_open: absolute, real, with a slash at its end */
    rq_str root;                    /* likewise; empty for a bare repository */
    rq_str prefix;                  /* of start inside root */
    rq_str index_file;              /* where the index is read from */
    rq_str shallow_file;            /* where the commits are named at which history is cut off */
    bool bare;
    bool has_memory; /* new objects go to memory, never to disk */
};

/* loose.c */

/* Has objects that lie in files of their own, below a folder of objects and all that it borrows from, refused where the file
 * ends early: libgit2 would read for ever.  Opens those of these folders that libgit2 has missed. */
void rq_repo_guard_loose(git_odb *odb, rq_str folder);

/* report.c */

/* Records a failure with libgit2's own words for it at the end; always gives false. */
bool rq_repo_fail(struct rq_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Records why a repository or an index could not be opened ("<what> '<path>': …"), with a remedy where one is known;
 * always gives false. */
bool rq_repo_fail_open(struct rq_err *err, const char *what, const char *path);

/* Records that the object of a path is missing (GIT_ENOTFOUND) or corrupt (any other code), with the remedies for this
 * kind of repository; always gives false. */
bool rq_repo_fail_object(const struct rq_repo *repo, int code, const git_oid *oid, rq_str path, struct rq_err *err);

/* The same for a commit; and for one whose object is no commit. */
bool rq_repo_fail_commit(const struct rq_repo *repo, int code, const git_oid *oid, struct rq_err *err);
bool rq_repo_malformed_commit(const git_oid *oid, struct rq_err *err);

/* Adds what to do where objects are missing: it differs for partial, shallow and shared clones.  Always gives false. */
bool rq_repo_hint_missing(const struct rq_repo *repo, struct rq_err *err);

/* Adds what to do about an object that is wrong, and about a limit that no real repository reaches.  Always give false. */
bool rq_repo_hint_damaged(struct rq_err *err);
bool rq_repo_hint_hostile(struct rq_err *err);

/* Words for an errno value, the same in every locale.  A literal. */
const char *rq_repo_reason(int number);

/* True if the file is there and not empty. */
bool rq_repo_filled_file(const char *path);

/* True if `name` is there inside the directory that all worktrees of the repository share, and is not empty. */
bool rq_repo_common_file(const struct rq_repo *repo, const char *name);

/* open.c */

/* The objects of the repository's own folder alone, without those that the environment adds, such as the ones of a push
 * that is not accepted yet.  NULL, with err filled, where they cannot be opened.  Freed by the caller. */
git_odb *rq_repo_stored_odb(const struct rq_repo *repo, struct rq_err *err);

/* Who reads the same objects once more. */
enum rq_reads { RQ_READS_BLOBS = 1, RQ_READS_COMMITS, RQ_READS_TREES };

/* The same objects once more, for another thread: threads that share one database are slower than one thread.  Nothing that
 * libgit2 keeps of them is shared with a database of another number.  NULL where they cannot be opened.  Freed by the
 * caller. */
git_odb *rq_repo_own_odb(struct rq_repo *repo, enum rq_reads reads);

/* path.c */

/* The absolute path of a directory without symbolic links in it, with a slash at its end; empty, with errno set, where
 * there is none.  Lives in `arena`. */
rq_str rq_repo_real_directory(struct rq_arena *arena, const char *path);

/* True if HEAD names a branch that has no commit yet. */
bool rq_repo_is_unborn(const struct rq_repo *repo);

/* The next of a list of folders that are separated and maybe quoted, from *at, which moves on (at the end beyond it).  Lives
 * in `arena`. */
rq_str rq_repo_next_folder(struct rq_arena *arena, rq_str folders, char separator, size_t *at);

/* file.c */

enum rq_repo_links { RQ_LINKS_REFUSED, RQ_LINKS_FOLLOWED };

/* The bytes of a regular file of at most RQ_LIMIT_FILE_BYTES, in `arena`.  Never RQ_READ_FAILED. */
enum rq_read_result rq_repo_read_file(int folder, const char *path, enum rq_repo_links links, struct rq_arena *arena,
                                      struct rq_read *out);

/* entries.c */

/* A list of entries: of as many as there is room for, or growing, and then in one piece only when it is gathered. */
struct rq_entries {
    struct rq_arena *arena;
    struct rq_snapshot_entry *items;
    size_t count, cap;
    struct rq_entry_piece *newest; /* of a list that grows */
};

/* Makes room in an empty list for as many entries as will be added at most. */
void rq_entries_reserve(struct rq_entries *entries, size_t count);

/* Adds an entry; oid may be NULL.  The path is not copied.  False, with err filled, at RQ_REPO_ENTRIES. */
bool rq_entries_add(struct rq_entries *entries, rq_str path, enum rq_entry_mode mode, const git_oid *oid,
                    struct rq_err *err);

/* Puts a list that grew into one piece in `arena`; what its own arena has of it is not needed any more. */
void rq_entries_gather(struct rq_entries *entries, struct rq_arena *arena);

/* What a mode of a git tree or index stands for. */
enum rq_entry_mode rq_repo_mode(uint32_t mode);

/* Sorts by path, where that is needed. */
void rq_entries_order(struct rq_entries *entries);

/* The same; false, with err filled, where a path comes twice.  `what` names the state in the message. */
bool rq_entries_sort(struct rq_entries *entries, const char *what, struct rq_err *err);

/* Number of entries before `path`: where it is or would be. */
size_t rq_entries_before(const struct rq_snapshot_entry *items, size_t count, rq_str path);

/* commit.c */

/* The commit that a revision names; NULL on failure.  Freed by the caller. */
git_commit *rq_repo_find_commit(const struct rq_repo *repo, const char *revision, struct rq_err *err);

/* The tree of a commit as a snapshot; NULL on failure.  In `arena`. */
const struct rq_snapshot *rq_repo_commit_snapshot(struct rq_repo *repo, const git_commit *commit,
                                                  struct rq_arena *arena, struct rq_err *err);

/* The 40 digits, in `arena`. */
rq_str rq_repo_oid_text(struct rq_arena *arena, const git_oid *oid);

/* shallow.c */

/* The commits whose parents a shallow clone lacks, sorted; none in a whole one. */
struct rq_cuts {
    const git_oid *oids;
    size_t count;
};

/* Reads which they are; false on failure.  In `arena`. */
bool rq_repo_read_cuts(const struct rq_repo *repo, struct rq_arena *arena, struct rq_cuts *cuts, struct rq_err *err);

/* True if a commit is one of them. */
bool rq_repo_is_cut(const struct rq_cuts *cuts, const git_oid *oid);

/* What two commits of a shallow clone have in common, as far as the clone goes. */
struct rq_repo_history {
    git_oid common; /* a last common commit */
    size_t common_count;
    git_oid *range; /* in head and not in base, children before parents */
    size_t range_count;
    bool is_cut; /* history ends somewhere else than behind what both have: all of the above is a guess */
};

/* Walks what is there of both sides.  False where a commit that should be there is not.  In `arena`. */
bool rq_repo_read_history(const struct rq_repo *repo, const git_oid *base, const git_oid *head, struct rq_arena *arena,
                          struct rq_repo_history *history, struct rq_err *err);

/* range.c */

/* The commits that `head` brings to `base` and that `known` does not have; both may be NULL, but in a shallow clone only
 * `known` may.  False on failure.  In `arena`. */
bool rq_repo_range(struct rq_repo *repo, const git_oid *base, const git_oid *head, const git_oid *known,
                   struct rq_arena *arena, const struct rq_commit **commits, size_t *count, struct rq_err *err);

/* index.c */

/* The entries of the index, in order; `announced` says whether those of `git add -N` count.  Into `left_out`, unless it is
 * NULL, go once more those that a sparse checkout leaves out of the working tree. */
bool rq_repo_list_index(const struct rq_repo *repo, bool announced, struct rq_entries *entries,
                        struct rq_entries *left_out, struct rq_err *err);

/* glob.c */

/* True if a pattern of gitignore(5) without slash matches a name, bytewise. */
bool rq_glob_name(rq_str pattern, rq_str name);

/* True if a pattern with slashes matches a whole path; "**" stands for any number of folders. */
bool rq_glob_path(rq_str pattern, rq_str path);

/* ignore.c */

/* The rules of one ignore file, and those that are asked after it. */
struct rq_ignore;

/* Parses an ignore file whose patterns are relative to the first `base` bytes of a path.  Lives in `arena` and in
 * `outer`; `text` is not kept. */
const struct rq_ignore *rq_ignore_parse(struct rq_arena *arena, const struct rq_ignore *outer, size_t base, rq_str text,
                                        bool fold);

/* True if the pattern, which has a slash or has not, matches the path below its file. */
bool rq_ignore_pattern(rq_str pattern, bool whole_path, rq_str path);

/* True if the path (of at most RQ_REPO_PATH_BYTES, without a slash at its end) is excluded. */
bool rq_ignore_match(const struct rq_ignore *ignore, rq_str path, bool folder);

/* The rules that hold for the whole repository: info/exclude and core.excludesFile.  `fold` is set to what core.ignoreCase
 * says.  NULL if there are none. */
const struct rq_ignore *rq_ignore_standard(const struct rq_repo *repo, struct rq_arena *arena, bool *fold);

#endif
