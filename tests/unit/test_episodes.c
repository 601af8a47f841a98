/* From when to when findings were there.  A commit is written as its findings: "a" in the file a, "a/b" one that is alike
 * in the file b, "a!" under a waiver, "?" a commit without a verdict. */
#include "base/text.h"
#include "diag/episodes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

enum { MOST = 8, DAY = 86400 };

struct line {
    const char *name;
    const char *parents; /* numbers of commits */
    const char *findings;
};

struct table {
    const char *about;
    bool before; /* the first commit was there before */
    struct line commits[MOST];
    const char *expected; /* "like/file from-to days|…"; "-" for before or open, "w" after what a waiver ended */
};

static const struct table tables[] = {
    {"one comes, goes and comes again",
     false,
     {{"0", "", ""}, {"1", "0", "a"}, {"2", "1", "a"}, {"3", "2", ""}, {"4", "3", "a"}},
     "a/a 1-3 2|a/a 4-- 6|"},
    {"what was there before", true, {{"0", "", "a b"}, {"1", "0", "b"}}, "a/a --1 1|b/b --- 10|"},
    {"it moves", false, {{"0", "", "a/x"}, {"1", "0", "a/y"}, {"2", "1", ""}}, "a/y 0-2 2|"},
    {"of two that are alike the one in the file that is left stays",
     false,
     {{"0", "", "a/x"}, {"1", "0", "a/x a/y"}, {"2", "1", "a/y"}},
     "a/x 0-2 2|a/y 1-- 9|"},
    {"one leaves while another of its like moves",
     false,
     {{"0", "", "a/x a/y"}, {"1", "0", "a/z"}},
     "a/y 0-1 1|a/z 0-- 10|"},
    {"a waiver ends it, and gives it back",
     false,
     {{"0", "", "a"}, {"1", "0", "a!"}, {"2", "1", "a!"}, {"3", "2", "a"}},
     "a/a 0-1w 1|a/a 3-- 7|"},
    {"a waiver from the start", false, {{"0", "", "a!"}, {"1", "0", "a!"}}, ""},
    {"a waiver in another file is about another one",
     false,
     {{"0", "", "a/x a/y"}, {"1", "0", "a/x! a/y"}},
     "a/x 0-1w 1|a/y 0-- 10|"},
    {"without a verdict all stays as it was",
     false,
     {{"0", "", "a"}, {"1", "0", "?"}, {"2", "1", "a b"}},
     "a/a 0-- 10|b/b 2-- 8|"},
    {"fixed on a branch, and merged",
     false,
     {{"0", "", "a"}, {"1", "0", "a"}, {"2", "0", ""}, {"3", "12", ""}},
     "a/a 0-2 2|"},
    {"fixed on a branch, and kept by the merge",
     false,
     {{"0", "", "a"}, {"1", "0", "a"}, {"2", "0", ""}, {"3", "12", "a"}},
     "a/a 0-- 10|"},
    {"brought by two branches: the first counts",
     false,
     {{"0", "", ""}, {"1", "0", "a"}, {"2", "0", "a"}, {"3", "12", "a"}, {"4", "3", ""}},
     "a/a 1-4 3|"},
    {"two branches bring two that are alike",
     false,
     {{"0", "", ""}, {"1", "0", "a/x"}, {"2", "0", "a/y"}, {"3", "12", "a/x a/y"}},
     "a/x 1-- 9|a/y 2-- 8|"},
    {"two branches bring the same, in two files",
     false,
     {{"0", "", ""}, {"1", "0", "a/x"}, {"2", "0", "a/y"}, {"3", "12", "a/y"}},
     "a/y 2-- 8|"},
    {"the same under a waiver",
     false,
     {{"0", "", ""}, {"1", "0", "a/x"}, {"2", "0", "a/y"}, {"3", "12", "a/y!"}},
     "a/y 2-3w 1|"},
    {"a merge fixes one of two that both sides have",
     false,
     {{"0", "", "a/x a/x"}, {"1", "0", "a/x a/x"}, {"2", "0", "a/x a/x"}, {"3", "12", "a/x"}},
     "a/x 0-- 10|a/x 0-3 3|"},
    {"a merge fixes one of two, and another branch has brought one of their like",
     false,
     {{"0", "", ""}, {"1", "0", "a/x a/y"}, {"2", "0", "a/z"}, {"3", "12", "a/z"}},
     "a/x 1-3 2|a/z 2-- 8|"},
    {"a merge without a verdict keeps what both sides have",
     false,
     {{"0", "", ""}, {"1", "0", "a"}, {"2", "0", "b"}, {"3", "12", "?"}, {"4", "3", "a b"}},
     "a/a 1-- 9|b/b 2-- 8|"},
};

static size_t read_findings(struct rq_arena *arena, const char *text, struct rq_finding *findings)
{
    size_t count = 0;
    rq_str rest = rq_str_from(text);
    while (rest.len > 0) {
        size_t end = rq_str_find_byte(rest, ' ', 0);
        rq_str word = rq_str_slice(rest, 0, end);
        rest = end == RQ_NOT_FOUND ? RQ_STR("") : rq_str_slice(rest, end + 1, rest.len);
        bool waived = rq_str_ends(word, RQ_STR("!"));
        word.len -= waived;
        findings[count++] =
            (struct rq_finding){.rule = RQ_STR("r"),
                                .level = RQ_LEVEL_ERROR,
                                .alike = rq_arena_copy(arena, rq_str_slice(word, 0, 1)),
                                .path = rq_arena_copy(arena, rq_str_slice(word, word.len - 1, word.len)),
                                .waived = waived};
    }
    return count;
}

