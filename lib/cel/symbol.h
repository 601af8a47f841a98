/* Operators: as they are written, and what they take and give. */
#ifndef RQ_CEL_SYMBOL_H
#define RQ_CEL_SYMBOL_H

#include "cel/ast.h"

struct rq_cel_symbol {
    const char *text;  /* "+" */
    const char *types; /* a signature, for two operands, or one of ! and - */
};

/* Of the nodes from RQ_NODE_NOT to RQ_NODE_MODULO, && and || aside. */
const struct rq_cel_symbol *rq_cel_symbol(enum rq_cel_kind kind);

#endif
