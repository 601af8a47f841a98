/* Trees and commits as bytes.  Private to this folder. */
#ifndef RQ_REPO_OBJECT_H
#define RQ_REPO_OBJECT_H

#include "repo/internal.h"

/* The name of an object, from 40 lower-case digits.  libgit2 takes ten times as long.  False where it is something else. */
bool rq_oid_parse(rq_str digits, git_oid *oid);

/* One entry of a tree object; a view into it. */
struct rq_tree_entry {
    uint32_t mode;
    rq_str name;
    const unsigned char *oid; /* GIT_OID_RAWSZ bytes */
};

/* The entry at `at`, which moves on.  False where the bytes are no entry, or its name cannot be part of a path. */
bool rq_tree_next(rq_str tree, size_t *at, struct rq_tree_entry *entry);

/* True for the mode of a folder. */
bool rq_tree_is_folder(uint32_t mode);

/* Trees that were read last, each in the place that its name gives it.  A commit's trees are compared with those of its
 * children and with those of its parents, one comparison soon after the other. */
struct rq_recent_trees {
    git_odb_object *items[RQ_REPO_RECENT_TREES];
};

void rq_recent_trees_free(struct rq_recent_trees *recent); /* what it has, not itself */

/* Reading trees, and the path of the one that is being read: trees can nest, and be as long, as somebody likes. */
struct rq_tree_reader {
    struct rq_repo *repo;
    git_odb *odb;
    struct rq_arena *scratch;
    struct rq_err *err;
    size_t folders;                /* that were entered */
    unsigned depth;                /* of the folder at hand */
    char path[RQ_REPO_PATH_BYTES]; /* of it, with a slash at its end unless it is the root */
    size_t length;
    struct rq_recent_trees *recent; /* NULL: no tree is wanted twice */
};

/* Reads a tree, whose path is the reader's.  NULL on failure (missing, corrupt, no tree).  Freed by the caller. */
git_odb_object *rq_tree_open(struct rq_tree_reader *reader, const git_oid *oid);

/* The bytes of an object; they live as long as it.  Empty for NULL. */
rq_str rq_object_bytes(git_odb_object *object);

/* The path of an entry in the folder at hand: a view into the reader, until the next call.  False, with err filled, where
 * it is too long. */
bool rq_tree_path(struct rq_tree_reader *reader, rq_str name, rq_str *path);

/* Goes into a folder of the folder at hand; false, with err filled, at a limit.  rq_tree_leave goes back. */
bool rq_tree_enter(struct rq_tree_reader *reader, rq_str name);
void rq_tree_leave(struct rq_tree_reader *reader, rq_str name);

/* Fails for the tree at hand: its bytes are no tree.  Always gives false. */
bool rq_tree_malformed(struct rq_tree_reader *reader);

/* What a walk needs of a commit object; views into it. */
struct rq_commit_header {
    git_oid tree;
    rq_str parents; /* lines: rq_commit_parent */
    size_t parent_count;
    rq_str author, committer; /* "NAME <EMAIL> SECONDS ZONE" */
    int64_t time;             /* the committer's, cut to what a timestamp can be */
    rq_str message;
};

/* Takes a commit object apart.  False where it is none. */
bool rq_commit_parse(rq_str bytes, struct rq_commit_header *header);

/* False, with err filled, for a commit that has more parents than any real one. */
bool rq_commit_is_fit(const struct rq_commit_header *header, const git_oid *oid, struct rq_err *err);

/* The name of parent number `index`. */
git_oid rq_commit_parent(const struct rq_commit_header *header, size_t index);

/* Message, people, time and trailers of a commit, as UTF-8.  False on failure.  In `arena`. */
bool rq_commit_read(rq_str bytes, const git_oid *oid, struct rq_arena *arena, struct rq_commit *commit,
                    struct rq_err *err);

/* A text that CEL may see: valid UTF-8, whatever stands in the repository.  In `arena`. */
rq_str rq_repo_clean(struct rq_arena *arena, rq_str text);

/* trailers.c */

/* The message and its trailers alone; a value that goes on over several lines becomes one.  False on failure.  In `arena`. */
bool rq_commit_read_message(rq_str message, struct rq_arena *arena, struct rq_commit *commit, struct rq_err *err);

#endif
