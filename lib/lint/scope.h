/* What one rule sees while it judges one record: variables, made when they are first asked for. */
#ifndef RQ_LINT_SCOPE_H
#define RQ_LINT_SCOPE_H

#include "base/limits.h"
#include "cel/clock.h"
#include "lint/memory.h"
#include "lint/names.h"

/* What all rules see alike of one record, made when the first of them asks: RQ_ABSENT before. */
struct rq_lint_facts {
    struct rq_arena *arena; /* lives until the record has been judged; NULL: each rule makes its own */
    rq_value record, refs, backrefs, history;
    const struct rq_prose *prose; /* its text; NULL before */
    struct rq_tracer tracer;      /* of its object */
};

/* Other records that rules ask for while they judge one; who asks for more looks further. */
enum { RQ_LINT_MOST_ASKED = 32 };

/* The policy's constants, each made when a rule first asks for it; in the arena. */
struct rq_lint_constants {
    struct rq_arena *arena;
    struct rq_lint_constant *items;
};

struct rq_lint_scope {
    const struct rq_lint_input *input;
    struct rq_regex_cache *patterns;                /* of this thread; NULL: none are kept */
    struct rq_names_cache *names;                   /* likewise */
    struct rq_lint_constants *constants;            /* likewise */
    struct rq_arena *arena;                         /* scratch: lives as long as one record is judged by one rule */
    const struct rq_rule *rule;                     /* NULL outside rules */
    const struct rq_record *record;                 /* NULL: none */
    struct rq_lint_facts facts;                     /* of that record */
    uint16_t looks;                                 /* enum rq_lint_look: at what the rule looked; never set back */
    uint64_t rests;                                 /* and on which constants it rests; likewise */
    bool stale;                                     /* one of them is as it was in an earlier state; likewise */
    struct rq_lint_asked asked[RQ_LINT_MOST_ASKED]; /* until the record has been judged by all rules */
    uint32_t asked_count;                           /* never set back either */
    size_t asks;                                    /* how often something was asked for, also if again */
    bool timed;                                     /* it is worth knowing when the time decides another way, */
    bool shows;                                     /* and this decides nothing but what a finding shows */
    bool wordless;              /* where a fault is matters, and not what it says of a missing key */
    struct rq_cel_clock *clock; /* of the part that is being judged; NULL: it is never timed */
    rq_value slots[RQ_SLOT_COUNT + RQ_LIMIT_RULE_VARIABLES];
};

/* Sets up a scope. */
void rq_lint_scope_init(struct rq_lint_scope *scope, const struct rq_lint_input *input, const struct rq_rule *rule,
                        const struct rq_record *record, struct rq_arena *arena);

/* Evaluates with the scope's variables. */
rq_value rq_lint_scope_eval(struct rq_lint_scope *scope, const struct rq_cel_program *program);

/* The same where nothing depends on the value but what a finding shows. */
rq_value rq_lint_scope_eval_shown(struct rq_lint_scope *scope, const struct rq_cel_program *program);

/* The same, adding what it took.  The value may be one that moves with the time. */
rq_value rq_lint_scope_measure(struct rq_lint_scope *scope, const struct rq_cel_program *program,
                               struct rq_cel_use *use);

/* Why a value of the rule's is what it is; operands may move with the time. */
struct rq_cel_explanation rq_lint_scope_explain(struct rq_lint_scope *scope, const struct rq_cel_program *program);

/* Makes one of the policy's constants, by its number.  Where its value is alike one that is known, and lives as long (NULL:
 * there is none), that is kept.  Of the scope the record, which must not matter, and the rule are replaced. */
void rq_lint_scope_constant(struct rq_lint_scope *scope, const struct rq_lint_input *input, size_t number,
                            const struct rq_lint_constant *known, struct rq_arena *scratch);

/* Forgets the constants that are as they were in an earlier state: good enough to pass by, but not to point into files. */
void rq_lint_scope_freshen(struct rq_lint_scope *scope);

/* Tells the coverage, if there is one, whether an `each`, `find` or `near` gave anything to judge. */
void rq_lint_scope_note(const struct rq_lint_scope *scope, const void *judged, bool something);

/* Forgets the variables that depend on `item` and `index`, and sets these two. */
void rq_lint_scope_item(struct rq_lint_scope *scope, rq_value item, rq_value index);

/* Forgets all variables, `item` and `index`, and sets `found`. */
void rq_lint_scope_found(struct rq_lint_scope *scope, rq_value found);

/* The record's text as people read it. */
const struct rq_prose *rq_lint_scope_prose(struct rq_lint_scope *scope);

/* The ids of a kind, to be searched for. */
const struct rq_names *rq_lint_scope_names(struct rq_lint_scope *scope, const struct rq_record_kind *kind);

/* The value of `history` for any record; RQ_ABSENT where none is known.  In `arena`. */
rq_value rq_lint_history(const struct rq_lint_input *input, struct rq_arena *arena, const struct rq_record *record);

/* Notes that the rule looked at something. */
void rq_lint_scope_look(struct rq_lint_scope *scope, enum rq_lint_look look);

/* Notes that a record was asked for by its kind and id, or a path (no kind). */
void rq_lint_scope_ask(struct rq_lint_scope *scope, const struct rq_record_kind *kind, rq_str id);

/* The value of `refs`.  In `arena`. */
rq_value rq_lint_refs(struct rq_arena *arena, const struct rq_record *record);

#endif
