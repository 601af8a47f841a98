/*
 * SARIF 2.1.0 (OASIS), with all that GitHub's code scanning asks for: texts for every rule, a place for every result, and
 * primaryLocationLineHash, by which it knows a finding again.
 *
 * What is waived is left out: GitHub shows suppressed results as open.  A region stays in one line, for GitHub shows a
 * finding in a pull request only where it changes all of its lines.
 */
#include "format/format.h"

#include "base/ascii.h"
#include "base/source.h"
#include "format/line_hash.h"
#include "format/members.h"
#include "format/place.h"
#include "format/visible.h"

#include <stdlib.h>

enum {
    /* GitHub refuses a run with more results than this, and rules with longer descriptions (in code points). */
    MOST_RESULTS = 25000,
    LONGEST_DESCRIPTION = 1024,
    /* GitHub reads at most 1,000 places of a result. */
    MOST_RELATED = 999,
    /* Digits of a fingerprint that stand for a line which nobody can read. */
    HASH_DIGITS = 16
};

/* Rules, those that the report does not describe included, and the hashes of the file at hand. */
struct sarif {
    struct rq_arena *arena;
    const struct rq_report *report;
    struct rq_report_rule *rules;
    size_t rule_count, rule_cap;
    const struct rq_source *source;
    const struct rq_line_hash *hashes;
    size_t hash_count;
};

static void put_words(struct rq_map_build *build, const char *key, rq_str text)
{
    struct rq_map_build words = {.arena = build->arena};
    rq_format_put_text(&words, "text", text);
    rq_format_put(build, key, rq_map_build_done(&words));
}

/* ---- rules ---- */

static rq_str level_word(enum rq_level level)
{
    return level == RQ_LEVEL_INFO ? RQ_STR("note") : rq_level_name(level);
}

static rq_str severity_word(enum rq_level level)
{
    return level == RQ_LEVEL_INFO ? RQ_STR("recommendation") : rq_level_name(level);
}

static rq_str describe(struct rq_arena *arena, rq_str text, rq_str fallback)
{
    text = rq_str_trim(text);
    return rq_str_excerpt(arena, rq_format_utf8(arena, text.len > 0 ? text : fallback), LONGEST_DESCRIPTION - 1);
}

static void add_paragraph(struct rq_buf *buf, rq_str text)
{
    text = rq_str_trim(text);
    if (text.len > 0 && buf->len > 0)
        rq_buf_add(buf, RQ_STR("\n\n"));
    rq_buf_add(buf, text);
}

/* Rules are written in Markdown, which is its own plain text. */
static rq_value help_value(struct rq_arena *arena, const struct rq_report_rule *rule)
{
    struct rq_map_build build = {.arena = arena};
    struct rq_buf buf = {.arena = arena};
    add_paragraph(&buf, rule->why);
    add_paragraph(&buf, rule->help);
    add_paragraph(&buf, rq_arena_format(arena, "More: `reqlint explain %.*s`", RQ_ARG(rule->id)));
    rq_format_put_text(&build, "text", rq_buf_text(&buf));
    rq_format_put_text(&build, "markdown", rq_buf_text(&buf));
    return rq_map_build_done(&build);
}

static rq_value rule_value(struct rq_arena *arena, const struct rq_report_rule *rule)
{
    struct rq_map_build build = {.arena = arena}, defaults = {.arena = arena}, properties = {.arena = arena};
    rq_format_put_text(&build, "id", rule->id);
    put_words(&build, "shortDescription", describe(arena, rule->title, rule->id));
    put_words(&build, "fullDescription", describe(arena, rule->why, rule->title.len > 0 ? rule->title : rule->id));
    rq_format_put(&build, "help", help_value(arena, rule));
    rq_format_put_text(&defaults, "level", level_word(rule->level));
    rq_format_put(&build, "defaultConfiguration", rq_map_build_done(&defaults));
    rq_format_put_text(&properties, "problem.severity", severity_word(rule->level));
    rq_format_put(&build, "properties", rq_map_build_done(&properties));
    return rq_map_build_done(&build);
}

static int compare_ids(const void *a, const void *b)
{
    const struct rq_report_rule *left = a, *right = b;
    return rq_str_compare(left->id, right->id);
}

