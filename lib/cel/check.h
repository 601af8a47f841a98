/*
 * The check of an expression before anything runs: fields that are not there, functions and operators that have no
 * overload for their operands, constants that no function takes.
 *
 * It refuses only what cannot come out well whatever the records hold.  A rule that asks for type(x) knows that x may be
 * of another type than it should: there x may be anything.
 */
#ifndef RQ_CEL_CHECK_H
#define RQ_CEL_CHECK_H

#include "cel/type.h"
#include "reqlint/cel.h"

/* A function whose first argument, where it is a constant text, must be one of these names, and what it then gives. */
struct rq_cel_choice {
    rq_str function;
    const struct rq_cel_fields *choices;
};

/* Chains of names ("object.owner") for whose type an expression asks: they may be of any type. */
struct rq_cel_asked {
    rq_str *items;
    size_t count, cap;
};

/* What is known before the expression runs. */
struct rq_cel_facts {
    const struct rq_cel_type *const *slots; /* of the variables of the environment, by slot */
    struct rq_cel_asked asked;              /* sorted */
    const struct rq_cel_choice *choices;
    size_t choice_count;
    const struct rq_cel_fields *results; /* what the expression may give, where it gives a constant text; NULL: any */
};

/* Programs whose trees are as they are written, with names resolved: they can be checked, and cannot run yet.  Start from
 * {.arena = …}, in which their constants will live.  All of them know the same functions. */
struct rq_cel_drafts {
    struct rq_arena *arena;
    const struct rq_cel_index *index; /* of the functions; NULL before the first draft */
    struct rq_cel_draft *items;
    size_t count, cap;
};

/* As rq_cel_compile, for a program that is one of the drafts until they are finished. */
const struct rq_cel_program *rq_cel_draft(struct rq_cel_drafts *drafts, const struct rq_cel_env *env, rq_str text,
                                          size_t *start, size_t *end, struct rq_err *err);

/* Lets all drafts run, and empties the list.  None of them can be checked from then on. */
void rq_cel_finish_drafts(struct rq_cel_drafts *drafts);

/* Adds what a draft asks for to a list that grows in `arena`; and sorts the list when it is whole. */
void rq_cel_draft_asked(struct rq_arena *arena, const struct rq_cel_program *draft, struct rq_cel_asked *asked);
void rq_cel_asked_sort(struct rq_cel_asked *asked);

/* The type of a draft's value, in `arena`.  On failure err is filled, and `start`..`end` are bytes of the text. */
const struct rq_cel_type *rq_cel_check(struct rq_arena *arena, const struct rq_cel_program *draft,
                                       const struct rq_cel_facts *facts, size_t *start, size_t *end,
                                       struct rq_err *err);

#endif
