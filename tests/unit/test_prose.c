/* Prose as people read it: blocks, markup, characters, sentences. */
#include "prose/prose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A text as it is read: sentences by " / ", before each block " ¶ ", what introduces it behind "<". */
struct reading_case {
    const char *source, *outcome;
};

static const struct reading_case markdown_cases[] = {
    {"", ""},
    {"One. Two! Three?", "One. / Two! / Three?"},
    {"Version 1.5, e.g. this one.", "Version 1.5, e.g. this one."},
    {"over\ntwo  lines\t here\r\nand\rfour", "over two lines here and four"},
    {"one\n\ntwo", "one ¶ two"},
    {"\xEF\xBB\xBF# Head #\ntext\n---\nTitle\n===\n", "Head ¶ text ¶ Title"},
    {"* * *\na\n***\nb", "a ¶ b"},
    /* Lists: their lead, items within items, what ends them. */
    {"We will:\n\n- a\n- b\n  goes on\n", "We will: ¶ a <We will: ¶ b goes on <We will:"},
    {"## Open\n\n1. a\n2) b", "Open ¶ a <Open ¶ b <Open"},
    {"No end mark\n- a", "No end mark ¶ a <No end mark"},
    {"A sentence.\n- a", "A sentence. ¶ a"},
    {"# Promised\nFor Acme:\n- a", "Promised ¶ For Acme: <Promised ¶ a <For Acme: Promised"},
    {"All:\n- x:\n  - a\n- b\n\nc\n- d", "All: ¶ x: <All: ¶ a <x: All: ¶ b <All: ¶ c ¶ d <c"},
    {"All:\n- a\n\n  more of a\n\n- b", "All: ¶ a <All: ¶ more of a <All: ¶ b <All:"},
    {"All:\n\nThis.\n\nNot this.", "All: ¶ This. <All: ¶ Not this."},
    {"All:\n\n---\n- a", "All: ¶ a"},
    {"- [ ] to do\n- [x] done\n+ - twice", "to do ¶ done ¶ twice"},
    {"-5 is no item\n1.5 neither\n12345678901. nor this", "-5 is no item 1.5 neither 12345678901. / nor this"},
    /* Tables. */
    {"In May:\n\n| id | when |\n|---|:-:|\n| A | soon |\n| B | |",
     "In May: ¶ | id | when | <In May: ¶ | A | soon | <| id | when | In May: ¶ | B | | <| id | when | In May:"},
    {"id | when\n--- | ---\nA | soon\n\nB | x", "id | when ¶ A | soon <id | when ¶ B | x"},
    {"Words\nid | when\n- | -\nA | soon", "Words ¶ id | when <Words ¶ A | soon <id | when Words"},
    {"| a |\n| b |", "| a | ¶ | b |"},
    /* What is not read, and what only looks as if it were not. */
    {"> They said.\n\nWe say.", "We say."},
    {"> They said.\nWe say.", "We say."},
    {"> [!NOTE]\n> We say.\n\n> They said.", "We say."},
    {"- > They said.\n- We say.", "We say."},
    {"```c\nint x;\n```\nafter", "after"},
    {"```\nWords\nmore\n\nand\n```\nafter", "Words more ¶ and ¶ after"},
    {"~~~ text\na\n```\n~~~~\nb", "a ¶ b"},
    {"~~~c\na\n~~\n~~~x\nb", ""},
    {"``` `\nnot a fence", "not a fence"},
    {"    indented", "indented"},
    {"<!-- hidden -->", ""},
    {"<!-- hidden\n\nstill --> shown", "shown"},
    {"<!--> shown", "shown"},
    {"a <!-- hidden\nstill --> b", "a b"},
    {"a <!-- not\n\nhidden --> b", "a <!-- not ¶ hidden --> b"},
    {"<!-- never closed\n\nhidden", ""},
    {"~~struck out~~ kept ~~ kept ~~", "kept kept"},
    {"---\ntitle: We\n# no\n  go on\nid: x\n---\nBody", "title: We go on ¶ id: x ¶ Body"},
    {"---\ntitle: not closed", "title: not closed"},
    /* Markup inside a line. */
    {"**We** _will_ `do` __it__ snake_case ~1", "We will do it snake_case ~1"},
    {"a\\-b \\x &amp; &#45; &#x2D;&hyphen; &unknown; &#0;", "a-b \\x & - -- &unknown; &#0;"},
    {"We <b>will</b> do<br>it <a href=\"REQ-1\">now</a> a < b <c, d>",
     "We will do it {a href=\"REQ-1\"}now a < b <c, d>"},
    {"[the *flow*](req/REQ-1.yaml 'title') ![img](x.png) [a](b c) [d]", "the flow{req/REQ-1.yaml} img{x.png} a(b c) d"},
    {"[a](<b c> \"t\") [x](y(z)) [u](v", "a{<b c>} x{y(z)} u(v"},
    {"See [it][R1], [r1] or [r1][].\n\n[r1]: REQ-1 'x'", "See it{REQ-1}, r1{REQ-1} or r1{REQ-1}."},
    {"[REQ-1]: is shown\n\n[a]: hidden\n\n[^1]: shown too", "REQ-1: is shown ¶ shown too"},
    {"As said[^1].\n\n[^1]: REQ-1", "As said^1{REQ-1}. ¶ REQ-1"},
    {"<https://x.example/REQ-1> <a@b.example>", "https://x.example/REQ-1 a@b.example"},
    /* Characters. */
    {"R\xE2\x80\x8B"
     "EQ\xE2\x80\x91"
     "1\xC2\xA0x \xC2\xAD",
     "REQ-1 x"},
    {"\xD0\xA0"
     "EQ-1 \xD0\xB4\xD0\xBE\xD0\xBC \xEF\xBC\xA1\xF0\x9D\x9F\x8F \xE2\x80\x9Cq\xE2\x80\x9D it\xE2\x80\x99s",
     "PEQ-1 \xD0\xB4\xD0\xBE\xD0\xBC A1 \"q\" it's"},
    /* Lines with keys. */
    {"We say.\nRefs: a\nFixes: b", "We say. / Refs: a ¶ Fixes: b"},
};

