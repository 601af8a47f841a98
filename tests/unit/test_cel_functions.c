/*
 * The functions of CEL, as a policy author meets them: an expression and what it gives.
 *
 * What is expected is written as a CEL literal, or as "!" and words of the message of a fault.  The rows follow the
 * language definition, the documents of cel-go's and Kubernetes' libraries and, for blank, text, date, days, nearest,
 * versions and prose, our own contract in docs/cel.md.
 */
#include "base/limits.h"
#include "cel/time.h"
#include "cel/zone.h"
#include "cel/zone_rule.h"
#include "reqlint/cel.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct row {
    const char *expression, *expected;
};

/* The value of an expression in which `x` is a variable. */
static rq_value evaluate(struct rq_arena *arena, rq_str expression, rq_value x)
{
    static const rq_str names[] = {{"x", 1}};
    const struct rq_cel_env env = {.variables = names, .variable_count = 1};
    const struct rq_cel_activation activation = {.slots = &x};
    struct rq_err err = {.arena = arena};
    const struct rq_cel_program *program = rq_cel_compile(arena, &env, expression, NULL, NULL, &err);
    if (program == NULL)
        fail_msg("%.*s does not compile: %.*s", RQ_ARG(expression), RQ_ARG(err.message));
    return rq_cel_eval(program, &activation, arena);
}

static bool as_expected(struct rq_arena *arena, rq_value value, const char *expected, rq_str *shown)
{
    if (value.kind == RQ_FAULT) {
        *shown = value.as.fault->message;
        return expected[0] == '!' && rq_str_find(*shown, rq_str_from(expected + 1), 0) != RQ_NOT_FOUND;
    }
    *shown = rq_value_print(arena, value, 0);
    return rq_str_equal(*shown, rq_str_from(expected));
}

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct rq_arena *arena = rq_arena_new();
        rq_str shown;
        if (!as_expected(arena, evaluate(arena, rq_str_from(rows[i].expression), rq_null()), rows[i].expected, &shown))
            fail_msg("row %zu: %s gives %.*s, not %s", i, rows[i].expression, RQ_ARG(shown), rows[i].expected);
        rq_arena_free(arena);
    }
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

static void test_conversions(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"int('-9223372036854775808')", "-9223372036854775808"},
        {"int('9223372036854775808')", "!is not an int"},
        {"int('')", "!is not an int"},
        {"int(' 42')", "!is not an int"},
        {"int('+42')", "!is not an int"},
        {"int('-')", "!is not an int"},
        {"int('0x10')", "!is not an int"},
        {"int('-0')", "0"},
        {"int(-7.9)", "-7"},
        {"int(9223372036854775807.0)", "!out of range"},
        {"int(-9223372036854775808.0)", "!out of range"},
        {"int(double('NaN'))", "!out of range"},
        {"int(18446744073709551615u)", "!out of range"},
        {"int(true)", "!no overload"},
        {"int(timestamp('1969-12-31T23:59:59.5Z'))", "-1"},
        {"uint('18446744073709551615')", "18446744073709551615u"},
        {"uint('18446744073709551616')", "!is not a uint"},
        {"uint('-1')", "!is not a uint"},
        {"uint(-0.5)", "!out of range"},
        {"uint(18446744073709551616.0)", "!out of range"},
        {"uint(-1)", "!out of range"},
        {"uint(4.9)", "4u"},
        {"double('1e3') == 1000.0", "true"},
        {"double('.5') == 0.5", "true"},
        {"double('+1.25E-2') == 0.0125", "true"},
        {"double('0.1') == 0.1", "true"},
        {"double('1e400')", "!is not a double"},
        {"double('1e-400') == 0.0", "true"},
        {"double('1e99999999999999999999')", "!is not a double"},
        {"double('0e99999999999999999999') == 0.0", "true"},
        {"double('5.')", "!is not a double"},
        {"double('')", "!is not a double"},
        {"double('1,5')", "!is not a double"},
        {"double(' 1')", "!is not a double"},
        {"double('0x10')", "!is not a double"},
        {"double('inf')", "!is not a double"},
        {"double('1e')", "!is not a double"},
        {"1.0 / double('-0') < 0.0", "true"},
        {"double('-Infinity') < 0.0", "true"},
        {"double(true)", "!no overload"},
        {"bool('True')", "true"},
        {"bool('f')", "false"},
        {"bool('yes')", "!is not a bool"},
        {"bool('')", "!is not a bool"},
        {"bool(1)", "!no overload"},
        {"string(1e6)", "\"1e+06\""},
        {"string(b'\\xed\\xa0\\x80')", "!not UTF-8"},
        {"string(null)", "!no overload"},
        {"string(duration('-1.5s'))", "\"-1.5s\""},
        {"bytes('\\u00e9') == b'\\xc3\\xa9'", "true"},
        {"timestamp(253402300800)", "!out of range"},
        {"timestamp(1u)", "!no overload"},
        {"type(1u)", "uint"},
        {"type(timestamp(0)) == google.protobuf.Timestamp", "true"},
        {"dyn(1)", "1"},
    };
    CHECK(rows);
}

