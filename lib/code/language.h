/* What the lexer knows of a language.  Private to this folder. */
#ifndef RQ_CODE_LANGUAGE_H
#define RQ_CODE_LANGUAGE_H

#include "base/ascii.h"
#include "code/code.h"

enum rq_code_string_flag {
    RQ_CODE_LINES = 1,   /* goes on across line breaks */
    RQ_CODE_ESCAPES = 2, /* a backslash takes the next byte */
    RQ_CODE_DOUBLES = 4, /* the closing quote twice is one of it */
    RQ_CODE_NAMES = 8,   /* quotes a name, such as that of a column */
    RQ_CODE_GUESSES = 16 /* a backslash takes the closing quote if a word goes on behind it */
};

/* One way to write a string. */
struct rq_code_string {
    const char *open, *close;
    unsigned flags;
    const char *code; /* what opens code inside, such as "${"; or NULL */
    char prefix;      /* a letter that stands before it, in either case; NUL: any or none */
};

enum rq_code_trait {
    RQ_CODE_NESTS = 1,          /* block comments nest */
    RQ_CODE_BARE_WORDS = 2,     /* every word is a string (shell) */
    RQ_CODE_BARE_KEYS = 4,      /* {acme: 1} */
    RQ_CODE_SYMBOLS = 8,        /* :acme, acme: 1 */
    RQ_CODE_HEREDOCS = 16,      /* <<EOT */
    RQ_CODE_PATTERNS = 32,      /* /…/ is a regular expression where a value may stand */
    RQ_CODE_EQUALS = 64,        /* `=` compares */
    RQ_CODE_QUOTE_WORDS = 128,  /* qw(…), q(…), m{…} of Perl */
    RQ_CODE_PERCENT = 256,      /* %w[…], %q(…) of Ruby */
    RQ_CODE_RAW_HASHES = 512,   /* r#"…"#, #"…"# */
    RQ_CODE_TICKS = 1024,       /* ' opens a character only if one is closed at once: 'a is a lifetime */
    RQ_CODE_RAW_PARENS = 2048,  /* R"x(…)x" */
    RQ_CODE_TEMPLATE = 4096,    /* code stands between <? and ?> */
    RQ_CODE_DATA = 8192,        /* quotes open a string only inside of an expression (YAML) */
    RQ_CODE_COMMANDS = 16384,   /* f "…" calls f */
    RQ_CODE_POD = 32768,        /* =begin … =end, =pod … =cut; __END__ */
    RQ_CODE_HASH_WORD = 65536,  /* # opens a comment only at the start of a word */
    RQ_CODE_ATTRIBUTES = 131072 /* #[…] stands before what it says something of (Rust) */
};

enum { RQ_CODE_MOST_STRINGS = 8 };

struct rq_code_language {
    const char *name;
    const char *line_comments[3];
    const char *block_open, *block_close;
    struct rq_code_string strings[RQ_CODE_MOST_STRINGS]; /* the first that fits counts */
    unsigned traits;
    const char *compares; /* words that compare, with a blank around each, in lower case */
};

/* Words that the lexer knows, and those that the caller gives meaning to, are no longer. */
enum { RQ_CODE_MOST_WORD = 40 };

/* True if a word stands in a list that has a blank around each of its words. */
bool rq_code_is_listed(rq_str word, const char *list);

#endif
