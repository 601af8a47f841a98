/* The properties that hold for every failure and every value, whichever target made it. */
#include "fuzz.h"

#include "base/limits.h"
#include "base/source.h"
#include "reqlint/diag.h"
#include "reqlint/json.h"
#include "value/value.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void fuzz_broken(const char *file, int line, const char *property, rq_str about)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, property);
    if (about.len > 0)
        fprintf(stderr, "  for %.*s\n", RQ_ARG(about));
    abort();
}

rq_str fuzz_text(const uint8_t *data, size_t size)
{
    return (rq_str){(const char *)data, size};
}

void fuzz_split(rq_str input, rq_str *first, rq_str *second)
{
    size_t cut = rq_str_find_byte(input, '\xFF', 0);
    *first = rq_str_slice(input, 0, cut);
    *second = cut == RQ_NOT_FOUND ? (rq_str){NULL, 0} : rq_str_slice(input, cut + 1, input.len);
}

void fuzz_check_line(rq_str text)
{
    FUZZ_HOLDS(rq_utf8_valid(text, NULL));
    for (size_t at = 0; at < text.len;) {
        uint32_t code_point = rq_utf8_next(text, &at);
        FUZZ_HOLDS_FOR(code_point >= 0x20 && (code_point < 0x7F || code_point >= 0xA0), text);
    }
}

/* Each line of what a person reads. */
static void check_lines(rq_str text)
{
    while (text.len > 0) {
        size_t end = rq_str_find_byte(text, '\n', 0);
        fuzz_check_line(rq_str_slice(text, 0, end));
        text = end == RQ_NOT_FOUND ? (rq_str){NULL, 0} : rq_str_slice(text, end + 1, text.len);
    }
}

void fuzz_check_failure(struct rq_arena *arena, const struct rq_err *err)
{
    const struct rq_style style = {.width = 80};
    FUZZ_HOLDS(err->failed && err->message.len > 0);
    if (err->source != NULL && err->pos.line > 0)
        FUZZ_HOLDS(err->pos.line <= rq_source_line_count(err->source) + 1 && err->pos.column > 0);
    check_lines(rq_err_print(arena, err, &style));
}

/* NaN differs from itself, and so does what holds it. */
static bool holds_nan(rq_value value, unsigned depth)
{
    uint32_t count = value.kind == RQ_LIST ? value.as.list->count : value.kind == RQ_MAP ? value.as.map->count : 0;
    if (depth == 0)
        return true;
    if (value.kind == RQ_OPTIONAL)
        return value.as.inner != NULL && holds_nan(*value.as.inner, depth - 1);
    for (uint32_t i = 0; i < count; i++)
        if (holds_nan(value.kind == RQ_LIST ? value.as.list->items[i] : value.as.map->entries[i].value, depth - 1))
            return true;
    return value.kind == RQ_DOUBLE && value.as.number != value.as.number;
}

void fuzz_check_value(struct rq_arena *arena, rq_value value)
{
    enum { SHOWN = 60, SLACK = 600 };
    rq_str shown = rq_value_print(arena, value, SHOWN);
    rq_str json = rq_json_write(arena, value, 0);
    if (value.kind != RQ_FAULT)
        fuzz_check_line(shown);
    FUZZ_HOLDS(value.kind == RQ_FAULT || shown.len < SHOWN + SLACK + 3 * RQ_LIMIT_VALUE_DEPTH);
    fuzz_check_line(json);
    rq_value copy = rq_value_copy(arena, value);
    if (value.kind == RQ_FAULT || holds_nan(value, RQ_LIMIT_VALUE_DEPTH))
        return;
    FUZZ_HOLDS(rq_value_equal(value, value));
    FUZZ_HOLDS(rq_value_equal(value, copy));
}

const struct rq_cel_program *fuzz_compile(struct rq_arena *arena, const struct rq_cel_env *env, rq_str text)
{
    struct rq_err err = {.arena = arena};
    size_t start = 0, end = 0;
    const struct rq_cel_program *program = rq_cel_compile(arena, env, text, &start, &end, &err);
    FUZZ_HOLDS((program == NULL) == err.failed);
    if (program == NULL) {
        FUZZ_HOLDS(start <= end && end <= text.len + 1);
        fuzz_check_failure(arena, &err);
    }
    return program;
}
