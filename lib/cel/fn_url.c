/*
 * URLs: Kubernetes' library, isURL and url with their accessors.
 *
 * A URL is what Go's url.ParseRequestURI takes (net/url, after RFC 3986): absolute, or a path from the root; "#" is a
 * character like any other.  There is no type of its own: url() gives a map of the parts as they are written, checked, and
 * the accessors read it.
 *
 *   url       = [ scheme ":" ] ( "//" authority [ path ] | path | opaque ) [ "?" query ]
 *   authority = [ userinfo "@" ] host [ ":" { digit } ]
 */
#include "base/ascii.h"
#include "cel/args.h"

#include <string.h>

struct url {
    rq_str scheme, host, path, query;
};

static bool is_one_of(char byte, const char *set)
{
    return byte != '\0' && strchr(set, byte) != NULL;
}

static bool is_unreserved(char byte)
{
    return rq_ascii_is_letter(byte) || rq_ascii_is_digit(byte) || is_one_of(byte, "-_.~");
}

/* True if the text has "%" and two hexadecimal digits at this place. */
static bool is_escape(rq_str text, size_t at)
{
    return text.ptr[at] == '%' && at + 2 < text.len && rq_ascii_hex(text.ptr[at + 1]) < 16 &&
           rq_ascii_hex(text.ptr[at + 2]) < 16;
}

static bool has_good_escapes(rq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '%' && !is_escape(text, i))
            return false;
    return true;
}

/* scheme = letter { letter | digit | "+" | "-" | "." } ":" ; false for ":" alone.  Text without a scheme stays as it is. */
static bool take_scheme(rq_str *rest, struct url *url)
{
    for (size_t i = 0; i < rest->len; i++) {
        char byte = rest->ptr[i];
        if (byte == ':') {
            url->scheme = rq_str_slice(*rest, 0, i);
            *rest = rq_str_slice(*rest, i + 1, rest->len);
            return i > 0;
        }
        if (!rq_ascii_is_letter(byte) && (i == 0 || (!rq_ascii_is_digit(byte) && !is_one_of(byte, "+-."))))
            return true;
    }
    return true;
}

/* Empty, or ":" and digits. */
static bool is_port(rq_str text)
{
    for (size_t i = 1; i < text.len; i++)
        if (!rq_ascii_is_digit(text.ptr[i]))
            return false;
    return text.len == 0 || text.ptr[0] == ':';
}

static size_t find_last(rq_str text, char byte)
{
    size_t at = text.len;
    while (at > 0 && text.ptr[at - 1] != byte)
        at--;
    return at == 0 ? RQ_NOT_FOUND : at - 1;
}

/* ":8080" of "example.com:8080" and of "[::1]:8080"; empty where there is none. */
static rq_str port_of(rq_str host)
{
    size_t colon = find_last(host, ':');
    rq_str port = rq_str_slice(host, colon == RQ_NOT_FOUND ? host.len : colon, host.len);
    return is_port(port) ? port : rq_str_slice(host, host.len, host.len);
}

static bool is_good_host(rq_str host)
{
    bool bracketed = rq_str_starts(host, RQ_STR("["));
    size_t end = bracketed ? find_last(host, ']') : find_last(host, ':');
    if (bracketed && end == RQ_NOT_FOUND)
        return false;
    if (end != RQ_NOT_FOUND && !is_port(rq_str_slice(host, bracketed ? end + 1 : end, host.len)))
        return false;
    for (size_t i = 0; i < host.len; i++) {
        char byte = host.ptr[i];
        bool escape = byte == '%' && is_escape(host, i);
        /* Escapes are for what is not ASCII, and for the zone of an IPv6 address. */
        if (escape ? rq_ascii_hex(host.ptr[i + 1]) < 8 && !rq_str_starts(rq_str_slice(host, i, host.len), RQ_STR("%25"))
                   : (unsigned char)byte < 0x80 && !is_unreserved(byte) && !is_one_of(byte, "!$&'()*+,;=:[]<>\""))
            return false;
    }
    return true;
}

static bool is_good_userinfo(rq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_unreserved(text.ptr[i]) && !is_one_of(text.ptr[i], ":!$&'()*+,;=%@"))
            return false;
    return has_good_escapes(text);
}

