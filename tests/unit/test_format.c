/*
 * Formats: one report with every awkward text, printed in every format and width and compared with tests/format/.
 *
 * REQLINT_UPDATE_GOLDEN=1 ./test_format writes those files anew; read them before you commit them.
 */
#include "json.h"
#include "report_fixture.h"
#include "value/value.h"

#include <stdio.h>
#include <stdlib.h>

static void show_value(struct fixture *fixture, struct rq_finding *finding, rq_str expression, rq_value value)
{
    struct rq_evidence *values = RQ_NEW_ARRAY(fixture->arena, struct rq_evidence, finding->value_count + 1);
    for (size_t i = 0; i < finding->value_count; i++)
        values[i] = finding->values[i];
    values[finding->value_count++] = (struct rq_evidence){expression, value};
    finding->values = values;
}

/* The findings a person sees on an ordinary day. */
static void add_ordinary(struct fixture *fixture)
{
    const struct rq_source *request =
        source(fixture, RQ_STR("requests/REQ-7.yaml"),
               RQ_STR("id: REQ-7\naccount: acme\nowner:\nstatus: promised\nbucket: [feature, service]\n"
                      "asks:\n  - sso\n  - audit log\n\nneeded-by: soon\n"));
    const struct rq_source *decision =
        source(fixture, RQ_STR("decisions/REQ-7.yaml"), RQ_STR("# decided\nrequest: REQ-7\nbucket: feature"));
    struct rq_finding *owner = add(fixture, RQ_STR("request-without-owner"), RQ_LEVEL_ERROR,
                                   RQ_STR("the request has no owner"), request, RQ_STR("owner:"));
    owner->kind = RQ_STR("request");
    owner->id = RQ_STR("REQ-7");
    owner->pointer = RQ_STR("/owner");
    owner->identity = (struct rq_identity){.whose = owner->id, .where = owner->pointer};
    owner->help = RQ_STR("Name the person who will maintain this, e.g. `owner: dana`.");
    relate(fixture, owner, decision, RQ_STR("REQ-7"), RQ_STR("decided here, so that somebody works on it"));
    show_value(fixture, owner, RQ_STR("object.owner"), rq_null());
    struct rq_finding *buckets =
        add(fixture, RQ_STR("one-bucket"), RQ_LEVEL_WARNING,
            RQ_STR("a request goes into one bucket, this one into two"), request, RQ_STR("feature"));
    relate(fixture, buckets, request, RQ_STR("service"), RQ_STR("the second one"));
    relate(fixture, buckets, request, RQ_STR("promised"), RQ_STR("promised already"));
    relate(fixture, buckets, request, RQ_STR("acme"), RQ_STR("to this account"));
    relate(fixture, buckets, decision, RQ_STR("feature"), RQ_STR("decided as this"));
    struct rq_finding *asks =
        add(fixture, RQ_STR("several-asks"), RQ_LEVEL_INFO, RQ_STR("one request asks for several things"), request,
            RQ_STR("- sso\n  - audit log\n"));
    relate(fixture, asks, request, RQ_STR("nothing of the kind"), RQ_STR("the end of the file"));
    relate(fixture, asks, request, RQ_STR("soon"), RQ_STR(""));
}

/* The second finding of a rule, other help for a rule, a waiver, a commit. */
static void add_repeated(struct fixture *fixture)
{
    const struct rq_source *request =
        source(fixture, RQ_STR("requests/REQ-8.yaml"), RQ_STR("id: REQ-8\nowner: \"\"\n"));
    rq_str rule = RQ_STR("request-without-owner");
    struct rq_finding *again =
        add(fixture, rule, RQ_LEVEL_ERROR, RQ_STR("the request has an empty owner"), request, RQ_STR("\"\""));
    again->help = RQ_STR("Name the person who will maintain this, e.g. `owner: dana`.");
    struct rq_finding *other =
        add(fixture, rule, RQ_LEVEL_ERROR, RQ_STR("the request `REQ-8` is nobody's"), request, RQ_STR("REQ-8"));
    other->help = RQ_STR("Did you mean `owner: \"kim\"`?");
    other->commit = RQ_STR("0123456789abcdef0123456789abcdef01234567");
    struct rq_finding *waived =
        add(fixture, rule, RQ_LEVEL_WARNING, RQ_STR("this one is waived"), request, RQ_STR("id"));
    waived->waived = true;
}

