/* A report under construction for the tests of formats, and what every text for a terminal must keep to. */
#ifndef TEST_REPORT_FIXTURE_H
#define TEST_REPORT_FIXTURE_H

#include "base/source.h"
#include "base/text.h"
#include "format/visible.h"
#include "reqlint/diag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    }

enum { REPORT_ROOM = 32 };

/* The report under construction. */
struct fixture {
    struct rq_arena *arena;
    struct rq_report report;
    struct rq_finding findings[REPORT_ROOM];
};

static inline const struct rq_source *source(struct fixture *fixture, rq_str path, rq_str text)
{
    return rq_source_new(fixture->arena, path, text);
}

/* The place of the first needle; the end of the text where the needle is not there. */
static inline rq_pos place(const struct rq_source *file, rq_str needle)
{
    rq_str text = rq_source_text(file);
    size_t start = rq_str_find(text, needle, 0);
    if (start == RQ_NOT_FOUND)
        return rq_source_pos(file, text.len, text.len);
    return rq_source_pos(file, start, start + needle.len);
}

static inline struct rq_finding *add(struct fixture *fixture, rq_str rule, enum rq_level level, rq_str message,
                                     const struct rq_source *file, rq_str needle)
{
    struct rq_finding *finding = &fixture->findings[fixture->report.finding_count++];
    *finding = (struct rq_finding){.rule = rule, .level = level, .message = message};
    if (file != NULL) {
        finding->source = file;
        finding->path = rq_source_path(file);
        finding->identity.whose = finding->path;
        finding->pos = place(file, needle);
    }
    return finding;
}

static inline void relate(struct fixture *fixture, struct rq_finding *finding, const struct rq_source *file,
                          rq_str needle, rq_str message)
{
    struct rq_related *related = RQ_NEW_ARRAY(fixture->arena, struct rq_related, finding->related_count + 1);
    for (size_t i = 0; i < finding->related_count; i++)
        related[i] = finding->related[i];
    related[finding->related_count++] = (struct rq_related){file, rq_source_path(file), place(file, needle), message};
    finding->related = related;
}

static inline rq_str print(const struct fixture *fixture, rq_str format, struct rq_style style)
{
    struct rq_err err = {.arena = fixture->arena};
    rq_str out = {NULL, 0};
    if (!rq_format_print(fixture->arena, format, &fixture->report, &style, &out, &err))
        fail_msg("%.*s: %.*s", RQ_ARG(format), RQ_ARG(err.message));
    return out;
}

/* The text without colours; fails on any other control character and on bytes that are no UTF-8. */
static inline rq_str without_colors(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    assert_true(rq_utf8_valid(text, NULL));
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t code_point = rq_utf8_next(text, &at);
        if (code_point == 0x1B) {
            at = rq_str_find_byte(text, 'm', at) + 1;
            continue;
        }
        if ((code_point < 0x20 && code_point != '\n') || (code_point >= 0x7F && code_point < 0xA0) ||
            (code_point >= 0x202A && code_point <= 0x202E))
            fail_msg("U+%04X at byte %zu", (unsigned)code_point, start);
        rq_buf_add(&buf, rq_str_slice(text, start, at));
    }
    return rq_buf_text(&buf);
}

/* Fails if a row of a picture is wider than the terminal. */
static inline void check_width(rq_str text, size_t width)
{
    for (size_t start = 0; start < text.len;) {
        size_t end = rq_str_find_byte(text, '\n', start);
        rq_str row = rq_str_slice(text, start, end);
        bool picture = rq_str_find(rq_str_slice(row, 0, 8), RQ_STR(" |"), 0) != RQ_NOT_FOUND;
        if (picture && rq_format_columns(row) > width)
            fail_msg("width %zu: a row takes %zu columns: %.*s", width, rq_format_columns(row), RQ_ARG(row));
        start = end + 1;
    }
}

#endif
