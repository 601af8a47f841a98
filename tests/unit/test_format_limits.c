/* Reports that are larger than a host takes, and places of which nobody can read the line. */
#include "json.h"
#include "report_fixture.h"
#include "value/value.h"

enum { MANY = 26000 };

/* A report of as many findings, each with a rule of its level; the last ones are errors. */
static struct rq_report many_findings(struct rq_arena *arena, size_t count, size_t errors, rq_str message)
{
    struct rq_report report = {.findings = RQ_NEW_ARRAY(arena, struct rq_finding, count), .finding_count = count};
    for (size_t i = 0; i < count; i++) {
        rq_str path = rq_arena_format(arena, "notes/%06zu.yaml", i);
        bool error = i >= count - errors;
        report.findings[i] = (struct rq_finding){
            .rule = error ? RQ_STR("bad") : RQ_STR("odd"),
            .level = error ? RQ_LEVEL_ERROR : RQ_LEVEL_INFO,
            .message = message,
            .path = path,
            .identity = {.whose = path},
            .help = RQ_STR("Write it anew."),
        };
    }
    rq_report_finish(&report, NULL, arena);
    return report;
}

static rq_str print_as(struct rq_arena *arena, rq_str format, const struct rq_report *report)
{
    struct rq_err err = {.arena = arena};
    rq_str out = {NULL, 0};
    assert_true(rq_format_print(arena, format, report, &(struct rq_style){.quiet = true}, &out, &err));
    return out;
}

static rq_value sarif_run(struct rq_arena *arena, const struct rq_report *report)
{
    struct rq_err err = {.arena = arena};
    rq_value log = rq_json_read(arena, print_as(arena, RQ_STR("sarif"), report), &err);
    assert_false(err.failed);
    return rq_value_field(log, RQ_STR("runs"))->as.list->items[0];
}

static rq_str field_text(rq_value map, rq_str key)
{
    const rq_value *value = rq_value_field(map, key);
    return value == NULL ? RQ_STR("") : rq_value_text(*value);
}

static void test_sarif_takes_the_worst(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_report report = many_findings(arena, MANY, 10, RQ_STR("it is so"));
    (void)state;
    rq_value run = sarif_run(arena, &report);
    const struct rq_list *results = rq_value_field(run, RQ_STR("results"))->as.list;
    assert_int_equal(results->count, 25000);
    size_t errors = 0;
    for (uint32_t i = 0; i < results->count; i++)
        errors += rq_str_equal(field_text(results->items[i], RQ_STR("level")), RQ_STR("error"));
    assert_int_equal(errors, 10);
    rq_value invocation = rq_value_field(run, RQ_STR("invocations"))->as.list->items[0];
    rq_value told = rq_value_field(invocation, RQ_STR("toolExecutionNotifications"))->as.list->items[0];
    rq_str text = field_text(*rq_value_field(told, RQ_STR("message")), RQ_STR("text"));
    assert_string_equal(text.ptr, "1000 findings are left out: GitHub takes no more than 25000");
    rq_arena_free(arena);
}

static void test_sarif_takes_a_thousand_places(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_report report = many_findings(arena, 1, 1, RQ_STR("it is so"));
    struct rq_related *related = RQ_NEW_ARRAY(arena, struct rq_related, 2000);
    (void)state;
    for (size_t i = 0; i < 2000; i++)
        related[i] = (struct rq_related){.path = RQ_STR("a.yaml"), .pos = {1, 1, 1, 2}};
    report.findings[0].related = related;
    report.findings[0].related_count = 2000;
    rq_value result = rq_value_field(sarif_run(arena, &report), RQ_STR("results"))->as.list->items[0];
    assert_int_equal(rq_value_field(result, RQ_STR("relatedLocations"))->as.list->count, 999);
    rq_arena_free(arena);
}

/* The hash of a line is GitHub's where the file is there as it was read, a stand-in where it is gone, and missing where
 * GitHub would read something else. */
static void test_line_hashes_of_what_is_gone(void **state)
{
    static const rq_str judged[] = {TEXT("there.yaml")};
    static const struct {
        const char *path, *text;
        bool past;
        uint32_t line;
        const char *wanted; /* NULL: the first digits of the fingerprint */
    } rows[] = {
        {"there.yaml", "", false, 1, "c129715d7a2bc9a3:1"},
        {"there.yaml", "", true, 1, ""},      /* the line was there before */
        {"gone.yaml", "", true, 7, NULL},     /* the file is gone */
        {"bytes.yaml", "\xFF", false, 1, ""}, /* GitHub reads one character, and may read another one */
        {"short.yaml", "", false, 2, ""},     /* behind the end */
    };
    struct rq_arena *arena = rq_arena_new();
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rq_report report = many_findings(arena, 1, 1, RQ_STR("it is so"));
        struct rq_source *file = rq_source_new(arena, rq_str_from(rows[i].path), rq_str_from(rows[i].text));
        if (rows[i].past)
            rq_source_mark_past(file);
        report.paths = judged;
        report.path_count = COUNT(judged);
        report.findings[0].path = rq_source_path(file);
        report.findings[0].source = file;
        report.findings[0].pos = (rq_pos){rows[i].line, 1, rows[i].line, 1};
        rq_value result = rq_value_field(sarif_run(arena, &report), RQ_STR("results"))->as.list->items[0];
        rq_value prints = *rq_value_field(result, RQ_STR("partialFingerprints"));
        rq_str stand_in = rq_arena_format(arena, "%.16s:1", report.findings[0].fingerprint.ptr);
        rq_str wanted = rows[i].wanted == NULL ? stand_in : rq_str_from(rows[i].wanted);
        rq_str got = field_text(prints, RQ_STR("primaryLocationLineHash"));
        if (!rq_str_equal(got, wanted))
            fail_msg("row %zu: %.*s is not %.*s", i, RQ_ARG(got), RQ_ARG(wanted));
        assert_int_equal(field_text(prints, RQ_STR("reqlint/v1")).len, 32);
    }
    rq_arena_free(arena);
}

/* GitHub shows nothing of a summary over 1 MiB. */
static void test_markdown_stays_below_a_mebibyte(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf people = {.arena = arena};
    (void)state;
    for (unsigned i = 0; i < 2000; i++)
        rq_buf_add(&people, RQ_STR("@\xF0\x9F\x98\x80"));
    const struct {
        rq_str message;
        size_t count;
    } rows[] = {{RQ_STR("it is so"), MANY}, {rq_buf_text(&people), 1000}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rq_report report = many_findings(arena, rows[i].count, 10, rows[i].message);
        rq_str text = print_as(arena, RQ_STR("markdown"), &report);
        assert_in_range(text.len, 900 * 1024, 1024 * 1024);
        assert_int_not_equal(rq_str_find(text, RQ_STR("\nThere is no room for "), 0), RQ_NOT_FOUND);
        assert_int_not_equal(rq_str_find(text, RQ_STR("- odd: Write it anew."), 0), RQ_NOT_FOUND);
    }
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sarif_takes_the_worst),
        cmocka_unit_test(test_sarif_takes_a_thousand_places),
        cmocka_unit_test(test_line_hashes_of_what_is_gone),
        cmocka_unit_test(test_markdown_stays_below_a_mebibyte),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
