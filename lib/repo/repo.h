/*
 * Git repositories on libgit2, the only module that knows it.
 *
 * A snapshot is one state of the tree, whatever it was taken from: the working tree (tracked files and untracked ones that
 * are not ignored), the index, or a commit.  All three list and read alike.  Nothing here writes, and nothing that a
 * repository's configuration names is executed.
 */
#ifndef RQ_REPO_H
#define RQ_REPO_H

#include "base/text.h"

struct rq_repo;

/* Opens the repository that holds `directory` (an absolute or relative path), honouring GIT_DIR, GIT_INDEX_FILE,
 * GIT_WORK_TREE, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES, GIT_CEILING_DIRECTORIES and
 * GIT_DISCOVERY_ACROSS_FILESYSTEM as git does.  Relative paths in these are relative to the process's current directory,
 * GIT_INDEX_FILE to the root of the working tree.  NULL on failure.  Owned by the caller: rq_repo_close. */
struct rq_repo *rq_repo_open(const char *directory, struct rq_err *err);
void rq_repo_close(struct rq_repo *repo); /* NULL is allowed */

/* From now on each object that is read is compared with its name, in all repositories of the process, until none is open. */
void rq_repo_verify(void);

/* True if there is no working tree. */
bool rq_repo_is_bare(const struct rq_repo *repo);

/* True if history is cut off somewhere; also in a linked worktree of a shallow clone. */
bool rq_repo_is_shallow(const struct rq_repo *repo);

/* The root of the working tree: an absolute path with a slash at its end and no symbolic link in it; empty for a bare
 * repository.  Root and snapshot path put together name the file.  Lives as long as the repository. */
rq_str rq_repo_root(const struct rq_repo *repo);

/* The directory of rq_repo_open relative to the root of the working tree ("" at the root, outside of it and in a bare
 * repository, else with a slash at its end).  Lives as long as the repository. */
rq_str rq_repo_prefix(const struct rq_repo *repo);

/* The snapshot path of an argument that is absolute or relative to the directory of rq_repo_open ("x", "./x/", "../y"):
 * no dots, no slash at its end, the empty path for the root itself.  Nothing needs to exist there.  "x/.." is dropped as
 * text, as git does, symbolic links or not.  In a bare repository the root is the top of the tree.  `path` lives in
 * `arena`.  False where it leads outside the working tree. */
bool rq_repo_path(const struct rq_repo *repo, rq_str argument, struct rq_arena *arena, rq_str *path,
                  struct rq_err *err);

/* The commits that local and remote-tracking branches and HEAD are at, each once: 40 digits, sorted.  False on failure.  In
 * `arena`. */
bool rq_repo_tips(const struct rq_repo *repo, struct rq_arena *arena, const rq_str **commits, size_t *count,
                  struct rq_err *err);

/* Who the author of a commit would be: GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL, else user.name and user.email; empty where
 * nothing says it.  Valid UTF-8.  In `arena`. */
void rq_repo_author(const struct rq_repo *repo, struct rq_arena *arena, rq_str *name, rq_str *email);

/* A hook of a repository, as it is on disk. */
struct rq_hook_file {
    rq_str root;   /* the working tree, or the folder that all worktrees share: absolute, with a slash at its end */
    rq_str path;   /* below it, whether something is there or not */
    rq_str text;   /* its bytes; a NULL pointer: nothing is there, or it is too large, no regular file, not readable */
    bool is_there; /* something has this name */
    bool is_file;  /* and that is a file, or a symbolic link */
    bool is_usual; /* its folder is the one that git has itself, and not another of core.hooksPath */
};

/* Where git looks for a hook, and what is there.  Fails where core.hooksPath leads out of the repository, be it through
 * symbolic links; the hint tells to add `command` there by hand.  In `arena`. */
bool rq_repo_hook(const struct rq_repo *repo, const char *name, const char *command, struct rq_arena *arena,
                  struct rq_hook_file *hook, struct rq_err *err);

/* The text of a setting of git; empty where there is none.  In `arena`. */
rq_str rq_repo_setting(const struct rq_repo *repo, const char *name, struct rq_arena *arena);

enum rq_entry_mode {
    RQ_ENTRY_FILE,
    RQ_ENTRY_SYMLINK,
    RQ_ENTRY_SUBMODULE,
    RQ_ENTRY_UNMERGED, /* index only: a conflict that is not resolved */
    RQ_ENTRY_OTHER     /* a socket, a device, a pipe; a mode that git does not have */
};

/* Room for the name of an object. */
enum { RQ_OID_BYTES = 32 };

struct rq_snapshot_entry {
    rq_str path;                     /* relative to the root, with slashes; bytes as git has them, maybe not UTF-8 */
    uint8_t mode;                    /* enum rq_entry_mode */
    unsigned char oid[RQ_OID_BYTES]; /* of the blob; all zero where it is not known (working tree, unmerged) */
};

