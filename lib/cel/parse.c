/*
 * The parser: recursive descent with precedence climbing for binary operators.
 *
 * Read `expression` first, then down.  Operands that wait for their node lie on compiler->operands; rq_cel_make takes
 * them off, so that calls, lists and chains of any length need no list of their own.  Two things bound the recursion:
 * `depth`, counted where an expression stands inside another, and the height of each node that is made.  `a && b && c`
 * is one node with three operands, and so is a chain of `+`; `a.b.c` is one selection with two steps.
 */
#include "cel/compiler.h"

#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "cel/hint.h"
#include "cel/literal.h"

static struct rq_cel_node *expression(struct rq_cel_compiler *c);
static struct rq_cel_node *binary(struct rq_cel_compiler *c, int least);

static void advance(struct rq_cel_compiler *c)
{
    c->before = c->token;
    c->token = rq_cel_lex(c->text, c->token.end);
}

static bool take(struct rq_cel_compiler *c, enum rq_cel_token_kind kind)
{
    if (c->token.kind != kind)
        return false;
    advance(c);
    return true;
}

/* Finishes a node that needs no more than its kind, operands and place. */
static struct rq_cel_node *finish(struct rq_cel_compiler *c, enum rq_cel_kind kind, uint32_t start, size_t mark)
{
    return rq_cel_make(c, kind, start, c->before.end, mark);
}

static struct rq_cel_node *problem_node(struct rq_cel_compiler *c, const struct rq_cel_problem *problem)
{
    rq_cel_reject(c, problem->start, problem->end, "%.*s", RQ_ARG(problem->message));
    if (problem->hint.len > 0)
        rq_fail_hint(c->err, "%.*s", RQ_ARG(problem->hint));
    return NULL;
}

static struct rq_cel_node *constant(struct rq_cel_compiler *c, uint32_t start, rq_value value)
{
    struct rq_cel_node *node = finish(c, RQ_NODE_CONSTANT, start, c->operand_count);
    if (node)
        node->as.constant = value;
    return node;
}

/* literal = ["-"] INT | UINT | ["-"] DOUBLE | STRING | BYTES | "true" | "false" | "null" */
static struct rq_cel_node *number(struct rq_cel_compiler *c, uint32_t start, bool negative)
{
    rq_value value;
    struct rq_cel_problem problem;
    if (!rq_cel_number(c->arena, c->text, c->token, negative, &value, &problem))
        return problem_node(c, &problem);
    advance(c);
    return constant(c, start, value);
}

static struct rq_cel_node *quoted(struct rq_cel_compiler *c)
{
    rq_value value;
    struct rq_cel_problem problem;
    if (!rq_cel_quoted(c->arena, c->text, c->token, &value, &problem))
        return problem_node(c, &problem);
    advance(c);
    return constant(c, c->before.start, value);
}

static struct rq_cel_node *word_constant(struct rq_cel_compiler *c, rq_value value)
{
    advance(c);
    return constant(c, c->before.start, value);
}

/* arguments = [ expression { "," expression } ] ")" */
static bool arguments(struct rq_cel_compiler *c)
{
    size_t mark = c->operand_count;
    if (take(c, RQ_TOKEN_RIGHT_PAREN))
        return true;
    do {
        struct rq_cel_node *argument = expression(c);
        if (!argument)
            return false;
        rq_cel_push(c, argument);
        if (c->operand_count - mark > RQ_LIMIT_CEL_ELEMENTS)
            return rq_cel_reject(c, argument->start, argument->end, "more than %d arguments", RQ_LIMIT_CEL_ELEMENTS);
    } while (take(c, RQ_TOKEN_COMMA));
    return take(c, RQ_TOKEN_RIGHT_PAREN) || rq_cel_expected(c, "`,` or `)`");
}

