/* What git takes out of messages: expected values are those of git-commit(1), --cleanup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reqlint/message.h"

#define SCISSORS "# ------------------------ >8 ------------------------\n"

static const struct row {
    const char *name, *text, *cleanup, *comment;
    bool edited;
    const char *expected;
} rows[] = {
    {"not edited: all of it stays", "One\n\n# two\n", "", "", false, "One\n\n# two"},
    {"edited: comments go", "One\n\n# two\nthree\n# four", "", "", true, "One\n\nthree"},
    {"a # inside a line is text", "Fix #7\n", "", "", true, "Fix #7"},
    {"a blank before it too", "One\n\n # two\n", "", "", true, "One\n\n # two"},
    {"edited: what is below the scissors goes", "One\n" SCISSORS "diff --git a/x b/x\n+# y\n", "", "", true, "One"},
    {"not edited: scissors are text", "One\n" SCISSORS "two\n", "", "", false, "One\n" SCISSORS "two"},
    {"scissors alone", "One\n# two\n" SCISSORS "three\n", "scissors", "", true, "One\n# two"},
    {"strip, though not edited", "One\n# two\n", "strip", "", false, "One"},
    {"whitespace, though edited", "One\n# two\n", "whitespace", "", true, "One\n# two"},
    {"verbatim", "One\n# two\n", "verbatim", "", true, "One\n# two"},
    {"default is the default", "One\n# two\n", "default", "", true, "One"},
    {"another sign", "# One\n; two\n", "", ";", true, "# One"},
    {"a sign of several letters", "# One\n// two\n", "", "//", true, "# One"},
    {"scissors with another sign", "One\n; ------------------------ >8 ------------------------\ntwo", "", ";", true,
     "One"},
    {"auto: what git's own comments show", "# One\n\n; Please enter\n;\n", "", "auto", true, "# One"},
    {"auto, and plain text to the end", "One\n# two\nthree", "", "auto", true, "One\nthree"},
    {"line ends of Windows", "One\r\n# two\r\n\r\nthree\r\n", "", "", true, "One\r\n\r\nthree"},
    {"a fixup has nothing of its own", "fixup! We promise all\n", "", "", false, ""},
    {"of a fixup", "fixup! fixup! One\n", "", "", false, ""},
    {"a squash has what follows", "squash! One\n\nAnd two\n", "", "", false, "And two"},
    {"an amend has a whole message", "amend! One\n\nTwo\n\nthree\n", "", "", false, "Two\n\nthree"},
    {"a comment above a fixup", "# two\nfixup! One\n", "", "", true, ""},
    {"no fixup", "fixup!One\n", "", "", false, "fixup!One"},
    {"nothing", "", "", "", true, ""},
    {"nothing with auto", "\n\n", "", "auto", true, ""},
    {"comments alone", "# One\n# two", "", "", true, ""},
};

static void test_cleanup(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct rq_message_habits habits = {rq_str_from(rows[i].cleanup), rq_str_from(rows[i].comment),
                                                 rows[i].edited};
        rq_str kept = rq_message_clean(arena, rq_str_from(rows[i].text), &habits);
        if (!rq_str_equal(kept, rq_str_from(rows[i].expected))) {
            print_error("%s: expected \"%s\", not \"%.*s\"\n", rows[i].name, rows[i].expected, RQ_ARG(kept));
            wrong++;
        }
    }
    rq_arena_free(arena);
    assert_int_equal(wrong, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cleanup),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
