/*
 * Zones: the rules at the end of zone files, zone files made by hand, and the system's database where it is there.
 */
#include "cel/time.h"
#include "cel/zone.h"
#include "cel/zone_rule.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Rules of daylight saving time, as they stand at the end of zone files. */
static void test_zone_rules(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        const char *time;
        int32_t offset; /* 99: the rule is wrong */
    } rows[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-01-15T00:00:00Z", 3600},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-07-15T00:00:00Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T00:59:59Z", 3600},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T01:00:00Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T00:59:59Z", 7200},
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T01:00:00Z", 3600},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-01-15T00:00:00Z", 39600},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-07-15T00:00:00Z", 36000},
        {"EST5EDT,M3.2.0,M11.1.0", "2040-07-15T00:00:00Z", -14400},
        {"JST-9", "2040-07-15T00:00:00Z", 32400},
        {"<+0545>-5:45", "2040-07-15T00:00:00Z", 20700},
        {"<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2040-07-15T00:00:00Z", -7200},
        {"XXX3EDT4,0/0,J365/23", "2040-07-15T00:00:00Z", -14400},
        {"XST0XDT,J60,J61", "2039-03-01T02:00:00Z", 3600},
        {"XST0XDT,J60,J61", "2040-03-01T02:00:00Z", 3600},
        {"XST0XDT,J60,J61", "2040-02-29T12:00:00Z", 0},
        {"XST0XDT,59,60", "2040-02-29T12:00:00Z", 3600},
        {"", "2040-07-15T00:00:00Z", 99},
        {"CET", "2040-07-15T00:00:00Z", 99},
        {"CET-1CEST", "2040-07-15T00:00:00Z", 99},
        {"CET-1CEST,M3.5.0", "2040-07-15T00:00:00Z", 99},
        {"CET-1CEST,M13.5.0,M10.5.0", "2040-07-15T00:00:00Z", 99},
        {"CET-1CEST,M3.6.0,M10.5.0", "2040-07-15T00:00:00Z", 99},
        {"CET-1CEST,M3.5.7,M10.5.0", "2040-07-15T00:00:00Z", 99},
        {"CET-1CEST,J0,J366", "2040-07-15T00:00:00Z", 99},
        {"CET-25", "2040-07-15T00:00:00Z", 99},
        {"CET-1x,", "2040-07-15T00:00:00Z", 99},
        {"<CET-1", "2040-07-15T00:00:00Z", 99},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rq_value at;
        int32_t offset = 99;
        assert_true(rq_cel_timestamp_parse(rq_str_from(rows[i].time), &at));
        bool understood = rq_cel_zone_rule(rq_str_from(rows[i].rule), at.as.integer, &offset);
        if (offset != rows[i].offset || understood != (rows[i].offset != 99))
            fail_msg("row %zu: %s at %s gives %d", i, rows[i].rule, rows[i].time, (int)offset);
    }
}

static void add_big(struct rq_buf *buf, uint64_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        rq_buf_byte(buf, (char)(number >> (8 * i) & 0xFF));
}

static void add_header(struct rq_buf *buf, uint32_t times, uint32_t types)
{
    rq_buf_add(buf, RQ_STR("TZif2"));
    rq_buf_repeat(buf, '\0', 15 + 12);
    add_big(buf, times, 4);
    add_big(buf, types, 4);
    add_big(buf, 4, 4);
}

/* A file with one change, from an offset of 600 seconds to one of 1200, at the instant 1000, and a rule from then on. */
static rq_str zone_file(struct rq_arena *arena, const char *rule)
{
    struct rq_buf buf = {.arena = arena};
    add_header(&buf, 0, 1);
    rq_buf_repeat(&buf, '\0', 6 + 4);
    add_header(&buf, 1, 2);
    add_big(&buf, 1000, 8);
    add_big(&buf, 1, 1);
    add_big(&buf, 600, 4);
    add_big(&buf, 0, 2);
    add_big(&buf, 1200, 4);
    add_big(&buf, 0, 2);
    rq_buf_add(&buf, (rq_str){"LMT", 4});
    rq_buf_format(&buf, "\n%s\n", rule);
    return rq_buf_text(&buf);
}

static void test_zone_files(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    int32_t offset;
    rq_str file = zone_file(arena, "");
    assert_true(rq_cel_zone_read(file, 999, &offset));
    assert_int_equal(offset, 600);
    assert_true(rq_cel_zone_read(file, 1000, &offset));
    assert_int_equal(offset, 1200);
    assert_true(rq_cel_zone_read(zone_file(arena, "UTC0"), 1000, &offset));
    assert_int_equal(offset, 0);
    assert_false(rq_cel_zone_read(zone_file(arena, "nonsense"), 1000, &offset));
    /* Every cut file is read without harm; only a cut in the footer may still be understood. */
    for (size_t length = 0; length < file.len; length++) {
        rq_str cut = rq_arena_copy(arena, rq_str_slice(file, 0, length));
        bool understood = rq_cel_zone_read((rq_str){cut.ptr, length}, 5, &offset);
        assert_int_equal(understood, length >= file.len - 2);
    }
    /* So is every file with one byte changed. */
    for (size_t i = 0; i < file.len; i++) {
        struct rq_buf changed = {.arena = arena};
        rq_buf_add(&changed, file);
        changed.ptr[i] = (char)0xFF;
        (void)rq_cel_zone_read(rq_buf_text(&changed), 2000, &offset);
    }
    rq_arena_free(arena);
}

/* The system's database is read where it is there. */
static void test_named_zones(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *time;
        int32_t offset;
    } rows[] = {
        {"America/New_York", "2024-03-10T06:59:59Z", -5 * 3600},
        {"America/New_York", "2024-03-10T07:00:00Z", -4 * 3600},
        {"America/New_York", "2024-11-03T05:59:59Z", -4 * 3600},
        {"America/New_York", "2024-11-03T06:00:00Z", -5 * 3600},
        {"Europe/Paris", "2050-07-01T12:00:00Z", 2 * 3600},
        {"Europe/Paris", "2050-01-01T12:00:00Z", 3600},
        {"America/St_Johns", "2009-02-13T02:00:00Z", -12600},
        {"Asia/Kathmandu", "2024-01-01T12:15:00Z", 20700},
    };
    struct rq_arena *arena = rq_arena_new();
    int32_t offset;
    if (!rq_cel_zone_find(arena, RQ_STR("Europe/Paris"), 0, &offset)) {
        rq_arena_free(arena);
        skip();
    }
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rq_value at;
        assert_true(rq_cel_timestamp_parse(rq_str_from(rows[i].time), &at));
        bool found = rq_cel_zone_offset(arena, rq_str_from(rows[i].zone), at.as.integer, &offset);
        if (!found || offset != rows[i].offset)
            fail_msg("row %zu: %s at %s gives %d", i, rows[i].zone, rows[i].time, (int)offset);
    }
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zone_rules),
        cmocka_unit_test(test_zone_files),
        cmocka_unit_test(test_named_zones),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