/* A locale with a decimal comma, where the machine has one, changes nothing. */
static void test_numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"double('1.5') == 1.5", "true"},
        {"double('1,5')", "!is not a double"},
        {"'%.2f %e'.format([1.5, 1.5])", "\"1.50 1.500000e+00\""},
        {"string(1.5)", "\"1.5\""},
    };
    const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (setlocale(LC_ALL, names[i]) == NULL)
            continue;
        CHECK(rows);
    }
    setlocale(LC_ALL, "C");
}

static void test_timestamps(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"string(timestamp('2024-01-01T00:00:00+01:00'))", "\"2023-12-31T23:00:00Z\""},
        {"string(timestamp('2024-01-01T00:00:00.120Z'))", "\"2024-01-01T00:00:00.12Z\""},
        {"string(timestamp('0001-01-01T00:00:00Z'))", "\"0001-01-01T00:00:00Z\""},
        {"string(timestamp('9999-12-31T23:59:59.999999999Z'))", "\"9999-12-31T23:59:59.999999999Z\""},
        {"timestamp('0001-01-01T00:00:00+00:01')", "!is not a timestamp"},
        {"timestamp('9999-12-31T23:59:59-00:01')", "!is not a timestamp"},
        {"timestamp('2024-02-29T00:00:00Z') > timestamp(0)", "true"},
        {"timestamp('2023-02-29T00:00:00Z')", "!is not a timestamp"},
        {"timestamp('1900-02-29T00:00:00Z')", "!is not a timestamp"},
        {"timestamp('2024-01-01T24:00:00Z')", "!is not a timestamp"},
        {"timestamp('2024-01-01T23:59:60Z')", "!is not a timestamp"},
        {"timestamp('2024-01-01T00:00:00')", "!is not a timestamp"},
        {"timestamp('2024-01-01 00:00:00Z')", "!is not a timestamp"},
        {"timestamp('2024-01-01t00:00:00z')", "!is not a timestamp"},
        {"timestamp('2024-01-01T00:00:00+0100')", "!is not a timestamp"},
        {"timestamp('2024-01-01T00:00:0001:00')", "!is not a timestamp"},
        {"timestamp('2024-01-01T00:00:00.Z')", "!is not a timestamp"},
        {"timestamp('2024-01-01T00:00:00.1234567890Z')", "!is not a timestamp"},
        {"timestamp('2024-1-1T00:00:00Z')", "!is not a timestamp"},
        {"timestamp('2024-01-01T00:00:00Z ')", "!is not a timestamp"},
        {"timestamp('2024-01-01')", "!is not a timestamp"},
        {"timestamp('')", "!is not a timestamp"},
        {"timestamp('2009-02-13T23:31:30Z').getMonth()", "1"},
        {"timestamp('2009-02-13T23:31:30Z').getDate()", "13"},
        {"timestamp('2009-02-13T23:31:30Z').getDayOfMonth()", "12"},
        {"timestamp('2009-02-13T23:31:30Z').getDayOfWeek()", "5"},
        {"timestamp('2009-02-13T23:31:30Z').getDayOfYear()", "43"},
        {"timestamp('2009-02-13T23:31:30.123456789Z').getMilliseconds()", "123"},
        {"timestamp('1969-12-31T23:59:59.999Z').getDayOfWeek()", "3"},
        {"timestamp('1969-12-31T23:59:59.999Z').getMilliseconds()", "999"},
        {"timestamp('2009-02-13T23:31:30Z').getDate('+11:00')", "14"},
        {"timestamp('2009-02-13T23:31:30Z').getMinutes('-00:32')", "59"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('02:00')", "1"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('UTC')", "23"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('Z')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('+5:30')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('+24:00')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('Nowhere/City')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('../../../etc/localtime')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('/etc/localtime')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('Europe\\u0000/Paris')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours('Europe')", "!is not a time zone"},
        {"timestamp('2009-02-13T23:31:30Z').getHours(1)", "!no overload"},
        {"duration('3661.5s').getHours()", "1"},
        {"duration('3661.5s').getMinutes()", "61"},
        {"duration('-90s').getMinutes()", "-1"},
        {"duration('123.321456789s').getMilliseconds()", "321"},
        {"duration('1h').getHours('UTC')", "!no overload"},
        {"duration('1h').getFullYear()", "!no overload"},
    };
    CHECK(rows);
}