static bool take_authority(rq_str *rest, struct url *url)
{
    rq_str authority = rq_str_slice(*rest, 2, rq_str_find_byte(*rest, '/', 2));
    *rest = rq_str_slice(*rest, 2 + authority.len, rest->len);
    size_t at = find_last(authority, '@');
    url->host = rq_str_slice(authority, at == RQ_NOT_FOUND ? 0 : at + 1, authority.len);
    return is_good_host(url->host) && (at == RQ_NOT_FOUND || is_good_userinfo(rq_str_slice(authority, 0, at)));
}

static bool parse_url(rq_str text, struct url *url)
{
    rq_str rest = text;
    *url = (struct url){0};
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7F)
            return false;
    if (!take_scheme(&rest, url))
        return false;
    size_t mark = rq_str_find_byte(rest, '?', 0);
    url->query = rq_str_slice(rest, mark == RQ_NOT_FOUND ? rest.len : mark + 1, rest.len);
    rest = rq_str_slice(rest, 0, mark);
    if (!rq_str_starts(rest, RQ_STR("/")))
        return url->scheme.len > 0 || rq_str_equal(text, RQ_STR("*"));
    if (url->scheme.len > 0 && rq_str_starts(rest, RQ_STR("//")) && !take_authority(&rest, url))
        return false;
    url->path = rest;
    return has_good_escapes(rest);
}

static rq_value is_url(struct rq_cel_call *call)
{
    struct url ignored;
    if (!rq_cel_charge_bytes(call, call->args[0].extent))
        return rq_cel_exhausted(call);
    return rq_bool(parse_url(rq_cel_text_arg(call, 0), &ignored));
}

static rq_str lower(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < text.len; i++)
        rq_buf_byte(&buf, rq_ascii_lower(text.ptr[i]));
    return rq_buf_text(&buf);
}

/* The byte at *at, which moves on; an escape is one byte. */
static unsigned char next_byte(rq_str text, size_t *at)
{
    size_t i = *at;
    if (!is_escape(text, i)) {
        *at = i + 1;
        return (unsigned char)text.ptr[i];
    }
    *at = i + 3;
    return (unsigned char)(rq_ascii_hex(text.ptr[i + 1]) << 4 | rq_ascii_hex(text.ptr[i + 2]));
}

/* The path as it is written; one with characters that have no place in it with all of them escaped. */
static rq_str escaped_path(struct rq_arena *arena, rq_str path)
{
    struct rq_buf buf = {.arena = arena};
    bool good = true;
    for (size_t i = 0; i < path.len; i++)
        good = good && (is_unreserved(path.ptr[i]) || is_one_of(path.ptr[i], "!$&'()*+,;=:@[]%/"));
    for (size_t at = 0; !good && at < path.len;) {
        unsigned char byte = next_byte(path, &at);
        if (is_unreserved((char)byte) || is_one_of((char)byte, "$&+,/:;=@"))
            rq_buf_byte(&buf, (char)byte);
        else
            rq_buf_format(&buf, "%%%02X", byte);
    }
    return good ? path : rq_buf_text(&buf);
}

/* A key or value of a query: "+" is a blank.  False for a bad escape, and for what is no text when it is decoded. */
static bool query_text(struct rq_arena *arena, rq_str written, rq_str *text)
{
    struct rq_buf buf = {.arena = arena};
    if (!has_good_escapes(written))
        return false;
    for (size_t at = 0; at < written.len;) {
        bool plus = written.ptr[at] == '+';
        char byte = (char)next_byte(written, &at);
        rq_buf_byte(&buf, plus ? ' ' : byte);
    }
    *text = rq_buf_text(&buf);
    return rq_utf8_valid(*text, NULL);
}

/* The values of each key, in their order; what is malformed is left out, as Go does. */
struct query {
    struct rq_cel_call *call;
    struct rq_map_build map;
    struct rq_cel_items *values; /* of entry i of the map */
    size_t cap;
};

static void add_value(struct query *query, rq_str key, rq_str value)
{
    size_t i = 0;
    while (i < query->map.count && !rq_str_equal(rq_value_text(query->map.entries[i].key), key))
        i++;
    if (i == query->map.count) {
        query->values = rq_grow(query->call->arena, query->values, i, &query->cap, sizeof *query->values);
        query->values[i] = (struct rq_cel_items){.arena = query->call->arena};
        rq_map_build_put(&query->map, key, rq_null());
    }
    rq_cel_items_add(&query->values[i], rq_string(value));
}

