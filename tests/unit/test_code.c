/* Names in source code: what counts as a literal, and what it is for.  Whole lines of real code are in tests/code. */
#include "code/code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const rq_str names[] = {{"acme", 4}, {"Acme Corp", 9},     {"hp", 2},
                               {"x", 1},    {"\xC3\x96st", 4},    {"1042", 4},
                               {"ACME", 4}, {"workscouncil", 12}, {"WorksCouncilNorth", 17},
                               {"HR", 2},   {"b\xC3\xBCro", 5},   {"4eyes", 5}};
static const bool inside[] = {false, false, false, false, false, false, false, true, true, true, true, true};

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
    {"a.c", "/* reqlint: one; reqlint: two */ // and reqlint: no reqlint: no\n//reqlint:reqlint: two reqlint:",
     "remark:one; remark:two remark: remark:two remark:"},
    {"a.go", "// see reqlint: not this", ""},
    {"a.js", "<a></a>{x === 'acme'}</b>; // reqlint: one", "acme:comparison(===)// remark:one"},
    {"a.sql", "x = 'acme' # y = 'acme'\nfrom #t where x = 'hp' and y #>> 'acme'",
     "acme:comparison(=)// hp:comparison(=)// acme:other()//"},
    {"a.yml", "{{- /* eq .x 'acme' */}}\n{{/* reqlint: one */}} {{ eq .x 'hp' }}\npath: /*\na: 'x'",
     "hp:comparison(eq)// remark:one"},
    {"a.rb", "=begin\nreqlint: one\n=end\nx == 'acme'", "acme:comparison(==)// remark:one"},
    {"a.php", "<!-- reqlint: one -->reqlint: no<? $x == 'acme' ?>\n<!-- no reqlint: no -->\n<!--\nreqlint: two\n-->",
     "acme:comparison(==)// remark:one remark:two"},
    {"a.tsx", "<p>Don't {x === 'acme'}</p>", "acme:comparison(===)//"},
    {"a.js", "return'acme'==x||typeof'hp'", "acme:comparison(==)// hp:other()//"},
    {"a.cc", "1'000 == y && x == \"acme\"", "acme:comparison(==)//"},
    {"a.sql", "a = 'it\\'s' and b = 'C:\\' and x = 'acme' and c = E'\\'' and y = 'hp'",
     "acme:comparison(=)// hp:comparison(=)//"},
    {"a.pl", "$#list == 1 && $x eq 'acme'", "acme:comparison(eq)//"},
    {"a.rb", "list <<EOS\nx == 'acme'", "acme:comparison(==)//"},
    {"a.php", "<? include('acme'); $x->equals('hp');", "acme:argument(include)// hp:call(equals)//"},
    {"a.sh", "equals acme x; git equals acme; find acme", "acme:call(equals)//"},
    {"a.yml", "name: equals in 'acme'\nif: x in ['acme']\ny: {{ equals .x 'hp' }}",
     "acme:other()// acme:comparison(in)// hp:call(equals)//"},
    {"a.yml", "when: org in ['acme', x]\nlist: ['acme', 'hp']\nx: f(['acme'])",
     "acme:comparison(in)/org/org acme:element(f)//"},
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
    {"a.cc", "m = {{\"acme\", 1}, {\"hp\", 2}}", "acme:key()// hp:key()//"},
    {"a.js", "m = { ['acme']: 1 }", "acme:key()//"},
    {"a.js", "m.set('acme', 1); n = Set('hp')", "acme:argument(set)// hp:element(=)//"},
    {"a.cs", "new X<y> { \"acme\" }.equals(z); new X<y>() { \"hp\" }; f() { \"x\" }",
     "acme:call(equals)// hp:element()// x:other()//"},
    {"a.sh", "[[ $org =~ ^acme$ ]]; echo ^acme", "acme:comparison(=~)/org/org"},
    {"a.scala", "Set(\"acme\")(org)", "acme:call()/org/org"},
    {"a.pl", "$h{acme} = $x->{hp}; {acme}", "acme:key()// hp:key()//"},
    {"a.sh", "for org in acme hp; do", "acme:element()/org/org hp:element()/org/org"},
    {"a.sh", "[acme]=1 [$acme]=2", "acme:key()//"},
    {"a.sql", "insert into t (a, tenant) values (1, 'acme'), ('hp', 2)",
     "acme:value()/tenant/tenant hp:value()//tenant"},
    {"a.sql", "comment on t is 'acme'", "acme:other()//"},
    {"a.rb", "tenant.where(name: 'acme')", "acme:call(where)/tenant/tenant"},
    {"a.java", "@X(name = \"tenant\", value = \"acme\")", "acme:value(=)/tenant/tenant"},
    {"a.py", "authors = ['acme']", "acme:other(=)//"},
    /* Code and sentences inside of texts. */
    {"a.py", "f'{x == \"acme\"} {{x == \"hp\"}}' + '{x == \"acme\"}'", "acme:comparison(==)//"},
    {"a.py", "rF\"\"\"\n{x == 'acme'}\n\"\"\" == 'hp'", "acme:comparison(==)// hp:comparison(==)//"},
    {"a.cs", "$@\"{x == \"acme\"} \"\" {{\" == \"hp\"", "acme:comparison(==)// hp:comparison(==)//"},
    {"a.sh", "f 'acme' <<A <<'B'\nwhere x = 'acme' -- reqlint: one\nA\nwhere x = 'hp'\nB\n[ $x = acme ] # reqlint: two",
     "acme:argument(f)// acme:comparison(=)// hp:comparison(=)// acme:comparison(=)// remark:one remark:two"},
    {"a.py", "s = 'insert into t (tenant) values (\"acme\")'", "acme:value()/tenant/tenant"},
    {"a.py", "s = 'case x when \"acme\" then 1'; s = 'in case \"acme\"'", "acme:case(when)//"},
    {"a.sh", "awk '$1 == \"acme\"'; jq '.x == \"hp\"'; echo 'x == \"acme\"'",
     "acme:comparison(==)// hp:comparison(==)//"},
    {"a.yml", "if: contains(fromJSON('[\"acme\", \"x y\"]'), org)", "acme:argument(contains)/org/org"},
    {"a.js", "/^acme$/i.test(x) || /acme$/.test(x) || x.match(/^hp$/)", "acme:call(test)// hp:argument(match)//"},
    {"a.yml", "a: ${{ 'acme' == x }}\nb: \"'hp' == x\"\nc: {'acme': 1}\nd: \"'\"\ne: x == 'hp'",
     "acme:comparison(==)// hp:comparison(==)// hp:comparison(==)//"},
    {"a.yml", "a: {{ 'acme' | quote }}\nb: \"{{ 'hp' }}\"", "acme:other()// hp:other()//"},
    {"a.scala", "x eq \"acme\" || \"hp\" ne x", "acme:comparison(eq)// hp:comparison(ne)//"},
    {"a.rb", "x.equals?('acme') && y.equals? 'hp'; z ? ('acme') : 'hp'; z ? 'acme' : 'hp'",
     "acme:call(equals)// hp:call(equals)// acme:value(?)// hp:value(:)// acme:value(?)// hp:value(:)//"},
    {"a.js", "x?\"acme\":\"hp\"; if (!('acme' == x)) {}", "acme:value(?)// hp:value(:)// acme:comparison(==)//"},
    {"a.rb", "x =~ /\\Aacme\\z/", "acme:comparison(=~)//"},
    {"a.java", "org == 1042L || org == 1042x", "1042:comparison(==)/org/org"},
    /* Rows, unions and enumerations. */
    {"a.c", "{ .name = \"acme\", .days = 1 }, { .name = \"hp\" }", "acme:key()// hp:value(=)//"},
    {"a.c", "[A] = { \"acme\", 1 }, [B] = { \"hp\" }", "acme:key()// hp:element(=)//"},
    {"a.ts", "type Early = 'acme' | 'hp'\ntype Tenant =\n  | 'acme'",
     "acme:element(=)// hp:element(=)// acme:element(=)/tenant/"},
    {"a.ts", "enum E { A = 'acme' }\nclass E { A = 'hp' }", "acme:case(=)// hp:value(=)//"},
    {"a.java", "enum E { A(\"acme\"), B(f(\"hp\")); }", "acme:case(A)// hp:argument(f)//"},
    {"a.kt", "f(Pair(\"acme\", 1), \"hp\" to 2)", "acme:key()// hp:key()//"},
    {"a.java", "new SimpleEntry<>(\"acme\", 1); f<a, b>(\"hp\")", "acme:key()// hp:argument(f)//"},
    {"a.js", "f({ acme: acme, hp: y })", "hp:key()//"},
    {"a.go", "\"acme\": {1},\n\"hp\": {2},", "acme:key()// hp:key()//"},
    {"a.cs", "y switch { (\"acme\", _) => 1 }", "acme:case(=>)//"},
    {"a.py", "match y:\n  case {\"k\": \"acme\"}:", "acme:case(case)//"},
    {"a.cc", "std::vector<int> tenants{\"acme\"}", "acme:element()/tenant/tenant"},
    {"a.py", "ACME_ID: str = 'acme'\nHPX = 'hp'", "acme:constant(=)// hp:value(=)//"},
    {"a.c", "#define ACME \"acme\"\n#define ORG \"hp\"", "acme:constant(ACME)// hp:value(ORG)/org/org"},
    /* Regular expressions and escapes. */
    {"a.py", "f(r'^acme$'); f(r'^acme'); y = r'\\Ahp\\Z'", "acme:call(f)// hp:comparison(=)//"},
    {"a.php", "<? f('/^acme$/i', '#^hp$#')", "acme:call(f)// hp:call(f)//"},
    {"a.go", "y == \"acme\\u0020corp\" || y == \"acme\\x20corp\" || y == \"\\u0061cme\" || y == \"acme\\x00corp\"",
     "acme\\u0020corp:comparison(==)// acme\\x20corp:comparison(==)//"},
    {"a.sh", "[[ $y =~ ^acme$ ]]; f \"${TENANT:-acme}\" ${ORG-hp}",
     "acme:comparison(=~)//tenant acme:value(:-)/tenant/tenant hp:value(-)/org/tenant"},
    {"a.sh", "equals -q acme; cat z | equals -e 'hp'", "acme:call(equals)// hp:call(equals)//"},
    /* What else is beside a literal. */
    {"a.java", "@X(\"acme\") private String tenant; @X(\"hp\") void tenant() {}",
     "acme:argument(X)/tenant/tenant hp:argument(X)//tenant"},
    {"a.rs", "#[arg(default = \"acme\")]\ntenant: T", "acme:value(=)/tenant/"},
    {"a.py", "f('--tenant', default='acme')\nf(['--org', 'hp'])",
     "acme:value(=)/tenant/tenant hp:value('--org')/org/org"},
    {"a.pl", "has tenant => (default => 'acme'); $e{ORG} ||= 'hp'",
     "acme:value(=>)/tenant/tenant hp:value(||=)/org/tenant"},
    {"a.cs", "string Tenant { get; } = \"acme\"", "acme:value(=)/tenant/tenant"},
    {"a.yml", "y: {{ .tenant | default 'acme' }}\nz: ${{ org || 'hp' }}",
     "acme:value(default)/tenant/tenant hp:value(||)/org/org"},
    {"a.cc", "y == f(\"acme\"); f(\"hp\") != y", "acme:comparison(==)// hp:comparison(!=)//"},
    {"a.pl", "any { $_ eq $y } qw(acme); map { $_ } qw(hp)", "acme:call()// hp:element()//"},
    {"a.kt", "f(tenant = y) eq \"acme\"", "acme:comparison(eq)/tenant/tenant"},
    /* What is told to people, and tests. */
    {"a.py", "log.info('acme', tenant)\nget_tenant_info('hp')",
     "acme:other(info)//tenant hp:argument(get_tenant_info)/tenant/tenant"},
    {"a.py", "assert_equal(tenant, 'acme'); expect(tenant).to('hp')", "acme:other()//tenant hp:other()//tenant"},
    {"a.tsx", "<p>Say tenant == \"acme\" here.</p>", "acme:other(==)//tenant"},
    {"a.yml", "d: used when tenant == \"acme\"\ne: tenant == \"hp\"\nf: tenant == \"hp\" is old",
     "acme:other()//tenant hp:comparison(==)/tenant/tenant hp:other()//tenant"},
    {"a.py", "df.query(\"y == 'acme'\"); log.info(\"y == 'hp'\"); f(\"say y == 'hp'\"); z = \"y == 'hp'\"",
     "acme:comparison(==)//"},
    {"a.rb", "t.where(\"y = 'acme'\"); f(\"y = 'hp'\")", "acme:comparison(=)//"},
    {"a.js", "z = `<p *if=\"y === 'acme'\" alt=\"say y === 'hp'\">`", "acme:comparison(===)//"},
    {"a.yml", "y: \"{{ eq .z \\\"acme\\\" }}\"", "acme:comparison(eq)//"},
    {"a.go", "t := `{{ if equals .z \"acme\" }}`", "acme:call(equals)//"},
    {"a.rs", "#[cfg(test)] mod t { y == \"acme\" } y == \"hp\"; #[cfg(not(test))] fn f() { y == \"acme\" }",
     "hp:comparison(==)// acme:comparison(==)//"},
    {"a.c", " * y == \"acme\"\n */ y == \"hp\"", "hp:comparison(==)//"},
    /* Words of identifiers. */
    {"a.java", "class WorksCouncilApproval extends WorkscouncilX {}",
     "WorksCouncil:identifier(WorksCouncilApproval)// Workscouncil:identifier(WorkscouncilX)//"},
    {"a.c", "ROLE_WORKS_COUNCIL = 1; f(by_workscouncil, byWorksCouncil2)",
     "WORKS_COUNCIL:identifier(ROLE_WORKS_COUNCIL)// workscouncil:identifier(by_workscouncil)// "
     "WorksCouncil:identifier(byWorksCouncil2)//"},
    {"a.c", "workscouncils + myworkscouncil + WORKSCOUNCILS + works.council + works + workscouncil_",
     "workscouncil:identifier(workscouncil_)//"},
    {"a.c", "XMLWorksCouncil; WORKSCouncil; HTTPServer; WORKS__COUNCIL",
     "WorksCouncil:identifier(XMLWorksCouncil)// "
     "WORKSCouncil:identifier(WORKSCouncil)// WORKS__COUNCIL:identifier(WORKS__COUNCIL)//"},
    {"a.c", "worksCouncilNorthEast", "worksCouncilNorth:identifier(worksCouncilNorthEast)//"},
    {"a.c", "worksCouncilNorthern", "worksCouncil:identifier(worksCouncilNorthern)//"},
    {"a.go", "isHR || isHr || three || HRx || HRX || hr_1",
     "HR:identifier(isHR)// Hr:identifier(isHr)// hr:identifier(hr_1)//"},
    {"a.go", "B\xC3\xBCroLeitung; vorb\xC3\xBCro; needs4Eyes; x44eyes",
     "B\xC3\xBCro:identifier(B\xC3\xBCroLeitung)// "
     "4Eyes:identifier(needs4Eyes)//"},
    {"a.py", "x = workscouncil\ny(workscouncil, tenant.id)", "workscouncil:identifier(workscouncil)//"},
    {"a.py", "y(tenant, workscouncil)", "workscouncil:identifier(workscouncil)//tenant"},
    /* Literals that are like identifiers; what is whole is a literal. */
    {"a.py", "can('approve:works-council') or can('role.works_council') or r == 'workscouncil'",
     "works-council:identifier(approve:works-council)// works_council:identifier(role.works_council)// "
     "workscouncil:comparison(==)//"},
    {"a.py", "log('the workscouncil'); x = 'a/workscouncil'; f'{by_workscouncil} workscouncil'",
     "workscouncil:identifier(by_workscouncil)//"},
    {"a.py", "# workscouncil\n'''workscouncil\nis'''", ""},
    {"a.sh", "./bin/works-council --by-works-council $WORKS_COUNCIL",
     "works-council:identifier(--by-works-council)// WORKS_COUNCIL:identifier(WORKS_COUNCIL)//"},
    {"a.yml", "workscouncil: by_workscouncil\nif: by_workscouncil == 'x'", "x:comparison(==)//"},
    {"a.sql", "select works_council_id from t where \"works council\" = 1",
     "works_council:identifier(works_council_id)//"},
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
    const struct rq_code_names *known = rq_code_names_new(arena, names, inside, NAME_COUNT);
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