static void test_durations(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"string(duration('1h30m'))", "\"5400s\""},
        {"string(duration('-1h30m0.5s'))", "\"-5400.5s\""},
        {"string(duration('+1ms'))", "\"0.001s\""},
        {"string(duration('1us1ns'))", "\"0.000001001s\""},
        {"string(duration('1\\u00b5s'))", "\"0.000001s\""},
        {"string(duration('1\\u03bcs'))", "\"0.000001s\""},
        {"string(duration('0.3h'))", "\"1080s\""},
        {"string(duration('.5m'))", "\"30s\""},
        {"string(duration('0.0000000019s'))", "\"0.000000001s\""},
        {"string(duration('0.33333333333333333333h'))", "\"1199.999999999s\""},
        {"string(duration('0'))", "\"0s\""},
        {"string(duration('2562047h47m16.854775807s'))", "\"9223372036.854775807s\""},
        {"string(duration('-2562047h47m16.854775808s'))", "\"-9223372036.854775808s\""},
        {"duration('2562047h47m16.854775808s')", "!is not a duration"},
        {"duration('99999999999999999999h')", "!is not a duration"},
        {"duration('1')", "!is not a duration"},
        {"duration('1d')", "!is not a duration"},
        {"duration('1 h')", "!is not a duration"},
        {"duration('1H')", "!is not a duration"},
        {"duration('1h-1m')", "!is not a duration"},
        {"duration('.s')", "!is not a duration"},
        {"duration('1.s')", "!is not a duration"},
        {"duration('h')", "!is not a duration"},
        {"duration('-')", "!is not a duration"},
        {"duration('')", "!is not a duration"},
        {"duration('inf')", "!is not a duration"},
    };
    CHECK(rows);
}

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
    rq_buf_add(&buf, (rq_str){"XXX", 4});
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
        rq_str changed = rq_arena_copy(arena, file);
        ((char *)(uintptr_t)changed.ptr)[i] = (char)0xFF;
        (void)rq_cel_zone_read(changed, 2000, &offset);
    }
    rq_arena_free(arena);
}

/* The system's database is read where it is there. */
static void test_named_zones(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    int32_t offset;
    if (!rq_cel_zone_find(arena, RQ_STR("Europe/Paris"), 0, &offset)) {
        rq_arena_free(arena);
        skip();
    }
    static const struct row rows[] = {
        {"timestamp('2024-03-10T06:59:59Z').getHours('America/New_York')", "1"},
        {"timestamp('2024-03-10T07:00:00Z').getHours('America/New_York')", "3"},
        {"timestamp('2024-11-03T06:30:00Z').getHours('America/New_York')", "1"},
        {"timestamp('2024-07-01T23:30:00Z').getDate('Europe/Paris')", "2"},
        {"timestamp('2009-02-13T02:00:00Z').getDayOfMonth('America/St_Johns')", "11"},
        {"timestamp('2050-07-01T12:00:00Z').getHours('Europe/Paris')", "14"},
        {"timestamp('2050-01-01T12:00:00Z').getHours('Europe/Paris')", "13"},
        {"timestamp('2024-01-01T12:15:00Z').getMinutes('Asia/Kathmandu')", "0"},
    };
    CHECK(rows);
    rq_arena_free(arena);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"string(date('2026-03-01'))", "\"2026-03-01T00:00:00Z\""},
        {"date('2026-02-29')", "!is not a date"},
        {"date('2026-3-1')", "!\"2026-3-1\" is not a date"},
        {"date('2026-03-01T00:00:00Z')", "!is not a date"},
        {"date('0000-01-01')", "!is not a date"},
        {"date('soon')", "!\"soon\" is not a date"},
        {"date('')", "!is not a date"},
        {"date(20260301)", "!no overload"},
        {"isDate('2024-02-29')", "true"},
        {"isDate('2026-02-29')", "false"},
        {"isDate('2026-03-01 ')", "false"},
        {"isDate(20260301)", "false"},
        {"isDate(null)", "false"},
        {"isDate(['2026-03-01'])", "false"},
        {"days(date('2026-03-01'), date('2026-03-31'))", "30"},
        {"days(date('2026-03-31'), date('2026-03-01'))", "-30"},
        {"days(date('2024-02-28'), date('2024-03-01'))", "2"},
        {"days(timestamp('2026-03-01T12:00:00Z'), timestamp('2026-03-02T11:59:59Z'))", "0"},
        {"days(timestamp('2026-03-01T12:00:00Z'), timestamp('2026-03-01T11:59:59Z'))", "-1"},
        {"days(timestamp('2026-03-01T00:00:00.5Z'), timestamp('2026-03-02T00:00:00.4Z'))", "0"},
        {"days(timestamp('2026-03-01T00:00:00.5Z'), timestamp('2026-03-01T00:00:00.4Z'))", "-1"},
        {"days('2026-03-01', '2026-03-02')", "!no overload"},
    };
    CHECK(rows);
}

