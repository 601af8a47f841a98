/*
 * JUnit, as GitLab, Jenkins and CircleCI read it; nobody has written down what it is.
 *
 * Each file that was judged is a test suite.  A finding that makes the run fail is a test that failed, another one a test that
 * passed with something to say, and a file without any has one test that passed, as has a run without files: so nobody sees "no
 * tests" where all is well, which some take for a failure.
 * GitLab takes tests with one name for one test, so a name ends with the first digits of the fingerprint; it stays the same
 * from run to run.
 */
#include "format/format.h"
#include "format/place.h"
#include "format/visible.h"
#include "format/xml.h"

enum { SHORT_FINGERPRINT = 8 };

/* Findings of one file, which stand together. */
struct suite {
    rq_str path;
    rq_str file; /* the same, where all in it is about one */
    const struct rq_finding *findings;
    size_t count, failures, skipped;
};

struct totals {
    size_t tests, failures, skipped;
};

static bool fails(const struct rq_report *report, const struct rq_finding *finding)
{
    enum rq_level level = report->fail_level == RQ_LEVEL_OFF ? RQ_LEVEL_ERROR : report->fail_level;
    return !finding->waived && finding->level >= level;
}

/* What a suite is called: a file, or a message. */
static rq_str suite_of(const struct rq_finding *finding)
{
    return finding->path.len > 0 ? finding->path : rq_format_path(finding);
}

/* "request-without-owner REQ-7 /owner (0f1c9b6d)" */
static rq_str test_name(struct rq_arena *arena, const struct rq_finding *finding)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, finding->rule);
    rq_buf_add(&buf, finding->id.len > 0 ? RQ_STR(" ") : RQ_STR(""));
    rq_buf_add(&buf, finding->id);
    rq_buf_add(&buf, finding->pointer.len > 0 ? RQ_STR(" ") : RQ_STR(""));
    rq_buf_add(&buf, finding->pointer);
    rq_buf_format(&buf, " (%.*s)", SHORT_FINGERPRINT, finding->fingerprint.ptr);
    return rq_buf_text(&buf);
}

/* Without a file it is a case about a message; without a line, about a file that is as it should be. */
static void start_case(struct rq_buf *buf, rq_str suite, rq_str name, rq_str file, unsigned line)
{
    rq_buf_add(buf, RQ_STR("    <testcase"));
    rq_format_add_attribute(buf, "name", name);
    rq_format_add_attribute(buf, "classname", suite);
    if (file.len > 0)
        rq_format_add_attribute(buf, "file", file);
    if (line > 0)
        rq_buf_format(buf, " line=\"%u\"", line);
    rq_buf_add(buf, RQ_STR(" time=\"0\""));
}

/* The finding as `concise` has it, and what to do. */
static void add_words(struct rq_buf *buf, const struct rq_finding *finding)
{
    struct rq_buf words = {.arena = buf->arena};
    rq_format_add_concise(&words, finding);
    if (finding->help.len > 0) {
        rq_buf_add(&words, RQ_STR("help: "));
        rq_buf_add(&words, rq_format_prose(buf->arena, finding->help));
        rq_buf_byte(&words, '\n');
    }
    rq_format_add_xml(buf, rq_buf_text(&words));
}

static void add_case(struct rq_buf *buf, const struct rq_report *report, const struct rq_finding *finding)
{
    const char *element = fails(report, finding) ? "failure" : finding->waived ? "skipped" : "system-out";
    bool message = rq_format_in_message(finding);
    start_case(buf, suite_of(finding), test_name(buf->arena, finding), message ? RQ_STR("") : rq_format_path(finding),
               message ? 0 : rq_format_one_line(finding).line);
    rq_buf_format(buf, ">\n      <%s", element);
    if (fails(report, finding))
        rq_format_add_attribute(buf, "type", rq_level_name(finding->level));
    if (finding->waived || fails(report, finding))
        rq_format_add_attribute(buf, "message", rq_format_prose(buf->arena, finding->message));
    rq_buf_byte(buf, '>');
    add_words(buf, finding);
    rq_buf_format(buf, "</%s>\n    </testcase>\n", element);
}

