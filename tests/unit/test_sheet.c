/* Cells of sheets: what they say, and that they do nothing in a spreadsheet or on a page. */
#include "format/markup.h"
#include "sheet/sheet.h"
#include "value/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct cell {
    rq_str text, wanted;
};

#define CELL(text, wanted)                                                                                             \
    {                                                                                                                  \
        {text, sizeof(text) - 1},                                                                                      \
        {                                                                                                              \
            wanted, sizeof(wanted) - 1                                                                                 \
        }                                                                                                              \
    }

static void check(rq_str got, rq_str wanted)
{
    if (!rq_str_equal(got, wanted))
        fail_msg("expected %.*s, got %.*s", RQ_ARG(wanted), RQ_ARG(got));
}

static void test_csv_text(void **state)
{
    static const struct cell cells[] = {
        CELL("", ""),
        CELL("plain", "plain"),
        CELL(" blanks stay ", " blanks stay "),
        CELL("a,b", "\"a,b\""),
        CELL("say \"no\"", "\"say \"\"no\"\"\""),
        CELL("two\nlines", "\"two\nlines\""),
        CELL("=1+1", "'=1+1"),
        CELL("+49 30", "'+49 30"),
        CELL("-1", "'-1"),
        CELL("@SUM(A1)", "'@SUM(A1)"),
        CELL("=A1,\"x\"", "\"'=A1,\"\"x\"\"\""),
        CELL("\t=1", "'    =1"),
        CELL("\n=1", "\"'\n=1\""),
        CELL("\r=1", "'\xE2\x90\x8D=1"),
        CELL("\xEF\xBC\x9D"
             "1",
             "'\xEF\xBC\x9D"
             "1"),
        CELL("1-1=0", "1-1=0"),
        CELL("\x1b[31m", "\xE2\x90\x9B[31m"),
        CELL("a\0b", "a\xE2\x90\x80"
                     "b"),
    };
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct rq_buf buf = {.arena = arena};
        rq_sheet_add_csv(&buf, rq_string(cells[i].text));
        check(rq_buf_text(&buf), cells[i].wanted);
    }
    rq_arena_free(arena);
}

/* A number that is one is no formula, and a list is as dangerous as its first item. */
static void test_csv_values(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_value items[] = {rq_string(RQ_STR("=1")), rq_string(RQ_STR("b"))};
    const struct {
        rq_value value;
        rq_str wanted;
    } cells[] = {
        {rq_int(-5), RQ_STR("-5")},
        {rq_double(-0.5), RQ_STR("-0.5")},
        {rq_bool(true), RQ_STR("true")},
        {rq_null(), RQ_STR("")},
        {rq_timestamp(0, 0), RQ_STR("1970-01-01T00:00:00Z")},
        {rq_list_over(arena, items, 2), RQ_STR("\"'=1, b\"")},
        {rq_list_over(arena, NULL, 0), RQ_STR("")},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct rq_buf buf = {.arena = arena};
        rq_sheet_add_csv(&buf, cells[i].value);
        check(rq_buf_text(&buf), cells[i].wanted);
    }
    rq_arena_free(arena);
}

static void check_markdown(const struct cell *cells, size_t count, bool markup)
{
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < count; i++) {
        struct rq_buf buf = {.arena = arena};
        rq_format_add_markdown(&buf, cells[i].text, markup);
        check(rq_buf_text(&buf), cells[i].wanted);
    }
    rq_arena_free(arena);
}

static void test_markdown_words(void **state)
{
    static const struct cell cells[] = {
        CELL("", ""),
        CELL("REQ-1 costs 5.00", "REQ-1 costs 5.00"),
        CELL("a | b", "a \\| b"),
        CELL("a \\| b", "a \\\\\\| b"),
        CELL("two\nlines\r\nthree", "two lines three"),
        CELL("<script>", "\\<script\\>"),
        CELL("&lt;", "\\&lt;"),
        CELL("![x](y)", "\\!\\[x\\](y)"),
        CELL("`c` *b* _i_ ~s~ # {}", "\\`c\\` \\*b\\* \\_i\\_ \\~s\\~ \\# \\{\\}"),
        CELL("@all", "@&#8203;all"),
        CELL("\x1b[2J", "\xE2\x90\x9B\\[2J"),
        CELL("\xFF", "\xEF\xBF\xBD"),
    };
    (void)state;
    check_markdown(cells, sizeof cells / sizeof *cells, false);
}

