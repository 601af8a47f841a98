/*
 * Functions and operators, by their signatures: a call comes out if some overload takes what the arguments may be, and its
 * value is what any of these overloads may give.
 */
#include "base/text.h"
#include "cel/advice.h"
#include "cel/checker.h"
#include "cel/function.h"
#include "cel/signature.h"
#include "cel/symbol.h"

#define NUMBERS (RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_UINT) | RQ_CEL_BIT(RQ_DOUBLE))
#define ORDERED                                                                                                        \
    (NUMBERS | RQ_CEL_BIT(RQ_BOOL) | RQ_CEL_BIT(RQ_STRING) | RQ_CEL_BIT(RQ_BYTES) | RQ_CEL_BIT(RQ_TIMESTAMP) |         \
     RQ_CEL_BIT(RQ_DURATION))

/* The arguments of one call. */
struct arguments {
    struct rq_arena *arena;
    const struct rq_cel_type *const *types;
    uint32_t count;
};

/* result = part { part } ; takes one part off. */
static const struct rq_cel_type *part(const struct arguments *args, const struct rq_cel_overload *overload,
                                      const char **at)
{
    char letter = *(*at)++;
    uint32_t number = (uint32_t)(letter - '1');
    if (letter == 'l' || letter == 'o')
        return rq_cel_type_around(args->arena, letter == 'l' ? RQ_LIST : RQ_OPTIONAL, part(args, overload, at));
    if (letter >= '1' && letter <= '9')
        return rq_cel_type_among(args->arena, args->types[number], rq_cel_overload_kinds(overload, number));
    if (letter == 'e')
        return rq_cel_type_inner(args->types[0]);
    return letter == '*' ? NULL : rq_cel_type_of_kinds(args->arena, rq_cel_letter_kinds(letter));
}

static const struct rq_cel_type *result_of(const struct arguments *args, const struct rq_cel_overload *overload)
{
    const struct rq_cel_type *result = rq_cel_type_nothing();
    for (const char *at = overload->result; *at != '\0' && *at != '|';)
        result = rq_cel_type_either(args->arena, result, part(args, overload, &at));
    return result;
}

static bool takes(const struct rq_cel_overload *overload, const struct arguments *args)
{
    if (!rq_cel_overload_counts(overload, args->count))
        return false;
    for (uint32_t i = 0; i < args->count; i++)
        if ((rq_cel_overload_kinds(overload, i) & rq_cel_type_kinds(args->types[i])) == 0)
            return false;
    return true;
}

/* Adds what a signature gives for the arguments; false if no overload takes them. */
static bool add_results(const char *signature, const struct arguments *args, const struct rq_cel_type **result)
{
    struct rq_cel_overload overload;
    bool found = false;
    while (rq_cel_overload_next(&signature, &overload)) {
        if (!takes(&overload, args))
            continue;
        *result = rq_cel_type_either(args->arena, *result, result_of(args, &overload));
        found = true;
    }
    return found;
}

/* Kinds that no YAML value has: such a value equals only its like. */
static bool is_special(uint32_t kinds)
{
    return kinds == RQ_CEL_BIT(RQ_OPTIONAL) || kinds == RQ_CEL_BIT(RQ_TYPE) || kinds == RQ_CEL_BIT(RQ_TIMESTAMP) ||
           kinds == RQ_CEL_BIT(RQ_DURATION);
}

/* Whether a time is null is asked where it may be; an optional and a type are never null, and that they are asked for it
 * is a mistake. */
static bool never_equal(uint32_t a, uint32_t b)
{
    bool asks_null = b == RQ_CEL_BIT(RQ_NULL) && a != RQ_CEL_BIT(RQ_OPTIONAL) && a != RQ_CEL_BIT(RQ_TYPE);
    return is_special(a) && (a & b) == 0 && !asks_null;
}

static void refuse_equal(struct rq_cel_checker *checker, const struct rq_cel_node *node, struct rq_cel_piece a,
                         struct rq_cel_piece b)
{
    rq_str left = rq_cel_type_name(checker->arena, rq_cel_type_of_kinds(checker->arena, a.kinds));
    rq_str right = rq_cel_type_name(checker->arena, rq_cel_type_of_kinds(checker->arena, b.kinds));
    rq_cel_refuse(checker, node->start, node->end, rq_cel_equal_advice(checker->arena, a, b),
                  "%.*s %s %s%.*s is always %s", RQ_ARG(left), rq_cel_symbol(node->kind)->text,
                  node->kind == RQ_NODE_IN ? "list of " : "", RQ_ARG(right),
                  node->kind == RQ_NODE_NOT_EQUAL ? "true" : "false");
}