/* What has no place, or no file, or no text. */
static void add_placeless(struct fixture *fixture)
{
    add(fixture, RQ_STR("no-menu"), RQ_LEVEL_WARNING, RQ_STR("there is no menu"), NULL, RQ_STR(""));
    struct rq_finding *unread = add(fixture, RQ_STR("file-too-large"), RQ_LEVEL_ERROR,
                                    RQ_STR("the file is larger than 1 MiB"), NULL, RQ_STR(""));
    unread->path = RQ_STR("large.yaml");
    struct rq_finding *command =
        add(fixture, RQ_STR("file-name"), RQ_LEVEL_INFO, RQ_STR("not a command"), NULL, RQ_STR(""));
    command->path = RQ_STR("::error::.yaml");
    struct rq_finding *gone =
        add(fixture, RQ_STR("decision-removed"), RQ_LEVEL_ERROR, RQ_STR("the decision was removed"), NULL, RQ_STR(""));
    gone->path = RQ_STR("decisions/REQ-1.yaml");
    gone->pos = (rq_pos){12, 3, 12, 8};
    struct rq_related *related = RQ_NEW(fixture->arena, struct rq_related);
    *related = (struct rq_related){NULL, RQ_STR("promises/acme.yaml"), {3, 1, 3, 2}, RQ_STR("promised here")};
    gone->related = related;
    gone->related_count = 1;
    const struct rq_source *empty = source(fixture, RQ_STR("empty.yaml"), RQ_STR(""));
    add(fixture, RQ_STR("empty-file"), RQ_LEVEL_ERROR, RQ_STR("the file is empty"), empty, RQ_STR(""));
    const struct rq_source *cut = source(fixture, RQ_STR("cut.yaml"), RQ_STR("id: [REQ-9"));
    add(fixture, RQ_STR("yaml-syntax"), RQ_LEVEL_ERROR, RQ_STR("the list is not closed"), cut, RQ_STR("]"));
}

/* Texts that break terminals, logs and parsers. */
static void add_hostile(struct fixture *fixture)
{
    const struct rq_source *odd =
        source(fixture, RQ_STR("odd/\xFF\x1B[31m\n::error::\t.yaml"),
               RQ_STR("\ttab:\tvalue\n名前: 東京都 # wide\nname: e\xCC\x81te\xCC\x81 # combining\nmood: 😀 fine\n"
                      "esc: \x1B[2J\x1B]0;owned\x07 end\nnul: a\0b\x7F\xC2\x9B end\nbytes: \xFF\xFE end\n"
                      "turn: \xE2\x80\xAEtxet\xE2\x80\xAC end\n::error::<&>\"' 100%s %n\n"));
    static const struct {
        rq_str rule, needle, message;
    } rows[] = {
        {TEXT("tabs"), TEXT("value"), TEXT("behind two tabs")},
        {TEXT("wide"), TEXT("東京都"), TEXT("three wide letters: 東京都")},
        {TEXT("combining"), TEXT("e\xCC\x81te\xCC\x81"), TEXT("three letters, two accents")},
        {TEXT("emoji"), TEXT("fine"), TEXT("behind a face 😀")},
        {TEXT("escape"), TEXT("end"), TEXT("\x1B[2Jthe screen is not cleared")},
        {TEXT("nul"), TEXT("a\0b"), TEXT("NUL \0 inside")},
        {TEXT("bad-bytes"), TEXT("\xFF\xFE"), TEXT("bytes \xFF\xFE inside")},
        {TEXT("turned"), TEXT("txet"), TEXT("\xE2\x80\xAEnot turned\xE2\x80\xAC")},
        {TEXT("markup"), TEXT("<&>\"'"), TEXT("a <b> & \"c\"\n::error::100%s %n\r\n\n  in  one row\n")},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rq_finding *finding = add(fixture, rows[i].rule, RQ_LEVEL_ERROR, rows[i].message, odd, rows[i].needle);
        finding->id = finding->identity.whose = rows[i].message;
    }
    fixture->findings[fixture->report.finding_count - 1].help = RQ_STR("first line,\n  second line,\x1B[31m\n");
}

