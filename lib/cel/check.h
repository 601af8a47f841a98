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

/* An expression with its names resolved, as it is written: nothing is folded or planned. */
struct rq_cel_tree;

/* The tree of a text that compiles in this environment; NULL, with err filled, for any other.  In `arena`; text and
 * environment must live as long. */
const struct rq_cel_tree *rq_cel_tree_new(struct rq_arena *arena, const struct rq_cel_env *env, rq_str text,
                                          struct rq_err *err);

/* Adds what the expression asks for to a list that grows in `arena`; and sorts the list when it is whole. */
void rq_cel_tree_asked(struct rq_arena *arena, const struct rq_cel_tree *tree, struct rq_cel_asked *asked);
void rq_cel_asked_sort(struct rq_cel_asked *asked);

/* The type of the expression's value, in `arena`.  On failure err is filled, and `start`..`end` are bytes of the text. */
const struct rq_cel_type *rq_cel_check(struct rq_arena *arena, const struct rq_cel_tree *tree,
                                       const struct rq_cel_facts *facts, size_t *start, size_t *end,
                                       struct rq_err *err);

#endif
