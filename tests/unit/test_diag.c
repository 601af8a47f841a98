/* Reports: order, doubles, counts, fingerprints.  The digests are those of sha256sum(1). */
#include "base/text.h"
#include "diag/findings.h"
#include "digest.h"
#include "reqlint/diag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct rq_finding finding(const char *rule, const char *path, uint32_t line, uint32_t column,
                                 const char *message)
{
    return (struct rq_finding){.rule = rq_str_from(rule),
                               .level = RQ_LEVEL_ERROR,
                               .message = rq_str_from(message),
                               .path = rq_str_from(path),
                               .pos = {line, column, line, column + 1}};
}

static struct rq_report finished(struct rq_arena *arena, struct rq_finding *findings, size_t count)
{
    struct rq_report report = {.findings = findings, .finding_count = count};
    rq_report_finish(&report, NULL, arena);
    return report;
}

/* The findings as "path:line:column rule message|…". */
static rq_str outline(struct rq_arena *arena, const struct rq_report *report)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *at = &report->findings[i];
        rq_buf_format(&buf, "%.*s:%u:%u %.*s %.*s|", RQ_ARG(at->path), at->pos.line, at->pos.column, RQ_ARG(at->rule),
                      RQ_ARG(at->message));
    }
    return rq_buf_text(&buf);
}

static void test_order_and_doubles(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_finding all[] = {
        finding("r", "b", 1, 1, "x"),  finding("r", "a", 10, 1, "x"), finding("r", "a", 2, 10, "x"),
        finding("r", "a", 2, 9, "x"),  finding("r", "a", 0, 0, "x"),  finding("q", "b", 1, 1, "y"),
        finding("r", "a", 10, 1, "x"), finding("r", "b", 1, 1, "w"),  finding("r", "A", 7, 1, "x"),
        finding("r", "b", 1, 1, "x"),  finding("r", "b", 1, 1, "x"),  finding("r", "a/b", 1, 1, "x"),
    };
    static const char expected[] =
        "A:7:1 r x|a:0:0 r x|a:2:9 r x|a:2:10 r x|a:10:1 r x|a/b:1:1 r x|b:1:1 q y|b:1:1 r w|"
        "b:1:1 r x|";
    /* 5 and 7 have no factor in common with 12: every step width visits all of them, in another order. */
    static const size_t steps[] = {1, 5, 7, 11};
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct rq_finding shuffled[COUNT(all)];
        for (size_t j = 0; j < COUNT(all); j++)
            shuffled[j] = all[(j * steps[i] + i) % COUNT(all)];
        struct rq_report report = finished(arena, shuffled, COUNT(all));
        assert_string_equal(outline(arena, &report).ptr, expected);
        assert_int_equal(report.errors, 9);
    }
    rq_arena_free(arena);
}

/* What differs in any way is no double. */
static void test_near_doubles_stay(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    static const struct rq_related here = {.path = {"c", 1}, .pos = {1, 1, 1, 2}};
    static const struct rq_related there = {.path = {"c", 1}, .pos = {2, 1, 2, 2}};
    struct rq_finding findings[10];
    for (size_t i = 0; i < COUNT(findings); i++)
        findings[i] = finding("r", "a", 1, 1, "x");
    findings[1].pos.end_column = 9;
    findings[2].kind = RQ_STR("request");
    findings[3].id = RQ_STR("REQ-1");
    findings[4].pointer = RQ_STR("/owner");
    findings[5].level = RQ_LEVEL_INFO;
    findings[6].waived = true;
    findings[7].commit = RQ_STR("0123");
    findings[8].related = &here;
    findings[8].related_count = 1;
    findings[9].related = &there;
    findings[9].related_count = 1;
    struct rq_report report = finished(arena, findings, COUNT(findings));
    assert_int_equal(report.finding_count, COUNT(findings));
    rq_arena_free(arena);
}

static void test_counts(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    static const struct {
        enum rq_level level;
        bool waived;
    } rows[] = {{RQ_LEVEL_WARNING, false}, {RQ_LEVEL_ERROR, true}, {RQ_LEVEL_INFO, false}, {RQ_LEVEL_WARNING, false},
                {RQ_LEVEL_WARNING, true},  {RQ_LEVEL_INFO, false}, {RQ_LEVEL_INFO, false}};
    struct rq_finding findings[COUNT(rows)];
    for (size_t i = 0; i < COUNT(rows); i++) {
        findings[i] = finding("r", "a", (uint32_t)i + 1, 1, "x");
        findings[i].level = rows[i].level;
        findings[i].waived = rows[i].waived;
    }
    struct rq_report report = finished(arena, findings, COUNT(findings));
    assert_int_equal(report.errors, 0);
    assert_int_equal(report.warnings, 2);
    assert_int_equal(report.infos, 3);
    assert_int_equal(report.waived, 2);
    assert_false(rq_report_reaches(&report, RQ_LEVEL_ERROR));
    assert_true(rq_report_reaches(&report, RQ_LEVEL_WARNING));
    assert_true(rq_report_reaches(&report, RQ_LEVEL_INFO));
    report.finding_count = 4; /* the first four rows */
    rq_report_count(&report);
    assert_int_equal(report.warnings, 2);
    assert_int_equal(report.infos, 1);
    assert_int_equal(report.waived, 1);
    report = finished(arena, NULL, 0);
    assert_int_equal(report.errors + report.warnings + report.infos + report.waived, 0);
    assert_false(rq_report_reaches(&report, RQ_LEVEL_INFO));
    rq_arena_free(arena);
}