/* A path and a message of marks that mean something to some format. */
static void add_marks(struct fixture *fixture)
{
    const struct rq_source *marks =
        source(fixture, RQ_STR("marks/a b, c:d|e#f%41?[g](h)&amp;.yaml"), RQ_STR("a: ##[error]x ]]> b\n"));
    struct rq_finding *finding =
        add(fixture, RQ_STR("marks"), RQ_LEVEL_WARNING,
            RQ_STR("| `a` ]]> [b](javascript:c) ##[error]d <!-- @dana %0A::stop-commands::e"), marks, RQ_STR("x ]]>"));
    finding->help = RQ_STR("=1+1, then | \"quote\" it");
    relate(fixture, finding, marks, RQ_STR("b\n"), RQ_STR("| [x](1) <b> -->"));
}

/* What stands in the message of a commit, and so in no file that a host could show. */
static void add_messages(struct fixture *fixture)
{
    struct rq_source *message = rq_source_new(fixture->arena, RQ_STR("commit 0123456789ab"),
                                              RQ_STR("Ask\n\nWe promise | %0A::error::x ]]> \xE2\x81\xA6 it\n"));
    rq_source_mark_message(message);
    struct rq_finding *promise = add(fixture, RQ_STR("promise-of-undecided-scope"), RQ_LEVEL_WARNING,
                                     RQ_STR("promised\xE2\x80\xA8 and not decided"), message, RQ_STR("promise"));
    promise->kind = RQ_STR("commit");
    promise->id = promise->identity.whose = RQ_STR("0123456789ab");
    promise->commit = RQ_STR("0123456789abcdef0123456789abcdef01234567");
    relate(fixture, promise, message, RQ_STR("it"), RQ_STR("this"));
    struct rq_finding *whole = add(fixture, RQ_STR("message-without-request"), RQ_LEVEL_INFO,
                                   RQ_STR("no request is named"), message, RQ_STR("Ask"));
    whole->kind = RQ_STR("commit");
    whole->pos = (rq_pos){0, 0, 0, 0};
}

/* A long line with a mark in its middle, two marks far apart, and files with odd line breaks. */
static void add_long(struct fixture *fixture)
{
    struct rq_buf text = {.arena = fixture->arena};
    for (int i = 0; i < 38; i++)
        rq_buf_format(&text, "key-%02d, ", i);
    const struct rq_source *list = source(fixture, RQ_STR("long/list.yaml"), rq_buf_text(&text));
    add(fixture, RQ_STR("one-key"), RQ_LEVEL_ERROR, RQ_STR("this key"), list, RQ_STR("key-19"));
    struct rq_finding *apart =
        add(fixture, RQ_STR("two-keys"), RQ_LEVEL_ERROR, RQ_STR("these keys"), list, RQ_STR("key-37"));
    relate(fixture, apart, list, RQ_STR("key-01"), RQ_STR("and this one"));
    add(fixture, RQ_STR("many-keys"), RQ_LEVEL_WARNING, RQ_STR("all these keys"), list,
        rq_str_slice(rq_buf_text(&text), 16, 280));
    const struct rq_source *windows =
        source(fixture, RQ_STR("long/windows.yaml"), RQ_STR("\xEF\xBB\xBFid: REQ-3\r\n\r\nowner: dana\r\n"));
    struct rq_finding *mark =
        add(fixture, RQ_STR("marked"), RQ_LEVEL_WARNING, RQ_STR("behind a byte order mark"), windows, RQ_STR("REQ-3"));
    relate(fixture, mark, windows, RQ_STR("dana"), RQ_STR("by her"));
}

