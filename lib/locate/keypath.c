/*
 * Compiling key paths: recursive descent over the text, one function per line of the grammar, no look-ahead beyond one
 * byte.  Every failure names the byte where it was noticed.
 *
 * Read rq_keypath_compile, then parse_step.
 */
#include "locate/keypath.h"

#include "base/ascii.h"
#include "base/err.h"
#include "base/limits.h"
#include "locate/name.h"
#include "locate/quoted.h"

#include <string.h>

struct parser {
    struct rq_arena *arena;
    rq_str text;
    size_t at;
    struct rq_keypath *path;
    size_t step_cap;
    size_t *offset;
    struct rq_err *err;
};

/* Fails at a byte of the text; always gives false. */
#define REFUSE(parser, place, ...) (*(parser)->offset = (place), rq_fail((parser)->err, __VA_ARGS__))

static bool at_end(const struct parser *parser)
{
    return parser->at >= parser->text.len;
}

/* The next byte; NUL at the end, which no construct starts with. */
static char peek(const struct parser *parser)
{
    return at_end(parser) ? '\0' : parser->text.ptr[parser->at];
}

static bool take(struct parser *parser, char byte)
{
    if (at_end(parser) || peek(parser) != byte)
        return false;
    parser->at++;
    return true;
}

static void skip_blanks(struct parser *parser)
{
    while (peek(parser) != '\0' && strchr(" \t\r\n", peek(parser)) != NULL)
        parser->at++;
}

static bool add_step(struct parser *parser, struct step step)
{
    struct rq_keypath *path = parser->path;
    if (path->step_count == RQ_LIMIT_LOCATOR_PARTS)
        return REFUSE(parser, parser->at, "the key path has more than %d steps", RQ_LIMIT_LOCATOR_PARTS);
    path->steps = rq_grow(parser->arena, path->steps, path->step_count, &parser->step_cap, sizeof *path->steps);
    path->steps[path->step_count++] = step;
    path->any_depths += step.kind == STEP_ANY_DEPTH;
    return true;
}

static bool is_key_byte(char byte)
{
    return rq_ascii_is_alnum(byte) || (unsigned char)byte >= 0x80 || (byte != '\0' && strchr("_-$@+", byte) != NULL);
}

/* quoted = '"' { byte | "\" escape } '"', with JSON's escapes */
static bool parse_quoted(struct parser *parser, rq_str *text)
{
    return rq_quoted_read(parser->arena, parser->text, &parser->at, text, parser->offset, parser->err);
}

/* key = quoted | key-byte { key-byte } */
static bool parse_key(struct parser *parser, rq_str *key)
{
    if (peek(parser) == '"')
        return parse_quoted(parser, key);
    size_t start = parser->at;
    while (is_key_byte(peek(parser)))
        parser->at++;
    if (parser->at > start) {
        *key = rq_str_slice(parser->text, start, parser->at);
        return true;
    }
    if (at_end(parser))
        return REFUSE(parser, start, "a key is missing at the end");
    REFUSE(parser, start, "a key cannot start here");
    return rq_fail_hint(parser->err, "put a key with other characters than letters, digits and _ - $ @ + in quotes");
}

/* name = "{" name "}" */
static bool parse_name(struct parser *parser, rq_str *name)
{
    struct rq_capture_token token;
    if (!rq_capture_read(parser->text, parser->at, &token, parser->offset, parser->err))
        return false;
    if (token.rest)
        return REFUSE(parser, parser->at, "`{%.*s...}` stands for keys, not for a value", RQ_ARG(token.name));
    *name = token.name;
    parser->at = token.end;
    return true;
}

/* bare = byte { byte }, up to one of the bytes in `ends`, without the blanks around it */
static bool parse_bare(struct parser *parser, const char *ends, rq_str *text)
{
    size_t start = parser->at;
    while (!at_end(parser) && (peek(parser) == '\0' || strchr(ends, peek(parser)) == NULL))
        parser->at++;
    *text = rq_str_trim(rq_str_slice(parser->text, start, parser->at));
    if (text->len == 0)
        return REFUSE(parser, start, "a value is missing");
    return true;
}

/* value = "{" name "}" | quoted | bare */
static bool parse_value(struct parser *parser, const char *ends, rq_str *text, bool *captured)
{
    skip_blanks(parser);
    *captured = peek(parser) == '{';
    if (*captured)
        return parse_name(parser, text);
    return peek(parser) == '"' ? parse_quoted(parser, text) : parse_bare(parser, ends, text);
}

