/* One check: its state, and the parts of the checker that its files share. */
#ifndef RQ_CEL_CHECKER_H
#define RQ_CEL_CHECKER_H

#include "cel/advice.h"
#include "cel/check.h"
#include "cel/compiler.h"

/* After a failure the walk goes on, and what else it finds is dropped: so nothing hands failures up. */
struct rq_cel_checker {
    struct rq_cel_compiler *compiler; /* where failures go: rq_cel_reject */
    struct rq_arena *arena;
    const struct rq_cel_facts *facts;
    const struct rq_cel_type **locals;
};

/* Refuses the expression, with what to write instead (may be empty). */
void rq_cel_refuse(struct rq_cel_checker *checker, uint32_t start, uint32_t end, rq_str advice, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The type of a node's value. */
const struct rq_cel_type *rq_cel_type_of_node(struct rq_cel_checker *checker, const struct rq_cel_node *node);

/* The same for nodes of one kind each: x.a.b, x.?a, has(x.a), x[i] and x[?i], a call. */
const struct rq_cel_type *rq_cel_type_of_select(struct rq_cel_checker *checker, const struct rq_cel_node *node);
const struct rq_cel_type *rq_cel_type_of_opt_select(struct rq_cel_checker *checker, const struct rq_cel_node *node);
const struct rq_cel_type *rq_cel_type_of_has(struct rq_cel_checker *checker, const struct rq_cel_node *node);
const struct rq_cel_type *rq_cel_type_of_index(struct rq_cel_checker *checker, const struct rq_cel_node *node);
const struct rq_cel_type *rq_cel_type_of_call(struct rq_cel_checker *checker, const struct rq_cel_node *call);
const struct rq_cel_type *rq_cel_type_of_operator(struct rq_cel_checker *checker, const struct rq_cel_node *node);

/* "owner" in object: a constant text must be a field that the map may have.  Whether there is a parameter, a kind or a
 * list of words is a fair question. */
void rq_cel_check_key(struct rq_cel_checker *checker, const struct rq_cel_node *key, const struct rq_cel_type *map);

/* Where a node is a constant text, it must be one of these names; then *type becomes what the name stands for. */
void rq_cel_check_choice(struct rq_cel_checker *checker, const struct rq_cel_fields *choices,
                         const struct rq_cel_node *name, const struct rq_cel_type **type);

/* Refuses a constant argument that no run of the function takes: a pattern, a date, a time zone. */
void rq_cel_check_constants(struct rq_cel_checker *checker, const struct rq_cel_node *call);

/* A node and its type, for advice; and its source text. */
struct rq_cel_piece rq_cel_piece(const struct rq_cel_checker *checker, const struct rq_cel_node *node,
                                 const struct rq_cel_type *type);
rq_str rq_cel_checker_text(const struct rq_cel_checker *checker, const struct rq_cel_node *node);

/* Adds the chains of names for whose type the tree asks. */
void rq_cel_collect_asked(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node,
                          struct rq_cel_asked *asked);

/* True if the type of this chain of names ("object.owner") is asked for. */
bool rq_cel_is_asked(const struct rq_cel_asked *asked, rq_str path);

/* The type of a node, or of its first `steps` selections: loose, where the rule asks for the type of just this. */
const struct rq_cel_type *rq_cel_type_if_asked(struct rq_cel_checker *checker, const struct rq_cel_node *node,
                                               uint32_t steps, const struct rq_cel_type *type);

#endif
