/* reqlint's own comments in a file, such as `# reqlint: ignore[rule] until=2026-12-31 -- why`. */
#ifndef RQ_LOAD_COMMENTS_H
#define RQ_LOAD_COMMENTS_H

#include "load/file.h"

/* What one comment says of one rule.  `rule` and `reason` are missing where the comment does not give them. */
struct rq_comment {
    rq_value object; /* a mapping: rule, reason, and each KEY=VALUE; it stands where the comment stands */
    rq_str name;     /* the rule, and a number from the second comment of the file about this rule on */
};

struct rq_comments {
    struct rq_comment *items;
    size_t count, cap;
    bool more;   /* than RQ_LIMIT_COMMENTS: the rest is not read */
    bool longer; /* some than RQ_LIMIT_COMMENT_BYTES: those are not read */
};

/* Adds the comments of a file that was read, one for each rule that they name; start from {0}.  A comment is what the
 * file's format takes for one: `#` outside of scalars in YAML, `<!--` outside of code in Markdown, and in other text
 * what programming languages have; of several formats that it was read in, the strictest, in which its documents are then.
 * In the file's arena. */
void rq_comments_read(struct rq_file *file, struct rq_comments *comments);

#endif