static void test_blank_and_text(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"blank({}.?owner)", "true"},
        {"blank({'owner': null}.?owner)", "true"},
        {"blank({'owner': 'dana'}.?owner)", "false"},
        {"blank(optional.of(optional.none()))", "true"},
        {"blank(null)", "true"},
        {"blank('')", "true"},
        {"blank(' \\t\\n\\u00a0\\u3000')", "true"},
        {"blank(' \\u200b')", "false"},
        {"blank([])", "true"},
        {"blank({})", "true"},
        {"blank([null])", "false"},
        {"blank({'a': null})", "false"},
        {"blank(0)", "false"},
        {"blank(false)", "false"},
        {"blank(b'')", "false"},
        {"blank(duration('0s'))", "false"},
        {"text('a')", "\"a\""},
        {"text(42)", "\"42\""},
        {"text(42u)", "\"42\""},
        {"text(1.5)", "\"1.5\""},
        {"text(true)", "\"true\""},
        {"text({}.?a)", "\"\""},
        {"text({'a': 7}.?a)", "\"7\""},
        {"text([1])", "!no overload"},
        {"text({})", "!no overload"},
        {"text(b'a')", "!no overload"},
        {"nearest('featur', ['configuration', 'feature', 'service', 'no'])", "\"feature\""},
        {"nearest('sso', ['configuration', 'feature'])", "\"\""},
        {"nearest('a', [])", "\"\""},
        {"nearest('a', ['b', 1])", "!element 1 is of type int"},
    };
    CHECK(rows);
}

static void test_strings(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"size('e\\u0301\\U0001F600')", "3"},
        {"size(b'\\xff\\xfe')", "2"},
        {"size(null)", "!no overload"},
        {"'abababc'.contains('ababc')", "true"},
        {"''.contains('')", "true"},
        {"b'abc'.contains(b'b')", "!no overload"},
        {"'abc'.startsWith('ab') && !'abc'.startsWith('b')", "true"},
        {"'abc'.endsWith('bc') && !'abc'.endsWith('abcd')", "true"},
        {"'t\\u00e9\\U0001F600'.charAt(1)", "\"\xC3\xA9\""},
        {"'abc'.charAt(3)", "\"\""},
        {"'abc'.charAt(4)", "!position 4 is outside the text, which has 3 characters"},
        {"'\\u00e9\\u00e9'.charAt(3)", "!position 3 is outside"},
        {"'abc'.charAt(-1)", "!position -1"},
        {"'ta\\u00a9o\\u00a9\\u03b1T'.indexOf('\\u00a9', 3)", "4"},
        {"'abc'.indexOf('')", "0"},
        {"'abc'.indexOf('', 2)", "2"},
        {"'abc'.indexOf('a', 3)", "-1"},
        {"'abc'.indexOf('a', 4)", "!position 4"},
        {"'tacocat'.lastIndexOf('at')", "5"},
        {"'tacocat'.lastIndexOf('a', 3)", "1"},
        {"'tacocat'.lastIndexOf('')", "7"},
        {"'a'.lastIndexOf('ab')", "-1"},
        {"''.lastIndexOf('')", "0"},
        {"'tacocat'.lastIndexOf('a', -1)", "!position -1"},
        {"'ta\\u00a9o\\u00a9\\u03b1T'.substring(2, 6)", "\"\xC2\xA9o\xC2\xA9\xCE\xB1\""},
        {"'abc'.substring(3)", "\"\""},
        {"'abc'.substring(2, 1)", "!the end is before the start"},
        {"'abc'.substring(1, 4)", "!position 4"},
        {"'\\u200a a\\u2028\\u3000'.trim()", "\"a\""},
        {"' \\t'.trim()", "\"\""},
        {"'TacoC\\u00c6t'.lowerAscii()", "\"tacoc\xC3\x86t\""},
        {"'aBc\\u00e9'.upperAscii()", "\"ABC\xC3\xA9\""},
        {"'a\\u00e9\\U0001F600'.reverse()", "\"\xF0\x9F\x98\x80\xC3\xA9"
                                            "a\""},
        {"'a,b,,c'.split(',')", "[\"a\", \"b\", \"\", \"c\"]"},
        {"'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]"},
        {"'a,b,c'.split(',', 0)", "[]"},
        {"'a,b,c'.split(',', -1)", "[\"a\", \"b\", \"c\"]"},
        {"''.split(',')", "[\"\"]"},
        {"''.split('')", "[]"},
        {"'a\\u00e9b'.split('')", "[\"a\", \"\xC3\xA9\", \"b\"]"},
        {"'abc'.split('', 2)", "[\"a\", \"bc\"]"},
        {"['a', 'b'].join('-')", "\"a-b\""},
        {"[].join('-')", "\"\""},
        {"['a', 1].join()", "!element 1 is of type int"},
        {"'hello'.replace('l', 'L')", "\"heLLo\""},
        {"'hello'.replace('l', 'L', 1)", "\"heLlo\""},
        {"'hello'.replace('l', '', -1)", "\"heo\""},
        {"'hello'.replace('l', 'L', 0)", "\"hello\""},
        {"'\\u00e9b'.replace('', '-')", "\"-\xC3\xA9-b-\""},
        {"'ab'.replace('', '-', 2)", "\"-a-b\""},
        {"''.replace('', 'x')", "\"x\""},
        {"'aaa'.replace('aa', 'b')", "\"ba\""},
        {"strings.quote('a\\n\"\\\\\\a\\u00e9')", "\"\\\"a\\\\n\\\\\\\"\\\\\\\\\\\\a\xC3\xA9\\\"\""},
    };
    CHECK(rows);
}

