/* Findings of a rule on a record, while it judges. */
#ifndef RQ_LINT_REPORT_H
#define RQ_LINT_REPORT_H

#include "lint/scope.h"

/* A place in a text.  Matches come in order, so counting goes on from the last one: lines may be long. */
struct rq_lint_cursor {
    size_t at;
    uint32_t line, column;
};

/* Goes on to a byte of the text, which is not before the cursor. */
void rq_lint_advance(struct rq_lint_cursor *cursor, rq_str text, size_t to);

struct rq_lint_judge {
    struct rq_lint_scope *scope;
    struct rq_findings *findings;
    const struct rq_rule *rule;
    const struct rq_record *record;
    struct rq_regex_span match;  /* of a rule with `find`: the match at hand, */
    struct rq_lint_cursor start; /* and where it starts */
    bool keyed;                  /* of a rule with `each`: the elements are those of a map, told apart by their keys */
};

/* Adds the finding that an expression is false.  `program` may be NULL: a `find` rule without an expression, whose every
 * match is a finding. */
void rq_lint_report_false(struct rq_lint_judge *judge, const struct rq_cel_program *program);

/* Adds the finding that one of the rule's expressions gives a fault, or something that is not `wanted` ("true or false").
 * `what` names the expression ("the rule's `when`"). */
void rq_lint_report_fault(struct rq_lint_judge *judge, const char *what, const char *wanted,
                          const struct rq_cel_program *program, rq_value value);

/* Adds the finding that a limit leaves the rule without a verdict; `message` is a literal. */
void rq_lint_report_limit(struct rq_lint_judge *judge, const char *message);

/* The level and the message that the rule chooses for a finding.  False where there is to be none: the level is off, or
 * the expressions for them fail, which is reported instead. */
bool rq_lint_report_words(struct rq_lint_judge *judge, enum rq_level *level, rq_str *message);

#endif
