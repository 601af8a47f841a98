/*
 * Hints at compile time.
 *
 * A message says what stands there and what was expected; the hint says what to write.  What people type from habit
 * (other languages' operators and functions, record fields with hyphens) is a table or one small function each.
 */
#include "cel/hint.h"

#include "base/err.h"
#include "base/text.h"
#include "cel/function.h"
#include "cel/library.h"

#include <string.h>

static const struct {
    const char *typed, *hint;
} words[] = {
    {"and", "write && for and"},
    {"or", "write || for or"},
    {"not", "write ! for not"},
    {"AND", "write && for and"},
    {"OR", "write || for or"},
    {"NOT", "write ! for not"},
    {"is", "write == to compare"},
    {"if", "write condition ? a : b"},
    {"contains", "write text.contains(part)"},
    {"matches", "write text.matches(pattern)"},
    {"like", "write text.matches(pattern)"},
    {"then", "write condition ? a : b"},
    {"else", "write condition ? a : b"},
};

static const char *word_hint(rq_str word)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rq_str_equal(word, rq_str_from(words[i].typed)))
            return words[i].hint;
    return NULL;
}

/* `a.needed-in` and `object.for-x`: a word that cannot be an operand directly behind a minus sign. */
static bool looks_like_hyphen(const struct rq_cel_compiler *c)
{
    return c->before.kind == RQ_TOKEN_MINUS && c->before.end == c->token.start &&
           (c->token.kind == RQ_TOKEN_IN || c->token.kind == RQ_TOKEN_RESERVED);
}

static const char *token_hint(const struct rq_cel_compiler *c)
{
    rq_str before = rq_str_slice(c->text, c->before.start, c->before.end);
    rq_str found = rq_str_slice(c->text, c->token.start, c->token.end);
    if (looks_like_hyphen(c))
        return "a field with a hyphen is written in back quotes: object.`needed-in`";
    if (c->before.kind == RQ_TOKEN_DOT && c->token.kind == RQ_TOKEN_IN)
        return "a field with this name is written in back quotes: object.`in`";
    if (c->token.kind == RQ_TOKEN_QUESTION)
        return "put a conditional inside another into parentheses: a ? (b ? 1 : 2) : 3";
    if (c->token.kind == RQ_TOKEN_ESCAPED)
        return "back quotes stand after a dot only: object.`needed-by`";
    if (c->token.kind == RQ_TOKEN_RESERVED && !word_hint(found))
        return "this word is reserved; as a field it may follow a dot";
    if (word_hint(found))
        return word_hint(found);
    return c->before.kind == RQ_TOKEN_IDENT ? word_hint(before) : NULL;
}

struct rq_cel_node *rq_cel_expected(struct rq_cel_compiler *c, const char *what)
{
    const struct rq_cel_token *token = &c->token;
    const char *hint = token_hint(c);
    if (token->kind == RQ_TOKEN_BAD) {
        struct rq_cel_words bad = rq_cel_token_words(*token);
        rq_cel_reject(c, token->start, token->end, "%s", bad.problem);
        hint = bad.hint;
    } else if (token->kind == RQ_TOKEN_END) {
        rq_cel_reject(c, token->start, token->end, "expected %s, found the end of the expression", what);
    } else {
        rq_str found = rq_str_slice(c->text, token->start, token->end);
        const char *quote = token->kind == RQ_TOKEN_ESCAPED ? "" : "`";
        rq_cel_reject(c, token->start, token->end, "expected %s, found %s%.*s%s", what, quote, RQ_ARG(found), quote);
    }
    if (hint)
        rq_fail_hint(c->err, "%s", hint);
    return NULL;
}

/* `object.needed-by` reads as a subtraction whose right side is `by`. */
static bool hyphen_hint(struct rq_cel_compiler *c, const struct rq_cel_node *node)
{
    uint32_t start = node->start;
    if (start < 2 || c->text.ptr[start - 1] != '-')
        return false;
    uint32_t word = start - 1;
    while (word > 0 && (c->text.ptr[word - 1] == '_' || c->text.ptr[word - 1] == '-' ||
                        (c->text.ptr[word - 1] >= '0' && c->text.ptr[word - 1] <= '9') ||
                        (c->text.ptr[word - 1] >= 'A' && c->text.ptr[word - 1] <= 'Z') ||
                        (c->text.ptr[word - 1] >= 'a' && c->text.ptr[word - 1] <= 'z')))
        word--;
    if (word == 0 || c->text.ptr[word - 1] != '.')
        return false;
    rq_str field = rq_str_slice(c->text, word, node->end);
    rq_fail_hint(c->err, "this is read as a subtraction; a field with a hyphen is written .`%.*s` or [\"%.*s\"]",
                 RQ_ARG(field), RQ_ARG(field));
    return true;
}