/* keys = key { "." key } */
static bool parse_keys(struct parser *parser, struct condition *condition)
{
    rq_str *keys = NULL;
    size_t cap = 0;
    do {
        keys = rq_grow(parser->arena, keys, condition->key_count, &cap, sizeof *keys);
        if (!parse_key(parser, &keys[condition->key_count++]))
            return false;
    } while (take(parser, '.'));
    condition->keys = keys;
    return true;
}

/* condition = keys ("=" | "!=") value | keys | "!" keys */
static bool parse_condition(struct parser *parser, const char *ends, struct condition *condition)
{
    skip_blanks(parser);
    bool absent = take(parser, '!');
    condition->kind = absent ? CONDITION_ABSENT : CONDITION_PRESENT;
    if (!parse_keys(parser, condition))
        return false;
    skip_blanks(parser);
    size_t mark = parser->at;
    bool unequal = take(parser, '!'), captured;
    if (!take(parser, '='))
        return !unequal || REFUSE(parser, mark, "`!` stands before a key, or in `!=`");
    if (absent)
        return REFUSE(parser, mark, "a condition is either `!key` or `key!=value`");
    if (!parse_value(parser, ends, &condition->text, &captured))
        return false;
    if (captured && unequal)
        return REFUSE(parser, mark, "what is unequal cannot be captured");
    condition->kind = unequal ? CONDITION_UNEQUAL : captured ? CONDITION_CAPTURE : CONDITION_EQUAL;
    return true;
}

/* conditions = condition { "," condition } */
static bool parse_conditions(struct parser *parser, char close, struct step *step)
{
    const char ends[] = {',', close, '\0'};
    size_t open = parser->at - 1, cap = 0;
    struct condition *conditions = NULL;
    skip_blanks(parser);
    if (at_end(parser))
        return REFUSE(parser, open, "this bracket is never closed");
    do {
        struct condition condition = {.keys = NULL};
        if (step->condition_count == RQ_LIMIT_LOCATOR_PARTS)
            return REFUSE(parser, parser->at, "more than %d conditions", RQ_LIMIT_LOCATOR_PARTS);
        if (!parse_condition(parser, ends, &condition))
            return false;
        conditions = rq_grow(parser->arena, conditions, step->condition_count, &cap, sizeof *conditions);
        conditions[step->condition_count++] = condition;
        skip_blanks(parser);
    } while (take(parser, ','));
    step->conditions = conditions;
    if (take(parser, close))
        return true;
    if (at_end(parser))
        return REFUSE(parser, open, "this bracket is never closed");
    return REFUSE(parser, parser->at, "expected `,` or `%c`", close);
}

/* items = "[" [ conditions ] "]" */
static bool parse_items(struct parser *parser)
{
    struct step where = {.kind = STEP_WHERE};
    parser->at++;
    skip_blanks(parser);
    if (!add_step(parser, (struct step){.kind = STEP_ITEMS}))
        return false;
    if (take(parser, ']'))
        return true;
    return parse_conditions(parser, ']', &where) && add_step(parser, where);
}

/* where = "(" conditions ")" */
static bool parse_where(struct parser *parser)
{
    struct step where = {.kind = STEP_WHERE};
    parser->at++;
    return parse_conditions(parser, ')', &where) && add_step(parser, where);
}

/* any = "*" | "**" { "!" key } */
static bool parse_any(struct parser *parser)
{
    struct step step = {.kind = STEP_ANY_KEY};
    rq_str *barred = NULL;
    size_t cap = 0;
    parser->at++;
    if (take(parser, '*'))
        step.kind = STEP_ANY_DEPTH;
    while (peek(parser) == '!') {
        if (step.kind == STEP_ANY_KEY)
            return REFUSE(parser, parser->at, "only `**` can leave keys out: `**!key`");
        if (step.barred_count == RQ_LIMIT_LOCATOR_PARTS)
            return REFUSE(parser, parser->at, "`**` leaves out more than %d keys", RQ_LIMIT_LOCATOR_PARTS);
        parser->at++;
        barred = rq_grow(parser->arena, barred, step.barred_count, &cap, sizeof *barred);
        if (!parse_key(parser, &barred[step.barred_count++]))
            return false;
    }
    step.barred = barred;
    return add_step(parser, step);
}

/* capture = "{" name "}" | "{" name "...}" */
static bool parse_capture(struct parser *parser)
{
    struct rq_capture_token token;
    if (!rq_capture_read(parser->text, parser->at, &token, parser->offset, parser->err))
        return false;
    parser->at = token.end;
    return add_step(parser, (struct step){.kind = token.rest ? STEP_LEAVES : STEP_CAPTURE_KEY, .text = token.name});
}

