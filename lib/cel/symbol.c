/* The overloads of the operators (language definition, "List of Standard Definitions"). */
#include "cel/symbol.h"

#define ORDERED "##:b|ss:b|yy:b|bb:b|tt:b|pp:b"

const struct rq_cel_symbol *rq_cel_symbol(enum rq_cel_kind kind)
{
    static const struct rq_cel_symbol symbols[RQ_NODE_KINDS] = {
        [RQ_NODE_NOT] = {"!", "b:b"},
        [RQ_NODE_NEGATE] = {"-", "i:i|d:d"},
        [RQ_NODE_EQUAL] = {"==", "**:b"},
        [RQ_NODE_NOT_EQUAL] = {"!=", "**:b"},
        [RQ_NODE_LESS] = {"<", ORDERED},
        [RQ_NODE_LESS_EQUAL] = {"<=", ORDERED},
        [RQ_NODE_GREATER] = {">", ORDERED},
        [RQ_NODE_GREATER_EQUAL] = {">=", ORDERED},
        [RQ_NODE_IN] = {"in", "*l:b|*m:b"},
        [RQ_NODE_ADD] = {"+", "ii:i|uu:u|dd:d|ss:s|yy:y|ll:12|tp:t|pt:t|pp:p"},
        [RQ_NODE_SUBTRACT] = {"-", "ii:i|uu:u|dd:d|tt:p|tp:t|pp:p"},
        [RQ_NODE_MULTIPLY] = {"*", "ii:i|uu:u|dd:d"},
        [RQ_NODE_DIVIDE] = {"/", "ii:i|uu:u|dd:d"},
        [RQ_NODE_MODULO] = {"%", "ii:i|uu:u"},
    };
    return &symbols[kind];
}
