/*
 * Hints at compile time.
 *
 * A message says what stands there and what was expected; the hint says what to write.  What people type from habit is in
 * the tables of habit.c, or one small function here.
 */
#include "cel/hint.h"

#include "base/ascii.h"
#include "base/err.h"
#include "base/text.h"
#include "cel/function.h"
#include "cel/habit.h"
#include "cel/library.h"

#include <string.h>

static rq_str node_text(const struct rq_cel_compiler *c, const struct rq_cel_node *node)
{
    return rq_str_slice(c->text, node->start, node->end);
}

static bool is_variable(const struct rq_cel_compiler *c, rq_str name)
{
    for (size_t i = 0; i < c->env->variable_count; i++)
        if (rq_str_equal(c->env->variables[i], name))
            return true;
    return false;
}

/* Two tokens without a blank between them. */
static bool touches(const struct rq_cel_compiler *c, enum rq_cel_token_kind before, enum rq_cel_token_kind now)
{
    return c->before.kind == before && c->token.kind == now && c->before.end == c->token.start;
}

/* True if the text from the next token on starts with this. */
static bool starts(const struct rq_cel_compiler *c, rq_str text)
{
    return rq_str_starts(rq_str_slice(c->text, c->token.start, c->text.len), text);
}

static bool is_name_byte(char byte)
{
    return byte == '_' || byte == '-' || rq_ascii_is_alnum(byte);
}

/* `object.needed-by` reads as a subtraction whose right side starts at `start`; `by` may be no name at all (`in`, `if`). */
static bool hyphen_hint(struct rq_cel_compiler *c, uint32_t start)
{
    uint32_t from = start, to = start;
    if (start < 2 || c->text.ptr[start - 1] != '-')
        return false;
    while (from > 0 && is_name_byte(c->text.ptr[from - 1]))
        from--;
    while (to < c->text.len && is_name_byte(c->text.ptr[to]))
        to++;
    if (from == 0 || c->text.ptr[from - 1] != '.')
        return false;
    rq_str field = rq_str_slice(c->text, from, to);
    rq_fail_hint(c->err, "this is read as a subtraction; a field with a hyphen is written .`%.*s` or [\"%.*s\"]",
                 RQ_ARG(field), RQ_ARG(field));
    return true;
}

/* Operators of other languages that fall apart into tokens. */
static const char *operator_habit(const struct rq_cel_compiler *c)
{
    if (touches(c, RQ_TOKEN_LESS, RQ_TOKEN_GREATER))
        return "write != to compare";
    if (touches(c, RQ_TOKEN_STAR, RQ_TOKEN_STAR))
        return "there is no operator for powers: write x * x";
    if (touches(c, RQ_TOKEN_SLASH, RQ_TOKEN_STAR) || starts(c, RQ_STR("/*")))
        return "a comment starts with //";
    if (touches(c, RQ_TOKEN_PLUS, RQ_TOKEN_PLUS))
        return "write x + 1";
    if (touches(c, RQ_TOKEN_QUESTION, RQ_TOKEN_QUESTION))
        return "write object.?field.orValue(default)";
    if (touches(c, RQ_TOKEN_DOT, RQ_TOKEN_LEFT_BRACKET) ||
        (touches(c, RQ_TOKEN_IDENT, RQ_TOKEN_DOUBLE) && starts(c, RQ_STR("."))))
        return "an element is written without a dot: list[0]";
    if (touches(c, RQ_TOKEN_STRING, RQ_TOKEN_IDENT))
        return "inside a string write \\ before its own quote, or use the other quotes around it";
    return NULL;
}

/* `x not in y` and `x is not y` need more than a word changed. */
static const char *pair_habit(const struct rq_cel_compiler *c, rq_str found)
{
    struct rq_cel_token next = rq_cel_lex(c->text, c->token.end);
    rq_str after = rq_str_slice(c->text, next.start, next.end);
    if (rq_str_equal(found, RQ_STR("not")) && next.kind == RQ_TOKEN_IN)
        return "write !(x in list)";
    if (rq_str_equal(found, RQ_STR("is")) && rq_str_equal(after, RQ_STR("not")))
        return "write != for is not";
    return NULL;
}