/* Byte of the slash that ends the pattern which starts at `from`. */
static size_t find_slash(rq_str text, size_t from)
{
    while (from < text.len && text.ptr[from] != '/')
        from += text.ptr[from] == '\\' ? 2 : 1;
    return from;
}

/* match = "=~/" pattern "/" [ "i" ], where "\/" is a slash in the pattern */
static bool parse_match(struct parser *parser)
{
    size_t slash = parser->at;
    if (!take(parser, '/'))
        return REFUSE(parser, slash, "a pattern stands between slashes: `=~/pattern/`");
    size_t start = parser->at, end = find_slash(parser->text, start);
    if (end >= parser->text.len)
        return REFUSE(parser, slash, "this pattern has no slash at its end");
    rq_str pattern = rq_str_slice(parser->text, start, end);
    parser->at = end + 1;
    bool caseless = take(parser, 'i');
    if (caseless)
        pattern = rq_arena_format(parser->arena, "(?i)%.*s", RQ_ARG(pattern));
    size_t inside = 0;
    struct step step = {.kind = STEP_MATCH};
    step.regex = rq_regex_compile(parser->arena, pattern, RQ_REGEX_PCRE2, &inside, parser->err);
    if (step.regex != NULL)
        return add_step(parser, step);
    inside = !caseless ? inside : inside > 4 ? inside - 4 : 0;
    *parser->offset = start + inside;
    return false;
}

/* scalar = "=" value | match */
static bool parse_scalar(struct parser *parser)
{
    struct step step = {.kind = STEP_EQUAL};
    bool captured;
    parser->at++;
    if (take(parser, '~'))
        return parse_match(parser);
    if (!parse_value(parser, "", &step.text, &captured))
        return false;
    step.kind = captured ? STEP_CAPTURE : STEP_EQUAL;
    return add_step(parser, step);
}

static bool parse_key_step(struct parser *parser)
{
    struct step step = {.kind = STEP_KEY};
    return parse_key(parser, &step.text) && add_step(parser, step);
}

/* step = key | any | capture | items | where | scalar */
static bool parse_step(struct parser *parser)
{
    switch (peek(parser)) {
    case '*':
        return parse_any(parser);
    case '{':
        return parse_capture(parser);
    case '[':
        return parse_items(parser);
    case '(':
        return parse_where(parser);
    case '=':
        return parse_scalar(parser);
    default:
        return parse_key_step(parser);
    }
}

/* joint = [ "." ]: what stands between two steps; nothing only before a bracket or "=".  `more` says that a step must
 * follow. */
static bool parse_joint(struct parser *parser, bool *more)
{
    const struct step *last = &parser->path->steps[parser->path->step_count - 1];
    skip_blanks(parser);
    *more = !at_end(parser);
    if (!*more)
        return true;
    if (last->kind >= STEP_LEAVES)
        return REFUSE(parser, parser->at, "nothing may follow %s",
                      last->kind == STEP_LEAVES ? "`{name...}`" : "the value");
    if (take(parser, '.')) {
        skip_blanks(parser);
        return true;
    }
    if (peek(parser) != '\0' && strchr("[(=", peek(parser)) != NULL)
        return true;
    REFUSE(parser, parser->at, "a `.` is missing here");
    return rq_fail_hint(parser->err, "put a key with other characters than letters, digits and _ - $ @ + in quotes");
}

/* path = step { joint step } */
const struct rq_keypath *rq_keypath_compile(struct rq_arena *arena, rq_str text, size_t *offset, struct rq_err *err)
{
    size_t ignored;
    struct parser parser = {.arena = arena, .text = text, .offset = offset == NULL ? &ignored : offset, .err = err};
    bool more = true;
    parser.path = RQ_NEW(arena, struct rq_keypath);
    parser.path->text = text;
    skip_blanks(&parser);
    while (more)
        if (!parse_step(&parser) || !parse_joint(&parser, &more))
            return NULL;
    return parser.path;
}

rq_str rq_keypath_text(const struct rq_keypath *path)
{
    return path->text;
}

bool rq_keypath_is_list(const struct rq_keypath *path, rq_str *key)
{
    if (path->step_count != 2 || path->steps[0].kind != STEP_KEY || path->steps[1].kind != STEP_ITEMS)
        return false;
    *key = path->steps[0].text;
    return true;
}

bool rq_keypath_finds_name(const struct rq_keypath *path)
{
    const struct step *last = path->step_count == 0 ? NULL : &path->steps[path->step_count - 1];
    for (size_t i = 0; last != NULL && i < last->condition_count; i++)
        if (last->conditions[i].kind == CONDITION_CAPTURE)
            return true;
    return last != NULL && last->kind >= STEP_EQUAL;
}