/* Evidence of every kind, and more second places than are shown. */
static void add_values(struct fixture *fixture)
{
    struct rq_buf text = {.arena = fixture->arena};
    for (int i = 1; i <= 120; i++)
        rq_buf_format(&text, "- id: REQ-%d.\n", i);
    const struct rq_source *many = source(fixture, RQ_STR("z/many.yaml"), rq_buf_text(&text));
    struct rq_finding *finding =
        add(fixture, RQ_STR("values"), RQ_LEVEL_INFO, RQ_STR("look at the values"), many, RQ_STR("REQ-99."));
    for (int i = 1; i <= 12; i++)
        relate(fixture, finding, many, rq_arena_format(fixture->arena, "REQ-%d.", i * 10),
               rq_arena_format(fixture->arena, "place %d", i));
    static const struct rq_fault fault = {.message = TEXT("no such key: owner")};
    rq_value *items = RQ_NEW_ARRAY(fixture->arena, rq_value, 40);
    for (int i = 0; i < 40; i++)
        items[i] = rq_int(i * 1000);
    show_value(fixture, finding, RQ_STR("object.title"), rq_string(RQ_STR("tab\t, \"quotes\", \x1B[31m and\nlines")));
    show_value(fixture, finding, RQ_STR("object.\n    ids"), rq_list_over(fixture->arena, items, 40));
    show_value(fixture, finding, RQ_STR("object.?owner"), (rq_value){.kind = RQ_ABSENT});
    show_value(fixture, finding, RQ_STR("object.owner"), rq_fault_value(&fault));
    show_value(fixture, finding, RQ_STR("now"), rq_timestamp(1795996800, 0));
    show_value(fixture, finding, RQ_STR("object.share"), rq_double(0.25));
    show_value(fixture, finding,
               RQ_STR("object.accounts.all(a, records.account[a].status in [\"active\", \"trial\"] && a != \"acme\")"),
               rq_bool(false));
}

static const struct rq_report_rule described[] = {
    {.id = TEXT("one-bucket"), .title = TEXT("A request goes into two buckets"), .level = RQ_LEVEL_WARNING},
    {.id = TEXT("request-without-owner"),
     .title = TEXT("A request has no owner"),
     .help = TEXT("Name the person who will maintain this, e.g. `owner: dana`.\n"),
     .why = TEXT("Work that nobody owns is kept alive by whoever shouts.\n\nSo somebody has to.\n"),
     .level = RQ_LEVEL_ERROR},
    {.id = TEXT("several-asks"), .title = TEXT("A request asks for several things"), .level = RQ_LEVEL_INFO},
};

static const rq_str judged_paths[] = {TEXT("accounts/acme & sons.yaml"), TEXT("decisions/REQ-7.yaml"),
                                      TEXT("requests/REQ-7.yaml"), TEXT("requests/REQ-8.yaml"), TEXT("z/none.yaml")};

static void make_fixture(struct fixture *fixture)
{
    static const rq_str notes[] = {TEXT("the host cut the description short")};
    *fixture = (struct fixture){.arena = rq_arena_new()};
    fixture->report = (struct rq_report){.mode = RQ_STR("check"),
                                         .source = RQ_STR("worktree"),
                                         .now = rq_timestamp(1795996800, 0),
                                         .policy = RQ_STR("sha256:00"),
                                         .files = 9,
                                         .records = 1,
                                         .rules = 41,
                                         .described = described,
                                         .described_count = COUNT(described),
                                         .paths = judged_paths,
                                         .path_count = COUNT(judged_paths),
                                         .notes = notes,
                                         .note_count = COUNT(notes),
                                         .findings = fixture->findings};
    add_ordinary(fixture);
    add_repeated(fixture);
    add_placeless(fixture);
    add_hostile(fixture);
    add_marks(fixture);
    add_messages(fixture);
    add_long(fixture);
    add_values(fixture);
    rq_report_finish(&fixture->report, NULL, fixture->arena);
}

