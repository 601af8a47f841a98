/*
 * The tree of an expression, as the parser builds it, name resolution finishes it and the evaluator runs it.
 *
 * Nodes lie one behind the other in the program's arena, operands before what uses them, each with its operands' addresses
 * and the function that runs it in itself: running a node touches no name and no table.  The height of a node is
 * bounded (RQ_LIMIT_CEL_DEPTH), so every walk over the tree may recurse; chains of one operator and of selections are
 * one node and have no height.
 */
#ifndef RQ_CEL_AST_H
#define RQ_CEL_AST_H

#include "reqlint/cel.h"

enum rq_cel_kind {
    RQ_NODE_CONSTANT,
    RQ_NODE_IDENT,      /* a name that is not resolved yet; none is left after name resolution */
    RQ_NODE_SLOT,       /* a variable of the environment */
    RQ_NODE_LOCAL,      /* a variable of a macro */
    RQ_NODE_UNDECLARED, /* a name that means nothing: a fault when it is evaluated */
    RQ_NODE_SELECT,     /* x.a.b.c */
    RQ_NODE_OPT_SELECT, /* x.?a */
    RQ_NODE_HAS,        /* has(x.a) */
    RQ_NODE_INDEX,      /* x[i] */
    RQ_NODE_OPT_INDEX,  /* x[?i] */
    RQ_NODE_NOT,
    RQ_NODE_NEGATE,
    RQ_NODE_AND, /* two or more operands, as for all that follow up to MODULO */
    RQ_NODE_OR,
    RQ_NODE_EQUAL,
    RQ_NODE_NOT_EQUAL,
    RQ_NODE_LESS,
    RQ_NODE_LESS_EQUAL,
    RQ_NODE_GREATER,
    RQ_NODE_GREATER_EQUAL,
    RQ_NODE_IN,
    RQ_NODE_ADD,
    RQ_NODE_SUBTRACT,
    RQ_NODE_MULTIPLY,
    RQ_NODE_DIVIDE,
    RQ_NODE_MODULO,
    RQ_NODE_CONDITIONAL,
    RQ_NODE_CALL,
    RQ_NODE_LIST,
    RQ_NODE_MAP,  /* key, value, key, value … */
    RQ_NODE_FOLD, /* a macro over a list or map: range, bodies (see enum rq_cel_shape) */
    RQ_NODE_BIND, /* cel.bind: value, body */
    RQ_NODE_OPT_MAP,
    RQ_NODE_OPT_FLAT_MAP, /* optional, body */
    RQ_NODE_PROBE,        /* its operand's value, which is noted: see probe.h */
    RQ_NODE_KINDS
};

/* What a fold makes of its bodies' values. */
enum rq_cel_shape {
    RQ_FOLD_ALL,
    RQ_FOLD_EXISTS,
    RQ_FOLD_EXISTS_ONE,
    RQ_FOLD_FILTER,         /* predicate */
    RQ_FOLD_LIST,           /* [predicate,] element */
    RQ_FOLD_MAP,            /* [predicate,] value; keys stay */
    RQ_FOLD_MAP_OF_ENTRIES, /* [predicate,] map literal whose entries are joined */
    RQ_FOLD_SORT            /* key */
};

enum {
    RQ_FLAG_ROOT = 1,     /* IDENT, CALL: written with a leading dot */
    RQ_FLAG_METHOD = 2,   /* CALL: kid[0] is the receiver */
    RQ_FLAG_LAZY = 16,    /* CALL: of such a method; see RQ_CEL_LAZY_METHOD */
    RQ_FLAG_PRESENCE = 4, /* SLOT: has() of a dotted variable */
    RQ_FLAG_OPTIONAL = 8  /* LIST, MAP: some elements are optional */
};

/* One step of a selection; the place is that of the key with its quotes. */
struct rq_cel_step {
    rq_str key;
    uint32_t start, end;
    bool escaped;
};

struct rq_cel_steps {
    struct rq_cel_step *items;
    uint32_t count;
    uint32_t memo; /* where an evaluation keeps what it found, for a path that it walks again and again */
};

/* Arguments of most calls are no more. */
enum { RQ_CEL_FEW_ARGUMENTS = 4 };

/* One overload of a function: for each argument bit k for each enum rq_kind k that it takes. */
struct rq_cel_candidate {
    const struct rq_cel_function *row;
    uint16_t takes[RQ_CEL_FEW_ARGUMENTS];
};

struct rq_cel_callee {
    rq_str name;
    const struct rq_cel_function *const *rows; /* all with this name, style and number of arguments */
    uint32_t row_count;                        /* 0: an unknown function */
    uint32_t candidate_count;
    const struct rq_cel_candidate
        *candidates;                /* the overloads of the rows, in their order; none where arguments are many */
    const struct rq_regex *pattern; /* of an argument that is a constant pattern, or NULL */
};

struct rq_cel_fold {
    const rq_str *names; /* of its variables */
    uint32_t slot;       /* of its first variable among the locals */
    uint8_t variables;   /* 1 or 2 */
    uint8_t shape;       /* enum rq_cel_shape */
};

struct rq_cel_machine;
struct rq_cel_node;

/* Evaluates a node: its value or a fault, which it finds in the record, the program or the arena, or puts into `room`. */
typedef const rq_value *rq_cel_runner(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room);

struct rq_cel_node {
    rq_cel_runner *run; /* chosen by plan.c */
    uint32_t cost;      /* units that are charged before it runs */
    uint8_t kind;       /* enum rq_cel_kind */
    uint8_t flags;
    uint16_t height;
    uint32_t id;         /* position in the order of making; below the program's node_count */
    uint32_t start, end; /* byte offsets into the text */
    uint32_t count;      /* of operands */
    union {
        rq_value constant;
        rq_str name;               /* IDENT, UNDECLARED */
        uint32_t slot;             /* SLOT, LOCAL; PROBE: its number */
        struct rq_cel_steps steps; /* SELECT, OPT_SELECT, HAS (the last two have one) */
        struct rq_cel_callee call; /* CALL */
        const bool *optional;      /* LIST, MAP with RQ_FLAG_OPTIONAL: for each element */
        struct rq_cel_fold fold;   /* FOLD, BIND, OPT_MAP, OPT_FLAT_MAP */
    } as;
    struct rq_cel_node *kid[];
};

struct rq_cel_program {
    rq_str text;
    struct rq_cel_env env;
    const struct rq_cel_node *root;
    uint32_t node_count;
    uint32_t local_count; /* variables of macros that are alive at one time */
    uint32_t memo_count;  /* paths whose ends an evaluation keeps */
    const uint64_t *used; /* bit set over the slots */
};

/* The source text of a node. */
rq_str rq_cel_node_text(const struct rq_cel_program *program, const struct rq_cel_node *node);

#endif