static void test_format(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"'%s is %d%%'.format(['a', 1])", "\"a is 1%\""},
        {"''.format([])", "\"\""},
        {"'%s'.format([[1, 'a', true, null, 1.5, 2u]])", "\"[1, a, true, null, 1.5, 2]\""},
        {"'%s'.format([{'b': 1, 'a': [2], 10: 'x', true: {}}])", "\"{10: x, a: [2], b: 1, true: {}}\""},
        {"'%s'.format([{'a\\u0000b': 1}]) == '{a\\u0000b: 1}'", "true"},
        {"'%s %s'.format([1e6, -1.25e-7])", "\"1000000 -0.000000125\""},
        {"'%s'.format([1.5e300]).size()", "301"},
        {"'%s'.format([123456789.5])", "\"123456789.5\""},
        {"'%d %d %d'.format([-5, 5u, 1e20])", "\"-5 5 100000000000000000000\""},
        {"'%d'.format([double('-Infinity')])", "\"-Infinity\""},
        {"'%s'.format([double('NaN')])", "\"NaN\""},
        {"'%f %.0f %.3f'.format([2, 2.5, -123.4999])", "\"2.000000 2 -123.500\""},
        {"'%e %.2e'.format([3u, 1234.5])", "\"3.000000e+00 1.23e+03\""},
        {"'%b %b %b %b'.format([5, -5, 0u, true])", "\"101 -101 0 1\""},
        {"'%b'.format([-9223372036854775808]).size()", "65"},
        {"'%o %o'.format([8, -8])", "\"10 -10\""},
        {"'%x %X %x %X'.format([255, -255, 'az', b'\\xff'])", "\"ff -FF 617a FF\""},
        {"'%s %s'.format([duration('90s'), timestamp(0)])", "\"90s 1970-01-01T00:00:00Z\""},
        {"'%s'.format([type(1)])", "\"int\""},
        {"'%s'.format([b'\\xff'])", "!not UTF-8"},
        {"'%s'.format([optional.none()])", "!does not print"},
        {"'%s %s'.format(['a'])", "!more than the 1 values"},
        {"'%d'.format(['a'])", "!%d prints numbers, not string"},
        {"'%f'.format([true])", "!%f prints numbers, not bool"},
        {"'%b'.format(['a'])", "!not string"},
        {"'%o'.format([1.0])", "!not double"},
        {"'%x'.format([1.5])", "!not double"},
        {"'%q'.format([1])", "!format() has"},
        {"'%.2s'.format(['a'])", "!precision for %f and %e only"},
        {"'%.f'.format([1.0])", "!a precision"},
        {"'%.1000f'.format([1.0]).size()", "1002"},
        {"'%.1001f'.format([1.0])", "!a precision"},
        {"'%.99999999999999999999f'.format([1.0])", "!a precision"},
        {"'a%'.format([1])", "!ends within"},
        {"'%.3'.format([1])", "!ends within"},
        {"'a'.format('b')", "!no overload"},
    };
    CHECK(rows);
}