static void check_equal(struct rq_cel_checker *checker, const struct rq_cel_node *node,
                        const struct rq_cel_type *const *types)
{
    struct rq_cel_piece left = rq_cel_piece(checker, node->kid[0], types[0]);
    struct rq_cel_piece right = rq_cel_piece(checker, node->kid[1], types[1]);
    if (node->kind == RQ_NODE_IN)
        right.kinds =
            right.kinds == RQ_CEL_BIT(RQ_LIST) ? rq_cel_type_kinds(rq_cel_type_inner(types[1])) : RQ_CEL_ANY_KIND;
    if (never_equal(left.kinds, right.kinds))
        refuse_equal(checker, node, left, right);
    else if (node->kind != RQ_NODE_IN && never_equal(right.kinds, left.kinds))
        refuse_equal(checker, node, right, left);
}

/* The operands of a + b + c before number i. */
static struct rq_cel_piece piece_before(const struct rq_cel_checker *checker, const struct rq_cel_node *node,
                                        uint32_t i, const struct rq_cel_type *type)
{
    rq_str text = rq_str_slice(checker->compiler->text, node->kid[0]->start, node->kid[i - 1]->end);
    return (struct rq_cel_piece){text, rq_cel_type_kinds(type)};
}

static void refuse_operator(struct rq_cel_checker *checker, const struct rq_cel_node *node, uint32_t i,
                            const struct rq_cel_type *const *types)
{
    const char *symbol = rq_cel_symbol(node->kind)->text;
    rq_str left = rq_cel_type_name(checker->arena, types[0]), right = rq_cel_type_name(checker->arena, types[1]);
    struct rq_cel_piece pieces[2] = {piece_before(checker, node, i, types[0]),
                                     rq_cel_piece(checker, node->kid[i], types[1])};
    rq_str advice = rq_cel_operator_advice(checker->arena, checker->compiler->text, node, pieces, 2);
    rq_cel_refuse(checker, node->kid[0]->start, node->kid[i]->end, advice, "no overload for %.*s %s %.*s", RQ_ARG(left),
                  symbol, RQ_ARG(right));
}

static const struct rq_cel_type *type_of_sign(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *operand = rq_cel_type_of_node(checker, node->kid[0]), *result = rq_cel_type_nothing();
    struct arguments args = {checker->arena, &operand, 1};
    const struct rq_cel_symbol *symbol = rq_cel_symbol(node->kind);
    if (add_results(symbol->types, &args, &result))
        return result;
    struct rq_cel_piece piece = rq_cel_piece(checker, node->kid[0], operand);
    rq_cel_refuse(checker, node->start, node->end,
                  rq_cel_operator_advice(checker->arena, checker->compiler->text, node, &piece, 1),
                  "no overload for %s%.*s", symbol->text, RQ_ARG(rq_cel_type_name(checker->arena, operand)));
    return NULL;
}

const struct rq_cel_type *rq_cel_type_of_operator(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *types[2];
    struct arguments args = {checker->arena, types, 2};
    if (node->count == 1)
        return type_of_sign(checker, node);
    types[0] = rq_cel_type_of_node(checker, node->kid[0]);
    for (uint32_t i = 1; i < node->count; i++) {
        const struct rq_cel_type *result = rq_cel_type_nothing();
        types[1] = rq_cel_type_of_node(checker, node->kid[i]);
        if (!add_results(rq_cel_symbol(node->kind)->types, &args, &result)) {
            refuse_operator(checker, node, i, types);
            return NULL;
        }
        if (node->kind == RQ_NODE_EQUAL || node->kind == RQ_NODE_NOT_EQUAL || node->kind == RQ_NODE_IN)
            check_equal(checker, node, types);
        if (node->kind == RQ_NODE_IN)
            rq_cel_check_key(checker, node->kid[0], types[1]);
        types[0] = result;
    }
    return types[0];
}