static const char *token_hint(const struct rq_cel_compiler *c)
{
    rq_str before = rq_str_slice(c->text, c->before.start, c->before.end);
    rq_str found = rq_str_slice(c->text, c->token.start, c->token.end);
    const char *habit = operator_habit(c);
    if (c->before.kind == RQ_TOKEN_DOT && c->token.kind == RQ_TOKEN_IN)
        return "a field with this name is written in back quotes: object.`in`";
    if (habit != NULL || (habit = pair_habit(c, found)) != NULL)
        return habit;
    if (c->token.kind == RQ_TOKEN_QUESTION)
        return "put a conditional inside another into parentheses: a ? (b ? 1 : 2) : 3";
    if (c->token.kind == RQ_TOKEN_ESCAPED)
        return "back quotes stand after a dot only: object.`needed-by`";
    if (c->token.kind == RQ_TOKEN_RESERVED && !rq_cel_word_habit(found))
        return "this word is reserved; as a field it may follow a dot";
    if (rq_cel_word_habit(found))
        return rq_cel_word_habit(found);
    return c->before.kind == RQ_TOKEN_IDENT ? rq_cel_word_habit(before) : NULL;
}

struct rq_cel_node *rq_cel_expected(struct rq_cel_compiler *c, const char *what)
{
    const struct rq_cel_token *token = &c->token;
    const char *hint = token_hint(c);
    if (token->kind == RQ_TOKEN_BAD) {
        struct rq_cel_words bad = rq_cel_token_words(*token);
        rq_cel_reject(c, token->start, token->end, "%s", bad.problem);
        hint = rq_cel_character_habit(rq_str_slice(c->text, token->start, c->text.len));
        hint = hint ? hint : bad.hint;
    } else if (token->kind == RQ_TOKEN_END) {
        rq_cel_reject(c, token->start, token->end, "expected %s, found the end of the expression", what);
    } else {
        rq_str found = rq_str_slice(c->text, token->start, token->end);
        const char *quote = token->kind == RQ_TOKEN_ESCAPED ? "" : "`";
        rq_cel_reject(c, token->start, token->end, "expected %s, found %s%.*s%s", what, quote, RQ_ARG(found), quote);
    }
    bool word = token->kind == RQ_TOKEN_IN || token->kind == RQ_TOKEN_RESERVED;
    if (!(word && hyphen_hint(c, token->start)) && hint)
        rq_fail_hint(c->err, "%s", hint);
    return NULL;
}

bool rq_cel_unknown_variable(struct rq_cel_compiler *c, const struct rq_cel_node *node, rq_str name,
                             const rq_str *locals, size_t local_count)
{
    static const rq_str constants[] = {{"null", 4}, {"true", 4}, {"false", 5}};
    const size_t constant_count = sizeof constants / sizeof *constants;
    size_t count = c->env->variable_count + local_count + constant_count;
    rq_str *known = RQ_NEW_ARRAY(c->arena, rq_str, count);
    if (local_count > 0)
        memcpy(known, locals, local_count * sizeof *known);
    if (c->env->variable_count > 0)
        memcpy(known + local_count, c->env->variables, c->env->variable_count * sizeof *known);
    memcpy(known + count - constant_count, constants, sizeof constants);
    rq_str nearest = rq_nearest(name, known, count);
    rq_cel_reject(c, node->start, node->end, "unknown variable `%.*s`", RQ_ARG(name));
    if (hyphen_hint(c, node->start))
        return false;
    const char *habit = rq_cel_name_habit(name);
    habit = habit != NULL ? habit : rq_cel_word_habit(name);
    if (habit != NULL)
        return rq_fail_hint(c->err, "%s", habit);
    if (nearest.len > 0)
        return rq_fail_hint(c->err, "did you mean `%.*s`?", RQ_ARG(nearest));
    if (is_variable(c, RQ_STR("object")))
        return rq_fail_hint(c->err, "a field of the record is written object.%.*s", RQ_ARG(name));
    return false;
}