/* query = pair { "&" pair } ; pair = key [ "=" value ].  False when the budget is gone: each key is looked for. */
static bool read_query(struct query *query, rq_str text)
{
    while (text.len > 0) {
        size_t end = rq_str_find_byte(text, '&', 0);
        rq_str pair = rq_str_slice(text, 0, end), key, value;
        text = rq_str_slice(text, end == RQ_NOT_FOUND ? text.len : end + 1, text.len);
        size_t equals = rq_str_find_byte(pair, '=', 0);
        if (!rq_cel_charge(query->call, query->map.count + 1))
            return false;
        if (pair.len > 0 && rq_str_find_byte(pair, ';', 0) == RQ_NOT_FOUND &&
            query_text(query->call->arena, rq_str_slice(pair, 0, equals), &key) &&
            query_text(query->call->arena, rq_str_slice(pair, equals == RQ_NOT_FOUND ? pair.len : equals + 1, pair.len),
                       &value))
            add_value(query, key, value);
    }
    for (size_t i = 0; i < query->map.count; i++)
        query->map.entries[i].value = rq_cel_items_done(&query->values[i]);
    return true;
}

static rq_value to_url(struct rq_cel_call *call)
{
    struct url url;
    struct rq_map_build map = {.arena = call->arena};
    struct query query = {.call = call, .map = {.arena = call->arena}};
    rq_str shown = rq_cel_shown(call, 0);
    if (!rq_cel_charge_bytes(call, call->args[0].extent))
        return rq_cel_exhausted(call);
    if (!parse_url(rq_cel_text_arg(call, 0), &url))
        return rq_cel_fault(call, "%.*s is not a URL such as \"https://example.com/path?key=value\"", RQ_ARG(shown));
    if (!read_query(&query, url.query))
        return rq_cel_exhausted(call);
    rq_str port = port_of(url.host), name = rq_str_slice(url.host, 0, url.host.len - port.len);
    if (rq_str_starts(name, RQ_STR("[")) && rq_str_ends(name, RQ_STR("]")))
        name = rq_str_slice(name, 1, name.len - 1);
    rq_map_build_put(&map, RQ_STR("scheme"), rq_string(lower(call->arena, url.scheme)));
    rq_map_build_put(&map, RQ_STR("host"), rq_string(url.host));
    rq_map_build_put(&map, RQ_STR("hostname"), rq_string(name));
    rq_map_build_put(&map, RQ_STR("port"), rq_string(rq_str_slice(port, port.len > 0, port.len)));
    rq_map_build_put(&map, RQ_STR("path"), rq_string(escaped_path(call->arena, url.path)));
    rq_map_build_put(&map, RQ_STR("query"), rq_map_build_done(&query.map));
    return rq_map_build_done(&map);
}

/* What a method of a URL that was taken apart gives. */
static rq_value get_part(struct rq_cel_call *call)
{
    static const struct {
        const char *method;
        rq_str part;
    } parts[] = {{"getScheme", {"scheme", 6}}, {"getHost", {"host", 4}},        {"getHostname", {"hostname", 8}},
                 {"getPort", {"port", 4}},     {"getEscapedPath", {"path", 4}}, {"getQuery", {"query", 5}}};
    const rq_value *found = NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i].method, call->function->name) == 0)
            found = rq_map_find(call->args[0].as.map, parts[i].part);
    return found == NULL ? rq_cel_no_overload(call) : *found;
}

const struct rq_cel_function rq_cel_fn_url[] = {
    {"isURL", RQ_CEL_GLOBAL, "s:b", is_url},
    {"url", RQ_CEL_GLOBAL, "s:m", to_url},
    {"getScheme", RQ_CEL_METHOD, "m:s", get_part},
    {"getHost", RQ_CEL_METHOD, "m:s", get_part},
    {"getHostname", RQ_CEL_METHOD, "m:s", get_part},
    {"getPort", RQ_CEL_METHOD, "m:s", get_part},
    {"getEscapedPath", RQ_CEL_METHOD, "m:s", get_part},
    {"getQuery", RQ_CEL_METHOD, "m:m", get_part},
    {0},
};