static void add_counts(struct rq_buf *buf, struct totals totals)
{
    rq_buf_format(buf, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\">\n", totals.tests,
                  totals.failures, totals.skipped);
}

/* The suite, and what it adds to all of them. */
static void add_suite(struct rq_buf *buf, const struct rq_report *report, const struct suite *suite,
                      struct totals *totals)
{
    struct totals own = {suite->count > 0 ? suite->count : 1, suite->failures, suite->skipped};
    totals->tests += own.tests;
    totals->failures += own.failures;
    totals->skipped += own.skipped;
    rq_buf_add(buf, RQ_STR("  <testsuite"));
    rq_format_add_attribute(buf, "name", suite->path);
    add_counts(buf, own);
    if (suite->count == 0) {
        start_case(buf, suite->path, RQ_STR("no findings"), suite->file, 0);
        rq_buf_add(buf, RQ_STR("/>\n"));
    }
    for (size_t i = 0; i < suite->count; i++)
        add_case(buf, report, &suite->findings[i]);
    rq_buf_add(buf, RQ_STR("  </testsuite>\n"));
}

/* The suite of the finding `at`, with those after it that are of the same file. */
static struct suite take_findings(const struct rq_report *report, size_t at)
{
    struct suite suite = {.path = suite_of(&report->findings[at]), .findings = &report->findings[at]};
    for (; at < report->finding_count; at++) {
        const struct rq_finding *finding = &report->findings[at];
        if (!rq_str_equal(suite_of(finding), suite.path))
            break;
        suite.count++;
        suite.failures += fails(report, finding);
        suite.skipped += finding->waived;
    }
    return suite;
}

/* The next suite, of a file with findings or of one without; both stand in the order of their paths. */
static bool next_suite(const struct rq_report *report, size_t *finding, size_t *path, struct suite *suite)
{
    bool more = *finding < report->finding_count;
    if (*path < report->path_count) {
        rq_str own = report->paths[*path];
        int order = more ? rq_str_compare(own, report->findings[*finding].path) : -1;
        *path += order <= 0;
        if (order < 0) {
            *suite = (struct suite){.path = own, .file = own};
            return true;
        }
    }
    if (more)
        *suite = take_findings(report, *finding);
    *finding += more ? suite->count : 0;
    return more;
}

rq_str rq_format_junit(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena}, suites = {.arena = arena};
    struct suite suite = {.path = RQ_STR("reqlint")};
    struct totals totals = {0, 0, 0};
    (void)style;
    if (report->finding_count + report->path_count == 0)
        add_suite(&suites, report, &suite, &totals);
    for (size_t finding = 0, path = 0; next_suite(report, &finding, &path, &suite);)
        add_suite(&suites, report, &suite, &totals);
    rq_buf_add(&buf, RQ_STR(RQ_FORMAT_XML "<testsuites name=\"reqlint\""));
    add_counts(&buf, totals);
    rq_buf_add(&buf, rq_buf_text(&suites));
    rq_buf_add(&buf, RQ_STR("</testsuites>\n"));
    return rq_buf_text(&buf);
}

/* An error is a test that could not be run, where a failure is one that was. */
rq_str rq_format_junit_failure(struct rq_arena *arena, const struct rq_err *failure)
{
    const struct rq_style plain = {.quiet = true};
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR(RQ_FORMAT_XML
                            "<testsuites name=\"reqlint\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""
                            " time=\"0\">\n"
                            "  <testsuite name=\"reqlint\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\""
                            " time=\"0\">\n"
                            "    <testcase name=\"no verdict\" classname=\"reqlint\" time=\"0\">\n"
                            "      <error type=\"no verdict\""));
    rq_format_add_attribute(&buf, "message", rq_format_prose(arena, failure->message));
    rq_buf_byte(&buf, '>');
    rq_format_add_xml(&buf, rq_err_print(arena, failure, &plain));
    rq_buf_add(&buf, RQ_STR("</error>\n    </testcase>\n  </testsuite>\n</testsuites>\n"));
    return rq_buf_text(&buf);
}
