/*
 * From a text to what it says: tokens, then those that are names, then what each is for.
 *
 * A string that is not a name as a whole may hold a sentence of SQL, in which a name is a literal again.  Such a string is
 * cut once more, and of what is found there only comparisons count: prose names accounts too.
 */
#include "base/limits.h"
#include "code/context.h"

#include <string.h>

enum {
    MOST_SENTENCE = 400, /* tokens of a sentence that are looked at */
    /* Words and numbers of which nothing comes in the end cost as much as those that count. */
    MOST_TRIED = 10 * RQ_LIMIT_CODE_FACTS
};

struct reader {
    struct rq_arena *arena;
    const struct rq_code_names *names;
    struct rq_code_view view;
    struct rq_code_facts *facts;
    struct rq_code_mention *mentions;
    struct rq_code_remark *remarks;
    size_t mention_cap, remark_cap, tried;
};

rq_str rq_code_context_name(enum rq_code_context context)
{
    static const rq_str names[] = {{"comparison", 10}, {"call", 4},  {"case", 4},     {"key", 3},
                                   {"element", 7},     {"value", 5}, {"argument", 8}, {"other", 5}};
    return names[context];
}

/* {acme: 1}, acme => 1 */
static bool is_bare_key(const struct rq_code_view *view, long i)
{
    const struct rq_code_language *language = view->language;
    bool arrow = rq_code_is_sign(view, i + 1, " => ") && rq_code_has(language, RQ_CODE_QUOTE_WORDS);
    bool colon = rq_code_is_sign(view, i + 1, " : ") && rq_code_touches(view, i) && rq_code_has_bare_names(language) &&
                 !rq_code_has(language, RQ_CODE_BARE_WORDS);
    if (!arrow && !colon)
        return false;
    if (!rq_code_is_sign(view, i - 1, " { , ( "))
        return false;
    long open = rq_code_enclosing(view, i);
    return arrow || rq_code_has(language, RQ_CODE_SYMBOLS) || rq_code_is_sign(view, open, " { ");
}

/* A part of a longer word of a shell is no literal: "$x"acme, acme*. */
static bool stands_alone(const struct rq_code_view *view, const struct rq_code_token *token)
{
    if (!rq_code_has(view->language, RQ_CODE_BARE_WORDS))
        return true;
    char before = token->start == 0 ? '\n' : view->text.ptr[token->start - 1];
    char after = token->end < view->text.len ? view->text.ptr[token->end] : '\n';
    return strchr(" \t\r\n=(|;&<>", before) != NULL && strchr(" \t\r\n)|;&<>", after) != NULL;
}

static bool may_be_name(const struct rq_code_view *view, long i)
{
    const struct rq_code_token *token = &view->tokens[i];
    switch (token->kind) {
    case RQ_CODE_TEXT:
        return token->whole && stands_alone(view, token);
    case RQ_CODE_NUMBER:
        return !token->bare || stands_alone(view, token);
    case RQ_CODE_WORD:
        return token->bare ? stands_alone(view, token) : is_bare_key(view, i);
    default:
        return false;
    }
}

/* A sentence of SQL has a keyword before what it compares; prose may have a name and an equals sign. */
static bool is_in_sentence(const struct rq_code_view *view, long i, const struct rq_code_mention *mention)
{
    rq_str with = rq_str_slice(view->text, mention->with_start, mention->with_end);
    bool sql = mention->context == RQ_CODE_COMPARISON && !rq_str_equal(with, RQ_STR("==")) &&
               !rq_str_equal(with, RQ_STR("is"));
    bool keyword = false;
    for (long first = i - MOST_SENTENCE; sql && i >= 0 && i > first && !keyword; i--)
        keyword = rq_code_is_keyword(view, i, " where and or on set when having ");
    return keyword;
}

/* What has no quotes is a word or a number like any other, until something makes it more. */
static bool counts(const struct rq_code_view *view, long i, const struct rq_code_mention *mention)
{
    const struct rq_code_token *token = &view->tokens[i];
    if (token->embedded)
        return is_in_sentence(view, i, mention);
    if (token->kind == RQ_CODE_NUMBER)
        return mention->subject.len > 0;
    return token->kind != RQ_CODE_WORD || mention->subject.len > 0 ||
           (mention->context != RQ_CODE_OTHER && mention->context != RQ_CODE_ARGUMENT);
}