static void test_lists_and_sets(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[1, 1, 2].isSorted() && ![2, 1].isSorted() && [].isSorted()", "true"},
        {"[1, 'a'].isSorted()", "!int and string have no order"},
        {"[[1]].isSorted()", "!values of type list have no order"},
        {"[1, 2].sum()", "3"},
        {"[].sum()", "0"},
        {"[duration('1m'), duration('1s')].sum() == duration('61s')", "true"},
        {"[9223372036854775807, 1].sum()", "!does not fit into an int"},
        {"['a', 'b'].sum()", "!no overload"},
        {"[1, 'a'].sum()", "!no overload"},
        {"[3, 1, 2].min()", "1"},
        {"['b', 'c', 'a'].max()", "\"c\""},
        {"[].max()", "!max() of an empty list"},
        {"[double('NaN')].max()", "!no order"},
        {"[null].min()", "!no order"},
        {"[1, 2, 2, 3].indexOf(2)", "1"},
        {"[1, 2, 2, 3].lastIndexOf(2.0)", "2"},
        {"[[1]].indexOf([1.0])", "0"},
        {"[].indexOf('a') + [].lastIndexOf('a')", "-2"},
        {"[1, 2].includes(2) && !'ab'.includes('a') && 'ab'.includes('ab')", "true"},
        {"[1, 2, 3, 4].slice(1, 3)", "[2, 3]"},
        {"[].slice(0, 0)", "[]"},
        {"[1].slice(0, 2)", "!slice(0, 2) of a list with 1 elements"},
        {"[1].slice(-1, 1)", "!slice(-1, 1)"},
        {"[1, 2].slice(2, 1)", "!slice(2, 1)"},
        {"[1, 1.0, 'b', 1u, 'b'].distinct()", "[1, \"b\"]"},
        {"[double('NaN'), double('NaN')].distinct().size()", "2"},
        {"[1, [2, [3]]].flatten()", "[1, 2, [3]]"},
        {"[1, [2, [3, []]]].flatten(9223372036854775807)", "[1, 2, 3]"},
        {"[1, [2]].flatten(0)", "[1, [2]]"},
        {"[1].flatten(-1)", "!negative"},
        {"lists.range(3)", "[0, 1, 2]"},
        {"lists.range(-3)", "[]"},
        {"lists.range(9223372036854775807)", "!cost"},
        {"[3, 1, 2].reverse()", "[2, 1, 3]"},
        {"[3, 1, 2].sort()", "[1, 2, 3]"},
        {"['b', 'a', 'b', 'aa'].sort()", "[\"a\", \"aa\", \"b\", \"b\"]"},
        {"lists.range(100).reverse().sort() == lists.range(100)", "true"},
        {"[].sort()", "[]"},
        {"[1, 2.0].sort()", "!different types"},
        {"[[1]].sort()", "!no order"},
        {"[1.0, double('NaN')].sort()", "!NaN"},
        {"[1, 2].first().value() + [1, 2].last().value()", "3"},
        {"[].first().hasValue() || [].last().hasValue()", "false"},
        {"sets.contains([1, 2.0, 3u], [1.0, 2u, 3])", "true"},
        {"sets.contains([1], [1, 2])", "false"},
        {"sets.contains([], [])", "true"},
        {"sets.equivalent([1, 1], [1u])", "true"},
        {"sets.equivalent([1, 2], [1])", "false"},
        {"sets.intersects([[1]], [[2], [1.0]])", "true"},
        {"sets.intersects([1], [])", "false"},
        {"sets.contains([1], 1)", "!no overload"},
    };
    CHECK(rows);
}

static void test_math(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"math.greatest(5.4, 10, 3u)", "10"},
        {"math.least([5.4, 10, 3u])", "3u"},
        {"math.greatest([])", "!empty list"},
        {"math.greatest(1, 'a')", "!no overload"},
        {"math.least(1.0, double('NaN'))", "!NaN has no order"},
        {"math.greatest(-9223372036854775808, 1)", "1"},
        {"math.round(-2.5) == -3.0 && math.round(2.4) == 2.0", "true"},
        {"math.floor(-1.2) == -2.0 && math.ceil(-1.2) == -1.0 && math.trunc(-1.7) == -1.0", "true"},
        {"math.floor(1)", "!no overload"},
        {"math.sqrt(81) == 9.0 && math.sqrt(81u) == 9.0 && math.isNaN(math.sqrt(-1.0))", "true"},
        {"math.abs(-9223372036854775808)", "!out of range"},
        {"math.abs(-9223372036854775807)", "9223372036854775807"},
        {"math.sign(-3)", "-1"},
        {"math.sign(7u)", "1u"},
        {"math.isNaN(math.sign(double('NaN')))", "true"},
        {"math.isInf(1.0 / 0.0) && !math.isFinite(0.0 / 0.0) && math.isFinite(1.0)", "true"},
        {"math.bitAnd(12, 10) + math.bitOr(12, 10) + math.bitXor(12, 10)", "28"},
        {"math.bitAnd(1u, 1)", "!no overload"},
        {"math.bitNot(0u)", "18446744073709551615u"},
        {"math.bitShiftLeft(1, 63)", "-9223372036854775808"},
        {"math.bitShiftLeft(1, 64)", "0"},
        {"math.bitShiftRight(-1024, 3)", "2305843009213693824"},
        {"math.bitShiftLeft(1, -1)", "!negative number: -1"},
    };
    CHECK(rows);
}

static void test_optionals(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"optional.of(1).value()", "1"},
        {"optional.none().value()", "!no value"},
        {"optional.none().or(optional.of(2)).orValue(3)", "2"},
        {"optional.none().orValue(3)", "3"},
        {"optional.of(1).orValue(3)", "1"},
        {"optional.of(1).or(2)", "!no overload"},
        {"'a'.hasValue()", "!no overload"},
        {"[null, false, 0, 0u, 0.0, -0.0, '', b'', [], {}, duration('0s'), timestamp(0)].exists(z, "
         "optional.ofNonZeroValue(z).hasValue())",
         "false"},
        {"[true, 1, 1u, 0.1, ' ', b'0', [0], {'a': 0}, duration('1ns'), double('NaN'), int].all(z, "
         "optional.ofNonZeroValue(z).hasValue())",
         "true"},
        {"optional.unwrap([optional.of(1), optional.none(), optional.of(3)])", "[1, 3]"},
        {"[optional.none()].unwrapOpt()", "[]"},
        {"optional.unwrap([1])", "!no overload"},
    };
    CHECK(rows);
}

