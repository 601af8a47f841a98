/* Text for terminals beside the goldens of test_format.c: hostile lines, the summary, failures, harmless texts. */
#include "report_fixture.h"

/* Random bytes, marked at random, also where nothing is. */
static void test_random_lines_stay_harmless(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",    " ",         "\t",       "東",      "e\xCC\x81", "\xCC\x81",
                                         "\xFF", "\x80",      "\xE6\x9D", "\n",      "\r\n",      "\x1B",
                                         "😀",    "long word", "\r",       "\xC2\x9B"};
    uint32_t random = 1;
    for (int round = 0; round < 400; round += 4) {
        struct fixture fixture = {.arena = rq_arena_new()};
        struct rq_buf text = {.arena = fixture.arena};
        for (int i = 0; i < round; i++) {
            random = random * 1664525 + 1013904223;
            rq_buf_add(&text, rq_str_from(pieces[(random >> 16) % COUNT(pieces)]));
        }
        const struct rq_source *file = source(&fixture, RQ_STR("random"), rq_buf_text(&text));
        fixture.report.findings = fixture.findings;
        for (uint32_t i = 0; i < 8; i++) {
            random = random * 1664525 + 1013904223;
            struct rq_finding *finding =
                add(&fixture, RQ_STR("random"), RQ_LEVEL_INFO, rq_buf_text(&text), file, RQ_STR("a"));
            finding->pos = (rq_pos){(random >> 8) % 20, (random >> 13) % 90, (random >> 18) % 21, (random >> 24) % 95};
            relate(&fixture, finding, file, RQ_STR("東"), rq_buf_text(&text));
        }
        rq_report_finish(&fixture.report, NULL, fixture.arena);
        unsigned width = 30 + (unsigned)round % 50;
        rq_str out = print(&fixture, RQ_STR("text"), (struct rq_style){false, width, false});
        check_width(out, width);
        without_colors(fixture.arena, out);
        without_colors(fixture.arena, print(&fixture, RQ_STR("concise"), (struct rq_style){0}));
        rq_arena_free(fixture.arena);
    }
}

/* However long the line is, a finding prints no more than its window. */
static void test_huge_lines_are_cut(void **state)
{
    (void)state;
    static const char *const pieces[] = {"key: value, ", "\xCC\x81", "\x80", "\t", "東", "\xE6"};
    enum { LINE_BYTES = 1 << 20, FINDING_BYTES = 4096 };
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct fixture fixture = {.arena = rq_arena_new()};
        struct rq_buf text = {.arena = fixture.arena};
        while (text.len < LINE_BYTES)
            rq_buf_add(&text, rq_str_from(pieces[i]));
        const struct rq_source *file = source(&fixture, RQ_STR("huge"), rq_buf_text(&text));
        fixture.report.findings = fixture.findings;
        for (uint32_t j = 0; j < REPORT_ROOM; j++) {
            uint32_t column = 1 + j * (LINE_BYTES / 3 / REPORT_ROOM);
            struct rq_finding *finding = add(&fixture, RQ_STR("huge"), RQ_LEVEL_INFO, RQ_STR("here"), file, RQ_STR(""));
            finding->pos = (rq_pos){1, column, 1, column + (j % 2 == 0 ? 5 : LINE_BYTES)};
        }
        rq_report_finish(&fixture.report, NULL, fixture.arena);
        rq_str out = print(&fixture, RQ_STR("text"), (struct rq_style){0});
        if (out.len > REPORT_ROOM * FINDING_BYTES)
            fail_msg("piece %zu: %zu bytes", i, out.len);
        check_width(out, 200);
        rq_arena_free(fixture.arena);
    }
}

