/* Names in source code: what counts as a literal, and what it is for.  Whole lines of real code are in tests/code. */
#include "code/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const rq_str names[] = {{"acme", 4},       {"Acme Corp", 9}, {"hp", 2},  {"x", 1},
                               {"\xC3\x96st", 4}, {"1042", 4},      {"ACME", 4}};

enum { NAME_COUNT = sizeof names / sizeof *names };

static const rq_str subjects[] = {{"tenant", 6}, {"org", 3}};
static const rq_str calls[] = {{"equals", 6}, {"startswith", 10}};
static const struct rq_code_words words = {subjects, 2, calls, 2};

/* What is found: "text:context(with)/subject/near" for each literal, "remark:text" for each comment. */
struct code_case {
    const char *path, *text, *outcome;
};

static const struct code_case code_cases[] = {
    {"a.py", "if x == 'acme': pass", "acme:comparison(==)//"},
    {"a.py", "if tenantId == 'ACME': pass", "ACME:comparison(==)/tenant/tenant"},
    {"a.py", "x = 'acme'", "acme:value(=)//"},
    {"a.py", "f('acme', tenants)", "acme:argument(f)/tenant/tenant"},
    {"a.py", "x == 'acme ' or x == 'acmex' or x == 'my acme'", ""},
    {"a.py", "x == ('acme')", "acme:comparison(==)//"},
    {"a.py", "x == b'acme' or x == u\"acme\"", "acme:comparison(==)// acme:comparison(==)//"},
    {"a.py", "x == 'ac\\me'", ""},
    {"a.py", "'''\nx == 'acme'\n''' == 'hp'", "hp:comparison(==)//"},
    {"a.py", "x = 'never closed\ny == 'acme'", "acme:comparison(==)//"},
    {"a.py", "x == '\xC3\x96st'", "\xC3\x96st:comparison(==)//"},
    {"a.py", "org == 1042 or x == 1042", "1042:comparison(==)/org/org"},
    {"a.py", "org == 1042.5 or org == 10420", ""},
    /* Comments, and what only looks like one. */
    {"a.c", "/* == \"acme\" */ // == \"acme\"\nx == \"acme\"", "acme:comparison(==)//"},
    {"a.c", "/* /* */ x == \"acme\" /* */", "acme:comparison(==)//"},
    {"a.rs", "/* /* */ x == \"acme\" */ 1", ""},
    {"a.c", "s = \"/*\"; x == \"acme\" /* */", "acme:comparison(==)//"},
    {"a.c", "/* never closed x == \"acme\"", ""},
    {"a.sh", "echo a#b; [ $x = acme ] # acme", "acme:comparison(=)//"},
    {"a.php", "<p>'acme' == x</p><?php $x == 'acme' ?> 'acme' == <? 'hp' == $x",
     "acme:comparison(==)// hp:comparison(==)//"},
    {"a.py", "# reqlint: remove by 2026-01-01\nx = 1", "remark:remove by 2026-01-01"},
    {"a.c", "/* reqlint: remove me */ s = \"reqlint: no\"", "remark:remove me"},
    {"a.c", "/*\n * reqlint: one\n * and reqlint: two\n */", "remark:one"},
    {"a.go", "// see reqlint: not this", ""},
    /* Strings of each kind. */
    {"a.rs", "let s: &'a str = r#\"x == \"acme\"\"#; x == r\"acme\"", "acme:comparison(==)//"},
    {"a.cc", "s = R\"d(x == \"acme\")d\"; y == u8\"hp\"", "hp:comparison(==)//"},
    {"a.cs", "s = @\"a\\\"; x == \"acme\" && y == $\"{z == \"hp\"}\"", "acme:comparison(==)// hp:comparison(==)//"},
    {"a.js", "`a ${b == 'acme' ? `${c == 'hp'}` : ''}`", "acme:comparison(==)// hp:comparison(==)//"},
    {"a.js", "a = /'/; b == 'acme'", "acme:comparison(==)//"},
    {"a.js", "a = b / c; d == 'acme' / e", "acme:comparison(==)//"},
    {"a.rb", "x = <<~EOS\n  y == 'acme'\nEOS\nz == 'hp'", "hp:comparison(==)//"},
    {"a.rb", "x == %q(acme) && y == :hp && z::acme", "acme:comparison(==)// hp:comparison(==)//"},
    {"a.pl", "$x eq q{acme}; $h{s} ne 'hp'; s/a/'acme'/", "acme:comparison(eq)// hp:comparison(ne)//"},
    {"a.swift", "\"\\(a == \"acme\")\" + #\"\"hp\"\"#", "acme:comparison(==)//"},
    {"a.sql", "x = 'ac''me' or y = 'acme' or `acme` = 1", "acme:comparison(=)//"},
    {"a.yml", "a: 'acme'\nb: \"{{ eq .x 'acme' }}\"", "acme:comparison(eq)//"},
    {"a.go", "q := `select 1 where x = 'acme'`; s := \"is = 'acme'\"", "acme:comparison(=)//"},
    /* What brackets do. */
    {"a.js", "const tenants = ['acme', 'hp']", "acme:element(=)/tenant/tenant hp:element(=)/tenant/tenant"},
    {"a.js", "f({ acme: 1, b: { 'hp': 2 } })", "acme:key()// hp:key()//"},
    {"a.js", "f(a, acme) || acme.b || { b: acme }", ""},
    {"a.js", "a ? 'acme' : b", "acme:value(?)//"},
    {"a.js", "a[b]['acme']", "acme:key()//"},
    {"a.java", "a.equals(\"acme\"); \"acme\".equals(org)", "acme:call(equals)//org acme:call(equals)/org/org"},
    {"a.js", "a.starts_with('acme') || StartsWith('hp')", "acme:call(starts_with)// hp:call(StartsWith)//"},
    {"a.go", "switch org {\ncase \"acme\",\n\t\"hp\":\n}", "acme:case(case)/org/ hp:case(case)/org/"},
    {"a.js", ")]}'acme'([{", "acme:other()//"},
};