enum rq_snapshot_origin {
    RQ_SNAPSHOT_WORKTREE,
    RQ_SNAPSHOT_INDEX,
    RQ_SNAPSHOT_COMMIT,
    RQ_SNAPSHOT_FOLDER, /* files on disk that are in no repository */
    RQ_SNAPSHOT_MEMORY
};

/* One state of the tree.  Entries are sorted by path, bytewise; no path comes twice. */
struct rq_snapshot {
    struct rq_repo *repo;
    const struct rq_snapshot_entry *entries;
    size_t entry_count;
    int origin;          /* enum rq_snapshot_origin */
    rq_str name;         /* "worktree", "index", or the commit's 40 digits */
    rq_str tree;         /* the tree's 40 digits for a commit; else empty */
    int64_t time;        /* the commit's committer time, seconds since 1970 UTC; 0 otherwise */
    rq_str root;         /* where files are on disk, with a slash at its end; empty where they are not */
    const rq_str *texts; /* RQ_SNAPSHOT_MEMORY: the bytes of each entry */
};

/* The files of the working tree, as they are on disk: tracked ones (ignored or not) that are there, and untracked ones
 * that no ignore file excludes; what a sparse checkout leaves out, as the index has it.  Submodules are one entry; other
 * repositories inside the tree are left out.  NULL on failure (bare repository, unreadable index or folder, a limit).
 * Lives in `arena`; the repository must stay open. */
const struct rq_snapshot *rq_snapshot_worktree(struct rq_repo *repo, struct rq_arena *arena, struct rq_err *err);

/* What is staged.  Entries that are only announced (`git add -N`) are left out.  NULL on failure (bare repository,
 * unreadable index, a limit).  Lives in `arena`; the repository must stay open as long. */
const struct rq_snapshot *rq_snapshot_index(struct rq_repo *repo, struct rq_arena *arena, struct rq_err *err);

/* The tree of a commit, named in any way that gitrevisions(7) knows and libgit2 supports; an annotated tag stands for its
 * commit.  NULL on failure (unknown, ambiguous, not a commit, missing or corrupt objects, a limit).  Lives in `arena`;
 * the repository must stay open as long. */
const struct rq_snapshot *rq_snapshot_commit(struct rq_repo *repo, const char *revision, struct rq_arena *arena,
                                             struct rq_err *err);

/* Files of a folder on disk that is no working tree, such as packs beside a configuration that is given by path: below
 * each of `parts` (files or folders, relative to `base`; the empty one is all of base; what is not there is left out).
 * Symbolic links and .git are not followed.  NULL on failure.  In `arena`. */
const struct rq_snapshot *rq_snapshot_folder(rq_str base, const rq_str *parts, size_t part_count,
                                             struct rq_arena *arena, struct rq_err *err);

/* A tree that exists only in memory, such as the files in a rule's test. */
struct rq_memory_file {
    rq_str path, text;
};

/* The files as a snapshot.  Paths must differ.  In `arena`; texts are not copied. */
const struct rq_snapshot *rq_snapshot_memory(const struct rq_memory_file *files, size_t count, struct rq_arena *arena);

/* The entry with exactly this path, or NULL.  Lives as long as the snapshot. */
const struct rq_snapshot_entry *rq_snapshot_find(const struct rq_snapshot *snapshot, rq_str path);

/* The paths in which two states differ, neither of them the working tree, sorted and as valid UTF-8.  `before` may be NULL:
 * nothing.  In `arena`. */
void rq_snapshot_changes(const struct rq_snapshot *before, const struct rq_snapshot *after, struct rq_arena *arena,
                         const rq_str **paths, size_t *count);

enum rq_read_result {
    RQ_READ_OK,
    RQ_READ_TOO_LARGE,  /* over RQ_LIMIT_FILE_BYTES: nothing was read; `size` says how large it is */
    RQ_READ_UNREADABLE, /* permission, vanished, not a regular file, unmerged; `why` says it in words */
    RQ_READ_FAILED      /* the repository cannot give it (missing or corrupt object): err is filled */
};

struct rq_read {
    rq_str text; /* in `arena`, followed by a NUL that does not count */
    uint64_t size;
    rq_str why; /* a literal or in `arena` */
};

/* The bytes of a regular file: from disk for the working tree, where no symbolic link is followed and nothing blocks, else
 * those of the blob, without any conversion.  A working tree file may be newer than the listing.  Several threads may
 * read at a time, each into its own arena. */
enum rq_read_result rq_snapshot_read(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                                     struct rq_arena *arena, struct rq_read *out, struct rq_err *err);

/* The 40 digits that name the bytes of a file as a blob, however large it is; empty where they cannot be read.  On disk all
 * of it is read.  In `arena`. */
rq_str rq_snapshot_name_file(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                             struct rq_arena *arena);

/* Where a symbolic link of a commit leads, as it is written there. */
enum rq_read_result rq_snapshot_read_link(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                                          struct rq_arena *arena, struct rq_read *out, struct rq_err *err);

/* The name that a blob with these bytes has, in a repository or not, in the form of rq_snapshot_entry.oid. */
void rq_repo_name_blob(rq_str text, unsigned char oid[RQ_OID_BYTES]);

