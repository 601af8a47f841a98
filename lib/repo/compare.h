/* What a tree changes against one tree or several.  Private to this folder. */
#ifndef RQ_REPO_COMPARE_H
#define RQ_REPO_COMPARE_H

#include "repo/watch.h"

/* Called for each file that changed, in the order of the paths.  `before` (in the first of the others) or `after` is NULL
 * where the path is not there.  False stops the comparison. */
typedef bool rq_compare_found(void *host, rq_str path, const struct rq_tree_entry *before,
                              const struct rq_tree_entry *after);

struct rq_compare {
    const struct rq_watch *watch; /* NULL: all is watched */
    struct rq_tree_reader *reader;
    rq_compare_found *found;
    void *host;
};

/* Compares states[0] with the others; zero is an empty tree.  A file has changed if it differs from all of them, in its
 * content, its mode, or by not being there: with one other this is what a commit changes, with all parents of a merge what
 * the merge itself changed (git log -c).  Symbolic links and submodules are files here.  False on failure. */
bool rq_compare_states(const struct rq_compare *compare, const git_oid *states, size_t count);

#endif