static void refuse_call(struct rq_cel_checker *checker, const struct rq_cel_node *call,
                        const struct rq_cel_type *const *types)
{
    struct rq_buf buf = {.arena = checker->arena};
    struct rq_cel_piece *pieces = RQ_NEW_ARRAY(checker->arena, struct rq_cel_piece, call->count);
    uint32_t receiver = call->flags & RQ_FLAG_METHOD ? 1 : 0;
    for (uint32_t i = 0; i < call->count; i++)
        pieces[i] = rq_cel_piece(checker, call->kid[i], types[i]);
    if (receiver)
        rq_buf_format(&buf, "%.*s.", RQ_ARG(rq_cel_type_name(checker->arena, types[0])));
    rq_buf_format(&buf, "%.*s(", RQ_ARG(call->as.call.name));
    for (uint32_t i = receiver; i < call->count; i++)
        rq_buf_format(&buf, "%s%.*s", i > receiver ? ", " : "", RQ_ARG(rq_cel_type_name(checker->arena, types[i])));
    rq_cel_refuse(checker, call->start, call->end, rq_cel_call_advice(checker->arena, call, pieces),
                  "no overload for %.*s)", RQ_ARG(rq_buf_text(&buf)));
}

/* What the elements of a list must be, which no signature says. */
static const struct {
    rq_str function;
    uint32_t argument;
    uint32_t kinds;
    const char *words;
} element_needs[] = {
    {{"join", 4}, 0, RQ_CEL_BIT(RQ_STRING), "strings"},
    {{"nearest", 7}, 1, RQ_CEL_BIT(RQ_STRING), "strings"},
    {{"sum", 3}, 0, NUMBERS | RQ_CEL_BIT(RQ_DURATION), "numbers or durations"},
    {{"math.greatest", 13}, 0, NUMBERS, "numbers"},
    {{"math.least", 10}, 0, NUMBERS, "numbers"},
    {{"min", 3}, 0, ORDERED, "values that have an order"},
    {{"max", 3}, 0, ORDERED, "values that have an order"},
    {{"sort", 4}, 0, ORDERED, "values that have an order"},
    {{"isSorted", 8}, 0, ORDERED, "values that have an order"},
};

static void check_elements(struct rq_cel_checker *checker, const struct rq_cel_node *call,
                           const struct rq_cel_type *const *types)
{
    for (size_t i = 0; i < sizeof element_needs / sizeof *element_needs; i++) {
        if (!rq_str_equal(call->as.call.name, element_needs[i].function))
            continue;
        uint32_t argument = element_needs[i].argument;
        const struct rq_cel_type *inner = rq_cel_type_inner(types[argument]);
        bool list = rq_cel_type_kinds(types[argument]) == RQ_CEL_BIT(RQ_LIST);
        if (list && (rq_cel_type_kinds(inner) & element_needs[i].kinds) == 0)
            rq_cel_refuse(checker, call->kid[argument]->start, call->kid[argument]->end, (rq_str){0},
                          "`%.*s` needs a list of %s, not of %.*s", RQ_ARG(call->as.call.name), element_needs[i].words,
                          RQ_ARG(rq_cel_type_name(checker->arena, inner)));
    }
}

/* link("request", id): the name decides the type. */
static void choose(struct rq_cel_checker *checker, const struct rq_cel_node *call, const struct rq_cel_type **type)
{
    for (size_t i = 0; i < checker->facts->choice_count; i++) {
        const struct rq_cel_choice *choice = &checker->facts->choices[i];
        if (rq_str_equal(choice->function, call->as.call.name))
            rq_cel_check_choice(checker, choice->choices, call->kid[0], type);
    }
}

const struct rq_cel_type *rq_cel_type_of_call(struct rq_cel_checker *checker, const struct rq_cel_node *call)
{
    const struct rq_cel_type **types = RQ_NEW_ARRAY(checker->arena, const struct rq_cel_type *, call->count);
    const struct rq_cel_type *result = rq_cel_type_nothing();
    struct arguments args = {checker->arena, types, call->count};
    bool found = false;
    for (uint32_t i = 0; i < call->count; i++)
        types[i] = rq_cel_type_of_node(checker, call->kid[i]);
    for (uint32_t row = 0; row < call->as.call.row_count; row++)
        found = add_results(call->as.call.rows[row]->types, &args, &result) || found;
    if (!found) {
        refuse_call(checker, call, types);
        return NULL;
    }
    rq_cel_check_constants(checker, call);
    check_elements(checker, call, types);
    choose(checker, call, &result);
    return result;
}
