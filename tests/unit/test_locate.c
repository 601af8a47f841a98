/* Locators: the tables in tests/unit/locate/ and docs/locators.md, the carets of what does not compile, hostile input. */
#include "base/err.h"
#include "base/limits.h"
#include "base/source.h"
#include "locate/locate.h"
#include "yaml/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void add_captures(struct rq_buf *buf, const struct rq_capture *captures, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rq_buf_format(buf, ", %.*s: %.*s", RQ_ARG(captures[i].name), RQ_ARG(captures[i].text));
}

/* "no", or "yes" and the captures: "yes, account: acme". */
static rq_str show_match(struct rq_arena *arena, const struct rq_glob *glob, rq_str path)
{
    struct rq_buf buf = {.arena = arena};
    struct rq_capture *captures = RQ_NEW_ARRAY(arena, struct rq_capture, rq_glob_capture_count(glob));
    bool matches = rq_glob_match(glob, path, captures);
    assert_int_equal(rq_glob_match(glob, path, NULL), matches);
    rq_buf_add(&buf, matches ? RQ_STR("yes") : RQ_STR("no"));
    add_captures(&buf, captures, matches ? rq_glob_capture_count(glob) : 0);
    return rq_buf_text(&buf);
}

static void check_match(const char *pattern, const char *path, rq_str expected)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    const struct rq_glob *glob = rq_glob_compile(arena, rq_str_from(pattern), NULL, &err);
    if (glob == NULL)
        fail_msg("%s: %.*s", pattern, RQ_ARG(err.message));
    rq_str shown = show_match(arena, glob, rq_str_from(path));
    if (!rq_str_equal(shown, expected))
        fail_msg("%s, %s: \"%.*s\" instead of \"%.*s\"", pattern, path, RQ_ARG(shown), RQ_ARG(expected));
    rq_arena_free(arena);
}

/* A path need not be UTF-8. */
static void test_glob_over_bytes(void **state)
{
    (void)state;
    check_match("a\xFF*", "a\xFF\xFE", RQ_STR("yes"));
    check_match("a?", "a\xFF", RQ_STR("yes"));
    check_match("a?", "a\xFF\xFF", RQ_STR("no"));
}

static void test_glob_prefix(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *prefix;
    } rows[] = {{"a/b.c", "a/b.c"}, {"a/b*.c", "a/b"}, {"a/{x}/b", "a/"}, {"a/**/b", "a/"}, {"**/a", ""}, {"*", ""}};
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct rq_glob *glob = rq_glob_compile(arena, rq_str_from(rows[i].pattern), NULL, &err);
        assert_true(rq_str_equal(rq_glob_prefix(glob), rq_str_from(rows[i].prefix)));
        assert_true(rq_str_equal(rq_glob_text(glob), rq_str_from(rows[i].pattern)));
    }
    rq_arena_free(arena);
}

/* Each of these takes longer than anybody waits where places are tried again and again. */
static void test_hostile_paths(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *piece, *end;
    } rows[] = {
        {"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b?", "a", ""},      {"{a}a{b}a{c}a{d}a{e}a{f}a{g}a{h}a{i}!", "a", "?"},
        {"**/a/**/a/**/a/**/a/**/a/**/a/**/b", "a/", "c"}, {"{a...}a{b...}a{c...}a{d...}a{e...}a{f...}!", "a", "?"},
        {"{a}/**/{b}/**/{c}/**/{a}!", "a/", "a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        struct rq_buf path = {.arena = arena};
        const struct rq_glob *glob = rq_glob_compile(arena, rq_str_from(rows[i].pattern), NULL, &err);
        while (path.len < 1000)
            rq_buf_add(&path, rq_str_from(rows[i].piece));
        rq_buf_add(&path, rq_str_from(rows[i].end));
        assert_false(rq_glob_match(glob, rq_buf_text(&path), NULL));
        rq_arena_free(arena);
    }
}

/* "BYTE: MESSAGE" of a pattern or key path that does not compile. */
static void check_refused(rq_str text, const void *compiled, size_t offset, const struct rq_err *err,
                          const char *expected)
{
    rq_str shown = rq_arena_format(err->arena, "%zu: %.*s", offset, RQ_ARG(err->message));
    if (compiled != NULL || !err->failed || !rq_str_equal(shown, rq_str_from(expected)))
        fail_msg("%.*s\n  \"%.*s\" instead of\n  \"%s\"", RQ_ARG(text), RQ_ARG(shown), expected);
}

