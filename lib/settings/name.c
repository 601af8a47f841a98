/* Templates are short, and rows have few captures: both are simply gone through. */
#include "settings/name.h"

static const struct rq_capture *find(const struct rq_join_row *row, rq_str name)
{
    for (size_t i = 0; i < row->capture_count; i++)
        if (rq_str_equal(row->captures[i].name, name))
            return &row->captures[i];
    return NULL;
}

bool rq_settings_text(struct rq_arena *arena, const struct rq_template *template, const struct rq_join_row *row,
                      rq_str *text)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < template->count; i++) {
        const struct rq_template_part *part = &template->parts[i];
        const struct rq_capture *capture = part->captured ? find(row, part->text) : NULL;
        if (part->captured && capture == NULL)
            return false;
        if (template->count == 1 && capture != NULL) {
            *text = capture->text;
            return true;
        }
        rq_buf_add(&buf, capture != NULL ? capture->text : part->text);
    }
    *text = rq_buf_text(&buf);
    return true;
}

/* A way while it grows: keys that are whole, and the one that more may be added to. */
struct way {
    struct rq_arena *arena;
    struct rq_key *keys;
    size_t count, cap;
    struct rq_buf last;
    bool open;
};

static void add_key(struct way *way, struct rq_key key)
{
    way->keys = rq_grow(way->arena, way->keys, way->count, &way->cap, sizeof *way->keys);
    way->keys[way->count++] = key;
}

static void add_text(struct way *way, rq_str text)
{
    rq_buf_add(&way->last, text);
    way->open = true;
}

static void end_key(struct way *way)
{
    if (way->open)
        add_key(way, (struct rq_key){.text = rq_buf_text(&way->last)});
    way->last = (struct rq_buf){.arena = way->arena};
    way->open = false;
}

static void add_literal(struct way *way, rq_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t dot = rq_str_find_byte(text, '.', at);
        rq_str part = rq_str_slice(text, at, dot);
        if (part.len > 0)
            add_text(way, part);
        if (dot == RQ_NOT_FOUND)
            return;
        end_key(way);
        at = dot + 1;
    }
}

static void add_capture(struct way *way, const struct rq_capture *capture)
{
    if (!capture->keys) {
        add_text(way, capture->text);
        return;
    }
    struct rq_keys keys = rq_keys_read(way->arena, capture->text);
    for (size_t i = 0; i < keys.count; i++) {
        if (i > 0 || keys.items[i].items)
            end_key(way);
        if (keys.items[i].items)
            add_key(way, keys.items[i]);
        else
            add_text(way, keys.items[i].text);
    }
}

bool rq_settings_way(struct rq_arena *arena, const struct rq_template *template, const struct rq_join_row *row,
                     struct rq_keys *keys)
{
    struct way way = {.arena = arena, .last.arena = arena};
    for (size_t i = 0; i < template->count; i++) {
        const struct rq_template_part *part = &template->parts[i];
        const struct rq_capture *capture = part->captured ? find(row, part->text) : NULL;
        if (capture != NULL)
            add_capture(&way, capture);
        else if (!part->captured)
            add_literal(&way, part->text);
        else
            return false;
    }
    end_key(&way);
    *keys = (struct rq_keys){way.keys, way.count};
    return way.count > 0;
}

/* The shortest beginning that one of the patterns matches is left out, once; but never the whole, nor a list. */
static struct rq_keys strip(struct rq_key_patterns patterns, struct rq_keys keys)
{
    for (size_t p = 0; p < patterns.count; p++)
        for (size_t i = 1; i < keys.count && !keys.items[i - 1].items; i++)
            if (rq_key_pattern_matches(patterns.items[p], (struct rq_keys){keys.items, i}))
                return (struct rq_keys){keys.items + i, keys.count - i};
    return keys;
}

struct rq_keys rq_settings_canonical(struct rq_arena *arena, const struct rq_setting_source *source,
                                     struct rq_keys keys)
{
    keys = strip(source->strip, keys);
    if (source->fold.count == 0)
        return keys;
    struct rq_key *folded = RQ_NEW_ARRAY(arena, struct rq_key, keys.count);
    for (size_t i = 0; i < keys.count; i++) {
        folded[i] = keys.items[i];
        if (!folded[i].items && rq_key_patterns_match(source->fold, (struct rq_keys){folded, i + 1}))
            folded[i] = (struct rq_key){.folded = true};
    }
    return (struct rq_keys){folded, keys.count};
}