static struct rq_cel_node *call(struct rq_cel_compiler *c, uint32_t start, rq_str name, uint8_t flags, size_t mark)
{
    if (!arguments(c))
        return NULL;
    struct rq_cel_node *node = finish(c, RQ_NODE_CALL, start, mark);
    if (!node)
        return NULL;
    node->as.call.name = name;
    node->flags = flags;
    return rq_cel_expand(c, node);
}

/* name = ["."] IDENT [ "(" arguments ] */
static struct rq_cel_node *name(struct rq_cel_compiler *c)
{
    uint32_t start = c->token.start;
    uint8_t flags = take(c, RQ_TOKEN_DOT) ? RQ_FLAG_ROOT : 0;
    if (c->token.kind != RQ_TOKEN_IDENT)
        return rq_cel_expected(c, "a name");
    rq_str text = rq_str_slice(c->text, c->token.start, c->token.end);
    advance(c);
    if (take(c, RQ_TOKEN_LEFT_PAREN))
        return call(c, start, text, flags, c->operand_count);
    struct rq_cel_node *node = finish(c, RQ_NODE_IDENT, start, c->operand_count);
    if (!node)
        return NULL;
    node->as.name = text;
    node->flags = flags;
    return node;
}

/* An element of a list or a map's key may be optional.  The flags of a literal's elements while they are read. */
struct flags {
    bool *items;
    size_t count, cap;
    bool any;
};

static void note_optional(struct rq_cel_compiler *c, struct flags *flags)
{
    flags->items = rq_grow(c->arena, flags->items, flags->count, &flags->cap, sizeof(bool));
    flags->items[flags->count] = take(c, RQ_TOKEN_QUESTION);
    flags->any = flags->any || flags->items[flags->count];
    flags->count++;
}

static bool push_expression(struct rq_cel_compiler *c)
{
    struct rq_cel_node *node = expression(c);
    if (node)
        rq_cel_push(c, node);
    return node != NULL;
}

/* element = ["?"] expression ; entry = ["?"] expression ":" expression */
static bool element(struct rq_cel_compiler *c, struct flags *flags, bool entry)
{
    uint32_t start = c->token.start;
    note_optional(c, flags);
    if (flags->count > RQ_LIMIT_CEL_ELEMENTS)
        return rq_cel_reject(c, start, c->token.end, "more than %d elements", RQ_LIMIT_CEL_ELEMENTS);
    if (!push_expression(c))
        return false;
    if (!entry)
        return true;
    if (!take(c, RQ_TOKEN_COLON))
        return rq_cel_expected(c, "`:` and the key's value");
    return push_expression(c);
}

/* list = "[" [ element { "," element } ] [","] "]" ; map = "{" [ entry { "," entry } ] [","] "}" */
static struct rq_cel_node *elements(struct rq_cel_compiler *c, enum rq_cel_kind kind, enum rq_cel_token_kind close)
{
    uint32_t start = c->token.start;
    size_t mark = c->operand_count;
    struct flags flags = {0};
    advance(c);
    while (c->token.kind != close && c->token.kind != RQ_TOKEN_COMMA) {
        if (!element(c, &flags, kind == RQ_NODE_MAP))
            return NULL;
        if (c->token.kind == close || !take(c, RQ_TOKEN_COMMA))
            break;
        if (c->token.kind == RQ_TOKEN_COMMA)
            return rq_cel_expected(c, "an element");
    }
    if (flags.count == 0)
        take(c, RQ_TOKEN_COMMA);
    if (!take(c, close))
        return rq_cel_expected(c, kind == RQ_NODE_MAP ? "`,` or `}`" : "`,` or `]`");
    struct rq_cel_node *node = finish(c, kind, start, mark);
    if (node && flags.any) {
        node->flags = RQ_FLAG_OPTIONAL;
        node->as.optional = flags.items;
    }
    return node;
}

/* "(" expression ")".  The node keeps its own place, without the parentheses. */
static struct rq_cel_node *parenthesis(struct rq_cel_compiler *c)
{
    advance(c);
    struct rq_cel_node *node = expression(c);
    if (!node)
        return NULL;
    return take(c, RQ_TOKEN_RIGHT_PAREN) ? node : rq_cel_expected(c, "an operator or `)`");
}

