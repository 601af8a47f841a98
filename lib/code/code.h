/*
 * Names in source code: which string literals are a name that is known, and what the code does with them.
 *
 * A literal counts where it is the name as a whole; letter case does not count.  Where it stands is told from the tokens
 * around it, of any language in the table of language.c: comments, and text that is no code, are left out.  Nothing here
 * knows what the names are names of.
 *
 * Pure.  Offsets are bytes of the text, which is at most RQ_LIMIT_FILE_BYTES long.
 */
#ifndef RQ_CODE_H
#define RQ_CODE_H

#include "base/text.h"

struct rq_code_language;

/* The language of a file by the ending of its name, or by the name ("Rakefile"); NULL for a file that is no source code. */
const struct rq_code_language *rq_code_language_of(rq_str path);

/* True for a file whose name has no ending: its first line may say what it is written in. */
bool rq_code_may_be_script(rq_str path);

/* The language of a text by the program that its first line names ("#!/usr/bin/env python3"); NULL where it names none. */
const struct rq_code_language *rq_code_language_of_script(rq_str text);

/* "python", "c++" …: a literal. */
rq_str rq_code_language_name(const struct rq_code_language *language);

/* Names that are searched for together. */
struct rq_code_names;

/* Takes names to search for.  Empty ones, those with a line break and those over RQ_LIMIT_NAME_BYTES are left out: no
 * literal is like that.  Those that `inside` marks (NULL: none) are also found inside of identifiers and of literals that are
 * like them, as whole words: the letters and digits of such a name stand in its text, and nothing else.  In `arena`; the
 * texts must live as long. */
const struct rq_code_names *rq_code_names_new(struct rq_arena *arena, const rq_str *texts, const bool *inside,
                                              size_t count);

/* The first of the names that are this text but for the case of ASCII letters; RQ_NOT_FOUND where none is. */
size_t rq_code_names_find(const struct rq_code_names *names, rq_str text);

/* The next one that is the same but for case; RQ_NOT_FOUND after the last. */
size_t rq_code_names_next(const struct rq_code_names *names, size_t name);

/* A first look, at the speed of reading: false where rq_code_read would surely find nothing. */
bool rq_code_may_hold(const struct rq_code_names *names, const struct rq_code_language *language, rq_str text);

/* What a literal is for. */
enum rq_code_context {
    RQ_CODE_COMPARISON, /* x == "…", x in ("…", "…") */
    RQ_CODE_CALL,       /* x.equals("…"): the function is one of those that compare */
    RQ_CODE_CASE,       /* case "…": */
    RQ_CODE_KEY,        /* {"…": 1}, x["…"] */
    RQ_CODE_ELEMENT,    /* ["…", "…"] */
    RQ_CODE_CONSTANT,   /* ACME = "acme": the name repeats the literal */
    RQ_CODE_VALUE,      /* x = "…" */
    RQ_CODE_ARGUMENT,   /* f("…") of any other function */
    RQ_CODE_INSIDE,     /* words of an identifier, which is said by `with`; each identifier once in a file */
    RQ_CODE_OTHER
};

/* "comparison", "call" …: a literal. */
rq_str rq_code_context_name(enum rq_code_context context);

/* Words, in lower case, that the caller gives meaning to. */
struct rq_code_words {
    const rq_str *subjects; /* in the name of what holds an account: "tenant" is a word of tenantId and of TENANTS */
    size_t subject_count;
    const rq_str
        *calls; /* names of functions that compare, "str_starts_with" and "strStartsWith" alike: "strstartswith" */
    size_t call_count;
};

/* A literal that is a name. */
struct rq_code_mention {
    size_t start, end; /* without its quotes */
    size_t name;       /* the first of those that it is */
    enum rq_code_context context;
    bool number;                 /* it is a number, and has no quotes */
    size_t with_start, with_end; /* the operator, the function or the identifier; empty: none */
    rq_str subject;              /* the subject that the code beside it has in a name; empty: none */
    rq_str near;                 /* likewise anywhere in its line */
};

/* A comment that begins with "reqlint:": what follows, without what closes the comment. */
struct rq_code_remark {
    size_t start, end;
};

struct rq_code_facts {
    const struct rq_code_mention *mentions; /* in the order of the text */
    size_t mention_count;
    const struct rq_code_remark *remarks;
    size_t remark_count;
    bool more; /* there is more than RQ_LIMIT_CODE_FACTS of either */
};

/* Reads a text that is valid UTF-8.  All in `arena`; subjects are those of the words.  Linear in
 * the text; the tokens take about 20 bytes each. */
void rq_code_read(struct rq_arena *arena, const struct rq_code_language *language, const struct rq_code_names *names,
                  const struct rq_code_words *words, rq_str text, struct rq_code_facts *facts);

#endif
