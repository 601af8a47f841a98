/* A record that took another one's place, or whose links lead elsewhere: which rules need not judge it again. */
#ifndef RQ_LINT_CHANGED_H
#define RQ_LINT_CHANGED_H

#include "lint/memory.h"

/* What of a record is not what it was. */
struct rq_lint_difference {
    size_t before;   /* the number that it, or the one in whose place it is, had in the known state */
    bool whole;      /* it is another one, in which values stand at other places */
    bool record;     /* what `record` tells */
    uint64_t fields; /* a bit for each of the policy's read_fields */
};

/* Compares a record of the graph that is touched, by its number, with what it was; false where that is not known.  Its links
 * are not compared. */
bool rq_lint_differ(const struct rq_lint_recall *recall, size_t number, struct rq_lint_difference *difference);

/* True if the rule, in all its forms, reads nothing that differs, and finds what it found before.  `part`: what was noted of it
 * then, or NULL. */
bool rq_lint_finds_same(const struct rq_lint_recall *recall, const struct rq_rule *rule,
                        const struct rq_lint_part *part, const struct rq_lint_difference *difference);

#endif