/* primary = name | "(" expression ")" | list | map | literal */
static struct rq_cel_node *primary(struct rq_cel_compiler *c)
{
    switch (c->token.kind) {
    case RQ_TOKEN_IDENT:
    case RQ_TOKEN_DOT:
        return name(c);
    case RQ_TOKEN_LEFT_PAREN:
        return parenthesis(c);
    case RQ_TOKEN_LEFT_BRACKET:
        return elements(c, RQ_NODE_LIST, RQ_TOKEN_RIGHT_BRACKET);
    case RQ_TOKEN_LEFT_BRACE:
        return elements(c, RQ_NODE_MAP, RQ_TOKEN_RIGHT_BRACE);
    case RQ_TOKEN_INT:
    case RQ_TOKEN_UINT:
    case RQ_TOKEN_DOUBLE:
        return number(c, c->token.start, false);
    case RQ_TOKEN_STRING:
    case RQ_TOKEN_BYTES:
        return quoted(c);
    case RQ_TOKEN_TRUE:
    case RQ_TOKEN_FALSE:
        return word_constant(c, rq_bool(c->token.kind == RQ_TOKEN_TRUE));
    case RQ_TOKEN_NULL:
        return word_constant(c, rq_null());
    default:
        return rq_cel_expected(c, "a value");
    }
}

/* Makes one node of the steps that were read after an operand. */
static struct rq_cel_node *flush_steps(struct rq_cel_compiler *c, struct rq_cel_node *operand, uint32_t start,
                                       size_t step_mark)
{
    uint32_t count = (uint32_t)(c->step_count - step_mark);
    if (!operand || count == 0)
        return operand;
    uint32_t end = c->steps[c->step_count - 1].end;
    rq_cel_push(c, operand);
    struct rq_cel_node *node = rq_cel_make(c, RQ_NODE_SELECT, start, end, c->operand_count - 1);
    if (!node)
        return NULL;
    node->as.steps.items = RQ_NEW_ARRAY(c->arena, struct rq_cel_step, count);
    node->as.steps.count = count;
    for (uint32_t i = 0; i < count; i++)
        node->as.steps.items[i] = c->steps[step_mark + i];
    c->step_count = step_mark;
    return node;
}

/* key = IDENT | RESERVED | ESCAPED */
static bool key(struct rq_cel_compiler *c)
{
    uint8_t kind = c->token.kind;
    if (kind != RQ_TOKEN_IDENT && kind != RQ_TOKEN_RESERVED && kind != RQ_TOKEN_ESCAPED)
        return rq_cel_expected(c, "a field's name");
    bool quotes = kind == RQ_TOKEN_ESCAPED;
    if (c->step_count == c->step_cap)
        c->steps = rq_grow(c->arena, c->steps, c->step_count, &c->step_cap, sizeof *c->steps);
    c->steps[c->step_count++] = (struct rq_cel_step){
        rq_str_slice(c->text, c->token.start + quotes, c->token.end - quotes), c->token.start, c->token.end, quotes};
    advance(c);
    return true;
}

/* "[" ["?"] expression "]" */
static struct rq_cel_node *index_of(struct rq_cel_compiler *c, struct rq_cel_node *operand, uint32_t start)
{
    size_t mark = c->operand_count;
    rq_cel_push(c, operand);
    enum rq_cel_kind kind = take(c, RQ_TOKEN_QUESTION) ? RQ_NODE_OPT_INDEX : RQ_NODE_INDEX;
    if (!push_expression(c))
        return NULL;
    if (!take(c, RQ_TOKEN_RIGHT_BRACKET))
        return rq_cel_expected(c, "an operator or `]`");
    return finish(c, kind, start, mark);
}