static void test_summary_says_what_was_checked(void **state)
{
    (void)state;
    static const struct {
        size_t files, records, rules, errors, warnings, infos, waived;
        rq_str source, base;
        const char *line;
    } rows[] = {
        {9, 12, 41, 1, 2, 0, 0, TEXT("worktree"), TEXT(""),
         "9 files, 12 records, 41 rules: 1 error, 2 warnings (worktree)\n"},
        {1, 1, 1, 0, 0, 0, 0, TEXT("index"), TEXT(""), "no findings in 1 file, 1 record, 1 rule (index)\n"},
        {2, 0, 3, 0, 1, 2, 1, TEXT("0123456789abcdef0123456789abcdef01234567"), TEXT("main"),
         "2 files, 0 records, 3 rules: 1 warning, 2 infos, 1 waived (0123456789ab, base main)\n"},
        {2, 2, 2, 0, 0, 0, 1, TEXT("worktree"), TEXT(""),
         "no findings but 1 waived in 2 files, 2 records, 2 rules (worktree)\n"},
        {2, 2, 2, 2, 0, 1, 0, TEXT(""), TEXT(""), "2 files, 2 records, 2 rules: 2 errors, 1 info\n"},
        {2, 2, 2, 1, 0, 0, 0, TEXT("worktree"), TEXT("v1\x1B[31m"),
         "2 files, 2 records, 2 rules: 1 error (worktree, base v1␛[31m)\n"},
    };
    struct fixture fixture = {.arena = rq_arena_new()};
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture.report = (struct rq_report){.files = rows[i].files,
                                            .records = rows[i].records,
                                            .rules = rows[i].rules,
                                            .errors = rows[i].errors,
                                            .warnings = rows[i].warnings,
                                            .infos = rows[i].infos,
                                            .waived = rows[i].waived,
                                            .source = rows[i].source,
                                            .base = rows[i].base};
        assert_string_equal(print(&fixture, RQ_STR("text"), (struct rq_style){0}).ptr, rows[i].line);
        rq_str quiet = print(&fixture, RQ_STR("text"), (struct rq_style){.quiet = true});
        assert_int_equal(quiet.len, 0);
        assert_int_equal(print(&fixture, RQ_STR("concise"), (struct rq_style){0}).len, 0);
    }
    rq_arena_free(fixture.arena);
}

static void test_failures(void **state)
{
    (void)state;
    struct fixture fixture = {.arena = rq_arena_new()};
    const struct rq_source *config =
        source(&fixture, RQ_STR(".reqlint.yaml"), RQ_STR("rules:\n  one-buckt: error\nparams: {}\n"));
    const struct rq_style plain = {false, 0, false};
    const struct {
        struct rq_err err;
        const char *text;
    } rows[] = {
        {{.message = TEXT("no repository"), .hint = TEXT("run `git init`")},
         "reqlint: no repository\n   = help: run `git init`\n"},
        {{.message = TEXT("two\nlines \x1B[31m\n")}, "reqlint: two lines ␛[31m\n"},
        {{.message = TEXT("unknown rule `one-buckt`"),
          .hint = TEXT("did you mean `one-bucket`?"),
          .source = config,
          .pos = {2, 3, 2, 12}},
         "reqlint: unknown rule `one-buckt`\n"
         "  --> .reqlint.yaml:2:3\n"
         "   |\n"
         " 2 |   one-buckt: error\n"
         "   |   ^^^^^^^^^\n"
         "   |\n"
         "   = help: did you mean `one-bucket`?\n"},
        {{.message = TEXT("not a mapping"), .source = config}, "reqlint: not a mapping\n  --> .reqlint.yaml\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(rq_err_print(fixture.arena, &rows[i].err, &plain).ptr, rows[i].text);
    rq_arena_free(fixture.arena);
}

static void test_visible(void **state)
{
    (void)state;
    static const struct {
        rq_str text;
        const char *prose, *name;
        size_t columns; /* of the text as a source line */
    } rows[] = {
        {TEXT("plain"), "plain", "plain", 5},
        {TEXT(" a  b "), "a  b", " a  b ", 6},
        {TEXT("a \n\n b"), "a b", "a ␊␊ b", 6},
        {TEXT("a\tb"), "a b", "a␉b", 6},
        {TEXT("a\rb\r\nc"), "a␍b c", "a␍b␍␊c", 6},
        {TEXT("\0\x1B\x7F"), "␀␛␡", "␀␛␡", 3},
        /* NOLINTNEXTLINE(misc-misleading-bidirectional): what must not reach a terminal is the input here */
        {TEXT("\xC2\x85\xE2\x80\xA8\xE2\x81\xA6"), "���", "���", 3},
        {TEXT("\xFFx\xE6\x9D"), "�x��", "�x��", 4},
        {TEXT("東e\xCC\x81"), "東e\xCC\x81", "東e\xCC\x81", 3},
    };
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < COUNT(rows); i++) {
        rq_str prose = rq_format_prose(arena, rows[i].text), name = rq_format_name(arena, rows[i].text);
        size_t columns = rq_format_columns(rows[i].text);
        if (!rq_str_equal(prose, rq_str_from(rows[i].prose)) || !rq_str_equal(name, rq_str_from(rows[i].name)) ||
            columns != rows[i].columns)
            fail_msg("row %zu: \"%.*s\", \"%.*s\", %zu columns", i, RQ_ARG(prose), RQ_ARG(name), columns);
    }
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_lines_stay_harmless),
        cmocka_unit_test(test_huge_lines_are_cut),
        cmocka_unit_test(test_summary_says_what_was_checked),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_visible),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