/* "endings: language" */
static const char *const all_endings[][2] = {
    {"c h", "c"},
    {"cc cpp cxx c++ hpp hh hxx ipp inl", "c++"},
    {"cs csx", "c#"},
    {"go", "go"},
    {"java", "java"},
    {"js mjs cjs jsx", "javascript"},
    {"kt kts", "kotlin"},
    {"pl pm psgi", "perl"},
    {"php phtml inc", "php"},
    {"py pyi pyw", "python"},
    {"rb rake gemspec ru", "ruby"},
    {"rs", "rust"},
    {"scala sc sbt", "scala"},
    {"sh bash zsh ksh bashrc zshrc", "shell"},
    {"sql psql pgsql plsql tsql ddl dml", "sql"},
    {"swift", "swift"},
    {"ts mts cts tsx", "typescript"},
    {"yaml yml tpl", "yaml"},
};

static void assert_language(const struct rq_code_language *language, const char *name)
{
    assert_non_null(language);
    assert_string_equal(rq_code_language_name(language).ptr, name);
}

static void test_endings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof all_endings / sizeof *all_endings; i++)
        for (const char *at = all_endings[i][0]; *at != '\0';) {
            char path[32];
            size_t length = strcspn(at, " ");
            int count = snprintf(path, sizeof path, "src/a.%.*s", (int)length, at);
            assert_language(rq_code_language_of((rq_str){path, (size_t)count}), all_endings[i][1]);
            at += length + (at[length] == ' ');
        }
}