/* Help of a rule is Markdown already; a bar ends a cell even inside of code. */
static void test_markdown_markup(void **state)
{
    static const struct cell cells[] = {
        CELL("Write `a | b`.", "Write `a \\| b`."),
        CELL("*now*\nor never", "*now* or never"),
    };
    (void)state;
    check_markdown(cells, sizeof cells / sizeof *cells, true);
}

/* Not a mark of HTML is left, so a text ends neither its element nor the quotes of an attribute. */
static void test_html(void **state)
{
    static const struct cell cells[] = {
        CELL("", ""),
        CELL("REQ-1 costs 5.00", "REQ-1 costs 5.00"),
        CELL("</td><script>", "&lt;/td&gt;&lt;script&gt;"),
        CELL("\" onload='x", "&quot; onload='x"),
        CELL("&lt; &#60;", "&amp;lt; &amp;#60;"),
        CELL("two\nlines\r\nthree", "two lines three"),
        CELL("\x1b[2J", "\xE2\x90\x9B[2J"),
        CELL("a\0b", "a\xE2\x90\x80"
                     "b"),
        CELL("pay \xE2\x80\xAE"
             "001\xE2\x80\xAC",
             "pay \xEF\xBF\xBD"
             "001\xEF\xBF\xBD"),
        CELL("\xFF<", "\xEF\xBF\xBD&lt;"),
        CELL("gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F"),
    };
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        struct rq_buf buf = {.arena = arena};
        rq_format_add_html(&buf, cells[i].text);
        check(rq_buf_text(&buf), cells[i].wanted);
    }
    rq_arena_free(arena);
}

static void test_cells(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_value inner[] = {rq_int(1), rq_string(RQ_STR("x"))};
    const rq_value items[] = {rq_list_over(arena, inner, 2), rq_null(), rq_string(RQ_STR("y"))};
    check(rq_sheet_cell(arena, rq_list_over(arena, items, 3)), RQ_STR("[1, \"x\"], , y"));
    check(rq_sheet_cell(arena, (rq_value){0}), RQ_STR(""));
    rq_arena_free(arena);
}

/* A terminal of 40 columns with colours. */
static void test_text_is_wrapped(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_value cells[] = {rq_int(1), rq_string(RQ_STR("Managers approve refunds above 500 dollars."))};
    const struct rq_sheet_row row = {.kind = RQ_STR("note"), .id = RQ_STR("1"), .cells = cells};
    const struct rq_sheet_column columns[] = {{.name = RQ_STR("id")}, {.name = RQ_STR("text")}};
    const struct rq_sheet_table table = {RQ_STR("records"), columns, 2, &row, 1};
    const struct rq_sheet_section section = {.name = RQ_STR("a"),
                                             .title = RQ_STR("All of them"),
                                             .about = RQ_STR("One\nparagraph.\n\nAnother one.\n"),
                                             .tables = &table,
                                             .table_count = 1};
    const struct rq_sheet sheet = {
        .title = RQ_STR("Notes"), .since = rq_null(), .sections = &section, .section_count = 1};
    const struct rq_style style = {.color = true, .width = 40};
    check(rq_sheet_text(arena, &sheet, &style),
          RQ_STR("\033[1mNotes\033[0m\n\n\033[1mAll of them\033[0m (1)\n\n  One paragraph.\n\n  Another one.\n\n"
                 "  \033[1;34mid\033[0m\n  1\n      Managers approve refunds above 500\n      dollars.\n"));
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_text),
        cmocka_unit_test(test_csv_values),
        cmocka_unit_test(test_markdown_words),
        cmocka_unit_test(test_markdown_markup),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_text_is_wrapped),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