/* "." "?" key */
static struct rq_cel_node *optional_select(struct rq_cel_compiler *c, struct rq_cel_node *operand, uint32_t start)
{
    size_t mark = c->step_count;
    if (!key(c))
        return NULL;
    struct rq_cel_node *node = flush_steps(c, operand, start, mark);
    if (node)
        node->kind = RQ_NODE_OPT_SELECT;
    return node;
}

/* method = IDENT "(" arguments, after its name was read as a step */
static struct rq_cel_node *method(struct rq_cel_compiler *c, struct rq_cel_node *operand, uint32_t start,
                                  size_t step_mark)
{
    struct rq_cel_step last = c->steps[--c->step_count];
    operand = flush_steps(c, operand, start, step_mark);
    if (!operand)
        return NULL;
    if (last.escaped)
        return rq_cel_expected(c, "an operator");
    advance(c);
    size_t mark = c->operand_count;
    rq_cel_push(c, operand);
    return call(c, start, last.key, RQ_FLAG_METHOD, mark);
}

/* member = primary { "." ["?"] key [ "(" arguments ] | "[" ["?"] expression "]" } */
static struct rq_cel_node *member(struct rq_cel_compiler *c, struct rq_cel_node *operand, uint32_t start)
{
    size_t mark = c->step_count;
    while (operand) {
        if (take(c, RQ_TOKEN_LEFT_BRACKET)) {
            operand = flush_steps(c, operand, start, mark);
            operand = operand ? index_of(c, operand, start) : NULL;
        } else if (!take(c, RQ_TOKEN_DOT)) {
            break;
        } else if (take(c, RQ_TOKEN_QUESTION)) {
            operand = flush_steps(c, operand, start, mark);
            operand = operand ? optional_select(c, operand, start) : NULL;
        } else if (!key(c)) {
            return NULL;
        } else if (c->token.kind == RQ_TOKEN_LEFT_PAREN) {
            operand = method(c, operand, start, mark);
        }
    }
    return flush_steps(c, operand, start, mark);
}

static bool is_number(const struct rq_cel_token *token)
{
    return token->kind == RQ_TOKEN_INT || token->kind == RQ_TOKEN_DOUBLE;
}

/* The sign belongs to a number that follows it directly. */
static bool starts_negative_number(const struct rq_cel_compiler *c)
{
    if (c->token.kind != RQ_TOKEN_MINUS)
        return false;
    struct rq_cel_token next = rq_cel_lex(c->text, c->token.end);
    return is_number(&next);
}

static struct rq_cel_node *signed_member(struct rq_cel_compiler *c)
{
    uint32_t start = c->token.start;
    if (!starts_negative_number(c))
        return member(c, primary(c), start);
    advance(c);
    return member(c, number(c, start, true), start);
}

/* unary = member | "!" { "!" } member | "-" { "-" } member */
static struct rq_cel_node *unary(struct rq_cel_compiler *c)
{
    enum rq_cel_token_kind sign = c->token.kind;
    if ((sign != RQ_TOKEN_NOT && sign != RQ_TOKEN_MINUS) || starts_negative_number(c))
        return signed_member(c);
    uint32_t first = c->token.start, last = first, count = 0;
    while (c->token.kind == sign && !starts_negative_number(c)) {
        if (++count > RQ_LIMIT_CEL_DEPTH)
            return rq_cel_reject(c, first, c->token.end, "more than %d signs in a row", RQ_LIMIT_CEL_DEPTH);
        last = c->token.start;
        advance(c);
    }
    struct rq_cel_node *node = signed_member(c);
    for (; node && count > 0; count--) {
        size_t mark = c->operand_count;
        rq_cel_push(c, node);
        node = finish(c, sign == RQ_TOKEN_NOT ? RQ_NODE_NOT : RQ_NODE_NEGATE, count == 1 ? first : last, mark);
    }
    return node;
}