static void test_glob_errors(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *error;
    } rows[] = {
        {"", "0: the pattern is empty"},
        {"/a", "0: a pattern starts at the root of the repository"},
        {"./a", "0: a pattern starts at the root of the repository"},
        {"../a", "0: a pattern starts at the root of the repository"},
        {"a/b/", "3: a pattern matches files, not folders"},
        {"a/{b", "4: a capture is a name in braces: `{name}` or `{name...}`"},
        {"a/{}", "3: a capture is a name in braces: `{name}` or `{name...}`"},
        {"a/{b-c}", "4: a capture is a name in braces: `{name}` or `{name...}`"},
        {"a/{b..}", "4: a capture is a name in braces: `{name}` or `{name...}`"},
        {"a.{yml,yaml}", "6: braces capture a name, they do not list alternatives"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        rq_str text = rq_str_from(rows[i].pattern);
        size_t offset = 99;
        const void *glob = rq_glob_compile(arena, text, &offset, &err);
        check_refused(text, glob, offset, &err, rows[i].error);
        rq_arena_free(arena);
    }
}

static void test_limits(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf stars = {.arena = arena}, steps = {.arena = arena}, conditions = {.arena = arena};
    struct rq_buf barred = {.arena = arena};
    rq_buf_add(&barred, RQ_STR("**"));
    for (int i = 0; i < RQ_LIMIT_LOCATOR_PARTS / 2; i++)
        rq_buf_add(&stars, RQ_STR("*a"));
    for (int i = 0; i < RQ_LIMIT_LOCATOR_PARTS; i++)
        rq_buf_add(&steps, RQ_STR("[]"));
    for (int i = 0; i < RQ_LIMIT_LOCATOR_PARTS; i++)
        rq_buf_add(&conditions, i == 0 ? RQ_STR("(a") : RQ_STR(",a"));
    for (int i = 0; i < RQ_LIMIT_LOCATOR_PARTS; i++)
        rq_buf_add(&barred, RQ_STR("!a"));
    struct rq_err fine = {.arena = arena};
    assert_non_null(rq_glob_compile(arena, rq_buf_text(&stars), NULL, &fine));
    assert_non_null(rq_keypath_compile(arena, rq_buf_text(&steps), NULL, &fine));
    assert_non_null(rq_keypath_compile(arena, rq_buf_text(&barred), NULL, &fine));

    size_t offset;
    struct rq_err parts = {.arena = arena}, deep = {.arena = arena}, many = {.arena = arena}, more = {.arena = arena};
    rq_buf_byte(&stars, '*');
    rq_buf_add(&steps, RQ_STR("[]"));
    rq_buf_add(&conditions, RQ_STR(",a)"));
    rq_buf_add(&barred, RQ_STR("!a"));
    assert_null(rq_glob_compile(arena, rq_buf_text(&stars), &offset, &parts));
    assert_string_equal(parts.message.ptr, "the pattern has more than 64 parts");
    assert_null(rq_keypath_compile(arena, rq_buf_text(&steps), &offset, &deep));
    assert_string_equal(deep.message.ptr, "the key path has more than 64 steps");
    assert_null(rq_keypath_compile(arena, rq_buf_text(&conditions), &offset, &many));
    assert_string_equal(many.message.ptr, "more than 64 conditions");
    assert_null(rq_keypath_compile(arena, rq_buf_text(&barred), &offset, &more));
    assert_string_equal(more.message.ptr, "`**` leaves out more than 64 keys");
    rq_arena_free(arena);
}

static void check_keypath_refused(const char *written, const char *error)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    rq_str text = rq_str_from(written);
    size_t offset = 99;
    const void *path = rq_keypath_compile(arena, text, &offset, &err);
    check_refused(text, path, offset, &err, error);
    rq_arena_free(arena);
}