static const struct reading_case text_cases[] = {
    {"a <!-- b --> &amp; \\- <b>", "a <!-- b --> &amp; \\- <b>"},
    {"Subject\n\n- a *b*\n> quoted\n[x]: y", "Subject ¶ a b <Subject ¶ [x]: y"},
    {"---\na\n---\nb", "a ¶ b"},
};

static rq_str print_prose(const struct rq_prose *prose, struct rq_arena *arena)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < prose->block_count; i++) {
        rq_buf_add(&buf, i == 0 ? RQ_STR("") : RQ_STR(" \xC2\xB6 "));
        for (size_t s = prose->blocks[i].first; s < prose->blocks[i].first + prose->blocks[i].count; s++) {
            const struct rq_prose_sentence *sentence = &prose->sentences[s];
            rq_str text = sentence->read.text;
            size_t at = 0;
            rq_buf_add(&buf, s == prose->blocks[i].first ? RQ_STR("") : RQ_STR(" / "));
            for (size_t t = 0; t < sentence->target_count; t++) {
                rq_str part = rq_str_slice(text, at, sentence->targets[t].at), target = sentence->targets[t].read.text;
                at = sentence->targets[t].at;
                rq_buf_format(&buf, "%.*s{%.*s}", RQ_ARG(part), RQ_ARG(target));
            }
            rq_buf_add(&buf, rq_str_slice(text, at, text.len));
        }
        rq_str lead = rq_prose_lead(prose, i, 100, arena);
        if (lead.len > 0)
            rq_buf_format(&buf, " <%.*s", RQ_ARG(lead));
    }
    return rq_buf_text(&buf);
}