static void test_regex_functions(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"matches('abc', 'b.') && 'abc'.matches('^a')", "true"},
        {"'abc'.matches('(')", "!bad pattern"},
        {"'abc'.matches('(?=a)')", "!RE2 has no lookahead"},
        {"'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$') || true", "!too many steps"},
        {"'abc 123'.find('[0-9]+')", "\"123\""},
        {"'abc 123'.find('[0-9]*')", "\"\""},
        {"'abc'.find('x')", "\"\""},
        {"'123 abc 456'.findAll('[0-9]+')", "[\"123\", \"456\"]"},
        {"'123 abc 456'.findAll('[0-9]+', 1)", "[\"123\"]"},
        {"'123 abc 456'.findAll('[0-9]+', 0)", "[]"},
        {"'aaa'.findAll('')", "[\"\", \"\", \"\", \"\"]"},
        {"'baab'.findAll('a*')", "[\"\", \"aa\", \"\"]"},
        {"'\\u00e9a\\u00e9'.findAll('')", "[\"\", \"\", \"\", \"\"]"},
        {"'a1 b2'.findAll('^[a-z]')", "[\"a\"]"},
        {"regex.replace('hello world hello', 'hello', 'hi')", "\"hi world hi\""},
        {"regex.replace('banana', 'a', 'x', 2)", "\"bxnxna\""},
        {"regex.replace('banana', 'a', 'x', 0)", "\"banana\""},
        {"regex.replace('ab', '', '-')", "\"-a-b-\""},
        {"regex.replace('foo bar', '(fo)o (ba)r', r'\\2 \\1')", "\"ba fo\""},
        {"regex.replace('ab', 'b', r'[\\0\\\\1]')", "\"a[b\\\\1]\""},
        {"regex.replace('ab', '(x)?b', r'<\\1>')", "\"a<>\""},
        {"regex.replace('test', '(.)', r'\\2')", "!names group 2, and the pattern has 1"},
        {"regex.replace('zzz', '(.)x', r'\\2')", "!names group 2"},
        {"regex.replace('test', 't', r'\\')", "!a backslash in the replacement"},
        {"regex.replace('test', 't', r'\\d')", "!a backslash in the replacement"},
        {"regex.extract('id: 42', r'id: (\\d+)').value()", "\"42\""},
        {"regex.extract('hello world', 'world').value()", "\"world\""},
        {"regex.extract('hello', 'x').hasValue()", "false"},
        {"regex.extract('b', '(a)?b').hasValue()", "false"},
        {"regex.extract('ab', '(a)(b)')", "!more than one group"},
        {"regex.extractAll('id:1, id:22', r'id:(\\d+)')", "[\"1\", \"22\"]"},
        {"regex.extractAll('ab', 'x')", "[]"},
        {"'abc'.find(1)", "!no overload"},
    };
    CHECK(rows);
}

static void test_base64(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[b'', b'f', b'fo', b'foo', b'foob', b'\\xff\\xfe'].map(z, base64.encode(z))",
         "[\"\", \"Zg==\", \"Zm8=\", \"Zm9v\", \"Zm9vYg==\", \"//4=\"]"},
        {"base64.decode('Zm9vYg==') == b'foob' && base64.decode('Zm9vYg') == b'foob'", "true"},
        {"base64.decode('') == b''", "true"},
        {"base64.decode('//4=') == b'\\xff\\xfe'", "true"},
        {"base64.decode('Z')", "!is not base64"},
        {"base64.decode('Zm9vY')", "!is not base64"},
        {"base64.decode('Zg=')", "!is not base64"},
        {"base64.decode('====')", "!is not base64"},
        {"base64.decode('Zm 9v')", "!is not base64"},
        {"base64.decode('Zm-_')", "!is not base64"},
        {"base64.encode('text')", "!no overload"},
    };
    CHECK(rows);
}

static void test_versions(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"['v1.21', '1.9', '0.0', '1', 'v1.2.3', '1.2.0-alpha.1', '1.0-rc1', '2.0.0-x-y.z'].all(z, isVersion(z))",
         "true"},
        {"['', 'v', 'V1', '1.', '.1', '1..2', '1.2.3.4', '1.2-', '1.2-a..b', '1.2-a_b', '1.x', ' 1.2', '1.2+b', "
         "'-1', 'v-1', '99999999999999999999'].exists(z, isVersion(z))",
         "false"},
        {"isVersion(1.21)", "false"},
        {"compareVersions('v1.9', '1.21')", "-1"},
        {"compareVersions('1.21', 'v1.21.0')", "0"},
        {"compareVersions('2', '1.99.99')", "1"},
        {"compareVersions('1.0-alpha', '1.0')", "-1"},
        {"['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11', "
         "'1.0.0-rc.1', '1.0.0'].map(z, compareVersions('1.0.0-beta.2', z))",
         "[1, 1, 1, 1, 0, -1, -1, -1]"},
        {"compareVersions('1.0-99999999999999999999', '1.0-100000000000000000000')", "-1"},
        {"compareVersions('1.0-007', '1.0-7')", "0"},
        {"compareVersions('1.0', 'next')", "!\"next\" is not a version"},
        {"compareVersions('soon', '1.0')", "!\"soon\" is not a version"},
        {"compareVersions(1.0, 1.1)", "!no overload"},
    };
    CHECK(rows);
}