static void take_mention(struct reader *reader, long i)
{
    const struct rq_code_token *token = &reader->view.tokens[i];
    if (!may_be_name(&reader->view, i))
        return;
    size_t name = rq_code_names_find(reader->names, rq_str_slice(reader->view.text, token->first, token->last));
    if (name == RQ_NOT_FOUND)
        return;
    if (reader->facts->mention_count == RQ_LIMIT_CODE_FACTS || reader->tried == MOST_TRIED) {
        reader->facts->more = true;
        return;
    }
    reader->tried++;
    struct rq_code_mention mention = {
        .start = token->first, .end = token->last, .name = name, .number = token->kind == RQ_CODE_NUMBER};
    rq_code_classify(&reader->view, i, &mention);
    if (!counts(&reader->view, i, &mention))
        return;
    reader->mentions = rq_grow(reader->arena, reader->mentions, reader->facts->mention_count, &reader->mention_cap,
                               sizeof *reader->mentions);
    reader->mentions[reader->facts->mention_count++] = mention;
}

static void take_remark(struct reader *reader, const struct rq_code_token *token)
{
    if (reader->facts->remark_count == RQ_LIMIT_CODE_FACTS) {
        reader->facts->more = true;
        return;
    }
    reader->remarks = rq_grow(reader->arena, reader->remarks, reader->facts->remark_count, &reader->remark_cap,
                              sizeof *reader->remarks);
    reader->remarks[reader->facts->remark_count++] = (struct rq_code_remark){token->first, token->last};
}

/* Tokens without remarks: nothing that looks around a token shall see them. */
static void take_remarks_out(struct reader *reader, struct rq_code_tokens *tokens)
{
    size_t kept = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->items[i].kind == RQ_CODE_REMARK)
            take_remark(reader, &tokens->items[i]);
        else
            tokens->items[kept++] = tokens->items[i];
    }
    tokens->count = kept;
}

/* True for a text with blanks and a quoted name in it. */
static bool may_hold_sentence(const struct reader *reader, const struct rq_code_language *sql,
                              const struct rq_code_token *token)
{
    rq_str text = rq_str_slice(reader->view.text, token->first, token->last);
    return token->kind == RQ_CODE_TEXT && !token->bare && memchr(text.ptr, ' ', text.len) != NULL &&
           rq_code_may_hold(reader->names, sql, text);
}

static void read_sentence(struct reader *reader, const struct rq_code_language *sql, const struct rq_code_token *token)
{
    struct reader inner = *reader;
    struct rq_code_tokens tokens = {.arena = reader->arena};
    rq_code_lex(sql, reader->view.text, token->first, token->last, &tokens);
    inner.view.language = sql;
    inner.view.tokens = tokens.items;
    inner.view.count = tokens.count;
    for (size_t i = 0; i < tokens.count; i++) {
        tokens.items[i].embedded = true;
        take_mention(&inner, (long)i);
    }
    reader->mentions = inner.mentions;
    reader->mention_cap = inner.mention_cap;
    reader->tried = inner.tried;
}

void rq_code_read(struct rq_arena *arena, const struct rq_code_language *language, const struct rq_code_names *names,
                  const struct rq_code_words *words, rq_str text, struct rq_code_facts *facts)
{
    struct rq_code_tokens tokens = {.arena = arena};
    struct reader reader = {.arena = arena, .names = names, .facts = facts};
    const struct rq_code_language *sql = rq_code_language_of(RQ_STR("x.sql"));
    *facts = (struct rq_code_facts){0};
    rq_code_lex(language, text, 0, text.len, &tokens);
    take_remarks_out(&reader, &tokens);
    reader.view = (struct rq_code_view){language, words, text, tokens.items, tokens.count};
    for (size_t i = 0; i < tokens.count; i++) {
        take_mention(&reader, (long)i);
        if (language != sql && may_hold_sentence(&reader, sql, &tokens.items[i]))
            read_sentence(&reader, sql, &tokens.items[i]);
    }
    facts->mentions = reader.mentions;
    facts->remarks = reader.remarks;
}