static void put(struct rq_buf *buf, const struct rq_code_facts *facts, rq_str text)
{
    for (size_t i = 0; i < facts->mention_count; i++) {
        const struct rq_code_mention *found = &facts->mentions[i];
        rq_str literal = rq_str_slice(text, found->start, found->end), context = rq_code_context_name(found->context);
        rq_str with = rq_str_slice(text, found->with_start, found->with_end);
        rq_buf_format(buf, "%s%.*s:%.*s(%.*s)/%.*s/%.*s", buf->len > 0 ? " " : "", RQ_ARG(literal), RQ_ARG(context),
                      RQ_ARG(with), RQ_ARG(found->subject), RQ_ARG(found->near));
    }
    for (size_t i = 0; i < facts->remark_count; i++)
        rq_buf_format(buf, "%sremark:%.*s", buf->len > 0 ? " " : "",
                      RQ_ARG(rq_str_slice(text, facts->remarks[i].start, facts->remarks[i].end)));
}

static void test_reads(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_code_names *known = rq_code_names_new(arena, names, NAME_COUNT);
    for (size_t i = 0; i < sizeof code_cases / sizeof *code_cases; i++) {
        const struct code_case *row = &code_cases[i];
        const struct rq_code_language *language = rq_code_language_of(rq_str_from(row->path));
        struct rq_buf found = {.arena = arena};
        struct rq_code_facts facts;
        rq_str text = rq_str_from(row->text);
        assert_non_null(language);
        rq_code_read(arena, language, known, &words, text, &facts);
        rq_buf_add(&found, RQ_STR(""));
        put(&found, &facts, text);
        if (!rq_str_equal(rq_buf_text(&found), rq_str_from(row->outcome)))
            fail_msg("%s: %s\n  gives %.*s\n  not   %s", row->path, row->text, RQ_ARG(rq_buf_text(&found)),
                     row->outcome);
        if (facts.mention_count + facts.remark_count > 0)
            assert_true(rq_code_may_hold(known, language, text));
    }
    rq_arena_free(arena);
}

static void test_languages(void **state)
{
    (void)state;
    assert_string_equal(rq_code_language_name(rq_code_language_of(RQ_STR("a/b.min.JS"))).ptr, "javascript");
    assert_string_equal(rq_code_language_name(rq_code_language_of(RQ_STR(".sh"))).ptr, "shell");
    assert_null(rq_code_language_of(RQ_STR("py")));
    assert_null(rq_code_language_of(RQ_STR("a.py/b")));
    assert_null(rq_code_language_of(RQ_STR("a.")));
    assert_null(rq_code_language_of(RQ_STR("a.p")));
    assert_null(rq_code_language_of(RQ_STR("a.md")));
    assert_null(rq_code_language_of(RQ_STR("a.notalanguage")));
    assert_null(rq_code_language_of(RQ_STR("a.c h")));
}

static void test_names(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_code_names *known = rq_code_names_new(arena, names, NAME_COUNT);
    size_t first = rq_code_names_find(known, RQ_STR("AcMe"));
    assert_int_equal(first, 0);
    assert_int_equal(rq_code_names_next(known, first), 6);
    assert_int_equal(rq_code_names_next(known, 6), RQ_NOT_FOUND);
    assert_int_equal(rq_code_names_find(known, RQ_STR("acm")), RQ_NOT_FOUND);
    assert_int_equal(rq_code_names_find(known, RQ_STR("")), RQ_NOT_FOUND);
    rq_arena_free(arena);
}

/* Empty names, and those that no literal can be, are not searched for. */
static void test_odd_names(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_str odd[] = {{"", 0}, {"a\nb", 3}};
    const struct rq_code_names *known = rq_code_names_new(arena, odd, 2);
    const struct rq_code_language *python = rq_code_language_of(RQ_STR("a.py"));
    assert_int_equal(rq_code_names_find(known, odd[0]), RQ_NOT_FOUND);
    assert_int_equal(rq_code_names_find(known, odd[1]), RQ_NOT_FOUND);
    assert_false(rq_code_may_hold(known, python, RQ_STR("x == '' or y == 'a'")));
    assert_false(rq_code_may_hold(known, python, RQ_STR("")));
    assert_true(rq_code_may_hold(known, python, RQ_STR("#reqlint: x")));
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_odd_names),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