static void test_prose(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"words('Refunds above $500, by Dana-Lee!')", "[\"refunds\", \"above\", \"500\", \"by\", \"dana\", \"lee\"]"},
        {"words(\"Don't use 'SSO'\")", "[\"don't\", \"use\", \"sso\"]"},
        {"words('\\u00dcber \\u0416\\u0395 \\u00c9t\\u00e9\\u2014fin')",
         "[\"\xC3\xBC"
         "ber\", \"\xD0\xB6\xCE\xB5\", \"\xC3\xA9t\xC3\xA9\", \"fin\"]"},
        {"words('\\u8bf7\\u6c42\\u3002 \\U0001F600')", "[\"\xE8\xAF\xB7\xE6\xB1\x82\"]"},
        {"words('')", "[]"},
        {"words(' -- !')", "[]"},
        {"words(1)", "!no overload"},
        {"sentences('Managers approve refunds.')", "1"},
        {"sentences('Managers approve refunds')", "1"},
        {"sentences('One. Two! Three?')", "3"},
        {"sentences('One. two')", "2"},
        {"sentences('Really?! Yes...')", "2"},
        {"sentences('')", "0"},
        {"sentences(' ... ')", "0"},
        {"sentences('42')", "0"},
        {"sentences('Use a role, e.g. editor, i.e. not an owner.')", "1"},
        {"sentences('Approx. ten accounts vs. one.')", "1"},
        {"sentences('Costs 3.5 days with v1.21.0 of it.')", "1"},
        {"sentences('Upgrade to v1.21. Then test.')", "2"},
        {"sentences('Roles, groups, etc. are missing.')", "1"},
        {"sentences('Roles, groups, etc. Nobody has them.')", "2"},
        {"sentences('Customers in the U.S. need it.')", "1"},
        {"sentences('We said no. Then they left.')", "2"},
        {"sentences('(They left.) \"It was late.\" Why?')", "3"},
        {"sentences('1. Approve refunds.\\n2. Pay them.')", "2"},
        {"sentences('See docs/a.b for it')", "1"},
        {"sentences('Use e.g.')", "1"},
        {"sentences('\\u00c9t\\u00e9. Fin\\u00e9.')", "2"},
        {"sentences(null)", "!no overload"},
    };
    CHECK(rows);
}

/* What an expression could make too much of is refused for its cost, and && and || do not hide it. */
static void test_costs_are_charged(void **state)
{
    (void)state;
    static const char *const expressions[] = {
        "x.replace('', x)",
        "x.replace('a', x)",
        "x.split('').map(z, x).join()",
        "lists.range(1000000).map(z, z)",
        "lists.range(2000).map(z, x).join(x)",
        "'%s'.format([x]).replace('a', x)",
        "x.split('').distinct().size() > 1 || lists.range(3000).distinct().size() > 1",
        "sets.contains(lists.range(2000), lists.range(2000))",
        "regex.replace(x, 'a', x)",
        "regex.replace(x, '(?s).*', r'\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0"
        "\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0'"
        ")",
        "x.findAll('')",
        "x.contains(x + x)",
        "x.lastIndexOf(x)",
    };
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_buf buf = {.arena = arena};
        rq_buf_repeat(&buf, 'a', 200000);
        rq_value x = rq_string(rq_buf_text(&buf));
        rq_str text = rq_arena_format(arena, "size(dyn(%s)) > 0 || true", expressions[i]);
        rq_value value = evaluate(arena, text, x);
        if (value.kind != RQ_FAULT || !value.as.fault->fatal)
            fail_msg("%s gives %.*s", expressions[i], RQ_ARG(rq_value_print(arena, value, 60)));
        rq_arena_free(arena);
    }
}

/* %s stops at the bound on nesting, not at the end of the stack. */
static void test_printing_is_bounded(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value deep = rq_int(1);
    for (int i = 0; i < RQ_LIMIT_VALUE_DEPTH + 1; i++) {
        rq_value *items = RQ_NEW(arena, rq_value);
        *items = deep;
        deep = rq_list_over(arena, items, 1);
    }
    rq_str shown;
    rq_value value = evaluate(arena, RQ_STR("'%s'.format([x])"), deep);
    assert_true(as_expected(arena, value, "!nested too deep", &shown));
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conversions),
        cmocka_unit_test(test_numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(test_timestamps),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_zone_rules),
        cmocka_unit_test(test_zone_files),
        cmocka_unit_test(test_named_zones),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_blank_and_text),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_lists_and_sets),
        cmocka_unit_test(test_math),
        cmocka_unit_test(test_optionals),
        cmocka_unit_test(test_regex_functions),
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_prose),
        cmocka_unit_test(test_costs_are_charged),
        cmocka_unit_test(test_printing_is_bounded),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