static rq_str read_golden(struct rq_arena *arena, const char *path)
{
    struct rq_buf buf = {.arena = arena};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s cannot be read; REQLINT_UPDATE_GOLDEN=1 writes it", path);
    for (int byte; (byte = fgetc(file)) != EOF;)
        rq_buf_byte(&buf, (char)byte);
    fclose(file);
    return rq_buf_text(&buf);
}

static void write_golden(const char *path, rq_str text)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file) != 0)
        fail_msg("%s cannot be written", path);
}

static unsigned line_of(rq_str a, rq_str b)
{
    unsigned line = 1;
    for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++)
        line += a.ptr[i] == '\n';
    return line;
}

static void compare_golden(struct rq_arena *arena, const char *name, rq_str text)
{
    rq_str path = rq_arena_format(arena, "%s/tests/format/%s", REQLINT_SOURCE_DIR, name);
    if (getenv("REQLINT_UPDATE_GOLDEN") != NULL) {
        write_golden(path.ptr, text);
        return;
    }
    rq_str golden = read_golden(arena, path.ptr);
    if (!rq_str_equal(golden, text))
        fail_msg("%s: line %u differs; REQLINT_UPDATE_GOLDEN=1 ./test_format writes it anew", path.ptr,
                 line_of(golden, text));
}

static void test_goldens(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        rq_str format;
        struct rq_style style;
    } rows[] = {
        {"piped.txt", TEXT("text"), {false, 0, false}},
        {"narrow.txt", TEXT("text"), {false, 40, false}},
        {"wide.txt", TEXT("text"), {false, 120, false}},
        {"color.txt", TEXT("text"), {true, 80, false}},
        {"concise.txt", TEXT("concise"), {true, 40, false}},
        {"report.json", TEXT("json"), {true, 40, false}},
        {"report.csv", TEXT("csv"), {true, 40, false}},
        {"report.sarif", TEXT("sarif"), {true, 40, false}},
        {"github.txt", TEXT("github"), {true, 40, false}},
        {"gitlab.json", TEXT("gitlab"), {true, 40, false}},
        {"junit.xml", TEXT("junit"), {true, 40, false}},
        {"markdown.txt", TEXT("markdown"), {true, 40, false}},
        {"checkstyle.xml", TEXT("checkstyle"), {true, 40, false}},
        {"rdjson.json", TEXT("rdjson"), {true, 40, false}},
        {"page.html", TEXT("html"), {true, 40, false}},
    };
    struct fixture fixture;
    make_fixture(&fixture);
    for (size_t i = 0; i < COUNT(rows); i++)
        compare_golden(fixture.arena, rows[i].file, print(&fixture, rows[i].format, rows[i].style));
    rq_arena_free(fixture.arena);
}

/* What each format says where there is no verdict, with a place and without. */
static void test_failures(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf all = {.arena = arena};
    const struct rq_source *file =
        rq_source_new(arena, RQ_STR(".reqlint.yaml"), RQ_STR("extends: []\nkinds: { request: { fils: \"*\" } }\n"));
    const struct rq_err failures[] = {
        {.failed = true,
         .message = RQ_STR("`fils` is no key of a <kind> | ]]> \x1B"),
         .hint = RQ_STR("did you mean `files`?"),
         .source = file,
         .pos = {2, 21, 2, 25}},
        {.failed = true, .message = RQ_STR("no records were found")},
    };
    for (const struct rq_format_info *format = rq_formats; format->name.len > 0; format++) {
        for (size_t i = 0; i < COUNT(failures); i++) {
            struct rq_err err = {.arena = arena};
            rq_str text;
            assert_true(rq_format_print_failure(arena, format->name, &failures[i], &text, &err));
            rq_buf_format(&all, "==== %s ====\n", format->name.ptr);
            rq_buf_add(&all, text);
        }
    }
    compare_golden(arena, "failures.txt", rq_buf_text(&all));
    rq_arena_free(arena);
}