/* "write FORM", with the text of the first operand, or x, in the place of "$". */
static bool write_form(struct rq_cel_compiler *c, const char *form, const struct rq_cel_node *call)
{
    rq_str whole = rq_str_from(form), operand = call->count > 0 ? node_text(c, call->kid[0]) : RQ_STR("x");
    size_t mark = rq_str_find_byte(whole, '$', 0);
    return rq_fail_hint(c->err, "write %.*s%.*s%.*s", RQ_ARG(rq_str_slice(whole, 0, mark)),
                        RQ_ARG(mark == RQ_NOT_FOUND ? RQ_STR("") : operand),
                        RQ_ARG(rq_str_slice(whole, mark == RQ_NOT_FOUND ? whole.len : mark + 1, whole.len)));
}

/* least..most: how many arguments the function takes beside a receiver. */
static bool wrong_arity(struct rq_cel_compiler *c, const struct rq_cel_node *call, rq_str name, uint32_t least,
                        uint32_t most)
{
    uint32_t given = call->count - (call->flags & RQ_FLAG_METHOD ? 1 : 0);
    if (most == UINT32_MAX)
        rq_cel_reject(c, call->start, call->end, "`%.*s` takes at least %u argument%s, not %u", RQ_ARG(name), least,
                      least == 1 ? "" : "s", given);
    else if (least == most)
        rq_cel_reject(c, call->start, call->end, "`%.*s` takes %u argument%s, not %u", RQ_ARG(name), least,
                      least == 1 ? "" : "s", given);
    else
        rq_cel_reject(c, call->start, call->end, "`%.*s` takes %u to %u arguments, not %u", RQ_ARG(name), least, most,
                      given);
    return false;
}

/* A function that is there, called in the other style; false if it is not there. */
static bool wrong_style(struct rq_cel_compiler *c, const struct rq_cel_node *call)
{
    bool method = call->flags & RQ_FLAG_METHOD;
    rq_str name = call->as.call.name, first = call->count > 0 ? node_text(c, call->kid[0]) : RQ_STR("x");
    uint32_t least, most;
    if (!rq_cel_function_counts(c->env, name, RQ_CEL_BOTH, &least, &most))
        return false;
    rq_cel_reject(c, call->start, call->end, "`%.*s` is %s method", RQ_ARG(name), method ? "not a" : "a");
    if (method)
        rq_fail_hint(c->err, "write %.*s(%.*s%s)", RQ_ARG(name), RQ_ARG(first), call->count > 1 ? ", …" : "");
    else
        rq_fail_hint(c->err, "write %.*s.%.*s(%s)", RQ_ARG(first), RQ_ARG(name), call->count > 1 ? "…" : "");
    return true;
}

/* max(a, b) and min(a, b): there are methods of lists with these names, and functions with others. */
static const char *extreme_habit(const struct rq_cel_node *call)
{
    if ((call->flags & RQ_FLAG_METHOD) || call->count < 2)
        return NULL;
    if (rq_str_equal(call->as.call.name, RQ_STR("max")))
        return "math.greatest($, …)";
    return rq_str_equal(call->as.call.name, RQ_STR("min")) ? "math.least($, …)" : NULL;
}

bool rq_cel_unknown_function(struct rq_cel_compiler *c, const struct rq_cel_node *call)
{
    bool method = call->flags & RQ_FLAG_METHOD;
    rq_str name = call->as.call.name;
    uint32_t least, most;
    const char *macro = rq_cel_macro_form(name), *habit = extreme_habit(call);
    if (habit == NULL && rq_cel_function_counts(c->env, name, method ? RQ_CEL_METHOD : RQ_CEL_GLOBAL, &least, &most))
        return wrong_arity(c, call, name, least - method, most == UINT32_MAX ? most : most - method);
    if (habit == NULL && wrong_style(c, call))
        return false;
    if (macro != NULL) {
        rq_cel_reject(c, call->start, call->end, "`%.*s` is not called like this", RQ_ARG(name));
        return write_form(c, macro, call);
    }
    rq_cel_reject(c, call->start, call->end, "unknown function `%.*s`", RQ_ARG(name));
    habit = habit != NULL ? habit : rq_cel_call_habit(name);
    if (habit != NULL)
        return write_form(c, habit, call);
    if (call->count == 0 && is_variable(c, name))
        return rq_fail_hint(c->err, "write %.*s, without parentheses", RQ_ARG(name));
    rq_str nearest = rq_cel_function_near(c->arena, c->env, name);
    if (nearest.len > 0)
        rq_fail_hint(c->err, "did you mean `%.*s`?", RQ_ARG(nearest));
    return false;
}