static void test_keypath_errors(void **state)
{
    (void)state;
    static const struct {
        const char *path, *error;
    } rows[] = {
        {"", "0: a key is missing at the end"},
        {"a.", "2: a key is missing at the end"},
        {"a..b", "2: a key cannot start here"},
        {".a", "0: a key cannot start here"},
        {"a/b", "1: a `.` is missing here"},
        {"a b", "2: a `.` is missing here"},
        {"a[]b", "3: a `.` is missing here"},
        {"**a", "2: a `.` is missing here"},
        {"a[", "1: this bracket is never closed"},
        {"a( ", "1: this bracket is never closed"},
        {"a[b", "1: this bracket is never closed"},
        {"a[b)", "3: expected `,` or `]`"},
        {"a(b]", "3: expected `,` or `)`"},
        {"a()", "2: a key cannot start here"},
        {"a[b=]", "4: a value is missing"},
        {"a[b=c,]", "6: a key cannot start here"},
        {"a[=b]", "2: a key cannot start here"},
        {"a[!b=c]", "4: a condition is either `!key` or `key!=value`"},
        {"a[b!c]", "3: `!` stands before a key, or in `!=`"},
        {"a[b!={c}]", "3: what is unequal cannot be captured"},
        {"a[b={c...}]", "4: `{c...}` stands for keys, not for a value"},
        {"a={b...}", "2: `{b...}` stands for keys, not for a value"},
        {"a=", "2: a value is missing"},
        {"a={b}.c", "5: nothing may follow the value"},
        {"a={b}[]", "5: nothing may follow the value"},
        {"a=\"b\"c", "5: nothing may follow the value"},
        {"{a...}.b", "6: nothing may follow `{name...}`"},
        {"a.{b", "4: a capture is a name in braces: `{name}` or `{name...}`"},
        {"a.{b,c}", "4: braces capture a name, they do not list alternatives"},
        {"\"a", "0: this quote is never closed"},
        {"\"a\\", "2: JSON has no such escape"},
        {"\"a\\x\"", "2: JSON has no such escape"},
        {"\"\\ud800\"", "1: JSON has no such escape"},
        {"\"\\u12\"", "1: JSON has no such escape"},
        {"a=~b", "3: a pattern stands between slashes: `=~/pattern/`"},
        {"a=~/b", "3: this pattern has no slash at its end"},
        {"a=~/b\\/", "3: this pattern has no slash at its end"},
        {"a=~/b/x", "6: nothing may follow the value"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_keypath_refused(rows[i].path, rows[i].error);
}

static void test_barred_errors(void **state)
{
    (void)state;
    static const struct {
        const char *path, *error;
    } rows[] = {
        {"**!", "3: a key is missing at the end"},
        {"a.**!.b", "5: a key cannot start here"},
        {"**!a!", "5: a key is missing at the end"},
        {"**!{a}", "3: a key cannot start here"},
        {"**!a.", "5: a key is missing at the end"},
        {"**! a", "3: a key cannot start here"},
        {"*!a", "1: only `**` can leave keys out: `**!key`"},
        {"a!b", "1: a `.` is missing here"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_keypath_refused(rows[i].path, rows[i].error);
}

/* The caret stands where PCRE2 noticed it; the words are PCRE2's. */
static void test_pattern_errors(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        size_t least, most;
    } rows[] = {{"a=~/b(/", 4, 6}, {"a=~/b(/i", 4, 6}, {"a=~/[b/", 4, 6}, {"a=~/*/", 4, 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        size_t offset = 99;
        assert_null(rq_keypath_compile(arena, rq_str_from(rows[i].path), &offset, &err));
        if (!err.failed || offset < rows[i].least || offset > rows[i].most)
            fail_msg("%s: byte %zu", rows[i].path, offset);
        rq_arena_free(arena);
    }
}

static rq_value read_document(struct rq_arena *arena, rq_str text)
{
    const struct rq_source *source = rq_source_new(arena, RQ_STR("test.yaml"), text);
    struct rq_yaml yaml = rq_yaml_read(arena, source);
    if (yaml.issue_count > 0)
        fail_msg("%.*s: %.*s", RQ_ARG(text), RQ_ARG(yaml.issues[0].message));
    assert_int_equal(yaml.document_count, 1);
    return yaml.documents[0];
}

/* "line 3, name: text; line 4, …", or "nothing". */
static rq_str show_rows(struct rq_arena *arena, struct rq_rows rows)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < rows.count; i++) {
        rq_buf_format(&buf, "%sline %u", i == 0 ? "" : "; ", rq_value_pos(rows.rows[i].value).line);
        add_captures(&buf, rows.rows[i].captures, rows.rows[i].capture_count);
    }
    return rows.count == 0 ? RQ_STR("nothing") : rq_str_trim(rq_buf_text(&buf));
}

static void check_rows(rq_str document, rq_str text, const struct rq_keypath_options *options,
                       const struct rq_capture *given, size_t given_count, rq_str expected)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    const struct rq_keypath *path = rq_keypath_compile(arena, text, NULL, &err);
    if (path == NULL)
        fail_msg("%.*s: %.*s", RQ_ARG(text), RQ_ARG(err.message));
    struct rq_rows rows =
        rq_keypath_find_with(path, options, read_document(arena, document), given, given_count, arena);
    assert_false(rows.exhausted);
    rq_str shown = show_rows(arena, rows);
    if (!rq_str_equal(shown, expected))
        fail_msg("%.*s in\n%.*s\n  \"%.*s\" instead of\n  \"%.*s\"", RQ_ARG(text), RQ_ARG(document), RQ_ARG(shown),
                 RQ_ARG(expected));
    rq_arena_free(arena);
}

static void test_settings_options(void **state)
{
    (void)state;
    static const struct rq_keypath_options split = {.split = true}, lists = {.walk_lists = true};
    static const struct {
        const char *document, *path;
        const struct rq_keypath_options *options;
        const char *rows;
    } rows[] = {
        {"a: \"x, 'y' [z]\"", "a={s}", &split, "line 1, s: x; line 1, s: y; line 1, s: z"},
        {"a: \" , \"", "a={s}", &split, "nothing"},
        {"q: 'id in [\"x\", \"y\"]'", "q=~/in (?<s>.*)/", &split, "line 1, s: x; line 1, s: y"},
        {"q: 'id in [\"x\", \"y\"]'", "q=~/in (?<s>.*)/", &lists, "line 1, s: [\"x\", \"y\"]"},
        {"a: [{b: 1}, {c: {d: 2}}]", "{k...}", &lists, "line 1, k: a[].b; line 1, k: a[].c.d"},
        {"a: [{b: 1}, 2]", "{k...}", &lists, "line 1, k: a"},
        {"a: []", "{k...}", &lists, "line 1, k: a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_rows(rq_str_from(rows[i].document), rq_str_from(rows[i].path), rows[i].options, NULL, 0,
                   rq_str_from(rows[i].rows));
}

static void test_given_captures_agree(void **state)
{
    (void)state;
    static const struct rq_keypath_options plain = {0};
    const struct rq_capture given[] = {{RQ_STR("cluster"), RQ_STR("eu1"), false},
                                       {RQ_STR("hub"), RQ_STR("acme"), false}};
    static const char document[] = "hubs:\n- {name: acme, file: a}\n- {name: globex, file: b}";
    check_rows(RQ_STR(document), RQ_STR("hubs[name={hub}].file={file}"), &plain, given, 2,
               RQ_STR("line 2, cluster: eu1, hub: acme, file: a"));
    check_rows(RQ_STR(document), RQ_STR("hubs[0]"), &plain, given, 2, RQ_STR("nothing"));
    check_rows(RQ_STR(document), RQ_STR("hubs.0"), &plain, given, 2, RQ_STR("line 2, cluster: eu1, hub: acme"));
}

/* A pattern that gives up has not said "no". */
static void test_exhausted_pattern(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    const struct rq_keypath *path = rq_keypath_compile(arena, RQ_STR("a=~/^(?<x>(a|aa)+)+$/"), NULL, &err);
    rq_value root = read_document(arena, RQ_STR("a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
    struct rq_rows rows = rq_keypath_find(path, root, NULL, 0, arena);
    assert_true(rows.exhausted);
    assert_int_equal(rows.count, 0);
    rq_arena_free(arena);
}

/* Many "**" over a deep document: each node is looked at once per step. */
static void test_hostile_document(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_buf text = {.arena = arena};
    for (int i = 0; i < RQ_LIMIT_YAML_DEPTH - 1; i++)
        rq_buf_add(&text, RQ_STR("{\"a\": "));
    rq_buf_byte(&text, '1');
    rq_buf_repeat(&text, '}', RQ_LIMIT_YAML_DEPTH - 1);
    const struct rq_keypath *path =
        rq_keypath_compile(arena, RQ_STR("**.a.**.a.**.a.**.a.**.a.**.a.**.a.**.a.**"), NULL, &err);
    struct rq_rows rows = rq_keypath_find(path, read_document(arena, rq_buf_text(&text)), NULL, 0, arena);
    assert_int_equal(rows.count, RQ_LIMIT_YAML_DEPTH - 8);
    rq_arena_free(arena);
}

/* Pages: the patterns and key paths in their tables are compiled and run. */

static rq_str read_page(struct rq_arena *arena, const char *path)
{
    struct rq_buf buf = {.arena = arena};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    char bytes[4096];
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;)
        rq_buf_add(&buf, (rq_str){bytes, count});
    fclose(file);
    return rq_buf_text(&buf);
}

/* Cell `number` (from 0) of a table row, without its backticks. */
static rq_str cell(rq_str line, size_t number)
{
    size_t start = 1, end;
    while (number-- > 0)
        start = rq_str_find(line, RQ_STR(" | "), start) + 2;
    end = rq_str_find(line, RQ_STR(" |"), start);
    rq_str text = rq_str_trim(rq_str_slice(line, start, end));
    return rq_str_starts(text, RQ_STR("`")) ? rq_str_slice(text, 1, text.len - 1) : text;
}

struct page {
    rq_str document, header; /* of the last YAML block, of the table that we are in */
    size_t checked;
};

static void check_way(struct rq_arena *arena, rq_str pattern, rq_str way, rq_str wanted)
{
    struct rq_err err = {.arena = arena};
    const struct rq_key_pattern *compiled = rq_key_pattern_compile(arena, pattern, NULL, &err);
    assert_non_null(compiled);
    if (rq_key_pattern_matches(compiled, rq_keys_read(arena, way)) != rq_str_equal(wanted, RQ_STR("yes")))
        fail_msg("%.*s and %.*s", RQ_ARG(pattern), RQ_ARG(way));
}

static void check_line(struct rq_arena *arena, struct page *page, rq_str line)
{
    static const struct rq_keypath_options plain = {0};
    if (!rq_str_starts(line, RQ_STR("|"))) {
        page->header = RQ_STR("");
    } else if (page->header.len == 0) {
        page->header = line;
    } else if (rq_str_starts(line, RQ_STR("|---"))) {
        return;
    } else if (rq_str_starts(page->header, RQ_STR("| pattern | way |"))) {
        check_way(arena, cell(line, 0), cell(line, 1), cell(line, 2));
        page->checked++;
    } else if (rq_str_starts(page->header, RQ_STR("| pattern |"))) {
        check_match(rq_arena_copy(arena, cell(line, 0)).ptr, rq_arena_copy(arena, cell(line, 1)).ptr, cell(line, 2));
        page->checked++;
    } else if (rq_str_starts(page->header, RQ_STR("| key path |"))) {
        check_rows(page->document, cell(line, 0), &plain, NULL, 0, cell(line, 1));
        page->checked++;
    }
}

/* Checks a page, which must have as many rows as we think it has. */
static void check_page(const char *path, size_t rows)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str text = read_page(arena, path);
    struct page page = {.checked = 0};
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = rq_str_find_byte(text, '\n', at);
        rq_str line = rq_str_slice(text, at, end);
        if (rq_str_equal(line, RQ_STR("```yaml"))) {
            size_t close = rq_str_find(text, RQ_STR("\n```"), end);
            page.document = rq_str_slice(text, end + 1, close + 1);
            end = close + 4;
        } else {
            check_line(arena, &page, line);
        }
    }
    assert_int_equal(page.checked, rows);
    rq_arena_free(arena);
}

static void test_patterns(void **state)
{
    (void)state;
    check_page(REQLINT_SOURCE_DIR "/tests/unit/locate/patterns.md", 55);
}

static void test_keypaths(void **state)
{
    (void)state;
    check_page(REQLINT_SOURCE_DIR "/tests/unit/locate/key-paths.md", 81);
}

static void test_documentation(void **state)
{
    (void)state;
    check_page(REQLINT_SOURCE_DIR "/docs/locators.md", 30);
    check_page(REQLINT_SOURCE_DIR "/docs/settings.md", 5);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),          cmocka_unit_test(test_glob_over_bytes),
        cmocka_unit_test(test_glob_prefix),       cmocka_unit_test(test_hostile_paths),
        cmocka_unit_test(test_glob_errors),       cmocka_unit_test(test_limits),
        cmocka_unit_test(test_keypath_errors),    cmocka_unit_test(test_barred_errors),
        cmocka_unit_test(test_pattern_errors),    cmocka_unit_test(test_keypaths),
        cmocka_unit_test(test_settings_options),  cmocka_unit_test(test_given_captures_agree),
        cmocka_unit_test(test_exhausted_pattern), cmocka_unit_test(test_hostile_document),
        cmocka_unit_test(test_documentation),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