/* Binary operators by token: how tightly they bind, and what they make. */
static const struct {
    uint8_t precedence, kind;
} operators[RQ_TOKEN_KINDS] = {
    [RQ_TOKEN_OR] = {1, RQ_NODE_OR},           [RQ_TOKEN_AND] = {2, RQ_NODE_AND},
    [RQ_TOKEN_EQUAL] = {3, RQ_NODE_EQUAL},     [RQ_TOKEN_NOT_EQUAL] = {3, RQ_NODE_NOT_EQUAL},
    [RQ_TOKEN_LESS] = {3, RQ_NODE_LESS},       [RQ_TOKEN_LESS_EQUAL] = {3, RQ_NODE_LESS_EQUAL},
    [RQ_TOKEN_GREATER] = {3, RQ_NODE_GREATER}, [RQ_TOKEN_GREATER_EQUAL] = {3, RQ_NODE_GREATER_EQUAL},
    [RQ_TOKEN_IN] = {3, RQ_NODE_IN},           [RQ_TOKEN_PLUS] = {4, RQ_NODE_ADD},
    [RQ_TOKEN_MINUS] = {4, RQ_NODE_SUBTRACT},  [RQ_TOKEN_STAR] = {5, RQ_NODE_MULTIPLY},
    [RQ_TOKEN_SLASH] = {5, RQ_NODE_DIVIDE},    [RQ_TOKEN_PERCENT] = {5, RQ_NODE_MODULO},
};

static bool chains(enum rq_cel_token_kind kind)
{
    return kind == RQ_TOKEN_AND || kind == RQ_TOKEN_OR || kind == RQ_TOKEN_PLUS;
}

/* or = and { "||" and } ; and = relation { "&&" relation } ; relation = sum { relop sum } ;
 * sum = product { ("+"|"-") product } ; product = unary { ("*"|"/"|"%") unary } */
static struct rq_cel_node *binary(struct rq_cel_compiler *c, int least)
{
    uint32_t start = c->token.start;
    struct rq_cel_node *left = unary(c);
    while (left) {
        uint8_t kind = c->token.kind;
        if (operators[kind].precedence == 0 || operators[kind].precedence < least)
            return left;
        size_t mark = c->operand_count;
        rq_cel_push(c, left);
        do {
            advance(c);
            struct rq_cel_node *right = binary(c, operators[kind].precedence + 1);
            if (!right)
                return NULL;
            rq_cel_push(c, right);
        } while (chains(kind) && c->token.kind == kind);
        left = finish(c, operators[kind].kind, start, mark);
    }
    return NULL;
}

/* expression = or [ "?" or ":" expression ] */
static struct rq_cel_node *conditional(struct rq_cel_compiler *c)
{
    uint32_t start = c->token.start;
    struct rq_cel_node *condition = binary(c, 1), *chosen, *other;
    if (!condition || !take(c, RQ_TOKEN_QUESTION))
        return condition;
    size_t mark = c->operand_count;
    rq_cel_push(c, condition);
    if (!(chosen = binary(c, 1)))
        return NULL;
    rq_cel_push(c, chosen);
    if (!take(c, RQ_TOKEN_COLON))
        return rq_cel_no_colon(c, chosen);
    if (!(other = expression(c)))
        return NULL;
    rq_cel_push(c, other);
    return finish(c, RQ_NODE_CONDITIONAL, start, mark);
}

static struct rq_cel_node *expression(struct rq_cel_compiler *c)
{
    if (c->depth == RQ_LIMIT_CEL_DEPTH)
        return rq_cel_reject(c, c->token.start, c->token.end, "nested more than %d deep", RQ_LIMIT_CEL_DEPTH);
    c->depth++;
    struct rq_cel_node *node = conditional(c);
    c->depth--;
    return node;
}

/* start = expression END */
struct rq_cel_node *rq_cel_parse(struct rq_cel_compiler *c)
{
    c->token = rq_cel_lex(c->text, 0);
    struct rq_cel_node *node = expression(c);
    if (node && c->token.kind != RQ_TOKEN_END)
        return rq_cel_expected(c, "an operator or the end of the expression");
    return node;
}