static struct rq_report_rule *find_rule(const struct sarif *sarif, rq_str id)
{
    const struct rq_report_rule key = {.id = id};
    size_t count = sarif->report->described_count;
    struct rq_report_rule *rule =
        count == 0 ? NULL : bsearch(&key, sarif->rules, count, sizeof *sarif->rules, compare_ids);
    for (; rule == NULL && count < sarif->rule_count; count++)
        if (rq_str_equal(sarif->rules[count].id, id))
            return &sarif->rules[count];
    return rule;
}

static void add_rule(struct sarif *sarif, struct rq_report_rule rule)
{
    sarif->rules = rq_grow(sarif->arena, sarif->rules, sarif->rule_count, &sarif->rule_cap, sizeof *sarif->rules);
    sarif->rules[sarif->rule_count++] = rule;
}

static rq_value rules_value(struct sarif *sarif)
{
    const struct rq_report *report = sarif->report;
    for (size_t i = 0; i < report->described_count; i++)
        add_rule(sarif, report->described[i]);
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        if (find_rule(sarif, finding->rule) == NULL)
            add_rule(sarif, (struct rq_report_rule){.id = finding->rule, .level = finding->level});
    }
    rq_value *items = RQ_NEW_ARRAY(sarif->arena, rq_value, sarif->rule_count);
    for (size_t i = 0; i < sarif->rule_count; i++)
        items[i] = rule_value(sarif->arena, &sarif->rules[i]);
    return rq_list_over(sarif->arena, items, sarif->rule_count);
}

/* ---- results ---- */

/* A relative reference of RFC 3986: every byte that could mean something else is escaped. */
static rq_str uri_of(struct rq_arena *arena, rq_str path)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        bool plain = rq_ascii_is_alnum(c) || (c != '\0' && strchr("-._~/", c) != NULL);
        if (plain)
            rq_buf_byte(&buf, c);
        else
            rq_buf_format(&buf, "%%%02X", (unsigned char)c);
    }
    return rq_buf_text(&buf);
}

/* In a message, "[words](target)" is a link (SARIF 3.11.6): brackets of other people's words are escaped where they would
 * make one. */
static rq_str message_text(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    text = rq_format_prose(arena, text);
    if (rq_str_find(text, RQ_STR("]("), 0) == RQ_NOT_FOUND)
        return text;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '[' || text.ptr[i] == ']')
            rq_buf_byte(&buf, '\\');
        rq_buf_byte(&buf, text.ptr[i]);
    }
    return rq_buf_text(&buf);
}

static rq_value physical_value(struct rq_arena *arena, const struct rq_finding *finding)
{
    rq_pos pos = rq_format_one_line(finding);
    struct rq_map_build artifact = {.arena = arena}, region = {.arena = arena}, build = {.arena = arena};
    rq_format_put_text(&artifact, "uri", uri_of(arena, rq_format_path(finding)));
    rq_format_put_text(&artifact, "uriBaseId", RQ_STR("%SRCROOT%"));
    rq_format_put(&build, "artifactLocation", rq_map_build_done(&artifact));
    rq_format_put(&region, "startLine", rq_int(pos.line));
    rq_format_put(&region, "startColumn", rq_int(pos.column));
    rq_format_put(&region, "endLine", rq_int(pos.end_line));
    rq_format_put(&region, "endColumn", rq_int(pos.end_column));
    rq_format_put(&build, "region", rq_map_build_done(&region));
    return rq_map_build_done(&build);
}

static rq_value locations_value(struct rq_arena *arena, const struct rq_finding *finding)
{
    struct rq_map_build build = {.arena = arena};
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, 1);
    rq_format_put(&build, "physicalLocation", physical_value(arena, finding));
    items[0] = rq_map_build_done(&build);
    return rq_list_over(arena, items, 1);
}

static rq_value related_value(struct rq_arena *arena, const struct rq_finding *finding)
{
    size_t count = finding->related_count < MOST_RELATED ? finding->related_count : MOST_RELATED;
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, count);
    for (size_t i = 0; i < count; i++) {
        const struct rq_finding place = rq_format_second(&finding->related[i]);
        struct rq_map_build build = {.arena = arena};
        rq_format_put(&build, "id", rq_int((int64_t)i + 1));
        rq_format_put(&build, "physicalLocation", physical_value(arena, &place));
        if (place.message.len > 0)
            put_words(&build, "message", message_text(arena, rq_format_message(arena, &place)));
        items[i] = rq_map_build_done(&build);
    }
    return rq_list_over(arena, items, count);
}

/* GitHub computes this where it can read the file, and warns where ours differs.  Of a file that is gone it knows nothing,
 * and takes what it is given; of one that could not be read as text, ours would differ. */