static const struct {
    const char *line, *language; /* NULL: none */
} scripts[] = {
    {"#!/bin/sh\nx", "shell"},
    {"#! /usr/bin/env -S FOO=1 python3.11 -u\n", "python"},
    {"#!/usr/bin/env node", "javascript"},
    {"#!/opt/perl5/bin/perl5.36 -w\r\n", "perl"},
    {"#!/usr/bin/env ts-node\n", "typescript"},
    {"#!/usr/bin/env zsh\n", "shell"},
    {"#!/usr/bin/env ash\n", "shell"},
    {"#!/usr/bin/env", NULL},
    {"#!", NULL},
    {"#!/usr/bin/make -f\npython", NULL},
    {" #!/bin/sh", NULL},
    {"", NULL},
};

static void test_scripts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        const struct rq_code_language *language = rq_code_language_of_script(rq_str_from(scripts[i].line));
        if (scripts[i].language == NULL)
            assert_null(language);
        else
            assert_language(language, scripts[i].language);
    }
    assert_true(rq_code_may_be_script(RQ_STR("bin.d/run")));
    assert_false(rq_code_may_be_script(RQ_STR("bin/run.txt")));
    assert_false(rq_code_may_be_script(RQ_STR("bin/")));
}

static void test_languages(void **state)
{
    (void)state;
    assert_language(rq_code_language_of(RQ_STR("x/Gemfile")), "ruby");
    assert_language(rq_code_language_of(RQ_STR("SConstruct")), "python");
    assert_null(rq_code_language_of(RQ_STR("Gemfile.lock")));
    assert_null(rq_code_language_of(RQ_STR("")));
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
    const struct rq_code_names *known = rq_code_names_new(arena, names, inside, NAME_COUNT);
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
    const struct rq_code_names *known = rq_code_names_new(arena, odd, NULL, 2);
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
        cmocka_unit_test(test_reads),     cmocka_unit_test(test_endings), cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_languages), cmocka_unit_test(test_names),   cmocka_unit_test(test_odd_names),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
