/* What a thread needs to judge records by rules. */
#ifndef RQ_LINT_WORKER_H
#define RQ_LINT_WORKER_H

#include "lint/scope.h"

struct rq_lint_worker {
    struct rq_arena *arena;   /* what lives on */
    struct rq_arena *scratch; /* one rule on one record */
    struct rq_arena *facts;   /* one record */
    struct rq_regex_cache *patterns;
    struct rq_names_cache *names;
    struct rq_lint_constants constants;
    struct rq_lint_scope scope;
    struct rq_lint_part *parts; /* of the record that is being judged */
    size_t part_cap;
};

/* A worker, in an arena of its own; none of the policy's constants is made. */
struct rq_lint_worker *rq_lint_worker_new(const struct rq_policy *policy);

/* Ends it; its arena, in which it lives itself, goes over to another one. */
void rq_lint_worker_end(struct rq_lint_worker *worker, struct rq_arena *arena);

/* Readies it for a record, of which nothing is known yet. */
void rq_lint_worker_turn(struct rq_lint_worker *worker);

/* Judges the record by a rule, in all its forms that judge the record's kind.  Findings are added. */
void rq_lint_worker_judge(struct rq_lint_worker *worker, const struct rq_lint_input *input, const struct rq_rule *rule,
                          const struct rq_record *record, struct rq_findings *findings);

#endif