static rq_str line_hash(struct sarif *sarif, const struct rq_finding *finding)
{
    const struct rq_source *source = finding->source;
    if (source == NULL || !rq_format_in_file(finding) ||
        (!rq_source_is_past(source) && !rq_utf8_valid(rq_source_text(source), NULL)))
        return RQ_STR("");
    if (rq_source_is_past(source))
        return rq_str_among(finding->path, sarif->report->paths, sarif->report->path_count)
                   ? RQ_STR("")
                   : rq_arena_format(sarif->arena, "%.*s:1", HASH_DIGITS, finding->fingerprint.ptr);
    if (source != sarif->source) {
        sarif->source = source;
        sarif->hashes = rq_line_hashes(sarif->arena, rq_source_text(source), &sarif->hash_count);
    }
    size_t line = rq_format_one_line(finding).line;
    if (line > sarif->hash_count)
        return RQ_STR("");
    const struct rq_line_hash *hash = &sarif->hashes[line - 1];
    return rq_arena_format(sarif->arena, "%llx:%u", (unsigned long long)hash->hash, hash->ordinal);
}

static rq_value fingerprints_value(struct sarif *sarif, const struct rq_finding *finding)
{
    struct rq_map_build build = {.arena = sarif->arena};
    rq_str hash = line_hash(sarif, finding);
    if (hash.len > 0)
        rq_format_put_text(&build, "primaryLocationLineHash", hash);
    rq_format_put_text(&build, "reqlint/v1", finding->fingerprint);
    return rq_map_build_done(&build);
}

static rq_value result_value(struct sarif *sarif, const struct rq_finding *finding)
{
    struct rq_map_build build = {.arena = sarif->arena};
    rq_format_put_text(&build, "ruleId", finding->rule);
    rq_format_put(&build, "ruleIndex", rq_int(find_rule(sarif, finding->rule) - sarif->rules));
    rq_format_put_text(&build, "level", level_word(finding->level));
    put_words(&build, "message", message_text(sarif->arena, rq_format_message(sarif->arena, finding)));
    rq_format_put(&build, "locations", locations_value(sarif->arena, finding));
    if (finding->related_count > 0)
        rq_format_put(&build, "relatedLocations", related_value(sarif->arena, finding));
    rq_format_put(&build, "partialFingerprints", fingerprints_value(sarif, finding));
    return rq_map_build_done(&build);
}

/* How many findings of a level there is still room for, after all of the levels above it. */
static void share_room(const struct rq_report *report, size_t room[])
{
    const size_t counts[] = {[RQ_LEVEL_OFF] = 0,
                             [RQ_LEVEL_INFO] = report->infos,
                             [RQ_LEVEL_WARNING] = report->warnings,
                             [RQ_LEVEL_ERROR] = report->errors};
    size_t left = MOST_RESULTS;
    for (int level = RQ_LEVEL_ERROR; level >= RQ_LEVEL_OFF; level--) {
        room[level] = counts[level] < left ? counts[level] : left;
        left -= room[level];
    }
}

/* The worst ones, in the order of the report; `cut` is how many there is no room for. */
static rq_value results_value(struct sarif *sarif, size_t *cut)
{
    const struct rq_report *report = sarif->report;
    size_t room[RQ_LEVEL_ERROR + 1], count = 0;
    rq_value *items = RQ_NEW_ARRAY(sarif->arena, rq_value, report->finding_count);
    share_room(report, room);
    *cut = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        if (finding->waived)
            continue;
        if (room[finding->level] == 0) {
            ++*cut;
            continue;
        }
        room[finding->level]--;
        items[count++] = result_value(sarif, finding);
    }
    return rq_list_over(sarif->arena, items, count);
}

/* ---- the run ---- */

static rq_value notification_value(struct rq_arena *arena, enum rq_level level, rq_str text)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put_text(&build, "level", level_word(level));
    put_words(&build, "message", message_text(arena, text));
    return rq_map_build_done(&build);
}

/* With its place, where it has one, and what to do. */
static rq_value failure_value(struct rq_arena *arena, const struct rq_err *failure)
{
    struct rq_map_build build = {.arena = arena};
    struct rq_buf words = {.arena = arena};
    rq_buf_add(&words, rq_format_prose(arena, failure->message));
    if (failure->hint.len > 0) {
        rq_buf_add(&words, RQ_STR("; "));
        rq_buf_add(&words, rq_format_prose(arena, failure->hint));
    }
    rq_format_put_text(&build, "level", level_word(RQ_LEVEL_ERROR));
    put_words(&build, "message", message_text(arena, rq_buf_text(&words)));
    if (failure->source != NULL) {
        const struct rq_finding place = {
            .path = rq_source_path(failure->source), .pos = failure->pos, .source = failure->source};
        rq_format_put(&build, "locations", locations_value(arena, &place));
    }
    return rq_map_build_done(&build);
}