/* What the .gitattributes files of a snapshot say of files that nobody here writes. */
struct rq_attributes;

/* Reads the .gitattributes files of a snapshot, not those of the machine; one that cannot be read says nothing.  NULL where
 * the repository cannot give one (err is filled).  In `arena`. */
const struct rq_attributes *rq_attributes_read(const struct rq_snapshot *snapshot, struct rq_arena *arena,
                                               struct rq_err *err);

/* True for a path that is linguist-vendored or linguist-generated, as gitattributes(5) finds it out. */
bool rq_attributes_foreign(const struct rq_attributes *attributes, rq_str path);

/* True if the file at this path is one of those that say any such thing. */
bool rq_attributes_from(const struct rq_attributes *attributes, rq_str path);

struct rq_trailer {
    rq_str name, value;
};

/* A commit of a range.  Texts are UTF-8; bytes that are not become U+FFFD. */
struct rq_commit {
    rq_str oid;     /* 40 digits */
    rq_str message; /* whole, without line breaks at its ends */
    rq_str author_name, author_email;
    rq_str committer_name, committer_email;
    int64_t time; /* the committer's, seconds since 1970 UTC */
    const struct rq_trailer
        *trailers; /* git-interpret-trailers(1): the lines of the last paragraph, if it is one of them */
    size_t trailer_count;
    const rq_str *files; /* changed against its first parent, sorted */
    size_t file_count;
    const rq_str *own_files; /* of a merge those that differ from all its parents; bytes as git has them */
    size_t own_file_count;
};

/* A commit that is not made yet: its message, trailers and people, as rq_commit has them; no name, no files, no time.  False
 * on failure.  In `arena`. */
bool rq_repo_draft_commit(const struct rq_repo *repo, rq_str message, struct rq_arena *arena, struct rq_commit *commit,
                          struct rq_err *err);

/* What merging one commit into another would give, computed in memory: nothing is written. */
struct rq_merge {
    const struct rq_snapshot *base;
    const struct rq_snapshot *head;
    const struct rq_snapshot *result; /* the merged tree; head where it conflicts */
    const struct rq_snapshot *held;   /* beside base, what is not brought either; NULL: nothing */
    const rq_str *conflicts;          /* paths */
    size_t conflict_count;
    const struct rq_commit *commits; /* reachable from head and not from base, newest first */
    size_t commit_count;
};

/* Merges `head` into `base`, contents too, as git merge would.  False on failure: an unknown revision, no common history
 * (a shallow clone is told from unrelated histories), missing objects.  In `arena`. */
bool rq_repo_merge(struct rq_repo *repo, const char *base, const char *head, struct rq_arena *arena,
                   struct rq_merge *merge, struct rq_err *err);

/* What putting `head` in the place of `base` would give, as a push does: the result is the head.  The two need no common
 * history, and there is no merge base.  A `base` of NULL is a tree without files.  Commits that `known` can reach (NULL:
 * none) do not count as brought.  Neither may be NULL in a shallow clone.  In `arena`. */
bool rq_repo_replace(struct rq_repo *repo, const char *base, const char *head, const char *known,
                     struct rq_arena *arena, struct rq_merge *merge, struct rq_err *err);

/* The branches and tags of a repository that is pushed into, as they are before the push, beside the objects that the push
 * brings. */
struct rq_push_refs;

/* Finds the default branch, which is where HEAD points.  NULL on failure (a shallow repository: what a push brings cannot
 * be told there).  Lives in `arena`; the repository must stay open as long. */
struct rq_push_refs *rq_push_refs_read(struct rq_repo *repo, struct rq_arena *arena, struct rq_err *err);

/* Says that the push has this ref; for each one, before the first is planned. */
void rq_push_refs_announce(struct rq_push_refs *refs, rq_str name, rq_str new);

/* How one ref of a push is judged.  Commits are named by their 40 digits. */
struct rq_push_plan {
    rq_str nothing;     /* why there is nothing to judge, in words that follow the ref's name; else empty */
    const char *head;   /* what the ref shall be */
    const char *base;   /* what that is compared with; NULL: with nothing */
    rq_str place;       /* what the base is, in words that follow its name; what is missing, where there is none */
    const char *policy; /* the commit whose policy judges; NULL: there is none */
    const char *judge;  /* what that commit is called: "the base", or the name of the default branch */
    const char *known;  /* the commit whose history does not count as brought; NULL: none */
    const char *held;   /* the commit whose state does not count as brought, beside the base; NULL: none */
    size_t lost;        /* commits that the ref has and would no longer have */
};

/* Decides how a ref is judged: a branch by what it holds, a new one by where it leaves the default branch.  `old` and `new`
 * are 40 digits, zeros for nothing.  False on failure: an object that is not there, no default branch to compare with.  In
 * `arena`. */
bool rq_push_plan(struct rq_push_refs *refs, rq_str name, rq_str old, rq_str new, struct rq_arena *arena,
                  struct rq_push_plan *plan, struct rq_err *err);

#endif
