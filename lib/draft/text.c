/*
 * The form as a file.  Each field stands below a comment with what the kind says about it, so that a person who fills it in
 * types at the end of a line:
 *
 *   # how often it will be used: daily, weekly, monthly, quarterly, yearly or once
 *   frequency:
 */
#include "draft/draft.h"
#include "yaml/yaml.h"

enum { WIDTH = 100 };

/* What may stand there: the words of the field, or of its items. */
static void add_words(struct rq_buf *buf, const struct rq_field *field)
{
    const struct rq_texts *words = field->items != NULL ? &field->items->words : &field->words;
    for (size_t i = 0; i < words->count; i++) {
        bool first = i == 0 && buf->len == 0;
        rq_buf_add(buf, first                  ? RQ_STR("")
                        : i == 0               ? RQ_STR(": ")
                        : i + 1 < words->count ? RQ_STR(", ")
                                               : RQ_STR(" or "));
        rq_buf_add(buf, rq_value_source_text(buf->arena, words->items[i]));
    }
}

/* The next word from *at, which moves on; what would end a comment, or may not stand in a file, parts words. */
static rq_str next_word(rq_str text, size_t *at)
{
    while (*at < text.len && (unsigned char)text.ptr[*at] <= ' ')
        ++*at;
    size_t start = *at;
    while (*at < text.len && (unsigned char)text.ptr[*at] > ' ')
        ++*at;
    return rq_str_slice(text, start, *at);
}

static void add_comment(struct rq_buf *buf, const struct rq_field *field, size_t indent)
{
    struct rq_buf about = {.arena = buf->arena};
    rq_buf_add(&about, rq_str_trim(field->about));
    add_words(&about, field);
    size_t column = 0;
    for (size_t at = 0;;) {
        rq_str word = next_word(rq_buf_text(&about), &at);
        if (word.len == 0)
            break;
        if (column == 0 || column + 1 + word.len > WIDTH) {
            rq_buf_add(buf, column == 0 ? RQ_STR("") : RQ_STR("\n"));
            rq_buf_repeat(buf, ' ', indent);
            rq_buf_byte(buf, '#');
            column = indent + 1;
        }
        rq_buf_byte(buf, ' ');
        rq_buf_add(buf, word);
        column += 1 + rq_utf8_count(word);
    }
    rq_buf_add(buf, column == 0 ? RQ_STR("") : RQ_STR("\n"));
}

/* A field that may hold a day holds it as everybody writes days; in a text it is quoted like a number. */
static enum rq_yaml_days days_of(const struct rq_field *field)
{
    bool days = field == NULL || field->type == RQ_FIELD_DATE || field->type == RQ_FIELD_ANY;
    return days ? RQ_YAML_DAYS_PLAIN : RQ_YAML_DAYS_QUOTED;
}

static void add_items(struct rq_buf *buf, const struct rq_draft_node *node, size_t indent)
{
    const struct rq_list *list = node->value.as.list;
    for (uint32_t i = 0; i < list->count; i++) {
        rq_buf_byte(buf, '\n');
        rq_buf_repeat(buf, ' ', indent + 2);
        rq_buf_add(buf, RQ_STR("- "));
        rq_yaml_emit(buf, list->items[i], days_of(node->field == NULL ? NULL : node->field->items), indent + 2);
    }
    rq_buf_add(buf, list->count == 0 ? RQ_STR(" []\n") : RQ_STR("\n"));
}

static void add_nodes(struct rq_buf *buf, const struct rq_draft_node *node, size_t indent, bool entry);

static bool has_inner(const struct rq_draft_node *node)
{
    for (size_t i = 0; i < node->inner_count; i++)
        if (!node->inner[i].left_out)
            return true;
    return false;
}

static void add_value(struct rq_buf *buf, const struct rq_draft_node *node, size_t indent)
{
    enum rq_field_type type = node->field == NULL ? RQ_FIELD_ANY : node->field->type;
    if (node->value.kind == RQ_LIST) {
        add_items(buf, node, indent);
    } else if (node->value.kind != RQ_ABSENT) {
        rq_buf_byte(buf, ' ');
        rq_yaml_emit(buf, node->value, days_of(node->field), indent);
        rq_buf_byte(buf, '\n');
    } else if (has_inner(node)) {
        rq_buf_byte(buf, '\n');
        add_nodes(buf, node, indent + (type == RQ_FIELD_LIST ? 4 : 2), type == RQ_FIELD_LIST);
    } else {
        rq_buf_add(buf, type == RQ_FIELD_LIST  ? RQ_STR(" []\n")
                        : type == RQ_FIELD_MAP ? RQ_STR(" {}\n")
                                               : RQ_STR("\n"));
    }
}

/* Of an entry of a list the first field stands behind the dash. */
static void add_nodes(struct rq_buf *buf, const struct rq_draft_node *node, size_t indent, bool entry)
{
    bool dash = entry;
    for (size_t i = 0; i < node->inner_count; i++) {
        const struct rq_draft_node *inner = &node->inner[i];
        if (inner->left_out)
            continue;
        if (inner->field != NULL)
            add_comment(buf, inner->field, indent - (dash ? 2 : 0));
        rq_buf_repeat(buf, ' ', indent - (dash ? 2 : 0));
        rq_buf_add(buf, dash ? RQ_STR("- ") : RQ_STR(""));
        rq_yaml_emit_key(buf, inner->name);
        rq_buf_byte(buf, ':');
        add_value(buf, inner, indent);
        dash = false;
    }
}

rq_str rq_draft_text(const struct rq_draft *draft)
{
    struct rq_buf buf = {.arena = draft->arena};
    add_nodes(&buf, &draft->root, 0, false);
    return rq_buf_text(&buf);
}

rq_str rq_draft_entry(const struct rq_draft *draft, size_t indent)
{
    struct rq_buf buf = {.arena = draft->arena};
    add_nodes(&buf, &draft->root, indent + 2, true);
    return rq_buf_text(&buf);
}