static rq_value notifications_value(const struct sarif *sarif, size_t cut)
{
    const struct rq_report *report = sarif->report;
    size_t count = 0;
    rq_value *items = RQ_NEW_ARRAY(sarif->arena, rq_value, report->note_count + 1);
    for (size_t i = 0; i < report->note_count; i++)
        items[count++] = notification_value(sarif->arena, RQ_LEVEL_INFO, report->notes[i]);
    if (cut > 0)
        items[count++] =
            notification_value(sarif->arena, RQ_LEVEL_WARNING,
                               rq_arena_format(sarif->arena, "%zu findings are left out: GitHub takes no more than %d",
                                               cut, MOST_RESULTS));
    return rq_list_over(sarif->arena, items, count);
}

static rq_value invocations_value(struct rq_arena *arena, bool good, rq_value notifications)
{
    struct rq_map_build build = {.arena = arena};
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, 1);
    rq_format_put(&build, "executionSuccessful", rq_bool(good));
    rq_format_put(&build, "toolExecutionNotifications", notifications);
    items[0] = rq_map_build_done(&build);
    return rq_list_over(arena, items, 1);
}

static rq_value tool_value(struct rq_arena *arena, rq_value rules)
{
    struct rq_map_build driver = {.arena = arena}, tool = {.arena = arena};
    rq_format_put_text(&driver, "name", RQ_STR("reqlint"));
    rq_format_put_text(&driver, "semanticVersion", RQ_STR(REQLINT_VERSION));
    rq_format_put(&driver, "rules", rules);
    rq_format_put(&tool, "driver", rq_map_build_done(&driver));
    return rq_map_build_done(&tool);
}

/* Two uploads of one category replace each other; the category is what comes before the last slash. */
static rq_value category_value(struct rq_arena *arena)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put_text(&build, "id", RQ_STR("reqlint/"));
    return rq_map_build_done(&build);
}

static rq_value bases_value(struct rq_arena *arena)
{
    struct rq_map_build root = {.arena = arena}, build = {.arena = arena};
    put_words(&root, "description", RQ_STR("The root of the repository"));
    rq_format_put(&build, "%SRCROOT%", rq_map_build_done(&root));
    return rq_map_build_done(&build);
}

static rq_str log_text(struct rq_arena *arena, rq_value rules, rq_value invocations, rq_value results)
{
    struct rq_map_build run = {.arena = arena}, log = {.arena = arena};
    rq_value *runs = RQ_NEW_ARRAY(arena, rq_value, 1);
    rq_format_put(&run, "tool", tool_value(arena, rules));
    rq_format_put(&run, "invocations", invocations);
    rq_format_put(&run, "automationDetails", category_value(arena));
    rq_format_put_text(&run, "columnKind", RQ_STR("unicodeCodePoints"));
    rq_format_put(&run, "originalUriBaseIds", bases_value(arena));
    rq_format_put(&run, "results", results);
    runs[0] = rq_map_build_done(&run);
    rq_format_put_text(&log, "$schema", RQ_STR("https://json.schemastore.org/sarif-2.1.0.json"));
    rq_format_put_text(&log, "version", RQ_STR("2.1.0"));
    rq_format_put(&log, "runs", rq_list_over(arena, runs, 1));
    return rq_format_members(&log);
}

rq_str rq_format_sarif(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct sarif sarif = {.arena = arena, .report = report};
    size_t cut;
    (void)style;
    rq_value rules = rules_value(&sarif), results = results_value(&sarif, &cut);
    return log_text(arena, rules, invocations_value(arena, true, notifications_value(&sarif, cut)), results);
}

/* GitHub refuses a run that says of itself that it failed, and closes no alert then. */
rq_str rq_format_sarif_failure(struct rq_arena *arena, const struct rq_err *failure)
{
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, 1);
    rq_value nothing = rq_list_over(arena, NULL, 0);
    items[0] = failure_value(arena, failure);
    return log_text(arena, nothing, invocations_value(arena, false, rq_list_over(arena, items, 1)), nothing);
}