static size_t count_wrong(const struct reading_case *cases, size_t count, enum rq_prose_format format)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct rq_arena *arena = rq_arena_new();
        rq_str printed = print_prose(rq_prose_read(arena, rq_str_from(cases[i].source), format), arena);
        if (!rq_str_equal(printed, rq_str_from(cases[i].outcome))) {
            print_error("%s\n  expected: %s\n  read:     %.*s\n", cases[i].source, cases[i].outcome, RQ_ARG(printed));
            wrong++;
        }
        rq_arena_free(arena);
    }
    return wrong;
}

static void test_markdown(void **state)
{
    (void)state;
    assert_int_equal(count_wrong(markdown_cases, sizeof markdown_cases / sizeof *markdown_cases, RQ_PROSE_MARKDOWN), 0);
}

static void test_plain_text(void **state)
{
    (void)state;
    assert_int_equal(count_wrong(text_cases, sizeof text_cases / sizeof *text_cases, RQ_PROSE_TEXT), 0);
}

/* Each byte that is read leads back to the bytes that it stands for. */
static void test_places(void **state)
{
    (void)state;
    static const char source[] = "- We **will** do\n  R&#69;Q\xE2\x80\x91"
                                 "1 &amp; more";
    struct rq_arena *arena = rq_arena_new();
    const struct rq_prose *prose = rq_prose_read(arena, rq_str_from(source), RQ_PROSE_MARKDOWN);
    struct rq_prose_text read = prose->sentences[0].read;
    assert_int_equal(prose->count, 1);
    assert_true(rq_str_equal(read.text, RQ_STR("We will do REQ-1 & more")));
    size_t id = rq_str_find(read.text, RQ_STR("REQ-1"), 0);
    const char *written = strstr(source, "R&#69;");
    assert_int_equal(read.spans[id].start, written - source);
    assert_int_equal(read.spans[id + 1].end - read.spans[id + 1].start, strlen("&#69;"));
    assert_int_equal(read.spans[id + 4].end, strstr(source, " &amp;") - source);
    rq_arena_free(arena);
}

static void test_around(void **state)
{
    (void)state;
    static const char source[] = "Before.\n\nWe will:\n- a\n- b:\n  - c\n\nAfter.";
    struct rq_arena *arena = rq_arena_new();
    const struct rq_prose *prose = rq_prose_read(arena, rq_str_from(source), RQ_PROSE_MARKDOWN);
    assert_true(rq_str_equal(rq_prose_around(prose, 1, 0, 100, arena), RQ_STR("We will: a b: c")));
    assert_true(rq_str_equal(rq_prose_around(prose, 2, 1, 100, arena), RQ_STR("a We will:")));
    assert_true(rq_str_equal(rq_prose_around(prose, 4, 0, 100, arena), RQ_STR("c b: We will:")));
    assert_true(rq_str_equal(rq_prose_around(prose, 5, 0, 100, arena), RQ_STR("After.")));
    assert_true(rq_str_equal(rq_prose_around(prose, 5, 2, 3, arena), RQ_STR("After")));
    rq_arena_free(arena);
}

/* What would take quadratic time takes none: a megabyte of what might start something that never ends. */
static void test_hostile(void **state)
{
    (void)state;
    static const char *const parts[] = {"<!-- ",  "<a b=\"",  "[x](y ", "[a]", "~~x", "]",        "<",
                                        "- ",     "> ",       "a.",     "|-",  "`",   "```\n",    "\r",
                                        "<!--\n", "[a]: b\n", "- a:\n", "&#",  "\\",  "a\n---\n", "R\xD0\xA0 "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_buf buf = {.arena = arena};
        while (buf.len < 1000000)
            rq_buf_add(&buf, rq_str_from(parts[i]));
        const struct rq_prose *prose = rq_prose_read(arena, rq_buf_text(&buf), RQ_PROSE_MARKDOWN);
        for (size_t s = 0; s < prose->count && s < 100; s++)
            (void)rq_prose_around(prose, s, 0, 1000, arena);
        rq_arena_free(arena);
    }
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markdown), cmocka_unit_test(test_plain_text), cmocka_unit_test(test_places),
        cmocka_unit_test(test_around),   cmocka_unit_test(test_hostile),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