static void add_end(struct rq_buf *buf, const struct rq_moment *moment)
{
    rq_buf_add(buf, moment == NULL ? RQ_STR("-") : moment->commit);
}

static rq_str outline(struct rq_arena *arena, const struct rq_report *report)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        rq_buf_format(&buf, "%.*s/%.*s ", RQ_ARG(finding->alike), RQ_ARG(finding->path));
        add_end(&buf, finding->episode->introduced);
        rq_buf_byte(&buf, '-');
        add_end(&buf, finding->episode->fixed);
        rq_buf_format(&buf, "%s %d|", finding->waived ? "w" : "", (int)finding->episode->open_days);
    }
    return rq_buf_text(&buf);
}

/* True if each commit but the first has the one before it as its only parent. */
static bool is_line(const struct table *table)
{
    bool line = true;
    for (size_t i = 1; line && i < MOST && table->commits[i].name != NULL; i++)
        line = strlen(table->commits[i].parents) == 1 && table->commits[i].parents[0] == (char)('0' + i - 1);
    return line;
}

/* Commit N is of day N; now is day 10.  The findings of a commit are gone when the next one is taken. */
static rq_str tell(struct rq_arena *arena, const struct table *table, bool open_only)
{
    struct rq_moment moments[MOST];
    struct rq_episodes_open open[MOST], parents[2];
    struct rq_episodes *episodes = rq_episodes_new(arena);
    size_t last = 0;
    for (size_t i = 0; i < MOST && table->commits[i].name != NULL; last = i++) {
        const struct line *line = &table->commits[i];
        struct rq_arena *gone = rq_arena_new();
        struct rq_finding findings[MOST];
        size_t parent_count = strlen(line->parents);
        for (size_t p = 0; p < parent_count; p++)
            parents[p] = open[line->parents[p] - '0'];
        moments[i] = (struct rq_moment){.commit = rq_str_from(line->name), .time = (int64_t)i * DAY};
        struct rq_episodes_commit commit = {.moment = &moments[i],
                                            .before = table->before && i == 0,
                                            .findings = findings,
                                            .parents = parents,
                                            .parent_count = parent_count,
                                            .in_line = is_line(table)};
        if (strcmp(line->findings, "?") == 0) {
            open[i] = rq_episodes_carry(episodes, parents, parent_count);
        } else {
            commit.finding_count = read_findings(gone, line->findings, findings);
            open[i] = rq_episodes_take(episodes, &commit);
        }
        rq_arena_free(gone);
    }
    struct rq_report report = {0};
    rq_episodes_settle(episodes);
    rq_episodes_tell(episodes, &open[last], 10 * DAY, open_only, &report);
    return outline(arena, &report);
}

static void test_episodes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct rq_arena *arena = rq_arena_new();
        rq_str told = tell(arena, &tables[i], false);
        if (!rq_str_equal(told, rq_str_from(tables[i].expected)))
            fail_msg("%s: %.*s is not %s", tables[i].about, RQ_ARG(told), tables[i].expected);
        rq_arena_free(arena);
    }
}

static void test_open_only(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    assert_string_equal(tell(arena, &tables[0], true).ptr, "a/a 4-- 6|");
    assert_string_equal(tell(arena, &tables[2], true).ptr, "");
    rq_arena_free(arena);
}

/* Another one of its like comes before it: it is the second now, though nothing of its record has changed. */
static void test_ordinal_moves(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_episodes *episodes = rq_episodes_new(arena);
    struct rq_moment moments[] = {{.commit = RQ_STR("0")}, {.commit = RQ_STR("1"), .time = DAY}};
    struct rq_finding findings[] = {
        {.alike = RQ_STR("a"), .path = RQ_STR("x"), .fingerprint = RQ_STR("a")},
        {.alike = RQ_STR("a"), .path = RQ_STR("y"), .fingerprint = RQ_STR("a"), .kept = true},
    };
    struct rq_episodes_commit first = {
        .moment = &moments[0], .findings = &findings[1], .finding_count = 1, .in_line = true};
    struct rq_episodes_open open = rq_episodes_take(episodes, &first);
    findings[1].fingerprint = RQ_STR("a2");
    struct rq_episodes_commit second = {.moment = &moments[1],
                                        .findings = findings,
                                        .finding_count = 2,
                                        .parents = &open,
                                        .parent_count = 1,
                                        .follows = true,
                                        .in_line = true};
    struct rq_episodes_open last = rq_episodes_take(episodes, &second);
    struct rq_report report = {0};
    rq_episodes_settle(episodes);
    rq_episodes_tell(episodes, &last, DAY, true, &report);
    assert_int_equal(report.finding_count, 2);
    assert_string_equal(report.findings[1].path.ptr, "y");
    assert_string_equal(report.findings[1].fingerprint.ptr, "a2");
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_episodes),
        cmocka_unit_test(test_open_only),
        cmocka_unit_test(test_ordinal_moves),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
