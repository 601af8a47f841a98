/*
 * One web page that needs nothing else: no script, no file beside it, nothing from a network.
 *
 * Words of records are text wherever they stand, in elements and in attributes.  Should one ever get out of there, the
 * page's own policy (Content Security Policy, "default-src 'none'") lets it load and run nothing.
 */
#include "format/page.h"

#include "format/markup.h"

#define HEAD                                                                                                           \
    "<!DOCTYPE html>\n"                                                                                                \
    "<html lang=\"en\">\n"                                                                                             \
    "<head>\n"                                                                                                         \
    "<meta charset=\"utf-8\">\n"                                                                                       \
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"        \
    "<meta name=\"viewport\" content=\"width=device-width\">\n"

#define STYLE                                                                                                          \
    "<style>\n"                                                                                                        \
    ":root { color-scheme: light dark; --text: #1f2328; --page: #fff; --line: #d1d9e0; --bar: #0969da; }\n"            \
    "@media (prefers-color-scheme: dark) {\n"                                                                          \
    "  :root { --text: #e6edf3; --page: #0d1117; --line: #3d444d; --bar: #4493f8; }\n"                                 \
    "}\n"                                                                                                              \
    "body { margin: 2em auto; max-width: 70em; padding: 0 1em; font: 1em/1.5 sans-serif; color: var(--text);"          \
    " background: var(--page); }\n"                                                                                    \
    "a { color: inherit; }\n"                                                                                          \
    "table { border-collapse: collapse; }\n"                                                                           \
    "caption { padding: .3em 0; text-align: left; }\n"                                                                 \
    "th, td { padding: .3em .7em; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }\n"    \
    ".chart { width: 100%; }\n"                                                                                        \
    ".chart th { font-weight: normal; }\n"                                                                             \
    ".chart td { text-align: right; }\n"                                                                               \
    ".chart td:last-child { width: 65%; }\n"                                                                           \
    "svg { display: block; width: 100%; height: 1.5em; fill: var(--bar); }\n"                                          \
    ".wide td:first-child { white-space: nowrap; }\n"                                                                  \
    ".wide { overflow-x: auto; }\n"                                                                                    \
    "pre { padding: .7em; overflow-x: auto; background: var(--line); }\n"                                              \
    ".note { padding-left: .7em; border-left: .3em solid var(--line); }\n"                                             \
    "</style>\n"

void rq_format_add_element(struct rq_buf *buf, const char *start, rq_str text, const char *end)
{
    rq_buf_format(buf, "%s", start);
    rq_format_add_html(buf, text);
    rq_buf_format(buf, "%s\n", end);
}

void rq_format_start_page(struct rq_buf *buf, rq_str title)
{
    rq_buf_add(buf, RQ_STR(HEAD));
    rq_format_add_element(buf, "<title>", title, "</title>");
    rq_buf_add(buf, RQ_STR(STYLE "</head>\n<body>\n"));
    rq_format_add_element(buf, "<h1>", title, "</h1>");
}

void rq_format_end_page(struct rq_buf *buf)
{
    rq_buf_add(buf, RQ_STR("</body>\n</html>\n"));
}