static rq_str lone_fingerprint(struct rq_arena *arena, struct rq_finding one)
{
    struct rq_finding *findings = RQ_NEW_ARRAY(arena, struct rq_finding, 1);
    findings[0] = one;
    return finished(arena, findings, 1).findings[0].fingerprint;
}

static void test_fingerprint_parts(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    static const struct {
        struct rq_finding finding;
        const char *digits; /* the first 32 of sha256sum */
    } rows[] = {
        {{.rule = {"r", 1}, .kind = {"k", 1}, .identity = {{"i", 1}, {"p", 1}, {"s", 1}}},
         "57056413e4998be1940b4f6a851aadf6"}, /* 1:r1:k1:i1:p1:s */
        {{.rule = {"r", 1}, .kind = {"k", 1}, .identity = {{"i", 1}, {"p", 1}, {"", 0}}, .message = {"s", 1}},
         "57056413e4998be1940b4f6a851aadf6"},
        {{.rule = {"r", 1}, .identity = {.whose = {"a.yaml", 6}}, .message = {"m", 1}},
         "f395a784fff2f8d589ebe65812f82b55"}, /* 1:r0:6:a.yaml0:1:m */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        rq_str digits = lone_fingerprint(arena, rows[i].finding);
        if (!rq_str_equal(digits, rq_str_from(rows[i].digits)))
            fail_msg("row %zu: %.*s instead of %s", i, RQ_ARG(digits), rows[i].digits);
    }
    rq_arena_free(arena);
}

/* What moves a finding leaves its fingerprint alone; what makes it another finding does not. */
static void test_fingerprint_stability(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_finding base = {.rule = {"rule", 4},
                                    .level = RQ_LEVEL_ERROR,
                                    .kind = {"request", 7},
                                    .id = {"REQ-1", 5},
                                    .pointer = {"/owner", 6},
                                    .identity = {{"REQ-1", 5}, {"/owner", 6}, {"dana", 4}},
                                    .message = {"the owner dana left", 19},
                                    .path = {"requests/1.yaml", 15},
                                    .pos = {3, 1, 3, 6}};
    struct rq_finding same[8], other[7];
    for (size_t i = 0; i < COUNT(same); i++)
        same[i] = base;
    for (size_t i = 0; i < COUNT(other); i++)
        other[i] = base;
    same[0].path = RQ_STR("old/1.yaml");
    same[1].pos = (rq_pos){30, 5, 30, 9};
    same[2].message = RQ_STR("the owner dana left long ago");
    same[3].level = RQ_LEVEL_INFO;
    same[4].commit = RQ_STR("0123456789012345678901234567890123456789");
    same[5].help = RQ_STR("name another one");
    same[6].pointer = RQ_STR("/owners/0");
    same[7].waived = true;
    other[0].rule = RQ_STR("rule2");
    other[1].kind = RQ_STR("decision");
    other[2].identity.whose = RQ_STR("REQ-2");
    other[3].identity.where = RQ_STR("/account");
    other[4].identity.what = RQ_STR("kim");
    other[5].kind = RQ_STR("requestR"); /* the same bytes, cut elsewhere */
    other[5].identity.whose = RQ_STR("EQ-1");
    other[6].identity.what = RQ_STR("dana2"); /* not the second "dana" */
    rq_str expected = lone_fingerprint(arena, base);
    for (size_t i = 0; i < COUNT(same); i++)
        if (!rq_str_equal(lone_fingerprint(arena, same[i]), expected))
            fail_msg("same[%zu] has another fingerprint", i);
    for (size_t i = 0; i < COUNT(other); i++)
        if (rq_str_equal(lone_fingerprint(arena, other[i]), expected))
            fail_msg("other[%zu] has the same fingerprint", i);
    rq_arena_free(arena);
}