static void test_nothing_is_lost_without_color(void **state)
{
    (void)state;
    struct fixture fixture;
    make_fixture(&fixture);
    for (unsigned width = 0; width < 200; width += 7) {
        rq_str plain = print(&fixture, RQ_STR("text"), (struct rq_style){false, width, false});
        rq_str colored = print(&fixture, RQ_STR("text"), (struct rq_style){true, width, false});
        if (!rq_str_equal(plain, without_colors(fixture.arena, colored)))
            fail_msg("width %u: line %u differs", width, line_of(plain, without_colors(fixture.arena, colored)));
        assert_int_equal(rq_str_find_byte(plain, 0x1B, 0), RQ_NOT_FOUND);
    }
    rq_arena_free(fixture.arena);
}

static void test_pictures_stay_in_the_width(void **state)
{
    (void)state;
    struct fixture fixture;
    make_fixture(&fixture);
    for (unsigned width = 30; width < 220; width++)
        check_width(print(&fixture, RQ_STR("text"), (struct rq_style){false, width, false}), width);
    rq_arena_free(fixture.arena);
}

static void test_json_is_read_back(void **state)
{
    (void)state;
    static const char *const keys[] = {"rule",    "level",   "message",   "help",        "path",  "line",
                                       "column",  "endLine", "endColumn", "kind",        "id",    "pointer",
                                       "related", "values",  "commit",    "fingerprint", "waived"};
    struct fixture fixture;
    make_fixture(&fixture);
    struct rq_err err = {.arena = fixture.arena};
    rq_value root = rq_json_read(fixture.arena, print(&fixture, RQ_STR("json"), (struct rq_style){0}), &err);
    if (err.failed)
        fail_msg("%.*s", RQ_ARG(err.message));
    const struct rq_list *findings = rq_value_field(root, RQ_STR("findings"))->as.list;
    assert_int_equal(findings->count, fixture.report.finding_count);
    for (uint32_t i = 0; i < findings->count; i++) {
        const struct rq_map *finding = findings->items[i].as.map;
        assert_int_equal(finding->count, COUNT(keys));
        for (uint32_t j = 0; j < finding->count; j++)
            if (!rq_str_equal(rq_value_text(finding->entries[j].key), rq_str_from(keys[j])))
                fail_msg("finding %u: key %u is not %s", i, j, keys[j]);
    }
    rq_arena_free(fixture.arena);
}

static void test_unknown_format_names_the_nearest(void **state)
{
    (void)state;
    static const struct {
        rq_str format;
        const char *message, *hint;
    } rows[] = {
        {TEXT("jsn"), "unknown format `jsn`", "did you mean `json`?"},
        {TEXT("pdf"), "unknown format `pdf`",
         "formats are: text, concise, json, csv, sarif, github, gitlab, junit, checkstyle, rdjson, markdown, html"},
        {TEXT(""), "unknown format ``",
         "formats are: text, concise, json, csv, sarif, github, gitlab, junit, checkstyle, rdjson, markdown, html"},
    };
    struct fixture fixture = {.arena = rq_arena_new()};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rq_err err = {.arena = fixture.arena};
        rq_str out;
        assert_false(
            rq_format_print(fixture.arena, rows[i].format, &fixture.report, &(struct rq_style){0}, &out, &err));
        assert_string_equal(err.message.ptr, rows[i].message);
        assert_string_equal(err.hint.ptr, rows[i].hint);
    }
    rq_arena_free(fixture.arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goldens),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_nothing_is_lost_without_color),
        cmocka_unit_test(test_pictures_stay_in_the_width),
        cmocka_unit_test(test_json_is_read_back),
        cmocka_unit_test(test_unknown_format_names_the_nearest),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