bool rq_cel_unknown_in_library(struct rq_cel_compiler *c, const struct rq_cel_node *call)
{
    rq_str name = rq_arena_format(c->arena, "%.*s.%.*s", RQ_ARG(call->kid[0]->as.name), RQ_ARG(call->as.call.name));
    const char *habit = rq_cel_call_habit(name);
    uint32_t least, most;
    if (rq_cel_function_counts(c->env, name, RQ_CEL_GLOBAL, &least, &most))
        return wrong_arity(c, call, name, least, most);
    rq_cel_reject(c, call->start, call->end, "unknown function `%.*s`", RQ_ARG(name));
    rq_str nearest = rq_cel_function_near(c->arena, c->env, name);
    if (habit != NULL)
        return write_form(c, habit, call);
    if (nearest.len > 0)
        rq_fail_hint(c->err, "did you mean `%.*s`?", RQ_ARG(nearest));
    return false;
}

bool rq_cel_check_in(struct rq_cel_compiler *c, const struct rq_cel_node *in)
{
    const struct rq_cel_node *part = in->kid[0], *text = in->kid[1];
    if (text->kind != RQ_NODE_CONSTANT || text->as.constant.kind != RQ_STRING)
        return true;
    rq_str whole = node_text(c, text), piece = node_text(c, part);
    rq_cel_reject(c, in->start, in->end, "`in` looks into a list or map, not into text");
    return rq_fail_hint(c->err, "write %.*s.contains(%.*s)", RQ_ARG(whole), RQ_ARG(piece));
}

/* has(owner), has("owner"): a field of the record is meant, where there is a record. */
static bool field_hint(struct rq_cel_compiler *c, rq_str name)
{
    if (is_variable(c, RQ_STR("object")))
        rq_fail_hint(c->err, "write has(object.%.*s)", RQ_ARG(name));
    return false;
}

struct rq_cel_node *rq_cel_not_a_field(struct rq_cel_compiler *c, const struct rq_cel_node *argument)
{
    rq_str text = node_text(c, argument);
    rq_cel_reject(c, argument->start, argument->end, "has() asks for a field, as in has(object.owner)");
    if (argument->kind == RQ_NODE_INDEX)
        rq_fail_hint(c->err, "write %.*s in %.*s", RQ_ARG(node_text(c, argument->kid[1])),
                     RQ_ARG(node_text(c, argument->kid[0])));
    else if (argument->kind == RQ_NODE_OPT_SELECT)
        rq_fail_hint(c->err, "write %.*s.hasValue()", RQ_ARG(text));
    else if (argument->kind == RQ_NODE_HAS)
        rq_fail_hint(c->err, "one is enough: write %.*s", RQ_ARG(text));
    else if (argument->kind == RQ_NODE_CONSTANT && argument->as.constant.kind == RQ_STRING)
        field_hint(c, rq_value_text(argument->as.constant));
    else if (argument->kind == RQ_NODE_IDENT && !is_variable(c, text))
        field_hint(c, text);
    else if (argument->kind == RQ_NODE_IDENT)
        rq_fail_hint(c->err, "write has(%.*s.field) for a field of it, %.*s != null for itself", RQ_ARG(text),
                     RQ_ARG(text));
    return NULL;
}

/* object?.owner, as other languages write it, starts a conditional. */
struct rq_cel_node *rq_cel_no_colon(struct rq_cel_compiler *c, const struct rq_cel_node *chosen)
{
    uint32_t start = chosen->start;
    rq_cel_expected(c, "an operator or `:`");
    if (start > 0 && c->text.ptr[start] == '.' && c->text.ptr[start - 1] == '?')
        rq_fail_hint(c->err, "a field that may be missing is written object.?field");
    return NULL;
}