static void test_fingerprint_ordinals(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_finding findings[40];
    for (size_t i = 0; i < COUNT(findings); i++) {
        findings[i] = (struct rq_finding){.rule = {"r", 1},
                                          .kind = {"k", 1},
                                          .identity = {{"i", 1}, {"p", 1}, {"", 0}},
                                          .message = {"s", 1},
                                          .path = {i % 2 == 0 ? "b" : "a", 1},
                                          .pos = {(uint32_t)(40 - i), 1, (uint32_t)(40 - i), 2}};
        if (i % 4 == 3)
            findings[i].message = RQ_STR("t");
    }
    struct rq_report report = finished(arena, findings, COUNT(findings));
    for (size_t i = 0; i < COUNT(findings); i++)
        for (size_t j = 0; j < i; j++)
            if (rq_str_equal(report.findings[i].fingerprint, report.findings[j].fingerprint))
                fail_msg("findings %zu and %zu have one fingerprint", j, i);
    /* Of a:1 "t", a:3 "s", a:5 "t", a:7 "s" … the second and the fourth are the first and second "s". */
    assert_int_equal(report.findings[1].pos.line, 3);
    assert_string_equal(report.findings[1].fingerprint.ptr, "57056413e4998be1940b4f6a851aadf6");
    assert_string_equal(report.findings[3].fingerprint.ptr, "6fdcfe4761527e2b1ec0be20412749fb"); /* …1:s2 */
    rq_arena_free(arena);
}

/* Findings that are alike, one in each file; `waived` names the files where it is. */
static struct rq_report alike(struct rq_arena *arena, const char *files, const char *waived,
                              const struct rq_report *base)
{
    struct rq_report report = {.findings = RQ_NEW_ARRAY(arena, struct rq_finding, strlen(files))};
    for (; files[report.finding_count] != '\0'; report.finding_count++) {
        struct rq_finding *at = &report.findings[report.finding_count];
        *at = finding("r", "", 1, 1, "x");
        at->path = (rq_str){&files[report.finding_count], 1};
        at->waived = strchr(waived, files[report.finding_count]) != NULL;
    }
    rq_report_finish(&report, base, arena);
    return report;
}

/* The files in which the report has a fingerprint that base has not, in the order of the report. */
static rq_str files_beyond(struct rq_arena *arena, const struct rq_report *base, const struct rq_report *report)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < report->finding_count; i++) {
        bool found = false;
        for (size_t j = 0; j < base->finding_count; j++)
            found = found || rq_str_equal(report->findings[i].fingerprint, base->findings[j].fingerprint);
        if (!found)
            rq_buf_add(&buf, report->findings[i].path);
    }
    return rq_buf_text(&buf);
}

/* Of findings that are alike, those are beyond base that stand where base has none. */
static void test_ordinals_against_base(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    static const struct {
        const char *base, *files, *waived, *beyond;
    } rows[] = {
        {"c", "c", "", ""},      {"c", "a", "", ""},        {"c", "abcd", "", "abd"}, {"ce", "abcde", "", "abd"},
        {"ce", "abd", "", "d"},  {"ce", "cd", "", ""},      {"", "ab", "", "ab"},     {"abc", "", "", ""},
        {"c", "cde", "c", "ce"}, {"cd", "abcd", "d", "bd"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rq_report base = alike(arena, rows[i].base, "", NULL);
        struct rq_report report = alike(arena, rows[i].files, rows[i].waived, &base);
        rq_str beyond = files_beyond(arena, &base, &report);
        if (!rq_str_equal(beyond, rq_str_from(rows[i].beyond)))
            fail_msg("row %zu: \"%.*s\" instead of \"%s\"", i, RQ_ARG(beyond), rows[i].beyond);
    }
    rq_arena_free(arena);
}

static void test_level_names(void **state)
{
    (void)state;
    static const char *const names[] = {"off", "info", "warning", "error"};
    enum rq_level level = RQ_LEVEL_OFF;
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_true(rq_level_parse(rq_str_from(names[i]), &level));
        assert_int_equal(level, i);
        assert_true(rq_str_equal(rq_level_name(level), rq_str_from(names[i])));
    }
    static const char *const others[] = {"", "Error", "errors", "warn", "note", "no"};
    for (size_t i = 0; i < COUNT(others); i++)
        if (rq_level_parse(rq_str_from(others[i]), &level))
            fail_msg("%s is taken for a level", others[i]);
}

static void test_digest(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    assert_string_equal(rq_sha256(arena, (rq_str){NULL, 0}).ptr,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_string_equal(rq_sha256(arena, RQ_STR("abc")).ptr,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_doubles),
        cmocka_unit_test(test_near_doubles_stay),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_fingerprint_parts),
        cmocka_unit_test(test_fingerprint_stability),
        cmocka_unit_test(test_fingerprint_ordinals),
        cmocka_unit_test(test_ordinals_against_base),
        cmocka_unit_test(test_level_names),
        cmocka_unit_test(test_digest),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