bool rq_cel_unknown_variable(struct rq_cel_compiler *c, const struct rq_cel_node *node, rq_str name,
                             const rq_str *locals, size_t local_count)
{
    size_t count = c->env->variable_count + local_count;
    rq_str *known = RQ_NEW_ARRAY(c->arena, rq_str, count);
    if (local_count > 0)
        memcpy(known, locals, local_count * sizeof *known);
    if (c->env->variable_count > 0)
        memcpy(known + local_count, c->env->variables, c->env->variable_count * sizeof *known);
    rq_str nearest = rq_nearest(name, known, count);
    rq_cel_reject(c, node->start, node->end, "unknown variable `%.*s`", RQ_ARG(name));
    if (hyphen_hint(c, node))
        return false;
    if (nearest.len > 0)
        rq_fail_hint(c->err, "did you mean `%.*s`?", RQ_ARG(nearest));
    else if (word_hint(name))
        rq_fail_hint(c->err, "%s", word_hint(name));
    return false;
}

/* What other languages call the functions of CEL. */
static const struct {
    const char *typed, *hint;
} functions[] = {
    {"len", "write size(x)"},
    {"length", "write size(x)"},
    {"count", "write size(x)"},
    {"includes", "write x in list"},
    {"lower", "write text.lowerAscii()"},
    {"upper", "write text.upperAscii()"},
    {"toLowerCase", "write text.lowerAscii()"},
    {"toUpperCase", "write text.upperAscii()"},
    {"any", "write list.exists(x, condition)"},
    {"some", "write list.exists(x, condition)"},
    {"every", "write list.all(x, condition)"},
    {"str", "write string(x)"},
    {"empty", "write blank(x)"},
    {"isEmpty", "write blank(x)"},
    {"exists", "write list.exists(x, condition); for a field, has(object.field)"},
};

static const char *function_hint(rq_str name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (rq_str_equal(name, rq_str_from(functions[i].typed)))
            return functions[i].hint;
    return NULL;
}

static bool wrong_arity(struct rq_cel_compiler *c, const struct rq_cel_node *call, uint32_t least, uint32_t most)
{
    uint32_t receiver = call->flags & RQ_FLAG_METHOD ? 1 : 0;
    uint32_t given = call->count - receiver;
    rq_str name = call->as.call.name;
    if (most == UINT32_MAX)
        rq_cel_reject(c, call->start, call->end, "`%.*s` takes at least %u argument%s, not %u", RQ_ARG(name),
                      least - receiver, least - receiver == 1 ? "" : "s", given);
    else if (least == most)
        rq_cel_reject(c, call->start, call->end, "`%.*s` takes %u argument%s, not %u", RQ_ARG(name), least - receiver,
                      least - receiver == 1 ? "" : "s", given);
    else
        rq_cel_reject(c, call->start, call->end, "`%.*s` takes %u to %u arguments, not %u", RQ_ARG(name),
                      least - receiver, most - receiver, given);
    return false;
}

bool rq_cel_unknown_function(struct rq_cel_compiler *c, const struct rq_cel_node *call)
{
    bool method = call->flags & RQ_FLAG_METHOD;
    rq_str name = call->as.call.name;
    uint32_t least, most;
    if (rq_cel_function_counts(c->env, name, method ? RQ_CEL_METHOD : RQ_CEL_GLOBAL, &least, &most))
        return wrong_arity(c, call, least, most);
    bool known = rq_cel_function_counts(c->env, name, RQ_CEL_BOTH, &least, &most);
    if (known && method) {
        rq_cel_reject(c, call->start, call->end, "`%.*s` is not a method", RQ_ARG(name));
        return rq_fail_hint(c->err, "write %.*s(x)", RQ_ARG(name));
    }
    if (known) {
        rq_cel_reject(c, call->start, call->end, "`%.*s` is a method", RQ_ARG(name));
        return rq_fail_hint(c->err, "write x.%.*s(%s)", RQ_ARG(name), most > 1 ? "…" : "");
    }
    rq_cel_reject(c, call->start, call->end, "unknown function `%.*s`", RQ_ARG(name));
    rq_str nearest = rq_cel_function_near(c->arena, c->env, name);
    if (function_hint(name))
        rq_fail_hint(c->err, "%s", function_hint(name));
    else if (nearest.len > 0)
        rq_fail_hint(c->err, "did you mean `%.*s`?", RQ_ARG(nearest));
    return false;
}

bool rq_cel_check_in(struct rq_cel_compiler *c, const struct rq_cel_node *in)
{
    const struct rq_cel_node *part = in->kid[0], *text = in->kid[1];
    if (text->kind != RQ_NODE_CONSTANT || text->as.constant.kind != RQ_STRING)
        return true;
    rq_str whole = rq_str_slice(c->text, text->start, text->end), piece = rq_str_slice(c->text, part->start, part->end);
    rq_cel_reject(c, in->start, in->end, "`in` looks into a list or map, not into text");
    return rq_fail_hint(c->err, "write %.*s.contains(%.*s)", RQ_ARG(whole), RQ_ARG(piece));
}
